"""BMP in all the kinds that programs write, including those of other test suites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import photo_size, read_photo
from tests.corpus import encoded, picture
from tests.hostile import assert_refused, read_in_child
from tests.picture_files import bmp, bmp_rows
from tests.profiles import srgb_profile

RGB = picture(5, 7, 3)
EIGHT_BIT_FIELDS = (0xFF0000, 0xFF00, 0xFF, 0)


def opened(folder: Path, data: bytes) -> Photo:
    path = folder / "a.bmp"
    path.write_bytes(data)
    return read_photo(path)


@pytest.mark.parametrize(
    ("bits", "fields"),
    [
        (16, (0xF00, 0xF0, 0xF, 0)),
        (16, (0xF00, 0xF0, 0xF, 0xF000)),
        (16, (0x7C00, 0x3E0, 0x1F, 0)),
        (16, (0x7C00, 0x3E0, 0x1F, 0x8000)),
        (16, (0xF800, 0x7E0, 0x1F, 0)),
        (16, (0xC000, 0x3800, 0x7, 0)),
        (16, (0xE000, 0x1000, 0xE00, 0)),
        (32, EIGHT_BIT_FIELDS),
        (32, (0xFF, 0xFF00, 0xFF0000, 0)),
        (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
        (32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
        (32, (0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000)),
        (32, (0xFFE00000, 0x1FFC00, 0x3FF, 0)),
        (32, (0xFE000000, 0x1FFFF80, 0x7F, 0)),
    ],
)
@pytest.mark.parametrize("header", [40, 52, 56, 108, 124])
def test_bit_fields_of_any_place_and_width(
    tmp_path: Path, bits: int, fields: tuple[int, int, int, int], header: int
) -> None:
    given = fields if header >= 56 or (header == 40 and fields[3]) else fields[:3]
    packing = 6 if header == 40 and fields[3] else 3
    words = np.random.default_rng(0).integers(0, 1 << bits, (5, 7), dtype=np.int64)
    photo = opened(tmp_path, bmp(bmp_rows(words, bits), bits, packing, header=header, fields=given))
    deep = max(field.bit_count() for field in given) > 8
    assert photo.dtype == (np.uint16 if deep else np.uint8)
    for channel, field in enumerate(given):
        shift = (field & -field).bit_length() - 1 if field else 0
        values = (words & field) >> shift
        wanted = np.floor(values * (65535 if deep else 255) / max(1, field >> shift) + 0.5)
        if channel == 3:
            assert photo.has_alpha == bool(field)
        if channel < 3 or photo.alpha is not None:
            plane = photo.pixels[..., channel] if channel < 3 else photo.alpha
            np.testing.assert_array_equal(plane, wanted)


@pytest.mark.parametrize("header", [12, 40, 64, 108, 124])
@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_palettes_of_every_depth(tmp_path: Path, bits: int, header: int) -> None:
    colours = picture(1, 1 << bits, 3)[0]
    values = np.arange(35).reshape(5, 7) % (1 << bits)
    each = 3 if header == 12 else 4
    palette = b"".join(bytes(colour[::-1]).ljust(each, b"\0") for colour in colours)
    photo = opened(tmp_path, bmp(bmp_rows(values, bits), bits, header=header, palette=palette, gap=6))
    np.testing.assert_array_equal(photo.pixels, colours[values])


def test_a_grey_palette_is_grey(tmp_path: Path) -> None:
    values = np.arange(35).reshape(5, 7)
    palette = b"".join(bytes((255 - n, 255 - n, 255 - n, 0)) for n in range(256))
    photo = opened(tmp_path, bmp(bmp_rows(values, 8), 8, palette=palette))
    assert photo.channels == 1
    np.testing.assert_array_equal(photo.pixels[..., 0], 255 - values)


def test_a_short_palette_is_black_beyond_its_end(tmp_path: Path) -> None:
    values = np.array([[0, 1, 2, 3, 4, 5, 255]] * 5)
    palette = bytes((9, 8, 7, 0)) * 3
    photo = opened(tmp_path, bmp(bmp_rows(values, 8), 8, palette=palette, colours=3))
    assert photo.pixels[0].tolist() == [[7, 8, 9]] * 3 + [[0, 0, 0]] * 4


def test_rows_may_come_from_the_top(tmp_path: Path) -> None:
    data = bmp_rows(np.arange(35).reshape(5, 7)[::-1] * 0x010101, 24)
    photo = opened(tmp_path, bmp(data, 24, size=(7, -5)))
    np.testing.assert_array_equal(photo.pixels[..., 0], np.arange(35).reshape(5, 7))
    assert photo_size(tmp_path / "a.bmp") == Size(7, 5)


def test_the_fourth_byte_without_a_field_is_no_alpha(tmp_path: Path) -> None:
    words = np.full((5, 7), 0x80112233, np.int64)
    photo = opened(tmp_path, bmp(bmp_rows(words, 32), 32))
    assert not photo.has_alpha
    assert photo.pixels[0, 0].tolist() == [0x11, 0x22, 0x33]


def test_an_alpha_of_zeros_means_nothing(tmp_path: Path) -> None:
    words = np.full((5, 7), 0x112233, np.int64)
    fields = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    assert not opened(tmp_path, bmp(bmp_rows(words, 32), 32, 3, header=108, fields=fields)).has_alpha


GREYS = b"".join(bytes((n, n, n, 0)) for n in range(256))


@pytest.mark.parametrize(
    ("bits", "data", "wanted"),
    [
        (8, b"\3\x05\1\x06\0\0" + b"\0\4\1\2\3\4\0\0" + b"\0\1", [[1, 2, 3, 4], [5, 5, 5, 6]]),
        (8, b"\4\1\0\0\4\2", [[2, 2, 2, 2], [1, 1, 1, 1]]),  # without an end, but whole
        (8, b"\1\x09\0\2\1\1\2\7\0\1", [[0, 0, 7, 7], [9, 0, 0, 0]]),  # a step to the right and up
        (8, b"\x20\1\0\0\0\1", [[0, 0, 0, 0], [1, 1, 1, 1]]),  # runs that are too long
        (8, b"\0\3\1\2\3\0\1\4\0\0\0\1", [[0, 0, 0, 0], [1, 2, 3, 4]]),  # an odd number of values
        (4, b"\4\x12\0\0" + b"\0\3\x34\x50\1\x60\0\1", [[3, 4, 5, 6], [1, 2, 1, 2]]),
        (4, b"\0\1", [[0, 0, 0, 0], [0, 0, 0, 0]]),
    ],
)
def test_run_lengths(tmp_path: Path, bits: int, data: bytes, wanted: Any) -> None:
    palette = GREYS[: 4 << bits]
    photo = opened(tmp_path, bmp(data, bits, 1 if bits == 8 else 2, size=(4, 2), palette=palette))
    assert photo.pixels[..., 0].tolist() == wanted


def test_run_lengths_of_os2_hold_colours(tmp_path: Path) -> None:
    data = b"\1\3\2\1" + b"\0\3\6\5\4\x09\x08\7\6\5\4\0" + b"\0\0" + b"\4\0\0\1" + b"\0\1"
    photo = opened(tmp_path, bmp(data, 24, 4, size=(4, 2), header=64))
    assert photo.pixels.tolist() == [[[1, 0, 0]] * 4, [[1, 2, 3], [4, 5, 6], [7, 8, 9], [4, 5, 6]]]


@pytest.mark.parametrize("data", [b"\4\1\0\0\3\2", b"\4", b"\0\2\1", b"\0\x08\1\2"])
def test_run_lengths_that_end_too_early_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StudioError, match="ends too early"):
        opened(tmp_path, bmp(data, 8, 1, size=(4, 2), palette=GREYS))


def test_the_profile_is_read(tmp_path: Path) -> None:
    data = bmp(bmp_rows(np.zeros((5, 7)), 24), 24, header=124, profile=srgb_profile())
    photo = opened(tmp_path, data)
    assert photo.icc == srgb_profile()
    assert photo.dpi == (96.01, 96.01)


@pytest.mark.parametrize(("kind", "words"), [(b"KNIL", "in another file"), (b"DEBM", "damaged")])
def test_a_profile_that_is_not_there_is_said_to_be_missing(tmp_path: Path, kind: bytes, words: str) -> None:
    data = bmp(bmp_rows(np.zeros((5, 7)), 24), 24, header=124, profile=srgb_profile(), profile_kind=kind)
    photo = opened(tmp_path, data[:-4] if kind == b"DEBM" else data)
    assert photo.icc is None
    assert words in photo.notes[0]


@pytest.mark.parametrize(("name", "packing"), [("JPEG", 4), ("PNG", 5)])
def test_a_whole_jpeg_or_png_may_be_inside(tmp_path: Path, name: str, packing: int) -> None:
    options = {"quality": 100, "subsampling": 0} if name == "JPEG" else {}
    photo = opened(tmp_path, bmp(encoded(RGB, name, **options), 0, packing))
    assert photo.size == Size(7, 5)
    assert abs(photo.pixels.astype(int) - RGB).mean() < 3


@pytest.mark.parametrize(
    ("bits", "packing", "header", "words"),
    [(64, 0, 40, "64 bit"), (32, 11, 40, "CMYK"), (1, 3, 64, "Huffman")],
)
def test_the_kind_is_named_if_it_cannot_be_read(
    tmp_path: Path, bits: int, packing: int, header: int, words: str
) -> None:
    with pytest.raises(StudioError, match=words) as caught:
        opened(tmp_path, bmp(bytes(1000), bits, packing, header=header))
    assert caught.value.code == "photo-unsuited"


@pytest.mark.parametrize(
    "data",
    [
        bmp(bytes(1000), 5),
        bmp(bytes(1000), 0),
        bmp(bytes(1000), 8, 2),
        bmp(bytes(1000), 32, 3, fields=(0, 0, 0)),
        bmp(bytes(1000), 32, 3, fields=(0x505, 0xF000, 0xF0000)),
        bmp(bytes(1000), 16, 3, fields=(0xF0000, 0xF0, 0xF)),
        bmp(bytes(1000), 8, size=(0, 5)),
        bmp(bytes(1000), 8, size=(-7, 5)),
        bmp(bytes(1000), 8, colours=1 << 30),
        bmp(bytes(1000), 24, size=(70, 50)),
        bmp(b"", 24)[:30],
        b"BM",
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, data)
    assert caught.value.code == "photo-broken"


def test_runs_that_claim_a_large_picture_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    path.write_bytes(bmp(b"\0\2\0\1" * 10_000, 8, 1, size=(60_000, 6_000), palette=GREYS))
    assert "pixels are missing" in assert_refused(read_in_child(path), most=200_000_000)


@pytest.mark.parametrize("header", [40, 108, 124])
def test_a_bare_dib_is_the_same_picture(tmp_path: Path, header: int) -> None:
    values = np.arange(35).reshape(5, 7) % 16
    palette = np.dstack([picture(1, 16, 3)[..., ::-1], np.zeros((1, 16, 1), np.uint8)]).tobytes()
    whole = bmp(bmp_rows(values, 4), 4, header=header, palette=palette)
    expected = opened(tmp_path, whole)
    (tmp_path / "a.dib").write_bytes(whole[14:])
    photo = read_photo(tmp_path / "a.dib")
    np.testing.assert_array_equal(photo.pixels, expected.pixels)
    assert photo_size(tmp_path / "a.dib") == Size(7, 5)


def test_a_bare_dib_keeps_its_profile(tmp_path: Path) -> None:
    whole = bmp(bmp_rows(np.arange(35).reshape(5, 7), 24), 24, header=124, profile=srgb_profile())
    assert opened(tmp_path, whole[14:]).icc == srgb_profile()
