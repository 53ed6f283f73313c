"""The directories (IFDs) of TIFF files and EXIF blocks, as entries of raw bytes.

Layout: TIFF 6.0 (Adobe, 1992), section 2; BigTIFF.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...limits import METADATA_LIMIT

ReadAt = Callable[[int, int], bytes]
"""`read(offset, length)`: the bytes there, fewer at the end of the file."""

EXIF, GPS, INTEROP = 0x8769, 0x8825, 0xA005
POINTERS = (EXIF, GPS, INTEROP)

# bytes of one value, and of the unit that byte order applies to, by the type's number
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}  # BigTIFF's
_UNITS = _SIZES | {5: 4, 10: 4}
_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_MOST_ENTRIES = 4096


@dataclass(frozen=True)
class IfdEntry:
    """One tag: the number of its type, the number of values, and their bytes in the order of the file.

    `at` is the offset of those bytes, for changing them in place.
    """

    tag: int
    kind: int
    count: int
    data: bytes
    at: int = 0

    def number(self, order: str) -> int | None:
        """The first value if it is a whole number."""
        code = _FORMATS.get(self.kind)
        return struct.unpack_from(order + code, self.data)[0] if code and self.count else None

    def numbers(self, order: str) -> tuple[int, ...]:
        """All values if they are whole numbers, else none."""
        code = _FORMATS.get(self.kind)
        return struct.unpack(f"{order}{self.count}{code}", self.data) if code else ()


@dataclass(frozen=True)
class Layout:
    """A TIFF header: byte order ("<" or ">"), whether it is BigTIFF, and the first directory."""

    order: str
    big: bool
    first: int
    """The offset of the first directory."""


def value_size(kind: int) -> int:
    """The bytes of one value of a type; 0 for an unknown type."""
    return _SIZES.get(kind, 0)


def layout(header: bytes) -> Layout | None:
    """The layout from the first 16 bytes of a TIFF file or EXIF block; None if they are neither."""
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return None
    magic = struct.unpack_from(order + "H", header, 2)[0]
    if magic == 42:
        return Layout(order, False, struct.unpack_from(order + "I", header, 4)[0])
    if magic == 43 and len(header) >= 16:
        return Layout(order, True, struct.unpack_from(order + "Q", header, 8)[0])
    return None


def read_ifd(
    read: ReadAt, at: int, style: Layout, wanted: Container[int] | None = None
) -> tuple[dict[int, IfdEntry], int]:
    """The entries of the directory at offset `at`, and the offset of its link to the next one.

    `wanted` are the tags to read (default: all). Entries that point outside the file, or exceed
    `METADATA_LIMIT` in total, are left out: metadata should not keep a photo from opening.
    """
    count_code, entry_size, inline = ("Q", 20, 8) if style.big else ("H", 12, 4)
    head = read(at, struct.calcsize("<" + count_code))
    if len(head) < struct.calcsize("<" + count_code):
        return {}, 0
    count = min(struct.unpack(style.order + count_code, head)[0], _MOST_ENTRIES)
    start = at + len(head)
    table = read(start, count * entry_size)
    found: dict[int, IfdEntry] = {}
    left = METADATA_LIMIT
    for index in range(len(table) // entry_size):
        place = index * entry_size
        tag, kind, number = struct.unpack_from(style.order + ("HHQ" if style.big else "HHI"), table, place)
        length = _SIZES.get(kind, 0) * number
        if not 0 < length <= left or tag in found or (wanted is not None and tag not in wanted):
            continue
        where = start + place + entry_size - inline
        if length > inline:
            where = struct.unpack_from(style.order + ("Q" if style.big else "I"), table, where - start)[0]
        data = read(where, length)
        if len(data) == length:
            found[tag] = IfdEntry(tag, kind, number, data, where)
            left -= length
    return found, start + count * entry_size


def pointer(tag: int, at: int, *, big: bool = False) -> IfdEntry:
    """The entry that points to another directory."""
    return IfdEntry(tag, 16 if big else 4, 1, struct.pack("<Q" if big else "<I", at))


def little_endian(entries: Iterable[IfdEntry], order: str) -> list[IfdEntry]:
    """The entries with little-endian values."""
    return [each if order == "<" else replace(each, data=_swapped(each)) for each in entries]


def _swapped(each: IfdEntry) -> bytes:
    unit = _UNITS[each.kind]
    if unit == 1:
        return each.data
    return np.frombuffer(each.data, f">u{unit}").astype(f"<u{unit}").tobytes()


def write_ifds(first: Iterable[IfdEntry], children: Mapping[int, Iterable[IfdEntry]], at: int) -> bytes:
    """A directory for offset `at` and those that it points to (`EXIF`, `GPS`; `INTEROP` inside EXIF).

    All entries are little-endian, classic TIFF; existing pointers are replaced.
    """
    present = {tag: list(entries) for tag, entries in children.items()}
    top = [tag for tag in (EXIF, GPS) if present.get(tag)]
    main = [each for each in first if each.tag not in POINTERS] + [pointer(tag, 0) for tag in top]
    written, places = write_children(present, at + len(_write_ifd(main, at)))
    main = [pointer(each.tag, places[each.tag]) if each.tag in places else each for each in main]
    return _write_ifd(main, at) + written


def write_children(
    children: Mapping[int, Iterable[IfdEntry]], at: int, *, big: bool = False
) -> tuple[bytes, dict[int, int]]:
    """The directories of EXIF (with `INTEROP`) and GPS for offset `at`, and the offset of each."""
    present = {tag: [one for one in entries if one.tag not in POINTERS] for tag, entries in children.items()}
    written = b""
    if present.get(INTEROP) and present.get(EXIF):
        written = _write_ifd(present[INTEROP], at, big=big)
        present[EXIF].append(pointer(INTEROP, at, big=big))
    places = {}
    for tag in (EXIF, GPS):
        if present.get(tag):
            places[tag] = at + len(written)
            written += _write_ifd(present[tag], places[tag], big=big)
    return written, places


def _write_ifd(entries: list[IfdEntry], at: int, *, big: bool = False) -> bytes:
    """One directory (sorted, its link to a next one 0) followed by the values that do not fit in it."""
    count_code, place_code, size, inline = ("<Q", "<Q", 20, 8) if big else ("<H", "<I", 12, 4)
    table = struct.pack(count_code, len(entries))
    position = at + len(table) + size * len(entries) + inline
    values = bytearray()
    for each in sorted(entries, key=lambda one: one.tag):
        table += struct.pack("<HH" + place_code[1], each.tag, each.kind, each.count)
        if len(each.data) <= inline:
            table += each.data.ljust(inline, b"\0")
        else:
            table += struct.pack(place_code, position + len(values))
            values += each.data + b"\0" * (len(each.data) % 2)  # values start on even offsets
    return table + bytes(inline) + bytes(values)
