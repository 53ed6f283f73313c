"""Between levels of 8 and 16 bit; the one place that knows how they are rounded."""

from __future__ import annotations

import cv2
import numpy as np


def eight_bit(values: np.ndarray) -> np.ndarray:
    """uint8 as it is, uint16 (of two or three axes) in the nearest of 256 levels.

    65535 = 255 * 257, so black, white and what was 8 bit once come out exactly.
    """
    if values.dtype == np.uint8:
        return values
    if not values.size:
        return np.empty(values.shape, np.uint8)
    # no level lies in the middle of two; OpenCV drops a channel axis of one, numpy puts it back
    return cv2.convertScaleAbs(np.ascontiguousarray(values), alpha=1 / 257).reshape(values.shape)


def eight_bit_rgb(pixels: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8, contiguous, of pixels (H, W, 1|3) uint8 or uint16."""
    levels = eight_bit(pixels)
    return np.ascontiguousarray(levels) if levels.shape[2] == 3 else np.repeat(levels, 3, axis=2)


def sixteen_bit(values: np.ndarray) -> np.ndarray:
    """uint16 as it is, uint8 over the whole range of 16 bit."""
    return values if values.dtype == np.uint16 else values.astype(np.uint16) * 257
