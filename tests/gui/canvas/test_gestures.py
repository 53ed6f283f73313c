"""Gestures on the canvas, with real events."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.canvas.tools.base import Pointer, Tool
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL = Qt.KeyboardModifier.ControlModifier


class Recorder(Tool):
    """Notes what it is told."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(session, canvas)
        self.told: list[tuple[str, Any]] = []
        self.keys: set[int] = set()
        self.shape: Qt.CursorShape | None = Qt.CursorShape.CrossCursor
        self.painted = 0

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.told if name != "hover"]

    def press(self, pointer: Pointer) -> None:
        self.told.append(("press", pointer))

    def move(self, pointer: Pointer) -> None:
        self.told.append(("move", pointer))

    def release(self, pointer: Pointer) -> None:
        self.told.append(("release", pointer))

    def double_click(self, pointer: Pointer) -> None:
        self.told.append(("double_click", pointer))

    def hover(self, pointer: Pointer | None) -> None:
        self.told.append(("hover", pointer))

    def cursor(self) -> Qt.CursorShape | None:
        return self.shape

    def wants_key(self, event: QKeyEvent) -> bool:
        return event.key() in self.keys

    def key(self, event: QKeyEvent) -> bool:
        return event.key() in self.keys

    def paint(self, painter: QPainter) -> None:
        self.painted += 1


@pytest.fixture
def tool(session: Session, canvas: Canvas) -> Recorder:
    made = Recorder(session, canvas)
    canvas.set_tool(made)
    canvas.setFocus()
    return made


def drag(canvas: Canvas, button: Qt.MouseButton, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, start)
    move(canvas, end, button)
    QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, end)


def move(canvas: Canvas, to: QPoint, buttons: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    place = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(canvas.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(canvas, event)


def wheel(
    canvas: Canvas,
    at: QPointF,
    angle: QPoint,
    pixels: QPoint | None = None,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        pixels or QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
    )
    QCoreApplication.sendEvent(canvas, event)


def pen(
    canvas: Canvas,
    kind: QEvent.Type,
    at: QPointF,
    pressure: float,
    pointer: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
) -> bool:
    device = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        pointer,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        2,
    )
    down = kind != QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind,
        device,
        at,
        canvas.mapToGlobal(at),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT,
        LEFT if down else Qt.MouseButton.NoButton,
    )
    QCoreApplication.sendEvent(canvas, event)
    return event.isAccepted()


def test_a_drag_is_a_press_moves_and_a_release_in_image_coordinates(canvas: Canvas, tool: Recorder) -> None:
    drag(canvas, LEFT, QPoint(150, 100), QPoint(190, 120))
    assert tool.names == ["press", "move", "release"]
    start, end = tool.told[0][1], tool.told[-1][1]
    assert (start.x, start.y) == canvas.viewport.to_image(QPointF(150, 100))
    assert (end.x, end.y) == canvas.viewport.to_image(QPointF(190, 120))
    assert start.pressure == 1
    assert not start.erase


def test_the_right_button_erases(canvas: Canvas, tool: Recorder) -> None:
    drag(canvas, RIGHT, QPoint(150, 100), QPoint(190, 120))
    assert tool.names == ["press", "move", "release"]
    assert all(pointer.erase for _, pointer in tool.told)


def test_alt_is_left_for_the_tool_to_read(canvas: Canvas, tool: Recorder) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.AltModifier, QPoint(150, 100))
    assert tool.told[0][1].alt
    assert not tool.told[0][1].erase
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.AltModifier, QPoint(150, 100))


def test_a_second_click_is_a_double_click(canvas: Canvas, tool: Recorder) -> None:
    QTest.mouseClick(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    QTest.mouseDClick(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    assert tool.names == ["press", "release", "double_click", "release"]


def test_moving_without_a_button_hovers_and_leaving_ends_it(canvas: Canvas, tool: Recorder) -> None:
    places: list[object] = []
    canvas.pointer_moved.connect(places.append)
    move(canvas, QPoint(150, 100))
    QCoreApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert tool.told[-2][0] == "hover"
    assert tool.told[-2][1].position == QPointF(150, 100)
    assert tool.told[-1] == ("hover", None)
    assert places == [canvas.viewport.to_image(QPointF(150, 100)), None]


def test_a_pen_has_pressure(canvas: Canvas, tool: Recorder) -> None:
    assert pen(canvas, QEvent.Type.TabletPress, QPointF(150, 100), 0.25)
    assert pen(canvas, QEvent.Type.TabletMove, QPointF(160.5, 104.25), 0.75)
    assert pen(canvas, QEvent.Type.TabletRelease, QPointF(161, 104), 0.0)
    assert tool.names == ["press", "move", "release"]
    assert [pointer.pressure for _, pointer in tool.told] == [0.25, 0.75, 0.75]
    assert tool.told[1][1].position == QPointF(160.5, 104.25)


def test_the_other_end_of_a_pen_erases(canvas: Canvas, tool: Recorder) -> None:
    eraser = QPointingDevice.PointerType.Eraser
    pen(canvas, QEvent.Type.TabletPress, QPointF(150, 100), 0.5, eraser)
    pen(canvas, QEvent.Type.TabletMove, QPointF(160, 100), 0.5, eraser)
    pen(canvas, QEvent.Type.TabletRelease, QPointF(160, 100), 0.0, eraser)
    assert all(pointer.erase for _, pointer in tool.told)


def test_every_point_of_a_fast_stroke_arrives(canvas: Canvas, tool: Recorder) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(100, 100))
    for x in range(101, 201):
        move(canvas, QPoint(x, 100), LEFT)
    assert tool.names.count("move") == 100
    assert not QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(200, 100))


def test_the_wheel_zooms_at_the_cursor(canvas: Canvas) -> None:
    at = QPointF(180, 130)
    before, zoom = canvas.viewport.to_image(at), canvas.viewport.zoom
    wheel(canvas, at, QPoint(0, 240))
    assert canvas.viewport.zoom > 1.4 * zoom
    assert canvas.viewport.to_image(at) == pytest.approx(before, abs=0.6 / zoom)
    wheel(canvas, at, QPoint(0, -240))
    assert canvas.viewport.zoom == pytest.approx(zoom)


def test_a_fine_wheel_zooms_by_as_much_as_a_coarse_one(canvas: Canvas) -> None:
    at, zoom = QPointF(180, 130), canvas.viewport.zoom
    for _ in range(12):
        wheel(canvas, at, QPoint(0, 10))
    assert canvas.viewport.zoom == pytest.approx(1.25 * zoom)


def test_a_trackpad_scrolls_and_with_ctrl_zooms(canvas: Canvas) -> None:
    canvas.zoom_to(8)
    left, top = canvas.viewport.left, canvas.viewport.top
    update = Qt.ScrollPhase.ScrollUpdate
    wheel(canvas, QPointF(200, 150), QPoint(16, -24), QPoint(8, -12), phase=update)
    assert (canvas.viewport.left, canvas.viewport.top) == (left + 8, top - 12)
    assert canvas.viewport.zoom == 8
    wheel(canvas, QPointF(200, 150), QPoint(0, 24), QPoint(0, 12), CTRL, update)
    assert canvas.viewport.zoom > 8


def test_a_pinch_zooms(canvas: Canvas) -> None:
    zoom, at = canvas.viewport.zoom, QPointF(200, 150)
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, device, 2, at, at, canvas.mapToGlobal(at), 0.5, QPointF()
    )
    QCoreApplication.sendEvent(canvas, event)
    assert canvas.viewport.zoom == pytest.approx(1.5 * zoom)


def test_the_middle_button_pans(canvas: Canvas, tool: Recorder) -> None:
    canvas.zoom_to(8)
    left, top = canvas.viewport.left, canvas.viewport.top
    drag(canvas, MIDDLE, QPoint(200, 150), QPoint(230, 140))
    assert (canvas.viewport.left, canvas.viewport.top) == (left + 30, top - 10)
    assert tool.names == []


def test_space_and_a_drag_pan(canvas: Canvas, tool: Recorder) -> None:
    canvas.zoom_to(8)
    left = canvas.viewport.left
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(canvas, LEFT, QPoint(200, 150), QPoint(230, 150))
    assert canvas.viewport.left == left + 30
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert tool.names == []


def test_arrows_pan_unless_the_tool_takes_them(canvas: Canvas, tool: Recorder) -> None:
    canvas.zoom_to(16)
    left = canvas.viewport.left
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport.left < left
    tool.keys = {Qt.Key.Key_Right}
    moved = canvas.viewport.left
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport.left == moved


def test_a_key_that_the_tool_wants_beats_a_shortcut(canvas: Canvas, tool: Recorder) -> None:
    for wanted in (True, False):
        tool.keys = {Qt.Key.Key_Return} if wanted else set()
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r"
        )
        event.ignore()
        QCoreApplication.sendEvent(canvas, event)
        assert event.isAccepted() == wanted


def test_losing_the_focus_ends_the_stroke(qtbot: QtBot, canvas: Canvas, tool: Recorder) -> None:
    other = QLineEdit(canvas)
    other.show()
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    move(canvas, QPoint(160, 110), LEFT)
    other.setFocus()
    assert tool.names == ["press", "move", "release"]
    assert tool.told[-1][1].position == QPointF(160, 110)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(170, 110))
    assert tool.names.count("release") == 1


def test_a_stroke_whose_release_went_elsewhere_ends_at_the_next_move(canvas: Canvas, tool: Recorder) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    move(canvas, QPoint(160, 110))  # as after a popup: the button is up by now
    assert tool.names == ["press", "release"]
    assert tool.told[1][1].position == QPointF(150, 100)
    assert not canvas.is_drawing


def test_a_popup_that_takes_the_focus_ends_the_stroke(canvas: Canvas, tool: Recorder) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    event = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QCoreApplication.sendEvent(canvas, event)
    assert tool.names == ["press", "release"]


def test_hiding_the_canvas_ends_the_stroke(canvas: Canvas, tool: Recorder) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    canvas.hide()
    assert tool.names == ["press", "release"]


def test_another_tool_ends_the_stroke_of_the_one_before(
    canvas: Canvas, session: Session, tool: Recorder
) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    other = Recorder(session, canvas)
    canvas.set_tool(other)
    assert tool.names == ["press", "release"]
    assert not tool.active
    assert other.active
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    assert other.names == []


def test_while_busy_presses_are_ignored_and_the_cursor_says_so(
    canvas: Canvas, session: Session, tool: Recorder
) -> None:
    session.busy = True
    session.busy_changed.emit()
    assert canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    drag(canvas, LEFT, QPoint(150, 100), QPoint(190, 120))
    assert tool.names == []
    session.busy = False
    session.busy_changed.emit()
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_a_tool_that_draws_its_own_cursor_hides_the_other(canvas: Canvas, tool: Recorder) -> None:
    tool.shape = None
    tool.changed.emit()
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor


def test_a_tool_paints_over_the_canvas(canvas: Canvas, tool: Recorder) -> None:
    canvas.grab()
    assert tool.painted


def test_a_resized_window_keeps_a_fitted_picture_fitted(canvas: Canvas) -> None:
    canvas.resize(200, 120)
    assert canvas.viewport == canvas.viewport.fitted()
    canvas.zoom_to(3)
    canvas.resize(300, 200)
    assert canvas.viewport.zoom == 3


def test_without_a_photo_nothing_happens(qtbot: QtBot, empty_session: Session) -> None:
    canvas = Canvas(empty_session)
    qtbot.addWidget(canvas)
    tool = Recorder(empty_session, canvas)
    canvas.set_tool(tool)
    drag(canvas, LEFT, QPoint(5, 5), QPoint(9, 9))
    wheel(canvas, QPointF(5, 5), QPoint(0, 120))
    assert tool.names == []


def test_another_photo_in_the_middle_of_a_stroke_drops_it(
    canvas: Canvas, session: Session, tool: Recorder
) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    session.open(session.photo)
    assert not canvas.is_drawing
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 100))
    assert tool.names == ["press"]
