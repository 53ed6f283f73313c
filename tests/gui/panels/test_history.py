"""The history panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.history import HistoryEntry
from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.panels.history.model import DONE
from inpaint_studio.gui.panels.history.panel import HistoryPanel
from inpaint_studio.gui.session.session import Session

from .helpers import click, keep, mark, show


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> HistoryPanel:
    made = HistoryPanel(session)
    show(qtbot, made, 300, 400)
    return made


def rows(panel: HistoryPanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_it_begins_with_the_photo_as_it_was_opened(panel: HistoryPanel) -> None:
    assert rows(panel) == ["Photo opened"]
    assert not panel.undo_button.isEnabled()


def test_each_step_is_listed_by_its_name(qtbot: QtBot, session: Session, panel: HistoryPanel) -> None:
    keep(qtbot, session)
    assert rows(panel) == ["Photo opened", "Mark", "Fill with Noise"]
    assert panel.view.currentIndex().row() == 2
    assert panel.memory.text().startswith("2 steps, ")


def test_a_click_goes_to_a_step_and_the_undone_ones_stay_listed(
    qtbot: QtBot, session: Session, panel: HistoryPanel
) -> None:
    keep(qtbot, session)
    click(panel.view, 1)
    assert session.position == 1
    assert session.mask_area() == 16 * 12
    assert [panel.model.index(row).data(DONE) for row in range(3)] == [True, True, False]
    assert "undone" in panel.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    click(panel.view, 2)
    assert session.position == 2


def test_the_keyboard_goes_there_with_enter(session: Session, panel: HistoryPanel) -> None:
    mark(session)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert session.position == 0


def test_a_new_step_drops_the_undone_ones(session: Session, panel: HistoryPanel) -> None:
    mark(session)
    mark(session, Rect(50, 50, 9, 9))
    session.undo()
    session.change_mask("Invert", lambda mask: mask.inverted())
    assert rows(panel) == ["Photo opened", "Mark", "Invert"]


def test_the_buttons_undo_and_redo(session: Session, panel: HistoryPanel) -> None:
    mark(session)
    QTest.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert session.position == 0
    QTest.mouseClick(panel.redo_button, Qt.MouseButton.LeftButton)
    assert session.position == 1


def test_steps_of_the_mask_and_fills_get_thumbnails(
    qtbot: QtBot, session: Session, panel: HistoryPanel
) -> None:
    keep(qtbot, session, "white")
    marked, filled = session.entries
    red = panel.model.thumbs.get(marked).toImage()
    assert red.pixelColor(red.width() // 2, red.height() // 2).red() > 120
    white = panel.model.thumbs.get(filled).toImage()
    assert white.pixelColor(white.width() // 2, white.height() // 2).lightness() > 250


def test_a_crop_gets_a_thumbnail_of_the_whole_canvas(session: Session, panel: HistoryPanel) -> None:
    session.crop(Rect(0, 0, 60, 30))
    pixmap = panel.model.thumbs.get(session.entries[-1])
    assert pixmap.width() == 2 * pixmap.height()


def test_another_photo_begins_a_new_list(session: Session, panel: HistoryPanel) -> None:
    mark(session)
    session.open(session.photo)
    assert rows(panel) == ["Photo opened"]
    session.close_photo()
    assert rows(panel) == []
    assert panel.memory.text() == ""


def test_a_step_more_is_one_row_more_however_many_there_are(
    qtbot: QtBot, session: Session, panel: HistoryPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = tuple(HistoryEntry(f"Step {number}", 1.7e9 + number, 10) for number in range(2000))
    monkeypatch.setattr(Session, "entries", property(lambda self: entries))
    monkeypatch.setattr(Session, "position", property(lambda self: len(entries)))
    session.history_changed.emit()
    assert panel.model.rowCount() == 2001
    added: list[int] = []
    again: list[int] = []
    panel.model.rowsInserted.connect(lambda parent, first, last: added.append(last - first + 1))
    panel.model.modelReset.connect(lambda: again.append(1))
    for extra in range(20):
        entries = (*entries, HistoryEntry(f"More {extra}", 1.8e9, 10))
        session.history_changed.emit()
        panel.view.viewport().repaint()
    assert (sum(added), again) == (20, [])
