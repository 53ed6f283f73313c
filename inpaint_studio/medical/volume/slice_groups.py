"""Lost slices by low rank: what similar places between neighbouring slices have in common.

A patch of the known slices around the lost one, with what the lost slice differs there from their mean, is
one row of a matrix; other rows are similar places in complete slices nearby, where the difference is known.
The matrix is of low rank, and the missing part of the first row follows from the others: the completion is
that of the engine `low-rank` (Gu et al., Weighted Nuclear Norm Minimization, IJCV 2017), with groups across
slices.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ...core.arrays import Floats, Indices
from ...engines.low_rank.groups import completed_matrices
from .between import Gap, linear

_SIZE = 6  # px: the side of a patch
_STRIDE = 3
_SIMILAR = 24  # rows of a matrix
_RADIUS = 4  # px: how far similar places are looked for, in steps of 2
_EXAMPLES = 4  # complete slices in which they are looked for
_LEVELS = (0.02, 0.01, 0.005)  # root mean square that a round may lose, of the range of values
_TURNS = 3
_BATCH = 512  # matrices at a time


def by_groups(
    volume: Floats,
    known: list[bool],
    gap: Gap,
    value_range: float,
    check: Callable[[], None] = lambda: None,
) -> Floats:
    """The lost slice of a volume (n, H, W): float32 (H, W).

    `known` says which slices are complete; where none nearby has complete neighbours at the same distances,
    or the slice is smaller than a patch, the result is linear.
    """
    examples = _examples(known, gap)
    start = linear(volume, gap)
    if not examples or min(start.shape) <= _SIZE:
        return start
    scale = np.float32(max(value_range, 1e-12))
    outer = [volume[place] / scale for place in (gap.before, gap.after)]
    shifts = [
        (down, right) for down in range(-_RADIUS, _RADIUS + 1, 2) for right in range(-_RADIUS, _RADIUS + 1, 2)
    ]
    rows, columns = _places(start.shape)
    # the candidates: three slices each, moved by every shift
    stacks = [
        [_shifted(plane / scale, shift) for plane in _three(volume, one)]
        for one in examples
        for shift in shifts
    ]
    distances = np.empty((len(stacks), len(rows)), np.float32)
    for number, (before, _, after) in enumerate(stacks):
        check()
        apart = (before - outer[0]) ** 2 + (after - outer[1]) ** 2
        sums = cv2.boxFilter(apart, -1, (_SIZE, _SIZE), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE)
        distances[number] = sums[rows, columns]
    count = min(_SIMILAR - 1, len(stacks))
    best = np.argpartition(distances, count - 1, axis=0)[:count]
    total, weight = np.zeros((2, *start.shape), np.float32)
    own = [outer[0], np.zeros_like(start), outer[1]]
    for first in range(0, len(rows), _BATCH):
        check()
        batch = slice(first, first + _BATCH)
        estimate = _completed(own, stacks, best[:, batch], rows[batch], columns[batch])
        for patch, top, left in zip(estimate, rows[batch], columns[batch], strict=True):
            total[top : top + _SIZE, left : left + _SIZE] += patch
            weight[top : top + _SIZE, left : left + _SIZE] += 1
    return np.asarray(start + total / weight * scale, np.float32)


def _three(volume: Floats, gap: Gap) -> tuple[Floats, Floats, Floats]:
    """The slice before, what the one between differs from the mean of both, and the slice after."""
    return volume[gap.before], volume[gap.at] - linear(volume, gap), volume[gap.after]


def _examples(known: list[bool], gap: Gap) -> list[Gap]:
    """The nearest gaps of the same form around complete slices."""

    def usable(step: int) -> bool:
        places = (gap.before + step, gap.at + step, gap.after + step)
        return all(0 <= place < len(known) and known[place] for place in places)

    steps = sorted(range(-gap.at, len(known) - gap.at), key=lambda step: (abs(step), step))
    return [gap.moved(step) for step in steps if usable(step)][:_EXAMPLES]


def _places(shape: tuple[int, ...]) -> tuple[Indices, Indices]:
    """The upper left pixels of patches that cover the slice."""
    tops, lefts = (
        np.unique(np.append(np.arange(0, side - _SIZE + 1, _STRIDE), side - _SIZE)) for side in shape
    )
    rows, columns = np.meshgrid(tops, lefts, indexing="ij")
    return rows.ravel(), columns.ravel()


def _shifted(plane: Floats, shift: tuple[int, int]) -> Floats:
    down, right = shift
    padded = np.pad(plane, _RADIUS, mode="edge")
    height, width = plane.shape
    return padded[_RADIUS + down :, _RADIUS + right :][:height, :width]


def _completed(
    own: list[Floats], stacks: list[list[Floats]], best: Indices, rows: Indices, columns: Indices
) -> Floats:
    """The estimates of the lost patches: float32 (n, size, size)."""
    down, right = np.mgrid[:_SIZE, :_SIZE]
    y, x = rows[:, None, None] + down, columns[:, None, None] + right
    area = _SIZE * _SIZE
    matrices = np.empty((len(rows), len(best) + 1, 3 * area), np.float32)
    for part in range(3):
        matrices[:, 0, part * area : (part + 1) * area] = own[part][y, x].reshape(len(rows), area)
    planes = [np.stack([stack[part] for stack in stacks]) for part in range(3)]
    for rank, chosen in enumerate(best, 1):
        for part in range(3):
            found = planes[part][chosen[:, None, None], y, x]
            matrices[:, rank, part * area : (part + 1) * area] = found.reshape(len(rows), area)
    known = np.ones(matrices.shape, bool)
    known[:, 0, area : 2 * area] = False
    for level in _LEVELS:
        low = completed_matrices(matrices, known, level, _TURNS)
        matrices[:, 0, area : 2 * area] = low[:, 0, area : 2 * area]
    return matrices[:, 0, area : 2 * area].reshape(-1, _SIZE, _SIZE)
