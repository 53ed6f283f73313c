"""Input on the canvas: it pans and zooms by itself, everything else goes to the tool.

Wheel and pinch zoom at the cursor, a trackpad scrolls, space or the middle button drags the picture,
the right button and the eraser end of a pen erase. A tool that `resizes` changes its size with Ctrl+wheel
and by a drag with the right button, whose click alone goes to the tool.
"""

from __future__ import annotations

import math
import sys
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, SignalInstance
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)

from ..session.session import Session
from .tools.base import STILL, CanvasLike, Pointer, Tool

_NOTCH = 120  # of a wheel, in Qt's units
_ZOOM_OF_A_NOTCH = 1.25
_STEP = 64  # widget px that an arrow key pans; with Shift most of the view
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_LEFT, _RIGHT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class GesturedCanvas(CanvasLike, Protocol):
    """What gestures need of the canvas."""

    @property
    def session(self) -> Session: ...

    @property
    def tool(self) -> Tool | None: ...

    @property
    def is_fitted(self) -> bool: ...

    @property
    def pointer_moved(self) -> SignalInstance: ...

    def width(self) -> int: ...

    def height(self) -> int: ...

    def refresh_cursor(self) -> None: ...


class Gestures:
    """Turns events of a canvas into moves of its viewport and calls of its tool.

    At most one press is active; anything that takes the pointer away ends it with a release, so that a
    stroke is never left open.
    """

    def __init__(self, canvas: GesturedCanvas) -> None:
        self._canvas = canvas
        self._pressed: Pointer | None = None
        self._button = Qt.MouseButton.NoButton
        self._pen = False
        self._panning: QPointF | None = None
        self._sizing: Pointer | None = None  # the press of the right button that may change the tool's size
        self._resized = False  # whether it has
        self._space = False
        self._over = False

    @property
    def is_drawing(self) -> bool:
        """Whether a press of the tool is under way."""
        return self._pressed is not None

    @property
    def is_panning(self) -> bool:
        """Whether the picture is being dragged, or a press would drag it."""
        return self._space or self._panning is not None

    def cursor(self) -> Qt.CursorShape:
        """The cursor for what a press would do now."""
        session, tool = self._canvas.session, self._canvas.tool
        if self._panning is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._space:
            return Qt.CursorShape.OpenHandCursor
        if session.is_open and session.busy:
            return Qt.CursorShape.ForbiddenCursor
        if tool is None or not session.is_open:
            return Qt.CursorShape.ArrowCursor
        shape = tool.cursor()
        return Qt.CursorShape.BlankCursor if shape is None else shape

    # -- mouse and pen ----------------------------------------------------------------------------

    def mouse(self, event: QMouseEvent) -> None:
        """A press, move, release or double click of the mouse."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            held = self._pressed is not None or self._sizing is not None
            if held and not self._pen and not event.buttons() & self._button:
                self.end()  # another widget got the release, a popup for example
            for point in event.points():
                self._moved(self._pointer(point.position(), event.modifiers()), self._pen)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._released(self._pointer(event.position(), event.modifiers()), event.button())
        else:
            twice = kind == QEvent.Type.MouseButtonDblClick
            self._press(self._pointer(event.position(), event.modifiers()), event.button(), twice=twice)

    def tablet(self, event: QTabletEvent) -> None:
        """A pen: pressure, and its eraser end."""
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        kind = event.type()
        event.accept()  # or Qt would send it as a mouse event too
        if kind == QEvent.Type.TabletMove:
            for point in event.points():
                down = self._pressed is not None
                pressure = point.pressure() if down else 1.0
                self._moved(self._pointer(point.position(), event.modifiers(), pressure, eraser), pen=True)
            return
        pointer = self._pointer(event.position(), event.modifiers(), event.pressure(), eraser)
        if kind == QEvent.Type.TabletPress:
            self._press(pointer, event.button(), pen=True)
        elif kind == QEvent.Type.TabletRelease:
            self._released(pointer, event.button())

    def leave(self) -> None:
        """The pointer is no longer over the canvas."""
        self._over = False
        self._canvas.pointer_moved.emit(None)
        tool = self._canvas.tool
        if tool is not None and self._pressed is None:
            tool.hover(None)

    def end(self) -> None:
        """End the press or pan as if the button had been released."""
        pressed, self._pressed = self._pressed, None
        self._button, self._pen = Qt.MouseButton.NoButton, False
        self._panning, self._space = None, False
        sizing, self._sizing = self._sizing, None
        tool = self._canvas.tool
        if pressed is not None and tool is not None:
            tool.release(pressed)
        if sizing is not None and self._resized and tool is not None:
            tool.end_resize(sizing)
        self._canvas.refresh_cursor()

    def drop(self) -> None:
        """Forget the press: its tool was deselected, or the photo was closed."""
        self._pressed, self._panning, self._sizing = None, None, None
        self._button, self._pen = Qt.MouseButton.NoButton, False

    def _press(
        self, pointer: Pointer, button: Qt.MouseButton, *, pen: bool = False, twice: bool = False
    ) -> None:
        canvas = self._canvas
        taken = self._pressed is not None or self._panning is not None or self._sizing is not None
        if not canvas.session.is_open or taken:
            return
        if button == _MIDDLE or (self._space and button == _LEFT):
            self._panning, self._button = pointer.position, button
            canvas.refresh_cursor()
            return
        tool = canvas.tool
        if button not in (_LEFT, _RIGHT) or tool is None or canvas.session.busy:
            return
        self._button, self._pen = button, pen
        pointer = self._pointer(
            pointer.position, pointer.modifiers, pointer.pressure, pointer.erase or button == _RIGHT
        )
        if button == _RIGHT and tool.resizes:
            self._sizing, self._resized = pointer, False
            return
        self._pressed = pointer
        tool.double_click(pointer) if twice else tool.press(pointer)

    def _moved(self, pointer: Pointer, pen: bool) -> None:
        canvas, tool = self._canvas, self._canvas.tool
        self._over = True
        if self._panning is not None:
            step = pointer.position - self._panning
            self._panning = pointer.position
            canvas.scroll_by(step.x(), step.y())
            return
        canvas.pointer_moved.emit((pointer.x, pointer.y))
        if tool is None or not canvas.session.is_open:
            return
        if self._sizing is not None:
            self._resize(tool, self._sizing, pointer)
        elif self._pressed is None:
            tool.hover(pointer)
        elif pen == self._pen:
            erase = pointer.erase or self._button == _RIGHT
            pressure = pointer.pressure if pen else 1.0
            self._pressed = self._pointer(pointer.position, pointer.modifiers, pressure, erase)
            tool.move(self._pressed)

    def _released(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        if button != self._button:
            return
        canvas, tool = self._canvas, self._canvas.tool
        pressed, self._pressed, self._button = self._pressed, None, Qt.MouseButton.NoButton
        pen, self._pen = self._pen, False
        if self._panning is not None:
            self._panning = None
            canvas.refresh_cursor()
        elif self._sizing is not None and tool is not None:
            sizing, self._sizing = self._sizing, None
            if self._resized:
                tool.end_resize(pointer)
            else:
                tool.press(sizing)
                tool.release(sizing)
        elif pressed is not None and tool is not None:
            # a lifted pen has no pressure, so the stroke ends with its last one
            pressure = pressed.pressure if pen else 1.0
            tool.release(self._pointer(pointer.position, pointer.modifiers, pressure, pressed.erase))
            canvas.refresh_cursor()

    def _resize(self, tool: Tool, start: Pointer, pointer: Pointer) -> None:
        """Change the size of the tool, once the pointer has moved further than a click may."""
        if not self._resized:
            moved = pointer.position - start.position
            if math.hypot(moved.x(), moved.y()) < STILL:
                return
            self._resized = True
            tool.begin_resize(start)
        tool.resize(pointer)

    def _pointer(
        self,
        position: QPointF,
        modifiers: Qt.KeyboardModifier,
        pressure: float = 1.0,
        erase: bool = False,
    ) -> Pointer:
        x, y = self._canvas.viewport.to_image(position)
        return Pointer(x, y, pressure, modifiers, erase, QPointF(position))

    # -- wheel, trackpad, keys ----------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms, a trackpad scrolls; with Ctrl a trackpad zooms, a wheel sizes the brush."""
        if not self._canvas.session.is_open:
            event.ignore()
            return
        event.accept()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not zooms and not pixels.isNull() and _is_trackpad(event):
            self._canvas.scroll_by(pixels.x(), pixels.y())
            return
        # Alt turns the wheel into a sideways one
        turned = angle.y() or angle.x()
        tool = self._canvas.tool
        if zooms and turned and tool is not None and tool.resizes and not _is_pinch(event):
            tool.step_size(turned / _NOTCH)
        elif turned:
            self._canvas.zoom_by(_ZOOM_OF_A_NOTCH ** (turned / _NOTCH), event.position())

    def native(self, event: QNativeGestureEvent) -> bool:
        """A pinch zooms, a double tap with two fingers fits; True if it was one of these."""
        canvas = self._canvas
        if not canvas.session.is_open:
            return False
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            canvas.zoom_by(max(0.2, 1 + event.value()), event.position())
            return True
        if event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            if canvas.is_fitted:
                canvas.zoom_to(1 / canvas.viewport.ratio, event.position())
            else:
                canvas.zoom_to_fit()
            return True
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed or released; False if neither the tool nor panning uses it."""
        canvas, tool = self._canvas, self._canvas.tool
        pressed = event.type() == QEvent.Type.KeyPress
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self._space = pressed
                canvas.refresh_cursor()
            return True
        if tool is not None and canvas.session.is_open and tool.key(event):
            canvas.refresh_cursor()
            return True
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in _ARROWS or not pressed or not canvas.session.is_open:
            return False
        if plain not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        far = plain == Qt.KeyboardModifier.ShiftModifier
        x, y = _ARROWS[Qt.Key(event.key())]
        across, down = (0.8 * canvas.width(), 0.8 * canvas.height()) if far else (_STEP, _STEP)
        canvas.scroll_by(x * across, y * down)
        return True


def _is_pinch(event: QWheelEvent) -> bool:
    """Whether it is a pinch on a trackpad; Windows sends that as Ctrl and a fraction of a notch."""
    return _is_trackpad(event) or (sys.platform == "win32" and event.angleDelta().y() % _NOTCH != 0)


def _is_trackpad(event: QWheelEvent) -> bool:
    device = event.device()
    known = device is not None and device.type() == QInputDevice.DeviceType.TouchPad
    return known or event.phase() != Qt.ScrollPhase.NoScrollPhase
