"""All that is understood of a picture's structure, at once."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..arrays import Coverage, Doubles, Flags, FloatPixels, Floats
from ..geometry import Rect, Size
from ..photo import PhotoSource
from .lattice import Lattice, find_lattice
from .planes import GRID, Plane, apply, find_planes
from .segments import find_segments
from .vanishing import VanishingPoint, find_vanishing_points

_LARGEST = 1024  # px: larger photos are reduced
_LONGEST = 320  # px: planes are searched for a pattern at this size
_IN_PLANE = 0.35  # membership
_ZOOM = 3.0  # the nearest and farthest parts of a plane would be enlarged or reduced by more
_FEWEST = 32  # places of a plane, 4 px apart
_NODES = 24  # steps of a pattern to each side of the middle of its plane


@dataclass(frozen=True, eq=False)
class Structure:
    """What is understood of a picture of `size`.

    `segments` is float32 (N, 4): x0, y0, x1, y1 in pixels, the longest first. `lattices` has an entry for
    each of `planes`, in pixels of the rectified plane; None where nothing repeats.
    """

    size: Size
    segments: Floats
    points: tuple[VanishingPoint, ...]
    planes: tuple[Plane, ...]
    lattices: tuple[Lattice | None, ...]

    def nodes(self, number: int) -> Doubles:
        """(M, 2) in pixels: where its pattern repeats the middle of that plane; empty without one."""
        plane, lattice = self.planes[number], self.lattices[number]
        if lattice is None:
            return np.zeros((0, 2))
        middle = _middle(plane)
        counts = np.arange(-_NODES, _NODES + 1)
        along = counts[:, None] * lattice.steps[0]
        across = counts[:, None] * lattice.steps[1] if len(lattice.steps) > 1 else np.zeros((1, 2))
        flat = (middle + along[:, None] + across[None]).reshape(-1, 2).astype(np.float64)
        places = apply(np.asarray(np.linalg.inv(plane.rectify), np.float64), flat)
        return np.asarray(places[plane.memberships(places) > _IN_PLANE])


def structure_of(source: PhotoSource, coverage: Coverage | None = None) -> Structure:
    """The structure of a photo, reduced to at most 1024 px a side; `coverage` (H, W) > 0 is unknown."""
    whole = Rect.of(source.size)
    scale = min(1.0, _LARGEST / max(whole.width, whole.height))
    size = (max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
    pixels = source.read(whole)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    image = (small / np.float32(np.iinfo(pixels.dtype).max)).astype(np.float32)
    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    hole = np.zeros(image.shape[:2], bool)
    if coverage is not None:
        hole = cv2.resize((coverage > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    return find_structure(image, hole)


def find_structure(image: FloatPixels, hole: Flags) -> Structure:
    """The structure of the known part of a picture: float32 (H, W, 3) in [0, 1]; `hole` bool (H, W)."""
    size = Size(hole.shape[1], hole.shape[0])
    segments = find_segments(image, hole)
    points = find_vanishing_points(segments, size)
    planes = find_planes(points, segments, size)
    lattices = tuple(_lattice_in(plane, image, hole) for plane in planes)
    return Structure(size, segments, points, planes, lattices)


def _lattice_in(plane: Plane, image: FloatPixels, hole: Flags) -> Lattice | None:
    """The pattern in the rectified plane; its steps are in pixels of `plane.rectify`."""
    whole = cv2.resize(plane.membership, (hole.shape[1], hole.shape[0]))
    weight = np.where(hole, np.float32(0), whole).astype(np.float32)
    window = _window(plane, weight)
    if window is None:
        return None
    matrix, size, scale = window
    flat = cv2.warpPerspective(image * weight[..., None], matrix, size, flags=cv2.INTER_AREA)
    share = np.asarray(cv2.warpPerspective(weight, matrix, size, flags=cv2.INTER_AREA), np.float32)
    picture = np.clip(flat / np.maximum(share, 1e-3)[..., None], 0, 1).astype(np.float32)
    found = find_lattice(picture, share)
    return None if found is None else Lattice(found.steps / scale)


def _window(plane: Plane, weight: Floats) -> tuple[Doubles, tuple[int, int], float] | None:
    """The homography to a small picture of the rectified plane, its width and height, and its scale."""
    y, x = np.nonzero(weight[::4, ::4] > _IN_PLANE)
    if len(x) < _FEWEST:
        return None
    points = np.stack((4.0 * x, 4.0 * y), axis=1)
    places = apply(plane.rectify, points)
    # the area of a pixel goes with the third power of its depth
    depth = points @ plane.rectify[2, :2] + plane.rectify[2, 2]
    front = depth > 0
    if not front.any():
        return None
    away = np.maximum(depth, 1e-9) / np.median(depth[front])
    places = places[front & (away > 1 / _ZOOM) & (away < _ZOOM)]
    if len(places) < _FEWEST:
        return None
    low, high = places.min(axis=0), places.max(axis=0)
    longest = float((high - low).max())
    scale = min(1.0, _LONGEST / max(longest, 1.0))
    width, height = (max(8, int(np.ceil(side * scale))) for side in high - low)
    shift = np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1]])
    return shift @ plane.rectify, (width, height), scale


def _middle(plane: Plane) -> Doubles:
    """(2,): the middle of a plane, rectified."""
    rows, columns = np.indices(plane.membership.shape)
    weight = plane.membership / plane.membership.sum()
    heart = np.array([[(columns * weight).sum(), (rows * weight).sum()]]) * GRID + GRID / 2
    return np.asarray(apply(plane.rectify, heart)[0])
