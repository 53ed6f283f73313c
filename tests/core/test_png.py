"""PNG in all its kinds: colour keys, depths, metadata in every place, and claims that are false."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo_io import photo_size, read_photo, write_photo
from tests.core.photo_files import XMP
from tests.corpus import encoded, picture, png_chunk, png_file
from tests.hostile import assert_opened, assert_refused, read_in_child, zeros
from tests.picture_files import packed_rows, raw_profile
from tests.profiles import srgb_profile

MIDDLE = picture(16, 24, 3)
TURNED = Image.Exif()
TURNED[0x0112] = 6
TURNED[0x010F] = "Maker"
EXIF = TURNED.tobytes()[6:]


def with_chunks(*chunks: bytes) -> bytes:
    """A sound picture of 24 x 16 px with these chunks before its pixels."""
    rows = b"".join(b"\0" + row.tobytes() for row in MIDDLE)
    return png_file(24, 16, 8, 2, rows, *chunks)


def opened(folder: Path, data: bytes):  # type: ignore[no-untyped-def]
    path = folder / "a.png"
    path.write_bytes(data)
    return read_photo(path)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_grey_with_a_transparent_value_keeps_it(tmp_path: Path, bits: int) -> None:
    top = (1 << bits) - 1
    values = np.linspace(0, top, 16 * 24).round().astype(np.uint16).reshape(16, 24)
    key = int(values[3, 7])
    data = png_file(24, 16, bits, 0, packed_rows(values, bits), png_chunk(b"tRNS", struct.pack(">H", key)))
    photo = opened(tmp_path, data)
    scale = (65535 if bits == 16 else 255) // top
    np.testing.assert_array_equal(photo.pixels[..., 0], values * scale)
    assert photo.alpha is not None
    np.testing.assert_array_equal(photo.alpha == 0, values == key)
    assert photo.alpha.max() == (65535 if bits == 16 else 255)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits_are_spread_over_eight(tmp_path: Path, bits: int) -> None:
    top = (1 << bits) - 1
    values = np.arange(16 * 24, dtype=np.uint16).reshape(16, 24) % (top + 1)
    photo = opened(tmp_path, png_file(24, 16, bits, 0, packed_rows(values, bits)))
    np.testing.assert_array_equal(photo.pixels[..., 0], values * (255 // top))
    assert not photo.has_alpha


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_a_palette_of_any_depth_becomes_rgb(tmp_path: Path, bits: int) -> None:
    colours = picture(1, 1 << bits, 3)[0]
    values = np.arange(16 * 24).reshape(16, 24) % (1 << bits)
    more = (png_chunk(b"PLTE", colours.tobytes()), png_chunk(b"tRNS", b"\x40\x80"))
    photo = opened(tmp_path, png_file(24, 16, bits, 3, packed_rows(values, bits), *more))
    np.testing.assert_array_equal(photo.pixels, colours[values])
    assert photo.alpha is not None
    np.testing.assert_array_equal(photo.alpha, np.array([0x40, 0x80, *[255] * 300])[values])


@pytest.mark.parametrize("chunk", [b"tEXt", b"zTXt", b"iTXt"])
@pytest.mark.parametrize("kind", ["exif", "APP1"])
def test_exif_in_a_text_turns_the_photo_and_is_kept(tmp_path: Path, kind: str, chunk: bytes) -> None:
    photo = opened(tmp_path, with_chunks(raw_profile(kind, b"Exif\0\0" + EXIF, chunk)))
    np.testing.assert_array_equal(photo.pixels, np.rot90(MIDDLE, -1))
    assert photo.exif is not None
    assert photo_size(tmp_path / "a.png") == photo.size == Size(16, 24)
    for ending in (".png", ".jpg", ".tif"):
        write_photo(tmp_path / f"b{ending}", photo)
        again = read_photo(tmp_path / f"b{ending}")
        assert again.size == photo.size
        with Image.open(tmp_path / f"b{ending}") as image:
            assert image.getexif()[0x010F] == "Maker"
            assert image.getexif().get(0x0112, 1) == 1


def test_what_was_taken_from_a_text_is_written_once(tmp_path: Path) -> None:
    write_photo(tmp_path / "b.png", opened(tmp_path, with_chunks(raw_profile("exif", b"Exif\0\0" + EXIF))))
    data = (tmp_path / "b.png").read_bytes()
    assert data.count(b"eXIf") == 1
    assert b"Raw profile" not in data


def test_iptc_in_a_text_whose_name_is_of_two_words_is_kept(tmp_path: Path) -> None:
    data_sets = b"\x1c\x02\x6e\0\4Anna"
    resources = struct.pack(">4sHHI", b"8BIM", 0x0404, 0, len(data_sets)) + data_sets + b"\0"
    text = f"\nIPTC profile\n{len(resources):8}\n{resources.hex()}\n".encode()
    photo = opened(
        tmp_path, with_chunks(png_chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(text)))
    )
    assert photo.iptc == data_sets
    assert photo.notes == ()


@pytest.mark.parametrize("missing", [1, 4, 6])
def test_a_whole_profile_is_kept_though_its_stream_lacks_the_end(tmp_path: Path, missing: int) -> None:
    packed = zlib.compress(srgb_profile(), 0)[:-missing] if missing <= 4 else flushed(srgb_profile())
    photo = opened(tmp_path, with_chunks(png_chunk(b"iCCP", b"name\0\0" + packed)))
    assert photo.icc == srgb_profile()
    assert photo.notes == ()


def flushed(data: bytes) -> bytes:
    """A zlib stream that never ends, but out of which all data comes."""
    packer = zlib.compressobj()
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize("kind", ["xmp", "APP1"])
def test_xmp_in_a_text_is_kept(tmp_path: Path, kind: str) -> None:
    head = b"http://ns.adobe.com/xap/1.0/\0" if kind == "APP1" else b""
    photo = opened(tmp_path, with_chunks(raw_profile(kind, head + XMP)))
    assert photo.xmp == XMP


def test_the_orientation_may_stand_in_xmp(tmp_path: Path) -> None:
    packet = XMP.replace(
        b"dc:source", b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="3" dc:source'
    )
    photo = opened(tmp_path, with_chunks(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)))
    np.testing.assert_array_equal(photo.pixels, MIDDLE[::-1, ::-1])


@pytest.mark.parametrize(
    ("what", "chunk"),
    [
        ("XMP", png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)[:-9])),
        ("XMP", png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0nothing")),
        ("XMP", png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0")),
        ("colour profile", png_chunk(b"iCCP", b"name\0\0" + zlib.compress(srgb_profile())[:200])),
        ("colour profile", png_chunk(b"iCCP", b"no end of the name")),
        ("EXIF", png_chunk(b"eXIf", b"no exif")),
        ("EXIF", raw_profile("exif", b"")),
        ("EXIF", png_chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 10\nnot digits\n")),
        ("EXIF", png_chunk(b"zTXt", b"Raw profile type exif\0\0not zlib")),
        ("EXIF", png_chunk(b"eXIf", EXIF)[:-4] + b"oops"),
    ],
)
def test_broken_metadata_does_not_refuse_a_sound_photo(tmp_path: Path, what: str, chunk: bytes) -> None:
    photo = opened(tmp_path, with_chunks(chunk))
    np.testing.assert_array_equal(photo.pixels, MIDDLE)
    assert photo.notes == (f"The {what} in the file is damaged or far too long; it was left out.",)


@pytest.mark.parametrize("what", ["XMP", "colour profile", "EXIF"])
def test_metadata_is_unpacked_to_a_limit_only(tmp_path: Path, what: str) -> None:
    packed = zeros(900 << 20)
    assert len(packed) < 1_000_000
    chunk = {
        "XMP": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed),
        "colour profile": png_chunk(b"iCCP", b"name\0\0" + packed),
        "EXIF": png_chunk(b"zTXt", b"Raw profile type exif\0\0" + packed),
    }[what]
    path = tmp_path / "bomb.png"
    path.write_bytes(with_chunks(chunk))
    note = f"The {what} in the file is damaged or far too long; it was left out."
    assert assert_opened(read_in_child(path), most=400_000_000) == ("24 x 16", note)


def test_many_pieces_of_metadata_share_one_limit(tmp_path: Path) -> None:
    piece = zeros(50 << 20)
    chunks = [png_chunk(b"iCCP", b"name\0\0" + piece)]
    chunks += [
        png_chunk(b"zTXt", b"Raw profile type " + kind + b"\0\0" + piece) for kind in (b"exif", b"xmp")
    ]
    path = tmp_path / "bombs.png"
    path.write_bytes(with_chunks(*chunks))
    assert_opened(read_in_child(path), most=400_000_000)


def test_no_more_pixels_are_unpacked_than_the_header_needs(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zeros(900 << 20))
        + png_chunk(b"IEND", b"")
    )
    path = tmp_path / "bomb.png"
    path.write_bytes(data)
    assert_opened(read_in_child(path), most=300_000_000)


def test_a_hundred_thousand_chunks_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "chunks.png"
    path.write_bytes(with_chunks(png_chunk(b"tEXt", b"a\0b") * 60_000))
    assert_opened(read_in_child(path), most=300_000_000)


def test_a_chunk_that_claims_gigabytes_is_cut(tmp_path: Path) -> None:
    data = with_chunks()
    path = tmp_path / "claims.png"
    path.write_bytes(data[:33] + struct.pack(">I4s", 0x7FFFFFFF, b"tEXt") + data[33:])
    assert "ends too early" in assert_refused(read_in_child(path))


@pytest.mark.parametrize(
    "data",
    [
        png_file(24, 16, 8, 7, bytes(10_000)),
        png_file(24, 16, 3, 0, bytes(10_000)),
        png_file(24, 16, 16, 3, bytes(10_000)),
        png_file(24, 16, 8, 3, bytes(10_000)),  # without a palette
        png_file(24, 16, 8, 2, b"\x09" * 10_000),  # with filters that don't exist
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""),
        with_chunks().replace(b"IDAT", b"JDAT"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, data)
    assert caught.value.code == "photo-broken"


def test_a_file_without_pixels_is_refused(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b"")
    with pytest.raises(StudioError, match="pixels are missing"):
        opened(tmp_path, data)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM"])
def test_the_size_is_known_from_the_head_of_a_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(encoded(MIDDLE, name))
    assert photo_size(path) == Size(24, 16)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_the_size_is_that_of_the_photo_upright(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(encoded(MIDDLE, name, exif=TURNED))
    assert photo_size(path) == Size(16, 24) == read_photo(path).size


@pytest.mark.parametrize("data", [b"nothing", b"\x89PNG\r\n\x1a\n", b"II*\0", b"\xff\xd8\xff"])
def test_a_size_that_nobody_can_tell_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert photo_size(path) is None


def test_the_size_of_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudioError) as caught:
        photo_size(tmp_path / "a")
    assert caught.value.code == "file-missing"
