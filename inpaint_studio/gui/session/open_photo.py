"""The open photo with its masks and history, to read and to follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document
from ...core.document.history import History, HistoryEntry
from ...core.document.mask_edit import AreaCounter, MaskEdit
from ...core.document.state import AVOID, MASK, SOURCES, State
from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.memory import trim_heap
from ...core.photo import Photo, PhotoSource
from ...core.tiles import TiledArray
from .workers import Pool


class OpenPhoto(QObject):
    """A document with its masks, or none (`is_open`). Rectangles in signals are in canvas coordinates.

    While `busy`, a large step is being recorded or read back, and nothing can be edited.
    """

    resized = Signal()
    """The size of the canvas changed (crop, undo of a crop); `picture_changed` follows."""
    picture_changed = Signal(object)
    mask_changed = Signal(str, object)
    mask_begun = Signal()
    """The mask is about to change: a result shown over the photo must be hidden."""
    edit_aborted = Signal()
    """A change of a mask was dropped, unfinished."""
    selecting_changed = Signal()
    mask_edited = Signal(object)
    """This MaskEdit, made by hand, has been committed as a step."""
    history_changed = Signal()
    history_left = Signal()
    """About to move to another position in the history."""
    state_changed = Signal(object, object)
    """The state changed (before, now); `picture_changed` follows."""
    busy_changed = Signal()
    message = Signal(str)
    failed = Signal(object, str)

    def __init__(self, pool: Pool | None = None) -> None:
        super().__init__()
        self.pool = Pool(self) if pool is None else pool
        self.busy = False
        self.is_selecting = False
        """Whether a tool has a selection under way that will be added to the mask; see `set_selecting`."""
        self.origin: Path | None = None
        """The file of the photo, also if it was opened from a project."""
        self._history: History | None = None
        self._state: State | None = None
        self._visiting = ""  # the label of a place that is shown without being a step; see `visit`
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
        self._visiting = ""
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
    def whole_size(self) -> Size:
        """The size of the photo, or of a frame of it, however it is cropped: what tools measure by."""
        return self.photo.frame_size

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

    def set_selecting(self, selecting: bool) -> None:
        """Say whether a tool has a selection under way that will be added to the mask."""
        if selecting != self.is_selecting:
            self.is_selecting = selecting
            self.selecting_changed.emit()

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
