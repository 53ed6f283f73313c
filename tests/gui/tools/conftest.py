"""A canvas on the session's photo at 200 %, and a hand that draws on it in the photo's coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.canvas.tools import Tool, make_tools
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
RIGHT = Qt.MouseButton.RightButton
Place = tuple[float, float]


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    made.zoom_to(2.0)
    made.centre_on(60, 45)
    return made


@pytest.fixture
def tools(session: Session, canvas: Canvas) -> dict[str, Tool]:
    return make_tools(session, canvas)


class Hand:
    """Real events for the canvas; places are in the photo's coordinates."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.pen = QPointingDevice(
            "pen",
            1,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    def mouse(
        self,
        kind: QEvent.Type,
        at: Place,
        keys: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
        held: Qt.MouseButton = LEFT,
    ) -> None:
        place = self.canvas.viewport.to_widget(*at)
        event = QMouseEvent(kind, place, self.canvas.mapToGlobal(place), button, held, keys)
        QApplication.sendEvent(self.canvas, event)

    def press(self, at: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, at, keys, button, button)

    def move(self, at: Place, keys: Qt.KeyboardModifier = NONE, held: Qt.MouseButton = LEFT) -> None:
        self.mouse(QEvent.Type.MouseMove, at, keys, Qt.MouseButton.NoButton, held)

    def release(self, at: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.mouse(QEvent.Type.MouseButtonRelease, at, keys, button, Qt.MouseButton.NoButton)

    def click(self, at: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.press(at, keys, button)
        self.release(at, keys, button)

    def double_click(self, at: Place) -> None:
        self.click(at)
        self.mouse(QEvent.Type.MouseButtonDblClick, at)
        self.release(at)

    def hover(self, at: Place, keys: Qt.KeyboardModifier = NONE) -> None:
        self.move(at, keys, Qt.MouseButton.NoButton)

    def drag(self, *places: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.press(places[0], keys, button)
        for place in places[1:]:
            self.move(place, keys, button)
        self.release(places[-1], keys, button)

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
