"""Luminance and chroma: YCoCg, in levels of 8 bit."""

from __future__ import annotations

import numpy as np

from ..core.arrays import AnyArray, Bytes, Floats

WEIGHTS = (1.0, 1 / 6, 1 / 4)
"""What an error in Y, Co and Cg adds to the mean squared error of RGB."""


def planes_of(pixels: AnyArray) -> list[Floats]:
    """Y, or Y, Co and Cg, each (H, W) float32, of pixels (H, W, 1|3) uint8; Co and Cg are -255 to 255."""
    if pixels.shape[2] == 1:
        return [pixels[..., 0].astype(np.float32)]
    red, green, blue = (pixels[..., one].astype(np.float32) for one in range(3))
    return [(red + 2 * green + blue) / 4, red - blue, green - (red + blue) / 2]


def pixels_of(planes: list[Floats]) -> Bytes:
    """The pixels (H, W, 1|3) uint8 of planes."""
    luma = planes[0]
    if len(planes) == 1:
        colours = luma[..., None]
    else:
        orange, green = planes[1:]
        rest = luma - green / 2
        colours = np.stack([rest + orange / 2, luma + green / 2, rest - orange / 2], axis=-1)
    return np.clip(np.rint(colours), 0, 255).astype(np.uint8)
