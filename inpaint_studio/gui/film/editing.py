"""The masks of the open film as one observable object with undo; also what the tools paint on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from ...core.document.mask_edit import MaskEdit
from ...core.document.state import MASK
from ...core.geometry import Rect, Size
from ...core.settings import Settings
from ...core.tiles import TiledArray
from ..session.session import Session
from .choices import Choices
from .clip import Clip
from .state import FilmState, PackedMask

_MOST_STEPS = 1000
"""Masks are packed, so that a step takes kilobytes."""


@dataclass(frozen=True)
class _Step:
    """A state, what led to it, and the frame where that was done."""

    label: str
    state: FilmState
    number: int


class FilmEditing(QObject):
    """The state of a film, its history, and the mask of the frame that is shown.

    Mask tools work on it as on a session: it has what they use of one.
    """

    opened = Signal()
    resized = Signal()
    settings_changed = Signal()
    busy_changed = Signal()
    changed = Signal()
    """The state, or what can be undone."""
    mask_changed = Signal(object)
    """Rect in which the mask of the shown frame has changed."""
    painting = Signal()
    """A mask is about to be changed by hand."""
    painted = Signal(int)
    """The mask of a frame was changed by hand."""
    jumped = Signal(int)
    """A step at that frame was undone or done again."""

    is_open = True
    busy = False
    can_edit = True

    def __init__(self, session: Session, clip: Clip, state: FilmState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.photo = clip
        """The film itself."""
        self.number = 0
        """The frame that is shown."""
        self._steps = [_Step("", state, 0)]
        self._at = 0
        self._edit: MaskEdit | None = None
        self._tiles = self._present_tiles()
        session.settings_changed.connect(self.settings_changed)

    # -- what tools use -------------------------------------------------------------------------------

    @property
    def size(self) -> Size:
        """The size of a frame."""
        return self.photo.size

    @property
    def whole_size(self) -> Size:
        """The same: what tools measure by."""
        return self.photo.size

    @property
    def settings(self) -> Settings:
        """The user's settings."""
        return self._session.settings

    def update_settings(self, **changes: Any) -> None:
        """Change the user's settings."""
        self._session.update_settings(**changes)

    def edit_mask(self, name: str = MASK) -> MaskEdit:
        """Begin to change the mask of the shown frame."""
        self.painting.emit()
        self._edit = MaskEdit(name, self._tiles.snapshot(), self._edited, self._edit_ended)
        return self._edit

    def _edited(self, name: str, rect: Rect) -> None:
        self.mask_changed.emit(rect)

    def _edit_ended(self, edit: MaskEdit, label: str | None) -> bool:
        self._edit = None
        if label is None or edit.tiles.is_alike(self._tiles):
            self._take_tiles()  # the mask may have been tracked meanwhile
            return False
        self._commit(label, self.state.with_mask(self.number, PackedMask.of_tiles(edit.tiles)))
        self.painted.emit(self.number)
        return True

    # -- the state ------------------------------------------------------------------------------------

    @property
    def state(self) -> FilmState:
        """All masks, and the stretch."""
        return self._steps[self._at].state

    @property
    def before(self) -> FilmState:
        """The state before the last step."""
        return self._steps[max(0, self._at - 1)].state

    @property
    def tiles(self) -> TiledArray:
        """The mask of the shown frame, with a stroke in progress."""
        return self._tiles if self._edit is None else self._edit.tiles

    @property
    def is_painting(self) -> bool:
        """Whether a stroke is in progress."""
        return self._edit is not None

    def show(self, number: int) -> None:
        """Another frame is shown now; a stroke that is in progress ends with the last one."""
        if number != self.number:
            if self._edit is not None:
                self._edit.abort()
            self.number = number
            self._take_tiles()

    def set_still(self, on: bool, label: str) -> None:
        """Use one mask for every frame, at first that of the shown frame; or one for each again."""
        state = self.state
        if on != state.is_still:
            still = state.still if state.still is not None or not on else state.mask(self.number)
            self._commit(label, replace(state, is_still=on, still=still))

    def set_stretch(self, begin: int, end: int, label: str) -> None:
        """Export the frames from `begin` to before `end`, of which there must be one at least."""
        begin, end = max(0, begin), min(self.state.count, end)
        if begin < end and (begin, end) != (self.state.begin, self.state.end):
            self._commit(label, replace(self.state, begin=begin, end=end))

    def set_choices(self, choices: Choices, label: str) -> None:
        """Fill in other ways; several changes in a row are one step."""
        if choices != self.state.choices:
            state = replace(self.state, choices=choices)
            if self._at and self._steps[self._at].label == label:
                self._at -= 1
            self._commit(label, state)

    def set_mask(self, mask: PackedMask, label: str) -> None:
        """Another mask for the shown frame."""
        if mask != self.state.mask(self.number):
            self._commit(label, self.state.with_mask(self.number, mask))
            self.painted.emit(self.number)

    def delete_keyframe(self, number: int, label: str) -> None:
        """Remove a keyframe; nothing happens if there is none."""
        if not self.state.is_still and number in self.state.keyframes:
            self._commit(label, self.state.without_keyframe(number))

    def amend(self, state: FilmState) -> None:
        """Replace the present state without a step: what was tracked belongs to the step that caused it."""
        self._steps[self._at] = replace(self._steps[self._at], state=state)
        self._take_tiles()
        self.changed.emit()

    def _commit(self, label: str, state: FilmState) -> None:
        del self._steps[self._at + 1 :]
        self._steps.append(_Step(label, state, self.number))
        del self._steps[: len(self._steps) - _MOST_STEPS]
        self._at = len(self._steps) - 1
        self._take_tiles()
        self.changed.emit()

    # -- undo -----------------------------------------------------------------------------------------

    @property
    def undo_label(self) -> str:
        """What would be undone; "" if nothing can be."""
        return self._steps[self._at].label if self._at else ""

    @property
    def redo_label(self) -> str:
        """What would be done again; "" if nothing can be."""
        return self._steps[self._at + 1].label if self._at + 1 < len(self._steps) else ""

    def undo(self) -> None:
        """Drop the stroke in progress, or else go back one step."""
        if self._edit is not None:
            self._edit.abort()
        elif self._at:
            number = self._steps[self._at].number
            self._at -= 1
            self._moved(number)

    def redo(self) -> None:
        """Do again what was undone."""
        if self._edit is None and self._at + 1 < len(self._steps):
            self._at += 1
            self._moved(self._steps[self._at].number)

    def _moved(self, number: int) -> None:
        self._take_tiles()
        self.changed.emit()
        self.jumped.emit(number)

    # -- the mask of the shown frame ------------------------------------------------------------------

    def _present_tiles(self) -> TiledArray:
        mask = self.state.mask(self.number)
        return TiledArray.blank(self.size) if mask is None else mask.tiles

    def _take_tiles(self) -> None:
        if self._edit is not None:
            return
        before, self._tiles = self._tiles, self._present_tiles()
        changed = before.rect_unlike(self._tiles)
        if changed:
            self.mask_changed.emit(changed)
