"""The healing brush: texture from a source in the light of the stroke, a fill like any other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.tools import Tool
from inpaint_studio.gui.canvas.tools.heal import HealingBrush
from inpaint_studio.gui.session.session import Session
from tests.gui.tools.conftest import ALT, LEFT, RIGHT, Hand, names

CTRL = Qt.KeyboardModifier.ControlModifier
WHOLE = Rect(0, 0, 120, 90)


@pytest.fixture
def photo() -> Photo:
    """Dark on the left, with a bright spot; bright on the right."""
    y, x = np.mgrid[0:90, 0:120]
    grey = np.where(x < 60, 50, 180) + np.random.default_rng(2).integers(-6, 7, x.shape)
    grey[(x - 30) ** 2 + (y - 40) ** 2 < 4**2] = 240
    return Photo(np.repeat(grey[..., None], 3, 2).astype(np.uint8))


@pytest.fixture
def heal(hand: Hand, tools: dict[str, Tool]) -> HealingBrush:
    tool = tools["heal"]
    assert isinstance(tool, HealingBrush)
    hand.canvas.set_tool(tool)
    tool.set_value("size", 16.0)
    tool.set_value("hardness", 100)
    return tool


@pytest.mark.parametrize("way", ["alt", "ctrl", "right"])
def test_a_spot_is_healed_in_the_light_around_it(
    session: Session, hand: Hand, heal: HealingBrush, way: str
) -> None:
    before = np.array(session.document.read(WHOLE))
    hand.click(
        (90, 40),
        *{"alt": (ALT,), "ctrl": (CTRL,), "right": ()}[way],
        button=RIGHT if way == "right" else LEFT,
    )
    assert heal.source == pytest.approx((90, 40))
    assert names(session) == []
    hand.drag((30, 40), (32, 40))
    after = session.document.read(WHOLE)
    spot = after[37:44, 27:34].astype(float)
    assert abs(spot.mean() - 50) < 3
    assert spot.std() > 2
    assert (after[60] == before[60]).all()
    assert names(session) == ["Heal"]
    assert session.document.layers[-1].content.description["engine"] == "heal"
    session.undo()
    assert (session.document.read(WHOLE) == before).all()
    session.redo()
    assert (session.document.read(WHOLE) == after).all()


def test_a_small_stroke_shows_healed_while_it_is_drawn_and_escape_drops_it(
    session: Session, hand: Hand, heal: HealingBrush
) -> None:
    before = np.array(session.document.read(WHOLE))
    hand.click((90, 40), CTRL)
    hand.press((30, 40))
    hand.move((33, 40))
    assert abs(session.shown.read(Rect(28, 38, 5, 5)).mean() - 50) < 5
    hand.canvas.grab()
    hand.key(Qt.Key.Key_Escape)
    hand.release((33, 40))
    assert (session.shown.read(WHOLE) == before).all()
    assert names(session) == []


def test_a_large_stroke_shows_the_source_first_and_gets_its_light_at_the_end(
    session: Session, hand: Hand, heal: HealingBrush
) -> None:
    pixels = np.full((900, 1200, 3), 50, np.uint8)
    pixels[:, 600:] = 180
    session.open(Photo(pixels))
    heal.set_value("size", 600.0)
    hand.canvas.zoom_to_fit()
    hand.click((900, 450), ALT)
    hand.press((290, 450))
    hand.move((300, 450))
    assert session.shown.read(Rect(300, 450, 1, 1))[0, 0, 0] == 180
    hand.release((300, 450))
    assert abs(int(session.shown.read(Rect(300, 450, 1, 1))[0, 0, 0]) - 50) <= 1
    assert names(session) == ["Heal"]
    assert session.can_edit


@pytest.mark.parametrize("name", ["clone", "heal"])
def test_the_ring_shows_the_source(session: Session, hand: Hand, tools: dict[str, Tool], name: str) -> None:
    tool = tools[name]
    hand.canvas.set_tool(tool)
    tool.set_value("size", 20.0)
    hand.hover((30, 70))
    assert _grey(hand, (30, 70)) < 70
    hand.click((90, 70), CTRL)
    hand.hover((30, 70))
    assert _grey(hand, (32, 72)) > 160  # inside the ring is what would be copied
    assert _grey(hand, (45, 70)) < 70
    hand.hover((30, 70), ALT)
    assert _grey(hand, (32, 72)) < 70  # a press would set another source


def _grey(hand: Hand, at: tuple[float, float]) -> int:
    image: QImage = hand.canvas.grab().toImage()
    place = hand.canvas.viewport.to_widget(*at).toPoint()
    return image.pixelColor(place).green()
