"""What a page of a TIFF says of itself in its tags, as tifffile reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ..decoded import Damaged, Unsuited
from . import colour as tiff_colour

ORIENTATION = 274
_COLOUR_MAP = 320


def kind_of(page: tifffile.TiffPage) -> str:
    """The colour model of the samples, in words."""
    photometric = int(page.photometric)
    return tiff_colour.NAMES.get(photometric) or name_of(page.photometric).lower()


def unsuited(page: tifffile.TiffPage, kind: str) -> Unsuited:
    """The error for samples of a kind that cannot be edited."""
    return Unsuited("unsuited-tiff", bits=page.bitspersample, kind=kind)


def colour_map(page: tifffile.TiffPage) -> NDArray[np.uint16]:
    """(3, n) uint16. Raises `Damaged`."""
    found = page.tags.valueof(_COLOUR_MAP)
    entries = np.asarray(() if found is None else found, np.uint16).ravel()
    if not entries.size or entries.size % 3:
        raise Damaged("palette-missing")
    return entries.reshape(3, -1)


def name_of(value: Any) -> str:
    """The name of one of tifffile's constants, or its number."""
    return str(getattr(value, "name", value))


def orientation_of(page: tifffile.TiffPage) -> int:
    """1 to 8, as in EXIF; 1 if it is missing or not valid."""
    return valid_orientation(page.tags.valueof(ORIENTATION, default=1))


def valid_orientation(value: Any) -> int:
    """The orientation 1 to 8 that a tag holds, or 1."""
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def dpi_of(page: tifffile.TiffPage) -> tuple[float, float] | None:
    """Pixels per inch across and down; None if they are missing or not valid."""
    try:
        unit = int(page.tags.valueof(296, default=2))
        x, y = (_ratio(page.tags.valueof(tag)) for tag in (282, 283))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    factor = {2: 1.0, 3: 2.54}.get(unit)
    if factor is None or not (0 < x < 1e7 and 0 < y < 1e7):
        return None
    return round(x * factor, 4), round(y * factor, 4)


def tag_bytes(page: tifffile.TiffPage, code: int) -> bytes | None:
    """The bytes of a tag; None if it is missing or empty."""
    value = page.tags.valueof(code)
    if isinstance(value, str):
        return value.encode("utf-8")
    return bytes(value) if isinstance(value, bytes | tuple) and value else None


def _ratio(value: Any) -> float:
    return float(value[0]) / float(value[1])
