"""Reads a photo from a file of any supported format."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import UnidentifiedImageError

from ..arrays import Pixels
from ..errors import StudioError
from ..files import opened
from ..geometry import Size
from ..limits import photo_too_large, pixel_limit
from ..photo import Metadata, Photo, SourceFormat
from . import heif_read, icons, jp2_read, jxl_read, kinds, pillow_read, raw_read, webp
from . import kept as metadata
from .bmp import read as bmp_read
from .decoded import BYTES_PER_PIXEL, Damaged, Decoded, TooLarge, Unsuited
from .jpeg import read as jpeg_read
from .metadata import exif, xmp
from .png import read as png_read
from .tiff import head as tiff_head
from .tiff import read as tiff_read

_READERS: dict[str, Callable[[BinaryIO, int], Decoded]] = {
    "PNG": png_read.read,
    "JPEG": jpeg_read.read,
    "TIFF": tiff_read.read,
    "WEBP": webp.read,
    "BMP": bmp_read.read,
    "DIB": bmp_read.read_bare,
    "ICO": icons.read_ico,
    "CUR": icons.read_ico,
    "ICNS": icons.read_icns,
    "JP2": jp2_read.read,
    "JXL": jxl_read.read,
    "HEIF": heif_read.read_heif,
    "AVIF": heif_read.read_avif,
    "RAW": raw_read.read,
}
"""By the kind of file from `kinds`; Pillow reads all others."""


def read_photo(path: str | os.PathLike[str], *, max_pixels: int | None = None) -> Photo:
    """The photo (first frame or page) in a file, upright, with its metadata.

    8 and 16 bit, grey or RGB, with or without alpha are kept; palettes and 1 bit become RGB and grey; CMYK
    and Lab are converted to sRGB, with a note. `max_pixels` is `pixel_limit()` by default. Raises
    StudioError "file-missing", "file-is-folder", "file-special", "file-empty", "file-unreadable",
    "photo-unknown", "photo-broken", "photo-unsuited", "photo-too-large" or "photo-too-costly".
    """
    given = Path(path)
    most = pixel_limit() if max_pixels is None else max_pixels
    try:
        with opened(given) as file:
            decoded = _decoded(file, most)
    except UnidentifiedImageError as error:
        raise StudioError("photo-unknown", path=given) from error
    except Damaged as error:
        raise StudioError("photo-broken", path=given, reason=error) from error
    except Unsuited as error:
        raise StudioError("photo-unsuited", path=given, reason=error) from error
    except TooLarge as error:
        size = Size(error.width, error.height)
        if error.needed:
            needed, bound = (f"{amount / 1e9:.1f}" for amount in (error.needed, most * BYTES_PER_PIXEL))
            raise StudioError(
                "photo-too-costly", path=given, size=size, needed=needed, limit=bound
            ) from error
        raise photo_too_large(given, size, most) from error
    return _upright(metadata.cleaned(decoded))


def _decoded(file: BinaryIO, most: int) -> Decoded:
    head = file.read(kinds.HEAD_BYTES)
    file.seek(0)
    kind = kinds.kind_of(head)
    try:
        if kind == "TIFF" and tiff_head.is_camera_raw(file):
            kind = "RAW"
        file.seek(0)
        if kind in _READERS:
            return _READERS[kind](file, most)
        if kind is None:
            _require_readable(head)
        return pillow_read.read(file, most)
    except UnidentifiedImageError as error:
        if kind is not None:
            raise Damaged("header-invalid") from error
        raise
    except Damaged:
        if kind == "TIFF":  # some DICOM objects begin like one (PS3.10 7.1)
            _require_readable(head)
        raise
    except (StudioError, Unsuited, TooLarge, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise
        raise Damaged(_code_of(error)) from error
    except Exception as error:  # decoders can raise anything for damaged files
        raise Damaged(_code_of(error)) from error


def _require_readable(head: bytes) -> None:
    """Raise `Unsuited` for a file of a known kind that is no photo."""
    other = kinds.other_kind(head)
    if other is not None:
        medical = getattr(other, "code", "") in ("kind-dicom", "kind-nifti")
        raise Unsuited("unsuited-medical" if medical else "unsuited-kind", kind=other)


def _code_of(error: Exception) -> str:
    """The code for a decoder's error."""
    text = str(error).lower()
    if isinstance(error, EOFError) or "truncated" in text or "not enough" in text or "end of file" in text:
        return "ends-early"
    return "contents-invalid"


def _upright(decoded: Decoded) -> Photo:
    """The photo turned upright, with the orientation reset in EXIF and XMP."""
    pixels = turned(decoded.pixels, decoded.orientation)
    alpha = None if decoded.alpha is None else turned(decoded.alpha, decoded.orientation)
    size = Size(pixels.shape[1], pixels.shape[0])
    about = {each.name: getattr(decoded, each.name) for each in fields(Metadata)}
    about["exif"] = exif.upright(decoded.exif, size) if decoded.exif else None
    about["xmp"] = xmp.upright(decoded.xmp) if decoded.xmp else None
    about["dpi"] = decoded.dpi[::-1] if decoded.dpi and decoded.orientation > 4 else decoded.dpi
    return Photo(pixels, alpha, SourceFormat(decoded.name, decoded.options), **about)


def turned(array: Pixels, orientation: int) -> Pixels:
    """A picture (H, W, …) stored in an EXIF orientation (1 to 8), turned upright."""
    if orientation > 4:
        array = array.swapaxes(0, 1)
    # after that swap 5 is upright and the others are flipped
    flip_rows = orientation in (3, 4, 7, 8)
    flip_columns = orientation in (2, 3, 6, 7)
    array = array[::-1] if flip_rows else array
    array = array[:, ::-1] if flip_columns else array
    return np.ascontiguousarray(array)
