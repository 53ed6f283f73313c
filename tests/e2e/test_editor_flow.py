"""From opening a photo to saving it: the usual workflow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QMessageBox

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.settings import load_settings
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, SHIFT, Editor, Key, accepting, choosing, clicking, photo_of
from tests.gui.fakes import SteppedEngine


def outside(mask: np.ndarray) -> np.ndarray:
    assert mask.any()
    return mask == 0


def test_a_stroke_is_filled_kept_undone_redone_and_saved_and_nothing_else_changes(
    editor: Editor, stepped: SteppedEngine, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = editor.session
    editor.stroke(y=40)
    assert editor.covered((45, 40))
    mask = editor.mask().copy()
    editor.engine("stepped")
    editor.key(Key.Key_Return)
    stepped.step.release()
    editor.wait(lambda: session.fills.preview is not None)
    preview = session.fills.preview
    assert preview.pixels[40 - preview.rect.y, 45 - preview.rect.x].tolist() == [64, 64, 64]
    editor.wait(lambda: abs(editor.screen((45, 40))[1] - 64) < 12)  # it is seen in the hole as it grows
    stepped.step.release(3)
    editor.wait(lambda: session.fills.chosen is not None)
    editor.wait(lambda: editor.screen((45, 40)) == (255, 255, 255))
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    editor.key("k")
    assert session.fills.chosen is None
    assert editor.mask().max() == 0
    assert (editor.document()[40, 45] == 255).all()
    kept = editor.document().copy()
    editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    np.testing.assert_array_equal(editor.mask(), mask)
    editor.key("z", CTRL | SHIFT)
    np.testing.assert_array_equal(editor.document(), kept)
    assert editor.window.isWindowModified()
    out = tmp_path / "out.png"
    choosing(monkeypatch, out)
    with editor.answering(accepting()):
        editor.key("s", CTRL)
    editor.wait(lambda: not session.unsaved)
    assert not editor.window.isWindowModified()
    assert "out.png" in editor.window.windowTitle()
    saved = read_photo(out).pixels
    np.testing.assert_array_equal(saved, kept)
    np.testing.assert_array_equal(saved[outside(mask)], photo.pixels[outside(mask)])
    editor.open(out)
    np.testing.assert_array_equal(editor.document(), kept)
    assert editor.failures == []


def test_sixteen_bits_stay_sixteen_bits(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = photo_of(deep=True)
    path, out = tmp_path / "deep.tif", tmp_path / "healed.tif"
    write_photo(path, deep)
    editor = start()
    editor.open(path)
    editor.stroke()
    mask = editor.mask().copy()
    editor.fill("white", {"level": 40})
    editor.key("k")
    choosing(monkeypatch, out)
    kept: list[bool] = []
    with editor.answering(accepting(lambda dialog: kept.append(dialog.options.deep.isChecked()))):
        editor.key("s", CTRL | SHIFT)
    editor.wait(out.exists)
    editor.wait(lambda: not editor.session.unsaved)
    assert kept == [True]
    saved = read_photo(out).pixels
    assert saved.dtype == np.uint16
    assert abs(int(saved[40, 45, 0]) - 26214) <= 1
    np.testing.assert_array_equal(saved[outside(mask)], deep.pixels[outside(mask)])


def test_a_save_with_a_result_on_show_saves_what_is_seen(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.stroke()
    editor.fill()
    seen = editor.shown().copy()
    out = tmp_path / "seen.png"
    choosing(monkeypatch, out)
    with editor.answering(accepting()):
        editor.key("s", CTRL)
    editor.wait(lambda: not editor.session.unsaved)
    np.testing.assert_array_equal(read_photo(out).pixels, seen)
    editor.key("z", CTRL)
    assert editor.session.document.layers == ()


def test_a_file_is_opened_by_its_key(
    start: Start, path: Path, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = start()
    assert editor.window.pages.currentWidget() is editor.window.start_page
    choosing(monkeypatch, path)
    editor.key("o", CTRL)
    editor.wait(lambda: editor.session.is_open)
    editor.settle()
    assert editor.window.pages.currentWidget() is editor.window.desk
    assert editor.window.windowTitle().startswith("photo.png")
    np.testing.assert_array_equal(editor.shown(), photo.pixels)


def test_a_dropped_file_is_opened(start: Start, path: Path, photo: Photo) -> None:
    editor = start()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    editor.drop(mime)
    editor.wait(lambda: editor.session.is_open)
    np.testing.assert_array_equal(editor.shown(), photo.pixels)


def test_a_dropped_name_that_no_file_can_have_is_an_error_in_one_line(start: Start, tmp_path: Path) -> None:
    editor = start()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / ("x" * 300 + ".png")))])
    editor.drop(mime)
    editor.wait(lambda: editor.failures)
    assert editor.failures == [("file-unreadable", "")]


def test_a_picture_dropped_from_a_browser_is_opened(start: Start) -> None:
    editor = start()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/picture.jpg")])
    mime.setImageData(image)
    editor.drop(mime)
    editor.wait(lambda: editor.session.is_open)
    assert editor.shown().shape == (30, 40, 3)
    assert editor.shown()[3, 3].tolist() == [10, 20, 30]
    assert editor.session.path is None


def test_a_picture_on_the_clipboard_is_pasted(start: Start) -> None:
    editor = start()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    QGuiApplication.clipboard().setImage(image)
    editor.button(editor.window.start_page.paste_button)
    editor.wait(lambda: editor.session.is_open)
    assert editor.shown()[3, 3].tolist() == [1, 2, 3]
    image.fill(QColor(4, 5, 6))
    QGuiApplication.clipboard().setImage(image)
    editor.settle()
    editor.key("v", CTRL)
    editor.wait(lambda: editor.session.is_open and editor.shown()[3, 3].tolist() == [4, 5, 6])


def test_what_was_copied_can_be_pasted(editor: Editor, photo: Photo) -> None:
    editor.key("c", CTRL)
    editor.wait(lambda: editor.messages)
    editor.key("v", CTRL)
    editor.wait(lambda: editor.session.path is None)
    np.testing.assert_array_equal(editor.shown(), photo.pixels)


def test_recent_files_are_offered_in_the_menu_and_on_the_start_page(editor: Editor, path: Path) -> None:
    editor.key("w", CTRL)
    assert not editor.session.is_open
    menu = editor.window.commands["open-recent"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "photo.png"
    (card,) = editor.window.start_page.recent.cards
    editor.button(card)
    editor.wait(lambda: editor.session.is_open)
    assert editor.session.path == path
    editor.wait(lambda: load_settings()[0].recent == (str(path),))


def test_a_sample_of_the_start_page_is_opened(start: Start) -> None:
    editor = start()
    cards = editor.window.start_page.samples.cards
    assert cards
    editor.button(cards[0])
    editor.wait(lambda: editor.session.is_open)
    editor.settle()
    assert editor.session.size.area > 100_000


def test_a_file_that_is_no_photo_is_told_in_one_line_and_the_photo_stays(
    editor: Editor, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture at all")
    editor.stroke()
    with editor.answering(clicking(QMessageBox.StandardButton.Discard)):
        editor.window.open_path(bad)
    editor.wait(lambda: editor.failures)
    shown = editor.window.notices.shown
    assert shown is not None
    assert shown.kind == "error"
    assert "\n" not in shown.text
    assert "bad.png" in shown.text
    assert editor.session.is_open
    assert editor.covered((45, 40))
