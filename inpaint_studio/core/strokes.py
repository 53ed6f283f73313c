"""Rasterises brush strokes and outlines to coverage and applies them to a mask.

Points are in continuous image coordinates: pixel (0, 0) covers 0 <= x < 1, its centre is (0.5, 0.5).
All shapes are anti-aliased. Adding takes the maximum of the coverages and erasing the minimum, so a stroke
may arrive in any number of pieces, if each starts with the last point of the previous one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .arrays import Coverage, Doubles, Indices
from .geometry import Rect
from .tiles import TiledArray

_BAND = 64  # rows per stamp, so that a long diagonal needs no array of its whole bounding box
_SUBROWS = 16  # scan lines per row of pixels of an outline; along a row, coverage is exact


@dataclass(frozen=True, eq=False)
class Stamp:
    """Part of a shape: its `coverage`, uint8 (height, width), in `rect`."""

    rect: Rect
    coverage: Coverage


@dataclass(frozen=True)
class Stroke:
    """A brush stroke through `points` (x, y, radius), radii in pixels after pen pressure.

    `hardness` 1 gives an edge one pixel wide, 0 a falloff from the centre to the rim. One point is a dab,
    two make a straight line.
    """

    points: tuple[tuple[float, float, float], ...]
    hardness: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for values out of range."""
        if not 0 <= self.hardness <= 1:
            raise ValueError(f"hardness is 0 to 1, not {self.hardness}")
        if not all(math.isfinite(value) for point in self.points for value in point):
            raise ValueError("the points of a stroke must be finite")
        if any(radius <= 0 for _, _, radius in self.points):
            raise ValueError("the radius of a stroke must be above 0")


def paint(mask: TiledArray, stamps: Iterator[Stamp] | Sequence[Stamp], *, erase: bool = False) -> Rect:
    """Add the stamps to `mask`, (H, W) uint8, or erase them from it; returns the rectangle to repaint."""
    changed = Rect(0, 0, 0, 0)
    for stamp in stamps:
        before = mask.read(stamp.rect)
        after = np.minimum(before, 255 - stamp.coverage) if erase else np.maximum(before, stamp.coverage)
        where = after != before
        if where.any():
            mask.write(stamp.rect, after, where)
            changed |= stamp.rect
    return changed


def brush(stroke: Stroke, clip: Rect) -> Iterator[Stamp]:
    """The stamps of a stroke within `clip`: for each segment between two points, band by band."""
    points = stroke.points
    segments = pairwise(points) if len(points) > 1 else zip(points, points, strict=True)
    for start, end in segments:
        for rect in _bands(start, end, clip):
            coverage = _capsule(start, end, stroke.hardness, rect)
            if coverage.any():
                yield Stamp(rect, coverage)


def polygon(points: Sequence[tuple[float, float]], clip: Rect) -> Iterator[Stamp]:
    """The inside of a closed outline (a lasso) by the non-zero winding rule, within `clip`."""
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    if not np.isfinite(corners).all():
        raise ValueError("the points of an outline must be finite")
    around = _around(corners, clip)
    for top in range(around.y, around.bottom, _BAND):
        rect = around & Rect(around.x, top, around.width, _BAND)
        coverage = _inside(corners, rect)
        if coverage.any():
            yield Stamp(rect, coverage)


def rectangle(left: float, top: float, right: float, bottom: float, clip: Rect) -> Iterator[Stamp]:
    """An axis-parallel rectangle between two opposite corners, in any order."""
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)], clip)


def ellipse(left: float, top: float, right: float, bottom: float, clip: Rect) -> Iterator[Stamp]:
    """The ellipse inscribed in a rectangle, to a hundredth of a pixel."""
    across, down = (right - left) / 2, (bottom - top) / 2
    radius = max(abs(across), abs(down), 1.0)
    angles = np.linspace(0, 2 * np.pi, 4 + math.ceil(np.pi / math.acos(1 - 0.01 / radius)), endpoint=False)
    x = (left + right) / 2 + across * np.cos(angles)
    y = (top + bottom) / 2 + down * np.sin(angles)
    return polygon(list(zip(x.tolist(), y.tolist(), strict=True)), clip)


def _bands(start: tuple[float, float, float], end: tuple[float, float, float], clip: Rect) -> Iterator[Rect]:
    """Rectangles of at most `_BAND` rows, at fixed heights, around the line from `start` to `end`."""
    (x0, y0, r0), (x1, y1, r1) = start, end
    reach = max(r0, r1) + 1
    top = max(clip.y, math.floor(min(y0, y1) - reach))
    bottom = min(clip.bottom, math.ceil(max(y0, y1) + reach))
    for band in range(top - top % _BAND, bottom, _BAND):
        upper, lower = max(top, band), min(bottom, band + _BAND)
        # the part of the line whose discs touch the band
        first, last = (0.0, 1.0)
        if y0 != y1:
            crossed = sorted(((upper - reach - y0) / (y1 - y0), (lower + reach - y0) / (y1 - y0)))
            first, last = max(0.0, crossed[0]), min(1.0, crossed[1])
        ends = (x0 + first * (x1 - x0), x0 + last * (x1 - x0))
        left, right = math.floor(min(ends) - reach), math.ceil(max(ends) + reach)
        rect = Rect.spanning(left, upper, right, lower) & clip
        if rect:
            yield rect


def _capsule(
    start: tuple[float, float, float], end: tuple[float, float, float], hardness: float, rect: Rect
) -> Coverage:
    """Coverage of all discs from `start` to `end`, their radius changing linearly.

    Computed from the signed distance to that shape (two discs and their common tangents) and the radius of
    the nearest disc, so there are no beads however far apart the points are.
    """
    (x0, y0, r0), (x1, y1, r1) = start, end
    dx = np.arange(rect.x, rect.right)[None, :] + (0.5 - x0)
    dy = np.arange(rect.y, rect.bottom)[:, None] + (0.5 - y0)
    length = math.hypot(x1 - x0, y1 - y0)
    if length <= abs(r0 - r1):
        # one disc contains the other, or it is a dab: only the larger one shows
        if r1 > r0:
            dx, dy, r0 = dx + (x0 - x1), dy + (y0 - y1), r1
        distance, radius = np.hypot(dx, dy) - r0, np.asarray(r0)
    else:
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        along, aside = dx * ux + dy * uy, np.abs(dy * ux - dx * uy)
        slope = (r0 - r1) / length
        upright = math.sqrt(1 - slope * slope)
        nearest = np.clip((along * upright - aside * slope) / (upright * length), 0, 1)
        radius = r0 + nearest * (r1 - r0)
        # distance to the centre of the nearest disc, minus its radius
        distance = np.hypot(along - nearest * length, aside) - radius
    edge = np.maximum((1 - hardness) * radius, 1.0)
    return np.asarray(np.rint(np.clip((0.5 - distance) / edge, 0, 1) * 255), np.uint8)


def _around(corners: Doubles, clip: Rect) -> Rect:
    """The bounding rectangle of an outline, within `clip`."""
    if len(corners) == 0:
        return Rect(clip.x, clip.y, 0, 0)
    left, top = np.floor(corners.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
    return Rect.spanning(left, top, right, bottom) & clip


def _inside(corners: Doubles, rect: Rect) -> Coverage:
    """Coverage of `rect` by the inside of an outline (winding number other than 0)."""
    line, x, turn = _crossings(corners, rect)
    winding = np.cumsum(turn)
    enters = (winding != 0) & (winding - turn == 0)
    leaves = (winding == 0) & (winding - turn != 0)
    # each crossing adds to or subtracts from all pixels to its right: store differences, sum along rows
    change = np.zeros((rect.height, rect.width + 2), np.float32)
    for chosen, sign in ((enters, 1.0), (leaves, -1.0)):
        at = np.clip(x[chosen] - rect.x, 0, rect.width)
        pixel = at.astype(np.intp)
        row = line[chosen] // _SUBROWS
        np.add.at(change, (row, pixel), sign * (1 - (at - pixel)))
        np.add.at(change, (row, pixel + 1), sign * (at - pixel))
    share = np.cumsum(change, axis=1)[:, : rect.width] / _SUBROWS
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def _crossings(corners: Doubles, rect: Rect) -> tuple[Indices, Doubles, Indices]:
    """Where the edges cross the scan lines of `rect`: line number, x, +1 down or -1 up; in scan order."""
    lines, xs, turns = [], [], []
    count = rect.height * _SUBROWS
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        turn = 1 if y1 > y0 else -1
        upper, lower = min(y0, y1), max(y0, y1)
        # line k runs at rect.y + (k + 0.5) / _SUBROWS; an edge owns its upper end, not its lower one
        first = max(0, math.ceil((upper - rect.y) * _SUBROWS - 0.5))
        last = min(count, math.ceil((lower - rect.y) * _SUBROWS - 0.5))
        if first < last:
            line = np.arange(first, last)
            y = rect.y + (line + 0.5) / _SUBROWS
            lines.append(line)
            xs.append(x0 + (y - y0) * ((x1 - x0) / (y1 - y0)))
            turns.append(np.full(len(line), turn))
    if not lines:
        nothing = np.zeros(0)
        return nothing.astype(np.intp), nothing, nothing.astype(np.intp)
    line, x, turn_ = np.concatenate(lines), np.concatenate(xs), np.concatenate(turns)
    order = np.lexsort((x, line))
    return line[order], x[order], turn_[order]
