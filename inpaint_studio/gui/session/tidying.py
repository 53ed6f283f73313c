"""Gives memory back to the system after large changes of the picture."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ...core.document.scratch import release_pages
from ...core.geometry import Rect
from ...core.memory import trim_heap
from ..kit.later import timer
from .editing import Editing

_LARGE = 4_000_000  # pixels
_SETTLED = 300  # ms; what a change replaced is freed by then


class Tidying(QObject):
    """Follows the changes of the picture: fills that are shown, undone, faded."""

    def __init__(self, editing: Editing) -> None:
        super().__init__(editing)
        self._editing = editing
        self._timer = timer(self, _SETTLED, self._tidy)
        editing.picture_changed.connect(self._changed)

    def _changed(self, rect: Rect) -> None:
        if rect.area > _LARGE and not self._timer.isActive():
            self._timer.start()

    def _tidy(self) -> None:
        self._editing.pool.run(_give_back)


def _give_back() -> None:
    release_pages()
    trim_heap()
