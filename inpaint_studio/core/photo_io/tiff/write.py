"""Writes TIFF through tifffile: grey or RGB of 8 and 16 bit, with alpha and all metadata.

Strips, little-endian, uncompressed or Deflate with the horizontal predictor; BigTIFF above 4 GB. The bytes
do not depend on the number of threads. tifffile writes no sub-directories of this kind, so those of EXIF
and GPS are appended. Format: TIFF 6.0; EXIF directories as in EXIF 2.32.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
import tifffile

from ...arrays import Pixels
from ...threads import thread_count
from ..metadata import exif as exif_block
from ..metadata import iptc as iptc_block
from ..metadata.ifd import EXIF, GPS, IfdEntry, layout, pointer, read_ifd, write_children
from .head import file_bytes

_BAND_BYTES = 1 << 20
_MOST_CLASSIC = 4_000_000_000
"""The most bytes of pixels that leave room for the rest within the 4 GiB of classic TIFF."""
_LEVEL = 1
"""Higher levels take twice the time to make photos a few per cent smaller."""
_AHEAD = 4
"""Strips that each thread may be ahead of the writing."""


def write(
    file: BinaryIO,
    pixels: Pixels,
    alpha: Pixels | None,
    *,
    compress: bool,
    icc: bytes | None = None,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    iptc: bytes | None = None,
    photoshop: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    tags: Iterable[tuple[int, int, int, bytes]] = (),
) -> None:
    """Write a TIFF: `pixels` (H, W, 1|3) uint8 or uint16, `alpha` (H, W) of that dtype or None.

    `file` must be open for reading too. `tags` are more tags: number, type, count and little-endian bytes.
    """
    height, width, channels = pixels.shape
    samples = channels + (alpha is not None)
    row_bytes = width * samples * pixels.itemsize
    rows = min(height, max(1, _BAND_BYTES // row_bytes))
    big = height * row_bytes > _MOST_CLASSIC
    descriptive, children = exif_block.for_tiff(exif)
    pointers = [tag for tag in (EXIF, GPS) if children.get(tag)]
    further = [
        *(IfdEntry(*each) for each in tags),
        *descriptive,
        IfdEntry(274, 3, 1, struct.pack("<H", 1)),
        *(pointer(tag, 0, big=big) for tag in pointers),
    ]
    if xmp:
        further.append(IfdEntry(700, 1, len(xmp), xmp))
    if iptc:
        further.append(IfdEntry(33723, 7, len(iptc), iptc))
    if iptc_block.says_more(photoshop):
        resources = iptc_block.joined(iptc, photoshop)
        further.append(IfdEntry(34377, 1, len(resources), resources))
    # of two entries with the same tag the later one wins
    extra = {each.tag: (_code(each.tag), each.kind, each.count, each.data, True) for each in further}
    # a temporary file has a number for a name
    handle = tifffile.FileHandle(file, name="photo.tif", size=0)
    with tifffile.TiffWriter(handle, bigtiff=big, byteorder="<") as writer:
        writer.write(
            _strips(pixels, alpha, rows, compress),
            shape=(height, width, samples) if samples > 1 else (height, width),
            dtype=pixels.dtype,
            photometric="rgb" if channels == 3 else "minisblack",
            planarconfig="contig" if samples > 1 else None,
            extrasamples=["unassalpha"] if alpha is not None else None,
            rowsperstrip=rows,
            compression="zlib" if compress else None,
            predictor=compress,
            iccprofile=icc,
            extratags=list(extra.values()),
            metadata=None,
            software=False,
            **_resolution(dpi),
        )
    if pointers:
        _append(file, children, pointers)


def _code(tag: int) -> int | str:
    """The form in which tifffile accepts a tag: pointers only by name."""
    return tifffile.TIFF.TAGS[tag] if tag in (EXIF, GPS) else tag


def _resolution(dpi: tuple[float, float] | None) -> dict[str, Any]:
    if not dpi:
        return {}
    ratios = [Fraction(value).limit_denominator(10_000) for value in dpi]
    return {
        "resolution": tuple((one.numerator, one.denominator) for one in ratios),
        "resolutionunit": "INCH",
    }


def _append(file: BinaryIO, children: dict[int, list[IfdEntry]], pointers: list[int]) -> None:
    """Append the directories of EXIF and GPS, and point to them."""
    style = layout(file_bytes(file, 0, 16))
    assert style is not None
    entries, _ = read_ifd(lambda at, length: file_bytes(file, at, length), style.first, style, pointers)
    end = file.seek(0, 2)
    end += file.write(bytes(end % 2))
    data, places = write_children(children, end, big=style.big)
    file.write(data)
    for tag in pointers:
        file.seek(entries[tag].at)
        file.write(pointer(tag, places[tag], big=style.big).data)


def _strips(pixels: Pixels, alpha: Pixels | None, rows: int, compress: bool) -> Iterator[bytes]:
    def strip(start: int) -> bytes:
        part = pixels[start : start + rows]
        if alpha is not None:
            part = np.concatenate([part, alpha[start : start + rows, :, None]], axis=2)
        part = part.astype(part.dtype.newbyteorder("<"), copy=False)
        if not compress:
            return part.tobytes()
        differences = part.copy()
        np.subtract(part[:, 1:], part[:, :-1], out=differences[:, 1:])
        return bytes(imagecodecs.deflate_encode(differences.tobytes(), level=_LEVEL))

    starts = range(0, len(pixels), rows)
    at_once = _AHEAD * thread_count()
    with ThreadPoolExecutor(min(thread_count(), len(starts))) as pool:
        for first in range(0, len(starts), at_once):  # else all strips would be held in memory
            yield from pool.map(strip, starts[first : first + at_once])
