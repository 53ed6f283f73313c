"""The kind of a file by its first bytes, as its name is unreliable; also kinds that cannot be read."""

from __future__ import annotations

import re

from ..errors import Note

_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ICONS = {b"\0\0\1\0": "ICO", b"\0\0\2\0": "CUR"}
_DIB = re.compile(
    rb"[\x28\x6c\x7c]\0\0\0.{8}\x01\0[\x01\x02\x04\x08\x10\x18\x20]\0[\0-\x06]\0\0\0", re.DOTALL
)
"""A BMP's second header alone: its size, width and height, one plane, bits, compression."""
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_FIRST_BYTES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"icns", "ICNS"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JP2"),
    (b"\xff\x4f\xff\x51", "JP2"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JXL"),
    (b"\xff\x0a", "JXL"),
    # camera raw files that are not TIFF, or do not begin like one
    (b"FUJIFILMCCD-RAW", "RAW"),
    (b"FOVb", "RAW"),
    (b"\0MRM", "RAW"),
    (b"IIRO", "RAW"),
    (b"IIRS", "RAW"),
    (b"MMOR", "RAW"),
    (b"IIU\0", "RAW"),
    (b"II\x1a\0\0\0HEAPCCDR", "RAW"),
)
_OTHERS = (
    (b"%!PS", Note("kind-eps")),
    (b"\xc5\xd0\xd3\xc6", Note("kind-eps")),
    (b"%PDF", Note("kind-pdf")),
    (b"\xd7\xcd\xc6\x9a", Note("kind-wmf")),
    (b"gimp xcf", Note("kind-gimp")),
    (b"8BPS\0\2", Note("kind-large-photoshop")),
    (b"P7\n", Note("kind-pam")),
    (b"\x76\x2f\x31\x01", Note("kind-openexr")),
    (b"#?RADIANCE", Note("kind-radiance")),
    (b"#?RGBE", Note("kind-radiance")),
    (b"II\xbc", Note("kind-jpeg-xr")),
    (b"SIMPLE  =", Note("kind-fits")),
    (b"AT&TFORM", Note("kind-djvu")),
    (b"PK\3\4", Note("kind-zip")),
    (b"\xd0\xcf\x11\xe0", Note("kind-office")),
    (b"\x1f\x8b", Note("kind-archive")),
    (b"7z\xbc\xaf\x27\x1c", Note("kind-archive")),
    (b"Rar!", Note("kind-archive")),
    (b"\x1a\x45\xdf\xa3", Note("kind-video")),
    (b"\0\0\1\xba", Note("kind-video")),
    (b"FLV\1", Note("kind-video")),
    (b"OggS", Note("kind-video")),
)
_VIDEO = Note("kind-video")
_MARKUP = re.compile(rb"\s*(<\?xml|<!--|<!DOCTYPE|<svg|<html)", re.IGNORECASE)
HEAD_BYTES = 1024
"""How many bytes `kind_of` and `other_kind` need."""


def kind_of(head: bytes) -> str | None:
    """PNG, JPEG, TIFF, WEBP, GIF, BMP, DIB, ICO, CUR, ICNS, JP2, JXL, HEIF, AVIF or RAW; else None."""
    for first, kind in _FIRST_BYTES:
        if head.startswith(first):
            return kind
    if head.startswith(_TIFF_HEADS):
        return "TIFF"
    if head[:4] in _ICONS and any(head[4:6]):  # else it may be a TGA
        return _ICONS[head[:4]]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if _DIB.match(head):
        return "DIB"
    brands = _brands(head)
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    return "RAW" if b"crx " in brands else None


def other_kind(head: bytes) -> str | None:
    """A known kind that cannot be read, with an article; None if unknown."""
    for first, words in _OTHERS:
        if head.startswith(first):
            return words
    if head.startswith(b"8BPS\0\1") and (bits := int.from_bytes(head[22:24], "big")) in (16, 32):
        return Note("kind-photoshop", bits=bits)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _VIDEO
    if head[40:44] == b" EMF":
        return Note("kind-emf")
    if head[128:132] == b"DICM":
        return Note("kind-dicom")
    if head[344:348] in (b"n+1\0", b"ni1\0") or head[4:8] in (b"n+2\0", b"ni2\0"):
        return Note("kind-nifti")
    if _brands(head):
        return _VIDEO
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        text = head.lower()
        return Note("kind-svg") if b"<svg" in text else Note("kind-page") if b"<html" in text else None
    return None


def _brands(head: bytes) -> set[bytes]:
    """The major and the compatible brands of a file of boxes (ISO 14496-12)."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
