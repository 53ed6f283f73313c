"""Smart select on the canvas: live, refinable, off the GUI thread, one step of the history."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.canvas.tools import Tool, make_tools
from inpaint_studio.gui.canvas.tools.select import SmartSelect
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from tests.gui.tools.conftest import ALT, Hand, coverage, names
from tests.waiting import wait_for


@pytest.fixture
def photo() -> Photo:
    """A red disc of radius 20 on noisy green."""
    rng = np.random.default_rng(2)
    rows, columns = np.mgrid[0:90, 0:120]
    disc = ((columns - 60) ** 2 + (rows - 45) ** 2 < 400)[..., None]
    pixels = np.where(disc, (200, 60, 50), (60, 120, 70)) + rng.normal(0, 6, (90, 120, 3))
    return Photo(np.clip(pixels, 0, 255).astype(np.uint8))


@pytest.fixture
def select(hand: Hand, tools: dict[str, Tool]) -> Tool:
    hand.canvas.set_tool(tools["select"])
    return tools["select"]


def test_a_stroke_selects_the_object_at_once_and_enter_takes_it(
    session: Session, hand: Hand, select: Tool
) -> None:
    hand.drag((52, 45), (68, 45))
    area = (coverage(session) > 0).sum()
    assert np.pi * 20**2 < area < np.pi * 26**2
    assert names(session) == []
    assert hand.takes(Qt.Key.Key_Return)
    hand.canvas.grab()
    hand.key(Qt.Key.Key_Return)
    assert names(session) == ["Smart select"]
    assert (coverage(session) > 0).sum() == area


def test_a_box_selects_the_object(session: Session, hand: Hand, select: Tool) -> None:
    select.set_value("draw", "box")
    hand.drag((35, 20), (86, 70))
    hand.key(Qt.Key.Key_Return)
    assert coverage(session)[45, 60] == 255
    assert coverage(session)[24, 38] == 0


def test_more_growth_shows_at_once(session: Session, hand: Hand, select: Tool) -> None:
    hand.drag((52, 45), (68, 45))
    before = (coverage(session) > 0).sum()
    select.set_value("grow", 8)
    assert (coverage(session) > 0).sum() > before


def test_alt_marks_what_stays(session: Session, hand: Hand, select: Tool) -> None:
    hand.drag((52, 45), (68, 45))
    hand.drag((60, 28), (60, 38), keys=ALT)
    assert coverage(session)[33, 60] == 0
    assert coverage(session)[45, 60] == 255
    hand.key(Qt.Key.Key_Return)
    assert names(session) == ["Smart select"]


def test_escape_takes_the_selection_back(session: Session, hand: Hand, select: Tool) -> None:
    hand.drag((52, 45), (68, 45))
    hand.key(Qt.Key.Key_Escape)
    assert not coverage(session).any()
    assert names(session) == []
    assert session.can_edit


def test_another_tool_takes_the_selection(
    session: Session, hand: Hand, select: Tool, tools: dict[str, Tool]
) -> None:
    hand.drag((52, 45), (68, 45))
    hand.canvas.set_tool(tools["brush"])
    assert names(session) == ["Smart select"]
    assert session.can_edit


def test_a_mark_far_away_begins_another_selection(session: Session, hand: Hand, select: Tool) -> None:
    hand.drag((52, 45), (68, 45))
    hand.click((5, 85))
    assert names(session) == ["Smart select"]


def test_what_was_marked_before_stays(session: Session, hand: Hand, tools: dict[str, Tool]) -> None:
    hand.canvas.set_tool(tools["rectangle"])
    hand.drag((0, 0), (10, 10))
    hand.canvas.set_tool(tools["select"])
    hand.drag((52, 45), (68, 45))
    assert coverage(session)[5, 5] == 255
    assert coverage(session)[45, 60] == 255


def test_an_undo_in_between_does_no_harm(session: Session, hand: Hand, select: Tool) -> None:
    hand.drag((52, 45), (68, 45))
    hand.key(Qt.Key.Key_Return)
    hand.drag((52, 45), (60, 60))
    session.undo()
    hand.drag((52, 45), (68, 45))
    hand.key(Qt.Key.Key_Return)
    assert session.can_edit


def test_a_box_around_everything_is_refused_and_nothing_is_held(
    session: Session, hand: Hand, select: Tool
) -> None:
    told = []
    session.failed.connect(lambda error, _: told.append(error.code))
    select.set_value("draw", "box")
    hand.drag((-5, -5), (125, 95))
    assert told == ["select-box"]
    hand.key(Qt.Key.Key_Escape)
    assert session.can_edit


@pytest.fixture
def threaded(qtbot: QtBot, photo: Photo) -> Iterator[Session]:
    """With the real pool."""
    made = Session(settings=Settings())
    made.open(photo)
    yield made
    made.shut_down()


def _after(event: threading.Event, work: Callable[[], Any]) -> Callable[[], Any]:
    def later() -> Any:
        wait_for(event)
        return work()

    return later


@pytest.fixture
def slow(
    qtbot: QtBot, threaded: Session, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Hand, SmartSelect, threading.Event]]:
    """The tool on a canvas; nothing is found before the event is set."""
    canvas = Canvas(threaded)
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.zoom_to(2.0)
    tool = make_tools(threaded, canvas)["select"]
    assert isinstance(tool, SmartSelect)
    canvas.set_tool(tool)
    go_on = threading.Event()
    run = threaded.pool.run
    monkeypatch.setattr(
        threaded.pool, "run", lambda work, *then, **options: run(_after(go_on, work), *then, **options)
    )
    yield Hand(canvas), tool, go_on
    canvas.set_tool(None)


Slow = tuple[Hand, SmartSelect, threading.Event]


def test_it_looks_in_the_background_and_the_newest_request_wins(
    qtbot: QtBot, threaded: Session, slow: Slow
) -> None:
    hand, tool, go_on = slow
    hand.drag((52, 45), (68, 45))
    for grow in (5, 9, 0):
        tool.set_value("grow", grow)
    assert tool.hint() == "Finding the edges…"  # nothing has waited for what cannot begin yet
    tool.finish()
    go_on.set()
    qtbot.waitUntil(lambda: len(threaded.entries) == 1)
    area = (coverage(threaded) > 0).sum()
    assert area == pytest.approx(np.pi * 20**2, rel=0.05)


def test_two_objects_marked_in_a_row_are_both_found(qtbot: QtBot, threaded: Session, slow: Slow) -> None:
    hand, tool, go_on = slow
    hand.drag((52, 45), (68, 45))
    hand.drag((8, 80), (14, 82))  # before the first object is found
    assert threaded.entries == ()
    tool.finish()
    go_on.set()
    qtbot.waitUntil(lambda: len(threaded.entries) == 1)
    assert coverage(threaded)[45, 60] == 255
    assert coverage(threaded)[81, 11] == 255


def test_an_object_is_found_though_the_next_one_is_not(qtbot: QtBot, threaded: Session, slow: Slow) -> None:
    hand, tool, go_on = slow
    told = []
    threaded.failed.connect(lambda error, _: told.append(error.code))
    tool.set_value("draw", "box")
    hand.drag((35, 20), (86, 70))
    hand.drag((2, 72), (20, 88))  # nothing but ground
    tool.finish()
    go_on.set()
    qtbot.waitUntil(lambda: len(threaded.entries) == 1)
    assert coverage(threaded)[45, 60] == 255
    assert told == ["select-lost"]
