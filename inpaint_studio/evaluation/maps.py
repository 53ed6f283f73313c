"""Maps of where two or more pictures differ.

Differences are those of CIE 1994 (graphic arts) in CIELAB, with the mean chroma of the pictures instead of
that of a standard, so that none of them is the reference. About 2 is just noticeable side by side, 10 is
seen at a glance. Pictures are (H, W), (H, W, 1) or (H, W, 3), uint8 or uint16, sRGB, all of one shape; pass
crops, as each pixel takes about 100 bytes meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from ..core.arrays import Bytes, Flags, FloatPixels, Floats, Pixels

RANGES = (5.0, 10.0, 20.0, 40.0, 80.0)
"""Possible upper ends of a legend: round numbers, so that maps can be compared by eye."""
GLANCE = 1.2
"""Pixels (sigma) over which the eye averages before it compares, about that of S-CIELAB at a screen."""

DIM = 0.4
"""Brightness of the photo around a map, which is only for orientation."""

_BAND = 256  # rows processed at once


def difference(first: Pixels, second: Pixels, *, blur: float = 0.0) -> Floats:
    """How different two pictures look: float32 (H, W), 0 where they are the same.

    `blur` is a sigma in pixels to average over first (`GLANCE`), so that grain of equal strength does not
    count. ValueError if the shapes differ.
    """
    return spread([first, second], blur=blur)


def disagreement(pictures: Sequence[Pixels], hole: Flags | None = None) -> Floats:
    """How much the pictures differ: float32 (H, W), 0 outside `hole` (bool (H, W), None: everywhere).

    Where it is high, each picture shows something different, and none of it is from the photo.
    """
    apart = spread(pictures, blur=GLANCE)
    if hole is not None:
        apart[~hole] = 0
    return apart


def spread(pictures: Sequence[Pixels], *, blur: float = 0.0) -> Floats:
    """The root mean square of the differences between all pairs of `pictures`: float32 (H, W).

    For two it is their difference. The cost grows with the number of pictures, not of pairs, since the mean
    square over pairs is twice the variance. ValueError for fewer than two, or different shapes.
    """
    if len(pictures) < 2:
        raise ValueError("needs at least two pictures")
    shape = pictures[0].shape[:2]
    if any(picture.shape[:2] != shape for picture in pictures):
        raise ValueError(f"shapes differ: {[picture.shape for picture in pictures]}")
    apart = np.empty(shape, np.float32)
    reach = int(np.ceil(4 * blur)) + 1  # of the blur of OpenCV for floats
    for top in range(0, shape[0], _BAND):
        bottom = min(top + _BAND, shape[0])
        upper, lower = max(0, top - reach), min(shape[0], bottom + reach)
        band = _spread([picture[upper:lower] for picture in pictures], blur)
        apart[top:bottom] = band[top - upper : bottom - upper]
    return apart


def legend_range(values: Floats, where: Flags | None = None) -> float:
    """The upper end of a legend for `values` (H, W): the first of `RANGES` above all but one percent.

    Only those at `where` (bool (H, W)) count.
    """
    counted = values if where is None else values[where]
    high = float(np.quantile(counted, 0.99)) if counted.size else 0.0
    return next((end for end in RANGES if end >= high), RANGES[-1])


def coloured(values: Floats, high: float) -> Bytes:
    """`values` (H, W) from 0 (black) over purple and orange to `high` (pale yellow): uint8 (H, W, 3) RGB."""
    levels = np.clip(values * np.float32(255 / high), 0, 255)
    return np.asarray(colour_table()[np.rint(levels).astype(np.uint8)])


@cache
def colour_table() -> Bytes:
    """The colour map, uint8 (256, 3) RGB: *inferno* of Smith and van der Walt (2015, CC0), from OpenCV.

    Its lightness rises evenly, so equal steps of a value look equal, also in print and to the colour-blind.
    """
    steps = np.arange(256, dtype=np.uint8)[:, None]
    table = cv2.applyColorMap(steps, cv2.COLORMAP_INFERNO)[:, 0, ::-1]
    return np.ascontiguousarray(table)


def over(picture: Pixels, values: Floats, high: float, where: Flags | None) -> Bytes:
    """The map as uint8 (H, W, 3) RGB, with the picture around it at `DIM` of its brightness.

    `where` (bool (H, W)) is the part that the map covers; None: all of it.
    """
    shown = coloured(values, high)
    if where is None or where.all():
        return shown
    dimmed = np.rint(255 * DIM * _rgb(picture)).astype(np.uint8)
    return np.where(where[..., None], shown, dimmed)


def _spread(pictures: Sequence[Pixels], blur: float) -> Floats:
    """`spread` of a band of rows."""
    total = np.zeros((*pictures[0].shape[:2], 4), np.float32)  # L, a, b and chroma
    squares = np.zeros_like(total)
    origin: Floats | None = None
    for picture in pictures:
        lab = cv2.cvtColor(_rgb(picture), cv2.COLOR_RGB2LAB).reshape(*picture.shape[:2], 3)
        if blur > 0:
            lab = cv2.GaussianBlur(lab, (0, 0), blur, borderType=cv2.BORDER_REPLICATE)
        coordinates = np.dstack([lab, np.hypot(lab[..., 1], lab[..., 2])])
        if origin is None:
            origin = coordinates
        # relative to the first, so that equal pictures differ by exactly 0
        step = coordinates - origin
        total += step
        squares += step**2
    assert origin is not None
    count = len(pictures)
    variance = np.maximum(squares - total**2 / count, 0) / (count - 1)
    chroma = origin[..., 3] + total[..., 3] / count
    hue = np.maximum(variance[..., 1] + variance[..., 2] - variance[..., 3], 0)
    apart = variance[..., 0] + variance[..., 3] / (1 + 0.045 * chroma) ** 2 + hue / (1 + 0.015 * chroma) ** 2
    return np.asarray(np.sqrt(2 * apart), np.float32)


def _rgb(picture: Pixels) -> FloatPixels:
    """float32 (H, W, 3) in [0, 1]."""
    if picture.ndim == 2:
        picture = picture[..., None]
    levels = picture.astype(np.float32) * np.float32(1 / np.iinfo(picture.dtype).max)
    return levels if picture.shape[2] == 3 else np.repeat(levels, 3, axis=2)
