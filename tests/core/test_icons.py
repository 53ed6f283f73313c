"""ICO, CUR and ICNS: the largest picture is read, and its size checked before it is unpacked."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo_io import read_photo
from tests.corpus import encoded, picture
from tests.hostile import assert_refused, read_in_child
from tests.picture_files import bmp, bmp_rows, icns, ico, large_png

SQUARE = picture(32, 32, 4)


@pytest.mark.parametrize("bitmap", ["png", "bmp"])
def test_what_pillow_wrote_comes_back(tmp_path: Path, bitmap: str) -> None:
    path = tmp_path / "a.ico"
    Image.fromarray(SQUARE).save(path, sizes=[(16, 16), (32, 32)], bitmap_format=bitmap)
    photo = read_photo(path)
    np.testing.assert_array_equal(photo.pixels, SQUARE[..., :3])
    np.testing.assert_array_equal(photo.alpha, SQUARE[..., 3])
    assert photo.source.name == "ICO"


@pytest.mark.parametrize("kind", [1, 2])
def test_the_largest_picture_is_taken_whatever_the_table_says(tmp_path: Path, kind: int) -> None:
    deep = picture(40, 50, 3)
    path = tmp_path / "a.ico"
    path.write_bytes(ico(encoded(SQUARE, "PNG"), encoded(deep, "PNG"), kind=kind))
    np.testing.assert_array_equal(read_photo(path).pixels, deep)


@pytest.mark.parametrize("header", [40, 124])
@pytest.mark.parametrize("length", [8, None])
def test_a_bitmap_opens_whatever_its_header_and_its_length_in_the_table(
    tmp_path: Path, header: int, length: int | None
) -> None:
    rows, transparent = np.full((4, 4), 0x336699), bytes(4 * 4)
    data = bytearray(ico(bmp(bmp_rows(rows, 24) + transparent, 24, size=(4, 8), header=header)[14:]))
    struct.pack_into("<BB", data, 6, 4, 4)
    if length is not None:
        struct.pack_into("<I", data, 14, length)
    path = tmp_path / "a.ico"
    path.write_bytes(data)
    photo = read_photo(path)
    assert photo.size == Size(4, 4)
    assert (photo.pixels == [0x33, 0x66, 0x99]).all()


@pytest.mark.parametrize("name", ["PNG", "JPEG2000"])
def test_an_icns_file_opens(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.icns"
    path.write_bytes(icns((b"TOC ", b"anything"), (b"ic07", encoded(picture(128, 128, 3), name))))
    photo = read_photo(path)
    np.testing.assert_array_equal(photo.pixels, picture(128, 128, 3))
    assert photo.size == Size(128, 128)


@pytest.mark.parametrize("ending", ["ico", "icns"])
def test_the_limit_speaks_before_anything_is_unpacked(tmp_path: Path, ending: str) -> None:
    png = large_png(30_000)
    assert len(png) < 1_000_000
    path = tmp_path / f"a.{ending}"
    path.write_bytes(ico(png) if ending == "ico" else icns((b"ic10", png)))
    line = assert_refused(read_in_child(path), most=200_000_000)
    assert "900 megapixels, above the limit of 400" in line


@pytest.mark.parametrize(
    "data",
    [
        ico(encoded(SQUARE, "PNG"))[:40],
        ico(b"\x28\0\0\0" + bytes(36)),
        ico(b""),
        b"\0\0\1\0\xff\xff" + bytes(100),
        icns((b"ic07", encoded(SQUARE, "PNG")))[:-5],
        b"icns\0\0\0\x08",
        icns((b"ic07", b"nothing")),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(data)
    with pytest.raises(StudioError) as caught:
        read_photo(path)
    assert caught.value.code == "photo-broken"
