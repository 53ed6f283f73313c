"""Looking up a picture between its pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Bytes, Flags, FloatPixels, Floats, Pixels

_KERNEL = 2  # px that cubic interpolation reaches


def linear(values: Floats, at: Floats) -> Floats:
    """`values` (H, W) or (H, W, k) at the positions `at` (h, w, 2): columns and rows; beyond, the nearest."""
    return np.asarray(_looked_up(values, at, cv2.INTER_LINEAR), np.float32)


def cubic(values: Floats, at: Floats) -> Floats:
    """As `linear`, but sharp; it reaches 2 px around a position and may overshoot."""
    return np.asarray(_looked_up(values, at, cv2.INTER_CUBIC), np.float32)


def apart(one: FloatPixels, other: FloatPixels) -> Floats:
    """How far colours (h, w, 3) lie apart: the mean over the channels (h, w); numpy is slow on short axes."""
    return np.asarray(cv2.transform(cv2.absdiff(one, other), np.full((1, 3), 1 / 3)), np.float32)


def colours_at(pixels: Pixels, at: Floats) -> FloatPixels:
    """The colours, in [0, 1], of a frame (H, W, 3) at the positions `at` (h, w, 2): `cubic`."""
    height, width = pixels.shape[:2]
    left, right = _span(at[..., 0], width)
    top, bottom = _span(at[..., 1], height)
    part = as_floats(pixels[top:bottom, left:right])
    return np.clip(cubic(part, at - np.asarray([left, top], np.float32)), 0, 1)


def _span(at: Floats, size: int) -> tuple[int, int]:
    """The first pixel and the one past the last, of `size`, that positions `at` are interpolated from."""
    first = int(np.clip(np.floor(at.min()) - _KERNEL, 0, size - 1))
    return first, int(np.clip(np.ceil(at.max()) + _KERNEL + 1, first + 1, size))


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


def as_floats(pixels: Pixels) -> FloatPixels:
    """Levels as colours in [0, 1]."""
    return np.asarray(pixels / np.float32(top_level(pixels)), np.float32)


def top_level(pixels: Pixels) -> int:
    """The level of white."""
    return int(np.iinfo(pixels.dtype).max)
