"""The holes of a mask, and their shapes.

All of this works on the bounding rectangle of the hole and on thousands of specks at once, without loops
over single components.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.arrays import Doubles, Flags, Floats, Indices, Labels
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ..base import HoleShape

_TOUCH = 8  # px: about a patch of the engines for fine damage
_SPECK_WINDOW = 15


@dataclass(frozen=True, eq=False)
class Components:
    """The connected parts (8 neighbours) of a hole, counted from 0.

    `rect` is the bounding rectangle of the hole in the photo; `labels` is int32 of its size, 0 where
    known and k + 1 on component k. `boxes` is int64 (n, 4): left, top, right, bottom in the photo.
    `areas` is int64 (n,).
    """

    rect: Rect
    labels: Labels
    boxes: Indices
    areas: Indices

    def __len__(self) -> int:
        return len(self.areas)

    def box(self, index: int) -> Rect:
        return Rect.spanning(*(int(edge) for edge in self.boxes[index]))


def components_of(mask: Mask) -> Components:
    """The components of the hole of `mask` (coverage > 0)."""
    rect = mask.bounds
    hole = np.ascontiguousarray(mask.read(rect))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(hole, connectivity=8, ltype=cv2.CV_32S)
    numbers = stats[1:count].astype(np.int64)
    start = numbers[:, :2] + (rect.x, rect.y)
    boxes = np.concatenate([start, start + numbers[:, 2:4]], 1)
    return Components(rect, np.asarray(labels, np.int32), boxes, numbers[:, cv2.CC_STAT_AREA])


@dataclass(frozen=True, eq=False)
class Measurements:
    """The shapes of all components as arrays (n,), so that thousands of specks are cheap.

    `depth` is float32 over the components' rectangle: the distance to the nearest known pixel. `touched` is
    the number of pixels in all components and within 8 px of them. `cut` marks parts of a larger hole.
    """

    components: Components
    depth: Floats
    diameters: Floats
    densities: Doubles
    scattered: Flags
    touched: int
    cut: Flags

    def shape(self, index: int) -> HoleShape:
        """The shape of one component."""
        return HoleShape(
            self.components.box(index),
            int(self.components.areas[index]),
            float(self.diameters[index]),
            float(self.densities[index]),
            bool(self.scattered[index]),
            self.touched,
        )

    def limited(self, which: Flags, diameter: float) -> Measurements:
        """With the components `which` (bool (n,)) counted as no wider than `diameter`."""
        return replace(self, diameters=np.where(which, np.minimum(self.diameters, diameter), self.diameters))

    def inherited(self, parts: Components, parents: Indices) -> Measurements:
        """The measurements of parts, each as wide as its component (with the index `parents` (n,))."""
        return Measurements(
            parts,
            self.depth,
            self.diameters[parents],
            self.densities[parents],
            self.scattered[parents],
            self.touched,
            self.cut[parents] | _is_cut(parents),
        )

    def kinds(self) -> Indices:
        """A number (from 0) for each component, the same for components of about the same shape.

        Area and diameter agree to about a fifth, density to a tenth.
        """
        keys = np.stack(
            [
                np.rint(np.log(self.diameters) * 5),
                np.rint(np.log(self.components.areas) * 5),
                np.rint(self.densities * 10),
                self.scattered,
            ]
        )
        return np.asarray(np.unique(keys.astype(np.int64), axis=1, return_inverse=True)[1]).ravel()


def measure(components: Components, photo: Size) -> Measurements:
    """How wide, how dense and how scattered every component is.

    The diameter is twice the distance from the component's deepest pixel to the nearest known one (the
    edge of the photo does not count as known). Pixels missing at random fill much of their surroundings
    although they are nowhere deep: a stroke of the same mean depth would leave most of the window around
    it known.
    """
    rect = components.rect
    around = rect.grown(_TOUCH) & Rect.of(photo)
    inner = rect.moved(-around.x, -around.y)
    unknown = np.zeros((around.height, around.width), np.uint8)
    unknown[inner.slices] = components.labels > 0
    away = cv2.distanceTransform(unknown, cv2.DIST_L2, cv2.DIST_MASK_5)
    depth = np.asarray(away[inner.slices], np.float32)
    window = (_SPECK_WINDOW, _SPECK_WINDOW)
    # 8 bit are enough for a share, and take little memory for a whole photo
    crowd = cv2.boxFilter(unknown * np.uint8(255), -1, window, borderType=cv2.BORDER_CONSTANT)[inner.slices]
    where = components.labels > 0
    touched = cv2.countNonZero(cv2.dilate(unknown, np.ones((2 * _TOUCH + 1,) * 2, np.uint8)))
    return _measured(components, depth, depth[where], crowd[where] / 255, touched)


def remeasure(shapes: Measurements, components: Components, parents: Indices) -> Measurements:
    """The shapes of parts of the components in `shapes`, whose indices are `parents` (n,)."""
    parts = _measured(components, shapes.depth, shapes.depth[components.labels > 0], None, shapes.touched)
    return replace(parts, scattered=shapes.scattered[parents], cut=_is_cut(parents))


def _is_cut(parents: Indices) -> Flags:
    """Whether each part is one of several of the same component: bool (n,)."""
    return np.asarray(np.bincount(parents)[parents] > 1)


def _measured(
    components: Components, depth: Floats, depths: Floats, crowd: Doubles | None, touched: int
) -> Measurements:
    """The measurements from the depth and the crowding of every hole pixel (None: nothing is scattered)."""
    owner = components.labels[components.labels > 0] - 1
    deepest = np.zeros(len(components), np.float32)
    np.maximum.at(deepest, owner, depths)
    scattered = np.zeros(len(components), bool)
    if crowd is not None:
        mean = np.bincount(owner, depths, len(components)) / components.areas
        crowding = np.bincount(owner, crowd, len(components)) / components.areas
        stroke = (4 * mean - 2) / _SPECK_WINDOW
        scattered = (crowding > 0.15) & (crowding > 2 * stroke) & (mean < 4)
    sides = components.boxes[:, 2:] - components.boxes[:, :2]
    diameters = np.maximum(2 * deepest - 1, 1)
    densities = components.areas / sides.prod(1)
    cut = np.zeros(len(components), bool)
    return Measurements(components, depth, diameters, densities, scattered, touched, cut)
