"""JPEG files made by code: odd ones that must open, and malicious ones, each below 1 MB."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

from tests.corpus import encoded, picture

XMP_HEAD, EXTENSION_HEAD = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
HDR, CONTAINER = "http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.google.com/photos/1.0/container/"
CAMERA, NOTE = "http://ns.google.com/photos/1.0/camera/", "http://ns.adobe.com/xmp/note/"


def segment(marker: int, data: bytes) -> bytes:
    """A segment with its length."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with these segments put in at its start."""
    return data[:2] + b"".join(segments) + data[2:]


def plain(**options: object) -> bytes:
    """A JPEG of 24 x 16 px."""
    return encoded(picture(16, 24, 3), "JPEG", **options)


def packet(attributes: str = "", children: str = "") -> bytes:
    """An XMP packet of one description, whose own namespaces are declared in `attributes`."""
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {_RDF}><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" {attributes}>{children}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def xmp_segment(text: bytes) -> bytes:
    """The segment of a packet."""
    return segment(0xE1, XMP_HEAD + text)


def extended_xmp(extension: bytes, *, name: str = "", length: int | None = None) -> list[bytes]:
    """The segments of a packet and its extension; the name is right unless given, the length too."""
    name = name or hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
    made = [xmp_segment(packet(f'xmlns:n="{NOTE}" n:HasExtendedXMP="{name}" dc:source="archive"'))]
    for start in range(0, len(extension), 60_000):
        head = struct.pack(">II", len(extension) if length is None else length, start)
        body = EXTENSION_HEAD + name.encode() + head + extension[start : start + 60_000]
        made.append(segment(0xE1, body))
    return made


def ultra_hdr() -> bytes:
    """A photo with a gain map: an index of two pictures, a container in XMP, the map after the picture."""
    items = "".join(
        f'<rdf:li rdf:parseType="Resource"><C:Item I:Semantic="{what}" I:Mime="image/jpeg"/></rdf:li>'
        for what in ("Primary", "GainMap")
    )
    text = packet(
        f'xmlns:h="{HDR}" xmlns:C="{CONTAINER}" xmlns:I="{CONTAINER}item/" h:Version="1.0" '
        'dc:source="archive"',
        f"<C:Directory><rdf:Seq>{items}</rdf:Seq></C:Directory>",
    )
    gain = with_segments(
        encoded(picture(8, 12), "JPEG"), xmp_segment(packet(f'xmlns:h="{HDR}" h:GainMapMax="2"'))
    )
    return with_segments(plain(), xmp_segment(text), index(2)) + gain


def index(count: int) -> bytes:
    """The segment that says how many pictures are in a file (MPF)."""
    directory = struct.pack("<HHHII", 1, 0xB001, 4, 1, count) + bytes(4)
    return segment(0xE2, b"MPF\0II*\0\x08\0\0\0" + directory)


def motion_photo() -> bytes:
    """A photo with a video after it."""
    text = packet(f'xmlns:G="{CAMERA}" G:MotionPhoto="1" G:MicroVideoOffset="99" dc:source="archive"')
    return with_segments(plain(), xmp_segment(text)) + b"\0\0\0\x18ftypmp42" + bytes(60)


def resources(*blocks: tuple[int, bytes]) -> bytes:
    """The segment of these image resources."""
    made = b"".join(
        struct.pack(">4sHHI", b"8BIM", kind, 0, len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in blocks
    )
    return segment(0xED, b"Photoshop 3.0\0" + made)


def iptc(caption: str = "A caption") -> bytes:
    """Data sets with a caption."""
    return struct.pack(">BBBH", 0x1C, 2, 120, len(caption)) + caption.encode("latin-1")


def deep(bits: int, *, lossless: bool = False, channels: int = 3) -> tuple[bytes, np.ndarray]:
    """A JPEG of so many bits, and the samples in it."""
    shape = (16, 24, 3) if channels == 3 else (16, 24)
    samples = picture(*shape, dtype=np.uint16) >> (16 - bits)
    samples = samples.astype(np.uint8 if bits <= 8 else np.uint16)
    data = imagecodecs.jpeg8_encode(
        samples, level=98, bitspersample=bits, lossless=lossless, subsampling="444"
    )
    return bytes(data), samples


def jpeg_ls(bits: int = 16) -> tuple[bytes, np.ndarray]:
    """A JPEG-LS file, and the samples in it."""
    samples = picture(16, 24, 3, dtype=np.uint16 if bits == 16 else np.uint8)
    return bytes(imagecodecs.jpegls_encode(samples)), samples


def of_frame(marker: int, *, bits: int = 8, height: int | None = None, sampling: bytes = b"") -> bytes:
    """The plain JPEG with another kind of frame header than it has."""
    data = bytearray(plain(subsampling=0))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = marker, bits
    if height is not None:
        data[at + 5 : at + 7] = struct.pack(">H", height)
    for number, one in enumerate(sampling):
        data[at + 11 + 3 * number] = one
    return bytes(data)


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same with another size in its frame header."""
    at = next(
        data.index(bytes((0xFF, kind, 0, 17))) for kind in (0xC0, 0xC2) if bytes((0xFF, kind, 0, 17)) in data
    )
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there so many times more."""
    data = encoded(np.zeros((64, 64, 3), np.uint8), "JPEG", progressive=True)
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * count + data[-2:]


def greedy_exif(count: int = 5000) -> bytes:
    """A segment of EXIF with thousands of entries, each of which is most of the block."""
    entries = b"".join(struct.pack("<HHII", 0x010F + number, 2, 60_000, 8) for number in range(count))
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", count) + entries + bytes(4)
    return segment(0xE1, (b"Exif\0\0" + block).ljust(65_000, b"A"))


def exploding_xmp(encoding: str = "utf-8") -> bytes:
    """A packet in which ten definitions build on each other."""
    entities = "".join(
        f"<!ENTITY e{number} '{f'&e{number - 1};' * 10 if number else 'a' * 10}'>" for number in range(10)
    )
    text = f"<!DOCTYPE x [{entities}]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&e9;</x:xmpmeta>"
    return xmp_segment(text.encode(encoding))


Maker = Callable[[], bytes]

OPENING: dict[str, tuple[Maker, str]] = {
    "greedy-exif.jpg": (lambda: with_segments(plain(), greedy_exif()), ""),
    "greedy-exif-in-parts.jpg": (lambda: with_segments(plain(), *[greedy_exif()] * 14), ""),
    "exif-in-a-circle.jpg": (lambda: with_segments(plain(), _circle()), ""),
    "empty-segments.jpg": (lambda: with_segments(plain(), segment(0xE5, b"") * 240_000), ""),
    "fill-bytes.jpg": (lambda: with_segments(plain(), b"\xff" * 900_000), ""),
    "exploding-xmp.jpg": (lambda: with_segments(plain(), exploding_xmp()), "XMP"),
    "exploding-xmp-16.jpg": (lambda: with_segments(plain(), exploding_xmp("utf-16")), "XMP"),
    "deep-xmp.jpg": (lambda: with_segments(plain(), xmp_segment(b"<a>" * 15_000)), "XMP"),
    "broken-xmp.jpg": (lambda: with_segments(plain(), xmp_segment(b"<x:xmpmeta <<")), "XMP"),
    "extension-of-4-gb.jpg": (
        lambda: with_segments(plain(), *extended_xmp(b"<a/>", length=0xFFFFFFFF)),
        "extended XMP",
    ),
    "extension-of-many-nodes.jpg": (
        lambda: with_segments(plain(), *extended_xmp(b"<a>" + b"<b/>" * 220_000 + b"</a>")),
        "extended XMP",
    ),
    "namespaces-without-end.jpg": (
        lambda: with_segments(
            plain(),
            *extended_xmp(packet(" ".join(f'xmlns:p{number}="u:{number}"' for number in range(40_000)))),
        ),
        "",
    ),
    "orientations-without-end.jpg": (
        lambda: with_segments(plain(), *extended_xmp(b"<a>" + b" tiff:Orientation  " * 45_000 + b"</a>")),
        "",
    ),
    "empty-resources.jpg": (
        lambda: with_segments(plain(), *[resources(*[(1000, b"")] * 5400)] * 14),
        "",
    ),
    "index-of-millions.jpg": (lambda: with_segments(plain(), index(0xFFFFFFFF)), ""),
}
"""Hostile files that open, and what their note must name; "" for no note."""

REFUSED: dict[str, tuple[Maker, str]] = {
    "2000-scans.jpg": (lambda: scans(2000), "too many scans"),
    "400-scans-of-36-megapixels.jpg": (lambda: claiming(scans(400), 6000, 6000), "too many scans"),
    "baseline-2000-scans.jpg": (lambda: _repeated(), "too many scans"),
    "380-megapixels-of-nothing.jpg": (lambda: claiming(plain(), 20_000, 19_000), "damaged"),
    "380-megapixels-progressive.jpg": (lambda: claiming(plain(progressive=True), 20_000, 19_000), "damaged"),
    "fill-bytes-alone.jpg": (lambda: b"\xff\xd8" + b"\xff" * 900_000, "damaged"),
    "tables-without-end.jpg": (lambda: b"\xff\xd8" + segment(0xC4, bytes(17)) * 45_000, "damaged"),
}
"""Hostile files that are refused, and what the line must say."""


def write_all(folder: Path, makers: dict[str, tuple[Maker, str]]) -> dict[str, Path]:
    """The files, made in `folder`."""
    for name, (make, _) in makers.items():
        data = make()
        assert len(data) < 1_000_000, name
        (folder / name).write_bytes(data)
    return {name: folder / name for name in makers}


def _circle() -> bytes:
    """EXIF whose directory points to itself as its EXIF directory and as the next one."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + struct.pack("<I", 8))


def _repeated() -> bytes:
    data = encoded(Image.new("L", (64, 64)), "JPEG")
    return data[:-2] + data[data.index(b"\xff\xda") : -2] * 2000 + data[-2:]
