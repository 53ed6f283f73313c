"""Opening a photo: from a file, the recent ones, a drop and the clipboard; what fails is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.kit.pictures import image_of_picture, photo_of
from inpaint_studio.gui.session.session import Session


def mime_of(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


def test_a_photo_is_opened_and_remembered(files: Files, empty_session: Session, path: Path) -> None:
    files.open(path)
    assert empty_session.path == path
    assert not empty_session.unsaved
    assert empty_session.settings.recent == (str(path),)
    assert empty_session.settings.last_folder == str(path.parent)
    assert files.keeper.folder is not None


def test_what_cannot_be_opened_is_told_and_the_photo_before_stays(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    files.open(broken)
    files.open(tmp_path / "missing.png")
    assert [failure.code for failure in failures] == ["photo-unknown", "file-missing"]
    assert empty_session.path == path


def test_a_recent_file_that_is_gone_leaves_the_list(
    files: Files, empty_session: Session, path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    path.unlink()
    files.open(path)
    assert empty_session.settings.recent == ()


def test_the_latest_recent_file_stands_first_and_only_so_many_are_kept(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, photo: Photo
) -> None:
    for number in range(14):
        other = tmp_path / f"{number}.png"
        write_photo(other, photo)
        files.open(other)
    files.open(tmp_path / "9.png")
    recent = empty_session.settings.recent
    assert recent[0] == str(tmp_path / "9.png")
    assert len(recent) == len(set(recent)) == 12


def test_the_recent_menu_opens_what_it_lists(files: Files, empty_session: Session, path: Path) -> None:
    menu = QMenu()
    files.fill_recent_menu(menu)
    assert not menu.actions()[0].isEnabled()
    files.open(path)
    empty_session.close_photo()
    files.fill_recent_menu(menu)
    menu.actions()[0].trigger()
    assert empty_session.path == path


def test_a_dropped_file_is_opened(files: Files, empty_session: Session, path: Path) -> None:
    mime = mime_of(QUrl.fromLocalFile(str(path)).toString())
    assert files.can_take(mime)
    files.take(mime)
    assert empty_session.path == path


def test_a_picture_dragged_from_a_browser_is_opened(
    files: Files, empty_session: Session, photo: Photo
) -> None:
    mime = mime_of("https://example.org/a.png")
    mime.setImageData(image_of_picture(photo))
    files.take(mime)
    assert empty_session.path is None
    assert empty_session.title == "Untitled"
    np.testing.assert_array_equal(empty_session.photo.pixels, photo.pixels)


@pytest.mark.parametrize("as_text", [True, False])
def test_an_address_alone_is_refused_in_one_line(
    files: Files, empty_session: Session, failures: list[StudioError], as_text: bool
) -> None:
    mime = mime_of("https://example.org/a.png")
    if as_text:
        mime = QMimeData()
        mime.setText("https://example.org/a.png")
    assert files.can_take(mime)
    files.take(mime)
    assert [failure.code for failure in failures] == ["drop-link"]
    assert not empty_session.is_open


def test_words_are_no_picture(files: Files) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not files.can_take(mime)


def test_a_picture_is_pasted(files: Files, empty_session: Session, photo: Photo) -> None:
    QGuiApplication.clipboard().setImage(image_of_picture(photo))
    files.paste()
    np.testing.assert_array_equal(empty_session.photo.pixels, photo.pixels)


def test_pasting_nothing_is_told(files: Files, failures: list[StudioError]) -> None:
    QGuiApplication.clipboard().clear()
    files.paste()
    assert [failure.code for failure in failures] == ["clipboard-empty"]


def test_what_was_copied_can_be_pasted(files: Files, empty_session: Session, path: Path) -> None:
    files.open(path)
    before = empty_session.photo.pixels
    files.copy()
    files.paste()
    assert empty_session.path is None
    np.testing.assert_array_equal(empty_session.photo.pixels, before)


def test_pictures_of_qt_keep_depth_grey_and_transparency() -> None:
    deep = QImage(3, 2, QImage.Format.Format_RGBA64)
    deep.fill(0x80FF0000)
    photo = photo_of(deep, max_pixels=10**6)
    assert photo.dtype == np.uint16
    assert photo.alpha is not None
    grey = QImage(3, 2, QImage.Format.Format_Grayscale8)
    grey.fill(7)
    photo = photo_of(grey, max_pixels=10**6)
    assert photo.channels == 1
    assert (photo.pixels == 7).all()
