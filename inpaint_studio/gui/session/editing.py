"""The open photo with its masks and its history: all that can be edited, and every way to do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document, PatchLike
from ...core.document.history import History, HistoryEntry
from ...core.document.mask_edit import AreaCounter, MaskEdit, changed_rect, tiles_of
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
_LARGE_MOVE = 512 << 10  # bytes, compressed: a step that is gone back off the GUI thread
_FAR = 24  # entries; a longer way through the history is gone off the GUI thread


class Editing(QObject):
    """A document with its masks, or none (`is_open`). Rectangles in signals are in canvas coordinates.

    While `busy` a large step is being recorded or read again, and nothing can be edited for that moment.
    It knows neither engines nor files: fills come to it as steps, as strokes do.
    """

    resized = Signal()
    """The canvas has another size (crop, undo of a crop); `picture_changed` follows."""
    picture_changed = Signal(object)
    mask_changed = Signal(str, object)
    mask_begun = Signal()
    """The mask is about to change: whatever is shown over the photo steps aside."""
    mask_edited = Signal(str)
    """A change of that mask by hand has become a step."""
    history_changed = Signal()
    history_left = Signal()
    """About to go to another place in the history."""
    state_changed = Signal(object, object)
    """The state (before, now) is another one; the picture is told of next."""
    busy_changed = Signal()
    told = Signal(str)
    failed = Signal(object, str)

    def __init__(self, pool: Pool | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = Pool(self) if pool is None else pool
        self.busy = False
        self._history: History | None = None
        self._state: State | None = None
        self._edit: MaskEdit | None = None
        self._live: PhotoSource | None = None
        self._shown: PhotoSource | None = None  # what those who listen know to be shown
        self._areas = AreaCounter()
        self._waiting: list[Callable[[], None]] = []  # steps that came while none could be made
        self._told_codes: set[str] = set()  # failures that would be told again at every step

    def _start(self, history: History) -> None:
        """Go on with that history."""
        self._told_codes.discard("journal-write")
        self._history, self._state = history, history.state
        self._shown = self.shown

    def _end(self, *, discard: bool) -> None:
        """Let go of the document; its journal goes too if `discard`."""
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

    # -- what there is ------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether there is a photo; most of the rest may only be asked for then."""
        return self._state is not None

    @property
    def state(self) -> State:
        """The document and its masks as the history has them."""
        if self._state is None:
            raise RuntimeError("no photo is open")
        return self._state

    @property
    def document(self) -> Document:
        """The photo with the fills that were kept."""
        return self.state.document

    @property
    def photo(self) -> Photo:
        """The photo as it was opened."""
        return self.document.photo

    def has_open(self, photo: Photo) -> bool:
        """Whether that photo is the open one: what was begun for it may come when it is no more."""
        return self.is_open and self.photo is photo

    def still_open(self, photo: Photo) -> bool:
        """`has_open`, for what a dialog was asked for that photo; that it is not is told."""
        if self.has_open(photo):
            return True
        self.told.emit(self.tr("The photo is no longer open, so nothing was done."))
        return False

    @property
    def size(self) -> Size:
        """That of the canvas."""
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
        """The journal of the open photo; `commit`, `undo` and the like are the ways to change it."""
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
        """Whether there is a step to take back."""
        return not self.busy and self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return not self.busy and self.position < len(self.entries)

    @property
    def can_edit(self) -> bool:
        """Whether a change may begin now."""
        return self.is_open and not self.busy and self._edit is None

    @property
    def is_editing_mask(self) -> bool:
        """Whether a change of some mask is under way."""
        return self._edit is not None

    @property
    def is_marking(self) -> bool:
        """Whether a change of the mask itself is under way."""
        return self._edit is not None and self._edit.name == MASK

    @property
    def is_live(self) -> bool:
        """Whether a tool shows a picture of its own: a stroke of the clone stamp, a fill being faded."""
        return self._live is not None

    def when_free(self, step: Callable[[], None]) -> None:
        """Call `step` as soon as a step can be made: at once, or when the stroke or large step is over."""
        if self._is_free:
            step()
        else:
            self._waiting.append(step)

    @property
    def _is_free(self) -> bool:
        return self.can_edit and not self.is_live

    def _go_on(self) -> None:
        """A step may be over: those that waited for it are made."""
        while self._waiting and self._is_free:
            self._waiting.pop(0)()

    # -- masks --------------------------------------------------------------------------------------

    @property
    def masks(self) -> Mapping[str, TiledArray]:
        """The masks as they are at this moment, a stroke under way included; for reading."""
        edit = {} if self._edit is None else {self._edit.name: self._edit.tiles}
        return {**self.state.masks, **edit}

    def mask_tiles(self, name: str = MASK) -> TiledArray:
        """One of the `masks`, or an empty one."""
        found = self.masks.get(name)
        return TiledArray.blank(self.size) if found is None else found

    def mask_area(self, name: str = MASK) -> int:
        """How many pixels a mask covers; counted again only where it changed."""
        if self._state is None:
            return 0
        return self._areas.count(name, self.mask_tiles(name))

    def sources(self) -> Mask | None:
        """Where texture may be copied from, or None if nothing was said about it."""
        allowed, avoided = self.mask_area(SOURCES), self.mask_area(AVOID)
        if not allowed and not avoided:
            return None
        mask = self.state.mask(SOURCES) if allowed else Mask.full(self.size)
        if not avoided:
            return mask
        return Mask(np.where(self.state.mask(AVOID).coverage > 0, np.uint8(0), mask.coverage))

    def edit_mask(self, name: str = MASK) -> MaskEdit:
        """Begin to change a mask; the photo itself is shown meanwhile. Only while `can_edit`."""
        if not self.can_edit:
            raise RuntimeError("another change is under way")
        if name == MASK and self.shown is not self.document:
            self.mask_begun.emit()
        self._edit = MaskEdit(name, self.state.tiles(name), self.mask_changed.emit, self._edit_ended)
        return self._edit

    def _edit_ended(self, edit: MaskEdit, label: str | None) -> bool:
        """Make a change of a mask a step, unless it was taken back (no label) or changed nothing."""
        if edit is self._edit:
            self._edit = None
        if label is None or not self.is_open:
            # later: whoever took the stroke back may be about to go elsewhere in the history
            later(self, self._go_on)
            return False
        grew = bool(edit.tiles.tiles_unlike(self.state.tiles(edit.name)))
        if grew:
            self.commit(label, self.state.with_mask(edit.tiles, edit.name), told=edit.name)
        self._go_on()
        if grew:
            self.mask_edited.emit(edit.name)
        return grew

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
        """Take another mask. Raises StudioError "mask-size" if it does not fit the photo."""
        mask.require_size(self.size)
        self.change_mask(label, lambda _: mask, name)

    # -- steps ----------------------------------------------------------------------------------------

    def commit(self, label: str, state: State, *, told: str | None = None) -> None:
        """Make `state` the present one, as one step of the history named `label`.

        `told` names a mask whose change everybody has followed already.
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
                self._told_codes.discard("journal-write")
            except StudioError as error:
                self._fail(error)
            self.history_changed.emit()
        self._tell_difference(old, state, told)

    def add_fill(self, label: str, patches: Sequence[PatchLike], description: Mapping[str, Any]) -> None:
        """Lay a fill on the photo at once, as one step: cloned pixels, regions picked by hand."""
        self._live = None
        document = self.document.with_fill(patches, label, description)
        self.commit(label, self.state.with_document(document))

    def show_live(self, source: PhotoSource | None, changed: Rect) -> None:
        """Show the picture of a tool while its stroke is under way, or (None) no longer."""
        self._live = source
        self._shown = self.shown
        if changed:
            self.picture_changed.emit(changed)
        if source is None:
            later(self, self._go_on)

    def undo(self) -> None:
        """Take back the change of a mask that is under way, else the last step."""
        if self._edit is not None:
            self._edit.abort()
            self.history_changed.emit()  # a dialog that it belongs to closes
        elif self.can_undo:
            self.go_to(self.position - 1)

    def redo(self) -> None:
        """Do the next step again."""
        if self.can_redo:
            self.go_to(self.position + 1)

    def go_to(self, position: int) -> None:
        """Go to the state after so many entries."""
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
            self._fail(error)
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
        """Take a kept fill away."""
        self._change_layers(self.tr("Delete fill"), self.document.without(index))

    def _change_layers(self, label: str, document: Document) -> None:
        if self.can_edit:
            self.commit(label, self.state.with_document(document))

    def _prepare(self, label: str, make: Callable[[], State], *, shows_mask: bool = False) -> None:
        """Make the next state off the GUI thread, then commit it; nothing else can be edited meanwhile.

        `shows_mask`: a result that is shown goes, as it would hide the change.
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
            self._go_on()

        def failed(error: Exception) -> None:
            if self._history is history:
                self._set_busy(False)
                self._go_on()
            self._fail(error)

        self.pool.run(make, done, failed, owner=self)

    def _arrived(self, history: History) -> None:
        """The history has gone somewhere else: so does everything."""
        if self._history is not history:
            return  # another photo is open by now
        self._set_busy(False)
        old, self._state = self.state, history.state
        self.history_changed.emit()
        self._tell_difference(old, self._state)
        self._go_on()

    def _recorded(self, history: History) -> None:
        if self._history is not history:
            return
        self._told_codes.discard("journal-write")
        self._set_busy(False)
        self.history_changed.emit()
        self._go_on()

    def _unrecorded(self, history: History, error: Exception) -> None:
        """A step could not be written, or not be read again; the history says where it is now."""
        self._arrived(history)
        self._fail(error)

    # -- telling ----------------------------------------------------------------------------------------

    def tell_shown(self) -> None:
        """Tell those who listen what is `shown` now, if it is another picture than they know of."""
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
        """Tell of a failure; what is no StudioError is a fault of the program and raised again."""
        if not isinstance(error, StudioError):
            raise error
        self.failed.emit(error, "")

    def tell_failure(self, error: StudioError) -> None:
        """Tell of a failure; of a journal that cannot be written only once, until it can be again."""
        if error.code in self._told_codes:
            return
        if error.code == "journal-write":
            self._told_codes.add(error.code)
        self.failed.emit(error, "")

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            raise error
        self.tell_failure(error)

    def _tell_difference(self, old: State, new: State, told: str | None = None) -> None:
        """Tell what became different between two states."""
        if old.document.canvas != new.document.canvas:
            self.resized.emit()
            for name in {*old.masks, *new.masks}:
                self.mask_changed.emit(name, Rect.of(new.document.size))
        else:
            for name in {*old.masks, *new.masks} - {told}:
                changed = changed_rect(old.tiles(name), new.tiles(name))
                if changed:
                    self.mask_changed.emit(name, changed)
        self.state_changed.emit(old, new)
        self.tell_shown()

    def _set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()
