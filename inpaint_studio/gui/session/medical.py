"""The medical side of the open photo: its window, the frame that is shown, and what its values mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document
from ...core.document.state import AVOID, LAST_MASK, MASK, SOURCES, State
from ...core.geometry import Rect
from ...core.photo import Photo
from ...core.tiles import TiledArray
from ..kit.later import timer
from ..words import numbers as words
from .editing import Editing
from .windows import show_through

if TYPE_CHECKING:
    from ...medical.image import Window
    from ...medical.stacked import MedicalPhoto

_SETTLE = 300  # ms without another window after which thumbnails follow
_FORMATS = ("DICOM", "NIfTI")
_OF_A_FRAME = (MASK, SOURCES, AVOID)
"""The masks that belong to one frame; the last mask is there to be used again on the others."""


def medical_photo(photo: Photo) -> MedicalPhoto | None:
    """The photo if it is a medical image. Nothing of `medical` is loaded for other photos."""
    if photo.source.name not in _FORMATS:
        return None
    from ...medical.stacked import MedicalPhoto

    return photo if isinstance(photo, MedicalPhoto) else None


def first_canvas(photo: Photo) -> Rect | None:
    """What is shown of a photo when it is opened: the first frame of a medical image, else all (None)."""
    medical = medical_photo(photo)
    return None if medical is None else medical.rect_of(0)


class OpenImage(QObject):
    """What is special about a medical image; for other photos `photo` is None and nothing has an effect.

    Each frame has its own masks. Those of the frames that are not shown are in the state under names of
    their own, so that the history and recovery hold them as well.
    """

    frame_changed = Signal()
    """Another frame is shown, another photo is open, or the mask is (no longer) that of all frames."""
    window_changed = Signal()
    """The window is another one: the same values show as other greys."""
    window_settled = Signal()
    """A moment has passed since that: what takes longer to show can follow."""

    def __init__(self, editing: Editing) -> None:
        super().__init__(editing)
        self._editing = editing
        self.photo: MedicalPhoto | None = None
        self._window: Window | None = None
        self._frame = 0
        self._same_mask = False
        self._settling = timer(self, _SETTLE, self.window_settled.emit)
        editing.resized.connect(self._moved)

    def begin(self) -> None:
        """Another photo is open, or none; before anybody is told."""
        self.photo = medical_photo(self._editing.photo) if self._editing.is_open else None
        self._frame, self._same_mask = self._shown_frame(), False
        self._window = None
        if self.photo is not None and self.photo.is_grey:
            self._window = self.photo.image.windows[0]
            self._use_window()

    @property
    def is_open(self) -> bool:
        """Whether the open photo is a medical image."""
        return self.photo is not None

    @property
    def kind(self) -> str:
        """What kind of file it is from: "dicom" or "nifti"; "" for other photos."""
        return "" if self.photo is None else self.photo.image.kind

    # -- the window -----------------------------------------------------------------------------------

    @property
    def window(self) -> Window | None:
        """The window that grey values are shown through; None without any."""
        return self._window

    @property
    def file_windows(self) -> tuple[Window, ...]:
        """The windows of the file, at least one if there are grey values."""
        return () if self.photo is None or not self.photo.is_grey else self.photo.image.windows

    def set_window(self, window: Window) -> None:
        """Show the values through another window."""
        if self._window is not None and window != self._window:
            self._window = window
            self._use_window()
            self.window_changed.emit()
            self._settling.start()

    def _use_window(self) -> None:
        if self.photo is not None and self._window is not None:
            show_through(self.photo, self.photo.table(self._frame, self._window))

    # -- values ---------------------------------------------------------------------------------------

    def value_text(self, levels: tuple[int, ...]) -> str:
        """What levels of the picture mean: "-23 HU"; the stored value too if it is another. "" for others."""
        photo = self.photo
        if photo is None or not photo.is_grey:
            return ""
        stored = float(photo.values_of(np.array(levels[:1], np.uint16))[0])
        measured = photo.measured(stored, self._frame)
        shown = f"{words.plain(measured)} {photo.image.unit}".rstrip()
        if measured == stored:
            return shown
        return self.tr("{value} (stored {stored})").format(value=shown, stored=words.plain(stored))

    @property
    def widest_value(self) -> str:
        """The longest such text, to keep room for; "" for other photos."""
        if self.photo is None or not self.photo.is_grey:
            return ""
        return max((self.value_text((level,)) for level in (0, 21_845, 43_690, 65_535)), key=len)

    # -- frames ---------------------------------------------------------------------------------------

    @property
    def frames(self) -> int:
        """The number of frames; 1 for a photo."""
        return 1 if self.photo is None else self.photo.frames

    @property
    def frame(self) -> int:
        """The frame that is shown, from 0."""
        return self._frame

    def show_frame(self, frame: int) -> None:
        """Show another frame, with its own mask; ignored while nothing can be edited."""
        if self.photo is None or not self._editing.can_edit:
            return
        frame = min(max(frame, 0), self.frames - 1)
        if frame != self._frame:
            label = self.tr("Frame {number}").format(number=frame + 1)
            self._editing.visit(label, self._state_on(frame))

    def step(self, by: int) -> None:
        """Show a frame further on, or back."""
        self.show_frame(self._frame + by)

    def show_frame_of(self, rect: Rect) -> None:
        """Show the frame of a place of the photo: of a kept fill, for example."""
        if self.photo is not None:
            self.show_frame(self.photo.frame_at(rect))

    def document_on(self, frame: int) -> Document:
        """The picture on a frame."""
        assert self.photo is not None
        return self._editing.document.with_canvas(self.photo.rect_of(frame))

    def _state_on(self, frame: int) -> State:
        """The present state on another frame: the masks of the frame that is left are put aside."""
        state, size = self._editing.state, self._editing.size
        masks = dict(state.masks)
        for name in _OF_A_FRAME:
            if name == MASK and self._same_mask:
                continue
            own = masks.pop(_name_on(name, frame), None)
            masks[_name_on(name, self._frame)] = state.tiles(name)
            masks[name] = TiledArray.blank(size) if own is None else own
        kept = {name: one for name, one in masks.items() if name in state.masks or one.tiles_used()}
        return State(self.document_on(frame), kept, state.curation)

    def _shown_frame(self) -> int:
        return 0 if self.photo is None else self.photo.frame_at(self._editing.document.canvas)

    def _moved(self) -> None:
        """Another frame is shown, whose values may be scaled otherwise."""
        if self.photo is not None:
            self._frame = self._shown_frame()
            self._use_window()
            self.frame_changed.emit()

    # -- one mask for all frames ----------------------------------------------------------------------

    @property
    def same_mask(self) -> bool:
        """Whether the mask is that of all frames, so that *Fill* fills them all."""
        return self._same_mask

    def set_same_mask(self, wanted: bool) -> None:
        """Use one mask for all frames, or again those of each frame, which were put aside.

        The mask that was for all frames stays on a frame that has none of its own.
        """
        if self.photo is None or wanted == self._same_mask or not self._editing.can_edit:
            return
        self._same_mask = wanted
        if not wanted:
            self._use_own_mask()
        self.frame_changed.emit()

    def _use_own_mask(self) -> None:
        state = self._editing.state
        own = state.masks.get(_name_on(MASK, self._frame))
        if own is not None and own.tiles_used():
            masks = {name: one for name, one in state.masks.items() if one is not own}
            masks[LAST_MASK], masks[MASK] = state.tiles(MASK), own
            label = self.tr("Mask of frame {number}").format(number=self._frame + 1)
            self._editing.commit(label, State(state.document, masks, state.curation))

    def masked_frames(self) -> Iterator[int]:
        """The frames that *Fill* fills: all with the same mask, else the one that is shown."""
        yield from range(self.frames) if self._same_mask else (self._frame,)


def _name_on(name: str, frame: int) -> str:
    """The name of a mask of a frame that is not shown."""
    return f"{name} of frame {frame + 1}"
