"""Examines the directories of a TIFF before decoding: are they sane, how many are there, is it camera raw?

Only tables and a few values are read here; tifffile reads the chosen page.
Layout: TIFF 6.0, BigTIFF, TIFF/EP, DNG 1.7.
"""

from __future__ import annotations

import errno
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import tifffile

from ...geometry import Size, same_shape
from ...limits import METADATA_LIMIT
from ..decoded import Damaged
from ..metadata.ifd import Layout, layout, value_size

_RAW_HEADS = (b"IIU\0", b"IIRO", b"IIRS", b"MMOR")
"""The TIFF variants of Panasonic and Olympus."""

_KIND, _OLD_KIND, _WIDTH, _LENGTH = 254, 255, 256, 257
_BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _SUB_IFDS = 258, 259, 262, 277, 330
_CFA_PATTERN, _DNG_VERSION = 33422, 50706
_CFA, _LINEAR_RAW = 32803, 34892
_RGB, _GREYS = 2, (0, 1, 4)
_RAW_COMPRESSIONS = {32767, 32769, 32770, 32772, 34713, 65535}
"""Compressions of Sony, Epson, Samsung (two), Nikon and Pentax."""
_STK_PLANES, _STK_TIMES = 33628, 33629

_REDUCED, _MASK = 1, 4
_MOST_PAGES = 50_000
_MOST_LOOKED_AT = 64
_MOST_ENTRIES = 4096
_READ_AT_ONCE = tifffile.TIFF.TAG_LOAD | set(tifffile.TIFF.TAG_ATTRIBUTES)
"""The tags whose values tifffile reads with the page; others are read on demand."""
_MOST_NUMBERS = 4_000_000
"""The most offsets, counts and other values that are not text or bytes."""


@dataclass(frozen=True)
class TiffField:
    """One entry of a directory: type, number of values, and its four or eight bytes of value or offset."""

    kind: int
    count: int
    place: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return value_size(self.kind) * self.count


@dataclass(frozen=True)
class Directory:
    """The offset of a directory, and its entries in order."""

    at: int
    entries: tuple[tuple[int, TiffField], ...]

    def number(self, tag: int, style: Layout) -> int | None:
        """The value of a tag with a single integer stored inline."""
        for found, field in self.entries:
            code = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}.get(field.kind)
            if found == tag and code and field.count == 1 and field.size <= len(field.place):
                return int(struct.unpack_from(style.order + code, field.place)[0])
        return None

    def has(self, tag: int) -> bool:
        return any(found == tag for found, _ in self.entries)


@dataclass(frozen=True)
class Pages:
    """The page to open, and what else there is."""

    first: Directory
    chosen: Directory
    index: int
    """The chosen page's index in the chain; 0 for a sub-directory of the first."""
    count: int
    """Without reduced copies and the infrared page."""
    infrared: Directory | None = None
    """The page with what the scanner saw in infrared."""

    @property
    def is_first(self) -> bool:
        return self.chosen.at == self.first.at


def style_of(file: BinaryIO) -> Layout:
    """Byte order and size of a TIFF. Raises `Damaged`."""
    style = layout(file_bytes(file, 0, 16))
    if style is None:
        raise Damaged("header-invalid")
    return style


def pages(file: BinaryIO) -> Pages:
    """Find the page with the photo: the first in full size. Raises `Damaged`."""
    style = style_of(file)
    offsets = list(_chain(file, style))
    looked_at = [_directory(file, at, style) for at in offsets[:_MOST_LOOKED_AT]]
    chain = [one for one in looked_at if one is not None]
    if not chain or chain[0].at != offsets[0]:
        raise Damaged("first-page-missing")
    full = [one for one in chain if not _kind(one, style) & (_REDUCED | _MASK)]
    others = sum(bool(_kind(one, style) & _REDUCED) for one in chain)
    if not full:
        below = (_directory(file, at, style) for at in _below(file, chain[0], style))
        full = [one for one in below if one is not None and not _kind(one, style) & (_REDUCED | _MASK)]
        count = max(1, len(full))
    else:
        count = len(offsets) - others
    chosen = full[0] if full else chain[0]
    index = offsets.index(chosen.at) if chosen.at in offsets else 0
    infrared = _infrared(chain, chosen, style)
    if infrared is not None and not _kind(infrared, style) & _REDUCED:
        count = max(1, count - 1)
    return Pages(chain[0], chosen, index, count, infrared)


def _infrared(chain: list[Directory], photo: Directory, style: Layout) -> Directory | None:
    """The page with the infrared of a scan.

    SilverFast (HDRi) writes it after the colours, and maybe a thumbnail, as a grey page marked as a mask
    (NewSubfileType 4) of 8 or 16 bit; other programs as a plain grey page. Without the mark it must be the
    only grey page of 16 bit beside a colour picture, since scanned documents may mix colour and grey.
    """
    found = [one for one in chain if one.at != photo.at and _is_like(one, photo, style)]
    marked = [one for one in found if _kind(one, style) & _MASK]
    if marked:
        return marked[0]
    deep = [one for one in found if one.number(_BITS, style) == 16]
    is_colour = photo.number(_PHOTOMETRIC, style) == _RGB
    return deep[0] if is_colour and len(deep) == 1 else None


def _is_like(page: Directory, photo: Directory, style: Layout) -> bool:
    """Whether a page is grey, of at least 8 bit and of the shape of the photo, in at least a quarter."""
    one_plane = page.number(_SAMPLES, style) in (None, 1) and page.number(_PHOTOMETRIC, style) in _GREYS
    width, height = size_of(page, style)
    return (
        one_plane
        and (page.number(_BITS, style) or 1) >= 8
        and 4 * width >= size_of(photo, style)[0]
        and same_shape(Size(width, height), Size(*size_of(photo, style)))
    )


def require_sane(directory: Directory) -> None:
    """Raise `Damaged` if the directory's values would take far too much memory."""
    texts = numbers = 0
    for tag, field in directory.entries:
        if tag not in _READ_AT_ONCE:  # another tag may have a layered document of gigabytes
            continue
        if field.kind in (1, 2, 6, 7):
            texts += field.size
        else:
            numbers += field.count
    planes = [field.count for tag, field in directory.entries if tag in (_STK_PLANES, _STK_TIMES)]
    if texts > METADATA_LIMIT or numbers > _MOST_NUMBERS or sum(planes) > 1 << 16:
        raise Damaged("header-invalid")


def size_of(directory: Directory, style: Layout) -> tuple[int, int]:
    """Width and height in the directory, 0 if missing."""
    return directory.number(_WIDTH, style) or 0, directory.number(_LENGTH, style) or 0


def is_camera_raw(file: BinaryIO) -> bool:
    """Whether a file is a camera raw of the TIFF kind: NEF, CR2, ARW, DNG, ORF, RW2, PEF …

    Often the first page is a thumbnail, and the sensor's data is in a sub-directory or a later page.
    """
    header = file_bytes(file, 0, 16)
    if header.startswith(_RAW_HEADS):
        return True
    style = layout(header)
    if style is None:
        return False
    if (header[8:10] == b"CR" and style.first == 16) or header[8:12] in (b"IIII", b"MMMM"):
        return True  # Canon's CR2, Phase One's IIQ
    for at in itertools.islice(_chain(file, style), 8):
        directory = _directory(file, at, style)
        if directory is None:
            break
        below = (_directory(file, one, style) for one in _below(file, directory, style))
        if any(_is_raw(one, style) for one in (directory, *(one for one in below if one is not None))):
            return True
    return False


def _is_raw(directory: Directory, style: Layout) -> bool:
    return (
        directory.has(_DNG_VERSION)
        or directory.has(_CFA_PATTERN)
        or directory.number(_PHOTOMETRIC, style) in (_CFA, _LINEAR_RAW)
        or directory.number(_COMPRESSION, style) in _RAW_COMPRESSIONS
    )


def _kind(directory: Directory, style: Layout) -> int:
    """The bits of NewSubfileType, or their equivalent in the older tag."""
    old = {2: _REDUCED}.get(directory.number(_OLD_KIND, style) or 0, 0)
    return directory.number(_KIND, style) or old


def _chain(file: BinaryIO, style: Layout) -> Iterator[int]:
    """The offsets of the directories, up to a loop, the end of the file or the 50,000th."""
    seen: set[int] = set()
    at = style.first
    while at and at not in seen and len(seen) < _MOST_PAGES:
        count = _count(file, at, style)
        if not count:
            return
        seen.add(at)
        yield at
        head, size = (8, 20) if style.big else (2, 12)
        link = file_bytes(file, at + head + size * count, 8 if style.big else 4)
        if len(link) < (8 if style.big else 4):
            return
        at = struct.unpack(style.order + ("Q" if style.big else "I"), link)[0]


def _below(file: BinaryIO, directory: Directory, style: Layout) -> list[int]:
    """The offsets of the first few sub-directories of a directory."""
    field = next((field for tag, field in directory.entries if tag == _SUB_IFDS), None)
    code = {4: "I", 13: "I", 16: "Q", 18: "Q"}.get(field.kind) if field else None
    if field is None or code is None:
        return []
    count = min(field.count, 8)
    data = field.place
    if field.size > len(field.place):
        at = struct.unpack(style.order + ("Q" if style.big else "I"), field.place)[0]
        data = file_bytes(file, at, count * value_size(field.kind))
    count = min(count, len(data) // value_size(field.kind))
    return list(struct.unpack_from(f"{style.order}{count}{code}", data))


def _directory(file: BinaryIO, at: int, style: Layout) -> Directory | None:
    count = _count(file, at, style)
    if not count:
        return None
    head, size, inline = (8, 20, 8) if style.big else (2, 12, 4)
    table = file_bytes(file, at + head, size * count)
    code = style.order + ("HHQ" if style.big else "HHI")
    entries = []
    for place in range(0, len(table) - size + 1, size):
        tag, kind, number = struct.unpack_from(code, table, place)
        entries.append((tag, TiffField(kind, number, table[place + size - inline : place + size])))
    return Directory(at, tuple(entries))


def _count(file: BinaryIO, at: int, style: Layout) -> int:
    """The number of entries of a directory; 0 if there is no directory at this offset."""
    head = file_bytes(file, at, 8 if style.big else 2)
    if len(head) < (8 if style.big else 2):
        return 0
    count = int(struct.unpack(style.order + ("Q" if style.big else "H"), head)[0])
    return count if count <= _MOST_ENTRIES else 0


def file_bytes(file: BinaryIO, at: int, length: int) -> bytes:
    """Bytes of a file at an offset; fewer at its end, none for an impossible offset."""
    try:
        file.seek(at)
    except OSError as error:
        if error.errno != errno.EINVAL:  # the error for an impossible offset
            raise
        return b""
    except (OverflowError, ValueError):
        return b""
    return file.read(length)
