"""Photos and masks as files: read with all that the file says about them, written back atomically."""

from __future__ import annotations

from .reading import DEFAULT_MAX_PIXELS, LIMIT_VARIABLE, pixel_limit, read_mask, read_photo
from .writing import ENDINGS, SaveOptions, format_of, write_photo

__all__ = [
    "DEFAULT_MAX_PIXELS",
    "ENDINGS",
    "LIMIT_VARIABLE",
    "SaveOptions",
    "format_of",
    "pixel_limit",
    "read_mask",
    "read_photo",
    "write_photo",
]
