"""`inpaint-studio plate`: the empty scene of a folder of photos."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.studio import Studio, pixels_of, save_photo
from tests.video.scenes import scene
from tests.video.test_plate import SHAPE, off, visited


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, frame in enumerate(visited(10)):
        save_photo(folder / f"{number}.png", frame)
    return folder


def test_a_folder_of_photos_gives_the_empty_scene_and_its_maps(
    studio: Studio, photos: Path, tmp_path: Path
) -> None:
    plate, doubt, times = (tmp_path / name for name in ("plate.png", "doubt.png", "times.png"))
    ran = studio("plate", photos, "-o", plate, "--uncertainty", doubt, "--times", times, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["size"] == [SHAPE[1], SHAPE[0]]
    assert ran.json["compared"] == list(range(10))
    assert ran.json["left_out"] == []
    assert off(pixels_of(plate), scene(1, shape=SHAPE)) < 5
    assert pixels_of(doubt).shape[:2] == SHAPE
    numbers = cv2.imread(str(times), cv2.IMREAD_UNCHANGED)
    assert numbers.dtype == np.uint16
    assert numbers.shape == (*SHAPE, 3)
    assert numbers.min() >= 1
    assert numbers.max() <= 10


def test_it_says_what_it_did(studio: Studio, photos: Path, tmp_path: Path) -> None:
    save_photo(photos / "7.png", scene(9, shape=SHAPE), overwrite=True)
    ran = studio("plate", photos, "-o", tmp_path / "plate.png")
    assert ran.code == 0
    assert f"{SHAPE[1]} x {SHAPE[0]} px from 9 of 10 frames" in ran.out
    assert "1 of 10 frames" in ran.err


def test_what_cannot_work_is_one_line(studio: Studio, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "plate.png"
    for number in range(8):
        (photos / f"{number}.png").unlink()
    assert "at least three" in studio.fails("plate", photos, "-o", out)
    assert not out.exists()
    save_photo(out, scene(1))
    assert "already exists" in studio.fails("plate", photos, "-o", out)
    assert "same file" in studio.fails("plate", photos, "-o", out, "--times", out, "--overwrite", code=2)
    photo = photos / "8.png"
    assert "same file" in studio.fails("plate", photos, "-o", photo, "--overwrite", code=2)
    assert "no file" in studio.fails("plate", tmp_path / "none.mp4", "-o", tmp_path / "b.png")
