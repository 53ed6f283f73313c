"""Where the kept pixels are: one in the middle of each leaf of a quadtree.

A tree costs about one bit for each kept pixel, where free places cost ten at the rates that this codec is
for (Schmaltz et al. 2014 use such trees for the same reason).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.arrays import Bytes, Floats, Integers
from ..core.geometry import Size
from ..engines.compiled import kernel
from .coder import Coder, Model, code_bit, overran

TOP = 6
"""The level of the largest leaves: their side is 2 to this power, in pixels."""
_CONTEXTS = 4096


@dataclass(frozen=True, eq=False)
class Layout:
    """How the nodes of all levels lie in one flat array, for a picture of `size`.

    `starts[level]` is the first node of a level, `heights` and `widths` count its nodes; they lie row by row.
    """

    size: Size
    starts: Any
    heights: Any
    widths: Any

    @classmethod
    def of(cls, size: Size) -> Layout:
        heights = np.array([-(-size.height >> level) for level in range(TOP + 1)], np.int64)
        widths = np.array([-(-size.width >> level) for level in range(TOP + 1)], np.int64)
        starts = np.concatenate([[0], np.cumsum(heights * widths)])
        return cls(size, starts, heights, widths)

    @property
    def nodes(self) -> int:
        return int(self.starts[-1])

    def level(self, flat: Any, level: int) -> Any:
        """The (height, width) view of one level of a flat array."""
        part = flat[self.starts[level] : self.starts[level + 1]]
        return part.reshape(self.heights[level], self.widths[level])

    def even(self, level: int) -> Bytes:
        """The tree whose leaves all have the same `level`."""
        split = np.zeros(self.nodes, np.uint8)
        split[self.starts[level + 1] :] = 1
        return split

    def summed(self, plane: Floats) -> Floats:
        """The sums of a plane (H, W) over every node, flat."""
        sums = np.zeros(self.nodes, np.float32)
        current = plane.astype(np.float32)
        self.level(sums, 0)[...] = current
        for level in range(1, TOP + 1):
            padded = np.pad(current, ((0, current.shape[0] % 2), (0, current.shape[1] % 2)))
            current = padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]
            self.level(sums, level)[...] = current
        return sums


def code_tree(coder: Coder, layout: Layout, split: Bytes, hints: Bytes) -> None:
    """Write the flags of `split` (1: this node has children), or read them into it.

    `hints` (flat) are 0 to 3: what is known of each node before.
    """
    model = Model.fresh(3 * _CONTEXTS, TOP + 1)
    _code_splits(
        coder.state,
        coder.data,
        model.chances,
        model.counts,
        model.weights,
        layout.starts,
        layout.heights,
        layout.widths,
        split,
        hints,
    )


@kernel()
def _code_splits(state, data, chances, counts, weights, starts, heights, widths, split, hints):  # type: ignore[no-untyped-def]
    contexts = np.zeros(6, np.int64)
    for level in range(TOP, 0, -1):
        height, width, start = heights[level], widths[level], starts[level]
        for y in range(height):
            if overran(state):
                return
            for x in range(width):
                parents = 0
                if level < TOP:
                    above, across = starts[level + 1], widths[level + 1]
                    py, px = y // 2, x // 2
                    if split[above + py * across + px] == 0:
                        split[start + y * width + x] = 0
                        continue
                    ny, nx = py + (1 if y & 1 else -1), px + (1 if x & 1 else -1)
                    if 0 <= ny < heights[level + 1]:
                        parents |= split[above + ny * across + px]
                    if 0 <= nx < across:
                        parents |= 2 * split[above + py * across + nx]
                west = split[start + y * width + x - 1] if x else 0
                north = split[start + (y - 1) * width + x] if y else 0
                north_west = split[start + (y - 1) * width + x - 1] if x and y else 0
                north_east = split[start + (y - 1) * width + x + 1] if y and x + 1 < width else 0
                hint = hints[start + y * width + x]
                near = west + 2 * north
                wide = near + 4 * north_west + 8 * north_east
                contexts[0] = level * 16 + near * 4 + hint
                contexts[1] = _CONTEXTS + level * 512 + wide * 16 + parents * 4 + hint
                contexts[2] = 2 * _CONTEXTS + level * 32 + (parents + 4 * (west + north > 0)) * 4 + hint
                at = start + y * width + x
                split[at] = code_bit(
                    state, data, chances, counts, weights, level, contexts, 3, np.int64(split[at])
                )


def points_of(layout: Layout, split: Bytes) -> tuple[Integers, Integers]:
    """The kept pixels in the order in which they are coded, and which of them stands for each node.

    The points are (n, 4): y, x, level of the leaf, level at which it is coded. They come from coarse to
    fine, so that each is predicted by points on all sides. The second array is flat: the number of the point
    that stands for a node, also where the node lies inside a leaf.
    """
    nodes = np.full(layout.nodes, -1, np.int32)
    points = np.zeros((layout.size.area, 4), np.int32)
    count = _number_points(layout.starts, layout.heights, layout.widths, split, nodes, points)
    return points[:count].copy(), nodes


@kernel()
def _number_points(starts, heights, widths, split, nodes, points):  # type: ignore[no-untyped-def]
    count = 0
    for level in range(TOP, -1, -1):
        for y in range(heights[level]):
            for x in range(widths[level]):
                at = starts[level] + y * widths[level] + x
                if level < TOP:
                    above = starts[level + 1] + (y // 2) * widths[level + 1] + x // 2
                    inside = nodes[above]
                    if split[above] == 0:
                        nodes[at] = inside
                        continue
                    if points[inside, 0] >> level == y and points[inside, 1] >> level == x:
                        nodes[at] = inside
                        continue
                to_y, to_x, fine = y, x, level
                while fine > 0 and split[starts[fine] + to_y * widths[fine] + to_x]:
                    fine -= 1
                    to_y, to_x = 2 * to_y + (fine & 1), 2 * to_x + (fine & 1)
                    to_y, to_x = min(to_y, heights[fine] - 1), min(to_x, widths[fine] - 1)
                half = (1 << fine) >> 1
                points[count, 0] = min((to_y << fine) + half, heights[0] - 1)
                points[count, 1] = min((to_x << fine) + half, widths[0] - 1)
                points[count, 2] = fine
                points[count, 3] = level
                nodes[at] = count
                count += 1
    return count
