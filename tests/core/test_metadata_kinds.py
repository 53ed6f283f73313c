"""From each format to each: every kind of metadata is kept or named, never lost silently."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.core.photo_io import kept as metadata
from inpaint_studio.core.photo_io import read_photo, write_photo
from tests import jpeg_corpus as corpus
from tests.core.photo_files import XMP
from tests.core.test_photo_metadata import exif_block
from tests.corpus import encoded, picture, png_chunk, tiff
from tests.profiles import srgb_profile

PROFILE, EXIF, PACKET, IPTC = metadata.PROFILE, metadata.EXIF, metadata.XMP, metadata.IPTC
RESOURCES, COMMENT, RESOLUTION = metadata.RESOURCES, metadata.COMMENT, metadata.RESOLUTION
TEXTS, COLOURS = metadata.TEXTS, metadata.COLOURS
PATHS = (0x07D0, b"a clipping path.")


def _jpeg() -> bytes:
    own = corpus.resources((0x0404, corpus.iptc()), PATHS)
    options = {"exif": b"Exif\0\0" + exif_block(), "icc_profile": srgb_profile(), "dpi": (300, 300)}
    return corpus.with_segments(corpus.plain(**options, xmp=XMP, comment=b"A comment"), own)


def _png() -> bytes:
    resources = struct.pack(">4sHHI", b"8BIM", 0x0404, 0, len(corpus.iptc())) + corpus.iptc()
    raw = f"\niptc\n{len(resources):8}\n{resources.hex()}\n".encode()
    chunks = (
        png_chunk(b"iCCP", b"p\0\0" + zlib.compress(srgb_profile()))
        + png_chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))
        + png_chunk(b"eXIf", exif_block())
        + png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)
        + png_chunk(b"tEXt", b"Title\0A boat")
        + png_chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(raw))
    )
    data = encoded(picture(16, 24, 3), "PNG")
    return data[:33] + chunks + data[33:]


def _bare_png() -> bytes:
    chunk = png_chunk(b"gAMA", (100_000).to_bytes(4, "big"))
    data = encoded(picture(16, 24, 3), "PNG")
    return data[:33] + chunk + data[33:]


def _tiff() -> bytes:
    tags = [
        (700, 1, len(XMP), XMP, True),
        (33723, 7, len(corpus.iptc()), corpus.iptc(), True),
        (34675, 7, len(srgb_profile()), srgb_profile(), True),
        (315, 2, 0, "Somebody", True),
    ]
    return tiff(picture(16, 24, 3), extratags=tags, resolution=(300, 300), resolutionunit=2)


def _webp() -> bytes:
    options = {"exif": exif_block(), "icc_profile": srgb_profile(), "xmp": XMP}
    return encoded(picture(16, 24, 3), "WEBP", lossless=True, **options)


def _gif() -> bytes:
    return encoded(Image.fromarray(picture(16, 24)), "GIF", comment=b"A comment")


SOURCES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "photo.jpg": (_jpeg, {PROFILE, EXIF, PACKET, IPTC, RESOURCES, COMMENT, RESOLUTION}),
    "photo.png": (_png, {PROFILE, EXIF, PACKET, IPTC, RESOLUTION, TEXTS}),
    "bare.png": (_bare_png, {COLOURS}),
    "photo.tif": (_tiff, {PROFILE, EXIF, PACKET, IPTC, RESOLUTION}),
    "photo.webp": (_webp, {PROFILE, EXIF, PACKET}),
    "photo.gif": (_gif, {COMMENT}),
}
"""Files by a hand that is not ours, and the kinds of metadata in each."""

TARGETS = (".png", ".jpg", ".tif", ".webp", ".bmp")


def found_in(path: Path) -> set[str]:
    """The kinds of metadata in a file, with their contents as above, as Pillow or tifffile reads them."""
    if path.suffix == ".bmp":
        return _found_in_bmp(path.read_bytes())
    if path.suffix == ".tif":
        return _found_in_tiff(path)
    with Image.open(path) as image:
        image.load()
        info, exif = image.info, image.getexif()
        texts = {str(key): str(value) for key, value in getattr(image, "text", {}).items()}
        block = info.get("photoshop", {})
    raw = texts.get("Raw profile type iptc", "").split(None, 2)
    resources = bytes.fromhex(raw[2]) if len(raw) == 3 else b""
    packet = info.get("xmp", b"")
    has = {
        PROFILE: info.get("icc_profile") == srgb_profile(),
        EXIF: bool({0x010F, 0x013B} & set(exif)),
        PACKET: b"archive" in (packet if isinstance(packet, bytes) else packet.encode()),
        IPTC: block.get(0x0404) == corpus.iptc() or corpus.iptc() in resources,
        RESOURCES: block.get(PATHS[0]) == PATHS[1] or PATHS[1] in resources,
        COMMENT: info.get("comment") == b"A comment" or texts.get("Comment") == "A comment",
        RESOLUTION: round(info.get("dpi", (0, 0))[0]) == 300 or exif.get(0x011A) == 300,
        TEXTS: texts.get("Title") == "A boat",
        COLOURS: info.get("gamma") == 1.0,
    }
    return {kind for kind, there in has.items() if there}


def _found_in_tiff(path: Path) -> set[str]:
    with tifffile.TiffFile(path) as file:
        tags = file.pages.first.tags
        values = {tag.code: tag.value for tag in tags}
    resolution = values.get(282, (0, 1))
    has = {
        PROFILE: values.get(34675) == srgb_profile(),
        EXIF: bool({0x010F, 0x013B} & set(values)),
        PACKET: b"archive" in bytes(values.get(700, b"")),
        IPTC: values.get(33723) == corpus.iptc(),
        RESOURCES: PATHS[1] in path.read_bytes(),
        COMMENT: values.get(270) == "A comment",
        RESOLUTION: resolution[0] == 300 * resolution[1],
    }
    return {kind for kind, there in has.items() if there}


def _found_in_bmp(data: bytes) -> set[str]:
    found = {RESOLUTION} if struct.unpack_from("<i", data, 38)[0] == 11811 else set()
    if data[14 + 56 : 14 + 60] == b"DEBM":
        at, length = struct.unpack_from("<II", data, 14 + 112)
        found |= {PROFILE} if data[14 + at : 14 + at + length] == srgb_profile() else set()
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_every_kind_of_metadata_is_in_the_new_file_or_named(tmp_path: Path, source: str) -> None:
    make, kinds = SOURCES[source]
    path = tmp_path / source
    path.write_bytes(make())
    photo = read_photo(path)
    assert photo.notes == ()
    for ending in TARGETS:
        target = tmp_path / f"saved{ending}"
        notes = write_photo(target, photo)
        there = found_in(target)
        lines = [line for line in notes if "cannot hold" in line]
        assert len(lines) <= 1
        for kind in kinds:
            assert (kind in there) != any(kind in line for line in lines), (source, ending, kind, notes)


@pytest.mark.parametrize("source", SOURCES)
def test_a_second_walk_loses_no_more(tmp_path: Path, source: str) -> None:
    """What our own files hold, our own reader finds: saved again, the same kinds are there."""
    path = tmp_path / source
    path.write_bytes(SOURCES[source][0]())
    for ending in (".png", ".jpg", ".tif"):
        first, second = tmp_path / f"first{ending}", tmp_path / f"second{ending}"
        write_photo(first, read_photo(path))
        write_photo(second, read_photo(first))
        assert found_in(second) == found_in(first), (source, ending)


@pytest.mark.parametrize("ending", TARGETS)
def test_the_profile_in_a_file_does_not_touch_its_pixels(tmp_path: Path, ending: str) -> None:
    (tmp_path / "photo.tif").write_bytes(_tiff())
    photo = read_photo(tmp_path / "photo.tif")
    write_photo(tmp_path / f"saved{ending}", photo)
    with Image.open(tmp_path / f"saved{ending}") as image:
        difference = np.abs(np.asarray(image.convert("RGB")).astype(int) - photo.pixels)
    assert difference.max() <= (0 if ending in (".png", ".tif", ".bmp") else 24)
