"""The mask of the last closed photo, cached for the next photo of its size, even after a restart."""

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
    """Keep the mask of a photo that is being closed; errors are ignored."""
    file = last_mask_file()
    with contextlib.suppress(OSError, StudioError):  # it is a convenience
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file, overwrite=True) as target:
            png.write(target, mask.coverage[..., None], None, kept=[COVERAGE_MARK])


def read_last_mask(*, max_pixels: int | None = None) -> Mask | None:
    """The mask of the last closed photo; None if there is none or it has more than `max_pixels`."""
    try:
        return read_mask(last_mask_file(), soft=True, max_pixels=max_pixels)
    except StudioError:
        return None


def last_mask_file() -> Path:
    """The file of the last mask."""
    return cache_dir() / "last-mask.png"
