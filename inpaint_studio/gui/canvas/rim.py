"""The edge of what *Fill* will replace if it widens the mask: a dashed line around the mask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from ...core.document.mask_edit import tiles_of
from ...core.document.state import MASK, State
from ...core.document.widen import widen_on
from ...core.geometry import Rect
from ...core.tiles import TiledArray
from ..kit.later import timer
from ..session.session import Session
from .overlays import MaskLayer

_SETTLED = 200  # ms without a change of the mask after which its rim is computed


class Rim(QObject):
    """Computes the widened mask in the pool whenever the mask has settled, while `is_shown`."""

    changed = Signal()
    """`layer` has changed."""

    def __init__(self, session: Session, is_shown: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_shown = is_shown
        self._widen = session.settings.widen
        self._running = False
        self._asked: tuple[State, float] | None = None  # what the layer is of, or will be
        self.layer: MaskLayer | None = None
        """The widened mask; None while it is not known, or nothing is widened."""
        self._timer = timer(self, _SETTLED, self._compute)
        session.mask_changed.connect(self._mask_changed)
        session.settings_changed.connect(self._settings_changed)
        session.opened.connect(self._forget)
        session.resized.connect(self._forget)

    def look(self) -> None:
        """Another part is shown, or at another zoom: compute the line if it is to be seen from now on."""
        if self._asked is None and not self._timer.isActive() and self._is_shown():
            self._timer.start()

    def _mask_changed(self, name: str, _: object) -> None:
        if name == MASK:
            self._forget()

    def _settings_changed(self) -> None:
        if self._session.settings.widen != self._widen:
            self._forget()

    def _forget(self) -> None:
        """The layer is no longer right: hide it, and compute it again soon."""
        self._asked = None
        if self.layer is not None:
            self.layer = None
            self.changed.emit()
        self._timer.start()

    def _compute(self) -> None:
        session = self._session
        self._widen = session.settings.widen
        if self._running or not session.is_open or not self._widen or not self._is_shown():
            return
        if not session.mask_area():
            return
        if session.is_editing_mask:
            self._timer.start()
            return
        asked = self._asked = (session.state, self._widen)
        self._running = True
        session.pool.run(partial(_widened, *asked), partial(self._arrived, asked), self._failed, owner=self)

    def _arrived(self, asked: tuple[State, float], tiles: TiledArray | None) -> None:
        self._running = False
        if self._asked is not asked:
            self._timer.start()
            return
        if tiles is not None:
            self.layer = MaskLayer(tiles.size)
            self.layer.follow(tiles, Rect.of(tiles.size))
            self.changed.emit()

    def _failed(self, error: Exception) -> None:
        """Show no line: a fill will report what is wrong."""
        self._running = False


def _widened(state: State, px: float) -> TiledArray | None:
    """The widened mask, or None if nothing of it is widened."""
    mask = state.mask(MASK)
    wide = widen_on(state.document, mask, px)
    return None if wide is mask or wide.area == mask.area else tiles_of(wide)
