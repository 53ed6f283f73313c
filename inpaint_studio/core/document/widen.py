"""Widening a mask before it is filled, so that the soft edge of what is removed leaves no halo.

A mask drawn along an object ends in the middle of its soft edge. What remains of the edge shows as a halo,
and engines continue it into the hole. Thin parts (scratches, dust, wires) are left as they are: the mask of a
thin thing mostly covers it with a margin, and a few pixels more would be a large share of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cv2
import numpy as np

from ..arrays import Coverage, Flags
from ..bands import depths, looked_up, numbered
from ..coverage import grow
from ..damage import MOST_WIDEN
from ..geometry import Rect
from ..mask import Mask
from ..photo import PhotoSource
from .document import Document
from .extend import unfilled

THIN = 16.0
"""Parts no wider than this (px, the diameter of the largest circle inside) are not widened."""
_WITHIN = np.ones((11, 11), np.uint8)  # it fits into such a circle, which is looked for only where it does
_CELL = 64  # px; parts with an empty square of this side between them are looked at one by one


def widen(mask: Mask, px: float) -> Mask:
    """The mask with its parts that are wider than `THIN` grown by `px`; 0 changes nothing.

    A mask that would then leave nothing of the photo stays as it is.
    """
    if px <= 0 or not mask.bounds:
        return mask
    coverage: Coverage | None = None
    around = mask.bounds
    for rect, own in _groups(mask, int(px) + 1):
        thick = _thick(own)
        if thick is not None:
            if coverage is None:
                coverage = np.zeros(mask.coverage.shape, np.uint8)  # in no memory outside the bounds
                coverage[mask.bounds.slices] = mask.read(mask.bounds)
            around |= rect
            part = coverage[rect.slices]
            np.maximum(part, grow(thick, px, mask.is_soft), out=part)
    return mask if coverage is None or coverage.all() else Mask(coverage, around)


def widened_by(description: Mapping[str, Any]) -> float:
    """By how many pixels the mask of a fill was widened, as its description says: 0 to `MOST_WIDEN`."""
    return min(MOST_WIDEN, max(0.0, float(description.get("widen", 0.0))))


def _groups(mask: Mask, margin: int) -> Iterator[tuple[Rect, Coverage]]:
    """The parts of a mask, those close to each other together: rectangles `margin` px around them.

    With each comes its own coverage (h, w) uint8, without that of parts elsewhere.
    """
    bounds = mask.bounds
    hole = mask.read(bounds) > 0
    padded = np.pad(hole, ((0, -bounds.height % _CELL), (0, -bounds.width % _CELL)))
    rows: Flags = np.any(padded.reshape(-1, _CELL, padded.shape[1]), axis=1)
    cells: Flags = np.any(rows.reshape(len(rows), -1, _CELL), axis=2)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cells.view(np.uint8), connectivity=8)
    for number, (x, y, width, height, _) in enumerate(stats[1:].tolist(), 1):
        home = Rect(bounds.x + x * _CELL, bounds.y + y * _CELL, width * _CELL, height * _CELL) & bounds
        rect = home.grown(margin) & Rect.of(mask.size)
        mine = labels[y : y + height, x : x + width] == number
        inside = mine.repeat(_CELL, 0).repeat(_CELL, 1)[: home.height, : home.width]
        own = np.zeros((rect.height, rect.width), np.uint8)
        own[home.moved(-rect.x, -rect.y).slices] = np.where(inside, mask.read(home), np.uint8(0))
        yield rect, own


def _thick(coverage: Coverage) -> Coverage | None:
    """The coverage of the parts that are wider than `THIN`; None if there are none."""
    area = (coverage > 0).view(np.uint8)
    if not cv2.erode(area, _WITHIN).any():
        return None
    labels, _, areas = numbered(area)
    is_thick = np.zeros(len(areas) + 1, bool)
    for rows, depth in depths(area):
        is_thick[labels[rows][depth > (THIN + 1) / 2]] = True
    return np.where(looked_up(is_thick, labels), coverage, np.uint8(0)) if is_thick.any() else None


def widen_on(photo: PhotoSource, mask: Mask, px: float) -> Mask:
    """`widen` for a mask of that photo; the border of an extended one is no object and stays as it is."""
    if px <= 0 or not isinstance(photo, Document) or Rect.of(photo.photo.size).contains(photo.canvas):
        return widen(mask, px)
    border = unfilled(photo)
    if not border.bounds:
        return widen(mask, px)
    inner = Mask(np.where(border.coverage > 0, np.uint8(0), mask.coverage))
    coverage = np.maximum(mask.coverage, widen(inner, px).coverage)
    return mask if coverage.all() else Mask(coverage)
