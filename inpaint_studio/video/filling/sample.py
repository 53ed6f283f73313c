"""Looking up a picture between its pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Bytes, Flags, Floats


def linear(values: Floats, at: Floats) -> Floats:
    """`values` (H, W) or (H, W, k) at the positions `at` (h, w, 2): columns and rows; beyond, the nearest."""
    return np.asarray(_looked_up(values, at, cv2.INTER_LINEAR), np.float32)


def cubic(values: Floats, at: Floats) -> Floats:
    """As `linear`, but sharp; it reaches 2 px around a position and may overshoot."""
    return np.asarray(_looked_up(values, at, cv2.INTER_CUBIC), np.float32)


def marked(flags: Bytes, at: Floats) -> Flags:
    """Where the pixel of `flags` (H, W) that is nearest to a position is above 0; beyond, nowhere."""
    found = cv2.remap(
        flags, at[..., 0], at[..., 1], cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
    return np.asarray(found > 0)


def grid(width: int, height: int) -> Floats:
    """The positions of the pixels of a picture: (height, width, 2)."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.dstack([x, y])


def _looked_up(values: Floats, at: Floats, kind: int) -> NDArray[Any]:
    found = cv2.remap(values, at[..., 0], at[..., 1], kind, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found).reshape(*at.shape[:2], *values.shape[2:])
