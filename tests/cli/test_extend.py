"""`fill --extend`: the picture gets larger, its border is filled, and the photo within it stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.studio import HOLE, Studio, pixels_of, save_photo, textured

SHAPE = ("--extend", "left=12,bottom=7", "-e", "telea")


@pytest.mark.parametrize("ending", ["png", "tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_the_photo_stays_within_its_border(
    studio: Studio, tmp_path: Path, ending: str, dtype: type, channels: int
) -> None:
    before = textured(channels=channels, dtype=dtype)
    photo, out = save_photo(tmp_path / f"photo.{ending}", before), tmp_path / f"out.{ending}"
    ran = studio("fill", photo, *SHAPE, "-o", out)
    assert (ran.code, ran.err) == (0, "")
    assert f"{before.shape[1] + 12} x {before.shape[0] + 7} px" in ran.out
    after = pixels_of(out)
    assert (after.dtype, after.shape[2:]) == (before.dtype, before.shape[2:])
    assert (after[:-7, 12:] == before).all()
    if channels == 4:
        assert (after[..., 3] > 0).all()


def test_a_mask_is_filled_too_and_the_edit_of_the_mask_spares_the_border(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    plain = studio("fill", photo, *SHAPE, "-m", mask, "-o", tmp_path / "a.png", "--json").json
    height, width = pixels_of(photo).shape[:2]
    border = (width + 12) * (height + 7) - width * height
    assert plain["mask_pixels"] == 120 + border
    assert plain["canvas"] == [-12, 0, width + 12, height + 7]
    inverted = studio("fill", photo, *SHAPE, "-m", mask, "-o", tmp_path / "b.png", "--invert", "--json").json
    assert inverted["mask_pixels"] == width * height - 120 + border
    before, after = pixels_of(photo), pixels_of(tmp_path / "b.png")[:-7, 12:]
    assert (after[HOLE] == before[HOLE]).all()


def test_a_replay_gives_the_same_bytes(studio: Studio, photo: Path, mask: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out.png", tmp_path / "again.png"
    words = ("fill", photo, "--extend", "25%", "-m", mask, "-o", out, "-e", "exemplar", "--feather", 3)
    allowed = np.zeros((60, 80, 1), np.uint8)
    allowed[:20] = 255
    source = save_photo(tmp_path / "sources.png", allowed)
    assert studio(*words, "--source-mask", source, "--sidecar").code == 0
    assert studio("fill", "--replay", f"{out}.inpaint.json", "-o", again).code == 0
    assert out.read_bytes() == again.read_bytes()


def test_a_shape_that_it_has_already_is_said(studio: Studio, photo: Path, out: Path) -> None:
    ran = studio("fill", photo, "--extend", "4:3", "-o", out)
    assert "already has that shape" in ran.out
    assert out.read_bytes() == photo.read_bytes()


def test_what_is_too_large_is_said_with_the_limit(studio: Studio, photo: Path, out: Path) -> None:
    line = studio.fails("fill", photo, "--extend", "left=999999,top=999999", "-o", out)
    assert "megapixels, above the limit of 400" in line
    assert not out.exists()


def test_a_guide_must_have_the_size_of_the_canvas(
    studio: Studio, photo: Path, out: Path, tmp_path: Path
) -> None:
    words = ("fill", photo, "--extend", "right=20", "-o", out, "-e", "exemplar", "--guide")
    assert "100 x 60 px" in studio.fails(*words, photo)
    guide = save_photo(tmp_path / "guide.png", textured(60, 100))
    assert studio(*words, guide).code == 0


def test_a_replay_takes_the_canvas_from_its_sidecar(studio: Studio, photo: Path, out: Path) -> None:
    line = studio.fails("fill", "--replay", photo, "--extend", "16:9", "-o", out, code=2)
    assert "--extend" in line


@pytest.mark.parametrize(
    "edit", [("--invert",), ("--grow", 3), ("--widen", 2), ("--feather", 3), ("--soft",)]
)
def test_without_a_mask_nothing_is_said_about_one(
    studio: Studio, photo: Path, out: Path, edit: tuple[object, ...]
) -> None:
    line = studio.fails("fill", photo, *SHAPE, "-o", out, *edit, code=2)
    assert f"Leave out {edit[0]}: it changes the mask, and there is none." in line
    assert not out.exists()
