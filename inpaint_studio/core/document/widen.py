"""Widening a mask before it is filled, so that the soft edge of what is removed leaves no halo.

A mask drawn along an object ends in the middle of its soft edge. What remains of the edge shows as a halo,
and engines continue it into the hole. Thin parts (scratches, dust, wires) are left as they are: the mask of a
thin thing mostly covers it with a margin, and a few pixels more would be a large share of it.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..coverage import grow
from ..geometry import Rect
from ..mask import Mask
from ..photo import PhotoSource
from .document import Document
from .extend import unfilled

THIN = 16.0
"""Parts no wider than this (px, the diameter of the largest circle inside) are not widened."""


def widen(mask: Mask, px: float) -> Mask:
    """The mask with its parts that are wider than `THIN` grown by `px`; 0 changes nothing.

    A mask that would then leave nothing of the photo stays as it is.
    """
    if px <= 0 or not mask.bounds:
        return mask
    around = mask.bounds.grown(int(px) + 1) & Rect.of(mask.size)
    crop = mask.read(around)
    area = (crop > 0).astype(np.uint8)
    depth = cv2.distanceTransform(area, cv2.DIST_L2, cv2.DIST_MASK_5)
    count, labels = cv2.connectedComponents(area, connectivity=8)
    is_thick = np.zeros(count, bool)
    is_thick[labels[2 * depth - 1 > THIN]] = True
    if not is_thick.any():
        return mask
    grown = grow(np.where(is_thick[labels], crop, np.uint8(0)), px, mask.is_soft)
    coverage = np.zeros_like(mask.coverage)
    coverage[around.slices] = np.maximum(crop, grown)
    return mask if coverage.all() else Mask(coverage)


def widen_on(photo: PhotoSource, mask: Mask, px: float) -> Mask:
    """`widen` for a mask of that photo; the border of an extended one is no object and stays as it is."""
    border = unfilled(photo) if px > 0 and isinstance(photo, Document) else None
    if border is None or not border.bounds:
        return widen(mask, px)
    inner = Mask(np.where(border.coverage > 0, np.uint8(0), mask.coverage))
    coverage = np.maximum(mask.coverage, widen(inner, px).coverage)
    return mask if coverage.all() else Mask(coverage)
