"""Vanishing points: where the images of parallel lines meet.

Every pair of long segments proposes the point where it meets; the point to which most length of segments
leads wins, its segments are taken out, and the next is looked for (exhaustive voting in place of the random
samples of Huang et al. 2014, so that the result is the same each time).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Doubles, Flags, Floats, Indices
from ..geometry import Size
from .segments import lengths_of

MOST = 3
_PROPOSING = 48  # the longest segments
_TOLERANCE = np.radians(1.5)  # between a segment and the direction to its vanishing point
_FEWEST = 6  # segments
_LEAST_SHARE = 0.1  # of the length of all segments
_REFINEMENTS = 3
_AT_ONCE = 64  # proposals, so that the arrays stay in the cache


@dataclass(frozen=True, eq=False)
class VanishingPoint:
    """`point` float64 (3,), homogeneous and of unit length, in pixels from the middle of the picture divided
    by half its diagonal; `members` (M,) are the segments that lead there."""

    point: Doubles
    members: Indices


def find_vanishing_points(segments: Floats, size: Size) -> tuple[VanishingPoint, ...]:
    """At most three, the one with most support first.

    `segments` is float32 (N, 4): x0, y0, x1, y1 in pixels, the longest first.
    """
    if len(segments) < _FEWEST:
        return ()
    ends = to_frame(segments.reshape(-1, 2, 2), size)
    lines = np.cross(ends[:, 0], ends[:, 1])
    lengths = lengths_of(segments).astype(np.float64)
    free = np.ones(len(segments), bool)
    found: list[VanishingPoint] = []
    while len(found) < MOST:
        members, point = _best(ends, lines, lengths, free)
        if np.count_nonzero(members) < _FEWEST or lengths[members].sum() < _LEAST_SHARE * lengths.sum():
            break
        found.append(VanishingPoint(point, np.flatnonzero(members)))
        free &= ~members
    return tuple(found)


def frame(size: Size) -> Doubles:
    """float64 (3, 3): from pixels to the frame of vanishing points."""
    scale = 2 / float(np.hypot(size.width, size.height))
    return np.array(
        [[scale, 0, -scale * size.width / 2], [0, scale, -scale * size.height / 2], [0, 0, 1]], np.float64
    )


def to_frame(points: Floats, size: Size) -> Doubles:
    """Points (…, 2) in pixels as homogeneous ones (…, 3) in the frame of vanishing points."""
    whole = np.concatenate((points.astype(np.float64), np.ones((*points.shape[:-1], 1))), axis=-1)
    return np.asarray(whole @ frame(size).T)


def angles_to(points: Doubles, ends: Doubles) -> Doubles:
    """(…, N) in radians: how far each segment (N, 2, 3) points past vanishing points (…, 3), as seen from its
    middle; pi / 2 if the point lies within the segment."""
    middle = (ends[:, 0] + ends[:, 1])[:, :2] / 2
    along = (ends[:, 1] - ends[:, 0])[:, :2]
    right, down, far = (points[..., k, None] for k in range(3))
    right, down = right - far * middle[:, 0], down - far * middle[:, 1]
    cross = np.abs(along[:, 0] * down - along[:, 1] * right)
    dot = np.abs(along[:, 0] * right + along[:, 1] * down)
    angle = np.arctan2(cross, dot)
    inside = right**2 + down**2 < far**2 * (along**2).sum(axis=1)
    return np.asarray(np.where(inside, np.pi / 2, angle))


def _best(ends: Doubles, lines: Doubles, lengths: Doubles, free: Flags) -> tuple[Flags, Doubles]:
    """The members (N,) and the point with most length of free segments."""
    chosen = np.flatnonzero(free)[:_PROPOSING]
    nothing = np.zeros(len(lengths), bool)
    if len(chosen) < 2:
        return nothing, np.zeros(3)
    first, second = np.triu_indices(len(chosen), 1)
    points = np.cross(lines[chosen[first]], lines[chosen[second]])
    norms = np.linalg.norm(points, axis=1)
    points = points[norms > 1e-9] / norms[norms > 1e-9, None]
    if not len(points):
        return nothing, np.zeros(3)
    weight = np.where(free, lengths, 0)
    support = np.concatenate(
        [_agreement(angles_to(points[first : first + _AT_ONCE], ends)) @ weight
         for first in range(0, len(points), _AT_ONCE)]
    )  # fmt: skip
    point = points[int(np.argmax(support))]
    unit = lines / np.linalg.norm(lines, axis=1, keepdims=True)
    for _ in range(_REFINEMENTS):  # the point nearest to all of its lines
        agreement = weight * _agreement(angles_to(point, ends))
        _, _, rows = np.linalg.svd(unit * agreement[:, None], full_matrices=False)
        point = rows[-1]
    return np.asarray(free & (angles_to(point, ends) < 2 * _TOLERANCE)), point


def _agreement(angles: Doubles) -> Doubles:
    return np.asarray(np.exp(-((angles / _TOLERANCE) ** 2)))
