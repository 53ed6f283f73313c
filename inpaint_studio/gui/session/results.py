"""The results for the open photo: fills that have run and may be kept, one of them on show."""

from __future__ import annotations

import itertools
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document
from ...core.document.mask_edit import tiles_of
from ...core.document.state import State
from ...engines.registry import Registry
from ...engines.request import Fill, FillRequest
from ...jobs.results import EARLIER, Keeping, Result, kept, made, same_picture, within_budget
from ..words.numbers import engine_label
from .editing import Editing


class Results(QObject):
    """Results in order of arrival; the least recent are dropped when they take too much memory."""

    results_changed = Signal()

    def __init__(self, editing: Editing, registry: Registry) -> None:
        super().__init__(editing)
        self._editing, self._registry = editing, registry
        self._numbers = itertools.count(1)
        self._all: tuple[Result, ...] = ()
        self._chosen: Result | None = None
        editing.mask_begun.connect(self._hide_result)
        editing.state_changed.connect(self._state_changed)

    @property
    def results(self) -> tuple[Result, ...]:
        """The results that fit the present document, in order of arrival."""
        return tuple(result for result in self._all if same_picture(result.base, self._editing.document))

    @property
    def held(self) -> tuple[Result, ...]:
        """All results, including those that fit the picture only after an undo."""
        return self._all

    @property
    def chosen(self) -> Result | None:
        """The result that is shown over the photo."""
        chosen = self._chosen
        return chosen if chosen and same_picture(chosen.base, self._editing.document) else None

    def choose(self, result: Result | None) -> None:
        """Show a result over the photo, or (None) the photo itself; not while a mask is being changed."""
        if not self._editing.is_editing_mask:
            self._show(result)

    def _show(self, result: Result | None) -> None:
        self._chosen = result
        self.results_changed.emit()
        self._editing.announce_shown()

    def star(self, result: Result, starred: bool) -> Result:
        """Star a result, or not; returns the result that replaces it."""
        fresh = replace(result, starred=starred)
        self._all = tuple(fresh if one is result else one for one in self._all)
        if self._chosen is result:
            self._chosen = fresh
        self.results_changed.emit()
        return fresh

    def discard(self, result: Result) -> None:
        """Drop a result; if it was shown, its neighbour is shown."""
        results = list(self.results)
        place = results.index(result)
        self._all = tuple(one for one in self._all if one is not result)
        if self._chosen is result:
            rest = self.results
            self._show(rest[min(place, len(rest) - 1)] if rest else None)
        else:
            self.results_changed.emit()

    def adopt(self, fill: Fill, request: FillRequest) -> Result:
        """Add a fill that was run elsewhere (a comparison of this document) as a result."""
        document = request.photo
        if not (isinstance(document, Document) and same_picture(document, self._editing.document)):
            raise ValueError("the fill belongs to another picture")
        result = made(next(self._numbers), fill, request, document, tiles_of(request.mask))
        self._take(result)
        return result

    def restore(self, results: tuple[Result, ...]) -> None:
        """Add the results of a project or a recovered session; new ones get higher numbers."""
        highest = max((result.number for result in results), default=0)
        self._numbers = itertools.count(max(next(self._numbers), highest + 1))
        self._all = within_budget((*self._all, *results), [self._chosen])
        self.results_changed.emit()

    def keep(self, result: Result | None = None) -> None:
        """Make a result (None: the chosen one) part of the picture, as one step; its mask is set aside."""
        result = self.chosen if result is None else result
        if result is not None:
            self._keep(result)

    def _keep(self, result: Result, time: float | None = None, group: int = 0) -> None:
        """Make a result part of the picture, as one step, or as part of the step of that time.

        `group` is the group of fills that it joins, 0 for none.
        """
        editing = self._editing
        if not editing.can_edit or not same_picture(result.base, editing.document):
            return
        self._chosen = None  # the picture looks the same before and after, so nothing flickers
        label = self.tr("Fill with {engine}").format(engine=engine_label(self._registry, result.fill.engine))
        if time is None:
            editing.commit(label, kept(editing.state, result, group))
        else:
            # the same number in all steps since then, whatever other fills there were
            number = editing.document.next_number
            editing.amend(time, label, Keeping(result, group, number))
        self._all = within_budget(self._all, budget=EARLIER)
        self.results_changed.emit()

    def _hide_result(self) -> None:
        """Hide the shown result, which would cover a change of the mask."""
        self._show(None)

    def _state_changed(self, before: State, now: State) -> None:
        if before.document is not now.document or self.chosen is not None:
            self.results_changed.emit()

    def _take(self, result: Result) -> None:
        self._all = within_budget((*self._all, result), [self._chosen, result])
        self.results_changed.emit()

    def _forget_results(self) -> None:
        """Drop all results."""
        self._all, self._chosen = (), None
        self.results_changed.emit()
