"""The bar above a picture that goes back to another program when it is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ..kit import theme
from ..kit.controls import ElidedLabel, push_button
from ..kit.layouts import row_layout
from . import paint

_HEIGHT = 44  # px


class ReturnBar(QWidget):
    """Says that a picture is edited for another program, with buttons that return it and leave it as it is.

    `save` is the command that saves and returns it; `close` closes the window.
    """

    def __init__(self, name: str, save: QAction, close: Callable[[], object]) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)
        theme.set_ground(self, "panel")
        self.about = ElidedLabel(self.tr("Editing {name} for another program").format(name=name))
        self.leave = push_button(self.tr("Close without saving"), lambda: close(), self)
        self.give_back = push_button(self.tr("Save and return"), save.trigger, self)
        theme.set_primary(self.give_back)
        row_layout(self, [(self.about, 1), self.leave, self.give_back], spacing=8, margins=(12, 0, 12, 0))
        self._save = save
        save.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """The button is enabled, and explained, as the command is."""
        self.give_back.setEnabled(self._save.isEnabled())
        self.give_back.setToolTip(self._save.toolTip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The background, and a hairline below it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), paint.colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, paint.colour("hairline"))
