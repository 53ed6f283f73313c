"""Homogeneous diffusion from known pixels, stopped by contours.

The unknown pixels solve the discrete Laplace equation, with mirrored borders; between two pixels that a
contour separates the conductance is `LEAK` instead of 1 (Mainberger and Weickert 2009; Jost, Peter and
Weickert 2020). Conjugate gradients solve it, preconditioned by one V-cycle of aggregation multigrid, whose
coarse grids inherit the contours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.arrays import Flags, Floats
from ..engines.compiled import kernel

LEAK = 1 / 2048
"""The conductance across a contour: an area without any known pixel takes the colours around it."""
_SMALLEST = 4  # a grid of at most this side is only smoothed
_STIFF = 0.5  # links of piecewise constant corrections are twice too stiff


@dataclass(frozen=True, eq=False)
class _Grid:
    """One level: conductances to the right and down, diagonal and 1 / diagonal (0 if nothing is unknown)."""

    right: Floats
    down: Floats
    diagonal: Floats
    inverse: Floats
    correction: Floats
    rest: Floats


class Diffusion:
    """The linear map from known values to a picture, for one set of known pixels and one of contours.

    `known` is (H, W); `across`, `below` (H, W) mark contours between a pixel and its right or lower
    neighbour.
    """

    def __init__(self, known: Flags, across: Flags | None = None, below: Flags | None = None) -> None:
        self.known = known
        self._known = np.pad(known, 1)
        right, down = np.ones(known.shape, np.float32), np.ones(known.shape, np.float32)
        if across is not None and below is not None:
            right[across] = LEAK
            down[below] = LEAK
        right[:, -1] = 0
        down[-1] = 0
        self._right, self._down = right, down = _padded(right), _padded(down)
        anchor = np.zeros_like(right)
        inner_right, inner_down = right.copy(), down.copy()
        _anchored(inner_right, inner_down, self._known, anchor)
        self._grids = [_grid(inner_right, inner_down, anchor)]
        while max(anchor.shape) - 2 > _SMALLEST:
            inner_right, inner_down, anchor = _coarser(inner_right, inner_down, anchor)
            self._grids.append(_grid(inner_right, inner_down, anchor))

    def filled(self, start: Floats, steps: int = 6, tolerance: float = 0.02) -> Floats:
        """The picture (H, W) float32 made of the known pixels of `start`, whose others are the first guess.

        Stops after `steps`, or when the correction of a step is below `tolerance` on average.
        """
        picture = _padded(start.astype(np.float32))
        residual = np.zeros_like(picture)
        _residual(picture, self._right, self._down, self._known, residual)
        return self._solved(picture, residual, steps, tolerance)[1:-1, 1:-1]

    def gathered(self, error: Floats, steps: int = 5) -> Floats:
        """The adjoint map: what each known pixel has to do with `error` (H, W); 0 elsewhere."""
        residual = _padded(np.where(self.known, np.float32(0), error).astype(np.float32))
        spread = self._solved(np.zeros_like(residual), residual, steps, 0.0)
        gathered = np.zeros_like(residual)
        _residual(spread, self._right, self._down, ~self._known, gathered)
        return np.where(self.known, gathered[1:-1, 1:-1] + error, np.float32(0))

    def _solved(self, picture: Floats, residual: Floats, steps: int, tolerance: float) -> Floats:
        direction = np.zeros_like(picture)
        moved = np.zeros_like(picture)
        grid = self._grids[0]
        energy = 0.0
        for _ in range(steps):
            step = self._cycle(0, residual)
            before, energy = energy, _dot(residual, step)
            if energy <= 0:
                break
            _along(direction, step, np.float32(energy / before if before else 0.0))
            turned = _applied(direction, grid.right, grid.down, grid.diagonal, moved)
            if turned <= 0:
                break
            length = energy / turned
            change = _advance(picture, residual, direction, moved, np.float32(length))
            if change <= tolerance:
                break
        return picture

    def _cycle(self, level: int, residual: Floats) -> Floats:
        """One symmetric V-cycle for the equation with this right-hand side."""
        grid = self._grids[level]
        solution = grid.correction
        if level + 1 == len(self._grids):
            solution[...] = 0
            for _ in range(4):
                _forwards(solution, residual, grid.right, grid.down, grid.inverse)
                _backwards(solution, residual, grid.right, grid.down, grid.inverse)
            return solution
        solution[...] = 0
        _forwards(solution, residual, grid.right, grid.down, grid.inverse)
        coarse = self._grids[level + 1].rest
        _restricted(solution, residual, grid.right, grid.down, grid.diagonal, coarse)
        _prolonged(solution, self._cycle(level + 1, coarse), grid.inverse)
        _backwards(solution, residual, grid.right, grid.down, grid.inverse)
        return solution


def _grid(right: Floats, down: Floats, anchor: Floats) -> _Grid:
    diagonal, inverse = np.zeros_like(anchor), np.zeros_like(anchor)
    _diagonals(right, down, anchor, diagonal, inverse)
    return _Grid(right, down, diagonal, inverse, np.zeros_like(anchor), np.zeros_like(anchor))


def _coarser(right: Floats, down: Floats, anchor: Floats) -> tuple[Floats, Floats, Floats]:
    shape = tuple((side - 1) // 2 + 2 for side in anchor.shape)
    links, lower, held = (np.zeros(shape, np.float32) for _ in range(3))
    _aggregated(right, down, anchor, links, lower, held)
    return links, lower, held


def _padded(values: Floats) -> Floats:
    """With a margin of 0, so that no kernel has to ask where the picture ends."""
    return np.pad(values, 1)


@kernel()
def _anchored(right, down, known, anchor):  # type: ignore[no-untyped-def]
    """Cut the links of known pixels; `anchor` gets their sum at the unknown ends. All are padded."""
    height, width = known.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            if known[y, x] or known[y, x + 1]:
                anchor[y, x] += right[y, x]
                anchor[y, x + 1] += right[y, x]
                right[y, x] = 0
            if known[y, x] or known[y + 1, x]:
                anchor[y, x] += down[y, x]
                anchor[y + 1, x] += down[y, x]
                down[y, x] = 0
            if known[y, x]:
                anchor[y, x] = 0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            if known[y, x]:
                anchor[y, x] = 0


@kernel()
def _diagonals(right, down, anchor, diagonal, inverse):  # type: ignore[no-untyped-def]
    height, width = anchor.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            total = anchor[y, x] + right[y, x] + down[y, x] + right[y, x - 1] + down[y - 1, x]
            diagonal[y, x] = total
            inverse[y, x] = np.float32(1) / total if total > 0 else np.float32(0)


@kernel()
def _aggregated(right, down, anchor, coarse_right, coarse_down, coarse_anchor):  # type: ignore[no-untyped-def]
    height, width = anchor.shape
    stiff = np.float32(_STIFF)
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            to_y, to_x = (y + 1) // 2, (x + 1) // 2
            coarse_anchor[to_y, to_x] += anchor[y, x]
            if x & 1 == 0:
                coarse_right[to_y, to_x] += stiff * right[y, x]
            if y & 1 == 0:
                coarse_down[to_y, to_x] += stiff * down[y, x]


@kernel(fastmath=True)
def _residual(picture, right, down, known, residual):  # type: ignore[no-untyped-def]
    """What flows into each pixel that is not known; 0 at the known ones."""
    height, width = picture.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            here = picture[y, x]
            flow = (
                right[y, x] * (picture[y, x + 1] - here)
                + right[y, x - 1] * (picture[y, x - 1] - here)
                + down[y, x] * (picture[y + 1, x] - here)
                + down[y - 1, x] * (picture[y - 1, x] - here)
            )
            residual[y, x] = np.float32(0) if known[y, x] else flow


@kernel(fastmath=True)
def _applied(direction, right, down, diagonal, moved):  # type: ignore[no-untyped-def]
    """The operator times `direction`, into `moved`; returns their inner product."""
    height, width = direction.shape
    total = 0.0
    for y in range(1, height - 1):
        row: Any = np.float32(0)
        for x in range(1, width - 1):
            value = (
                diagonal[y, x] * direction[y, x]
                - right[y, x] * direction[y, x + 1]
                - right[y, x - 1] * direction[y, x - 1]
                - down[y, x] * direction[y + 1, x]
                - down[y - 1, x] * direction[y - 1, x]
            )
            moved[y, x] = value
            row += direction[y, x] * value
        total += row
    return total


@kernel(fastmath=True)
def _dot(one, other):  # type: ignore[no-untyped-def]
    total = 0.0
    for y in range(one.shape[0]):
        row: Any = np.float32(0)
        for x in range(one.shape[1]):
            row += one[y, x] * other[y, x]
        total += row
    return total


@kernel(fastmath=True)
def _along(direction, step, share):  # type: ignore[no-untyped-def]
    for y in range(step.shape[0]):
        for x in range(step.shape[1]):
            direction[y, x] = step[y, x] + share * direction[y, x]


@kernel(fastmath=True)
def _advance(picture, residual, direction, moved, length):  # type: ignore[no-untyped-def]
    """One step of conjugate gradients; returns the mean absolute change."""
    total = 0.0
    for y in range(picture.shape[0]):
        row: Any = np.float32(0)
        for x in range(picture.shape[1]):
            change = length * direction[y, x]
            picture[y, x] += change
            residual[y, x] -= length * moved[y, x]
            row += abs(change)
        total += row
    return total / picture.size


@kernel(fastmath=True)
def _forwards(solution, residual, right, down, inverse):  # type: ignore[no-untyped-def]
    """Gauss-Seidel from the upper left; the part that does not wait for its left neighbour comes first."""
    height, width = solution.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            solution[y, x] = inverse[y, x] * (
                residual[y, x]
                + right[y, x] * solution[y, x + 1]
                + down[y, x] * solution[y + 1, x]
                + down[y - 1, x] * solution[y - 1, x]
            )
        left: Any = np.float32(0)
        for x in range(1, width - 1):
            left = solution[y, x] + inverse[y, x] * right[y, x - 1] * left
            solution[y, x] = left


@kernel(fastmath=True)
def _backwards(solution, residual, right, down, inverse):  # type: ignore[no-untyped-def]
    """Gauss-Seidel from the lower right."""
    height, width = solution.shape
    for y in range(height - 2, 0, -1):
        before: Any = np.float32(0)
        for x in range(1, width - 1):
            now = solution[y, x]
            solution[y, x] = inverse[y, x] * (
                residual[y, x]
                + right[y, x - 1] * before
                + down[y, x] * solution[y + 1, x]
                + down[y - 1, x] * solution[y - 1, x]
            )
            before = now
        after: Any = np.float32(0)
        for x in range(width - 2, 0, -1):
            after = solution[y, x] + inverse[y, x] * right[y, x] * after
            solution[y, x] = after


@kernel(fastmath=True)
def _restricted(solution, residual, right, down, diagonal, coarse):  # type: ignore[no-untyped-def]
    """What is left of the residual, summed over blocks of 2 x 2."""
    height, width = solution.shape
    row = np.zeros(width + 1, np.float32)
    coarse[...] = 0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            row[x] = (
                residual[y, x]
                - diagonal[y, x] * solution[y, x]
                + right[y, x] * solution[y, x + 1]
                + right[y, x - 1] * solution[y, x - 1]
                + down[y, x] * solution[y + 1, x]
                + down[y - 1, x] * solution[y - 1, x]
            )
        to = (y + 1) // 2
        for x in range(1, coarse.shape[1] - 1):
            coarse[to, x] += row[2 * x - 1] + row[2 * x]


@kernel(fastmath=True)
def _prolonged(solution, coarse, inverse):  # type: ignore[no-untyped-def]
    height, width = solution.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            if inverse[y, x] > 0:
                solution[y, x] += coarse[(y + 1) // 2, (x + 1) // 2]
