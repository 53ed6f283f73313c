"""Reading photos and masks with all their metadata, and writing them atomically."""

from __future__ import annotations

from ..limits import DEFAULT_MAX_PIXELS
from .mask_read import COVERAGE_MARK, find_mask, read_mask
from .reading import read_photo
from .sizes import photo_size
from .writing import ENDINGS, SaveOptions, format_of, write_photo

__all__ = [
    "COVERAGE_MARK",
    "DEFAULT_MAX_PIXELS",
    "ENDINGS",
    "SaveOptions",
    "find_mask",
    "format_of",
    "photo_size",
    "read_mask",
    "read_photo",
    "write_photo",
]
