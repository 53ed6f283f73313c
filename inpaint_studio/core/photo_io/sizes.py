"""The size of a photo from the head of its file, to compare files without decoding them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from ..errors import StudioError
from ..files import opened
from ..geometry import Size
from . import heif_read, jp2_read, jxl_read, kinds, pillow_read, webp
from .bmp import read as bmp_read
from .jpeg import read as jpeg_read
from .png import read as png_read
from .quiet import quiet
from .tiff import head as tiff_head
from .tiff import read as tiff_read


def photo_size(path: str | os.PathLike[str]) -> Size | None:
    """The size, upright, that `read_photo` would find, without decoding any pixels.

    None if the head does not contain it or is broken. Raises StudioError "file-missing", "file-is-folder",
    "file-special", "file-empty" or "file-unreadable".
    """
    try:
        with opened(Path(path)) as file, quiet():
            width, height, orientation = _stored(file)
    except StudioError:
        raise
    except Exception:  # `read_photo` gives a better error for a broken file
        return None
    if width < 1 or height < 1:
        return None
    return Size(height, width) if orientation > 4 else Size(width, height)


def _stored(file: BinaryIO) -> tuple[int, int, int]:
    """Width, height and EXIF orientation, as stored."""
    kind = kinds.kind_of(file.read(kinds.HEAD_BYTES))
    file.seek(0)
    if kind == "PNG":
        chunks = png_read.chunks_of(file, pixels=False)
        header = png_read.header_of(chunks)
        return header.width, header.height, png_read.metadata_of(chunks).orientation
    if kind == "JPEG":
        return jpeg_read.stored(file)
    if kind == "RAW" or (kind == "TIFF" and tiff_head.is_camera_raw(file)):
        return 0, 0, 1
    if kind == "TIFF":
        return tiff_read.stored_size(file)
    if kind == "WEBP":
        parts = webp.chunks_of(file)
        return *webp.size_of(file, parts), webp.metadata_in(file, parts).orientation
    if kind in ("BMP", "DIB"):
        file.seek(14 if kind == "BMP" else 0)
        bmp = bmp_read.header_of(file)
        return bmp.width, bmp.height, 1
    if kind == "JP2":
        jp2 = jp2_read.header_of(file)
        return jp2.width, jp2.height, jp2_read.metadata_in(file, jp2).orientation
    if kind == "JXL":
        jxl = jxl_read.header_of(file, jxl_read.boxes_of(file))
        return jxl.width, jxl.height, jxl.orientation
    if kind == "HEIF":
        return *heif_read.heif_size(file), 1
    if kind == "AVIF":
        return heif_read.avif_size(file)
    if kind in ("ICO", "CUR", "ICNS"):
        return 0, 0, 1
    with pillow_read.recognised(file) as image:
        return *image.size, pillow_read.orientation_of(image)
