"""Every way to edit the open photo: strokes, commands on masks, steps of the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...core.document.document import Document
from ...core.document.extend import extended, require_room
from ...core.document.history import History
from ...core.document.layers import PatchLike, one_line
from ...core.document.mask_edit import MaskEdit, tiles_of
from ...core.document.state import MASK, State, cost
from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.photo import PhotoSource
from ..kit.later import later
from .open_photo import OpenPhoto

_LARGE_STEP = 48 << 20  # bytes; a step that costs more to record is recorded off the GUI thread
_LARGE_COMMAND = 8 << 20  # bytes; the same for commands, which are computed off it anyway
_LARGE_MOVE = 128 << 10  # bytes, compressed; undo and redo of more than this run off the GUI thread
_FAR = 24  # entries; a longer jump through the history runs off the GUI thread


class Editing(OpenPhoto):
    """Every way to edit the open photo; it knows neither engines nor files: fills arrive as steps too."""

    # -- masks --------------------------------------------------------------------------------------

    def edit_mask(self, name: str = MASK) -> MaskEdit:
        """Begin to change a mask, with no result shown meanwhile. RuntimeError unless `can_edit`."""
        if not self.can_edit:
            raise RuntimeError("another change is under way")
        self._record_visit()
        if name == MASK and self.shown is not self.document:
            self.mask_begun.emit()
        self._edit = MaskEdit(name, self.state.tiles(name), self.mask_changed.emit, self._edit_ended)
        return self._edit

    def _edit_ended(self, edit: MaskEdit, label: str | None) -> bool:
        """Record a change of a mask, unless it was aborted (no label) or changed nothing."""
        if edit is self._edit:
            self._edit = None
        if label is None or not self.is_open:
            self.edit_aborted.emit()
            # later: whoever aborted the stroke may be about to move in the history
            later(self, self._run_waiting)
            return False
        changed = bool(edit.tiles.tiles_unlike(self.state.tiles(edit.name)))
        if changed:
            self.commit(label, self.state.with_mask(edit.tiles, edit.name), announced=edit.name)
        self._run_waiting()
        if changed:
            self.mask_edited.emit(edit)
        return changed

    def _abort_edit(self) -> None:
        if self._edit is not None:
            self._edit.abort()

    def change_mask(self, label: str, change: Callable[[Mask], Mask], name: str = MASK) -> None:
        """Apply a command to a mask, off the GUI thread, as one step."""
        if not self.can_edit:
            return
        state = self.state

        def changed() -> State:
            return state.with_mask(tiles_of(change(state.mask(name))), name)

        self._prepare(label, changed, shows_mask=name == MASK)

    def set_mask(self, label: str, mask: Mask, name: str = MASK) -> None:
        """Replace a mask. Raises StudioError "mask-size" if it does not fit the photo."""
        mask.require_size(self.size)
        self.change_mask(label, lambda _: mask, name)

    # -- steps ----------------------------------------------------------------------------------------

    def commit(
        self, label: str, state: State, *, announced: str | None = None, large: int = _LARGE_STEP
    ) -> None:
        """Make `state` the present one, as a step of the history with that label.

        `announced` names a mask whose change has already been signalled. A step that costs more than `large`
        bytes to record is recorded off the GUI thread, and nothing can be edited meanwhile.
        """
        history, old = self._history, self.state
        if history is None or state is old:
            return
        self._record_visit()
        self._state = state
        self._record(history, cost(old, state), lambda: history.record(label, state), large)
        self._announce_difference(old, state, announced)

    def visit(self, label: str, state: State) -> None:
        """Show another place of the photo, such as another frame.

        It becomes a step, with that label, once something is edited there; undo returns to the last step.
        """
        if not self.can_edit or state is self.state:
            return
        old, self._state, self._visiting = self.state, state, label
        self._announce_difference(old, state)

    def _record_visit(self) -> None:
        """Make the place that is visited a step, so that what is edited there is recorded on it."""
        label, self._visiting = self._visiting, ""
        history, state = self._history, self._state
        if label and history is not None and state is not None:
            self._record(history, 0, lambda: history.record(label, state))

    def amend(self, time: float, label: str, change: Callable[[State], State]) -> None:
        """Make `change` part of the step of that time, which gets the label; the steps since then stay.

        `change` is applied to the state after each of these steps. If there is no such step any more, it
        becomes a step of its own.
        """
        history, old = self._history, self.state
        if history is None:
            return
        done = history.entries[: history.position]
        index = next((index for index, entry in enumerate(done) if entry.time == time), None)
        self._record_visit()
        new = change(old)
        if index is None:
            self.commit(label, new)
            return
        self._state = new
        self._record(
            history,
            cost(old, new),
            lambda: history.amend(index, label, lambda state: new if state is old else change(state)),
        )
        self._announce_difference(old, new)

    def _record(
        self, history: History, size: int, write: Callable[[], object], large: int = _LARGE_STEP
    ) -> None:
        """Write a step of that size in bytes to the history, off the GUI thread if it is `large`."""
        if size > large:
            self._set_busy(True)
            self.pool.run(
                write,
                lambda _: self._recorded(history),
                lambda error: self._unrecorded(history, error),
                owner=self,
            )
            return
        try:
            write()
            self._reported_codes.discard("journal-write")
        except StudioError as error:
            self.report_failure(error)
        self.history_changed.emit()

    def add_fill(self, label: str, patches: Sequence[PatchLike], description: Mapping[str, Any]) -> None:
        """Add a fill to the photo directly, as one step: cloned pixels, regions picked by hand."""
        self._live = None
        document = self.document.with_fill(patches, label, description)
        self.commit(label, self.state.with_document(document))

    def add_fill_later(
        self, label: str, make: Callable[[], Sequence[PatchLike]], description: Mapping[str, Any]
    ) -> None:
        """`add_fill` with patches that are computed off the GUI thread; the live picture stays until then."""
        history = self._history
        self._set_busy(True)

        def ended(changed: Rect) -> bool:
            if self._history is not history:
                return False  # another photo is open by now
            self._set_busy(False)
            self.show_live(None, changed)
            return True

        def done(patches: Sequence[PatchLike]) -> None:
            if ended(Rect(0, 0, 0, 0)) and patches:
                self.add_fill(label, patches, description)

        def failed(error: Exception) -> None:
            ended(Rect.of(self.size) if self.is_open else Rect(0, 0, 0, 0))
            self.report_failure(error)

        self.pool.run(make, done, failed, owner=self)

    def show_live(self, source: PhotoSource | None, changed: Rect) -> None:
        """Show the picture of a tool during its stroke; None ends that."""
        self._live = source
        self._shown = self.shown
        if changed:
            self.picture_changed.emit(changed)
        if source is None:
            later(self, self._run_waiting)

    def undo(self) -> None:
        """Abort the present change of a mask, or else undo the last step."""
        if self._edit is not None:
            self._edit.abort()
            self.history_changed.emit()  # closes the dialog that made it
        elif self.can_undo:
            self.go_to(self.position - 1)

    def redo(self) -> None:
        """Redo the next step."""
        if self.can_redo:
            self.go_to(self.position + 1)

    def go_to(self, position: int) -> None:
        """Go to the state after this many entries."""
        history = self._history
        if history is None or self.busy or not 0 <= position <= len(history.entries):
            return
        self._abort_edit()
        self.history_left.emit()
        low, high = sorted((position, history.position))
        span = history.entries[low:high]
        if len(span) > _FAR or sum(entry.nbytes for entry in span) > _LARGE_MOVE:
            self._set_busy(True)
            self.pool.run(
                lambda: history.go_to(position),
                lambda _: self._arrived(history),
                lambda error: self._unrecorded(history, error),
                owner=self,
            )
            return
        try:
            history.go_to(position)
        except StudioError as error:
            self.report_failure(error)
        self._arrived(history)

    def crop(self, rect: Rect) -> None:
        """Show and save only `rect` of the canvas."""
        wanted = rect & Rect.of(self.size)
        if self.can_edit and wanted and wanted != Rect.of(self.size):
            state = self.state
            self._prepare(self.tr("Crop"), lambda: state.with_document(state.document.cropped(wanted)))

    def extend(self, rect: Rect, max_pixels: int | None = None) -> None:
        """Show and save `rect` of the canvas, which reaches beyond it; the new border joins the mask.

        It may have `max_pixels`, by default `pixel_limit()`. Raises StudioError "extend-too-large" or
        "extend-memory".
        """
        if self.can_edit and rect and rect != Rect.of(self.size):
            require_room(rect.size, self.document, max_pixels)
            state, home = self.state, self.document.canvas
            self._prepare(
                self.tr("Extend"),
                lambda: extended(state, rect.moved(home.x, home.y)),
                shows_mask=True,
                then=lambda: self.message.emit(
                    self.tr("The new border is marked; Fill continues the photo.")
                ),
            )

    def uncrop(self) -> None:
        """Show the whole photo again."""
        if self.can_edit and self.document.canvas != Rect.of(self.photo.size):
            state = self.state
            self._prepare(self.tr("Uncrop"), lambda: state.with_document(state.document.uncropped()))

    def set_layers_visible(self, indices: Iterable[int], visible: bool) -> None:
        """Show or hide kept fills, as one step."""
        label = self.tr("Show fill") if visible else self.tr("Hide fill")
        self._change_layers(label, self.document.with_changed(indices, visible=visible))

    def set_layers_opacity(self, indices: Iterable[int], opacity: float) -> None:
        """Fade kept fills, from 0 to 1, as one step."""
        self._change_layers(self.tr("Fade fill"), self.document.with_changed(indices, opacity=opacity))

    def delete_layers(self, indices: Iterable[int]) -> None:
        """Delete kept fills, as one step."""
        self._change_layers(self.tr("Delete fill"), self.document.without(*indices))

    def rename_layers(self, indices: Iterable[int], name: str) -> None:
        """Give a kept fill a name, or (several) their group; "" for its usual one."""
        indices, name = list(indices), one_line(name)
        changes = {"name": name} if len(indices) == 1 else {"group_name": name}
        self._change_layers(self.tr("Rename fill"), self.document.with_changed(indices, **changes))

    def _change_layers(self, label: str, document: Document) -> None:
        if self.can_edit and document.layers != self.document.layers:
            self.commit(label, self.state.with_document(document))

    def change_state(
        self, label: str, make: Callable[[], State], then: Callable[[], None] | None = None
    ) -> None:
        """Compute a state with another mask off the GUI thread, commit it as one step, call `then`."""
        if self.can_edit:
            self._prepare(label, make, shows_mask=True, then=then)

    def _prepare(
        self,
        label: str,
        make: Callable[[], State],
        *,
        shows_mask: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Compute the next state off the GUI thread, then commit it; editing is blocked meanwhile.

        `shows_mask`: hide a shown result, which would cover the change.
        """
        history = self._history
        self._set_busy(True)

        def done(state: State) -> None:
            if self._history is not history:
                return  # another photo is open by now
            self._set_busy(False)
            if shows_mask:
                self.mask_begun.emit()
            self.commit(label, state, large=_LARGE_COMMAND)
            if then is not None:
                self.when_free(then)
            self._run_waiting()

        def failed(error: Exception) -> None:
            if self._history is history:
                self._set_busy(False)
                self._run_waiting()
            self.report_failure(error)

        self.pool.run(make, done, failed, owner=self)

    def _arrived(self, history: History) -> None:
        """Follow the history to its new position."""
        if self._history is not history:
            return  # another photo is open by now
        self._set_busy(False)
        self._visiting = ""
        old, self._state = self.state, history.state
        self.history_changed.emit()
        self._announce_difference(old, self._state)
        self._run_waiting()

    def _recorded(self, history: History) -> None:
        if self._history is not history:
            return
        self._reported_codes.discard("journal-write")
        self._set_busy(False)
        self.history_changed.emit()
        self._run_waiting()

    def _unrecorded(self, history: History, error: Exception) -> None:
        """A step could not be written or read back; the history knows its position."""
        self._arrived(history)
        self.report_failure(error)
