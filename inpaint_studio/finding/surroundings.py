"""A selected object and what lies around it, in a size that suits a look at both."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import AnyArray, Bytes, Flags
from ..core.depth import eight_bit_rgb
from ..core.geometry import Rect, Size
from ..core.mask import THRESHOLD, Mask
from ..core.photo import PhotoSource

SIDE = 320
"""The longer side of what is looked at, in pixels, unless the photo has less."""
_REACH = 1.2
"""How far around the object one looks, in parts of its longer side."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """An object in the middle of its surroundings, reduced; all arrays have the same height and width."""

    rect: Rect
    """What they cover in the photo."""
    pixels: Bytes
    """RGB (h, w, 3)."""
    object: Flags
    """The pixels of the object (h, w)."""
    taken: Flags
    """These and those of all other selected objects (h, w)."""

    @classmethod
    def of(cls, photo: PhotoSource, mask: Mask, bounds: Rect, object: Flags) -> Surroundings:
        """Around `object`, bool (h, w), which lies in the rectangle `bounds` of the photo."""
        reach = int(_REACH * max(bounds.width, bounds.height))
        rect = bounds.grown(reach) & Rect.of(photo.size)
        scale = min(1.0, SIDE / max(rect.width, rect.height))
        size = Size(max(1, round(scale * rect.width)), max(1, round(scale * rect.height)))
        alone = np.zeros((rect.height, rect.width), np.uint8)
        alone[bounds.moved(-rect.x, -rect.y).slices] = 255 * object
        taken = np.where(mask.read(rect) >= THRESHOLD, np.uint8(255), np.uint8(0))
        return cls(
            rect,
            reduced(eight_bit_rgb(photo.read(rect)), size),
            reduced(alone, size) >= THRESHOLD,
            reduced(taken, size) >= THRESHOLD,
        )

    @property
    def near(self) -> Flags:
        """The selected objects with the pixels that touch them, whose colours are mixed: (h, w)."""
        return spread(self.taken, 2)


def reduced(levels: Bytes, size: Size) -> Bytes:
    """A picture (h, w) or (h, w, 3) in that size, by averages over areas."""
    return np.asarray(cv2.resize(levels, (size.width, size.height), interpolation=cv2.INTER_AREA), np.uint8)


def disc(radius: int) -> Bytes:
    """A disc for OpenCV's morphology: uint8 (2 radius + 1, 2 radius + 1), 1 within it."""
    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def spread(where: Flags, radius: int) -> Flags:
    """The flags (h, w) with all pixels within `radius` px of theirs."""
    return np.asarray(cv2.dilate(where.astype(np.uint8), disc(radius)) > 0)


def touching(where: Flags, other: Flags) -> Flags:
    """The 4-connected parts of `where` (h, w) that have pixels in `other` (h, w)."""
    _, labels = cv2.connectedComponents(where.astype(np.uint8), connectivity=4)
    wanted = np.zeros(int(labels.max()) + 1, bool)
    wanted[labels[where & other]] = True
    return np.asarray(wanted[labels] & where)


def image_rows(where: Flags) -> tuple[int, int]:
    """The first row of `where` (h, w) with a True pixel, and the one after the last; there must be one."""
    rows: AnyArray = np.flatnonzero(where.any(axis=1))
    return int(rows[0]), int(rows[-1]) + 1
