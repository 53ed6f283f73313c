"""Pins of kept fills in the whole window: what a click selects, what a stroke draws, what the keys do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.tools import Lasso
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.windows import shown

NONE = Qt.KeyboardModifier.NoModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
FIRST, SECOND = Rect(20, 20, 16, 12), Rect(70, 50, 20, 20)


def put(session: Session, engine: str, place: Rect) -> None:
    """A white fill as if that engine had made it and it had been kept."""
    shape = (place.height, place.width)
    patch = LayerPatch(place, np.full((*shape, 3), 255, np.uint8), np.full(shape, 255, np.uint8))
    session.add_fill(engine, [patch], {"engine": engine, "params": {}, "seed": 1, "engines": [engine]})


@pytest.fixture
def window(qtbot: QtBot, session: Session, photo: Photo) -> Iterator[MainWindow]:
    """Two kept fills."""
    with shown(qtbot, session, (1100, 800)) as made:
        put(session, "white", FIRST)
        put(session, "noise", SECOND)
        made.canvas.setFocus()
        qtbot.waitUntil(lambda: made.canvas.is_ready)
        yield made


def send(
    window: MainWindow,
    kind: QEvent.Type,
    at: QPointF,
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NONE,
    held: bool = True,
) -> None:
    moved = kind == QEvent.Type.MouseMove
    buttons = button if held and kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    one = Qt.MouseButton.NoButton if moved else button
    event = QMouseEvent(kind, at, window.canvas.mapToGlobal(at), one, buttons, keys)
    QApplication.sendEvent(window.canvas, event)


def click(
    window: MainWindow, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
) -> None:
    send(window, QEvent.Type.MouseMove, at, held=False)
    send(window, QEvent.Type.MouseButtonPress, at, button, keys)
    send(window, QEvent.Type.MouseButtonRelease, at, button, keys)


def drag(window: MainWindow, start: QPointF, end: QPointF) -> None:
    send(window, QEvent.Type.MouseButtonPress, start)
    for part in (0.1, 0.5, 1.0):
        send(window, QEvent.Type.MouseMove, start + (end - start) * part)
    send(window, QEvent.Type.MouseButtonRelease, end)


def pin(window: MainWindow, index: int) -> QPointF:
    return window.canvas.pins.place(index)


def colour_at(window: MainWindow, at: QPointF) -> tuple[int, int, int]:
    colour = window.canvas.grab().toImage().pixelColor(at.toPoint())
    return colour.red(), colour.green(), colour.blue()


def test_the_pin_is_on_the_fill(window: MainWindow) -> None:
    for index, place in enumerate((FIRST, SECOND)):
        x, y = window.canvas.viewport.to_image(pin(window, index))
        assert place.contains(Rect(int(x), int(y), 1, 1))


@pytest.mark.parametrize("tool", ["brush", "hand", "lasso", "select", "clone", "zoom"])
def test_a_click_on_a_pin_selects_the_fill_with_any_tool(window: MainWindow, tool: str) -> None:
    window.commands[f"tool-{tool}"].trigger()
    before = window.canvas.viewport
    click(window, pin(window, 1))
    assert window.session.kept.selected == (1,)
    assert window.session.mask_area() == 0
    assert window.canvas.viewport == before
    assert window.fill_bar.isVisible()
    assert window.fill_bar.name.text() == "Noise 2"
    assert window.layers_panel.view.currentIndex().row() == 0


def test_a_pin_under_the_pointer_says_so(window: MainWindow) -> None:
    send(window, QEvent.Type.MouseMove, pin(window, 0) + QPointF(6, 0), held=False)
    assert window.canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    send(window, QEvent.Type.MouseMove, pin(window, 0) + QPointF(12, 0), held=False)
    assert window.canvas.cursor().shape() != Qt.CursorShape.PointingHandCursor


def test_a_stroke_that_begins_on_a_pin_is_a_stroke_from_there(window: MainWindow) -> None:
    start = pin(window, 0)
    drag(window, start, start + QPointF(150, 60))
    assert window.session.kept.selected == ()
    x, y = window.canvas.viewport.to_image(start)
    assert window.session.mask_tiles(MASK).read(Rect(int(x), int(y), 1, 1))[0, 0] == 255
    window.session.undo()
    assert window.session.mask_area() == 0


def test_a_stroke_across_a_pin_is_not_disturbed(window: MainWindow) -> None:
    place = pin(window, 0)
    drag(window, place - QPointF(60, 0), place + QPointF(60, 0))
    assert window.session.kept.selected == ()
    assert window.session.mask_area() > 0


@pytest.mark.parametrize(
    ("button", "keys"), [(RIGHT, NONE), (LEFT, Qt.KeyboardModifier.ShiftModifier)], ids=["right", "shift"]
)
def test_other_clicks_on_a_pin_are_for_the_tool(
    window: MainWindow, button: Qt.MouseButton, keys: Qt.KeyboardModifier
) -> None:
    count = len(window.session.entries)
    if button == RIGHT:  # it erases: there must be something to erase
        drag(window, pin(window, 0) - QPointF(60, 0), pin(window, 0) + QPointF(60, 0))
        count += 1
    click(window, pin(window, 0), button, keys)
    assert window.session.kept.selected == ()
    assert len(window.session.entries) == count + 1


def test_the_corner_of_a_lasso_is_not_caught_by_a_pin(window: MainWindow) -> None:
    window.commands["tool-lasso"].trigger()
    tool = window.canvas.tool
    assert isinstance(tool, Lasso)
    click(window, pin(window, 0) + QPointF(0, 40))
    if not tool.under_way:
        pytest.skip("a click begins no polygon")
    click(window, pin(window, 0))
    assert window.session.kept.selected == ()


def test_clicks_where_pins_lie_on_each_other_go_through_them(window: MainWindow) -> None:
    put(window.session, "white", FIRST)
    place = pin(window, 0)
    seen = []
    for _ in range(3):
        click(window, place)
        seen.append(window.session.kept.selected)
    assert seen == [(2,), (0,), (2,)]


def test_h_hides_the_pins_and_shows_them_again(qtbot: QtBot, window: MainWindow) -> None:
    place = pin(window, 0)
    with_pin = colour_at(window, place)
    qtbot.keyClick(window.canvas, Qt.Key.Key_H)
    assert not window.session.settings.show_pins
    assert colour_at(window, place) == (255, 255, 255)
    assert with_pin != (255, 255, 255)
    click(window, place)
    assert window.session.kept.selected == ()
    assert window.session.mask_area() > 0
    qtbot.keyClick(window.canvas, Qt.Key.Key_H)
    window.commands["mask-clear"].trigger()
    assert colour_at(window, place) == with_pin


def test_the_hand_is_on_shift_h(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.tool is not None
    assert window.canvas.tool.name == "hand"
    assert window.commands.conflicts() == {}


@pytest.mark.parametrize("tool", ["crop", "wipe"])
def test_some_tools_show_no_pins(window: MainWindow, tool: str) -> None:
    window.commands[f"tool-{tool}"].trigger()
    assert window.canvas.pins.at(pin(window, 0)) == []


def test_while_each_stroke_is_filled_the_brush_goes_on_beside_a_healed_spot(window: MainWindow) -> None:
    place = pin(window, 0)
    with_pin = colour_at(window, place)
    window.commands["auto-fill"].trigger()
    assert window.session.settings.auto_fill
    assert colour_at(window, place) == (255, 255, 255)
    assert window.canvas.pins.at(place) == []
    for tool in ("hand", "eraser"):
        window.commands[f"tool-{tool}"].trigger()
        assert window.canvas.pins.at(place) == [0]
    window.commands["tool-brush"].trigger()
    window.commands["auto-fill"].trigger()
    assert colour_at(window, place) == with_pin


def test_the_keys_alone_select_name_fade_refill_hide_and_delete(qtbot: QtBot, window: MainWindow) -> None:
    session, canvas = window.session, window.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_G)
    assert session.kept.selected == (1,)
    qtbot.keyClick(canvas, Qt.Key.Key_G)
    assert session.kept.selected == (0,)
    qtbot.keyClick(canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert session.kept.selected == (1,)

    qtbot.keyClick(canvas, Qt.Key.Key_F2)
    field = window.fill_bar.name
    assert field.hasFocus()
    qtbot.keyClicks(field, "Scratch, left cheek")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.document.layers[1].name == "Scratch, left cheek"
    assert canvas.hasFocus()

    seed = session.document.layers[1].content.description["seed"]
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: session.document.layers[1].content.description["seed"] != seed)
    assert session.document.layers[1].name == "Scratch, left cheek"
    assert session.kept.selected == (1,)

    qtbot.keyClick(canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    menu = window.fill_bar.controls.findChild(QMenu)
    assert menu is not None
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)

    qtbot.keyClick(canvas, Qt.Key.Key_V)
    assert not session.document.layers[1].visible
    qtbot.keyClick(canvas, Qt.Key.Key_V)

    qtbot.keyClick(canvas, Qt.Key.Key_F6)
    assert window.fill_bar.isAncestorOf(QApplication.focusWidget())
    window.fill_bar.controls.slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(window.fill_bar.controls.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: session.document.layers[1].opacity == 0)
    canvas.setFocus()

    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(session.document.layers) == 1
    assert session.kept.selected == ()
    assert not window.fill_bar.isVisible()
    session.undo()
    assert session.document.layers[1].name == "Scratch, left cheek"


def test_esc_drops_the_name_that_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_G)
    steps = len(window.session.history.entries)
    qtbot.keyClick(window.canvas, Qt.Key.Key_F2)
    field = window.fill_bar.name
    before = field.text()
    qtbot.keyClicks(field, "Scr")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()
    assert field.text() == before
    assert len(window.session.history.entries) == steps
    assert window.session.kept.selected == (1,)


def test_esc_ends_the_selection_and_delete_clears_the_mask_again(qtbot: QtBot, window: MainWindow) -> None:
    window.notices.clear()
    qtbot.keyClick(window.canvas, Qt.Key.Key_G)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.session.kept.selected == ()
    place = pin(window, 0)
    drag(window, place + QPointF(60, 60), place + QPointF(120, 60))
    assert window.session.mask_area() > 0
    qtbot.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert window.session.mask_area() == 0
    assert len(window.session.document.layers) == 2


def test_a_stroke_ends_the_selection(window: MainWindow) -> None:
    click(window, pin(window, 0))
    drag(window, pin(window, 0) + QPointF(60, 60), pin(window, 0) + QPointF(120, 60))
    assert window.session.kept.selected == ()
    assert not window.fill_bar.isVisible()


def test_the_bar_changes_the_fill_in_place(qtbot: QtBot, window: MainWindow) -> None:
    session, bar = window.session, window.fill_bar
    click(window, pin(window, 1))
    QTest.mouseClick(bar.eye_button, LEFT)
    assert not session.document.layers[1].visible
    QTest.mouseClick(bar.eye_button, LEFT)
    QTest.mouseClick(bar.controls.engine_button, LEFT)
    menu = bar.controls.findChild(QMenu)
    assert menu is not None
    next(one for one in menu.actions() if one.text() == "White").trigger()
    qtbot.waitUntil(lambda: session.document.layers[1].content.description["engine"] == "white")
    assert bar.name.text() == "White 2"
    QTest.mouseClick(bar.controls.delete_button, LEFT)
    assert len(session.document.layers) == 1
    assert not bar.isVisible()


def test_the_bar_stays_on_the_canvas_and_off_the_fill(window: MainWindow) -> None:
    click(window, pin(window, 1))
    bar = window.fill_bar
    fill = window.canvas.viewport.rect_to_widget(SECOND).toAlignedRect()
    assert window.canvas.rect().contains(bar.geometry())
    assert not bar.geometry().intersects(fill)
    window.canvas.zoom_to(20.0)
    window.canvas.centre_on(0, 0)
    assert window.canvas.rect().contains(bar.geometry())


def test_a_fill_out_of_sight_is_brought_into_view_by_the_keys(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.zoom_to(20.0)
    window.canvas.centre_on(5, 5)
    qtbot.keyClick(window.canvas, Qt.Key.Key_G)
    assert window.canvas.rect().contains(pin(window, 1).toPoint())


def test_pins_follow_a_crop_and_another_photo(qtbot: QtBot, window: MainWindow, photo: Photo) -> None:
    before = window.canvas.viewport.to_image(pin(window, 1))
    window.session.crop(Rect(10, 10, 100, 75))
    after = window.canvas.viewport.to_image(pin(window, 1))
    assert after == pytest.approx((before[0] - 10, before[1] - 10), abs=0.01)
    window.session.undo()
    window.session.open(photo)
    assert window.canvas.pins.at(QPointF(window.canvas.rect().center())) == []
    assert not window.fill_bar.isVisible()


def test_only_pins_that_are_in_sight_are_painted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    monkeypatch.setattr(
        window.canvas.pins, "_paint_heads", lambda _, indices, look: painted.extend(indices.tolist())
    )
    window.canvas.zoom_to(20.0)
    window.canvas.centre_on(80, 60)
    window.canvas.repaint()
    assert set(painted) == {1}
    painted.clear()
    place = pin(window, 1).toPoint()
    window.canvas.repaint(place.x() + 60, place.y() + 60, 20, 20)
    assert painted == []
