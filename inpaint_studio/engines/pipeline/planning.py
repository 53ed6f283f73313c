"""Which holes a mask has, what shape they are, and which crops they are filled in.

Everything here works on the bounding rectangle of the hole, and on thousands of specks at once: no
loop runs over single components.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ..base import HoleShape

MAX_CROPS = 64
_CROP_OVERHEAD = 64 * 64  # calling an engine once costs about as much as that many pixels
_LARGE_CROP = 2048 * 2048  # crops are not joined to larger ones unless there are too many
_MAX_SEEDS = 256  # specks are gathered into at most so many groups before the pairwise merging
_SEEDS_EACH = 16  # … and so many for each crop that they may become
_TOUCH = 8  # px: about a patch of the engines that go over fine damage
_SPECK_WINDOW = 15


@dataclass(frozen=True, eq=False)
class Components:
    """The connected parts (8 neighbours) of a hole, counted from 0.

    `rect` is the bounding rectangle of the hole in the photo; `labels` is int32 of its size, 0 where
    known and k + 1 on component k. `boxes` is int64 (n, 4): left, top, right, bottom in the photo.
    `areas` is int64 (n,).
    """

    rect: Rect
    labels: np.ndarray
    boxes: np.ndarray
    areas: np.ndarray

    def __len__(self) -> int:
        return len(self.areas)

    def box(self, index: int) -> Rect:
        return Rect.spanning(*(int(edge) for edge in self.boxes[index]))


@dataclass(frozen=True, eq=False)
class Crop:
    """One call of an engine: the rectangle it sees, and the components (by index) it is to fill.

    `core` bounds those components; `rect` is `core` with the margin that the engine wants.
    """

    rect: Rect
    core: Rect
    members: np.ndarray


Margin = Callable[[Rect], int]


def components_of(mask: Mask) -> Components:
    """The components of the hole of `mask` (coverage > 0)."""
    rect = mask.bounds
    hole = np.ascontiguousarray(mask.read(rect))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(hole, connectivity=8, ltype=cv2.CV_32S)
    stats = stats[1:count].astype(np.int64)
    left = stats[:, cv2.CC_STAT_LEFT] + rect.x
    top = stats[:, cv2.CC_STAT_TOP] + rect.y
    right = left + stats[:, cv2.CC_STAT_WIDTH]
    bottom = top + stats[:, cv2.CC_STAT_HEIGHT]
    return Components(rect, labels, np.stack([left, top, right, bottom], 1), stats[:, cv2.CC_STAT_AREA])


@dataclass(frozen=True, eq=False)
class Measurements:
    """The shapes of all components as arrays (n,), so that thousands of specks cost nothing much.

    `depth` is float32 over the components' rectangle: how far the nearest known pixel is. `touched` is
    the number of pixels in all of them together and within 8 px of them.
    """

    components: Components
    depth: np.ndarray
    diameters: np.ndarray
    densities: np.ndarray
    scattered: np.ndarray
    touched: int

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

    def limited(self, which: np.ndarray, diameter: float) -> Measurements:
        """With the components `which` (bool (n,)) counted as no wider than `diameter`."""
        return replace(self, diameters=np.where(which, np.minimum(self.diameters, diameter), self.diameters))

    def kinds(self) -> np.ndarray:
        """A number (from 0) for each component, the same for components of about the same shape.

        Same size and diameter to about a fifth, same density to a tenth.
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
    photo's edge knows nothing, so it does not count). Pixels missing at random crowd their surroundings
    although they are nowhere deep: a stroke of the same mean depth would leave most of the window
    around it known.
    """
    rect = components.rect
    around = rect.grown(_TOUCH) & Rect.of(photo)
    inner = rect.moved(-around.x, -around.y)
    unknown = np.zeros((around.height, around.width), np.uint8)
    unknown[inner.slices] = components.labels > 0
    depth = cv2.distanceTransform(unknown, cv2.DIST_L2, cv2.DIST_MASK_5)[inner.slices]
    window = (_SPECK_WINDOW, _SPECK_WINDOW)
    # 8 bit will do for a share, and a whole photo of them is not much
    crowd = cv2.boxFilter(unknown * np.uint8(255), -1, window, borderType=cv2.BORDER_CONSTANT)[inner.slices]
    where = components.labels > 0
    touched = cv2.countNonZero(cv2.dilate(unknown, np.ones((2 * _TOUCH + 1,) * 2, np.uint8)))
    return _measured(components, depth, depth[where], crowd[where] / 255, touched)


def remeasure(shapes: Measurements, components: Components, parents: np.ndarray) -> Measurements:
    """The shapes of parts of the components in `shapes`, whose indices are `parents` (n,)."""
    parts = _measured(components, shapes.depth, shapes.depth[components.labels > 0], None, shapes.touched)
    return replace(parts, scattered=shapes.scattered[parents])


def _measured(
    components: Components, depth: np.ndarray, depths: np.ndarray, crowd: np.ndarray | None, touched: int
) -> Measurements:
    """From the depth and the crowding of every hole pixel; without crowding nothing is scattered."""
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
    return Measurements(components, depth, diameters, densities, scattered, touched)


def plan(
    components: Components,
    members: np.ndarray,
    photo: Size,
    margin: Margin,
    limit: int = MAX_CROPS,
    more: np.ndarray | None = None,
) -> list[Crop]:
    """The crops to fill `members` (indices of components) in: at most `limit`, in reading order.

    Components share a crop where that costs less than one crop each, a crop's cost being its area and
    the overhead of a call. Thousands of specks are first gathered by the cells of a coarse grid.
    `more` (n,) is what each component wants of pixels around it beyond the margin.
    """
    groups = _gathered(components.boxes[members], max(limit, min(_MAX_SEEDS, _SEEDS_EACH * limit)))
    boxes = _bounds(components.boxes[members], groups)
    merged = _merged(boxes, photo, margin, limit)[groups]
    cores = _bounds(components.boxes[members], merged)
    order = np.argsort(merged, kind="stable")
    shares = np.split(members[order], np.flatnonzero(np.diff(merged[order])) + 1)
    crops = []
    for core_edges, share in zip(cores, shares, strict=True):
        core = Rect.spanning(*(int(edge) for edge in core_edges))
        wide = margin(core) + (0 if more is None else int(more[share].max()))
        crops.append(Crop(core.grown(wide) & Rect.of(photo), core, share))
    return sorted(crops, key=lambda crop: (crop.core.y, crop.core.x))


def _gathered(boxes: np.ndarray, most: int) -> np.ndarray:
    """A group number (from 0, none left out) for each box, with at most `most` groups."""
    if len(boxes) <= most:
        return np.arange(len(boxes))
    centres = (boxes[:, :2] + boxes[:, 2:]) // 2
    centres -= centres.min(0)
    cell = 32
    while True:
        column, row = (centres // cell).T
        _, groups = np.unique(row * (column.max() + 1) + column, return_inverse=True)
        if groups.max() < most:
            return np.asarray(groups)
        cell *= 2


def _bounds(boxes: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The box around all boxes of each group."""
    count = int(groups.max()) + 1
    out = np.empty((count, 4), np.int64)
    out[:, :2] = np.iinfo(np.int64).max
    out[:, 2:] = np.iinfo(np.int64).min
    np.minimum.at(out[:, :2], groups, boxes[:, :2])
    np.maximum.at(out[:, 2:], groups, boxes[:, 2:])
    return out


def _merged(boxes: np.ndarray, photo: Size, margin: Margin, limit: int) -> np.ndarray:
    """A group number for each box: the cheapest pair is joined until no joining pays.

    While there are more than `limit` groups the least expensive joining is done even if it costs.
    """
    boxes = boxes.copy()
    margins = np.array([margin(Rect.spanning(*(int(edge) for edge in box))) for box in boxes])
    alive = np.ones(len(boxes), bool)
    group = np.arange(len(boxes))
    edge = np.array([photo.width, photo.height])

    def cost(box: np.ndarray, wide: np.ndarray) -> np.ndarray:
        low = np.maximum(box[..., :2] - wide[..., None], 0)
        high = np.minimum(box[..., 2:] + wide[..., None], edge)
        return np.asarray((high - low).prod(-1) + _CROP_OVERHEAD)

    def savings(one: np.ndarray) -> np.ndarray:
        """What joining each of the boxes `one` (indices) with every box would save: (len(one), n)."""
        low = np.minimum(boxes[one, None, :2], boxes[None, :, :2])
        high = np.maximum(boxes[one, None, 2:], boxes[None, :, 2:])
        wide = np.maximum(margins[one, None], margins[None])
        apart = cost(boxes, margins)
        together = cost(np.concatenate([low, high], -1), wide)
        saved = (apart[one, None] + apart[None] - together).astype(float)
        # a larger crop takes more memory than it saves time; only too many groups are a reason for one
        saved[together > np.maximum(_LARGE_CROP, np.maximum(apart[one, None], apart[None]))] -= 1e15
        saved[:, ~alive] = -np.inf
        saved[np.arange(len(one)), one] = -np.inf
        return np.asarray(saved)

    table = savings(np.arange(len(boxes)))
    while alive.sum() > 1:
        kept, gone = np.unravel_index(np.argmax(table), table.shape)
        if table[kept, gone] <= 0 and alive.sum() <= limit:
            break
        boxes[kept, :2] = np.minimum(boxes[kept, :2], boxes[gone, :2])
        boxes[kept, 2:] = np.maximum(boxes[kept, 2:], boxes[gone, 2:])
        margins[kept] = margin(Rect.spanning(*(int(edge) for edge in boxes[kept])))
        alive[gone] = False
        group[group == gone] = kept
        table[gone] = table[:, gone] = -np.inf
        table[kept] = table[:, kept] = savings(np.array([kept]))[0]
    return np.asarray(np.unique(group, return_inverse=True)[1])
