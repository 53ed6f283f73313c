"""Large biharmonic holes: conjugate gradients, preconditioned by one multigrid cycle.

No matrix is assembled: the operator is two Laplacian filters over the hole's box, so a megapixel hole
takes the memory of a few pictures of its size. On each coarser grid the hole is the pixels whose four
children are all unknown; the smoother is a Chebyshev polynomial, which suits a fourth-order operator
better than Jacobi. The cycle is symmetric, as conjugate gradients require.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Doubles, Flags, FloatPixels, Floats
from .system import factorised, laplacian_columns

_Real = TypeVar("_Real", np.float32, np.float64)
OnProgress = Callable[[float, Doubles], None]

_TOLERANCE = 1e-6  # of the error in the energy norm, relative to a start from 0
_MOST_STEPS = 300
_COARSEST = 2_000  # unknowns that are factorised directly
_SMOOTHING = 4  # degree of the polynomial
_LARGEST = 64.0  # the operator's greatest eigenvalue: (8 of the Laplacian) squared
_SMALLEST = _LARGEST / 16  # smoothed from here up; coarser grids do the rest
_COARSER = 16.0  # the operator holds 1 / spacing^4, and each grid doubles the spacing
_SPREAD = np.array([1, 3, 3, 1]) / 8


@dataclass(frozen=True, eq=False)
class _Grid:
    """One level: where it is unknown (float32, 3 channels, 1 or 0), and factors on the coarsest."""

    unknown: Floats
    hole: Flags
    factors: Any = None


def solve_multigrid(
    image: FloatPixels, hole: Flags, on_progress: OnProgress, check: Callable[[], None]
) -> Doubles:
    """The image (H, W, 3) with its hole filled, float64.

    `on_progress(fraction, picture)` is called after every step, `check()` far more often; both may raise.
    """
    grids = _grids(hole)
    unknown = hole[..., None].astype(np.float64).repeat(3, axis=2)
    picture = image * (1 - unknown)
    picture[hole] = image[~hole].mean(0)
    # the unknowns are the differences from this start
    residual = -_applied(picture) * unknown
    direction = step = _cycle(grids, 0, residual.astype(np.float32), check).astype(np.float64)
    energy = start = _dot(residual, step)
    for _ in range(_MOST_STEPS):
        reached = np.sqrt(np.max(energy / np.maximum(start, 1e-300)))
        on_progress(float(np.clip(np.log(max(reached, 1e-300)) / np.log(_TOLERANCE), 0, 1)), picture)
        if reached <= _TOLERANCE or not start.any():
            break
        moved = _applied(direction) * unknown
        length = energy / np.maximum(_dot(direction, moved), 1e-300)
        picture += length * direction
        residual -= length * moved
        step = _cycle(grids, 0, residual.astype(np.float32), check).astype(np.float64)
        before, energy = energy, _dot(residual, step)
        direction = step + energy / np.maximum(before, 1e-300) * direction
    return picture


def _dot(one: Doubles, other: Doubles) -> Doubles:
    """The inner product of each channel."""
    return np.asarray(np.einsum("ijk,ijk->k", one, other))


def _applied(picture: NDArray[_Real]) -> NDArray[_Real]:
    """The Laplacian of the Laplacian, with mirrored borders."""
    depth = cv2.CV_64F if picture.dtype == np.float64 else cv2.CV_32F
    once = cv2.Laplacian(picture, depth, ksize=1, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.Laplacian(once, depth, ksize=1, borderType=cv2.BORDER_REFLECT))


def _grids(hole: Flags) -> list[_Grid]:
    """The hole on increasingly coarse grids, until few unknowns are left or a coarser one would have none."""
    grids = []
    while True:
        coarser = _coarsened(hole)
        count = np.count_nonzero(hole)
        last = count <= _COARSEST or not coarser.any()
        factors = None
        if last and count <= 4 * _COARSEST:
            rows, columns = np.nonzero(hole)
            factors = factorised(laplacian_columns(rows, columns, hole.shape)[0])
        grids.append(_Grid(hole[..., None].astype(np.float32).repeat(3, axis=2), hole, factors))
        if last:
            return grids
        hole = coarser


def _coarsened(hole: Flags) -> Flags:
    """True where all four children are; edge pixels are repeated beyond the border."""
    height, width = hole.shape
    even = np.pad(hole, [(0, height % 2), (0, width % 2)], "edge")
    return np.asarray(even[::2, ::2] & even[1::2, ::2] & even[::2, 1::2] & even[1::2, 1::2])


def _cycle(grids: list[_Grid], level: int, residual: Floats, check: Callable[[], None]) -> Floats:
    """The approximate solution for a residual by one symmetric V-cycle, float32."""
    grid = grids[level]
    if level == len(grids) - 1:
        if grid.factors is None:
            return _smoothed(grid, residual, None, check)
        coarse = np.zeros_like(residual)
        coarse[grid.hole] = grid.factors.solve(residual[grid.hole].astype(np.float64))
        return coarse
    guess = _smoothed(grid, residual, None, check)
    rest = residual - _applied(guess) * grid.unknown
    below = _restricted(rest)
    below *= grids[level + 1].unknown * np.float32(_COARSER)
    guess += _prolonged(_cycle(grids, level + 1, below, check), grid.hole.shape) * grid.unknown
    return _smoothed(grid, residual, guess, check)


def _smoothed(grid: _Grid, target: Floats, guess: Floats | None, check: Callable[[], None]) -> Floats:
    """`guess` (or 0) after a Chebyshev iteration over the upper part of the spectrum."""
    middle, half = (_LARGEST + _SMALLEST) / 2, (_LARGEST - _SMALLEST) / 2
    sigma = middle / half
    rho = 1 / sigma
    if guess is None:
        residual = target.copy()
        guess = np.zeros_like(target)
    else:
        residual = target - _applied(guess) * grid.unknown
    change = residual * np.float32(1 / middle)
    for degree in range(1, _SMOOTHING + 1):
        check()
        guess += change
        if degree == _SMOOTHING:
            break
        residual -= _applied(change) * grid.unknown
        following = 1 / (2 * sigma - rho)
        change *= np.float32(following * rho)
        change += residual * np.float32(2 * following / half)
        rho = following
    return guess


def _restricted(fine: Floats) -> Floats:
    """The adjoint of `_prolonged`, divided by 4."""
    height, width = fine.shape[:2]
    even = cv2.copyMakeBorder(fine, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT, value=0)
    spread = cv2.sepFilter2D(even, cv2.CV_32F, _SPREAD, _SPREAD, anchor=(1, 1), borderType=cv2.BORDER_REFLECT)
    return np.ascontiguousarray(spread[::2, ::2])


def _prolonged(coarse: Floats, shape: tuple[int, ...]) -> Floats:
    """Bilinear interpolation to twice the size, cut to `shape`."""
    height, width = coarse.shape[:2]
    fine = cv2.resize(coarse, (2 * width, 2 * height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine[: shape[0], : shape[1]])
