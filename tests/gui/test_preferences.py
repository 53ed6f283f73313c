"""Preferences take effect at once, Cancel reverts them, and keys can be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QFileDialog, QMainWindow, QSpinBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.dialogs import preference_pages
from inpaint_studio.gui.dialogs.keymap_editor import KeymapEditor
from inpaint_studio.gui.dialogs.preference_pages import Files, Keyboard
from inpaint_studio.gui.dialogs.preferences import PreferencesDialog
from inpaint_studio.gui.kit.controls import ComboBox, Slider
from inpaint_studio.gui.kit.theme import CONTROL_HEIGHT, apply_theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.devices import Device
from inpaint_studio.weights import store
from inpaint_studio.weights.offline import OFFLINE_VARIABLE, is_offline
from inpaint_studio.weights.process.warm import MODELS
from tests.waiting import PATIENCE_MS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def actions(qtbot: QtBot, empty_session: Session) -> Actions:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Actions(window, empty_session.settings)
    made.setParent(window)
    empty_session.settings_changed.connect(lambda: made.apply_keymap(empty_session.settings.keymap))
    window.show()
    return made


@pytest.fixture
def dialog(
    qtbot: QtBot, empty_session: Session, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PreferencesDialog]:
    found = [Device("cpu", True, "the processor"), Device("cuda", False, "there is no NVIDIA GPU.")]
    monkeypatch.setattr(preference_pages, "devices", lambda: found)
    made = PreferencesDialog(empty_session, actions)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def child(dialog: PreferencesDialog, page: str, kind: type, name: str) -> object:
    dialog.show_page(page)
    found = dialog.pages[page].findChild(kind, name)
    assert found is not None, name
    return found


def settled(dialog: PreferencesDialog) -> None:
    dialog.apply()


def test_a_choice_holds_at_once(qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session) -> None:
    theme = child(dialog, "appearance", ComboBox, "theme")
    assert isinstance(theme, ComboBox)
    theme.setFocus()
    qtbot.keyClick(theme, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: empty_session.settings.theme == "dark")


def test_a_dragged_slider_is_saved_once_and_not_a_hundred_times(
    qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session
) -> None:
    told: list[int] = []
    empty_session.settings_changed.connect(lambda: told.append(1))
    opacity = child(dialog, "appearance", Slider, "overlay_opacity")
    assert isinstance(opacity, Slider)
    middle = opacity.track.height() // 2
    qtbot.mousePress(opacity.track, LEFT, pos=QPoint(30, middle))
    dialog._pause.setInterval(PATIENCE_MS)  # no pause of the hand is as long
    for x in range(30, 100, 5):
        qtbot.mouseMove(opacity.track, QPoint(x, middle))
    qtbot.mouseRelease(opacity.track, LEFT, pos=QPoint(100, middle))
    assert told == []
    dialog._pause.start(0)
    qtbot.waitUntil(lambda: empty_session.settings.overlay_opacity == opacity.value / 100)
    assert len(told) == 1


def test_cancel_takes_all_changes_back(
    qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session
) -> None:
    before = empty_session.settings
    motion = child(dialog, "appearance", QCheckBox, "reduced_motion")
    assert isinstance(motion, QCheckBox)
    qtbot.mouseClick(motion, LEFT, pos=QPoint(8, motion.height() // 2))
    settled(dialog)
    assert empty_session.settings.reduced_motion
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert empty_session.settings == before


def test_ok_keeps_a_change_that_was_still_waiting(
    qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session
) -> None:
    size = child(dialog, "brush", Slider, "brush_size")
    assert isinstance(size, Slider)
    size.track.setFocus()
    qtbot.keyClick(size.track, Qt.Key.Key_End)
    dialog.accept()
    assert empty_session.settings.brush_size == 1000
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_threads_can_be_all_cores_or_a_number(
    qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session
) -> None:
    threads = child(dialog, "performance", QSpinBox, "threads")
    assert isinstance(threads, QSpinBox)
    assert "cores" in threads.text()
    threads.setFocus()
    qtbot.keyClick(threads, Qt.Key.Key_Up)
    settled(dialog)
    assert empty_session.settings.threads == 1
    qtbot.keyClick(threads, Qt.Key.Key_Down)
    settled(dialog)
    assert empty_session.settings.threads is None


def test_the_budget_of_models_and_the_offline_switch_take_effect(
    qtbot: QtBot, dialog: PreferencesDialog, empty_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = child(dialog, "performance", QSpinBox, "models_megabytes")
    offline = child(dialog, "performance", QCheckBox, "offline")
    assert isinstance(keep, QSpinBox)
    assert isinstance(offline, QCheckBox)
    assert keep.value() == 2048
    monkeypatch.delenv(OFFLINE_VARIABLE, raising=False)
    assert not is_offline()
    keep.setValue(300)
    offline.click()
    settled(dialog)
    # what the models and the downloads ask, which is what was saved
    qtbot.waitUntil(lambda: MODELS.budget() == 300_000_000)
    assert is_offline()
    with pytest.raises(StudioError, match="work offline"):
        store.install("lama")
    dialog.reject()
    qtbot.waitUntil(lambda: not is_offline())
    assert MODELS.budget() == 2_048_000_000


def test_the_environment_goes_before_the_offline_switch(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv(OFFLINE_VARIABLE, "1")
    page = preference_pages.Performance(Settings())
    qtbot.addWidget(page)
    box = page.findChild(QCheckBox, "offline")
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    assert not box.isEnabled()
    assert OFFLINE_VARIABLE in box.toolTip()


def test_devices_that_are_not_there_are_grey_and_say_why(dialog: PreferencesDialog) -> None:
    box = child(dialog, "performance", ComboBox, "device")
    assert isinstance(box, ComboBox)
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    row = box.findData("cuda")
    assert not model.item(row).isEnabled()
    assert box.itemData(row, Qt.ItemDataRole.ToolTipRole) == "there is no NVIDIA GPU."


def test_a_folder_to_save_in_can_be_chosen(
    dialog: PreferencesDialog, empty_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page = dialog.pages["files"]
    assert isinstance(page, Files)
    dialog.show_page("files")
    page.where.setCurrentIndex(1)
    page.where.activated.emit(1)
    settled(dialog)
    assert empty_session.settings.save_folder == str(tmp_path)
    assert page.shown.full_text == str(tmp_path)


@pytest.fixture
def editor(qtbot: QtBot, dialog: PreferencesDialog) -> KeymapEditor:
    dialog.show_page("keyboard")
    page = dialog.pages["keyboard"]
    assert isinstance(page, Keyboard)
    return page.editor


def test_a_key_is_recorded_and_taken_from_its_owner(
    qtbot: QtBot, dialog: PreferencesDialog, editor: KeymapEditor, empty_session: Session, actions: Actions
) -> None:
    editor.choose("keep")
    qtbot.mouseClick(editor.record, LEFT)
    qtbot.keyClick(editor.record, Qt.Key.Key_B)
    assert editor.overrides == {"keep": "B", "tool-brush": ""}
    assert "Brush" in editor.note.text()
    settled(dialog)
    assert empty_session.settings.keymap == {"keep": "B", "tool-brush": ""}
    assert actions.shortcut_text("keep") == "B"


def test_escape_stops_recording_and_leaves_the_dialog_open(
    qtbot: QtBot, dialog: PreferencesDialog, editor: KeymapEditor
) -> None:
    editor.choose("keep")
    qtbot.mouseClick(editor.record, LEFT)
    qtbot.keyClick(editor.record, Qt.Key.Key_Escape)
    assert not editor.record.isChecked()
    assert dialog.isVisible()
    assert editor.overrides == {}


def test_tab_and_keys_with_modifiers_can_be_recorded(qtbot: QtBot, editor: KeymapEditor) -> None:
    editor.choose("probe")
    qtbot.mouseClick(editor.record, LEFT)
    qtbot.keyClick(editor.record, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert editor.overrides == {"probe": "Ctrl+P"}
    qtbot.mouseClick(editor.record, LEFT)
    qtbot.keyClick(editor.record, Qt.Key.Key_Tab)
    assert editor.overrides == {"probe": "Tab", "hide-panels": ""}


def test_the_key_of_the_canvas_is_refused(qtbot: QtBot, editor: KeymapEditor) -> None:
    editor.choose("keep")
    qtbot.mouseClick(editor.record, LEFT)
    qtbot.keyClick(editor.record, Qt.Key.Key_Space)
    assert editor.overrides == {}
    assert "Space" in editor.note.text()


def test_keys_can_be_taken_away_and_reset_one_by_one_or_all(qtbot: QtBot, editor: KeymapEditor) -> None:
    for command in ("keep", "undo"):
        editor.choose(command)
        qtbot.mouseClick(editor.clear, LEFT)
    assert editor.overrides == {"keep": "", "undo": ""}
    qtbot.mouseClick(editor.reset_one, LEFT)
    assert editor.overrides == {"keep": ""}
    qtbot.mouseClick(editor.reset_all, LEFT)
    assert editor.overrides == {}


def test_a_conflict_in_the_settings_is_shown(qtbot: QtBot) -> None:
    editor = KeymapEditor({"fill": "B"})
    qtbot.addWidget(editor)
    assert "several commands" in editor.note.text()


def test_commands_are_found_by_name_and_by_key(qtbot: QtBot, editor: KeymapEditor) -> None:
    def hits() -> list[str]:
        groups = [editor.tree.topLevelItem(row) for row in range(editor.tree.topLevelItemCount())]
        items = [group.child(place) for group in groups if group for place in range(group.childCount())]
        return [item.text(0) for item in items if item is not None and not item.isHidden()]

    qtbot.keyClicks(editor.search, "clone")
    assert hits() == ["Clone stamp"]
    editor.search.clear()
    qtbot.keyClicks(editor.search, "ctrl+shift+s")
    assert hits() == ["Save as"]


def test_the_pages_in_the_list_are_as_high_as_the_grid_wants(dialog: PreferencesDialog) -> None:
    rows = [dialog.list.visualItemRect(dialog.list.item(row)) for row in range(dialog.list.count())]
    assert {row.height() for row in rows} == {CONTROL_HEIGHT}


def test_the_pages_can_be_drawn_in_both_themes(qapp: QApplication, dialog: PreferencesDialog) -> None:
    for theme in ("light", "dark"):
        apply_theme(qapp, theme)
        for page in dialog.pages:
            dialog.show_page(page)
            assert not dialog.grab().isNull()
