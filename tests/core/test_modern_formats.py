"""HEIC, AVIF, JPEG XL and camera raw files; and the message if the package for them is missing."""

from __future__ import annotations

import importlib
import io
import struct
from pathlib import Path
from types import ModuleType
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import jxl_read, photo_size, read_photo, write_photo
from tests.core.photo_files import XMP
from tests.corpus import encoded, picture
from tests.profiles import srgb_profile
from tests.tiff_corpus import camera_raw

RGB = picture(64, 80, 3)
DEEP = picture(64, 80, 3, dtype=np.uint16)
HEIC_HEAD = b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf" + bytes(100)
CR3_HEAD = b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(100)


def opened(folder: Path, data: bytes) -> Photo:
    path = folder / "a"
    path.write_bytes(data)
    return read_photo(path)


def turned_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    return exif.tobytes()


def near(photo: Photo, wanted: np.ndarray, most: float) -> bool:
    top = np.iinfo(photo.dtype).max
    return bool(abs(photo.pixels / top - wanted / np.iinfo(wanted.dtype).max).mean() < most)


# HEIC


def heic(mode: str, pixels: np.ndarray, **options: Any) -> bytes:
    heif = pytest.importorskip("pillow_heif")
    height, width = pixels.shape[:2]
    file = heif.from_bytes(mode=mode, size=(width, height), data=np.ascontiguousarray(pixels).tobytes())
    buffer = io.BytesIO()
    try:
        file.save(buffer, quality=-1, chroma=444, matrix_coefficients=0, **options)
    except (ValueError, RuntimeError) as error:  # a build without an encoder
        pytest.skip(str(error))
    return buffer.getvalue()


def test_heic_opens_with_alpha(tmp_path: Path) -> None:
    photo = opened(tmp_path, heic("RGBA", np.dstack([RGB, RGB[..., 0]])))
    assert near(photo, RGB, 0.01)
    assert photo.alpha is not None
    assert abs(photo.alpha.astype(int) - RGB[..., 0]).mean() < 2
    assert photo.source.name == "HEIF"
    assert photo_size(tmp_path / "a") == Size(80, 64)


def test_ten_bits_of_heic_are_kept(tmp_path: Path) -> None:
    photo = opened(tmp_path, heic("RGB;16", DEEP))
    assert photo.dtype == np.uint16
    assert near(photo, DEEP, 0.01)
    assert len(np.unique(photo.pixels)) > 256
    assert abs(int(photo.pixels.max()) - int(DEEP.max())) < 200  # spread over the whole range


def test_heic_is_turned_once_and_keeps_what_it_says(tmp_path: Path) -> None:
    data = heic("RGB", RGB, exif=turned_exif(), xmp=XMP, icc_profile=srgb_profile())
    photo = opened(tmp_path, data)
    assert photo.size == Size(64, 80) == photo_size(tmp_path / "a")
    assert near(photo, np.rot90(RGB, -1), 0.02)
    assert photo.exif is not None
    assert photo.xmp == XMP
    write_photo(tmp_path / "b.jpg", photo)
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.size == (64, 80)
        assert image.getexif()[0x010F] == "Maker"
        assert image.getexif().get(0x0112, 1) == 1


def test_a_broken_heic_is_refused(tmp_path: Path) -> None:
    data = heic("RGB", RGB)
    for broken in (data[: len(data) // 2], HEIC_HEAD):
        with pytest.raises(StudioError) as caught:
            opened(tmp_path, broken)
        assert caught.value.code == "photo-broken"


# AVIF


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_avif_is_read_in_its_depth(tmp_path: Path, bits: int) -> None:
    pixels = (DEEP >> (16 - bits)).astype(np.uint8 if bits == 8 else np.uint16)
    options = {} if bits == 8 else {"bitspersample": bits}
    photo = opened(tmp_path, bytes(imagecodecs.avif_encode(pixels, level=100, **options)))
    assert photo.dtype == (np.uint8 if bits == 8 else np.uint16)
    assert near(photo, DEEP, 0.02)
    assert photo.pixels.max() > (250 if bits == 8 else 64_000)


def test_avif_is_turned_once_and_keeps_what_it_says(tmp_path: Path) -> None:
    data = encoded(
        np.dstack([RGB, RGB[..., 0]]),
        "AVIF",
        quality=100,
        subsampling="4:4:4",
        exif=turned_exif(),
        xmp=XMP,
        icc_profile=srgb_profile(),
    )
    photo = opened(tmp_path, data)
    assert photo.size == Size(64, 80) == photo_size(tmp_path / "a")
    assert near(photo, np.rot90(RGB, -1), 0.02)
    assert photo.has_alpha
    assert photo.icc == srgb_profile()
    assert photo.xmp == XMP
    assert photo.exif is not None


def test_a_broken_avif_is_refused(tmp_path: Path) -> None:
    data = encoded(RGB, "AVIF")
    for broken in (data[: len(data) // 2], data[:200], data[:40]):
        with pytest.raises(StudioError) as caught:
            opened(tmp_path, broken)
        assert caught.value.code == "photo-broken"


# JPEG XL


def jxl(array: np.ndarray, **options: Any) -> bytes:
    return bytes(imagecodecs.jpegxl_encode(array, lossless=True, **options))


def jxl_box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), name) + data


def in_boxes(stream: bytes, *boxes: bytes) -> bytes:
    head = jxl_box(b"JXL ", b"\r\n\x87\n") + jxl_box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return head + b"".join(boxes) + jxl_box(b"jxlc", stream)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_jpeg_xl_is_read_in_its_depth(tmp_path: Path, bits: int, channels: int) -> None:
    pixels = np.dstack([DEEP, DEEP[..., 0]])[..., :channels] >> (16 - bits)
    pixels = pixels.astype(np.uint8 if bits == 8 else np.uint16)
    data = jxl(pixels[..., 0] if channels == 1 else pixels, bitspersample=bits)
    photo = opened(tmp_path, data)
    top = 255 if bits == 8 else 65535
    wanted = np.floor(pixels.astype(float) * top / ((1 << bits) - 1) + 0.5)
    np.testing.assert_array_equal(photo.pixels, wanted[..., :3] if channels == 4 else wanted)
    assert photo.has_alpha == (channels == 4)
    # this encoder calls everything but 8 bit linear
    assert [note[:30] for note in photo.notes] == ([] if bits == 8 else ["The colour profile of the JPEG"])
    assert photo_size(tmp_path / "a") == Size(80, 64)


def test_what_the_boxes_of_jpeg_xl_say_is_kept(tmp_path: Path) -> None:
    stream = jxl(RGB, usecontainer=False)
    exif = jxl_box(b"Exif", bytes(4) + turned_exif()[6:])
    photo = opened(tmp_path, in_boxes(stream, exif, jxl_box(b"xml ", XMP)))
    np.testing.assert_array_equal(photo.pixels, RGB)  # only the code stream says how it is turned
    assert photo.exif is not None
    assert photo.xmp == XMP


def test_compressed_boxes_of_jpeg_xl_are_unpacked_within_bounds(tmp_path: Path) -> None:
    stream = jxl(RGB, usecontainer=False)
    packed = jxl_box(b"brob", b"xml " + bytes(imagecodecs.brotli_encode(XMP)))
    assert opened(tmp_path, in_boxes(stream, packed)).xmp == XMP
    bomb = jxl_box(b"brob", b"xml " + bytes(imagecodecs.brotli_encode(bytes(200 << 20), level=1)))
    photo = opened(tmp_path, in_boxes(stream, bomb))
    assert photo.xmp is None
    assert photo.notes == ("The XMP in the file is damaged or far too long; it was left out.",)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_jpeg_xl_that_is_cut_is_refused(tmp_path: Path, share: float) -> None:
    data = jxl(RGB, usecontainer=False)
    with pytest.raises(StudioError, match="ends too early"):
        opened(tmp_path, data[: int(share * len(data))])


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ("ff0a" + "ff" * 12, None),
        ("ff0a8f41240804010055", (80, 64)),
    ],
)
def test_the_size_of_a_jpeg_xl_stands_in_its_head(head: str, size: tuple[int, int] | None) -> None:
    file = io.BytesIO(bytes.fromhex(head))
    header = jxl_read.header_of(file, jxl_read.boxes_of(file))
    assert header.width > 0
    if size:
        assert (header.width, header.height) == size


def test_the_limit_speaks_before_a_jpeg_xl_is_unpacked(tmp_path: Path) -> None:
    # not small; height 1 + 2**30 - 1 by the fourth way, the same width
    bits = 0 | 3 << 1 | ((1 << 30) - 1) << 3 | 1 << 33
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, b"\xff\x0a" + bits.to_bytes(16, "little"))
    assert caught.value.code == "photo-too-large"


# camera raw


def dng(orientation: int = 1) -> bytes:
    """A made-up raw file: a ramp behind a Bayer pattern."""
    sensor = np.linspace(0, 60_000, 48 * 64).reshape(48, 64).astype(np.uint16)
    tags = [
        (33421, 3, 2, (2, 2), True),
        (33422, 1, 4, b"\0\1\1\2", True),
        (50706, 1, 4, b"\1\4\0\0", True),
        (50707, 1, 4, b"\1\1\0\0", True),
        (50708, 2, 0, "Made up", True),
        (50721, 10, 9, (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1), True),
        (50728, 5, 3, (1, 2, 1, 1, 1, 2), True),
        (50717, 3, 1, 65535, True),
        (50778, 3, 1, 21, True),
        (274, 3, 1, orientation, True),
        (271, 2, 0, "Maker", True),
    ]
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, sensor, photometric=32803, extratags=tags, metadata=None)
    return buffer.getvalue()


def test_a_raw_file_is_developed_to_16_bit(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    photo = opened(tmp_path, dng())
    assert photo.size == Size(64, 48)
    assert photo.dtype == np.uint16
    rows = photo.pixels.mean(axis=(1, 2))
    assert (np.diff(rows[:20]) > 0).all()
    assert photo.source.name == "RAW"
    assert photo.notes == (
        "The camera raw file was developed with the camera's white balance; the file itself is not changed.",
    )
    assert photo.exif is not None


def test_the_sensor_is_developed_and_not_the_thumbnail_before_it(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    photo = opened(tmp_path, camera_raw())
    assert photo.size == Size(96, 64)
    assert photo.dtype == np.uint16
    assert photo_size(tmp_path / "a") is None


def test_a_raw_file_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    upright, turned = opened(tmp_path, dng()), opened(tmp_path, dng(6))
    np.testing.assert_array_equal(turned.pixels, np.rot90(upright.pixels, -1))


def test_a_raw_file_that_is_cut_is_refused_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rawpy")
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, dng()[:-3000])
    assert caught.value.code == "photo-broken"
    assert capfd.readouterr() == ("", "")


def test_a_raw_file_that_cannot_be_developed_says_so(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    with pytest.raises(StudioError, match="camera raw"):
        opened(tmp_path, CR3_HEAD)


# without the extras


@pytest.mark.parametrize(
    ("data", "module", "extra"),
    [
        (HEIC_HEAD, "pillow_heif", "heic"),
        (CR3_HEAD, "rawpy", "raw"),
        (b"FUJIFILMCCD-RAW " + bytes(100), "rawpy", "raw"),
        (camera_raw(), "rawpy", "raw"),
    ],
)
def test_without_its_package_the_line_says_how_to_get_it(
    tmp_path: Path, data: bytes, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def without(name: str, *args: Any) -> ModuleType:
        if name == module:
            raise ModuleNotFoundError(name)
        return real(name, *args)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, data)
    assert str(caught.value).endswith(f'pip install "inpaint-studio[{extra}]".')
