"""Clicks, strokes and the lasso on found damage."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from inpaint_studio.core.document.curation import PROTECTED
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.finding.review import Standing
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from tests.gui.marks import CERTAIN, FAINT, USUAL, find
from tests.gui.tools.conftest import ALT, RIGHT, Hand, coverage, names


@pytest.fixture
def marks(session: Session, canvas: Canvas, tools: dict[str, Tool]) -> Tool:
    find(session)
    canvas.set_tool(tools["marks"])
    return tools["marks"]


def standing(session: Session, mark: int) -> Standing:
    return Standing(session.finding.verdict.standing[mark])


def test_a_click_toggles_the_mark(session: Session, hand: Hand, marks: Tool) -> None:
    hand.click((12, 12))
    assert standing(session, CERTAIN) == Standing.REJECTED
    hand.click((12, 12))
    assert standing(session, CERTAIN) == Standing.TAKEN
    assert names(session) == ["Reject mark", "Restore mark"]
    assert not coverage(session).any()


def test_a_click_near_a_mark_hits_it(session: Session, hand: Hand, marks: Tool) -> None:
    hand.click((64, 40))
    assert standing(session, USUAL) == Standing.REJECTED
    hand.click((40, 40))
    assert names(session) == ["Reject mark"]


def test_a_click_on_damage_too_faint_to_show_accepts_it(session: Session, hand: Hand, marks: Tool) -> None:
    hand.click((91, 81))
    assert standing(session, FAINT) == Standing.TAKEN


def test_a_stroke_rejects_all_under_it_and_alt_takes_them_back(
    session: Session, hand: Hand, marks: Tool
) -> None:
    marks.set_value("size", 6)
    hand.drag((5, 12), (40, 20), (80, 40))
    assert [standing(session, each) for each in (CERTAIN, USUAL)] == [Standing.REJECTED] * 2
    hand.drag((5, 12), (40, 20), (80, 40), keys=ALT)
    assert [standing(session, each) for each in (CERTAIN, USUAL)] == [Standing.TAKEN] * 2
    hand.drag((5, 12), (20, 12))
    hand.click((12, 12), button=RIGHT)
    assert names(session) == ["Reject marks", "Accept marks", "Reject mark", "Restore mark"]


def test_escape_drops_a_stroke(session: Session, hand: Hand, marks: Tool) -> None:
    hand.press((5, 12))
    hand.move((80, 40))
    assert marks.cancel()
    hand.release((80, 40))
    assert names(session) == []


def test_without_a_look_nothing_is_under_the_tool(
    session: Session, canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    canvas.set_tool(tools["marks"])
    hand.click((12, 12))
    hand.drag((5, 12), (80, 40))
    assert names(session) == []
    before = tools["marks"].hint()
    find(session)
    assert tools["marks"].hint() != before


def test_the_eraser_rejects_marks_too(
    session: Session, canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    find(session)
    canvas.set_tool(tools["eraser"])
    tools["eraser"].set_value("size", 6)
    hand.drag((5, 12), (25, 12))
    assert names(session) == ["Reject mark"]
    session.finding.add_to_mask()
    assert coverage(session)[30, 60]
    hand.drag((61, 15), (61, 75))
    assert standing(session, USUAL) == Standing.REJECTED
    assert names(session)[-2:] == ["Eraser stroke", "Reject mark"]


def test_the_eraser_leaves_marks_alone_while_they_are_not_shown(
    session: Session, canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    find(session)
    session.finding.is_shown = False
    canvas.set_tool(tools["eraser"])
    hand.drag((5, 12), (25, 12))
    assert names(session) == []


def test_a_lasso_protects_a_region(
    session: Session, canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    find(session)
    canvas.set_tool(tools["protect"])
    hand.drag((5, 5), (30, 5), (30, 30), (5, 30), (5, 5))
    assert names(session) == ["Protect"]
    assert standing(session, CERTAIN) == Standing.PROTECTED
    assert coverage(session, PROTECTED)[20, 20] == 255
    assert not coverage(session).any()
    hand.drag((2, 2), (40, 2), (40, 40), (2, 40), (2, 2), keys=ALT)
    assert standing(session, CERTAIN) == Standing.TAKEN
    assert names(session)[-1] == "Remove protection here"


def test_the_protect_tool_needs_no_look(
    session: Session, canvas: Canvas, hand: Hand, tools: dict[str, Tool]
) -> None:
    canvas.set_tool(tools["protect"])
    for corner in ((5, 5), (30, 5), (30, 30)):
        hand.click(corner)
    hand.key(Qt.Key.Key_Return)
    assert Mask(coverage(session, PROTECTED)).bounds == Rect(5, 5, 25, 25)
    find(session)
    assert standing(session, CERTAIN) == Standing.PROTECTED


def test_the_canvas_shows_marks_in_the_ways_there_are(session: Session, canvas: Canvas) -> None:
    plain = canvas.grab().toImage()
    find(session)
    pictures = [plain]
    for show in ("photo", "grey", "marks"):
        session.finding.show = show  # type: ignore[assignment]
        pictures.append(canvas.grab().toImage())
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])
    # only black and white within the picture
    at = canvas.viewport.to_widget(61, 40).toPoint()
    ground = canvas.viewport.to_widget(40, 40).toPoint()
    ratio = pictures[3].devicePixelRatio()
    assert pictures[3].pixelColor(at * ratio).getRgb()[:3] == (0, 0, 0)
    assert pictures[3].pixelColor(ground * ratio).getRgb()[:3] == (255, 255, 255)
    session.finding.is_shown = False
    assert np.all(canvas.grab().toImage() == plain)
