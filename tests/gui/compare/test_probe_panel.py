from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.compare import probe_panel
from inpaint_studio.gui.compare.probe_panel import ProbePanel
from inpaint_studio.gui.compare.standing_bar import StandingBar
from inpaint_studio.gui.session.session import Session
from tests.gui.fakes import FakeEngine, HangingEngine


@pytest.fixture
def panel(qtbot: QtBot, session: Session, fake_registry: Registry) -> Iterator[ProbePanel]:
    """On a photo of one grey, where `right` knows the answer and `white` does not."""
    grey = 0.4
    fake_registry.register(FakeEngine("right", lambda image, hole, ctx: np.full_like(image, grey)))
    session.open(Photo(np.full((160, 200, 3), round(255 * grey), np.uint8)))
    coverage = np.zeros((160, 200), np.uint8)
    coverage[60:80, 80:100] = 255
    session.set_mask("hole", Mask(coverage))
    made = ProbePanel(session, session.document, session.state.mask())
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    yield made
    made.stop()


def tick(panel: ProbePanel, *names: str) -> None:
    for name, row in panel.list.rows.items():
        row.box.setChecked(name in names)


def test_the_engine_that_gets_it_right_wins(qtbot: QtBot, panel: ProbePanel) -> None:
    tick(panel, "white", "right")
    with qtbot.waitSignal(panel.finished):
        qtbot.mouseClick(panel.run_button, Qt.MouseButton.LeftButton)
    assert panel.verdict is not None
    assert panel.verdict.winner == "right"
    assert "Right suits this photo best" in panel.outcome.sentence(panel.verdict)
    bars = panel.outcome.findChildren(StandingBar)
    assert [bar.name for bar in bars] == ["Right", "White"]
    panel.grab()


def test_the_best_go_on_to_the_comparison(qtbot: QtBot, panel: ProbePanel) -> None:
    tick(panel, "white", "right", "noise")
    with qtbot.waitSignal(panel.finished):
        panel.start()
    with qtbot.waitSignal(panel.compare_asked) as asked:
        qtbot.mouseClick(panel.compare_button, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0][0] == ("right", {})


def test_one_that_fails_is_no_hindrance(qtbot: QtBot, panel: ProbePanel) -> None:
    tick(panel, "white", "right", "failing")
    with qtbot.waitSignal(panel.finished):
        panel.start()
    assert panel.verdict is not None
    assert [one.name for one in panel.verdict.standings] == ["right", "white"]


def test_it_can_be_stopped(
    qtbot: QtBot, session: Session, panel: ProbePanel, fake_registry: Registry
) -> None:
    fake_registry.register(HangingEngine("white"))
    tick(panel, "white", "right")
    panel.start()
    assert panel.running
    qtbot.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)
    assert not panel.running
    qtbot.waitUntil(lambda: not session.jobs.busy)
    assert panel.verdict is None


@pytest.mark.parametrize("part", ["find_places", "scored"])
def test_it_ends_when_its_own_work_fails(
    qtbot: QtBot, session: Session, panel: ProbePanel, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def broken(*_: object) -> None:
        raise StudioError("internal", what="by design")

    monkeypatch.setattr(probe_panel, part, broken)
    tick(panel, "white", "right")
    with qtbot.waitSignal(session.failed):
        panel.start()
    assert not panel.running
    assert panel.run_button.isVisible()


def test_one_engine_alone_cannot_be_ranked(panel: ProbePanel) -> None:
    tick(panel, "white")
    assert not panel.run_button.isEnabled()
    assert panel.run_button.toolTip()


def test_without_a_mask_it_says_what_to_do(qtbot: QtBot, session: Session) -> None:
    panel = ProbePanel(session, session.document, Mask.empty(session.size))
    qtbot.addWidget(panel)
    tick(panel, "white", "noise")
    panel.start()
    assert "Paint" in panel.status.text()


def test_a_photo_without_room_says_so(qtbot: QtBot, session: Session) -> None:
    coverage = np.full((90, 120), 255, np.uint8)
    coverage[0, 0] = 0
    panel = ProbePanel(session, session.document, Mask(coverage))
    qtbot.addWidget(panel)
    tick(panel, "white", "noise")
    panel.start()
    assert "no intact place" in panel.status.text()
    assert not panel.running
