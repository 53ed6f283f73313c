"""The results strip."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.panels.results.strip import ResultsStrip
from inpaint_studio.gui.session.session import Session
from tests.gui.fakes import HangingEngine, registry

from .helpers import click, fill, mark, show


@pytest.fixture
def strip(qtbot: QtBot, session: Session, actions: Actions) -> ResultsStrip:
    made = ResultsStrip(session, actions)
    show(qtbot, made, 900, 96)
    mark(session)
    return made


def kinds(strip: ResultsStrip) -> list[str]:
    model = strip.view.model()
    return [model.cell(row).kind for row in range(model.rowCount())]


def test_it_says_what_it_is_for_while_there_is_nothing(strip: ResultsStrip) -> None:
    assert strip.empty.isVisible()
    assert not strip.keep_button.isEnabled()
    assert strip.keep_button.toolTip()


def test_each_fill_appears_between_the_original_and_one_more(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    fill(qtbot, session)
    fill(qtbot, session)
    assert kinds(strip) == ["original", "result", "result", "more"]
    assert strip.view.currentIndex().row() == 2


def test_a_click_shows_a_result_and_the_original(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    first = fill(qtbot, session)
    fill(qtbot, session)
    click(strip.view, 1)
    assert session.fills.chosen is first
    click(strip.view, 0)
    assert session.fills.chosen is None


def test_the_arrow_keys_go_from_one_to_the_next(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    first, second = fill(qtbot, session), fill(qtbot, session)
    strip.view.setFocus()
    QTest.keyClick(strip.view, Qt.Key.Key_Left)
    assert session.fills.chosen is first
    QTest.keyClick(strip.view, Qt.Key.Key_Right)
    assert session.fills.chosen is second


def test_next_and_previous_stop_at_the_ends(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    only = fill(qtbot, session)
    strip.step(1)
    assert session.fills.chosen is only
    strip.step(-1)
    strip.step(-1)
    assert session.fills.chosen is None


def test_keep_makes_the_chosen_one_a_step(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    fill(qtbot, session)
    QTest.mouseClick(strip.keep_button, Qt.MouseButton.LeftButton)
    assert len(session.document.layers) == 1
    assert strip.empty.isVisible()


def test_the_small_buttons_star_and_discard_the_cell_under_the_pointer(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    fill(qtbot, session)
    QTest.mouseMove(strip.view.viewport(), strip.view.visualRect(strip.view.model().index(0, 0)).center())
    QTest.mouseMove(strip.view.viewport(), strip.view.visualRect(strip.view.model().index(1, 0)).center())
    assert strip.buttons.isVisible()
    QTest.mouseClick(strip.buttons.star, Qt.MouseButton.LeftButton)
    assert session.fills.results[0].starred
    assert strip.buttons.isVisible()
    QTest.mouseClick(strip.buttons.discard, Qt.MouseButton.LeftButton)
    assert session.fills.results == ()
    assert strip.empty.isVisible()


def test_the_last_cell_runs_the_engine_with_another_seed(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    first = fill(qtbot, session)
    click(strip.view, 2)
    qtbot.waitUntil(lambda: len(session.fills.results) == 2)
    assert session.fills.results[1].fill.seed != first.fill.seed


def test_an_engine_without_chance_offers_no_variation_and_says_why(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    fill(qtbot, session, "white")
    more = strip.view.model().index(2, 0)
    assert not more.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "same fill" in more.data(Qt.ItemDataRole.ToolTipRole)
    assert "same fill" in strip.again_button.toolTip()


def test_the_cell_names_seed_and_unusual_settings(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    noise = fill(qtbot, session)
    fill(qtbot, session, "white", level=40)
    lines = [strip.view.model().cell(row).lines[1] for row in (1, 2)]
    assert lines == [f"#{noise.fill.seed}", "40 %"]
    assert "Level 40 %" in strip.view.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_thumbnails_show_the_fill(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    fill(qtbot, session, "white", level=0)
    strip.view.viewport().grab()
    pixmap = strip._thumbnail(strip.view.model().cell(1))
    assert pixmap is not None
    centre = pixmap.toImage().pixelColor(pixmap.width() // 2, pixmap.height() // 2)
    assert centre.lightness() < 20


def test_the_menu_tries_again_and_discards(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    menu = strip.menu_for(fill(qtbot, session))
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Star", "Try again", "Keep", "Discard",
    ]  # fmt: skip
    menu.actions()[-1].trigger()
    assert session.fills.results == ()
    menu.deleteLater()


def test_enter_keeps_and_delete_discards(qtbot: QtBot, session: Session, strip: ResultsStrip) -> None:
    fill(qtbot, session)
    fill(qtbot, session)
    strip.view.setFocus()
    QTest.keyClick(strip.view, Qt.Key.Key_Delete)
    assert len(session.fills.results) == 1
    QTest.keyClick(strip.view, Qt.Key.Key_Return)
    assert len(session.document.layers) == 1


def test_the_wheel_scrolls_sideways_through_two_hundred_results(
    qtbot: QtBot, session: Session, strip: ResultsStrip
) -> None:
    result = fill(qtbot, session)
    session.fills.restore(tuple(replace(result, number=1000 + number) for number in range(200)))
    assert strip.view.model().rowCount() == 203
    strip.view.horizontalScrollBar().setValue(0)
    viewport = strip.view.viewport()
    event = QWheelEvent(
        QPointF(50, 40), QPointF(50, 40), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    assert strip.view.horizontalScrollBar().value() == 240
    viewport.grab()
    assert len(strip._thumbs) < 12, "only what is seen is drawn"


class TestWhileAFillRuns:
    @pytest.fixture
    def fake_registry(self) -> Registry:
        return registry(HangingEngine())

    def test_a_cell_shows_how_far_it_is_and_how_it_looks(
        self, qtbot: QtBot, session: Session, strip: ResultsStrip
    ) -> None:
        session.fills.fill("hanging", {})
        qtbot.waitUntil(lambda: session.fills.preview is not None)
        assert kinds(strip) == ["original", "job"]
        assert strip.view.model().cell(1).lines == ("Hanging", "Filling…", "")
        assert strip._thumbnail(strip.view.model().cell(1)) is not None
        session.fills.cancel()
        qtbot.waitUntil(lambda: len(session.fills.results) == 1)
        assert kinds(strip)[:2] == ["original", "result"]
        assert strip.view.model().cell(1).lines[2] == "Stopped early"
