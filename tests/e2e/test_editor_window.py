"""Saving and closing with questions, failures of the disk, projects, preferences, and the window itself."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMessageBox

from inpaint_studio.core import files as core_files
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.sessions.sessions import abandoned, sessions_dir
from inpaint_studio.core.settings import load_settings
from inpaint_studio.gui.dialogs.preferences import PreferencesDialog
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.dialogs.shortcuts import ShortcutSheet
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, SHIFT, Editor, Key, accepting, choosing, clicking, photo_of
from tests.gui.fakes import HangingEngine

Button = QMessageBox.StandardButton


def kept(editor: Editor) -> np.ndarray:
    """A fill that is kept: the picture with it."""
    editor.stroke()
    editor.fill()
    editor.key("k")
    return editor.document().copy()


def close(editor: Editor) -> bool:
    """Ask the window to close: whether it did."""
    editor.key("q", CTRL)
    QApplication.processEvents()
    return not editor.window.isVisible()


def test_a_window_without_changes_closes_without_a_question(editor: Editor) -> None:
    editor.stroke()
    editor.key("z", CTRL)  # nothing is left of it
    assert close(editor)
    assert list(sessions_dir().glob("*/journal*")) == []
    assert abandoned() == []


def test_closing_asks_and_cancel_keeps_the_window(editor: Editor) -> None:
    kept(editor)
    with editor.answering(clicking(Button.Cancel)):
        assert not close(editor)
    assert editor.session.is_open
    with editor.answering(clicking(Button.Discard)):
        assert close(editor)
    assert abandoned() == []


def test_closing_with_a_result_on_show_asks_too(editor: Editor) -> None:
    editor.stroke()
    editor.fill()
    with editor.answering(clicking(Button.Cancel)):
        assert not close(editor)
    assert editor.session.fills.chosen is not None


def test_saving_on_the_way_out_saves_and_then_closes(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = kept(editor)
    out = tmp_path / "out.png"
    choosing(monkeypatch, out)
    with editor.answering(clicking(Button.Save), accepting()):
        editor.key("q", CTRL)
    editor.wait(lambda: not editor.window.isVisible())
    np.testing.assert_array_equal(read_photo(out).pixels, wanted)


def test_a_save_that_is_called_off_on_the_way_out_keeps_the_window(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(editor)
    choosing(monkeypatch, None)
    with editor.answering(clicking(Button.Save)):
        assert not close(editor)
    assert editor.session.unsaved


def test_opening_another_photo_asks_about_changes(editor: Editor, tmp_path: Path) -> None:
    kept(editor)
    other = tmp_path / "other.png"
    write_photo(other, photo_of(seed=9))
    with editor.answering(clicking(Button.Cancel)):
        editor.window.open_path(other)
    assert editor.session.path is not None
    assert editor.session.path.name == "photo.png"
    with editor.answering(clicking(Button.Discard)):
        editor.window.open_path(other)
    editor.wait(lambda: editor.session.path == other)


def test_a_full_disk_leaves_the_old_file_whole_and_the_session_open(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = kept(editor)
    out = tmp_path / "out.png"
    write_photo(out, photo_of(seed=2))
    before = out.read_bytes()
    choosing(monkeypatch, out)
    real = core_files._put_in_place

    def full(temporary: Path, target: Path, given: Path, **rest: Any) -> None:
        if given == out:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(temporary, target, given, **rest)

    with monkeypatch.context() as broken:
        broken.setattr(core_files, "_put_in_place", full)
        with editor.answering(accepting(), clicking(Button.Yes)):
            editor.key("s", CTRL)
        editor.wait(lambda: editor.failures)
    assert out.read_bytes() == before
    assert editor.session.unsaved
    np.testing.assert_array_equal(editor.document(), wanted)
    notice = editor.window.notices.shown
    assert notice is not None
    assert notice.kind == "error"
    assert [file for file in tmp_path.iterdir() if "out" in file.name] == [out]
    with editor.answering(accepting(), clicking(Button.Yes)):
        editor.key("s", CTRL)
    editor.wait(lambda: not editor.session.unsaved)
    np.testing.assert_array_equal(read_photo(out).pixels, wanted)


def test_a_folder_that_is_not_there_is_told_in_the_dialog_which_stays(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(editor)
    choosing(monkeypatch, tmp_path / "nowhere" / "out.png")
    said: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, SaveDialog)
        QTest.keyClick(dialog.name, Key.Key_Return)
        assert dialog.isVisible()
        said.append(dialog.problem.text())
        dialog.reject()

    with editor.answering(look):
        editor.key("s", CTRL)
    assert said == [f"There is no folder {tmp_path / 'nowhere'}."]
    assert editor.session.unsaved
    assert editor.failures == []


def test_saving_again_writes_to_the_same_file_without_asking(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(editor)
    out = tmp_path / "out.png"
    choosing(monkeypatch, out)
    with editor.answering(accepting()):
        editor.key("s", CTRL)
    editor.wait(lambda: not editor.session.unsaved)
    choosing(monkeypatch, None)
    editor.stroke(y=70)
    editor.fill()
    editor.key("k")
    editor.key("s", CTRL)
    editor.wait(lambda: not editor.session.unsaved)
    np.testing.assert_array_equal(read_photo(out).pixels, editor.document())


def test_an_export_is_a_copy(editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(editor)
    out = tmp_path / "copy.jpg"
    choosing(monkeypatch, out)
    with editor.answering(accepting()):
        editor.key("e", CTRL | SHIFT)
    editor.wait(out.exists)
    assert editor.session.unsaved
    assert "photo.png" in editor.window.windowTitle()


def test_a_project_brings_everything_back(
    editor: Editor, tmp_path: Path, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = editor.session
    wanted = kept(editor)
    editor.stroke(y=70)
    editor.fill("noise")
    seen = editor.shown().copy()
    project = tmp_path / "work.ora"
    choosing(monkeypatch, project)
    editor.command("save-project")  # what is seen is kept by that
    editor.wait(lambda: session.project_path == project and not session.unsaved)
    editor.key("w", CTRL)
    assert not session.is_open
    with editor.qtbot.waitSignal(session.opened):
        editor.window.open_path(project)
    editor.settle()
    np.testing.assert_array_equal(editor.shown(), seen)
    np.testing.assert_array_equal(session.original.read(editor.whole), photo.pixels)
    assert len(session.document.layers) == 2
    session.set_layers_visible([1], False)
    np.testing.assert_array_equal(editor.document(), wanted)


def test_preferences_are_seen_at_once_and_cancel_takes_them_back(editor: Editor) -> None:
    light: list[str] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, PreferencesDialog)
        box = dialog.findChild(QComboBox, "theme")
        assert isinstance(box, QComboBox)
        box.setFocus()
        box.setCurrentIndex(box.findData("light"))
        box.activated.emit(box.currentIndex())
        editor.wait(lambda: editor.session.settings.theme == "light")
        light.append(editor.window.palette().window().color().name())

    dark = editor.window.palette().window().color().name()
    with editor.answering(lambda dialog: (look(dialog), dialog.reject())):
        editor.key(",", CTRL)
    assert light[0] != dark
    assert editor.session.settings.theme == "dark"
    editor.wait(lambda: editor.window.palette().window().color().name() == dark)
    with editor.answering(accepting(look)):
        editor.key(",", CTRL)
    assert editor.session.settings.theme == "light"
    editor.wait(lambda: load_settings()[0].theme == "light")
    editor.session.update_settings(theme="dark")  # for the tests after this one


def test_another_key_works_as_soon_as_it_is_chosen(editor: Editor) -> None:
    def look(dialog: Any) -> None:
        dialog.show_page("keyboard")
        page = dialog.pages["keyboard"]
        page.editor.choose("mask-invert")
        editor.button(page.editor.record)
        QTest.keyClick(page.editor.record, "n")

    with editor.answering(accepting(look)):
        editor.key(",", CTRL)
    assert editor.window.commands["mask-invert"].shortcut() == QKeySequence("N")
    editor.canvas.setFocus()
    editor.key("n")
    editor.wait(lambda: editor.mask().max() == 255)


def test_the_shortcut_sheet_opens_by_its_key(editor: Editor) -> None:
    editor.key(Key.Key_F1)
    editor.wait(lambda: any(one.isVisible() for one in editor.window.findChildren(ShortcutSheet)))
    (sheet,) = editor.window.findChildren(ShortcutSheet)
    assert "fill" in sheet.shown
    sheet.close()
    editor.activate()
    editor.key("?")
    editor.wait(lambda: any(one.isVisible() for one in editor.window.findChildren(ShortcutSheet)))
    for one in editor.window.findChildren(ShortcutSheet):
        one.close()


def test_tab_hides_the_panels_and_brings_them_back(editor: Editor) -> None:
    window = editor.window
    parts = [window.tool_bar, window.options_bar, window.results, window.docks["engine"]]
    before = [part.isVisible() for part in parts]
    assert all(before)
    width = editor.canvas.width()
    editor.key(Key.Key_Tab)
    assert not any(part.isVisible() for part in parts)
    editor.wait(lambda: editor.canvas.width() > width)
    editor.stroke()
    assert editor.covered((45, 40))
    editor.key(Key.Key_Tab)
    assert [part.isVisible() for part in parts] == before


def test_panels_are_hidden_and_shown_from_the_menu(editor: Editor) -> None:
    dock = editor.window.docks["navigator"]
    was = editor.window.commands["panel-navigator"].isChecked()
    editor.command("panel-navigator")
    assert editor.window.commands["panel-navigator"].isChecked() != was
    editor.command("reset-layout")
    assert not dock.isHidden()


def test_a_window_closes_while_an_engine_hangs(editor: Editor, hanging: HangingEngine) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    with editor.answering(clicking(Button.Discard)):
        assert close(editor)


def test_two_windows_one_after_the_other(start: Start, path: Path, photo: Photo) -> None:
    for _ in range(2):
        editor = start()
        editor.open(path)
        np.testing.assert_array_equal(editor.shown(), photo.pixels)
        kept(editor)
        with editor.answering(clicking(Button.Discard)):
            assert close(editor)


def test_the_theme_follows_in_a_second_window(start: Start, path: Path) -> None:
    first = start()
    first.open(path)
    assert close(first)
    second = start(theme="light")
    second.open(path)
    assert second.window.palette().window().color().lightness() > 128
    second.session.update_settings(theme="dark")
    assert second.window.palette().window().color().lightness() < 128


def test_panels_do_not_cover_each_other_in_a_low_window(editor: Editor) -> None:
    editor.stroke()
    engine, history = (editor.window.docks[name] for name in ("engine", "history"))
    editor.window.resize(900, 620)
    editor.wait(lambda: editor.window.height() == 620)
    editor.wait(lambda: not engine.geometry().intersects(history.geometry()))
    panel = engine.widget()
    assert panel.height() >= panel.minimumSizeHint().height()
