"""The clone stamp: a source, live strokes, a fill like any other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.session.session import Session
from tests.gui.tools.conftest import ALT, RIGHT, Hand, names

WHOLE = Rect(0, 0, 120, 90)


@pytest.fixture
def clone(hand: Hand, tools: dict[str, Tool]) -> Tool:
    tool = tools["clone"]
    hand.canvas.set_tool(tool)
    tool.set_value("size", 10.0)
    tool.set_value("hardness", 100)
    return tool


def test_without_a_source_it_says_what_to_do(session: Session, hand: Hand, clone: Tool) -> None:
    messages: list[str] = []
    session.message.connect(messages.append)
    hand.drag((80, 40), (90, 40))
    assert names(session) == []
    assert "Ctrl-click" in messages[0]


@pytest.mark.parametrize("way", ["alt", "ctrl", "right"])
def test_a_stroke_copies_from_the_source(session: Session, hand: Hand, clone: Tool, way: str) -> None:
    before = np.array(session.document.read(WHOLE))
    if way in ("alt", "ctrl"):
        hand.click((20, 40), ALT if way == "alt" else Qt.KeyboardModifier.ControlModifier)
    else:
        hand.click((20, 40), button=RIGHT)
    hand.drag((80, 40), (95, 40))
    after = session.document.read(WHOLE)
    assert (after[40, 80:95] == before[40, 20:35]).all()
    assert (after[60] == before[60]).all()
    assert names(session) == ["Clone"]
    layer = session.document.layers[-1].content
    assert layer.description["engine"] == "clone"
    assert layer.description["params"]["offset_x"] == -60


def test_the_stroke_shows_while_it_is_drawn_and_undo_takes_it_back(
    session: Session, hand: Hand, clone: Tool
) -> None:
    before = np.array(session.document.read(WHOLE))
    hand.click((20, 40), ALT)
    hand.press((80, 40))
    hand.move((95, 40))
    assert (session.shown.read(WHOLE)[40, 80] == before[40, 20]).all()
    hand.canvas.grab()
    hand.release((95, 40))
    session.undo()
    assert (session.shown.read(WHOLE) == before).all()


def test_escape_takes_the_stroke_back(session: Session, hand: Hand, clone: Tool) -> None:
    before = np.array(session.document.read(WHOLE))
    hand.click((20, 40), ALT)
    hand.press((80, 40))
    hand.key(Qt.Key.Key_Escape)
    hand.release((80, 40))
    assert (session.shown.read(WHOLE) == before).all()
    assert names(session) == []


def test_an_aligned_source_follows_and_another_one_starts_anew(
    session: Session, hand: Hand, clone: Tool
) -> None:
    hand.click((20, 40), ALT)
    hand.drag((80, 40), (85, 40))
    hand.drag((90, 60), (95, 60))
    clone.set_value("aligned", False)
    hand.drag((90, 60), (95, 60))
    offsets = [layer.content.description["params"]["offset_x"] for layer in session.document.layers]
    assert offsets == [-60, -60, -70]


def test_opacity_fades_what_is_copied(session: Session, hand: Hand, clone: Tool) -> None:
    before = np.array(session.document.read(WHOLE)).astype(int)
    clone.set_value("opacity", 50)
    hand.click((20, 40), ALT)
    hand.drag((80, 40), (85, 40))
    after = session.document.read(WHOLE)
    assert abs(int(after[40, 82, 0]) - (before[40, 82, 0] + before[40, 22, 0]) / 2) <= 1


def test_the_source_must_lie_in_the_photo(session: Session, hand: Hand, clone: Tool) -> None:
    hand.click((-20, 40), ALT)
    hand.drag((80, 40), (85, 40))
    assert names(session) == []


def test_a_crop_forgets_the_source(session: Session, hand: Hand, clone: Tool) -> None:
    hand.click((20, 40), ALT)
    session.crop(Rect(10, 10, 80, 60))
    hand.drag((40, 40), (45, 40))
    assert names(session) == ["Crop"]
