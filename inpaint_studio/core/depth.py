"""Conversion between 8 bit, 16 bit and float; the only place that decides how values are rounded."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .arrays import AnyArray, Bytes, FloatPixels, Pixels


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


def as_float(pixels: AnyArray) -> FloatPixels:
    """uint8, uint16 or float (H, W[, 1 | 3]) as a new float32 (H, W, 3) in [0, 1]."""
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    if np.issubdtype(pixels.dtype, np.floating):
        return np.asarray(np.clip(pixels, 0, 1), np.float32)
    return np.asarray(np.multiply(pixels, np.float32(1 / np.iinfo(pixels.dtype).max), dtype=np.float32))


def as_levels(values: FloatPixels, like: Pixels) -> Pixels:
    """float32 (H, W, 3) in [0, 1], rounded to the dtype and the channels (1 or 3) of `like`."""
    if like.shape[2] == 1:
        values = values.mean(axis=2, keepdims=True)
    top = np.iinfo(like.dtype).max
    return np.asarray(np.rint(np.clip(values, 0, 1).astype(np.float64) * top), like.dtype)
