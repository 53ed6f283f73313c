"""Photos and masks as files: read with all that the file says about them, written back atomically."""

from __future__ import annotations

from ..limits import DEFAULT_MAX_PIXELS
from .reading import read_mask, read_photo
from .writing import ENDINGS, SaveOptions, format_of, write_photo

__all__ = [
    "DEFAULT_MAX_PIXELS",
    "ENDINGS",
    "SaveOptions",
    "format_of",
    "read_mask",
    "read_photo",
    "write_photo",
]
