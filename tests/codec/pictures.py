"""Small pictures to compress, made by code."""

from __future__ import annotations

import numpy as np

from inpaint_studio.core.arrays import Bytes


def discs(height: int = 96, width: int = 120, channels: int = 3) -> Bytes:
    """A shaded ground with a bright disc on it: soft areas and one hard contour."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    planes = [70 + 60 * x / width + 20 * one * y / height for one in range(channels)]
    inside = (x - width * 0.4) ** 2 + (y - height * 0.55) ** 2 < (0.3 * height) ** 2
    picture = np.stack([np.where(inside, 220 - 45 * one, plane) for one, plane in enumerate(planes)], axis=-1)
    return np.rint(picture).astype(np.uint8)


def psnr(one: Bytes, other: Bytes) -> float:
    error = np.mean((one.astype(np.float64) - other) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))
