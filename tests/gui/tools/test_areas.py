"""Rectangle, ellipse and lasso, drawn with real events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from inpaint_studio.core.mask import Mask
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.session.session import Session
from tests.gui.tools.conftest import ALT, RIGHT, SHIFT, Hand, coverage, names


def test_a_rectangle_covers_whole_pixels(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["rectangle"])
    hand.drag((20.2, 30.1), (40, 40), (70.4, 60.3))
    expected = np.zeros((90, 120), np.uint8)
    expected[30:60, 20:70] = 255
    assert (coverage(session) == expected).all()
    assert names(session) == ["Rectangle"]


def test_an_ellipse_covers_its_share_of_the_box(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["ellipse"])
    hand.drag((20, 20), (100, 70))
    assert coverage(session).sum() / 255 == pytest.approx(np.pi / 4 * 80 * 50, rel=0.01)


@pytest.mark.parametrize("name", ["rectangle", "ellipse"])
def test_shift_keeps_the_sides_equal(session: Session, hand: Hand, tools: dict[str, Tool], name: str) -> None:
    hand.canvas.set_tool(tools[name])
    hand.drag((20, 20), (70, 40), keys=SHIFT)
    bounds = Mask(np.array(coverage(session))).bounds
    assert bounds.width == bounds.height == 50


@pytest.mark.parametrize("way", ["alt", "right", "option"])
def test_a_shape_can_be_subtracted(session: Session, hand: Hand, tools: dict[str, Tool], way: str) -> None:
    session.set_mask("Full", Mask.full(session.size))
    hand.canvas.set_tool(tools["rectangle"])
    if way == "option":
        tools["rectangle"].set_value("mode", "subtract")
    keys = ALT if way == "alt" else Qt.KeyboardModifier.NoModifier
    hand.drag((20, 20), (60, 60), keys=keys, button=RIGHT if way == "right" else Qt.MouseButton.LeftButton)
    assert coverage(session)[40, 40] == 0
    assert coverage(session)[70, 70] == 255
    assert names(session)[-1] == "Subtract rectangle"


def test_a_shape_reaches_beyond_the_photo(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["rectangle"])
    hand.drag((-20, -20), (400, 400))
    assert (coverage(session) == 255).all()


def test_escape_drops_a_shape(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["ellipse"])
    hand.press((20, 20))
    hand.move((60, 60))
    hand.canvas.grab()  # the outline and its size are painted without complaint
    hand.key(Qt.Key.Key_Escape)
    hand.release((60, 60))
    assert names(session) == []


def test_a_click_with_a_shape_does_nothing(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["rectangle"])
    hand.click((20, 20))
    assert names(session) == []


@pytest.fixture
def lasso(hand: Hand, tools: dict[str, Tool]) -> Tool:
    hand.canvas.set_tool(tools["lasso"])
    return tools["lasso"]


def test_a_dragged_lasso_closes_when_it_is_let_go(session: Session, hand: Hand, lasso: Tool) -> None:
    hand.drag((20, 20), (80, 20), (80, 70), (20, 70))
    assert coverage(session)[45, 50] == 255
    assert names(session) == ["Lasso"]


def test_clicked_corners_close_on_enter(session: Session, hand: Hand, lasso: Tool) -> None:
    for corner in ((20, 20), (100, 20), (60, 80)):
        hand.click(corner)
    assert names(session) == []
    assert hand.takes(Qt.Key.Key_Return)
    hand.hover((30, 60))
    hand.canvas.grab()
    hand.key(Qt.Key.Key_Return)
    assert coverage(session)[40, 60] == 255
    assert not hand.takes(Qt.Key.Key_Return)


def test_a_double_click_closes_a_polygon(session: Session, hand: Hand, lasso: Tool) -> None:
    hand.click((20, 20))
    hand.click((100, 20))
    hand.double_click((60, 80))
    assert coverage(session)[40, 60] == 255


def test_a_click_on_the_first_corner_closes_a_polygon(session: Session, hand: Hand, lasso: Tool) -> None:
    for corner in ((20, 20), (100, 20), (60, 80), (21, 21)):
        hand.click(corner)
    assert names(session) == ["Lasso"]


def test_backspace_takes_the_last_corner_back(session: Session, hand: Hand, lasso: Tool) -> None:
    for corner in ((20, 20), (100, 20), (100, 80), (20, 80)):
        hand.click(corner)
    assert hand.takes(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    assert coverage(session)[30, 90] == 255
    assert coverage(session)[70, 30] == 0


def test_shift_keeps_a_corner_to_45_degrees(session: Session, hand: Hand, lasso: Tool) -> None:
    hand.click((20, 20))
    hand.click((80, 24), SHIFT)
    hand.click((80, 80))
    hand.key(Qt.Key.Key_Return)
    assert Mask(np.array(coverage(session))).bounds.y == 20
    assert coverage(session)[21, 70] == 255


def test_escape_drops_a_polygon(session: Session, hand: Hand, lasso: Tool) -> None:
    for corner in ((20, 20), (100, 20), (60, 80)):
        hand.click(corner)
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Return)
    assert names(session) == []


def test_the_hint_says_how_to_close(hand: Hand, lasso: Tool) -> None:
    before = lasso.hint()
    hand.click((20, 20))
    assert lasso.hint() != before


def test_another_tool_drops_an_open_polygon(
    session: Session, hand: Hand, lasso: Tool, tools: dict[str, Tool]
) -> None:
    hand.click((20, 20))
    hand.canvas.set_tool(tools["brush"])
    assert not lasso.under_way
    assert session.can_edit
