"""`inpaint-studio style` and `texture`: options, outputs, sidecars, errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.studio import Studio, pixels_of, save_photo
from tests.engines.test_style import halves, strokes
from tests.engines.test_texture import pebbles


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save_photo(tmp_path / "photo.png", halves())


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    return save_photo(tmp_path / "painting.png", strokes("|", "-"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return save_photo(tmp_path / "sample.png", (pebbles(64) * 65535).astype(np.uint16))


def test_a_photo_is_painted_and_the_sidecar_paints_it_again(
    studio: Studio, photo: Path, painting: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out.png", tmp_path / "again.png"
    ran = studio("style", photo, "--from", painting, "-o", out, "--seed", 3, "--strength", 0.9, "--sidecar")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Painted 9,216 px in ")
    about = json.loads((tmp_path / "out.png.inpaint.json").read_text())
    assert about["params"]["painting"] == "painting.png"
    assert about["params"]["strength"] == 0.9
    assert (pixels_of(out) != halves()).mean() > 0.5
    ran = studio("fill", photo, "--replay", tmp_path / "out.png.inpaint.json", "-o", again)
    assert ran.code == 0, ran.err
    assert again.read_bytes() == out.read_bytes()
    save_photo(painting, strokes("-", "|"), overwrite=True)
    err = studio.fails("fill", "--replay", tmp_path / "out.png.inpaint.json", "-o", tmp_path / "third.png")
    assert "painting.png" in err


def test_only_the_mask_is_painted(studio: Studio, photo: Path, painting: Path, tmp_path: Path) -> None:
    covered = np.zeros((96, 96), np.uint8)
    covered[10:50, 40:90] = 255
    mask = save_photo(tmp_path / "mask.png", covered[..., None])
    out = tmp_path / "out.png"
    ran = studio("style", photo, "--from", painting, "--mask", mask, "-o", out, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["mask_pixels"] == 40 * 50
    assert np.array_equal(pixels_of(out)[covered == 0], halves()[covered == 0])


def test_what_style_refuses(studio: Studio, photo: Path, painting: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert "--from" in studio.fails("style", photo, "-o", out, code=2)
    assert "--colours" in studio.fails(
        "style", photo, "--from", painting, "-o", out, "--colours", "mine", code=2
    )
    assert "--grow" in studio.fails("style", photo, "--from", painting, "-o", out, "--grow", 2, code=2)
    assert "same file" in studio.fails("style", photo, "--from", painting, "-o", painting, code=2)
    assert "none.png" in studio.fails("style", photo, "--from", tmp_path / "none.png", "-o", out)
    assert not out.exists()


def test_a_texture_keeps_the_depth_and_can_be_made_again(
    studio: Studio, sample: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out.png", tmp_path / "again.png"
    ran = studio(
        "texture", sample, "--size", "70x50", "--tile", "-o", out, "--seed", 2, "--sidecar", "--json"
    )
    assert ran.code == 0, ran.err
    assert ran.json["size"] == [70, 50]
    assert pixels_of(out).dtype == np.uint16
    assert pixels_of(out).shape == (50, 70, 3)
    sidecar = tmp_path / "out.png.inpaint.json"
    ran = studio("texture", "--replay", sidecar, "-o", again)
    assert ran.code == 0, ran.err
    assert again.read_bytes() == out.read_bytes()
    # what is no longer true of the picture does not stay beside it
    assert studio("texture", sample, "--size", "40x30", "-o", out, "--overwrite").code == 0
    assert pixels_of(out).shape == (30, 40, 3)
    assert not sidecar.exists()


def test_what_texture_refuses(studio: Studio, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert "Missing --size" in studio.fails("texture", sample, "-o", out, code=2)
    for size in ("70", "70x", "8x50", "axb", "-70x50", "70x50x2"):
        assert "no size" in studio.fails("texture", sample, "--size", size, "-o", out, code=2)
    assert "megapixels" in studio.fails("texture", sample, "--size", "90000x90000", "-o", out, code=2)
    broken = tmp_path / "broken.inpaint.json"
    for text in ("{", "[]", '{"schema": 1, "kind": "texture"}', '{"schema": 1, "kind": "fill"}'):
        broken.write_text(text)
        assert "broken.inpaint.json" in studio.fails("texture", "--replay", broken, "-o", out)
    assert not out.exists()


def test_hidden_colours_are_neither_painted_with_nor_woven_in(
    studio: Studio, photo: Path, sample: Path, tmp_path: Path
) -> None:
    clear = np.dstack([halves(), np.where(np.arange(96) < 50, 255, 0)[None].repeat(96, 0)]).astype(np.uint8)
    cut = save_photo(tmp_path / "cut.png", clear)
    out = tmp_path / "out.png"
    assert "transparent" in studio.fails("style", photo, "--from", cut, "-o", out)
    assert "transparent" in studio.fails("texture", cut, "--size", "40x40", "-o", out)
    assert not out.exists()


def test_a_texture_replaces_a_fill_and_its_sidecar_and_talks_of_no_mask(
    studio: Studio, photo: Path, painting: Path, sample: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jpg"
    assert studio("style", photo, "--from", painting, "-o", out, "--strength", 0, "--sidecar").code == 0
    assert (tmp_path / "out.jpg.inpaint.json").exists()
    ran = studio("texture", sample, "--size", "40x30", "-o", out, "--overwrite", "--json")
    assert ran.code == 0, ran.err
    assert not (tmp_path / "out.jpg.inpaint.json").exists()
    assert not any("mask" in note for note in ran.json["notes"])
    assert studio("texture", sample, "--size", "40x30", "-o", out, "--overwrite", "--sidecar").code == 0
    ran = studio("style", photo, "--from", painting, "-o", out, "--strength", 0, "--overwrite")
    assert ran.code == 0, ran.err
    assert not (tmp_path / "out.jpg.inpaint.json").exists()


def test_each_command_names_the_one_that_repeats_a_sidecar(
    studio: Studio, photo: Path, painting: Path, sample: Path, tmp_path: Path
) -> None:
    fill, texture, again = tmp_path / "fill.png", tmp_path / "texture.png", tmp_path / "again.png"
    assert studio("style", photo, "--from", painting, "-o", fill, "--strength", 0, "--sidecar").code == 0
    assert studio("texture", sample, "--size", "40x30", "-o", texture, "--sidecar").code == 0
    sidecars = [tmp_path / f"{name}.png.inpaint.json" for name in ("fill", "texture")]
    assert "fill --replay" in studio.fails("texture", "--replay", sidecars[0], "-o", again)
    assert "texture --replay" in studio.fails("fill", "--replay", sidecars[1], "-o", again)
