"""The size of a photo from the head of its file: to compare two files before either is unpacked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import tifffile

from ..errors import StudioError
from ..files import opened
from ..geometry import Size
from . import pillow_read, png, png_read
from .quiet import quiet

_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ORIENTATION = 0x0112


def photo_size(path: str | os.PathLike[str]) -> Size | None:
    """The size, upright, that `read_photo` would find, without unpacking any pixels.

    None where the head does not tell it: then only reading the file does, or says what is wrong with
    it. Raises StudioError "file-missing", "file-is-folder", "file-special", "file-empty" or
    "file-unreadable".
    """
    try:
        with opened(Path(path)) as file, quiet():
            width, height, orientation = _stored(file)
    except StudioError:
        raise
    except Exception:  # whatever is wrong with the file, the reader of its pixels says it better
        return None
    if width < 1 or height < 1:
        return None
    return Size(height, width) if orientation > 4 else Size(width, height)


def _stored(file: BinaryIO) -> tuple[int, int, int]:
    """Width, height and EXIF orientation, as stored."""
    head = file.read(16)
    file.seek(0)
    if head.startswith(png.SIGNATURE):
        chunks = png_read.chunks_of(file, pixels=False)
        header = png_read.header_of(chunks)
        return header.width, header.height, png_read.metadata_of(chunks).orientation
    if head.startswith(_TIFF_HEADS):
        with tifffile.TiffFile(file) as tiff:
            page = tiff.pages.first
            orientation = page.tags.valueof(_ORIENTATION, default=1)
            return page.imagewidth, page.imagelength, int(orientation)
    with pillow_read.recognised(file) as image:
        return *image.size, pillow_read.orientation_of(image)
