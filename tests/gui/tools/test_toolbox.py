"""The bar of tools and the row of their options."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.canvas.tools import TOOLS
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.commands.table import BY_ID, COMMANDS
from inpaint_studio.gui.kit.controls import Slider, Track
from inpaint_studio.gui.panels.tool_options import ToolOptions
from inpaint_studio.gui.panels.toolbox import Toolbox
from inpaint_studio.gui.session.session import Session
from tests.gui.tools.conftest import Hand


@pytest.fixture
def toolbox(qtbot: QtBot, session: Session, canvas: Canvas) -> Toolbox:
    window = QWidget()
    qtbot.addWidget(window)
    made = Toolbox(canvas, session, Actions(window, session.settings), window)
    made.setProperty("window", window)
    window.resize(40, 600)
    window.show()
    return made


@pytest.fixture
def options(qtbot: QtBot, session: Session, toolbox: Toolbox) -> ToolOptions:
    made = ToolOptions(toolbox, session)
    qtbot.addWidget(made)
    made.resize(1200, 40)
    made.show()
    return made


def test_it_begins_with_the_brush(toolbox: Toolbox, canvas: Canvas) -> None:
    assert toolbox.tool.name == "brush"
    assert canvas.tool is toolbox.tool


@pytest.mark.parametrize("name", [kind.name for kind in TOOLS if kind.name != "window"])
def test_a_click_takes_up_each_tool(qtbot: QtBot, toolbox: Toolbox, canvas: Canvas, name: str) -> None:
    toolbox.select(name)
    toolbox.select("hand")
    with qtbot.waitSignal(toolbox.changed) as told:
        qtbot.mouseClick(toolbox.button(name), Qt.MouseButton.LeftButton)
    assert told.args == [name]
    assert canvas.tool is not None
    assert canvas.tool.name == name
    assert toolbox.button(name).isChecked()


def test_the_tool_of_medical_images_is_hidden_for_a_photo(toolbox: Toolbox) -> None:
    assert toolbox.button("brush").isVisible()
    assert not toolbox.button("window").isVisible()


def test_every_tool_has_words_for_those_who_do_not_see_its_icon(toolbox: Toolbox) -> None:
    for name, tool in toolbox.tools.items():
        toolbox.select(name)
        label = BY_ID[f"tool-{name}"].label
        assert tool.hint().endswith((".", "…"))
        assert toolbox.button(name).accessibleName() == label
        assert label in toolbox.button(name).toolTip()


def test_a_click_on_the_tool_in_hand_leaves_it_down(qtbot: QtBot, toolbox: Toolbox) -> None:
    qtbot.mouseClick(toolbox.button("brush"), Qt.MouseButton.LeftButton)
    assert toolbox.button("brush").isChecked()


def test_rectangle_and_ellipse_share_a_place(toolbox: Toolbox) -> None:
    assert toolbox.button("rectangle") is toolbox.button("ellipse")
    menu = toolbox.button("ellipse").menu()
    menu.actions()[1].trigger()
    assert toolbox.tool.name == "ellipse"


def test_the_keyboard_reaches_the_tools(qtbot: QtBot, toolbox: Toolbox) -> None:
    # Tab goes to the tool in hand, the arrows from there to the others
    button = toolbox.button("brush")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Down)
    qtbot.keyClick(toolbox.button("eraser"), Qt.Key.Key_Down)
    qtbot.keyClick(toolbox.button("lasso"), Qt.Key.Key_Space)
    assert toolbox.tool.name == "lasso"


def test_a_new_hint_is_told(qtbot: QtBot, toolbox: Toolbox, canvas: Canvas) -> None:
    toolbox.select("lasso")
    with qtbot.waitSignal(toolbox.changed):
        Hand(canvas).click((20, 20))


def test_the_row_shows_the_options_of_the_tool_in_hand(toolbox: Toolbox, options: ToolOptions) -> None:
    assert options.form is not None
    assert set(options.form.values) == {"size", "hardness", "pressure"}
    toolbox.select("crop")
    assert options.form is not None
    assert set(options.form.values) == {"aspect", "extend"}
    toolbox.select("hand")
    assert options.form is None


def test_a_slider_of_the_row_changes_the_tool_and_the_tool_the_slider(
    toolbox: Toolbox, options: ToolOptions
) -> None:
    assert options.form is not None
    slider = options.form.control("hardness")
    assert isinstance(slider, Slider)
    slider.track.setValue(slider.track.maximum())
    assert toolbox.tool.values["hardness"] == 100
    toolbox.tool.step_hardness(-3)
    assert slider.value == 70


def test_the_overlay_follows_its_slider_at_once_and_the_settings_later(
    qtbot: QtBot, session: Session, canvas: Canvas, options: ToolOptions
) -> None:
    track = options.overlay.opacity.track
    track.setValue(track.position_of(80))
    assert canvas.overlay.opacity == pytest.approx(0.8)
    qtbot.waitUntil(lambda: session.settings.overlay_opacity == pytest.approx(0.8))


def test_in_a_narrow_window_the_sliders_give_way_and_the_numbers_stay(
    toolbox: Toolbox, options: ToolOptions
) -> None:
    toolbox.select("clone")
    options.resize(940, 40)
    assert options.form is not None
    assert options.layout().sizeHint().width() <= 940
    assert all(track.width() < 110 for track in options.form.findChildren(Track))
    options.resize(1900, 40)
    assert all(track.isVisibleTo(options) for track in options.form.findChildren(Track))


def test_every_tool_is_a_command_in_the_order_of_the_toolbox() -> None:
    assert [command.id for command in COMMANDS if command.id.startswith("tool-")] == [
        f"tool-{kind.name}" for kind in TOOLS
    ]
