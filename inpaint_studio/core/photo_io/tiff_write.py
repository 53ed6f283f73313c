"""TIFF: a writer for 8 and 16 bit that keeps EXIF, GPS, XMP, IPTC and the colour profile.

Strips, little-endian, uncompressed or Deflate with the horizontal predictor. The bytes do not depend
on the number of threads. Format: TIFF 6.0; EXIF directories as in EXIF 2.32.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import BinaryIO

import numpy as np

from ..threads import thread_count
from . import exif as exif_block
from . import iptc as iptc_block
from .ifd import blob, entry, write_ifds

_BAND_BYTES = 1 << 20
_MOST_BYTES = 4_000_000_000
"""Offsets are 32 bit."""


class TooBig(Exception):
    """The pixels are more than a TIFF can address."""


def write(
    file: BinaryIO,
    pixels: np.ndarray,
    alpha: np.ndarray | None,
    *,
    compress: bool,
    icc: bytes | None = None,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    iptc: bytes | None = None,
    photoshop: bytes | None = None,
    dpi: tuple[float, float] | None = None,
) -> None:
    """Write a TIFF: `pixels` (H, W, 1|3) uint8 or uint16, `alpha` (H, W) of that dtype or None.

    Raises `TooBig`.
    """
    height, width, channels = pixels.shape
    samples = channels + (alpha is not None)
    row_bytes = width * samples * pixels.itemsize
    if height * row_bytes > _MOST_BYTES:
        raise TooBig
    rows = max(1, _BAND_BYTES // row_bytes)
    file.write(b"II*\0\0\0\0\0")
    offsets, counts, position = [], [], 8
    for strip in _strips(pixels, alpha, rows, compress):
        file.write(strip)
        offsets.append(position)
        counts.append(len(strip))
        position += len(strip)
    if position % 2:
        position += file.write(b"\0")
    descriptive, children = exif_block.for_tiff(exif)
    entries = [
        entry(256, "I", width),
        entry(257, "I", height),
        entry(258, "H", *[8 * pixels.itemsize] * samples),
        entry(259, "H", 8 if compress else 1),
        entry(262, "H", 2 if channels == 3 else 1),
        entry(273, "I", *offsets),
        entry(274, "H", 1),
        entry(277, "H", samples),
        entry(278, "I", rows),
        entry(279, "I", *counts),
        entry(284, "H", 1),
        *descriptive,
    ]
    if dpi:
        ratios = [Fraction(value).limit_denominator(10_000) for value in dpi]
        entries += [
            entry(tag, "II", one.numerator, one.denominator)
            for tag, one in zip((282, 283), ratios, strict=True)
        ]
        entries.append(entry(296, "H", 2))
    if compress:
        entries.append(entry(317, "H", 2))
    if alpha is not None:
        entries.append(entry(338, "H", 2))
    if xmp:
        entries.append(blob(700, xmp, 1))
    if iptc:
        entries.append(blob(33723, iptc))
    if iptc_block.says_more(photoshop):
        entries.append(blob(34377, iptc_block.joined(iptc, photoshop), 1))
    if icc:
        entries.append(blob(34675, icc))
    file.write(write_ifds(entries, children, position))
    file.seek(4)
    file.write(struct.pack("<I", position))


def _strips(pixels: np.ndarray, alpha: np.ndarray | None, rows: int, compress: bool) -> Iterator[bytes]:
    def strip(start: int) -> bytes:
        part = pixels[start : start + rows]
        if alpha is not None:
            part = np.concatenate([part, alpha[start : start + rows, :, None]], axis=2)
        part = part.astype(part.dtype.newbyteorder("<"), copy=False)
        if not compress:
            return part.tobytes()
        differences = part.copy()
        np.subtract(part[:, 1:], part[:, :-1], out=differences[:, 1:])
        packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
        return packer.compress(np.ascontiguousarray(differences).data) + packer.flush()

    starts = range(0, len(pixels), rows)
    with ThreadPoolExecutor(min(thread_count(), len(starts))) as pool:
        yield from pool.map(strip, starts)
