"""Lost voxels as the smoothest volume through those around them, for voxels of any proportions.

The equation is that of the engine `biharmonic` in three dimensions: the squared Laplacian of the whole
volume, mirrored beyond its borders, is made as small as possible, with second differences divided by the
squares of the distances between voxels. Solved by conjugate gradients on the lost voxels alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.arrays import Doubles, Flags, Floats

_REACH = 2  # voxels that the equation of a voxel reaches
_ACCURACY = 1e-4  # of the first residual, at which the iteration ends
_MOST_ROUNDS = 400

Vector = Doubles


def biharmonic(
    volume: Floats,
    lost: Flags,
    spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
    check: Callable[[], None] = lambda: None,
    report: Callable[[float], None] = lambda share: None,
) -> Floats:
    """The volume (n, H, W) float32 with the `lost` voxels, bool (n, H, W), filled.

    `spacing` is the distance of voxels along each axis, in any unit. Regions farther apart than the equation
    reaches are solved one by one.
    """
    from scipy import ndimage

    filled = volume.copy()
    labels, count = ndimage.label(ndimage.binary_dilation(lost, np.ones((3, 3, 3), bool)))
    boxes = ndimage.find_objects(labels)
    for number, box in enumerate(boxes):
        grown = tuple(
            slice(max(0, part.start - _REACH), min(length, part.stop + _REACH))
            for part, length in zip(box, lost.shape, strict=True)
        )
        part = lost[grown] & (labels[grown] == number + 1)
        filled[grown][part] = _solved(volume[grown], lost[grown], part, spacing, check)
        report((number + 1) / count)
    return filled


def _solved(
    volume: Floats,
    lost: Flags,
    part: Flags,
    spacing: tuple[float, float, float],
    check: Callable[[], None],
) -> Doubles:
    """The values of the lost voxels `part` of a small volume; float64 (count,)."""
    from scipy.fft import dstn, idstn

    least = min(spacing)
    weights = [(least / one) ** 2 for one in spacing]
    mean = float(volume[~lost].mean()) if not lost.all() else 0.0
    known = np.where(lost, 0.0, volume.astype(np.float64) - mean)
    box = _bounds(part)
    inner = part[box]
    shape = inner.shape
    # the eigenvalues of the Laplacian on the box with 0 around it, which the sine transform diagonalises
    waves = [
        weight * (2 - 2 * np.cos(np.pi * np.arange(1, length + 1) / (length + 1)))
        for weight, length in zip(weights, shape, strict=True)
    ]
    squares = (waves[0][:, None, None] + waves[1][:, None] + waves[2]) ** 2

    def applied(values: Vector) -> Vector:
        check()
        spread = np.zeros(part.shape)
        spread[part] = values
        return _laplacian(_laplacian(spread, weights), weights)[part]

    def preconditioned(values: Vector) -> Vector:
        spread = np.zeros(shape)
        spread[inner] = values
        return np.asarray(idstn(dstn(spread, type=1) / squares, type=1)[inner])

    right = -_laplacian(_laplacian(known, weights), weights)[part]
    return _conjugate_gradients(applied, preconditioned, right) + mean


def _conjugate_gradients(
    applied: Callable[[Vector], Vector], preconditioned: Callable[[Vector], Vector], right: Vector
) -> Vector:
    """The solution of a symmetric positive definite system, from 0 on."""
    solution = np.zeros_like(right)
    residual = right.copy()
    goal = _ACCURACY * float(np.linalg.norm(right))
    ahead = preconditioned(residual)
    direction = ahead.copy()
    steep = float(residual @ ahead)
    for _ in range(_MOST_ROUNDS):
        if float(np.linalg.norm(residual)) <= goal:
            break
        image = applied(direction)
        step = steep / float(direction @ image)
        solution += step * direction
        residual -= step * image
        ahead = preconditioned(residual)
        steeper = float(residual @ ahead)
        direction = ahead + (steeper / steep) * direction
        steep = steeper
    return solution


def _laplacian(values: Doubles, weights: list[float]) -> Doubles:
    """Weighted second differences along all axes; beyond the borders the volume is mirrored."""
    total = np.zeros_like(values)
    for axis, weight in enumerate(weights):
        steps = np.diff(values, axis=axis) * weight
        lower = [slice(None)] * 3
        upper = [slice(None)] * 3
        lower[axis], upper[axis] = slice(None, -1), slice(1, None)
        total[tuple(lower)] += steps
        total[tuple(upper)] -= steps
    return total


def _bounds(part: Flags) -> tuple[slice, slice, slice]:
    """The least box around the voxels that are True."""
    found = [np.flatnonzero(part.any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)]
    a, b, c = (slice(int(one[0]), int(one[-1]) + 1) for one in found)
    return a, b, c
