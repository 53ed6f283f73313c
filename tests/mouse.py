"""Real events of a mouse on a canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.gui.canvas.view import Canvas

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
NO_BUTTON = Qt.MouseButton.NoButton
Place = tuple[float, float]


class CanvasMouse:
    """The mouse on the canvas of a subclass; places are in the photo's coordinates."""

    @property
    def canvas(self) -> Canvas:
        raise NotImplementedError

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
        self.mouse(QEvent.Type.MouseMove, at, keys, NO_BUTTON, held)

    def release(self, at: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.mouse(QEvent.Type.MouseButtonRelease, at, keys, button, NO_BUTTON)

    def click(self, at: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.press(at, keys, button)
        self.release(at, keys, button)

    def drag(self, *places: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        """Press at the first place, move over the others, release at the last."""
        self.press(places[0], keys, button)
        for place in places[1:]:
            self.move(place, keys, button)
        self.release(places[-1], keys, button)
