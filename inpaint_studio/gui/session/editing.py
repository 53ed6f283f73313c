"""The open photo with its masks and history, and every way to edit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document, PatchLike
from ...core.document.history import History, HistoryEntry
from ...core.document.mask_edit import AreaCounter, MaskEdit, tiles_of
from ...core.document.state import AVOID, MASK, SOURCES, State, cost
from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.memory import trim_heap
from ...core.photo import Photo, PhotoSource
from ...core.tiles import TiledArray
from ..kit.later import later
from .workers import Pool

_LARGE_STEP = 48 << 20  # bytes; a step that costs more to record is recorded off the GUI thread
_LARGE_MOVE = 512 << 10  # bytes, compressed; undo and redo of more than this run off the GUI thread
_FAR = 24  # entries; a longer jump through the history runs off the GUI thread


class Editing(QObject):
    """A document with its masks, or none (`is_open`). Rectangles in signals are in canvas coordinates.

    While `busy`, a large step is being recorded or read back, and nothing can be edited.
    It knows neither engines nor files: fills arrive as steps, just like strokes.
    """

    resized = Signal()
    """The size of the canvas changed (crop, undo of a crop); `picture_changed` follows."""
    picture_changed = Signal(object)
    mask_changed = Signal(str, object)
    mask_begun = Signal()
    """The mask is about to change: a result shown over the photo must be hidden."""
    mask_edited = Signal(str)
    """An edit of that mask by hand has been recorded as a step."""
    history_changed = Signal()
    history_left = Signal()
    """About to move to another position in the history."""
    state_changed = Signal(object, object)
    """The state changed (before, now); `picture_changed` follows."""
    busy_changed = Signal()
    message = Signal(str)
    failed = Signal(object, str)

    def __init__(self, pool: Pool | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = Pool(self) if pool is None else pool
        self.busy = False
        self._history: History | None = None
        self._state: State | None = None
        self._edit: MaskEdit | None = None
        self._live: PhotoSource | None = None
        self._shown: PhotoSource | None = None  # what was last announced as shown
        self._areas = AreaCounter()
        self._waiting: list[Callable[[], None]] = []  # steps requested while none could be made
        self._reported_codes: set[str] = set()  # failures that would recur at every step

    def _start(self, history: History) -> None:
        """Edit the document of that history."""
        self._reported_codes.discard("journal-write")
        self._history, self._state = history, history.state
        self._shown = self.shown

    def _end(self, *, discard: bool) -> None:
        """Release the document; its journal is deleted too if `discard`."""
        self._waiting.clear()
        self._areas.clear()
        history, self._history = self._history, None
        self._state = self._live = self._shown = None
        if history is not None:
            if self.busy:
                self.pool.wait()
                self._set_busy(False)
            history.discard() if discard else history.close()
            self.pool.run(trim_heap)

    # -- state --------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a photo is open; most other properties require it."""
        return self._state is not None

    @property
    def state(self) -> State:
        """The document and its masks at the present position of the history."""
        if self._state is None:
            raise RuntimeError("no photo is open")
        return self._state

    @property
    def document(self) -> Document:
        """The photo with the fills that were kept."""
        return self.state.document

    @property
    def photo(self) -> Photo:
        """The photo without any edits."""
        return self.document.photo

    def has_open(self, photo: Photo) -> bool:
        """Whether that photo is still the open one; background work may finish after it was closed."""
        return self.is_open and self.photo is photo

    def still_open(self, photo: Photo) -> bool:
        """`has_open`, for the answer of a dialog; shows a message if the photo is no longer open."""
        if self.has_open(photo):
            return True
        self.message.emit(self.tr("The photo is no longer open, so nothing was done."))
        return False

    @property
    def size(self) -> Size:
        """The size of the canvas."""
        return self.document.size

    @property
    def shown(self) -> PhotoSource:
        """What the canvas shows: a tool's live picture, or the document."""
        return self.document if self._live is None else self._live

    @property
    def original(self) -> Document:
        """The photo without any fill, on the present canvas."""
        return Document.of(self.photo, self.document.canvas)

    @property
    def history(self) -> History | None:
        """The journal of the open photo; change it through `commit`, `undo` and the like."""
        return self._history

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """All steps, undone ones included."""
        return () if self._history is None else self._history.entries

    @property
    def position(self) -> int:
        """How many of the entries are done."""
        return 0 if self._history is None else self._history.position

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return not self.busy and self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return not self.busy and self.position < len(self.entries)

    @property
    def can_edit(self) -> bool:
        """Whether a change may begin now."""
        return self.is_open and not self.busy and self._edit is None

    @property
    def is_editing_mask(self) -> bool:
        """Whether some mask is being changed."""
        return self._edit is not None

    @property
    def is_marking(self) -> bool:
        """Whether the main mask is being changed."""
        return self._edit is not None and self._edit.name == MASK

    @property
    def is_live(self) -> bool:
        """Whether a tool shows its own picture: a stroke of the clone stamp, a fill being faded."""
        return self._live is not None

    def when_free(self, step: Callable[[], None]) -> None:
        """Call `step` now, or as soon as the present stroke or large step is over."""
        if self._is_free:
            step()
        else:
            self._waiting.append(step)

    @property
    def _is_free(self) -> bool:
        return self.can_edit and not self.is_live

    def _run_waiting(self) -> None:
        """Make the waiting steps if the present one is over."""
        while self._waiting and self._is_free:
            self._waiting.pop(0)()

    # -- masks --------------------------------------------------------------------------------------

    @property
    def masks(self) -> Mapping[str, TiledArray]:
        """The masks at this moment, including an unfinished stroke; for reading."""
        edit = {} if self._edit is None else {self._edit.name: self._edit.tiles}
        return {**self.state.masks, **edit}

    def mask_tiles(self, name: str = MASK) -> TiledArray:
        """One of the `masks`, or an empty one."""
        found = self.masks.get(name)
        return TiledArray.blank(self.size) if found is None else found

    def mask_area(self, name: str = MASK) -> int:
        """How many pixels a mask covers; only changed tiles are counted again."""
        if self._state is None:
            return 0
        return self._areas.count(name, self.mask_tiles(name))

    def sources(self) -> Mask | None:
        """Where texture may be copied from, or None if that is not restricted."""
        allowed, avoided = self.mask_area(SOURCES), self.mask_area(AVOID)
        if not allowed and not avoided:
            return None
        mask = self.state.mask(SOURCES) if allowed else Mask.full(self.size)
        if not avoided:
            return mask
        return Mask(np.where(self.state.mask(AVOID).coverage > 0, np.uint8(0), mask.coverage))

    def edit_mask(self, name: str = MASK) -> MaskEdit:
        """Begin to change a mask, with no result shown meanwhile. RuntimeError unless `can_edit`."""
        if not self.can_edit:
            raise RuntimeError("another change is under way")
        if name == MASK and self.shown is not self.document:
            self.mask_begun.emit()
        self._edit = MaskEdit(name, self.state.tiles(name), self.mask_changed.emit, self._edit_ended)
        return self._edit

    def _edit_ended(self, edit: MaskEdit, label: str | None) -> bool:
        """Record a change of a mask, unless it was aborted (no label) or changed nothing."""
        if edit is self._edit:
            self._edit = None
        if label is None or not self.is_open:
            # later: whoever aborted the stroke may be about to move in the history
            later(self, self._run_waiting)
            return False
        changed = bool(edit.tiles.tiles_unlike(self.state.tiles(edit.name)))
        if changed:
            self.commit(label, self.state.with_mask(edit.tiles, edit.name), announced=edit.name)
        self._run_waiting()
        if changed:
            self.mask_edited.emit(edit.name)
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

    def commit(self, label: str, state: State, *, announced: str | None = None) -> None:
        """Make `state` the present one, as a step of the history with that label.

        `announced` names a mask whose change has already been signalled.
        """
        history, old = self._history, self.state
        if history is None or state is old:
            return
        self._state = state
        if cost(old, state) > _LARGE_STEP:
            self._set_busy(True)
            self.pool.run(
                lambda: history.record(label, state),
                lambda _: self._recorded(history),
                lambda error: self._unrecorded(history, error),
                owner=self,
            )
        else:
            try:
                history.record(label, state)
                self._reported_codes.discard("journal-write")
            except StudioError as error:
                self.report_failure(error)
            self.history_changed.emit()
        self._announce_difference(old, state, announced)

    def add_fill(self, label: str, patches: Sequence[PatchLike], description: Mapping[str, Any]) -> None:
        """Add a fill to the photo directly, as one step: cloned pixels, regions picked by hand."""
        self._live = None
        document = self.document.with_fill(patches, label, description)
        self.commit(label, self.state.with_document(document))

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

    def uncrop(self) -> None:
        """Show the whole photo again."""
        if self.can_edit and self.document.canvas != Rect.of(self.photo.size):
            state = self.state
            self._prepare(self.tr("Uncrop"), lambda: state.with_document(state.document.uncropped()))

    def set_layer_visible(self, index: int, visible: bool) -> None:
        """Show or hide a kept fill."""
        label = self.tr("Show fill") if visible else self.tr("Hide fill")
        self._change_layers(label, self.document.with_visible(index, visible))

    def set_layer_opacity(self, index: int, opacity: float) -> None:
        """Fade a kept fill, from 0 to 1."""
        self._change_layers(self.tr("Fade fill"), self.document.with_opacity(index, opacity))

    def delete_layer(self, index: int) -> None:
        """Delete a kept fill."""
        self._change_layers(self.tr("Delete fill"), self.document.without(index))

    def _change_layers(self, label: str, document: Document) -> None:
        if self.can_edit:
            self.commit(label, self.state.with_document(document))

    def _prepare(self, label: str, make: Callable[[], State], *, shows_mask: bool = False) -> None:
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
            self.commit(label, state)
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

    # -- announcing -------------------------------------------------------------------------------------

    def announce_shown(self) -> None:
        """Signal `picture_changed` if `shown` differs from what was last announced."""
        before, self._shown = self._shown, self.shown
        if self._shown is before:
            return
        if isinstance(before, Document) and isinstance(self._shown, Document):
            changed = self._shown.changed_since(before)
        else:
            changed = Rect.of(self.size)
        if changed:
            self.picture_changed.emit(changed)

    def fail(self, error: Exception) -> None:
        """Report a failure; anything but a StudioError is a bug and is raised again."""
        if not isinstance(error, StudioError):
            raise error
        self.failed.emit(error, "")

    def report_failure(self, error: Exception) -> None:
        """`fail`, but for a journal that cannot be written only once, until it can be again."""
        if not isinstance(error, StudioError):
            raise error
        if error.code in self._reported_codes:
            return
        if error.code == "journal-write":
            self._reported_codes.add(error.code)
        self.failed.emit(error, "")

    def _announce_difference(self, old: State, new: State, announced: str | None = None) -> None:
        """Signal the differences between two states."""
        if old.document.canvas != new.document.canvas:
            self.resized.emit()
            for name in {*old.masks, *new.masks}:
                self.mask_changed.emit(name, Rect.of(new.document.size))
        else:
            for name in {*old.masks, *new.masks} - {announced}:
                changed = old.tiles(name).rect_unlike(new.tiles(name))
                if changed:
                    self.mask_changed.emit(name, changed)
        self.state_changed.emit(old, new)
        self.announce_shown()

    def _set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()
