"""Photos are turned upright exactly once, and keep the metadata of their files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.photo_io.reading import turned
from tests.core.photo_files import XMP, saved
from tests.corpus import encoded, opencv, picture, png_chunk, tiff
from tests.profiles import srgb_profile


def exif_block(orientation: int = 1, *, thumbnail: bytes = b"") -> bytes:
    """An EXIF block with a maker, an exposure time, a position, and perhaps a thumbnail."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera & Sons", orientation
    exif.get_ifd(0x8769)[0x829A] = 0.008
    exif.get_ifd(0x8769)[0xA002] = 4000
    exif.get_ifd(0x8825)[1] = "N"
    block = exif.tobytes()[6:]
    if not thumbnail:
        return block
    # Pillow writes big-endian blocks with their first directory at 8 and no second one
    link = 8 + 2 + 12 * int.from_bytes(block[8:10], "big")
    at = len(block) + len(block) % 2
    table = (2).to_bytes(2, "big")
    for tag, value in ((0x0201, at + 2 + 24 + 4), (0x0202, len(thumbnail))):
        table += b"".join(n.to_bytes(k, "big") for n, k in ((tag, 2), (4, 2), (1, 4), (value, 4)))
    block = (block[:link] + at.to_bytes(4, "big") + block[link + 4 :]).ljust(at, b"\0")
    return block + table + bytes(4) + thumbnail


# orientation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_agrees_with_pillow(orientation: int) -> None:
    pixels = picture(5, 7, 3)
    image = Image.fromarray(pixels)
    image.getexif()[0x0112] = orientation
    np.testing.assert_array_equal(turned(pixels, orientation), np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["8.png", "16.png", "8.tif", "8-lzw.tif", "16.tif", "8.webp", "8.jpg"])
def test_the_orientation_is_applied_once_and_reset(tmp_path: Path, kind: str, orientation: int) -> None:
    dtype = np.uint16 if kind.startswith("16") else np.uint8
    pixels = np.zeros((8, 16, 3), dtype)
    pixels[:, :8] = np.iinfo(dtype).max  # white on the left
    pixels[:4, :8, 1:] = 0  # red in the corner at the top left
    path = tmp_path / kind
    block = exif_block(orientation)
    if kind == "16.png":
        path.write_bytes(_with_chunk(opencv(".png", pixels), png_chunk(b"eXIf", block)))
    elif kind.endswith(".tif"):
        options: dict[str, Any] = {"compression": "tiff_lzw"} if "lzw" in kind else {}
        tag = [(274, 3, 1, orientation, True)]
        path.write_bytes(
            encoded(pixels, "TIFF", tiffinfo={274: orientation}, **options)
            if "lzw" in kind
            else tiff(pixels, extratags=tag)
        )
    else:
        options = {"quality": 100, "subsampling": 0} if "jpg" in kind else {}
        options |= {"lossless": True} if "webp" in kind else {}
        path.write_bytes(encoded(pixels, _pillow_name(kind), exif=b"Exif\0\0" + block, **options))
    photo = read_photo(path)
    wanted = turned(pixels, orientation)
    assert photo.pixels.shape == wanted.shape
    tolerance = 4 if "jpg" in kind else 0
    assert abs(photo.pixels.astype(int) - wanted.astype(int)).max() <= tolerance
    again = saved(tmp_path, photo, "-again" + path.suffix)
    assert abs(read_photo(again).pixels.astype(int) - wanted.astype(int)).max() <= 2 * tolerance
    if dtype == np.uint8:
        with Image.open(again) as image:
            assert ImageOps.exif_transpose(image).size == photo.pixels.shape[1::-1]


def test_an_orientation_in_xmp_alone_counts_and_is_reset(tmp_path: Path) -> None:
    packet = XMP.replace(
        b"dc:source", b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6" dc:source'
    )
    for name in ("PNG", "JPEG"):
        data = encoded(picture(16, 24, 3), name, **({"xmp": packet} if name == "JPEG" else {}))
        if name == "PNG":
            data = _with_chunk(data, png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
        (tmp_path / "x").write_bytes(data)
        photo = read_photo(tmp_path / "x")
        assert (photo.size.width, photo.size.height) == (16, 24)
        assert photo.xmp == packet.replace(b'Orientation="6"', b'Orientation="1"')


def test_the_size_in_exif_follows_the_turn(tmp_path: Path) -> None:
    (tmp_path / "t.jpg").write_bytes(encoded(picture(16, 24, 3), "JPEG", exif=b"Exif\0\0" + exif_block(6)))
    photo = read_photo(tmp_path / "t.jpg")
    exif = Image.Exif()
    exif.load(photo.exif)
    assert exif[0x0112] == 1
    assert exif.get_ifd(0x8769)[0xA002] == 16


# what the file says about the photo


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_profile_exif_xmp_and_resolution_are_kept(tmp_path: Path, ending: str, dtype: type) -> None:
    photo = Photo(
        picture(16, 24, 3, dtype=dtype),
        icc=srgb_profile(),
        exif=exif_block(),
        xmp=XMP,
        dpi=(300.0, 240.0),
    )
    path = saved(tmp_path, photo, ending)
    again = read_photo(path)
    assert again.icc == photo.icc
    assert again.xmp == XMP
    if ending != ".webp":  # which has no place for it outside EXIF
        assert again.dpi == pytest.approx((300, 240), abs=0.05)
    for exif in (_exif_of(again.exif), _exif_seen_by_pillow(path)):
        assert exif[0x010F].rstrip("\0") == "Camera & Sons"
        assert float(exif.get_ifd(0x8769)[0x829A]) == pytest.approx(0.008)
        assert exif.get_ifd(0x8825)[1].rstrip("\0") == "N"


def test_metadata_survives_a_walk_through_all_formats(tmp_path: Path) -> None:
    photo = Photo(picture(16, 24, 3), icc=srgb_profile(), exif=exif_block(), xmp=XMP)
    for ending in (".jpg", ".tif", ".png", ".webp", ".tif", ".jpg"):
        photo = read_photo(saved(tmp_path, photo, ending))
    assert photo.icc == srgb_profile()
    assert photo.xmp == XMP
    assert float(_exif_of(photo.exif).get_ifd(0x8769)[0x829A]) == pytest.approx(0.008)


def test_little_endian_exif_is_turned_upright_and_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.endian = "<"
    exif[0x010F], exif[0x0112] = "Intel order", 6
    (tmp_path / "a.jpg").write_bytes(encoded(picture(16, 24, 3), "JPEG", exif=exif.tobytes()))
    photo = read_photo(tmp_path / "a.jpg")
    assert photo.size.width == 16
    again = _exif_of(read_photo(saved(tmp_path, photo, ".tif")).exif)
    assert again[0x010F].rstrip("\0") == "Intel order"
    assert again.get(0x0112, 1) == 1


@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_the_thumbnail_in_exif_does_not_show_what_was_removed(tmp_path: Path, ending: str) -> None:
    secret = b"\xff\xd8 the face that was removed \xff\xd9"
    block = exif_block(thumbnail=secret)
    assert secret in block
    path = saved(tmp_path, Photo(picture(16, 24, 3), exif=block), ending)
    assert b"the face that was removed" not in path.read_bytes()
    assert _exif_of(read_photo(path).exif)[0x010F].rstrip("\0") == "Camera & Sons"


def test_png_keeps_its_texts_and_colour_chunks(tmp_path: Path) -> None:
    chunks = png_chunk(b"gAMA", (45455).to_bytes(4, "big")) + png_chunk(b"tEXt", b"Title\0A boat")
    (tmp_path / "t.png").write_bytes(_with_chunk(encoded(picture(16, 24, 3), "PNG"), chunks))
    path = saved(tmp_path, read_photo(tmp_path / "t.png"), ".png")
    with Image.open(path) as image:
        assert image.info["gamma"] == 0.45455
        assert image.info["Title"] == "A boat"


def test_the_iptc_block_of_a_jpeg_is_kept(tmp_path: Path) -> None:
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0e\x1c\x02\x78\0\x09A caption"
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    data = encoded(picture(16, 24, 3), "JPEG", extra=segment)
    (tmp_path / "i.jpg").write_bytes(data)
    assert iptc in saved(tmp_path, read_photo(tmp_path / "i.jpg"), ".jpg").read_bytes()


def _with_chunk(data: bytes, chunk: bytes) -> bytes:
    """A PNG with a chunk put in after its header."""
    return data[:33] + chunk + data[33:]


def _pillow_name(kind: str) -> str:
    return {"png": "PNG", "webp": "WEBP", "jpg": "JPEG"}[kind.rpartition(".")[2]]


def _exif_of(block: bytes | None) -> Image.Exif:
    exif = Image.Exif()
    exif.load(block)
    return exif


def _exif_seen_by_pillow(path: Path) -> Image.Exif:
    if path.suffix == ".tif" and read_photo(path).dtype == np.uint16:
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            return image.getexif()
    with Image.open(path) as image:
        exif = image.getexif()
        exif.get_ifd(0x8769), exif.get_ifd(0x8825)
        return exif
