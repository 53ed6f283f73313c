"""Hand, zoom, compare wipe and crop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.canvas.tools.marks import size_words
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.words import translation
from tests.gui.test_translation import languages_restored
from tests.gui.tools.conftest import ALT, RIGHT, Hand, names


def test_the_hand_moves_the_picture_and_a_double_click_fits_it(
    canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    canvas.set_tool(tools["hand"])
    canvas.zoom_to(8.0)
    before = canvas.viewport.to_widget(0, 0)
    place = canvas.viewport.to_widget(60, 45)
    hand.press((60, 45))
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    target = canvas.viewport.to_image(place + type(place)(30, 10))
    hand.move(target)
    hand.release(target)
    moved = canvas.viewport.to_widget(0, 0) - before
    assert (round(moved.x()), round(moved.y())) == (30, 10)
    hand.double_click((60, 45))
    assert canvas.is_fitted


def test_a_click_looks_closer_and_alt_or_right_from_further_away(
    canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    canvas.set_tool(tools["zoom"])
    before = canvas.viewport.zoom
    hand.click((60, 45))
    assert canvas.viewport.zoom == pytest.approx(2 * before)
    hand.click((60, 45), ALT)
    hand.click((60, 45), button=RIGHT)
    assert canvas.viewport.zoom == pytest.approx(before / 2)


def test_a_dragged_box_fills_the_view(canvas: Canvas, hand: Hand, tools: dict[str, Tool]) -> None:
    canvas.set_tool(tools["zoom"])
    hand.press((40, 30))
    hand.move((60, 45))
    canvas.grab()
    hand.release((60, 45))
    x, y = canvas.viewport.to_image(canvas.rect().toRectF().center())
    assert (x, y) == pytest.approx((50, 37.5), abs=1)
    assert canvas.viewport.scale == pytest.approx(20, rel=0.05)


def test_the_wipe_comes_goes_and_is_dragged(canvas: Canvas, hand: Hand, tools: dict[str, Tool]) -> None:
    canvas.set_tool(tools["wipe"])
    assert canvas.wipe == pytest.approx(60, abs=1)
    hand.drag((30, 45), (90, 45))
    assert canvas.wipe == pytest.approx(90, abs=1)
    hand.drag((30, 45), (500, 45))
    assert canvas.wipe == 120
    canvas.set_tool(tools["brush"])
    assert canvas.wipe is None


@pytest.fixture
def crop(canvas: Canvas, tools: dict[str, Tool]) -> Tool:
    canvas.set_tool(tools["crop"])
    return tools["crop"]


def test_enter_crops_and_undo_brings_all_back(session: Session, hand: Hand, crop: Tool) -> None:
    hand.drag((20, 20), (100, 70))
    assert session.size == Size(120, 90)
    hand.canvas.grab()
    assert hand.takes(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Return)
    assert session.document.canvas == Rect(20, 20, 80, 50)
    session.undo()
    assert session.size == Size(120, 90)


def test_escape_crops_nothing(session: Session, hand: Hand, crop: Tool) -> None:
    hand.drag((20, 20), (100, 70))
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Return)
    assert names(session) == []


def test_handles_and_the_middle_can_be_dragged(session: Session, hand: Hand, crop: Tool) -> None:
    hand.drag((20, 20), (100, 70))
    hand.drag((100, 70), (90, 60))
    hand.drag((55, 40), (60, 45))
    hand.key(Qt.Key.Key_Return)
    assert session.document.canvas == Rect(25, 25, 70, 40)


def test_a_moved_rectangle_stays_within_the_photo(session: Session, hand: Hand, crop: Tool) -> None:
    hand.drag((20, 20), (100, 70))
    hand.drag((60, 45), (300, 300))
    hand.key(Qt.Key.Key_Return)
    assert session.document.canvas == Rect(40, 40, 80, 50)


@pytest.mark.parametrize(("aspect", "ratio"), [("1:1", 1.0), ("3:2", 1.5), ("original", 120 / 90)])
def test_the_aspect_is_kept_while_dragging_and_pulling(
    session: Session, hand: Hand, crop: Tool, aspect: str, ratio: float
) -> None:
    crop.set_value("aspect", aspect)
    hand.drag((20, 20), (60, 30))
    hand.drag((60, 20 + 40 / ratio), (80, 60))
    hand.key(Qt.Key.Key_Return)
    size = session.size
    assert size.width / size.height == pytest.approx(ratio, rel=0.05)


def test_another_aspect_changes_what_is_drawn(session: Session, hand: Hand, crop: Tool) -> None:
    hand.drag((20, 20), (100, 70))
    crop.set_value("aspect", "1:1")
    hand.key(Qt.Key.Key_Return)
    assert session.size == Size(50, 50)


def test_sizes_of_rectangles_are_written_like_all_numbers(qapp: QApplication) -> None:
    with languages_restored(qapp):
        translation.install(qapp, "en")
        assert size_words(Rect(0, 0, 2000, 1124)) == "2,000 × 1,124 px"  # noqa: RUF001
