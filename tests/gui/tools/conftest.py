"""A canvas on the session's photo at 200 %, and a hand that draws on it in the photo's coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.canvas.tools import Tool, make_tools
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from tests.mouse import LEFT, NONE, CanvasMouse, Place

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def canvas(canvas: Canvas) -> Canvas:
    canvas.setFocus()
    canvas.zoom_to(2.0)
    canvas.centre_on(60, 45)
    return canvas


@pytest.fixture
def tools(session: Session, canvas: Canvas) -> dict[str, Tool]:
    return make_tools(session, canvas)


class Hand(CanvasMouse):
    """Real events of mouse, pen and keys for the canvas; places are in the photo's coordinates."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.pen = QPointingDevice(
            "pen",
            1,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    @property
    def canvas(self) -> Canvas:
        return self._canvas

    def double_click(self, at: Place) -> None:
        self.click(at)
        self.mouse(QEvent.Type.MouseButtonDblClick, at)
        self.release(at)

    def hover(self, at: Place, keys: Qt.KeyboardModifier = NONE) -> None:
        self.move(at, keys, Qt.MouseButton.NoButton)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self.canvas, QKeyEvent(kind, key, keys))

    def takes(self, key: Qt.Key) -> bool:
        """Whether the canvas keeps that key from the window's shortcuts."""
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NONE)
        event.ignore()
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()

    def draw_with_pen(self, places: Sequence[tuple[float, float, float]], eraser: bool = False) -> None:
        """x, y and pressure of each point."""
        if eraser:
            self.pen = QPointingDevice(
                "eraser",
                2,
                QInputDevice.DeviceType.Stylus,
                QPointingDevice.PointerType.Eraser,
                QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
                1,
                3,
            )
        last = len(places) - 1
        self._pen(QEvent.Type.TabletPress, places[0], LEFT, LEFT)
        for place in places[1:]:
            self._pen(QEvent.Type.TabletMove, place, Qt.MouseButton.NoButton, LEFT)
        self._pen(QEvent.Type.TabletRelease, (*places[last][:2], 0.0), LEFT, Qt.MouseButton.NoButton)

    def _pen(
        self,
        kind: QEvent.Type,
        at: tuple[float, float, float],
        button: Qt.MouseButton,
        held: Qt.MouseButton,
    ) -> None:
        place = self.canvas.viewport.to_widget(at[0], at[1])
        world = QPointF(self.canvas.mapToGlobal(place))
        event = QTabletEvent(kind, self.pen, place, world, at[2], 0, 0, 0, 0, 0, NONE, button, held)
        QApplication.sendEvent(self.canvas, event)


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    return Hand(canvas)


def coverage(session: Session, name: str = MASK) -> np.ndarray:
    """The mask as it is now, a stroke under way included."""
    return session.mask_tiles(name).read(Rect.of(session.size))


def names(session: Session) -> list[str]:
    """What the history says."""
    return [entry.name for entry in session.entries]
