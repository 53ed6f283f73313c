from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from tests.cli.studio import Studio
from tests.codec.pictures import discs, psnr
from tests.corpus import cmyk_profile_jpeg
from tests.profiles import profile


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    write_photo(tmp_path / "photo.png", Photo(pixels=discs()))
    return tmp_path / "photo.png"


def test_there_and_back(studio: Studio, photo: Path, tmp_path: Path) -> None:
    ran = studio("compress", photo, "-o", tmp_path / "a.inpz", "--bpp", 0.5, "--json")
    assert ran.code == 0
    assert ran.json["bytes"] == (tmp_path / "a.inpz").stat().st_size
    assert 0.4 < ran.json["bpp"] <= 0.5
    assert studio("decompress", tmp_path / "a.inpz", "-o", tmp_path / "back.png").code == 0
    assert psnr(discs(), read_photo(tmp_path / "back.png").pixels) > 35


def test_bad_input_is_one_line(studio: Studio, photo: Path, tmp_path: Path) -> None:
    assert ".inpz" in studio.fails("compress", photo, "-o", tmp_path / "a.jpg")
    assert "--bpp" in studio.fails(
        "compress", photo, "-o", tmp_path / "a.inpz", "--bpp", 1, "--quality", 3, code=2
    )
    clear = Photo(pixels=discs(), alpha=np.full((96, 120), 90, np.uint8))
    write_photo(tmp_path / "clear.png", clear)
    assert "transparent" in studio.fails("compress", tmp_path / "clear.png", "-o", tmp_path / "a.inpz")
    assert "damaged" in studio.fails("decompress", photo, "-o", tmp_path / "b.png")
    assert not list(tmp_path.glob("*.inpz"))
    assert studio("compress", photo, "-o", tmp_path / "a.inpz", "--quality", 20).code == 0
    assert "exists" in studio.fails("compress", photo, "-o", tmp_path / "a.inpz")


def test_16_bits_become_8_with_a_note(studio: Studio, tmp_path: Path) -> None:
    write_photo(tmp_path / "deep.png", Photo(pixels=discs(40, 40).astype(np.uint16) * 257))
    ran = studio("compress", tmp_path / "deep.png", "-o", tmp_path / "a.inpz")
    assert ran.code == 0
    assert "16 bits became 8" in ran.err


def test_what_opening_changed_and_a_profile_that_is_not_used_are_said(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "print.jpg").write_bytes(cmyk_profile_jpeg())
    ran = studio("compress", tmp_path / "print.jpg", "-o", tmp_path / "a.inpz")
    assert ran.code == 0
    assert "CMYK" in ran.err
    grey = Photo(pixels=discs(channels=1), icc=profile({}, b"GRAY"))
    write_photo(tmp_path / "grey.png", grey)
    ran = studio("compress", tmp_path / "grey.png", "-o", tmp_path / "b.inpz")
    assert ran.code == 0
    assert "profile cannot be used" in ran.err
