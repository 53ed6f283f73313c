"""The holes of a mask, and their shapes.

All of this works on the bounding rectangle of the hole and on thousands of specks at once, without loops
over single components.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core import bands
from ...core.arrays import Bytes, Doubles, Flags, Floats, Indices, PartNumbers
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ..base import HoleShape

_TOUCH = 8  # px: about a patch of the engines for fine damage
_SPECK_WINDOW = 15


@dataclass(frozen=True, eq=False)
class Components:
    """The connected parts (8 neighbours) of a hole, counted from 0.

    `rect` is the bounding rectangle of the hole in the photo; `labels` has its size, 0 where known and k + 1
    on component k. `boxes` is int64 (n, 4): left, top, right, bottom in the photo. `areas` is int64 (n,).
    """

    rect: Rect
    labels: PartNumbers
    boxes: Indices
    areas: Indices

    def __len__(self) -> int:
        return len(self.areas)

    def box(self, index: int) -> Rect:
        return Rect.spanning(*(int(edge) for edge in self.boxes[index]))

    def owners(self) -> Iterator[tuple[slice, Indices]]:
        """The component of each pixel of the hole, row by row, for some at a time: which ones, and theirs."""
        start = 0
        for rows in bands.bands(len(self.labels)):
            labels = self.labels[rows]
            owners = labels[labels > 0].astype(np.intp) - 1
            yield slice(start, start + len(owners)), owners
            start += len(owners)


def components_of(mask: Mask) -> Components:
    """The components of the hole of `mask` (coverage > 0)."""
    rect = mask.bounds
    labels, boxes, areas = bands.numbered(mask.read(rect))
    return Components(rect, labels, boxes + (rect.x, rect.y) * 2, areas)


@dataclass(frozen=True, eq=False)
class Depths:
    """How far each pixel of a hole is from the nearest known one: `values` float32 (n,), row by row.

    `starts` (height + 1,) says where the pixels of each row begin.
    """

    values: Floats
    starts: Indices

    def plane(self, labels: PartNumbers, rows: slice) -> Floats:
        """The depths in some rows of the hole, which is where `labels` (H, W) are above 0; 0 elsewhere."""
        found = np.zeros(labels[rows].shape, np.float32)
        found[labels[rows] > 0] = self.values[self.starts[rows.start] : self.starts[rows.stop]]
        return found


@dataclass(frozen=True, eq=False)
class Measurements:
    """The shapes of all components as arrays (n,), so that thousands of specks are cheap.

    `touched` is the number of pixels in all components and within 8 px of them. `cut` marks parts of a larger
    hole.
    """

    components: Components
    depth: Depths
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
    np.greater(components.labels, 0, out=unknown.view(np.bool_)[inner.slices])
    return _measured(components, _depths(unknown, inner), _crowd(unknown), _touched(unknown))


def _depths(unknown: Bytes, inner: Rect) -> Depths:
    """The depths of a hole, which lies in the part `inner` of `unknown` (H, W)."""
    starts = np.zeros(inner.height + 1, np.int64)
    np.cumsum(np.count_nonzero(unknown[inner.slices], axis=1), out=starts[1:])
    values = np.empty(starts[-1], np.float32)
    start = 0
    for rows, away in bands.depths(unknown):
        found = away[unknown[rows] > 0]
        values[start : start + len(found)] = found
        start += len(found)
    return Depths(values, starts)


def _crowd(unknown: Bytes) -> Bytes:
    """For each unknown pixel, row by row, the share of unknown ones around it: uint8 (n,), 255 for all."""
    found = []
    reach = _SPECK_WINDOW // 2
    for rows in bands.bands(len(unknown)):
        first = max(0, rows.start - reach)
        around = unknown[first : rows.stop + reach] * np.uint8(255)
        window = (_SPECK_WINDOW, _SPECK_WINDOW)
        crowd = cv2.boxFilter(around, -1, window, borderType=cv2.BORDER_CONSTANT)
        found.append(crowd[rows.start - first : rows.stop - first][unknown[rows] > 0])
    return np.asarray(np.concatenate(found), np.uint8)


def _touched(unknown: Bytes) -> int:
    """The number of pixels that are unknown or within 8 px of an unknown one."""
    count, window = 0, np.ones((2 * _TOUCH + 1,) * 2, np.uint8)
    for rows in bands.bands(len(unknown)):
        first = max(0, rows.start - _TOUCH)
        near = cv2.dilate(unknown[first : rows.stop + _TOUCH], window)
        count += cv2.countNonZero(near[rows.start - first : rows.stop - first])
    return count


def remeasure(shapes: Measurements, components: Components, parents: Indices) -> Measurements:
    """The shapes of parts of the components in `shapes`, whose indices are `parents` (n,)."""
    parts = _measured(components, shapes.depth, None, shapes.touched)
    return replace(parts, scattered=shapes.scattered[parents], cut=_is_cut(parents))


def _is_cut(parents: Indices) -> Flags:
    """Whether each part is one of several of the same component: bool (n,)."""
    return np.asarray(np.bincount(parents)[parents] > 1)


def _measured(components: Components, depth: Depths, crowd: Bytes | None, touched: int) -> Measurements:
    """The measurements from the depth and the crowding of every hole pixel (None: nothing is scattered)."""
    count = len(components)
    deepest = np.zeros(count, np.float32)
    depths, crowds = np.zeros(count), np.zeros(count)
    for part, owners in components.owners():
        np.maximum.at(deepest, owners, depth.values[part])
        if crowd is not None:
            depths += np.bincount(owners, depth.values[part], count)
            crowds += np.bincount(owners, crowd[part], count)
    mean, crowding = depths / components.areas, crowds / 255 / components.areas
    stroke = (4 * mean - 2) / _SPECK_WINDOW
    scattered = (crowding > 0.15) & (crowding > 2 * stroke) & (mean < 4)
    sides = components.boxes[:, 2:] - components.boxes[:, :2]
    diameters = np.maximum(2 * deepest - 1, 1)
    densities = components.areas / sides.prod(1)
    cut = np.zeros(count, bool)
    return Measurements(components, depth, diameters, densities, scattered, touched, cut)
