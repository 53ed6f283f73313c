"""The values of the kept pixels: predicted from the points around, quantised, coded.

Everything is integer: values are in eighths of a level.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.arrays import Bytes, Integers
from ..engines.compiled import kernel
from .coder import WRITING, Coder, Model, code_bit, overran
from .tree import TOP, Layout

UNIT = 8
"""Values are whole numbers of 1 / UNIT of a level."""
_NEAR = 18
_BEYOND = 48  # a point beyond a contour counts so many times less
_UNARY = 14
_BITS = 16
_EACH = 4096
_ROOTS = [round(4096 * 2 ** (-k / 8)) for k in range(8)]


def quantisers(step: int, slope: int) -> Integers:
    """The step of each level, in units; larger leaves are coded finer by 2^(-slope/8) a level."""
    steps = []
    for level in range(TOP + 1):
        eighths = slope * level
        steps.append(max(1, (step * _ROOTS[eighths % 8] >> 12) >> eighths // 8))
    return np.array(steps, np.int32)


def code_values(
    coder: Coder,
    layout: Layout,
    tree: tuple[Bytes, Integers, Integers],
    contours: tuple[Bytes, Bytes],
    steps: Integers,
    values: Integers,
    low: int,
    high: int,
) -> None:
    """Write the values (n, channels), or read them into it; what is written is quantised in place.

    `tree` is the split flags and the two arrays of `points_of`; `low` and `high` are the limits in units.
    """
    _, points, nodes = tree
    model = Model.fresh(values.shape[1] * 5 * _EACH, values.shape[1] * 20)
    _code_all(
        coder.state, coder.data, model.chances, model.counts, model.weights,
        layout.starts, layout.heights, layout.widths, points, nodes, *contours, steps, values, low, high,
    )  # fmt: skip


@kernel()
def _crossed(across, below, y, x, to_y, to_x):  # type: ignore[no-untyped-def]
    """Whether a contour lies on the straight way between two pixels."""
    rows, columns = abs(to_y - y), abs(to_x - x)
    down, right = (1 if to_y > y else -1), (1 if to_x > x else -1)
    lead = columns - rows
    for _ in range(rows + columns):
        if lead > 0:
            if across[y, min(x, x + right)]:
                return True
            x += right
            lead -= 2 * rows
        else:
            if below[min(y, y + down), x]:
                return True
            y += down
            lead += 2 * columns
    return False


@kernel()
def _code_all(  # type: ignore[no-untyped-def]
    state, data, chances, counts, weights, starts, heights, widths, points, nodes, across, below,
    steps, values, low, high,
):  # fmt: skip
    contexts = np.zeros(6, np.int64)
    near = np.zeros(_NEAR, np.int64)
    shares = np.zeros(_NEAR, np.int64)
    total_points, channels = values.shape
    misses = np.zeros((total_points, channels), np.int32)
    for point in range(total_points):
        if overran(state):
            return
        y, x = np.int64(points[point, 0]), np.int64(points[point, 1])
        leaf, level = np.int64(points[point, 2]), np.int64(points[point, 3])
        found: Any = 0
        coarser: Any = min(level + 1, TOP)
        for grid in range(level, coarser + 1):
            row, column = y >> grid, x >> grid
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    ny, nx = row + dy, column + dx
                    if ny < 0 or nx < 0 or ny >= heights[grid] or nx >= widths[grid]:
                        continue
                    other = np.int64(nodes[starts[grid] + ny * widths[grid] + nx])
                    if other < 0 or other >= point:
                        continue
                    again = False
                    for one in range(found):
                        again = again or near[one] == other
                    if again:
                        continue
                    oy, ox = np.int64(points[other, 0]), np.int64(points[other, 1])
                    far = (oy - y) * (oy - y) + (ox - x) * (ox - x)
                    share = (np.int64(1) << 30) // (far * far + 1) + 1
                    if _crossed(across, below, y, x, oy, ox):
                        share = share // _BEYOND + 1
                    near[found], shares[found] = other, share
                    found += 1
        heavy = np.int64(0)
        for one in range(found):
            heavy += shares[one]
        step = np.int64(steps[leaf])
        for channel in range(channels):
            guess, spread, missed = np.int64(0), np.int64(0), np.int64(0)
            if found:
                for one in range(found):
                    guess += shares[one] * values[near[one], channel]
                guess = (guess + heavy // 2) // heavy
                for one in range(found):
                    spread += shares[one] * abs(values[near[one], channel] - guess)
                    missed += shares[one] * abs(np.int64(misses[near[one], channel]))
                spread = 4 * spread // (heavy * step)
                missed = 4 * missed // (heavy * step)
            elif low == 0:
                guess = np.int64(high // 2)
            rough, odd = 0, 0
            while rough < 11 and spread > 0:
                rough += 1
                spread = spread * 2 // 3
            while odd < 11 and missed > 0:
                odd += 1
                missed = missed * 2 // 3
            before: Any = 0
            if channel:
                missed_there: Any = abs(np.int64(misses[point, 0]) // step)
                before = 1 + min(missed_there, 2)
            middle = _rounded(guess, step)
            residual = np.int64(0)
            if state[WRITING]:
                residual = _rounded(np.int64(values[point, channel]), step) - middle
            base = channel * 5 * _EACH
            lean = (guess - middle * step) * 4 // step + 2
            residual = _code_number(
                state, data, chances, counts, weights, contexts, base, channel * 20,
                rough, odd, level, leaf, before, lean, residual,
            )  # fmt: skip
            decoded = (middle + residual) * step
            values[point, channel] = min(max(decoded, low), high)
            misses[point, channel] = values[point, channel] - guess


@kernel()
def _rounded(value, step):  # type: ignore[no-untyped-def]
    """`value` in whole steps, halves away from 0."""
    return (value + step // 2) // step if value >= 0 else -((-value + step // 2) // step)


@kernel()
def _code_number(  # type: ignore[no-untyped-def]
    state, data, chances, counts, weights, contexts, base, mixer, rough, odd, level, leaf, before, lean,
    number,
):  # fmt: skip
    """Code a whole number: whether it is 0, its sign, then its size bit by bit."""
    size = abs(number)
    for place in range(_UNARY):
        contexts[0] = base + place * 16 + rough
        contexts[1] = base + _EACH + (place * 16 + odd) * 8 + leaf
        contexts[2] = base + 2 * _EACH + (place * 16 + min(rough, 11)) * 12 + odd
        contexts[3] = base + 3 * _EACH + (place * 8 + level) * 16 + before * 4 + min(odd // 2, 3)
        more = code_bit(
            state, data, chances, counts, weights, mixer + place, contexts, 4, np.int64(size > place)
        )
        if more == 0:
            if state[WRITING] == 0:
                size = place
            break
        if place == 0:
            contexts[0] = base + 4 * _EACH + lean * 2
            contexts[1] = base + 4 * _EACH + 64 + lean * 16 + rough
            sign = code_bit(
                state, data, chances, counts, weights, mixer + _UNARY, contexts, 2, np.int64(number < 0)
            )
            number = np.int64(-1) if sign else np.int64(1)
        if place == _UNARY - 1:
            size = _code_rest(state, data, chances, counts, weights, contexts, base, mixer, size)
    return -size if number < 0 else size


@kernel()
def _code_rest(state, data, chances, counts, weights, contexts, base, mixer, size):  # type: ignore[no-untyped-def]
    """The size from `_UNARY` on, by Elias and gamma."""
    rest = size - _UNARY + 1
    bits = 0
    while bits < _BITS:
        contexts[0] = base + 4 * _EACH + 512 + bits
        more = code_bit(
            state, data, chances, counts, weights, mixer + 16, contexts, 1, np.int64((rest >> (bits + 1)) > 0)
        )
        if more == 0:
            break
        bits += 1
    value = np.int64(1)
    for place in range(bits - 1, -1, -1):
        contexts[0] = base + 4 * _EACH + 600 + place
        value = value * 2 + code_bit(
            state, data, chances, counts, weights, mixer + 17, contexts, 1, np.int64((rest >> place) & 1)
        )
    return value + _UNARY - 1
