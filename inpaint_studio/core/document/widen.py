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

from ..arrays import Coverage
from ..bands import bands, depths, numbered
from ..coverage import grow
from ..damage import MOST_WIDEN
from ..geometry import Rect
from ..mask import Mask
from ..photo import PhotoSource
from ..tiles import TILE, TiledArray
from .document import Document
from .extend import unfilled
from .mask_edit import tiles_of
from .tiled_mask import TiledMask

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
    tiles: TiledArray | None = None
    for rect, own in _groups(mask, int(px) + 1):
        if not _keep_thick(own):
            continue
        tiles = tiles_of(mask) if tiles is None else tiles
        grown = grow(own, px, mask.is_soft)
        for rows in bands(rect.height, TILE):
            band = Rect(rect.x, rect.y + rows.start, rect.width, rows.stop - rows.start)
            tiles.write(band, grown[rows], grown[rows] > tiles.read(band))
    if tiles is None or all(tiles.tile(index).all() for index in range(len(tiles))):
        return mask
    return TiledMask(tiles)


def widened_by(description: Mapping[str, Any]) -> float:
    """By how many pixels the mask of a fill was widened, as its description says: 0 to `MOST_WIDEN`."""
    return min(MOST_WIDEN, max(0.0, float(description.get("widen", 0.0))))


def _groups(mask: Mask, margin: int) -> Iterator[tuple[Rect, Coverage]]:
    """The parts of a mask, those close to each other together: rectangles `margin` px around them.

    With each comes its own coverage (h, w) uint8, without that of parts elsewhere.
    """
    bounds = mask.bounds
    cells = np.zeros((-(-bounds.height // _CELL), -(-bounds.width // _CELL)), np.uint8)
    for row, home in enumerate(_rows_of_cells(bounds)):
        covered = np.pad(mask.read(home).any(axis=0), (0, -bounds.width % _CELL))
        cells[row] = covered.reshape(-1, _CELL).any(axis=1)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cells, connectivity=8)
    for number, (x, y, width, height, _) in enumerate(stats[1:].tolist(), 1):
        home = Rect(bounds.x + x * _CELL, bounds.y + y * _CELL, width * _CELL, height * _CELL) & bounds
        rect = home.grown(margin) & Rect.of(mask.size)
        own = np.zeros((rect.height, rect.width), np.uint8)
        for row, part in enumerate(_rows_of_cells(home), y):
            inside = (labels[row, x : x + width] == number).repeat(_CELL)[: part.width]
            own[part.moved(-rect.x, -rect.y).slices] = np.where(inside, mask.read(part), np.uint8(0))
        yield rect, own


def _rows_of_cells(rect: Rect) -> Iterator[Rect]:
    """A rectangle in strips of the height of a cell."""
    for top in range(rect.y, rect.bottom, _CELL):
        yield Rect(rect.x, top, rect.width, _CELL) & rect


def _keep_thick(coverage: Coverage) -> bool:
    """Drop the parts that are no wider than `THIN` from a coverage, in place; whether any are left."""
    if not any(
        cv2.erode(coverage[max(0, rows.start - len(_WITHIN)) : rows.stop], _WITHIN).any()
        for rows in bands(len(coverage))
    ):
        return False
    labels, _, areas = numbered(coverage)
    is_thick = np.zeros(len(areas) + 1, bool)
    for rows, depth in depths(coverage):
        is_thick[labels[rows][depth > (THIN + 1) / 2]] = True
    for rows in bands(len(coverage)):
        coverage[rows] *= is_thick[labels[rows]]
    return bool(is_thick.any())


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
