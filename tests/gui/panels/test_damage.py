"""The panel of found damage, alone and in the window with its keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.arrays import Floats
from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.document.curation import Curation
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.finding.findings import findings
from inpaint_studio.finding.review import Review, Standing
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.panels.damage.panel import DamagePanel
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.marks import CERTAIN, FAINT, USUAL, find, found_in
from tests.gui.panels.helpers import show
from tests.gui.windows import shown

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot, session: Session, actions: Actions) -> DamagePanel:
    made = DamagePanel(session, actions)
    show(qtbot, made, 300, 600)
    return made


@pytest.fixture
def window(qtbot: QtBot, empty_session: Session, photo: Photo) -> Iterator[MainWindow]:
    empty_session.finding.look = found_in
    empty_session.fills.join = JoinOptions("none", colour=False, grain=False)
    with shown(qtbot, empty_session, (1100, 800)) as made:
        empty_session.open(photo)
        yield made


def press(
    window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def standing(session: Session) -> list[Standing]:
    return [Standing(each) for each in session.finding.verdict.standing]


# -- alone ---------------------------------------------------------------------------------------------


def test_before_a_look_there_is_only_a_button(qtbot: QtBot, session: Session, panel: DamagePanel) -> None:
    assert panel.look.isVisible()
    assert not panel.chips.isVisible()
    session.finding.look = found_in
    qtbot.mouseClick(panel.look, Qt.MouseButton.LeftButton)
    assert panel.chips.isVisible()
    assert not panel.look.isVisible()
    assert panel.status.text() == "2 marks to fill."


def test_chips_count_and_hide_kinds(qtbot: QtBot, session: Session, panel: DamagePanel) -> None:
    find(session)
    chips = panel.chips.chips
    assert {kind: chip.count for kind, chip in chips.items() if chip.count} == {"speck": 1, "scratch": 1}
    assert chips["scratch"].accessibleName() == "Scratches: 1"
    qtbot.mouseClick(chips["scratch"], Qt.MouseButton.LeftButton)
    assert session.state.curation == Curation(hidden=frozenset({"scratch"}))
    assert panel.status.text() == "1 mark to fill."
    assert chips["scratch"].count == 1, "it still says what one would get"
    session.undo()
    assert chips["scratch"].isChecked()


def test_the_slider_moves_live(qtbot: QtBot, session: Session, panel: DamagePanel) -> None:
    find(session)
    panel.sensitivity.track.setValue(80)
    assert panel.status.text() == "3 marks to fill."
    assert session.entries == ()
    panel.sensitivity.track.sliderReleased.emit()
    assert [entry.name for entry in session.entries] == ["Sensitivity"]
    session.undo()
    assert panel.sensitivity.value == 50


def test_no_damage_is_said(session: Session, panel: DamagePanel) -> None:
    empty = findings(np.zeros((90, 120), np.float32), np.zeros((len(KINDS), 12, 15), np.float32))
    session.finding.look = lambda *_: empty
    session.finding.find()
    assert panel.status.text() == "No damage found at this sensitivity."
    assert panel.sensitivity.isVisible()


def test_care_and_the_view(qtbot: QtBot, session: Session, panel: DamagePanel) -> None:
    find(session)
    qtbot.mouseClick(panel.careful, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.careful.height() // 2))
    assert session.state.curation.careful
    panel.show_as.setCurrentIndex(2)
    panel.show_as.activated.emit(2)
    assert session.finding.show == "marks"


def test_another_photo_empties_the_panel(session: Session, panel: DamagePanel, photo: Photo) -> None:
    find(session)
    session.open(photo)
    assert panel.look.isVisible()
    assert not panel.chips.isVisible()
    session.close_photo()
    assert not panel.look.isEnabled()


def test_everything_has_a_name_for_those_who_do_not_see_it(session: Session, panel: DamagePanel) -> None:
    find(session)
    for one in panel.findChildren(QWidget):
        if isinstance(one, QAbstractButton) and one.isVisible():
            assert one.accessibleName() or one.text(), one
    assert panel.sensitivity.track.accessibleName() == "Sensitivity"
    assert panel.show_as.accessibleName()


# -- in the window -------------------------------------------------------------------------------------


def test_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    press(window, Qt.Key.Key_F)
    assert window.docks["damage"].isVisible()
    assert session.finding.is_shown
    assert session.finding.review is not None
    assert QApplication.focusWidget() is window.damage_panel.sensitivity.track
    press(window, Qt.Key.Key_N)
    assert session.finding.current == USUAL
    assert window.canvas.viewport.visible.contains(session.finding.current_rect)
    press(window, Qt.Key.Key_X)
    assert session.finding.current == FAINT
    press(window, Qt.Key.Key_Y)
    press(window, Qt.Key.Key_P)
    assert session.finding.current == FAINT
    press(window, Qt.Key.Key_Escape)
    assert session.finding.current is None
    assert standing(session) == [Standing.TAKEN, Standing.REJECTED, Standing.TAKEN]
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert standing(session) == [Standing.TAKEN, Standing.REJECTED, Standing.FAINT]
    press(window, Qt.Key.Key_Right)
    assert session.finding.curation.sensitivity == 51
    press(window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: session.state.mask().area > 0)
    assert session.finding.taken == 0


def test_x_is_the_source_brush_unless_a_mark_is_to_be_decided(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F)
    press(window, Qt.Key.Key_X)
    assert window.toolbox.tool.name == "sources"
    press(window, Qt.Key.Key_B)
    press(window, Qt.Key.Key_N)
    press(window, Qt.Key.Key_X)
    assert window.toolbox.tool.name == "brush"
    assert Standing.REJECTED in standing(window.session)
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_X)
    assert window.toolbox.tool.name == "sources"


def test_undo_takes_back_a_slider_that_has_just_moved(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F)
    window.session.finding.reject([CERTAIN])
    press(window, Qt.Key.Key_Right)
    window.commands["undo"].trigger()
    assert window.session.finding.curation == Curation()
    assert standing(window.session)[CERTAIN] == Standing.REJECTED


def test_fill_all_adds_and_fills(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    window.engine_panel.set_current("white", {})
    press(window, Qt.Key.Key_F)
    qtbot.mouseClick(window.damage_panel.fill, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.fills.chosen is not None)
    assert [entry.name for entry in session.entries] == ["Add found damage"]
    assert not window.damage_panel.fill.isEnabled()
    session.fills.keep()
    assert session.finding.taken == 0
    assert window.damage_panel.status.text() == "All that was found is filled."


def test_closing_the_panel_hides_the_marks_and_keeps_them(window: MainWindow) -> None:
    finding = window.session.finding
    press(window, Qt.Key.Key_F)
    review = finding.review
    window.docks["damage"].close()
    assert not finding.is_shown
    assert not window.commands["next-mark"].isEnabled()
    finding.look = lambda *_: pytest.fail("nobody should look again")
    press(window, Qt.Key.Key_F)
    assert finding.is_shown
    assert finding.review is review


def test_the_window_menu_shows_and_hides_it(window: MainWindow) -> None:
    action = window.commands["panel-damage"]
    action.trigger()
    assert window.docks["damage"].isVisible()
    assert not window.docks["damage"].isFloating()
    assert action.isChecked()
    action.trigger()
    assert not window.docks["damage"].isVisible()
    assert not action.isChecked()
    press(window, Qt.Key.Key_F)
    window.reset_layout()
    assert not window.docks["damage"].isVisible()


def test_a_decision_survives_the_comparison(window: MainWindow) -> None:
    session = window.session
    press(window, Qt.Key.Key_F)
    session.finding.reject([CERTAIN])
    session.finding.add_to_mask()
    window.wiring.enter_compare()
    window.leave_compare()
    assert session.finding.is_shown
    assert standing(session)[CERTAIN] == Standing.REJECTED


def test_no_marks_are_judged_at_each_stroke_while_the_panel_is_hidden(
    window: MainWindow, empty_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.wiring.find_damage()
    window.docks["damage"].hide()
    judged: list[Review] = []
    share = Review.share

    def counted(review: Review, tiles: TiledArray) -> Floats:
        judged.append(review)
        return share(review, tiles)

    monkeypatch.setattr(Review, "share", counted)
    edit = empty_session.edit_mask()
    edit.paint(brush(Stroke(((12, 12, 6),)), Rect.of(empty_session.size)))
    edit.commit("Stroke")
    window.wiring.refresh()
    assert not judged
    window.show_damage()
    assert judged
    assert window.damage_panel.status.text() == "1 mark to fill."
