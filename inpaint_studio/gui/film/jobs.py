"""What runs on a film in the background, one thing at a time: tracking, a preview, an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from ...core.errors import Note
from ..session.session import Session
from ..words.translation import translated
from . import work
from .editing import FilmEditing
from .export import export
from .task import Task
from .view import Cover

Kind = Literal["track", "preview", "export"]


class FilmJobs(QObject):
    """Starts tasks on a film, and takes what they find into its state and its preview."""

    changed = Signal()
    """Something began, has got further, or ended."""
    covers_changed = Signal()
    previewed = Signal(object)
    """A preview is complete: the range of its frames."""

    def __init__(self, session: Session, editing: FilmEditing, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._editing, self._clip = session, editing, editing.photo
        self._pool = session.pool.another(self)
        self.task: Task | None = None
        self.kind: Kind | None = None
        self._ending: list[Task] = []  # cancelled, but perhaps not over yet
        self._carried = editing.state.keyframes  # those that the task carries
        self.covers: dict[int, Cover] = {}
        """The frames of the preview so far."""
        editing.painting.connect(self.drop_preview)
        editing.changed.connect(self._changed)
        editing.painted.connect(self._painted)
        editing.jumped.connect(lambda _: self._outdated())

    @property
    def is_exporting(self) -> bool:
        """Whether a film is being written."""
        return self.kind == "export"

    def has_masks(self) -> bool:
        """Whether there is anything to fill; if not, the user is told."""
        if not self._editing.state.has_masks:
            self._session.message.emit(self.tr("Paint over what to remove first."))
        return self._editing.state.has_masks

    # -- tracking -------------------------------------------------------------------------------------

    def track(self, stretch: range) -> None:
        """Carry the keyframes over a stretch, instead of what runs; its masks appear one by one."""
        state = self._editing.state
        self._begin("track", lambda task: work.track(task, self._clip, state, stretch))

    def track_from(self, number: int, by: int) -> None:
        """Track on (or back, `by` -1) from a frame, to the next keyframe or the end of the stretch.

        From a frame that is no keyframe, from the one before it (or after it).
        """
        state = self._editing.state
        if by > 0:
            start = number if number in state.keyframes else state.keyframe_before(number)
            goal = state.keyframe_after(number)
            last = state.end - 1 if goal is None else goal
            first = number if start is None else start
        else:
            start = number if number in state.keyframes else state.keyframe_after(number)
            goal = state.keyframe_before(number)
            first = state.begin if goal is None else goal
            last = number if start is None else start
        if start is None:
            self._session.message.emit(self.tr("Paint a keyframe to track from first."))
        elif first < last:
            self.track(range(first, last + 1))

    def _painted(self, number: int) -> None:
        """A mask was corrected: what had been tracked across it is tracked again."""
        state, before = self._editing.state, self._editing.before
        lost = sorted(before.tracked.keys() - state.tracked.keys() - {number})
        self._outdated()
        if lost and number in state.keyframes and not self.is_exporting:
            start = state.keyframe_before(number) if lost[0] < number else number
            goal = state.keyframe_after(number) if lost[-1] > number else number
            first = min(lost[0], number) if start is None else start
            last = max(lost[-1], number) if goal is None else goal
            self.track(range(first, last + 1))

    # -- preview --------------------------------------------------------------------------------------

    def preview(self, number: int) -> None:
        """Fill the second around a frame, after tracking what has no mask there yet."""
        state = self._editing.state
        if not self.has_masks():
            return
        whole = range(state.begin, state.end)
        stretch = self._clip.second_around(number, whole if number in whole else range(state.count))
        self.drop_preview()
        self._begin(
            "preview",
            lambda task: work.preview(task, self._clip, state, stretch),
            lambda _: self.previewed.emit(stretch),
        )

    def drop_preview(self) -> None:
        """Forget what was filled, and stop filling."""
        if self.kind == "preview":
            self.cancel()
        if self.covers:
            self.covers.clear()
            self.covers_changed.emit()

    def _changed(self) -> None:
        """With other keyframes, what is being tracked is not wanted any more."""
        if self.kind == "track" and self._editing.state.keyframes != self._carried:
            self.cancel()

    def _outdated(self) -> None:
        """The masks are others now."""
        self.drop_preview()
        if self.kind == "track":
            self.cancel()

    # -- export ---------------------------------------------------------------------------------------

    def export(self, output: Path, *, lossless: bool) -> None:
        """Fill the stretch, and write the film to a file (or folder)."""
        state = self._editing.state

        ending = tuple(self._ending)

        def act(task: Task) -> Path:
            for one in ending:  # an export may still hold the unfinished work that this one goes on with
                task.wait_for(one)
            return export(task, self._clip, state, output, lossless=lossless)

        self._begin(
            "export",
            act,
            lambda _: self._session.message.emit(self.tr("Exported as {name}.").format(name=output.name)),
        )

    # -- the task -------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop what runs; what it has found so far stays."""
        task, self.task, self.kind = self.task, None, None
        if task is not None:
            task.cancel()
            self._ending = [one for one in (*self._ending, task) if not one.is_over]
            self.changed.emit()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs, nor does what was cancelled."""
        return self.task is None and all(task.is_over for task in self._ending)

    def close(self) -> None:
        """Stop, and wait for the end."""
        self.cancel()
        self._pool.close()

    def _begin(
        self, kind: Kind, act: Callable[[Task], Any], then: Callable[[Any], None] | None = None
    ) -> None:
        if self.is_exporting:
            self._session.message.emit(self.tr("Wait for the export, or cancel it, first."))
            return
        self.cancel()
        task = self.task = Task(self._pool, act, self)
        self.kind, self._carried = kind, self._editing.state.keyframes

        def ours(call: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda what: call(what) if task is self.task else None

        def ended(result: Any) -> None:
            self.task = self.kind = None
            self.changed.emit()
            if then is not None:
                then(result)

        def failed(error: Exception) -> None:
            self.task = self.kind = None
            self.changed.emit()
            self._session.report_failure(error)

        task.posted.connect(ours(self._take))
        task.progressed.connect(ours(lambda _: self.changed.emit()))
        task.finished.connect(ours(ended))
        task.failed.connect(ours(failed))
        task.start()
        self.changed.emit()

    def _take(self, found: Sequence[work.Found | work.FilledFrame | tuple[Note, ...]]) -> None:
        for one in found:
            if isinstance(one, tuple) and one:
                self._session.message.emit("  ".join(map(translated, one)))
        masks = {one.number: one.mask for one in found if isinstance(one, work.Found)}
        state = self._editing.state
        # an export goes on while keyframes are changed: what it carries from the old ones is not for the new
        if masks and state.keyframes == self._carried:
            self._editing.amend(state.with_tracked(masks))
        covers = {one.number: one.cover for one in found if isinstance(one, work.FilledFrame)}
        if covers:
            self.covers.update(covers)
            self.covers_changed.emit()
