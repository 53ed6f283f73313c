"""Squares of photos in a random order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.jobs.folders import PHOTO_ENDINGS


def parts_of(folder: Path, side: int, rng: np.random.Generator) -> Iterator[tuple[Path, np.ndarray]]:
    """One square of each 8-bit colour photo that is large enough: float32 (side, side, 3) in [0, 1]."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PHOTO_ENDINGS)
    for index in rng.permutation(len(paths)):
        part = _part_of(paths[index], side, rng)
        if part is not None:
            yield paths[index], part


def _part_of(path: Path, side: int, rng: np.random.Generator) -> np.ndarray | None:
    """A square of a photo; None if it is too small."""
    pixels = read_photo(path).pixels
    if min(pixels.shape[:2]) < side or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        return None
    top, left = (int(rng.integers(length - side + 1)) for length in pixels.shape[:2])
    return pixels[top : top + side, left : left + side].astype(np.float32) / np.float32(255)
