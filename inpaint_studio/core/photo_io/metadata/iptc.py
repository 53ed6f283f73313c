"""IPTC data sets (IIM), and the Photoshop image resources that contain them in most files.

Formats: IPTC IIM 4.2; "Image Resource Blocks" in Adobe's Photoshop file format specification.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator

_IPTC, _DIGEST = 0x0404, 0x0425
_MOST_PARTS = 1_000_000
_SIGNATURES = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")
# thumbnails would still show removed objects; EXIF, XMP and the colour profile are copies that would
# contradict the originals as soon as those change
_LEFT_OUT = {0x0409, 0x040C, 0x040F, 0x0422, 0x0423, 0x0424}


def split(resources: bytes) -> tuple[bytes | None, bytes | None, bool]:
    """The IPTC among image resources, the other resources, and whether all of them could be read.

    Thumbnails and copies of other metadata are left out. The digest of IPTC is kept as a sign that a
    digest should be written.
    """
    iptc, others = [], []
    at = 0
    for kind, start, end, data in _resources(resources):
        at = end
        if kind == _IPTC:
            # only the last data set may be followed by padding
            iptc.append(data[: _end(data)] if is_sound(data) else data)
        elif kind not in _LEFT_OUT:
            others.append(resources[start:end])
    whole = not resources[at:].strip(b"\0")
    return b"".join(iptc) or None, b"".join(others) or None, whole


def joined(iptc: bytes | None, others: bytes | None) -> bytes:
    """The image resources of IPTC and the others; a digest of IPTC among them is updated."""
    made = [_resource(_IPTC, iptc)] if iptc else []
    for kind, start, end, _ in _resources(others or b""):
        if kind != _DIGEST:
            made.append((others or b"")[start:end])
        elif iptc:
            made.append(_resource(_DIGEST, hashlib.md5(iptc, usedforsecurity=False).digest()))
    return b"".join(made)


def says_more(others: bytes | None) -> bool:
    """Whether there is any image resource besides the digest of IPTC."""
    return any(kind != _DIGEST for kind, *_ in _resources(others or b""))


def is_sound(iptc: bytes) -> bool:
    """Whether these are only data sets (and padding)."""
    end = _end(iptc)
    return end is not None and len(iptc.rstrip(b"\0")) <= end <= len(iptc)


def _end(iptc: bytes) -> int | None:
    """The end of the data sets at the start, possibly beyond the last byte; None if there are none."""
    at, most = 0, len(iptc.rstrip(b"\0"))
    for _ in range(_MOST_PARTS):
        if at >= most or iptc[at] != 0x1C or at + 5 > len(iptc):
            break
        length = int.from_bytes(iptc[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # the length follows, in this many bytes
            size = length & 0x7FFF
            length = int.from_bytes(iptc[at : at + min(size, 8)], "big")
            at += size
        at += length
    return at or None


def of_tiff(data_sets: bytes | None, resources: bytes | None) -> tuple[bytes | None, bytes | None, bool]:
    """The tags 33723 and 34377 of a TIFF in the form of `split`; IPTC is from the first one if present."""
    if data_sets and data_sets[:1] != b"\x1c" and data_sets[3:4] == b"\x1c":
        # some programs write it as 32-bit integers, whose bytes are swapped with the byte order
        padded = data_sets.ljust(-(-len(data_sets) // 4) * 4, b"\0")
        data_sets = b"".join(padded[at : at + 4][::-1] for at in range(0, len(padded), 4))
    own, others, whole = split(resources or b"")
    return data_sets or own, others, whole


def as_raw_profile(name: str, data: bytes) -> bytes:
    """The contents of a PNG's zTXt chunk with `data` in the form of ImageMagick and ExifTool.

    The text is a name, the number of bytes, and the bytes in hexadecimal.
    """
    digits = data.hex()
    lines = "\n".join(digits[start : start + 72] for start in range(0, len(digits), 72))
    text = f"\n{name}\n{len(data):8}\n{lines}\n"
    return f"Raw profile type {name}".encode() + b"\0\0" + zlib.compress(text.encode("ascii"))


def of_profile(profile: bytes) -> tuple[bytes | None, bytes | None, bool]:
    """The contents of a PNG's raw profile "iptc" or "8bim" in the form of `split`.

    ExifTool writes only the data sets, ImageMagick image resources.
    """
    return (profile, None, is_sound(profile)) if profile[:1] == b"\x1c" else split(profile)


def _resources(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Number, start, end and data of each resource, up to the first broken one."""
    at = 0
    while data[at : at + 4] in _SIGNATURES and at + 12 <= len(data):
        start = at
        kind, name = struct.unpack_from(">HB", data, at + 4)
        at += 6 + (name + 2) // 2 * 2  # the name and its length take an even number of bytes
        if at + 4 > len(data):
            return
        length: int = struct.unpack_from(">I", data, at)[0]
        at += 4
        if at + length > len(data):
            return
        found = data[at : at + length]
        at += length + length % 2
        yield kind, start, min(at, len(data)), found


def _resource(kind: int, data: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", kind, 0, len(data)) + data + b"\0" * (len(data) % 2)
