"""Pages that libtiff decodes: old kinds, which neither tifffile nor `segments` supports."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

import imagecodecs
import numpy as np
import tifffile

from ...arrays import AnyArray, Pixels
from ..decoded import Damaged
from . import colour as tiff_colour
from . import head as tiff_head
from . import page as tiff_page
from . import segments as tiff_segments
from .head import file_bytes

OLD_JPEG, ONLY_HERE = 6, {6, 32766, 32771, 32809}
"""Old-style JPEG; and with it NeXT, word-aligned run lengths and ThunderScan."""


def as_rgb(file: BinaryIO, page: tifffile.TiffPage, pages: tiff_head.Pages) -> tuple[Pixels, Pixels | None]:
    """Pixels uint8 (H, W, 1|3), and alpha (H, W) or None, from the RGB conversion of libtiff.

    Raises `Damaged` or `Unsuited`.
    """
    if page.bitspersample not in (1, 2, 4, 8):
        raise tiff_page.unsuited(page, tiff_page.kind_of(page))

    def prepared(data: bytearray) -> bytes:
        if data.count(b"\xff\xda") > tiff_segments.MOST_SCANS:
            raise Damaged("contents-invalid")
        turn = page.tags.get(tiff_page.ORIENTATION)
        if turn is not None:  # libtiff would flip, but not rotate
            one = b"\1\0" if page.parent.byteorder == "<" else b"\0\1"
            data[turn.valueoffset : turn.valueoffset + 2] = one
        return bytes(data)

    rgba = decoded(file, page, pages, prepared, asrgb=True)
    if rgba.shape[2:] not in ((3,), (4,)):
        raise Damaged("pixels-packed")
    colours = 1 if int(page.photometric) in (tiff_colour.GREY, tiff_colour.GREY_INVERTED) else 3
    alpha = rgba[..., 3] if len(page.extrasamples) and rgba.shape[2] == 4 else None
    return np.ascontiguousarray(rgba[..., :colours]), alpha


def decoded(
    file: BinaryIO,
    page: tifffile.TiffPage,
    pages: tiff_head.Pages,
    prepared: Callable[[bytearray], bytes],
    *,
    asrgb: bool,
) -> AnyArray:
    """The page decoded by libtiff: (H, W, …) as stored, or with `asrgb` as RGB or RGBA.

    `prepared` turns the bytes of the file into those to decode. Raises `Damaged` or `Unsuited`.
    """
    grid = tiff_segments.grid_of(page)
    if int(page.compression) != OLD_JPEG:
        tiff_segments.places_of(file, page, grid)
    if pages.index == 0 and not pages.is_first:
        raise tiff_page.unsuited(page, tiff_page.kind_of(page))
    data = prepared(bytearray(file_bytes(file, 0, file.seek(0, io.SEEK_END))))
    try:
        array = np.asarray(imagecodecs.tiff_decode(data, pages.index, asrgb=asrgb))
    except Exception as error:
        raise Damaged("pixels-packed") from error
    if array.shape[:2] != (grid.height, grid.width):
        raise Damaged("pixels-packed")
    return array
