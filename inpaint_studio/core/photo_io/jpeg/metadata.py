"""The metadata in the segments of a JPEG file, and notes about other contents that will be lost.

Formats: JFIF 1.02; EXIF 2.32; ICC.1 annex B.4; extended XMP in part 3 of Adobe's XMP specification;
image resources of Photoshop; several pictures in one file: CIPA DC-007 (MPF).
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from ...errors import Note, listed
from .. import kept as metadata
from ..decoded import FileMetadata, left_out
from ..metadata import exif, iptc, xmp, xmp_tree
from ..metadata.ifd import layout, read_ifd
from .segments import APP0, COM, JpegHeader

EXIF_HEAD, ICC_HEAD, RESOURCES_HEAD = b"Exif\0", b"ICC_PROFILE\0", b"Photoshop 3.0\0"
XMP_HEAD, EXTENSION_HEAD = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_ISO_GAIN_MAP, _MPF = b"urn:iso:std:iso:ts:21496:-1\0", b"MPF\0"
_OURS = {
    0: (b"JFIF\0", b"JFXX\0", b"AVI1"),
    1: (EXIF_HEAD, XMP_HEAD, EXTENSION_HEAD),
    2: (ICC_HEAD, _MPF, _ISO_GAIN_MAP),
    8: (b"SPIFF\0",),
    12: (b"Ducky",),
    13: (RESOURCES_HEAD, b"Adobe_CM"),
    14: (b"Adobe",),
    15: (b"Q ",),
}
"""The beginnings of application data that is kept, or is about the encoding, or a thumbnail."""
_LONGEST = 65533
_PICTURES = 0xB001
_MOST_PICTURES = 1000
_TRAILER = 16 << 20
_GAIN_MAPS = re.compile(rb"hdr-gain-map|hdrgainmap|HDRGainMap|urn:iso:std:iso:ts:21496")
_VIDEO = re.compile(rb"ftyp(mp4|isom|iso\d|qt  |avc1|hev|M4V)|MotionPhoto_Data")

Apps = list[tuple[int, bytes]]
"""Application data: number (1 for APP1) and contents."""


def of(file: BinaryIO, header: JpegHeader, end: int | None) -> FileMetadata:
    """The metadata of a file whose picture ends at `end` (None: unknown)."""
    apps = [(marker - APP0, data) for marker, data in header.segments if APP0 <= marker < APP0 + 16]
    block = _exif(_bodies(apps, 1, EXIF_HEAD))
    packet, extended = _xmp(apps)
    data_sets, others, whole = iptc.split(b"".join(_bodies(apps, 13, RESOURCES_HEAD)))
    profiles = _bodies(apps, 2, ICC_HEAD)
    icc = _profile(profiles)
    broken = {
        metadata.PROFILE: bool(profiles) and icc is None,
        metadata.EXIF: bool(_bodies(apps, 1, EXIF_HEAD)) and block is None,
        Note("extended-xmp"): not extended,
        metadata.IPTC: not whole,
    }
    notes = [left_out(what) for what, is_broken in broken.items() if is_broken]
    if header.excess:
        notes.append(Note("metadata-much"))
    return FileMetadata(
        icc=icc,
        exif=block,
        xmp=packet,
        iptc=data_sets,
        photoshop=others,
        comments=tuple(data for marker, data in header.segments if marker == COM and data.strip(b"\0 ")),
        dpi=_density(apps) or exif.dpi(block),
        orientation=exif.orientation(block, packet),
        notes=(*_lost(apps, _after(file, end)), *notes),
    )


def _bodies(apps: Apps, number: int, head: bytes) -> list[bytes]:
    """The contents of the segments that begin with `head`, without it."""
    return [data[len(head) :] for own, data in apps if own == number and data.startswith(head)]


def _profile(bodies: list[bytes]) -> bytes | None:
    """The colour profile if it is complete: each part has its number, from 1, and the number of parts."""
    parts: dict[int, bytes] = {}
    counts = {data[1] for data in bodies if len(data) > 1}
    for data in bodies:
        if len(data) < 2 or parts.setdefault(data[0], data[2:]) != data[2:]:
            return None
    if len(counts) != 1 or set(parts) != set(range(1, counts.pop() + 1)):
        return None
    return b"".join(part for _, part in sorted(parts.items()))


def _exif(bodies: list[bytes]) -> bytes | None:
    """The EXIF block; one that is longer than a segment continues in the next ones."""
    last = next((at for at, data in enumerate(bodies) if len(data) < _LONGEST - 16), len(bodies))
    return exif.bare(b"".join(data[1:] for data in bodies[: last + 1]))


def _xmp(apps: Apps) -> tuple[bytes | None, bool]:
    """The packet with its extension merged in, and whether that was complete."""
    packets = _bodies(apps, 1, XMP_HEAD)
    extensions = _bodies(apps, 1, EXTENSION_HEAD)
    packet = next((one for one in packets if one.strip(b"\0 \t\r\n")), None)
    name = xmp.extension_of(packet)
    if packet is None or name is None:
        return packet, not extensions
    extension = _extension(extensions, name.encode("ascii", "replace"))
    joined = None if extension is None else xmp.with_extension(packet, extension)
    return joined or packet, joined is not None


def _extension(bodies: list[bytes], name: bytes) -> bytes | None:
    """The extension of this name if it is complete.

    Each part has the name (32 characters), the total length, and its offset.
    """
    parts: dict[int, bytes] = {}
    lengths = set()
    for data in bodies:
        if len(data) >= 40 and data[:32].upper() == name.upper():
            length, offset = struct.unpack(">II", data[32:40])
            parts[offset] = data[40:]
            lengths.add(length)
    at = 0
    for offset, part in sorted(parts.items()):
        if offset != at:
            return None
        at += len(part)
    return b"".join(part for _, part in sorted(parts.items())) if lengths == {at} else None


def _density(apps: Apps) -> tuple[float, float] | None:
    """The density of JFIF in pixels per inch; None if it gives only a ratio."""
    for number, data in apps:
        if number == 0 and data.startswith(b"JFIF\0") and len(data) >= 12:
            unit, x, y = struct.unpack(">BHH", data[7:12])
            factor = {1: 1.0, 2: 2.54}.get(unit)
            return (x * factor, y * factor) if factor and x and y else None
    return None


def _after(file: BinaryIO, end: int | None) -> bytes:
    """The (first) data after the picture; empty if that is only padding."""
    if end is None:
        return b""
    file.seek(end)
    data = file.read(_TRAILER)
    return data if data.strip(b"\0\xff \t\r\n") else b""


def _lost(apps: Apps, trailer: bytes) -> list[str]:
    """A note for each kind of data in the file that will not be saved."""
    pictures, gain_map, credentials = 1, False, False
    names: dict[str, None] = {}
    for number, data in apps:
        if number == 2 and data.startswith(_MPF):
            pictures = max(pictures, _pictures(data[len(_MPF) :]))
        elif number == 2 and data.startswith(_ISO_GAIN_MAP):
            gain_map = True
        elif number == 11 and data.startswith(b"JP"):
            credentials = True  # boxes (JUMBF), which are rarely used for anything else
        elif data.strip(b"\0 ") and not data.startswith(_OURS.get(number, ())):
            names[f"APP{number}"] = None
    second = trailer.startswith(b"\xff\xd8\xff") or pictures > 1
    said = b"".join(_bodies(apps, 1, XMP_HEAD)) + trailer
    gain_map = gain_map or (second and _GAIN_MAPS.search(said) is not None)
    video = _VIDEO.search(trailer) is not None
    notes = []
    if gain_map:
        notes.append(metadata.LOSSES[xmp_tree.GAIN_MAP])
    if video:
        notes.append(metadata.LOSSES[xmp_tree.VIDEO])
    if pictures - gain_map > 1:
        notes.append(Note("first-picture", count=pictures))
    if credentials:
        notes.append(Note("loses-credentials"))
    if trailer and not (gain_map or video or pictures > 1):
        names[Note("trailing-data")] = None
    if names:
        notes.append(Note("loses-things", things=listed(list(names), "list-more")))
    return notes


def _pictures(index: bytes) -> int:
    """How many pictures a multi-picture index lists."""
    style = layout(index[:16])
    if style is None:
        return 1
    entries, _ = read_ifd(lambda at, length: index[at : at + length], style.first, style)
    count = entries[_PICTURES].number(style.order) if _PICTURES in entries else None
    return count if count is not None and 1 < count <= _MOST_PICTURES else 1
