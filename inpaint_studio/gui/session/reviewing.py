"""What a look found in the open photo, and what would be taken of it, as the panel and the canvas show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import Signal

from ...core.arrays import Floats
from ...core.document.curation import ACCEPTED, PROTECTED, REJECTED, Curation
from ...core.document.document import Document
from ...core.document.layers import LayerContent
from ...core.document.mask_edit import tiles_of
from ...core.document.state import MASK, State
from ...core.geometry import Rect
from ...core.tiles import TiledArray
from ...finding.review import Covered, Review, Verdict, part_of
from ..kit.later import timer
from .editing import Editing
from .looking import Looking

Show = Literal["photo", "grey", "marks"]
"""How marks are shown: over the photo, over a grey photo, or alone, black on white."""

_SETTLE = 400  # ms without a change after which the sensitivity becomes a step


class Reviewing(Looking):
    """Looks for damage, and keeps the review of what was found: what would be taken, and how it is shown.

    `review` is None before a look, and for a moment after the canvas changed. Decisions made while nothing
    can be edited are ignored.
    """

    changed = Signal()
    """What was found, what would be taken, or how it is shown changed; steps count while `is_shown` only."""
    current_changed = Signal()
    """Another mark is the one to decide about."""

    def __init__(self, editing: Editing) -> None:
        super().__init__(editing)
        self._looked: tuple[Document, Review] | None = None
        self._live: Curation | None = None
        self._shares: dict[str, tuple[object, Floats]] = {}
        self._filled: WeakKeyDictionary[LayerContent, Floats] = WeakKeyDictionary()
        self._verdict: tuple[Curation, Covered, Verdict] | None = None
        self._is_shown = False
        self._show: Show = "photo"
        self._review: tuple[Rect, Review] | None = None  # with the canvas that it is of
        self.current: int | None = None
        """The mark to decide about."""
        self._settling = timer(self, _SETTLE, self.settle)
        editing.state_changed.connect(self._state_changed)
        editing.history_left.connect(self._drop_live)

    # -- looking --------------------------------------------------------------------------------------

    def find(self) -> None:
        """Look at the present picture; decisions hold for what is found now."""
        self._set_current(None)
        super().find()

    # -- what was found -------------------------------------------------------------------------------

    def take(self, document: Document, review: Review) -> None:
        self._looked = (document, review)
        self._use_canvas()

    def forget(self) -> None:
        """Another photo is open: drop everything."""
        self.cancel()
        self._settling.stop()
        self._looked = self._live = None
        self._set_review(None)

    @property
    def is_stale(self) -> bool:
        """Whether the picture shows something that the look did not see: a fill was undone, or a crop."""
        if self._looked is None or not self._editing.is_open:
            return False
        before, now = self._looked[0], self._editing.document
        kept = {layer.content for layer in now.layers if layer.shows}
        lost = any(layer.shows and layer.content not in kept for layer in before.layers)
        return lost or not before.canvas.contains(now.canvas)

    @property
    def review(self) -> Review | None:
        """What was found, on the present canvas; None before a look, and while the canvas is changing."""
        if self._review is None or not self._editing.is_open:
            return None
        canvas, review = self._review
        return review if canvas == self._editing.document.canvas else None

    def _use_canvas(self) -> None:
        """Review the part of what was found that the present canvas shows."""
        assert self._looked is not None
        document, review = self._looked
        canvas = self._editing.document.canvas
        if canvas == document.canvas:
            self._set_review((canvas, review))
            return
        self._set_review(None)
        part = canvas.moved(-document.canvas.x, -document.canvas.y)

        def done(cut: Review) -> None:
            if (
                self._looked is not None
                and self._looked[1] is review
                and self._editing.document.canvas == canvas
            ):
                self._set_review((canvas, cut))

        self._pool.run(lambda: Review(part_of(review.findings, part)), done, owner=self)

    def _set_review(self, review: tuple[Rect, Review] | None) -> None:
        self._review, self._verdict = review, None
        self._shares.clear()
        self._filled.clear()
        self._set_current(None)
        self.changed.emit()

    def _drop_live(self) -> None:
        """A sensitivity that has not become a step yet is dropped: the history moves."""
        self._settling.stop()
        self._live = None

    def _state_changed(self, before: State, now: State) -> None:
        if self._live is not None and before.curation != now.curation:
            self._live = None
        if self._looked is not None and before.document.canvas != now.document.canvas:
            self._use_canvas()
        elif self._is_shown and (self.review is not None or before.curation != now.curation):
            self.changed.emit()  # while nothing is shown, no stroke waits for a verdict

    # -- what would be taken --------------------------------------------------------------------------

    @property
    def curation(self) -> Curation:
        """The present one, while a slider is moved too."""
        if self._live is not None:
            return self._live
        return self._editing.state.curation if self._editing.is_open else Curation()

    @property
    def verdict(self) -> Verdict:
        """What would become of each mark; RuntimeError before a look."""
        review = self.review
        if review is None:
            raise RuntimeError("nothing was looked for")
        covered = Covered(
            self._share(review, ACCEPTED),
            self._share(review, REJECTED),
            self._share(review, PROTECTED),
            self._done(review),
        )
        known = self._verdict
        if known is None or known[0] != self.curation or not _same(known[1], covered):
            verdict = review.verdict(self.curation, covered)
            self._verdict = known = (self.curation, covered, verdict)
        return known[2]

    @property
    def taken(self) -> int:
        """How many marks would be taken."""
        return 0 if self.review is None else len(self.verdict.taken)

    @property
    def has_protection(self) -> bool:
        """Whether any region is protected."""
        return self._editing.is_open and self._editing.mask_area(PROTECTED) > 0

    def _share(self, review: Review, name: str) -> Floats:
        """How much of each mark that mask covers."""
        tiles = self._editing.state.masks.get(name)
        known = self._shares.get(name)
        if known is None or known[0] is not tiles:
            blank = TiledArray.blank(review.size)
            known = self._shares[name] = (tiles, review.share(blank if tiles is None else tiles))
        return known[1]

    def _done(self, review: Review) -> Floats:
        """How much of each mark the mask, or a fill since the look, covers."""
        assert self._looked is not None
        total = self._share(review, MASK)
        document = self._editing.document
        before = {layer.content for layer in self._looked[0].layers}
        for index, layer in enumerate(document.layers):
            if layer.shows and layer.content not in before:
                if layer.content not in self._filled:
                    self._filled[layer.content] = review.share(tiles_of(document.mask_of_layer(index)))
                total = np.maximum(total, self._filled[layer.content])
        return total

    # -- how it is shown ------------------------------------------------------------------------------

    @property
    def is_shown(self) -> bool:
        """Whether the marks are drawn: while their panel is open."""
        return self._is_shown

    @is_shown.setter
    def is_shown(self, shown: bool) -> None:
        if shown != self._is_shown:
            self._is_shown = shown
            if not shown:
                self._set_current(None)
            self.changed.emit()

    @property
    def show(self) -> Show:
        """How marks are shown."""
        return self._show

    @show.setter
    def show(self, show: Show) -> None:
        if show != self._show:
            self._show = show
            self.changed.emit()

    # -- the mark to decide about ---------------------------------------------------------------------

    @property
    def current_rect(self) -> Rect:
        """Where the current mark shows, empty if there is none."""
        if self.review is None or self.current is None:
            return Rect(0, 0, 0, 0)
        return self.review.rect_of(self.current, self.verdict)

    def leave_current(self) -> bool:
        """No mark is to be decided any more; False if none was."""
        had = self.current is not None
        self._set_current(None)
        return had

    def _set_current(self, mark: int | None) -> None:
        if mark != self.current:
            self.current = mark
            self.current_changed.emit()

    # -- curation -------------------------------------------------------------------------------------

    def set_sensitivity(self, sensitivity: int) -> None:
        """Show what another sensitivity, 0 to 100, takes; it becomes a step once it has settled."""
        if self._editing.is_open and sensitivity != self.curation.sensitivity:
            self._live = replace(self.curation, sensitivity=sensitivity)
            self._settling.start()
            self.changed.emit()

    def settle(self) -> None:
        """Make the present sensitivity a step now."""
        self._settling.stop()
        if self._live is not None and self._editing.is_open:
            self._editing.when_free(self._commit_live)

    def set_hidden(self, kind: str, hidden: bool) -> None:
        """Leave out the marks of a kind, or take them again."""
        kinds = self.curation.hidden | {kind} if hidden else self.curation.hidden - {kind}
        label = self.tr("Hide a kind") if hidden else self.tr("Show a kind")
        self._curate(label, hidden=kinds)

    def set_careful(self, careful: bool) -> None:
        """Be careful with faces, or not."""
        self._curate(self.tr("Careful with faces"), careful=careful)

    def set_curation(self, curation: Curation) -> None:
        """Take sensitivity, kinds and care with faces from elsewhere, as one step."""
        self._curate(
            self.tr("Settings of the album"),
            sensitivity=curation.sensitivity,
            hidden=curation.hidden,
            careful=curation.careful,
        )

    def _curate(self, label: str, **changes: Any) -> None:
        editing = self._editing
        if self._begin_step():
            curation = replace(editing.state.curation, **changes)
            if curation != editing.state.curation:
                editing.commit(label, replace(editing.state, curation=curation))
        self.changed.emit()  # the control may show what was not done

    def _begin_step(self) -> bool:
        """Whether a decision can be made now; a sensitivity that has not settled becomes a step before it."""
        self._settling.stop()
        if not self._editing.can_edit:
            return False
        self._commit_live()
        return self._editing.can_edit

    def _commit_live(self) -> None:
        live, self._live = self._live, None
        state = self._editing.state
        if live is not None and live.sensitivity != state.curation.sensitivity:
            curation = replace(state.curation, sensitivity=live.sensitivity)
            self._editing.commit(self.tr("Sensitivity"), replace(state, curation=curation))


def _same(before: Covered, now: Covered) -> bool:
    """Whether two values have the same arrays."""
    return (
        before.accepted is now.accepted
        and before.rejected is now.rejected
        and before.protected is now.protected
        and (before.done is now.done or np.array_equal(before.done, now.done))
    )
