"""Decisions about the damage found in the open photo, and its way into the mask.

Decisions are steps of the history. Nothing reaches the mask before `add_to_mask`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from ...core.document.curation import ACCEPTED, PROTECTED, REJECTED
from ...core.document.state import MASK, State
from ...core.geometry import Rect
from ...core.strokes import Stroke, brush
from ...core.tiles import TiledArray
from ...finding.review import Covered, Standing
from .reviewing import Reviewing


class Finding(Reviewing):
    """Looks for damage, reviews what was found, and decides about it.

    Decisions made while nothing can be edited are ignored.
    """

    # -- decisions ------------------------------------------------------------------------------------

    def reject(self, marks: Collection[int]) -> None:
        """These marks are no damage, whatever the sensitivity is."""
        self._decide(marks, self.tr("Reject mark") if len(marks) == 1 else self.tr("Reject marks"), REJECTED)

    def accept(self, marks: Collection[int]) -> None:
        """These marks are damage, whatever the sensitivity is."""
        self._decide(marks, self.tr("Accept mark") if len(marks) == 1 else self.tr("Accept marks"), ACCEPTED)

    def toggle(self, mark: int) -> None:
        """Reject a mark that would be taken, take a rejected one back, accept one that is too faint."""
        review = self.review
        if review is None:
            return
        standing = self.verdict.standing[mark]
        if standing == Standing.TAKEN:
            self.reject([mark])
        elif standing == Standing.FAINT:
            self.accept([mark])
        elif standing == Standing.REJECTED:
            nothing = np.zeros(len(review.marks), np.float32)
            plain = review.verdict(self.curation, Covered(nothing, nothing, nothing, nothing))
            if plain.standing[mark] == Standing.TAKEN:
                self._decide([mark], self.tr("Restore mark"))
            else:
                self.accept([mark])

    def toggle_at(self, x: float, y: float, reach: float) -> bool:
        """Toggle the mark nearest to a point of the picture, within `reach` px; False if there is none."""
        mark = None if self.review is None else self.review.mark_at(x, y, reach, self.verdict)
        if mark is not None:
            self.toggle(mark)
        return mark is not None

    def reject_under(self, strokes: Sequence[Stroke]) -> None:
        """Reject all marks under strokes, while they are shown."""
        self.reject(self._under(strokes, Standing.TAKEN))

    def accept_under(self, strokes: Sequence[Stroke]) -> None:
        """Accept all rejected marks under strokes, while they are shown."""
        self.accept(self._under(strokes, Standing.REJECTED))

    def _under(self, strokes: Sequence[Stroke], standing: Standing) -> list[int]:
        review = self.review
        if review is None or not self._is_shown:
            return []
        clip, verdict = Rect.of(review.size), self.verdict
        stamps = (stamp for stroke in strokes for stamp in brush(stroke, clip))
        return review.marks_under(stamps, verdict, standing)

    def _decide(self, marks: Collection[int], label: str, name: str | None = None) -> None:
        """Put marks into the mask of that name alone, or (None) into none of those of decisions."""
        review = self.review
        if review is None or not marks or not self._begin_step():
            return
        state = self._editing.state
        for each in (ACCEPTED, REJECTED):
            tiles = state.tiles(each)
            if each == name or tiles.tiles_used():
                state = state.with_mask(review.painted(tiles, marks, 255 if each == name else 0), each)
        self._editing.commit(label, state)

    # -- protection -----------------------------------------------------------------------------------

    def protect_mask(self) -> None:
        """Protect what the mask covers, which becomes empty."""
        if self._begin_step():
            state = self._editing.state
            mask, tiles = state.tiles(MASK), state.tiles(PROTECTED)
            for index in mask.tiles_used():
                tiles.put_tile(index, np.maximum(tiles.tile(index), mask.tile(index)))
            state = state.with_mask(tiles, PROTECTED).with_mask(TiledArray.blank(mask.size))
            self._editing.commit(self.tr("Protect"), state)

    def unprotect(self) -> None:
        """Remove all protection."""
        if self._begin_step():
            state = self._editing.state
            blank = TiledArray.blank(state.document.size)
            self._editing.commit(self.tr("Remove protection"), state.with_mask(blank, PROTECTED))

    # -- one by one -----------------------------------------------------------------------------------

    @property
    def doubtful(self) -> list[int]:
        """The marks to decide about, the most doubtful first."""
        return [] if self.review is None else self.review.doubtful(self.curation, self.verdict)

    def step(self, by: int) -> None:
        """Go to the next doubtful mark (1) or back (-1); from the end to the beginning."""
        marks = self.doubtful
        if not marks:
            self._set_current(None)
        elif self.current in marks:
            self._set_current(marks[(marks.index(self.current) + by) % len(marks)])
        else:
            self._set_current(marks[0 if by > 0 else -1])

    def decide(self, accept: bool) -> None:
        """Accept or reject the current mark, and go to the next that is not decided."""
        mark, marks = self.current, self.doubtful
        if mark is None or not self._editing.can_edit:
            return
        self.accept([mark]) if accept else self.reject([mark])
        if self.review is None:
            return
        decided = self._share(self.review, ACCEPTED) + self._share(self.review, REJECTED) >= 0.5
        start = marks.index(mark) + 1 if mark in marks else 0
        rest = [one for one in (*marks[start:], *marks[:start]) if not decided[one]]
        self._set_current(rest[0] if rest else None)
        if not rest:
            self._editing.message.emit(self.tr("All doubtful marks are decided."))

    # -- taking ---------------------------------------------------------------------------------------

    def add_to_mask(self, then: Callable[[], None] | None = None) -> None:
        """Add what would be taken to the mask, as one step; `then` is called once it is there."""
        review = self.review
        if review is None or not self.taken or not self._begin_step():
            return
        self._set_current(None)
        state, verdict = self._editing.state, self.verdict

        def added() -> State:
            return state.with_mask(review.added(state.tiles(), verdict, state.tiles(PROTECTED)))

        self._editing.change_state(self.tr("Add found damage"), added, then)
