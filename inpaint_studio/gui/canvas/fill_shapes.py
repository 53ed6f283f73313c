"""Where a kept fill lies on the photo: its bounds, the place of its pin, its outline."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from ...core.arrays import Bytes
from ...core.document.layers import LayerContent, LayerPatch
from ...core.geometry import Rect

_FINE = 64
"""px; the middle of a patch is looked for in a picture of it this large."""
_DEEP = 0.8
"""Of the greatest depth; of the points so deep inside, the one nearest to the middle is taken."""
_OUTLINED = 1024
"""px; outlines are found in a picture of the fills this large."""
_middles: WeakKeyDictionary[LayerContent, tuple[float, float]] = WeakKeyDictionary()


def bounds_of(contents: Sequence[LayerContent]) -> Rect:
    """The rectangle around fills, in coordinates of the photo."""
    found = Rect(0, 0, 0, 0)
    for content in contents:
        for patch in content.patches:
            found |= patch.rect
    return found


def middle_of(content: LayerContent) -> tuple[float, float]:
    """A point (x, y) well inside a fill, in coordinates of the photo; found once for each fill."""
    found = _middles.get(content)
    if found is None:
        found = _middles[content] = _middle(content)
    return found


def _middle(content: LayerContent) -> tuple[float, float]:
    bounds = bounds_of([content])
    x, y = bounds.x + bounds.width / 2, bounds.y + bounds.height / 2
    if not content.patches:
        return x, y

    def off(patch: LayerPatch) -> float:
        """How far the patch is from the middle of the bounds."""
        rect = patch.rect
        return max(rect.x - x, x - rect.right, 0.0) + max(rect.y - y, y - rect.bottom, 0.0)

    patch = min(content.patches, key=lambda one: (off(one), -one.rect.area))
    small = _reduced(patch.coverage, _FINE)
    inside = np.pad((small > small.max() // 2).view(np.uint8), 1)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_3)[1:-1, 1:-1]
    rows, columns = np.nonzero(depth >= _DEEP * depth.max())
    xs = patch.rect.x + (columns + 0.5) * (patch.rect.width / small.shape[1])
    ys = patch.rect.y + (rows + 0.5) * (patch.rect.height / small.shape[0])
    nearest = int(np.hypot(xs - x, ys - y).argmin())
    return float(xs[nearest]), float(ys[nearest])


def outline_of(contents: Sequence[LayerContent]) -> QPainterPath:
    """The outline of fills, in coordinates of the photo."""
    bounds = bounds_of(contents)
    path = QPainterPath()
    if not bounds:
        return path
    scale = min(1.0, _OUTLINED / max(bounds.width, bounds.height))
    covered = np.zeros((round(bounds.height * scale) + 2, round(bounds.width * scale) + 2), np.uint8)
    for content in contents:
        for patch in content.patches:
            rect = patch.rect.moved(-bounds.x, -bounds.y)
            left, top = int(rect.x * scale), int(rect.y * scale)
            size = max(1, round(rect.width * scale)), max(1, round(rect.height * scale))
            small = cv2.resize(patch.coverage, size, interpolation=cv2.INTER_AREA)
            there = covered[top : top + size[1], left : left + size[0]]
            np.maximum(there, small[: there.shape[0], : there.shape[1]], out=there)
    contours, _ = cv2.findContours(
        np.pad((covered > 0).view(np.uint8), 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    for contour in contours:
        # the middles of the pixels at the border; the padding moved them by one
        points = (contour[:, 0].astype(np.float64) - 0.5) / scale
        corners = [QPointF(bounds.x + x, bounds.y + y) for x, y in points.tolist()]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    return path


def _reduced(coverage: Bytes, side: int) -> Bytes:
    """Coverage (h, w) reduced to at most `side` px a side."""
    height, width = coverage.shape
    size = min(width, side), min(height, side)
    return np.asarray(cv2.resize(coverage, size, interpolation=cv2.INTER_AREA), np.uint8)
