"""TIFF tags besides EXIF, XMP and the profile: kept when saving as TIFF, else mentioned in a note.

Georeferences (GeoTIFF 1.1, GDAL), names of documents and pages, and the colours of the primaries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, BinaryIO

from ...errors import Note
from ...geometry import Size
from ...photo import Photo
from ..kept import GEOREFERENCE
from ..metadata.ifd import Layout, little_endian, read_ifd
from .head import Directory, file_bytes

_LAYERS = 37724
_STK_PLANES = 33629
_NO_DATA = 42113
_TRANSFER, _WHITE, _PRIMARIES = 301, 318, 319
_NAMES = {269, 285}
_GDAL = 42112
_KEPT = GEOREFERENCE | _NAMES | {_NO_DATA, _GDAL, _TRANSFER, _WHITE, _PRIMARIES}

Kept = tuple[tuple[int, int, int, bytes], ...]
"""Tag, type, count and little-endian bytes of each."""


def kept(file: BinaryIO, directory: Directory, style: Layout, *, turned: bool, plain: bool) -> Kept:
    """The tags to keep. `plain` means that samples are not converted, `turned` that the picture is turned."""
    entries, _ = read_ifd(partial(file_bytes, file), directory.at, style, _KEPT)
    found = []
    for each in little_endian(entries.values(), style.order):
        if turned and each.tag in GEOREFERENCE:
            continue
        if not plain and each.tag in (_NO_DATA, _TRANSFER, _WHITE, _PRIMARIES):
            continue
        found.append((each.tag, each.kind, each.count, each.data))
    return tuple(found)


def notes_on_opening(directory: Directory, *, turned: bool) -> tuple[str, ...]:
    """Notes about data that no format can keep."""
    notes = []
    if directory.has(_LAYERS):
        notes.append(Note("loses-layers"))
    if turned and any(directory.has(tag) for tag in GEOREFERENCE):
        notes.append(Note("loses-place"))
    return tuple(notes)


def entries_for(photo: Photo) -> tuple[Kept, tuple[str, ...]]:
    """The tags to write to a TIFF of the photo, and a note if the georeference no longer fits."""
    options = photo.source.options
    tags: Kept = tuple((*each,) for each in options.get("tags", ()))
    if not _same_size(options, photo.size):
        lost = any(tag in GEOREFERENCE for tag, *_ in tags)
        tags = tuple(each for each in tags if each[0] not in GEOREFERENCE)
        if lost:
            return tags, (Note("place-left-out"),)
    if photo.channels == 1:
        tags = tuple(each for each in tags if each[0] != _PRIMARIES)
    if options.get("bits") != 8 * photo.dtype.itemsize:
        tags = tuple(each for each in tags if each[0] not in (_TRANSFER, _NO_DATA))
    return tags, ()


def frames_within(description: str, shape: tuple[int, ...], directory: Directory) -> int:
    """How many pictures one directory has according to ImageJ, tifffile or MetaMorph (STK)."""
    planes = next((field.count for tag, field in directory.entries if tag == _STK_PLANES), 1)
    if planes > 1:
        return planes
    if description.startswith("ImageJ="):
        found = re.search(r"^images=(\d{1,9})$", description, re.MULTILINE)
        return max(1, int(found[1])) if found else 1
    if description.startswith('{"shape":') and len(description) < 10_000:
        try:
            stored = [int(one) for one in json.loads(description)["shape"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            return 1
        total = page = 1
        for one in stored[:32]:
            total *= max(1, one)
        for one in shape:
            page *= max(1, one)
        return max(1, total // page) if len(stored) <= 32 and total % page == 0 else 1
    return 1


def describes_layout(description: str) -> bool:
    """Whether a description is about the layout of the old file, and so wrong for a new one."""
    head = description[:2000]
    return head.startswith(("ImageJ=", '{"shape":')) or "<OME" in head


def _same_size(options: Mapping[str, Any], size: Size) -> bool:
    return tuple(options.get("size", ())) == (size.width, size.height)
