"""Conversion between 8 and 16 bit; the only place that decides how values are rounded."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .arrays import Bytes, Pixels


def eight_bit(values: Pixels) -> Bytes:
    """uint8 unchanged, uint16 (two or three axes) rounded to the nearest of 256 levels.

    65535 = 255 * 257, so black, white and values that were once 8 bit come out exactly.
    """
    if values.dtype == np.uint8:
        return np.asarray(values, np.uint8)
    if not values.size:
        return np.empty(values.shape, np.uint8)
    # no value is halfway between two levels; OpenCV drops a channel axis of length 1, `reshape` restores it
    levels = cv2.convertScaleAbs(np.ascontiguousarray(values), alpha=1 / 257)
    return np.asarray(levels, np.uint8).reshape(values.shape)


def eight_bit_rgb(pixels: Pixels) -> Bytes:
    """(H, W, 3) uint8, contiguous, of pixels (H, W, 1|3) uint8 or uint16."""
    levels = eight_bit(pixels)
    return np.ascontiguousarray(levels) if levels.shape[2] == 3 else np.repeat(levels, 3, axis=2)


def sixteen_bit(values: Pixels) -> NDArray[np.uint16]:
    """Levels of any shape: uint16 unchanged, uint8 scaled to the full 16-bit range."""
    return np.asarray(values, np.uint16) if values.dtype == np.uint16 else values.astype(np.uint16) * 257
