"""Rasterises brush strokes and outlines to coverage and applies them to a mask.

Points are in continuous image coordinates: pixel (0, 0) covers 0 <= x < 1, its centre is (0.5, 0.5).
All shapes are anti-aliased. Adding takes the maximum of the coverages and erasing the minimum, so a stroke
may arrive in any number of pieces, if each starts with the last point of the previous one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from .arrays import Coverage, Doubles, Floats, Indices, read_only
from .geometry import Rect
from .tiles import TILE, TiledArray

_Disc = tuple[float, float, float]
"""x, y and radius."""
_BAND = 64  # rows per stamp, so that a long diagonal needs no array of its whole bounding box
_CLEARLY = 16.0  # px along a segment: then it is nearer than its start by more than the rounding of float32
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
    two make a straight line. A stroke that `continues` another begins where that one ended, so the disc at
    its first point, already painted, may be left out.
    """

    points: tuple[tuple[float, float, float], ...]
    hardness: float = 1.0
    continues: bool = False

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
        for index in mask.tiles_in(stamp.rect):
            home = mask.tile_rect(index)
            whole = home == stamp.rect
            part = home if whole else home & stamp.rect
            coverage = stamp.coverage if whole else stamp.coverage[_within(part, stamp.rect)]
            if erase:
                coverage = 255 - coverage
            tile = mask.tile(index)
            inside = _within(part, home)
            before = tile if part == home else tile[inside]
            after = np.minimum(before, coverage) if erase else np.maximum(before, coverage)
            if np.array_equal(after, before):
                continue
            if part == home:
                # tiles that are covered whole are one array
                full = not erase and stamp.coverage is _full(home.height, home.width)
                mask.put_tile(index, stamp.coverage if full else after)
            else:
                tile = np.array(tile)
                tile[inside] = after
                mask.put_tile(index, tile)
            changed |= part
    return changed


def _within(part: Rect, rect: Rect) -> tuple[slice, slice]:
    """The rows and columns of a part of a rectangle."""
    return part.moved(-rect.x, -rect.y).slices


def brush(stroke: Stroke, clip: Rect) -> Iterator[Stamp]:
    """The stamps of a stroke within `clip`: for each segment between two points, part by part."""
    points = stroke.points
    segments = list(pairwise(points)) if len(points) > 1 else list(zip(points, points, strict=True))
    capsules = [_Capsule(start, end, stroke.hardness) for start, end in segments]
    spare = _Spare()
    for number, capsule in enumerate(capsules):
        following = capsules[number + 1] if number + 1 < len(capsules) else None
        for rect in capsule.parts(clip):
            # the disc at the start belongs to the segment before
            if (number or stroke.continues) and capsule.is_behind(rect):
                continue
            # a wide brush reaches far ahead, where the next segment covers everything more strongly
            if following is not None and capsule.is_outdone(rect, following):
                continue
            coverage = capsule.coverage(rect, spare)
            if coverage is not None:
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


class _Spare:
    """Two planes of float32 to compute in, used again for every part of a stroke.

    New ones for each would come from the system and go back to it, which takes as long as the arithmetic.
    """

    def __init__(self) -> None:
        self._planes = np.empty((2, 0), np.float32)

    def planes(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Two planes (height, width), with whatever was in them."""
        if self._planes.shape[1] < height * width:
            self._planes = np.empty((2, height * width), np.float32)
        one, other = (plane[: height * width].reshape(height, width) for plane in self._planes)
        return one, other


class _Capsule:
    """All discs from `start` to `end` (x, y, radius), their radius changing linearly.

    Coverage comes from the signed distance to that shape (two discs and their common tangents) and the
    radius of the nearest disc, so there are no beads however far apart the points are.
    """

    def __init__(self, start: _Disc, end: _Disc, hardness: float) -> None:
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        if length <= abs(start[2] - end[2]):
            # one disc contains the other, or it is a dab: only the larger one shows
            start = end = max(start, end, key=lambda disc: disc[2])
            length = 0.0
        self._start, self._end, self._length, self._hardness = start, end, length, hardness
        self._along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length) if length else (1.0, 0.0)
        self._slope = (start[2] - end[2]) / length if length else 0.0
        self._small, self._large = sorted((start[2], end[2]))

    def parts(self, clip: Rect) -> Iterator[Rect]:
        """Rectangles at fixed places that together hold the shape: of a large one within single tiles."""
        (x0, y0, _), (x1, y1, _) = self._start, self._end
        reach = self._large + 1
        rows = _BAND if self._large < _BAND else TILE
        top = max(clip.y, math.floor(min(y0, y1) - reach))
        bottom = min(clip.bottom, math.ceil(max(y0, y1) + reach))
        for band in range(top - top % rows, bottom, rows):
            upper, lower = max(top, band), min(bottom, band + rows)
            # the part of the line whose discs touch the band
            first, last = (0.0, 1.0)
            if y0 != y1:
                crossed = sorted(((upper - reach - y0) / (y1 - y0), (lower + reach - y0) / (y1 - y0)))
                first, last = max(0.0, crossed[0]), min(1.0, crossed[1])
            ends = (x0 + first * (x1 - x0), x0 + last * (x1 - x0))
            left, right = math.floor(min(ends) - reach), math.ceil(max(ends) + reach)
            rect = Rect.spanning(left, upper, right, lower) & clip
            if rect and rows == _BAND:
                yield rect
            elif rect:
                for column in range(rect.x - rect.x % TILE, rect.right, TILE):
                    yield rect & Rect(column, upper, TILE, lower - upper)

    def is_behind(self, rect: Rect) -> bool:
        """Whether the disc at the start is the nearest one for all pixels of `rect`."""
        if not self._length:
            return False
        along, aside = self._position(rect.x + rect.width / 2, rect.y + rect.height / 2)
        reach = math.hypot(rect.width, rect.height) / 2
        widening = max(-self._slope, 0.0) * (abs(aside) + reach)
        return (along + reach) * math.sqrt(1 - self._slope * self._slope) + widening <= 0

    def is_outdone(self, rect: Rect, following: _Capsule) -> bool:
        """Whether the segment that follows is clearly nearer to all pixels of `rect`."""
        radii = {self._small, self._large, following._small, following._large}
        if len(radii) > 1 or not self._length or following._length < _CLEARLY:
            return False
        x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
        reach = math.hypot(rect.width, rect.height) / 2
        # the end of this segment, where that one starts, is the nearest point of this one
        ends_before = self._position(x, y)[0] - reach >= self._length
        return ends_before and following._position(x, y)[0] - reach >= _CLEARLY

    def coverage(self, rect: Rect, spare: _Spare) -> Coverage | None:
        """The coverage of the pixels of `rect`, or None where nothing is covered."""
        x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
        along, aside = self._position(x, y)
        nearest = min(max(along, 0.0), self._length)
        off, reach = math.hypot(along - nearest, aside), math.hypot(rect.width, rect.height) / 2
        if off - reach >= self._large + 0.5:
            return None
        if off + reach <= min(radius + 0.5 - self._edge(radius) for radius in (self._small, self._large)):
            return _full(rect.height, rect.width)
        # counted from a point nearby, so that float32 is exact enough
        (ux, uy), (x0, y0, _) = self._along, self._start
        left, top = rect.x + 0.5 - (x0 + nearest * ux), rect.y + 0.5 - (y0 + nearest * uy)
        dx = np.arange(rect.width, dtype=np.float32)[None, :] + np.float32(left)
        dy = np.arange(rect.height, dtype=np.float32)[:, None] + np.float32(top)
        if self._slope:
            covered = self._tapered(dx, dy, nearest)
        else:
            beside = along + reach > 0 and along - reach < self._length
            covered = self._even(dx, dy, nearest if beside else None, *spare.planes(rect.height, rect.width))
        return covered if covered.any() else None

    def _even(self, dx: Floats, dy: Floats, origin: float | None, one: Floats, other: Floats) -> Coverage:
        """Coverage of a shape of one radius at `dx` (1, w), `dy` (h, 1) from its line at `origin`.

        None: the pixels lie before or behind the line, so its nearest end is all that matters. `one` and
        `other` (h, w) are to compute in.
        """
        (ux, uy), radius = (np.float32(side) for side in self._along), self._large
        if origin is not None and self._length:
            beyond = np.add(dx * ux, dy * uy, out=one)
            beyond -= np.clip(beyond, -origin, self._length - origin, out=other)
            aside = np.subtract(dy * ux, dx * uy, out=other)
            cv2.magnitude(beyond, aside, one)
        else:
            cv2.sqrt(np.add(dx * dx, dy * dy, out=one), one)
        steep = 255 / self._edge(radius)
        covered = np.empty(one.shape, np.uint8)
        cv2.addWeighted(one, -steep, one, 0, steep * (radius + 0.5), covered, cv2.CV_8U)
        return covered

    def _tapered(self, dx: Floats, dy: Floats, origin: float) -> Coverage:
        """The same for a shape whose radius changes."""
        (ux, uy), upright = self._along, math.sqrt(1 - self._slope * self._slope)
        along, aside = (
            dx * np.float32(ux) + dy * np.float32(uy),
            np.abs(dy * np.float32(ux) - dx * np.float32(uy)),
        )
        nearest = np.clip(along - aside * np.float32(self._slope / upright), -origin, self._length - origin)
        radius = np.float32(self._start[2] - origin * self._slope) - nearest * np.float32(self._slope)
        # distance to the centre of the nearest disc, minus its radius
        distance = cv2.magnitude(along - nearest, aside) - radius
        edge = np.maximum(radius * np.float32(1 - self._hardness), 1)
        return np.asarray(np.rint(np.clip((0.5 - distance) / edge, 0, 1) * 255), np.uint8)

    def _edge(self, radius: float) -> float:
        """How many pixels wide the falloff of a disc is."""
        return max((1 - self._hardness) * radius, 1.0)

    def _position(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies: along the line from the start, and beside it."""
        (ux, uy), dx, dy = self._along, x - self._start[0], y - self._start[1]
        return dx * ux + dy * uy, dy * ux - dx * uy


@lru_cache(maxsize=64)
def _full(height: int, width: int) -> Coverage:
    """All covered; one array for each size, so that tiles of it are shared."""
    return read_only(np.full((height, width), 255, np.uint8))


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
