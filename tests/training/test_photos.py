"""Finding, decoding and splitting the photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.training.photos import Stored, find_photos, open_store, split


def opened(folder: Path, cache: Path, messages: list[str], smallest: int = 32):
    cache.mkdir(exist_ok=True)
    return open_store(folder, cache, smallest=smallest, validation=0.2, tell=messages.append)


def test_every_photo_is_decoded_once(photos: Path, tmp_path: Path) -> None:
    messages: list[str] = []
    store = opened(photos, tmp_path / "run", messages)
    assert len(store.training) + len(store.validation) == 7
    for stored in store.training:
        assert np.array_equal(stored.of(store.pixels), np.asarray(Image.open(photos / stored.name)))
    again: list[str] = []
    opened(photos, tmp_path / "run", again)
    assert any("Decoding" in line for line in messages)
    assert not again


def test_photos_that_came_later_are_decoded_too(photos: Path, tmp_path: Path) -> None:
    before = opened(photos, tmp_path / "run", [])
    Image.new("RGB", (50, 50)).save(photos / "new.png")
    after = opened(photos, tmp_path / "run", [])
    assert len(after.training) + len(after.validation) == 8
    assert after.fingerprint != before.fingerprint


def test_broken_and_too_small_photos_are_skipped_with_a_line(photos: Path, tmp_path: Path) -> None:
    whole = (photos / "photo0.png").read_bytes()
    (photos / "half.png").write_bytes(whole[: len(whole) // 2])
    (photos / "text.jpg").write_text("no picture")
    (photos / "empty.jpg").touch()
    Image.new("RGB", (200, 20)).save(photos / "thin.png")
    messages: list[str] = []
    store = opened(photos, tmp_path / "run", messages)
    assert len(store.training) + len(store.validation) == 7
    for name in ("half.png", "text.jpg", "empty.jpg"):
        assert any(line.startswith(f"Skipped {name}") for line in messages), messages
    assert "Skipped thin.png: 200 x 20 px is under 32 px." in messages


def test_large_photos_are_shrunk_and_turned_upright(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1500, 1000)).save(folder / "turned.jpg", exif=exif)
    Image.new("L", (3000, 600)).save(folder / "panorama.png")
    Image.fromarray(np.full((40, 40), 65535, np.uint16)).save(folder / "deep.png")
    store = opened(folder, tmp_path / "run", [])
    sizes = {s.name: (s.width, s.height) for s in (*store.training, *store.validation)}
    assert sizes == {"turned.jpg": (512, 768), "panorama.png": (1024, 205), "deep.png": (40, 40)}
    deep = next(s for s in (*store.training, *store.validation) if s.name == "deep.png")
    assert int(deep.of(store.pixels).min()) == 255


def test_parts_of_one_picture_stay_on_one_side() -> None:
    names = [f"a/{index:03}_c{part}.jpg" for index in range(40) for part in (1, 2)]
    training, held = split([Stored(name, 0, 50, 50) for name in names], 0.1)
    assert len(held) == 8
    pictures = [{stored.name.split("_c")[0] for stored in side} for side in (training, held)]
    assert not pictures[0] & pictures[1]


def test_a_single_photo_serves_for_both() -> None:
    only = [Stored("a.jpg", 0, 50, 50)]
    assert split(only, 0.1) == (only, only)


def test_a_folder_that_does_not_serve_says_why(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="is not a folder"):
        find_photos(tmp_path / "none")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(StudioError, match="no photos"):
        find_photos(tmp_path)
    Image.new("RGB", (20, 20)).save(tmp_path / "small.png")
    with pytest.raises(StudioError, match="at least 32 px"):
        opened(tmp_path, tmp_path / "run", [])
