"""JPEG 2000: palettes, depths, alpha and metadata in boxes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import photo_size, read_photo
from tests.core.photo_files import XMP
from tests.corpus import encoded, picture
from tests.hostile import assert_refused, read_in_child
from tests.picture_files import jp2, jp2_box, jp2_header, jp2_stream
from tests.profiles import srgb_profile

RGB = picture(16, 24, 3)
DEEP = picture(16, 24, 3, dtype=np.uint16)
EXIF_BOX = bytes.fromhex("4a706754696666457869662d3e4a5032")
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


COLR = jp2_box(b"colr", b"\1\0\0" + struct.pack(">I", 16))
GREY = jp2_box(b"colr", b"\1\0\0" + struct.pack(">I", 17))


def opened(folder: Path, data: bytes) -> Photo:
    path = folder / "a.jp2"
    path.write_bytes(data)
    return read_photo(path)


@pytest.mark.parametrize("columns", [3, 4])
def test_a_palette_with_repeated_colours(tmp_path: Path, columns: int) -> None:
    colours = picture(1, 8, columns)[0].repeat(2, axis=0)
    indices = (np.arange(16 * 24) % 16).astype(np.uint8).reshape(16, 24)
    palette = struct.pack(">HB", len(colours), columns) + bytes([7] * columns) + colours.tobytes()
    mapping = b"".join(struct.pack(">HBB", 0, 1, column) for column in range(columns))
    boxes = [jp2_header(1), COLR, jp2_box(b"pclr", palette), jp2_box(b"cmap", mapping)]
    if columns == 4:
        kinds = b"".join(struct.pack(">HHH", n, n == 3, 0 if n == 3 else n + 1) for n in range(4))
        boxes.append(jp2_box(b"cdef", b"\0\4" + kinds))
    photo = opened(tmp_path, jp2(jp2_stream(indices), *boxes))
    np.testing.assert_array_equal(photo.pixels, colours[indices][..., :3])
    assert photo.has_alpha == (columns == 4)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, colours[indices][..., 3])


def test_sixteen_bits_are_kept(tmp_path: Path) -> None:
    np.testing.assert_array_equal(opened(tmp_path, jp2_stream(DEEP)).pixels, DEEP)
    np.testing.assert_array_equal(opened(tmp_path, jp2_stream(DEEP[..., 0])).pixels[..., 0], DEEP[..., 0])


@pytest.mark.parametrize("bits", [4, 10, 12])
def test_other_depths_are_spread(tmp_path: Path, bits: int) -> None:
    top = (1 << bits) - 1
    values = (np.arange(16 * 24) % (top + 1)).reshape(16, 24).astype(np.uint8 if bits <= 8 else np.uint16)
    photo = opened(tmp_path, jp2_stream(values, bitspersample=bits))
    wanted = np.floor(values.astype(float) * (255 if bits <= 8 else 65535) / top + 0.5)
    np.testing.assert_array_equal(photo.pixels[..., 0], wanted)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_what_pillow_wrote_comes_back(tmp_path: Path, mode: str) -> None:
    image = Image.fromarray(picture(16, 24, 4)).convert(mode)
    photo = opened(tmp_path, encoded(image, "JPEG2000"))
    stored = np.asarray(image).reshape(16, 24, -1)
    colours = 3 if mode.startswith("RGB") else 1
    np.testing.assert_array_equal(photo.pixels, stored[..., :colours])
    assert photo.has_alpha == mode.endswith("A")
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, stored[..., -1])


def test_numbers_around_zero_are_moved(tmp_path: Path) -> None:
    grey = RGB[..., 0]
    photo = opened(tmp_path, jp2_stream((grey.astype(np.int16) - 128).astype(np.int8)))
    assert photo.dtype == np.uint8
    np.testing.assert_array_equal(photo.pixels[..., 0], grey)


def test_luminance_and_colour_differences_become_rgb(tmp_path: Path) -> None:
    stored = np.asarray(Image.fromarray(RGB).convert("YCbCr"))
    space = jp2_box(b"colr", b"\1\0\0" + struct.pack(">I", 18))
    photo = opened(tmp_path, jp2(jp2_stream(stored, mct=False), jp2_header(3), space))
    assert abs(photo.pixels.astype(int) - RGB).max() <= 4


def test_channels_of_several_depths_are_named(tmp_path: Path) -> None:
    data = bytearray(jp2_stream(RGB))
    data[42] = 9  # ten bits of red, eight of the others
    with pytest.raises(StudioError, match="kind of JPEG 2000 that cannot be edited"):
        opened(tmp_path, bytes(data))


def test_a_fourth_channel_that_is_no_alpha_is_left_out_with_a_note(tmp_path: Path) -> None:
    kinds = b"".join(
        struct.pack(">HHH", n, 0 if n < 3 else 65535, n + 1 if n < 3 else 65535) for n in range(4)
    )
    four = picture(16, 24, 4)
    photo = opened(tmp_path, jp2(jp2_stream(four), jp2_header(4), COLR, jp2_box(b"cdef", b"\0\4" + kinds)))
    np.testing.assert_array_equal(photo.pixels, four[..., :3])
    assert not photo.has_alpha
    assert photo.notes == ("1 extra channel of the JPEG 2000 will not be saved.",)


def test_metadata_is_read(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    more = jp2_box(b"uuid", EXIF_BOX, exif.tobytes()[6:]) + jp2_box(b"uuid", XMP_BOX, XMP)
    resolution = jp2_box(b"res ", jp2_box(b"resc", struct.pack(">4H2b", 11811, 1, 11811, 1, 0, 0)))
    header = (jp2_header(3), jp2_box(b"colr", b"\2\0\0" + srgb_profile()), resolution)
    photo = opened(tmp_path, jp2(jp2_stream(RGB), *header, more=more))
    np.testing.assert_array_equal(photo.pixels, np.rot90(RGB, -1))
    assert photo.icc == srgb_profile()
    assert photo.xmp == XMP
    assert photo.exif is not None
    assert photo.dpi == (300.0, 300.0)
    assert photo_size(tmp_path / "a.jp2") == Size(16, 24)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_what_is_cut_is_refused(tmp_path: Path, share: float) -> None:
    data = encoded(np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8), "JPEG2000")
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, data[: int(len(data) * share)])
    assert caught.value.code == "photo-broken"


def test_the_limit_counts_what_decoding_takes(tmp_path: Path) -> None:
    """OpenJPEG takes several times the memory of the picture."""
    data = bytearray(jp2_stream(RGB))
    data[8:16] = struct.pack(">II", 15_000, 15_000)
    path = tmp_path / "claims.jp2"
    path.write_bytes(bytes(data))
    line = assert_refused(read_in_child(path), most=200_000_000)
    assert "unpacking it needs about 6.1 GB, above the limit of 4.8 GB" in line


def test_a_large_claim_with_little_behind_it_ends_in_a_line(tmp_path: Path) -> None:
    data = bytearray(jp2_stream(RGB))
    data[8:16] = struct.pack(">II", 9_000, 9_000)
    path = tmp_path / "claims.jp2"
    path.write_bytes(bytes(data))
    assert_refused(read_in_child(path))
