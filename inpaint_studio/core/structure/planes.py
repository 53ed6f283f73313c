"""Planes: parts of a picture where the lines of two directions lie close together.

Huang, Kang, Ahuja, Kopf: Image Completion Using Planar Structure Guidance. SIGGRAPH 2014, section 4.1: the
density of the lines of two vanishing points, multiplied, says where the plane that they span is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from ..arrays import Doubles, Floats
from ..geometry import Size
from .vanishing import VanishingPoint, frame

MOST = 3
GRID = 8
"""px of the picture for each value of a membership map."""
_SPREAD = 0.06  # of the diagonal: how far a line speaks for its surroundings
_PLAIN = 0.02  # the weight of "no plane", relative to the densest place
_LEAST = 0.03  # of the picture, for a plane that counts


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane spanned by the directions of two vanishing points.

    `directions` (2, 3) are these points in the frame of `vanishing`; `rectify` float64 (3, 3) maps
    homogeneous pixels to a picture of the plane seen from the front, in about the same scale at the heart of
    the plane; `membership` float32 (h, w) in [0, 1], one value for each 8 x 8 px.
    """

    directions: Doubles
    rectify: Doubles
    membership: Floats

    def memberships(self, points: Doubles) -> Floats:
        """float32 (N,): the membership at points (N, 2) in pixels; 0 outside the picture and at NaN."""
        height, width = self.membership.shape
        cells = np.nan_to_num(points / GRID, nan=-1.0)
        x, y = cells[:, 0], cells[:, 1]
        inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        found = np.zeros(len(points), np.float32)
        found[inside] = self.membership[y[inside].astype(int), x[inside].astype(int)]
        return found


def find_planes(points: tuple[VanishingPoint, ...], segments: Floats, size: Size) -> tuple[Plane, ...]:
    """At most three planes, the largest first; none without two vanishing points."""
    density = [_density(segments[point.members], size) for point in points]
    pairs = list(combinations(range(len(points)), 2))
    products = [np.sqrt(density[first] * density[second]) for first, second in pairs]
    if not products:
        return ()
    total = np.sum(products, axis=0) + _PLAIN * float(np.max(products))
    planes = []
    for (first, second), product in zip(pairs, products, strict=True):
        membership = np.asarray(product / np.maximum(total, 1e-12), np.float32)
        if membership.mean() < _LEAST:
            continue
        directions = np.stack((points[first].point, points[second].point))
        rectify = _rectifying(directions, membership, size)
        if rectify is not None:
            planes.append(Plane(directions, rectify, membership))
    planes.sort(key=lambda plane: -float(plane.membership.sum()))
    return tuple(planes[:MOST])


def apply(matrix: Doubles, points: Doubles) -> Doubles:
    """Points (…, 2) mapped by a homography (3, 3); infinite or NaN beyond the horizon."""
    mapped = points @ matrix[:, :2].T + matrix[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(mapped[..., 2:] > 0, mapped[..., :2] / mapped[..., 2:], np.nan))


def _density(segments: Floats, size: Size) -> Floats:
    """float32 (h, w): the length of segments near each place of the grid."""
    shape = (-(-size.height // GRID), -(-size.width // GRID))
    drawn = np.zeros(shape, np.float32)
    for segment in segments / GRID:
        once = np.zeros(shape, np.uint8)
        start, end = (tuple(round(float(value)) for value in part) for part in (segment[:2], segment[2:]))
        cv2.line(once, start, end, 1)
        drawn += once
    sigma = _SPREAD * float(np.hypot(*shape))
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), np.float32)


def _rectifying(directions: Doubles, membership: Floats, size: Size) -> Doubles | None:
    """The homography of `Plane.rectify`; None if the plane is seen edge-on."""
    horizon = np.cross(directions[0], directions[1])
    norm = float(np.linalg.norm(horizon))
    if norm < 1e-6:
        return None
    horizon = horizon / norm
    rows, columns = np.indices(membership.shape)
    weight = membership / membership.sum()
    heart = np.array([(columns * weight).sum(), (rows * weight).sum()]) * GRID + GRID / 2
    to = frame(size)
    middle = to @ np.append(heart, 1)
    depth = float(horizon @ middle)
    if abs(depth) < 0.05 * float(np.linalg.norm(horizon[:2])):
        return None
    perspective = np.array([[1, 0, 0], [0, 1, 0], horizon / depth])
    whole = np.linalg.inv(to) @ _upright(perspective, directions, middle) @ perspective @ to
    return np.asarray(whole / float(whole[2] @ np.append(heart, 1)))


def _upright(perspective: Doubles, directions: Doubles, middle: Doubles) -> Doubles:
    """The affine map that turns the two directions into level and upright ones and keeps the area."""
    level, upright = ((perspective @ direction)[:2] for direction in directions)
    level, upright = level / np.linalg.norm(level), upright / np.linalg.norm(upright)
    if abs(upright[0]) > abs(level[0]):
        level, upright = upright, level
    axes = np.stack((level * np.sign(level[0] or 1), upright * np.sign(upright[1] or 1)), axis=1)
    turn = np.linalg.inv(axes) if abs(np.linalg.det(axes)) > 0.1 else np.eye(2)
    turn = turn / np.sqrt(abs(np.linalg.det(turn)))
    place = perspective @ middle
    place = place[:2] / place[2]
    affine = np.eye(3)
    affine[:2, :2] = turn
    affine[:2, 2] = place - turn @ place
    return affine
