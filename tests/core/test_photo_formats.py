"""Files of other programs are read at full depth, and what cannot be kept is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo_io import read_photo
from tests.corpus import cmyk_profile_jpeg, opencv, picture, png_chunk, png_file, tiff

DEEP = picture(16, 24, 3, dtype=np.uint16)
DEEP_ALPHA = picture(16, 24, 4, dtype=np.uint16)


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("rgb.png", lambda: opencv(".png", DEEP), DEEP),
        ("rgba.png", lambda: opencv(".png", DEEP_ALPHA), DEEP_ALPHA),
        ("grey.png", lambda: opencv(".png", DEEP[..., 0]), DEEP[..., :1]),
        ("strips.tif", lambda: tiff(DEEP, rowsperstrip=3), DEEP),
        ("tiles.tif", lambda: tiff(DEEP, tile=(16, 16)), DEEP),
        ("deflate.tif", lambda: tiff(DEEP, compression="zlib"), DEEP),
        ("predictor.tif", lambda: tiff(DEEP, compression="zlib", predictor=True), DEEP),
        ("lzw.tif", lambda: opencv(".tif", DEEP, cv2.IMWRITE_TIFF_COMPRESSION, 5), DEEP),
        (
            "lzw-predictor.tif",
            lambda: opencv(".tif", DEEP, cv2.IMWRITE_TIFF_COMPRESSION, 5, cv2.IMWRITE_TIFF_PREDICTOR, 2),
            DEEP,
        ),
        ("big-endian.tif", lambda: tiff(DEEP, byteorder=">"), DEEP),
        ("planar.tif", lambda: tiff(np.moveaxis(DEEP, 2, 0), planarconfig="separate"), DEEP),
        ("bigtiff.tif", lambda: tiff(DEEP, bigtiff=True), DEEP),
        ("grey.tif", lambda: tiff(DEEP[..., 0]), DEEP[..., :1]),
        ("white-is-zero.tif", lambda: tiff(65535 - DEEP[..., 0], photometric="miniswhite"), DEEP[..., :1]),
        ("alpha.tif", lambda: tiff(DEEP_ALPHA, extrasamples=["unassalpha"]), DEEP_ALPHA),
    ],
)
def test_all_sixteen_bits_are_read(tmp_path: Path, name: str, data: Any, wanted: np.ndarray) -> None:
    (tmp_path / name).write_bytes(data())
    photo = read_photo(tmp_path / name)
    assert photo.dtype == np.uint16
    colours = 3 if wanted.shape[2] >= 3 else 1
    np.testing.assert_array_equal(photo.pixels, wanted[..., :colours])
    assert photo.has_alpha == (wanted.shape[2] == 4)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, wanted[..., 3])


def test_grey_with_alpha_of_16_bit_is_read_from_png(tmp_path: Path) -> None:
    both = picture(5, 6, 2, dtype=np.uint16)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in both)
    (tmp_path / "la.png").write_bytes(png_file(6, 5, 16, 4, rows))
    photo = read_photo(tmp_path / "la.png")
    np.testing.assert_array_equal(photo.pixels, both[..., :1])
    np.testing.assert_array_equal(photo.alpha, both[..., 1])


@pytest.mark.parametrize("bits", [8, 16])
def test_a_transparent_colour_becomes_alpha(tmp_path: Path, bits: int) -> None:
    dtype = np.uint8 if bits == 8 else np.uint16
    pixels = picture(5, 6, 3, dtype=dtype)
    rows = b"".join(b"\0" + row.astype(row.dtype.newbyteorder(">")).tobytes() for row in pixels)
    key = png_chunk(b"tRNS", pixels[2, 3].astype(">u2").tobytes())
    (tmp_path / "key.png").write_bytes(png_file(6, 5, bits, 2, rows, key))
    photo = read_photo(tmp_path / "key.png")
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.alpha is not None
    assert photo.alpha[2, 3] == 0
    assert photo.alpha[0, 0] == np.iinfo(dtype).max


def test_a_palette_with_transparency_becomes_rgb_with_alpha(tmp_path: Path) -> None:
    image = Image.fromarray(picture(16, 24, 3)).quantize(8)
    image.save(tmp_path / "p.png", transparency=2)
    photo = read_photo(tmp_path / "p.png")
    assert photo.channels == 3
    np.testing.assert_array_equal(photo.alpha == 0, np.asarray(image) == 2)


@pytest.mark.parametrize("transparent", [None, 0, 255])
def test_one_bit_becomes_grey(tmp_path: Path, transparent: int | None) -> None:
    image = Image.fromarray(picture(16, 24)).convert("1")
    options = {} if transparent is None else {"transparency": transparent}
    image.save(tmp_path / "1.png", **options)
    photo = read_photo(tmp_path / "1.png")
    assert photo.channels == 1
    np.testing.assert_array_equal(photo.pixels[..., 0], np.asarray(image).astype(np.uint8) * 255)
    assert photo.has_alpha == (transparent is not None)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha == 0, photo.pixels[..., 0] == transparent)


def test_cmyk_is_converted_and_said_so(tmp_path: Path) -> None:
    cmyk = Image.fromarray(picture(16, 24, 3)).convert("CMYK")
    cmyk.save(tmp_path / "plain.tif")
    photo = read_photo(tmp_path / "plain.tif")
    assert photo.channels == 3
    assert photo.icc is None
    assert "CMYK was converted to RGB without a profile" in photo.notes[0]
    np.testing.assert_array_equal(photo.pixels, np.asarray(cmyk.convert("RGB")))


def test_a_cmyk_profile_of_another_kind_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "c.jpg").write_bytes(cmyk_profile_jpeg())
    photo = read_photo(tmp_path / "c.jpg")
    assert "cannot be used" in photo.notes[0]
    assert photo.icc is None


def test_cmyk_of_16_bit_is_converted(tmp_path: Path) -> None:
    eight = np.asarray(Image.fromarray(picture(16, 24, 3)).convert("CMYK"))
    (tmp_path / "c.tif").write_bytes(tiff(eight.astype(np.uint16) * 257, photometric="separated"))
    photo = read_photo(tmp_path / "c.tif")
    np.testing.assert_array_equal(photo.pixels, np.asarray(Image.fromarray(eight, "CMYK").convert("RGB")))


def test_lab_is_converted(tmp_path: Path) -> None:
    lab = np.zeros((4, 4, 3), np.uint8)
    lab[..., 0] = 255  # L* = 100, a* = b* = 0: white
    Image.frombytes("LAB", (4, 4), lab.tobytes()).save(tmp_path / "lab.tif")
    photo = read_photo(tmp_path / "lab.tif")
    assert photo.pixels.min() >= 253
    assert photo.notes == ("Lab was converted to sRGB.",)


def test_floats_from_0_to_1_become_16_bit_with_a_note(tmp_path: Path) -> None:
    values = (DEEP / 65535).astype(np.float32)
    (tmp_path / "f.tif").write_bytes(tiff(values))
    photo = read_photo(tmp_path / "f.tif")
    np.testing.assert_array_equal(photo.pixels, DEEP)
    assert photo.notes == ("Floating-point values were converted to 16 bit.",)


def test_premultiplied_alpha_is_made_plain(tmp_path: Path) -> None:
    plain, alpha = np.full((4, 4, 3), 40000, np.uint16), np.full((4, 4), 32768, np.uint16)
    premultiplied = (plain.astype(np.uint64) * alpha[..., None] // 65535).astype(np.uint16)
    both = np.dstack([premultiplied, alpha])
    (tmp_path / "p.tif").write_bytes(tiff(both, extrasamples=["assocalpha"]))
    photo = read_photo(tmp_path / "p.tif")
    assert abs(photo.pixels.astype(int) - 40000).max() <= 2
    assert "Premultiplied alpha" in photo.notes[0]


def test_further_channels_are_left_out_with_a_note(tmp_path: Path) -> None:
    five = picture(8, 8, 5, dtype=np.uint16)
    (tmp_path / "5.tif").write_bytes(tiff(five, extrasamples=["unspecified", "unspecified"]))
    photo = read_photo(tmp_path / "5.tif")
    np.testing.assert_array_equal(photo.pixels, five[..., :3])
    assert not photo.has_alpha
    assert photo.notes == ("2 extra channels of the TIFF will not be saved.",)


@pytest.mark.parametrize("name", ["TIFF", "GIF", "WEBP", "PNG"])
def test_the_first_of_several_pictures_is_used_and_said_so(tmp_path: Path, name: str) -> None:
    first, second = Image.fromarray(picture(16, 24)), Image.fromarray(picture(16, 24, seed=1))
    options = {"lossless": True} if name == "WEBP" else {}
    first.save(tmp_path / "many", name, save_all=True, append_images=[second], **options)
    photo = read_photo(tmp_path / "many")
    np.testing.assert_array_equal(photo.pixels[..., 0], np.asarray(first))
    assert "only" in photo.notes[0]
    assert "first" in photo.notes[0]


def test_a_camera_raw_file_is_refused_instead_of_its_thumbnail(tmp_path: Path) -> None:
    raw = tiff(picture(16, 24, 3), extratags=[(50706, 1, 4, b"\1\4\0\0", True)])
    (tmp_path / "a.dng").write_bytes(raw)
    with pytest.raises(StudioError, match="camera raw"):
        read_photo(tmp_path / "a.dng")
