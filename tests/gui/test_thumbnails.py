"""Thumbnails: upright, small, cached until the file changes, none for files that are not pictures."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.state import State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.limits import DEFAULT_MAX_PIXELS as LIMIT
from inpaint_studio.core.paths import cache_dir
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.project import Project, save_project
from inpaint_studio.gui.kit import thumbnails
from inpaint_studio.gui.kit.thumbnails import image_of, thumbnail


def red_and_blue(width: int = 400, height: int = 200, dtype: type = np.uint8) -> Photo:
    """Red on the left, blue on the right."""
    pixels = np.zeros((height, width, 3), dtype)
    pixels[:, : width // 2, 0] = np.iinfo(dtype).max
    pixels[:, width // 2 :, 2] = np.iinfo(dtype).max
    return Photo(pixels)


def kept() -> list[Path]:
    return sorted((cache_dir() / "thumbnails").glob("*.png"))


@pytest.mark.parametrize("ending", [".jpg", ".png", ".tif", ".webp", ".bmp"])
def test_a_thumbnail_is_the_picture_made_small(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo{ending}"
    write_photo(path, red_and_blue())
    image = thumbnail(path, 80, max_pixels=LIMIT)
    assert image is not None
    assert (image.width(), image.height()) == (80, 40)
    assert image.pixelColor(5, 20).red() > 200
    assert image.pixelColor(75, 20).blue() > 200


def test_a_photo_of_16_bit_has_one_too(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, red_and_blue(dtype=np.uint16))
    image = thumbnail(path, 80, max_pixels=LIMIT)
    assert image is not None
    assert image.pixelColor(5, 20).red() > 250


def test_a_photo_taken_upright_is_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.asarray(red_and_blue().pixels)).save(path, exif=exif)
    image = thumbnail(path, 80, max_pixels=LIMIT)
    assert image is not None
    assert (image.width(), image.height()) == (40, 80)
    assert image.pixelColor(20, 5).red() > 200


def test_a_project_shows_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(State(Document.of(red_and_blue()))))
    image = thumbnail(path, 80, max_pixels=LIMIT)
    assert image is not None
    assert (image.width(), image.height()) == (80, 40)
    assert image.pixelColor(5, 20).red() > 200


def test_what_was_made_is_kept_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, red_and_blue())
    first = thumbnail(path, 80, max_pixels=LIMIT)
    assert len(kept()) == 1
    with monkeypatch.context() as patch:
        patch.setattr(thumbnails, "_made", lambda *_: pytest.fail("made again"))
        assert thumbnail(path, 80, max_pixels=LIMIT) == first
    write_photo(path, Photo(np.zeros((10, 20, 3), np.uint8)), overwrite=True)
    os.utime(path, ns=(1, 1))
    again = thumbnail(path, 80, max_pixels=LIMIT)
    assert again is not None
    assert again.pixelColor(1, 1).red() == 0


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "MOST_FILES", 3)
    path = tmp_path / "photo.png"
    write_photo(path, red_and_blue())
    for size in range(20, 30):
        thumbnail(path, size, max_pixels=LIMIT)
    assert len(kept()) == 3


@pytest.mark.parametrize("contents", [b"", b"hello", b"\xff\xd8\xff broken", b"PK\3\4"])
@pytest.mark.parametrize("name", ["a.jpg", "a.ora", "a.png"])
def test_what_is_no_picture_has_none(tmp_path: Path, contents: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(contents)
    assert thumbnail(path, 80, max_pixels=LIMIT) is None
    assert thumbnail(tmp_path / "missing.jpg", 80, max_pixels=LIMIT) is None
    assert thumbnail(tmp_path, 80, max_pixels=LIMIT) is None


def test_an_unwritable_cache_does_not_matter(tmp_path: Path) -> None:
    cache_dir().parent.mkdir(parents=True)
    cache_dir().write_bytes(b"in the way")
    path = tmp_path / "photo.png"
    write_photo(path, red_and_blue())
    assert thumbnail(path, 80, max_pixels=LIMIT) is not None


def test_several_threads_may_ask_at_once(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    write_photo(path, red_and_blue())
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(thumbnail(path, 64, max_pixels=LIMIT))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert None not in found


def test_a_part_of_an_open_picture_is_shown_alone() -> None:
    image = image_of(red_and_blue(), Rect(200, 0, 200, 200), 50)
    assert (image.width(), image.height()) == (50, 50)
    assert image.pixelColor(2, 25).blue() > 200
