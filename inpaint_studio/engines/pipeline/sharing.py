"""Which holes share a crop: few pixels in all, and few calls of an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...core.arrays import Doubles, Indices
from ...core.geometry import Rect, Size
from .holes import Components

MAX_CROPS = 64
_CROP_OVERHEAD = 64 * 64  # one call of an engine costs about as much as this many pixels
_LARGE_CROP = 2048 * 2048  # crops are not merged into larger ones unless there are too many
_MAX_SEEDS = 256  # the most groups of specks before the pairwise merging
_SEEDS_EACH = 16  # … and for each crop that they may become


@dataclass(frozen=True, eq=False)
class Crop:
    """One call of an engine: the rectangle that it sees, and the components (by index) that it fills.

    `core` bounds those components; `rect` is `core` with the margin that the engine wants.
    """

    rect: Rect
    core: Rect
    members: Indices


Margin = Callable[[Rect], int]


def crops_of(
    components: Components,
    members: Indices,
    photo: Size,
    margin: Margin,
    limit: int = MAX_CROPS,
    more: Indices | None = None,
) -> list[Crop]:
    """The crops to fill `members` (indices of components) in: at most `limit`, in reading order.

    Components share a crop if that costs less than one crop each; the cost of a crop is its area plus the
    overhead of a call. Thousands of specks are first grouped by the cells of a coarse grid. `more` (n,) is
    how many pixels each component needs around it beyond the margin.
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


def _gathered(boxes: Indices, most: int) -> Indices:
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


def _bounds(boxes: Indices, groups: Indices) -> Indices:
    """The box around all boxes of each group."""
    count = int(groups.max()) + 1
    out = np.empty((count, 4), np.int64)
    out[:, :2] = np.iinfo(np.int64).max
    out[:, 2:] = np.iinfo(np.int64).min
    np.minimum.at(out[:, :2], groups, boxes[:, :2])
    np.maximum.at(out[:, 2:], groups, boxes[:, 2:])
    return out


def _merged(boxes: Indices, photo: Size, margin: Margin, limit: int) -> Indices:
    """A group number for each box: the best pair is merged until no merge saves anything.

    While there are more than `limit` groups, the cheapest merge is done even at a cost.
    """
    boxes = boxes.copy()
    margins = np.array([margin(Rect.spanning(*(int(edge) for edge in box))) for box in boxes])
    alive = np.ones(len(boxes), bool)
    group = np.arange(len(boxes))
    edge = np.array([photo.width, photo.height])

    def cost(box: Indices, wide: Indices) -> Indices:
        low = np.maximum(box[..., :2] - wide[..., None], 0)
        high = np.minimum(box[..., 2:] + wide[..., None], edge)
        return np.asarray((high - low).prod(-1) + _CROP_OVERHEAD)

    def savings(one: Indices) -> Doubles:
        """What merging each of the boxes `one` (indices) with every box would save: (len(one), n)."""
        low = np.minimum(boxes[one, None, :2], boxes[None, :, :2])
        high = np.maximum(boxes[one, None, 2:], boxes[None, :, 2:])
        wide = np.maximum(margins[one, None], margins[None])
        apart = cost(boxes, margins)
        together = cost(np.concatenate([low, high], -1), wide)
        saved = (apart[one, None] + apart[None] - together).astype(float)
        # a larger crop costs more memory than it saves time; it is made only if there are too many groups
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
