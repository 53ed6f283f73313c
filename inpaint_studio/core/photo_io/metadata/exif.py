"""EXIF blocks: reads and resets the orientation, removes the thumbnail, transfers entries to TIFF.

A block is the value of `Photo.exif`: a small TIFF (byte order, directories) without the "Exif" marker of
JPEG. Changes are made in place, so that maker notes, which have their own offsets into the block, stay
readable.
"""

from __future__ import annotations

import struct
from collections.abc import Container

from ...geometry import Size
from . import xmp
from .ifd import (
    EXIF,
    GPS,
    INTEROP,
    POINTERS,
    IfdEntry,
    Layout,
    ReadAt,
    layout,
    little_endian,
    read_ifd,
    write_ifds,
)

_MARKER = b"Exif\0\0"
_ORIENTATION = 0x0112
_THUMBNAIL_AT, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_STRIPS_AT, _STRIP_LENGTHS = 0x0111, 0x0117
_WIDTH, _HEIGHT = 0xA002, 0xA003
_ACROSS, _DOWN, _UNIT = 0x011A, 0x011B, 0x0128
_INCH, _CENTIMETRE = 2, 3
_RATIONAL = 5
_SPARE = 1 << 16

# the tags in a TIFF's first directory that describe the photo, not the storage of its pixels: description,
# maker, model, software, date, artist, host, rating, copyright, Windows' title to subject
_DESCRIPTIVE = {270, 271, 272, 305, 306, 315, 316, 18246, 18249, 33432, *range(40091, 40096)}


def bare(block: bytes | None) -> bytes | None:
    """The block without its marker; None if there is none or it is not EXIF."""
    while block and block.startswith(_MARKER):
        block = block[len(_MARKER) :]
    return block if block and layout(block[:16]) else None


def sound(block: bytes | None) -> bytes | None:
    """The block, or None if its first directory is not entirely inside it."""
    style = layout(block[:16]) if block else None
    if block is None or style is None or style.big:
        return None
    head = block[style.first : style.first + 2]
    if len(head) < 2:
        return None
    count = struct.unpack(style.order + "H", head)[0]
    return block if style.first + 2 + 12 * count <= len(block) else None


def dpi(block: bytes | None) -> tuple[float, float] | None:
    """Pixels per inch, horizontal and vertical; None if the block has none."""
    style = layout(block[:16]) if block else None
    if block is None or style is None:
        return None
    entries, _ = read_ifd(_within(block), style.first, style, (_ACROSS, _DOWN, _UNIT))
    unit = entries[_UNIT].number(style.order) if _UNIT in entries else _INCH
    factor = {_INCH: 1.0, _CENTIMETRE: 2.54}.get(unit or 0)
    values = []
    for tag in (_ACROSS, _DOWN):
        found = entries.get(tag)
        if factor is None or found is None or found.kind != _RATIONAL or found.count != 1:
            return None
        numerator, denominator = struct.unpack(style.order + "II", found.data)
        value = factor * numerator / denominator if denominator else 0.0
        if not 0 < value < 1e7:
            return None
        values.append(value)
    return values[0], values[1]


def orientation(block: bytes | None, packet: bytes | None) -> int:
    """The orientation of the stored picture, 1 (upright) to 8: from EXIF, else from XMP."""
    if not block:
        return xmp.orientation(packet)
    style = layout(block[:16])
    if style is None:
        return 1
    entries, _ = read_ifd(_within(block), style.first, style, (_ORIENTATION,))
    value = entries[_ORIENTATION].number(style.order) if _ORIENTATION in entries else 1
    return value if value is not None and 1 <= value <= 8 else 1


def upright(block: bytes, size: Size) -> bytes:
    """The block of a picture that has been turned: orientation 1, and its new size."""
    style = layout(block[:16])
    if style is None:
        return block
    changed = bytearray(block)
    first, _ = read_ifd(_within(block), style.first, style, (_ORIENTATION, EXIF))
    _set(changed, first.get(_ORIENTATION), 1, style)
    pointer = first[EXIF].number(style.order) if EXIF in first else None
    if pointer:
        inner, _ = read_ifd(_within(block), pointer, style, (_WIDTH, _HEIGHT))
        _set(changed, inner.get(_WIDTH), size.width, style)
        _set(changed, inner.get(_HEIGHT), size.height, style)
    return bytes(changed)


def without_thumbnail(block: bytes) -> bytes:
    """The block with its thumbnail blanked, which would still show objects removed from the photo."""
    style = layout(block[:16])
    if style is None:
        return block
    _, link = read_ifd(_within(block), style.first, style, ())
    if not 0 < link <= len(block) - 4:
        return block
    second = struct.unpack_from(style.order + "I", block, link)[0]
    if not second:
        return block
    changed = bytearray(block)
    tags = (_THUMBNAIL_AT, _THUMBNAIL_LENGTH, _STRIPS_AT, _STRIP_LENGTHS)
    entries, _ = read_ifd(_within(block), second, style, tags)
    for places, lengths in ((_THUMBNAIL_AT, _THUMBNAIL_LENGTH), (_STRIPS_AT, _STRIP_LENGTHS)):
        if places not in entries or lengths not in entries:
            continue
        starts, counts = entries[places].numbers(style.order), entries[lengths].numbers(style.order)
        for start, length in zip(starts, counts, strict=False):
            end = min(start + length, len(block))
            changed[start:end] = bytes(max(0, end - start))
    struct.pack_into(style.order + "I", changed, link, 0)
    return bytes(changed)


def from_tiff(read: ReadAt, style: Layout, *, without: Container[int] = ()) -> bytes | None:
    """A block with the entries of a TIFF file about the photo (not its storage), except the tags `without`.

    None if there are none.
    """
    first, _ = read_ifd(read, style.first, style, _DESCRIPTIVE | set(POINTERS))
    children = _children(read, first, style)
    chosen = (each for tag, each in first.items() if tag in _DESCRIPTIVE and tag not in without)
    kept = little_endian(chosen, style.order)
    if not kept and not children:
        return None
    return b"II*\0\x08\0\0\0" + write_ifds(kept, children, 8)


def for_tiff(block: bytes | None) -> tuple[list[IfdEntry], dict[int, list[IfdEntry]]]:
    """The entries for a TIFF's first directory, and for the directories that it points to."""
    style = layout(block[:16]) if block else None
    if block is None or style is None:
        return [], {}
    read = _within(block)
    first, _ = read_ifd(read, style.first, style)
    kept = little_endian((each for tag, each in first.items() if tag in _DESCRIPTIVE), style.order)
    return kept, _children(read, first, style)


def _children(read: ReadAt, first: dict[int, IfdEntry], style: Layout) -> dict[int, list[IfdEntry]]:
    found: dict[int, list[IfdEntry]] = {}
    parents = dict(first)
    for tag in (EXIF, GPS, INTEROP):
        at = parents[tag].number(style.order) if tag in parents else None
        if not at:
            continue
        entries, _ = read_ifd(read, at, style)
        if tag == EXIF:
            parents |= {INTEROP: entries[INTEROP]} if INTEROP in entries else {}
        plain = (each for each in entries.values() if each.tag not in POINTERS)
        found[tag] = little_endian(plain, style.order)
    return {tag: entries for tag, entries in found.items() if entries}


def _within(block: bytes) -> ReadAt:
    """Reads from the block, with a limit: thousands of entries may point to the same bytes."""
    left = 4 * len(block) + _SPARE

    def read(at: int, length: int) -> bytes:
        nonlocal left
        data = block[at : at + min(length, left)]
        left -= len(data)
        return data

    return read


def _set(block: bytearray, found: IfdEntry | None, value: int, style: Layout) -> None:
    if found is not None and found.kind in (3, 4) and found.count == 1:
        struct.pack_into(style.order + {3: "H", 4: "I"}[found.kind], block, found.at, value)
