"""Brush, eraser and source brush, by mouse, pen and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import AVOID, SOURCES, Session
from tests.gui.tools.conftest import ALT, RIGHT, SHIFT, Hand, coverage, names


@pytest.fixture
def brush(canvas: Canvas, tools: dict[str, Tool]) -> Tool:
    tool = tools["brush"]
    tool.set_value("size", 10.0)
    tool.set_value("hardness", 100)
    canvas.set_tool(tool)
    return tool


def test_a_stroke_is_one_step_of_the_history(session: Session, hand: Hand, brush: Tool) -> None:
    hand.drag((20, 20), (50, 30), (80, 20))
    assert names(session) == ["Brush stroke"]
    session.undo()
    assert not coverage(session).any()


def test_a_click_is_a_dab_of_the_true_size(session: Session, hand: Hand, brush: Tool) -> None:
    hand.click((60.5, 45.5))
    mask = Mask(np.array(coverage(session)))
    assert abs(mask.bounds.width - 10) <= 1
    assert mask.coverage[45, 60] == 255


def test_a_fast_stroke_has_no_beads(session: Session, hand: Hand, brush: Tool) -> None:
    hand.drag((10, 45), (60, 45), (110, 45))
    assert (coverage(session)[45, 10:110] == 255).all()
    assert (coverage(session)[42, 10:110] == 255).all()


def test_the_stroke_shows_while_it_is_drawn(session: Session, hand: Hand, brush: Tool) -> None:
    hand.press((20, 20))
    hand.move((60, 20))
    assert coverage(session)[20, 30] == 255
    assert names(session) == []
    hand.release((60, 20))


def test_escape_takes_the_stroke_back(session: Session, hand: Hand, brush: Tool) -> None:
    hand.press((20, 20))
    hand.move((60, 20))
    assert hand.takes(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Escape)
    hand.release((60, 20))
    assert names(session) == []
    assert not coverage(session).any()
    assert session.can_edit


@pytest.mark.parametrize("way", ["alt", "right"])
def test_a_stroke_with_alt_and_a_right_click_erase(
    session: Session, hand: Hand, brush: Tool, way: str
) -> None:
    session.set_mask("Full", Mask.full(session.size))
    if way == "alt":
        hand.drag((20, 20), (60, 20), keys=ALT)
    else:
        hand.click((40, 20), button=RIGHT)
    assert coverage(session)[20, 40] == 0
    assert names(session)[-1] == "Eraser stroke"


def test_a_drag_with_the_right_button_sets_the_size_and_nothing_else(
    session: Session, hand: Hand, brush: Tool
) -> None:
    session.set_mask("Full", Mask.full(session.size))
    hand.press((40, 20), button=RIGHT)
    hand.move((41, 20), held=RIGHT)  # 2 px on the screen are still a click
    assert brush.values["size"] == 10
    hand.move((60, 20), held=RIGHT)
    assert brush.values["size"] == 50  # the rim is where the pointer is
    hand.canvas.grab()
    hand.move((20, 20), held=RIGHT)
    assert brush.values["size"] == 1
    hand.move((45, 20), held=RIGHT)
    hand.release((45, 20), button=RIGHT)
    assert brush.values["size"] == 20
    assert names(session) == ["Full"]
    assert (coverage(session) == 255).all()


def test_escape_gives_the_size_back(session: Session, hand: Hand, brush: Tool) -> None:
    hand.press((40, 20), button=RIGHT)
    hand.move((60, 20), held=RIGHT)
    assert hand.takes(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Escape)
    hand.move((70, 20), held=RIGHT)
    hand.release((70, 20), button=RIGHT)
    assert brush.values["size"] == 10
    assert names(session) == []


def test_a_size_drag_ends_with_its_photo_and_with_its_tool(
    session: Session, hand: Hand, brush: Tool, tools: dict[str, Tool]
) -> None:
    hand.press((40, 20), button=RIGHT)
    hand.move((60, 20), held=RIGHT)
    session.open(Photo(np.zeros((300, 500, 3), np.uint8)))
    assert not brush.under_way
    hand.press((40, 20), button=RIGHT)
    hand.move((60, 20), held=RIGHT)
    hand.canvas.set_tool(tools["hand"])
    assert not brush.under_way


def test_the_brush_is_as_large_for_the_eye_in_every_photo(
    session: Session, qtbot: QtBot, brush: Tool, tools: dict[str, Tool]
) -> None:
    brush.set_value("size", 30.0)
    qtbot.waitUntil(lambda: session.settings.brush_size == 30)
    session.open(Photo(np.zeros((900, 1200, 3), np.uint8)))
    assert brush.values["size"] == tools["eraser"].values["size"] == pytest.approx(300)
    session.crop(Rect(0, 0, 600, 600))
    assert brush.values["size"] == pytest.approx(300)
    brush.set_value("size", 100.0)
    session.open(Photo(np.zeros((90, 120, 3), np.uint8)))
    qtbot.waitUntil(lambda: session.settings.brush_size == 100)
    assert brush.values["size"] == pytest.approx(10)


def test_the_eraser_erases_and_with_alt_paints(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["eraser"])
    tools["eraser"].set_value("size", 10.0)
    session.set_mask("Full", Mask.full(session.size))
    hand.drag((20, 20), (60, 20))
    assert coverage(session)[20, 40] == 0
    hand.drag((20, 20), (60, 20), keys=ALT)
    assert coverage(session)[20, 40] == 255


def test_the_eraser_end_of_a_pen_erases(session: Session, hand: Hand, brush: Tool) -> None:
    session.set_mask("Full", Mask.full(session.size))
    hand.draw_with_pen([(20, 20, 1.0), (60, 20, 1.0)], eraser=True)
    assert coverage(session)[20, 40] == 0


def test_pressure_makes_the_stroke_thicker(session: Session, hand: Hand, brush: Tool) -> None:
    hand.draw_with_pen([(10 + x, 45, x / 90) for x in range(0, 91, 10)])
    thin, thick = (coverage(session)[:, x] > 127 for x in (20, 95))
    assert 1 <= thin.sum() < thick.sum() <= 11


def test_without_the_option_pressure_does_nothing(session: Session, hand: Hand, brush: Tool) -> None:
    brush.set_value("pressure", False)
    hand.draw_with_pen([(20, 45, 0.1), (80, 45, 0.1)])
    assert (coverage(session)[:, 50] > 127).sum() in (9, 10, 11)


def test_shift_click_draws_a_straight_line(session: Session, hand: Hand, brush: Tool) -> None:
    hand.click((20, 20))
    hand.click((100, 70), SHIFT)
    assert coverage(session)[45, 60] == 255
    assert len(names(session)) == 2


def test_keys_change_size_and_hardness_and_the_settings_remember(
    session: Session, qtbot: QtBot, brush: Tool, tools: dict[str, Tool]
) -> None:
    brush.step_size(2)
    brush.step_hardness(-1)
    assert brush.values["size"] > 12
    assert brush.values["hardness"] == 90
    qtbot.waitUntil(lambda: session.settings.brush_size == brush.values["size"])
    assert session.settings.brush_hardness == pytest.approx(0.9)
    assert tools["eraser"].values["size"] == brush.values["size"]


def test_every_press_of_the_key_changes_a_small_brush(brush: Tool) -> None:
    brush.set_value("size", 2.0)
    brush.step_size(1)
    assert brush.values["size"] == 3.0
    for _ in range(10):
        brush.step_size(-1)
    assert brush.values["size"] == 1.0


def test_the_size_goes_up_to_the_short_side_of_the_photo(session: Session, brush: Tool) -> None:
    sizes = {param.name: param for param in brush.params}
    assert sizes["size"].maximum == 90
    session.open(Photo(np.zeros((300, 500, 3), np.uint8)))
    assert {param.name: param for param in brush.params}["size"].maximum == 300


def test_the_ring_shows_at_its_true_size(canvas: Canvas, hand: Hand, brush: Tool) -> None:
    brush.set_value("size", 40.0)
    before = canvas.grab().toImage()
    hand.hover((60, 45))
    after = canvas.grab().toImage()
    changed = _differing(before, after)
    assert abs(np.ptp(np.flatnonzero(changed.any(axis=0))) - 80) <= 4  # 40 px at 200 %
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor


def test_nothing_is_painted_while_the_session_is_busy(session: Session, hand: Hand, brush: Tool) -> None:
    session.busy = True
    hand.drag((20, 20), (60, 20))
    session.busy = False
    assert not coverage(session).any()


def test_undo_during_a_stroke_does_no_harm(session: Session, hand: Hand, brush: Tool) -> None:
    hand.click((20, 20))
    hand.press((60, 20))
    hand.move((80, 20))
    session.undo()
    hand.move((90, 20))
    hand.release((90, 20))
    painted = coverage(session)
    assert painted[20, 20]  # the stroke before it stays
    assert not painted[:, 45:].any()
    assert session.can_edit


@pytest.mark.parametrize(("kind", "mask"), [("allowed sources", SOURCES), ("forbidden sources", AVOID)])
def test_the_source_brush_paints_on_masks_of_its_own(
    session: Session, hand: Hand, tools: dict[str, Tool], kind: str, mask: str
) -> None:
    tool = tools["sources"]
    hand.canvas.set_tool(tool)
    tool.set_value("kind", kind)
    tool.set_value("size", 10.0)
    hand.drag((20, 20), (60, 20))
    assert coverage(session, mask)[20, 40] == 255
    assert not coverage(session).any()
    hand.drag((20, 20), (60, 20), keys=ALT)
    assert not coverage(session, mask)[20, 40]


def test_a_stroke_may_leave_the_photo(session: Session, hand: Hand, brush: Tool) -> None:
    hand.drag((-30, 10), (60, 45), (150, 130))
    assert coverage(session)[45, 60] > 0
    assert session.size == Size(120, 90)


def _differing(one: QImage, other: QImage) -> np.ndarray:
    arrays = []
    for image in (one, other):
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        arrays.append(flat[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[..., :3].copy())
    return (arrays[0] != arrays[1]).any(axis=2)
