"""The payload: contours, then for luminance and for both chromas a tree and its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..core.arrays import Bytes, Flags, Integers
from .coder import Coder
from .container import Header
from .contours import code_contours
from .tree import Layout, code_tree, points_of
from .values import UNIT, code_values, quantisers

_CROWDED = 4
LIMITS = ((0, 255 * UNIT), (-255 * UNIT, 255 * UNIT))
"""The least and greatest value of luminance and of chroma, in units."""


@dataclass(frozen=True, eq=False)
class Group:
    """The kept pixels of luminance, or of both chromas.

    `points` (n, 4) and `nodes` are those of `points_of`, `values` (n, channels) in units.
    """

    split: Bytes
    points: Integers
    nodes: Integers
    values: Integers

    @classmethod
    def of(cls, layout: Layout, split: Bytes, values: Integers) -> Group:
        return cls(split, *points_of(layout, split), values)

    def known(self, layout: Layout) -> Flags:
        """Where the kept pixels are, (H, W)."""
        known = np.zeros((layout.size.height, layout.size.width), bool)
        known[self.points[:, 0], self.points[:, 1]] = True
        return known

    def owners(self, layout: Layout) -> Integers:
        """The number of the kept pixel in whose leaf each pixel lies, (H, W)."""
        owners: Integers = layout.level(self.nodes, 0)
        return owners


@dataclass(frozen=True, eq=False)
class Kept:
    """All that a file keeps: contours (H, W), and one or two groups."""

    across: Bytes
    below: Bytes
    groups: tuple[Group, ...]


def steps_of(header: Header) -> list[Integers]:
    """The quantisers of luminance and of chroma."""
    return [quantisers(step, header.slope) for step in (header.luma_step, header.chroma_step)]


def written(header: Header, kept: Kept) -> tuple[bytes, list[Integers]]:
    """The payload, and the values as the decoder will see them."""
    layout = Layout.of(header.size)
    coder = Coder.writer(4096 + header.size.area // 2 + 4 * sum(one.values.size for one in kept.groups))
    code_contours(coder, kept.across, kept.below)
    decoded = []
    for index, group in enumerate(kept.groups):
        code_tree(coder, layout, group.split, _hints(layout, kept.across, kept.below, kept.groups[:index]))
        values = group.values.copy()
        code_values(
            coder,
            layout,
            (group.split, group.points, group.nodes),
            (kept.across, kept.below),
            steps_of(header)[index],
            values,
            *LIMITS[index],
        )
        decoded.append(values)
    return coder.finished(), decoded


def read(header: Header, payload: bytes, check: Callable[[], None]) -> Kept:
    """What `written` wrote. Raises `Noted` if the payload ends too early; `check()` may raise too."""
    layout = Layout.of(header.size)
    coder = Coder.reader(payload)
    across, below = (np.zeros((header.size.height, header.size.width), np.uint8) for _ in range(2))
    code_contours(coder, across, below)
    coder.require_inside()
    groups: list[Group] = []
    for index in range(1 if header.channels == 1 else 2):
        check()
        split = np.zeros(layout.nodes, np.uint8)
        code_tree(coder, layout, split, _hints(layout, across, below, tuple(groups)))
        coder.require_inside()
        points, nodes = points_of(layout, split)
        values = np.zeros((len(points), 1 + index), np.int32)
        code_values(
            coder, layout, (split, points, nodes), (across, below), steps_of(header)[index], values,
            *LIMITS[index],
        )  # fmt: skip
        coder.require_inside()
        groups.append(Group(split, points, nodes, values))
    return Kept(across, below, tuple(groups))


def _hints(layout: Layout, across: Bytes, below: Bytes, before: tuple[Group, ...]) -> Bytes:
    """What is known of each node: contours in it (0 to 2), or for chroma contours and a split luminance."""
    cracks = layout.summed((across | below).astype(np.float32))
    if before:
        return (cracks > 0) + 2 * before[0].split
    return (cracks > 0).astype(np.uint8) + (cracks > _CROWDED)
