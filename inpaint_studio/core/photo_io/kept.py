"""Which metadata of a file a photo keeps, and which of it each format can store.

On reading, metadata that is broken or refers to data that will not be saved is removed with a note. On
writing, one note lists the metadata that the format cannot store.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import Note, listed
from ..photo import Photo
from .decoded import Decoded, left_out
from .metadata import exif, iptc, xmp, xmp_tree

EXIF, XMP, IPTC = "EXIF", "XMP", "IPTC"
PROFILE, RESOURCES, COMMENT = Note("colour-profile"), Note("photoshop-data"), Note("comments")
RESOLUTION, TEXTS, COLOURS = Note("resolution"), Note("png-texts"), Note("png-colours")
PLACE = Note("georeference")

GEOREFERENCE = {33550, 33920, 33922, 34264, 34735, 34736, 34737, 50844}
"""TIFF tags: scale, tie points, matrix, keys with their values, rational polynomials."""
HOLDS: dict[str, frozenset[str]] = {
    "PNG": frozenset({PROFILE, EXIF, XMP, IPTC, RESOURCES, COMMENT, RESOLUTION, TEXTS, COLOURS}),
    "TIFF": frozenset({PROFILE, EXIF, XMP, IPTC, RESOURCES, RESOLUTION, PLACE}),
    "JPEG": frozenset({PROFILE, EXIF, XMP, IPTC, RESOURCES, COMMENT, RESOLUTION}),
    "WEBP": frozenset({PROFILE, EXIF, XMP}),
    "BMP": frozenset({PROFILE, RESOLUTION}),
}
"""The metadata that each output format can store."""

_NAMES = {"WEBP": "WebP"}
LOSSES: dict[str, str] = {
    xmp_tree.GAIN_MAP: Note("loses-gain-map"),
    xmp_tree.VIDEO: Note("loses-video"),
    xmp_tree.DEPTH: Note("loses-depth-map"),
    xmp_tree.PICTURES: Note("loses-copies"),
}
"""The note about data of each kind that will not be saved."""
_TEXT_CHUNKS, _COLOUR_CHUNKS = (b"tEXt", b"zTXt", b"iTXt"), (b"gAMA", b"cHRM", b"cICP")
# these mean only sRGB, which is the default for a photo without a profile
_SRGB_CHUNKS = {
    (b"gAMA", (45455).to_bytes(4, "big")),
    (b"cICP", b"\1\x0d\0\1"),
    (
        b"cHRM",
        b"".join(n.to_bytes(4, "big") for n in (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
    ),
}


def cleaned(decoded: Decoded) -> Decoded:
    """`decoded` without metadata that is broken or refers to data that will not be saved."""
    notes = []
    changes: dict[str, Any] = {}
    if decoded.icc and not _is_profile(decoded.icc):
        changes["icc"] = None
        notes.append(left_out(PROFILE))
    if decoded.exif and not exif.sound(decoded.exif):
        changes["exif"] = None
        notes.append(left_out(EXIF))
    if decoded.iptc and not iptc.is_sound(decoded.iptc):
        changes["iptc"] = None
        notes.append(left_out(IPTC))
    if decoded.xmp:
        packet, kinds = xmp.cleaned(decoded.xmp)
        changes["xmp"] = packet
        notes += [] if packet else [left_out(XMP)]
        notes += [line for kind, line in LOSSES.items() if kind in kinds]
    fresh = [line for line in notes if line not in decoded.notes]
    dpi = decoded.dpi or exif.dpi(decoded.exif)
    return replace(decoded, **changes, dpi=dpi, notes=(*decoded.notes, *fresh))


def lost(photo: Photo, name: str) -> tuple[str, ...]:
    """The note about metadata that this format cannot store, if there is any."""
    things = [thing for thing in _metadata_kinds(photo) if thing not in HOLDS[name]]
    if RESOLUTION in things and EXIF in HOLDS[name] and exif.dpi(photo.exif):
        things.remove(RESOLUTION)
    return (cannot_hold(name, things),) if things else ()


def cannot_hold(name: str, things: list[str]) -> str:
    """The note that a format cannot store these things."""
    return Note("cannot-hold", format=_NAMES.get(name, name), things=listed(things))


def _metadata_kinds(photo: Photo) -> list[str]:
    """The kinds of metadata of a photo."""
    chunks = photo.source.options.get("chunks", ()) if photo.source.name == "PNG" else ()
    has = {
        PROFILE: photo.icc,
        EXIF: photo.exif,
        XMP: photo.xmp,
        IPTC: photo.iptc,
        RESOURCES: iptc.says_more(photo.photoshop),
        COMMENT: photo.comments,
        RESOLUTION: photo.dpi,
        PLACE: any(tag in GEOREFERENCE for tag, *_ in photo.source.options.get("tags", ())),
        TEXTS: any(name in _TEXT_CHUNKS for name, _ in chunks),
        COLOURS: not photo.icc
        and any(one[0] in _COLOUR_CHUNKS and one not in _SRGB_CHUNKS for one in chunks),
    }
    return [thing for thing, there in has.items() if there]


def _is_profile(icc: bytes) -> bool:
    """Whether this begins like an ICC profile and has its full length."""
    return len(icc) >= 128 and icc[36:40] == b"acsp" and int.from_bytes(icc[:4], "big") <= len(icc)
