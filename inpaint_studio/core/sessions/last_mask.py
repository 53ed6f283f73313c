"""The mask of the photo that was closed last, kept for the next one of its size, restarts included."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ..errors import StudioError
from ..files import atomic_write
from ..mask import Mask
from ..paths import cache_dir
from ..photo_io import COVERAGE_MARK, read_mask
from ..photo_io.png import write as png


def write_last_mask(mask: Mask) -> None:
    """Keep the mask of a photo that is being closed, for the next one of its size, in the cache."""
    file = last_mask_file()
    with contextlib.suppress(OSError, StudioError):  # it is a convenience
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file, overwrite=True) as target:
            png.write(target, mask.coverage[..., None], None, kept=[COVERAGE_MARK])


def read_last_mask(*, max_pixels: int | None = None) -> Mask | None:
    """The mask of the last photo that was closed, or None, also if it has more than `max_pixels`."""
    try:
        return read_mask(last_mask_file(), soft=True, max_pixels=max_pixels)
    except StudioError:
        return None


def last_mask_file() -> Path:
    """Where it is kept."""
    return cache_dir() / "last-mask.png"
