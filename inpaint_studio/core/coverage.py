"""Arithmetic on coverage arrays (uint8, (h, w)): distances, discs, enclosed areas, components.

`Mask` calls these on the part of the photo that its hole touches. The border of the array stands for
the border of the photo or for kept pixels that the caller left out; it is never an edge of the hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from .arrays import Coverage, Flags, Floats, Labels
from .bands import ROWS, bands
from .geometry import Rect


@dataclass(frozen=True, eq=False)
class MaskComponents:
    """The separate holes of a mask, numbered from 1 in row-by-row scan order.

    `labels` is int32 over `bounds` only, 0 where nothing is covered; `rects` (in photo coordinates)
    and `areas` (in pixels) belong to the labels 1, 2, 3 …
    """

    bounds: Rect
    labels: Labels
    rects: tuple[Rect, ...]
    areas: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rects)

    def hole(self, index: int) -> Flags:
        """The pixels of component `index` (from 0) within its rectangle: bool (height, width)."""
        here = self.rects[index].moved(-self.bounds.x, -self.bounds.y)
        return np.asarray(self.labels[here.slices] == index + 1)


def bounds(coverage: Coverage) -> Rect:
    """The smallest rectangle around the pixels above 0; empty if there are none."""
    if coverage.size == 0:
        return Rect(0, 0, 0, 0)
    return Rect(*(int(value) for value in cv2.boundingRect(np.ascontiguousarray(coverage))))


def components(coverage: Coverage, within: Rect) -> MaskComponents:
    """The 8-connected areas above 0 of the part `within` of `coverage`."""
    if not within:
        return MaskComponents(within, np.zeros((0, 0), np.int32), (), ())
    crop = np.ascontiguousarray(coverage[within.slices])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(crop, connectivity=8)
    rects = tuple(Rect(x + within.x, y + within.y, w, h) for x, y, w, h, _ in stats[1:].tolist())
    return MaskComponents(within, np.asarray(labels, np.int32), rects, tuple(stats[1:, 4].tolist()))


def parts_touching(area: Flags, seeds: Flags) -> Flags:
    """The 8-connected parts of `area` (H, W) that contain a pixel of `seeds`, which lie in it."""
    _, labels = cv2.connectedComponents(area.view(np.uint8), connectivity=8)
    touched = np.zeros(int(labels.max()) + 1, bool)
    touched[labels[seeds]] = True
    return np.asarray(touched[labels])


def widened(where: Flags, reach: int) -> Flags:
    """`where` (H, W) and all pixels up to `reach` rows and columns away."""
    square = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    return np.asarray(cv2.dilate(where.view(np.uint8), square) > 0)


def grow(coverage: Coverage, px: float, soft: bool) -> Coverage:
    """`coverage` grown by a disc of radius `px`; a new array."""
    if px <= 0 or not coverage.any():
        return coverage.copy()
    if soft:
        return _dilated(coverage, px)
    grown = np.zeros(coverage.shape, np.uint8)
    for rows, away in _distances(coverage == 0, px):
        grown[rows][away <= px] = 255
    return grown


def shrink(coverage: Coverage, px: float, soft: bool) -> Coverage:
    """`coverage` shrunk by a disc of radius `px`; a new array."""
    if px <= 0 or coverage.size == 0:
        return coverage.copy()
    if soft:
        return np.asarray(255 - _dilated(255 - coverage, px))
    if coverage.all():  # no kept pixel to measure from: OpenCV does not document its result for that
        return coverage.copy()
    shrunk = coverage.copy()
    for rows, away in _distances(coverage > 0, px):
        shrunk[rows][away <= px] = 0
    return shrunk


def feather(coverage: Coverage, px: float) -> Coverage:
    """`coverage` limited by a ramp over the first `px` pixels inside the hole; a new array.

    The pixel at distance d from the nearest kept pixel has at most d / (px + 1), and at least one
    level where there was any, so the hole stays the same. An edge that is softer already stays.
    """
    if px <= 0 or coverage.size == 0 or coverage.all():
        return coverage.copy()
    feathered = coverage.copy()
    for rows, away in _distances(coverage > 0, px + 1):
        ramp = np.minimum(away * (255 / (px + 1)), 255)
        limit = np.maximum(np.rint(ramp), 1).astype(np.uint8)
        np.minimum(feathered[rows], limit, out=feathered[rows])
    return feathered


def fill_enclosed(coverage: Coverage, soft: bool) -> Coverage:
    """`coverage` with its enclosed areas filled; a new array.

    For a hard mask: every kept (4-connected) area that does not reach the border of the array. For a soft
    one, the same at each level, by reconstruction through erosion (Soille, Morphological Image Analysis,
    2nd ed., 6.3.7), so that an inner soft edge leaves no ring behind.
    """
    if coverage.size == 0:
        return coverage.copy()
    if soft:
        from skimage.morphology import reconstruction

        seed = np.full_like(coverage, 255)
        seed[[0, -1], :] = coverage[[0, -1], :]
        seed[:, [0, -1]] = coverage[:, [0, -1]]
        cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)
        filled = reconstruction(  # type: ignore[no-untyped-call]
            seed, coverage, method="erosion", footprint=cross
        )
        return np.asarray(filled, np.uint8)
    kept = (coverage == 0).astype(np.uint8)
    count, labels = cv2.connectedComponents(kept, connectivity=4)
    open_to_border = np.zeros(count, bool)
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        open_to_border[edge] = True
    open_to_border[0] = True
    return np.where(open_to_border[labels], coverage, np.uint8(255))


def _distances(inside: Flags, reach: float) -> Iterator[tuple[slice, Floats]]:
    """For each pixel of `inside` the exact distance to the nearest pixel outside: float32, for some rows.

    Where it is larger than `reach` it may be any larger number. Rows without a pixel outside that could be
    nearer are left out.
    """
    spare = min(len(inside), int(reach) + 1)
    for rows in bands(len(inside), max(ROWS, 2 * spare)):
        top = max(0, rows.start - spare)
        around = inside[top : rows.stop + spare]
        if around.all():
            continue
        away = cv2.distanceTransform(around.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        yield rows, np.asarray(away[rows.start - top : rows.stop - top], np.float32)


def _dilated(values: Coverage, px: float) -> Coverage:
    """The largest value within a disc of radius `px`: one sliding maximum for each row of the disc."""
    height = values.shape[0]
    result = values.copy()
    for dy in range(min(int(px), height - 1) + 1):
        half = min(int(np.sqrt(px * px - dy * dy)), values.shape[1])
        rows = cv2.dilate(values, np.ones((1, 2 * half + 1), np.uint8), borderValue=0).reshape(values.shape)
        for shift in {dy, -dy}:
            into = slice(max(0, shift), height + min(0, shift))
            source = slice(max(0, -shift), height + min(0, -shift))
            np.maximum(result[into], rows[source], out=result[into])
    return result
