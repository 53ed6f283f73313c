"""Nothing is lost without a question: whatever closes or replaces the photo asks, and the title knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.gui.files.recovery_dialog import RecoveryDialog
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, LEFT, Editor, Key, choosing, clicking, photo_of
from tests.gui.fakes import HangingEngine

Button = QMessageBox.StandardButton
Way = Callable[[Editor, Path], None]


def is_modified(editor: Editor) -> bool:
    """Whether the title says so, once it has followed."""
    editor.wait(lambda: editor.window.isWindowModified() == bool(editor.window.files.unsaved))
    return editor.window.isWindowModified()


def close_window(editor: Editor, other: Path) -> None:
    editor.key("q", CTRL)
    QApplication.processEvents()


def close_photo(editor: Editor, other: Path) -> None:
    editor.key("w", CTRL)


def open_other(editor: Editor, other: Path) -> None:
    editor.window.open_path(other)


def drop_other(editor: Editor, other: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(other))])
    editor.drop(mime)


def paste(editor: Editor, other: Path) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    QGuiApplication.clipboard().setImage(image)
    editor.key("v", CTRL)


WAYS = (close_window, close_photo, open_other, drop_other, paste)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    file = tmp_path / "other.png"
    write_photo(file, photo_of(seed=9))
    return file


def asked(texts: list[str], button: Button = Button.Cancel) -> Callable[[QDialog], object]:
    """Takes down what the question says and what its buttons are called, and answers it."""

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        names = [one.text().replace("&", "") for one in dialog.buttons()]
        texts.append(" | ".join([dialog.text(), dialog.informativeText(), *sorted(names)]))
        QTest.mouseClick(dialog.button(button), LEFT)

    return act


@pytest.mark.parametrize("way", WAYS)
def test_a_painted_mask_is_asked_about(editor: Editor, other: Path, way: Way) -> None:
    before = editor.session.photo
    assert not is_modified(editor)
    editor.stroke()
    assert is_modified(editor)
    texts: list[str] = []
    with editor.answering(asked(texts)):
        way(editor, other)
    assert editor.window.isVisible()
    assert editor.session.photo is before
    assert editor.covered((45, 40))
    (text,) = texts
    assert text.startswith(
        "Save your work on photo.png? | Only a project holds the mask that you have painted."
    )
    assert "Don't save" in text
    assert "Save as a project" in text


@pytest.mark.parametrize("way", WAYS)
def test_a_running_fill_is_asked_about_and_goes_on(
    editor: Editor, hanging: HangingEngine, other: Path, way: Way
) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    texts: list[str] = []
    with editor.answering(asked(texts)):
        way(editor, other)
    assert editor.session.fills.job is not None
    assert editor.window.isVisible()
    (text,) = texts
    assert text.startswith("A fill is still running. | Closing photo.png stops it, and its progress is lost.")
    assert "Stop and close" in text


def test_stop_and_close_stops_and_opens_the_other(
    editor: Editor, hanging: HangingEngine, other: Path
) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    with editor.answering(clicking(Button.Discard)):
        editor.window.open_path(other)
    editor.wait(lambda: editor.session.path == other)
    assert editor.session.fills.job is None
    assert not is_modified(editor)


def test_what_a_fill_under_way_has_left_to_save_is_saved_first(
    editor: Editor, hanging: HangingEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    project = tmp_path / "work.ora"
    choosing(monkeypatch, project)
    texts: list[str] = []
    with editor.answering(asked(texts, Button.Save), asked(texts, Button.Discard)):
        editor.key("w", CTRL)
        editor.wait(lambda: len(texts) == 2)
    editor.wait(lambda: not editor.session.is_open)
    assert load_project(project).state.mask().area > 100
    assert "Save as a project…" in texts[0]
    assert texts[1].split(" | ")[2:] == ["Cancel", "Stop and close"]  # nothing is left to save


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_asked_about_a_photo_that_was_not_touched(editor: Editor, other: Path, way: Way) -> None:
    before = editor.session.photo
    editor.stroke()
    editor.key("z", CTRL)
    assert not is_modified(editor)
    way(editor, other)
    editor.wait(lambda: not editor.session.is_open or editor.session.photo is not before)


def test_a_fill_that_is_shown_or_in_the_strip_is_asked_about(editor: Editor, other: Path) -> None:
    editor.stroke()
    editor.fill()
    assert is_modified(editor)
    texts: list[str] = []
    with editor.answering(asked(texts)):
        open_other(editor, other)
    editor.key(",")  # the original is shown again
    assert editor.session.fills.chosen is None
    with editor.answering(asked(texts)):
        open_other(editor, other)
    assert texts[0].startswith("Save the changes to photo.png?")
    assert "Only a project holds the painted mask and the fills that you have not kept." in texts[1]


def test_a_mask_alone_is_saved_as_a_project_on_the_way_out(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.stroke()
    mask = editor.mask().copy()
    project = tmp_path / "work.ora"
    choosing(monkeypatch, project)
    with editor.answering(clicking(Button.Save)):
        editor.key("w", CTRL)
    editor.wait(lambda: not editor.session.is_open)
    np.testing.assert_array_equal(load_project(project).state.mask().coverage, mask)


def test_a_comparison_that_runs_or_has_fills_is_asked_about(editor: Editor, hanging: HangingEngine) -> None:
    editor.stroke()
    workspace = editor.window.enter_compare()
    workspace.add([("hanging", {}), ("white", {})])
    editor.wait(hanging.started.is_set)
    texts: list[str] = []
    with editor.answering(asked(texts)):
        editor.key("w", CTRL)
    assert texts[0].startswith("A comparison is still running.")
    workspace.run.cancel(0)
    editor.wait(lambda: workspace.run.idle and workspace.run.fresh)
    with editor.answering(asked(texts)):
        editor.key("w", CTRL)
    assert "the fills that you have not kept" in texts[1]
    assert editor.window.compare is workspace


def test_a_session_that_is_brought_back_replaces_nothing_unasked(
    start: Start, path: Path, other: Path
) -> None:
    first = start()
    first.open(path)
    first.stroke()
    first.end(discard=False)
    editor = start()
    editor.open(other)
    editor.stroke(y=20)
    editor.window.files.begin()
    editor.wait(lambda: any(one.isVisible() for one in editor.window.findChildren(RecoveryDialog)))
    texts: list[str] = []
    with editor.answering(restoring, asked(texts)):
        pass
    assert texts[0].startswith("Save your work on other.png?")
    assert editor.session.path == other
    with editor.answering(restoring, clicking(Button.Discard)):
        pass
    editor.wait(lambda: editor.session.path == path)


def restoring(dialog: QDialog) -> None:
    """The answer to the dialog of the sessions, after which the question comes up."""
    assert isinstance(dialog, RecoveryDialog)
    QTimer.singleShot(0, dialog.restore_button.click)


def test_the_title_shows_what_is_open_and_whether_it_changed(editor: Editor) -> None:
    window = editor.window
    assert window.windowTitle() == "photo.png[*] - Inpaint Studio"
    assert not is_modified(editor)
    editor.press((30, 40))  # while the stroke is drawn
    editor.move((60, 40))
    assert is_modified(editor)
    editor.key(Key.Key_Escape)
    editor.release((60, 40))
    assert not is_modified(editor)
    editor.stroke()
    editor.fill()
    editor.key("k")
    assert is_modified(editor)
    editor.key("z", CTRL)
    editor.key(".")
    editor.command("discard-result")
    assert is_modified(editor)  # the mask is there again
    editor.key("z", CTRL)
    assert not is_modified(editor)
    editor.key("w", CTRL)
    assert window.windowTitle() == "Inpaint Studio[*]"


@pytest.mark.parametrize("letter", ["d", "s"])
def test_an_answer_is_given_by_its_letter_alone(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letter: str
) -> None:
    project = tmp_path / "work.ora"
    choosing(monkeypatch, project)
    editor.stroke()
    with editor.answering(lambda dialog: QTest.keyClick(dialog, letter)):
        editor.key("w", CTRL)
    editor.wait(lambda: not editor.session.is_open)
    assert project.exists() == (letter == "s")
