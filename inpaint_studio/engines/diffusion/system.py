"""The biharmonic equations of a set of pixels as a sparse system; used for small holes.

With L the 5-point Laplacian of the whole picture (mirrored at the borders), its columns at the unknown
pixels form the matrix B; the equations minimise |B u + L k|, where k is the picture with 0 at the unknown
pixels. `B.T @ B` is symmetric and positive definite.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core.arrays import Doubles, Flags, FloatPixels, Indices

_NEIGHBOURS = ((-1, 0), (1, 0), (0, -1), (0, 1))


def laplacian_columns(rows: Indices, columns: Indices, shape: tuple[int, ...]) -> tuple[Any, Indices]:
    """The matrix B (m, n) of n unknown pixels, and the m pixels (flat indices) that its rows stand for."""
    from scipy import sparse

    height, width = shape
    count = len(rows)
    at, of = [rows * width + columns], [np.arange(count)]
    neighbours = np.zeros(count)
    for dy, dx in _NEIGHBOURS:
        y, x = rows + dy, columns + dx
        inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        at.append((y * width + x)[inside])
        of.append(np.flatnonzero(inside))
        neighbours += inside
    # a pixel beyond the border mirrors the one inside, so that the two cancel out
    values = np.concatenate([-neighbours, np.ones(sum(map(len, at[1:])))])
    seen_from, equation = np.unique(np.concatenate(at), return_inverse=True)
    matrix = sparse.csc_array((values, (equation, np.concatenate(of))), shape=(len(seen_from), count))
    return matrix, seen_from


def laplacian_of_known(image: FloatPixels, hole: Flags, at: Indices) -> Doubles:
    """L k at the pixels `at` (flat indices): float64 (m, 3)."""
    height, width, channels = image.shape
    flat, unknown = image.reshape(-1, channels), hole.ravel()

    def known(places: Indices) -> Doubles:
        return np.where(unknown[places, None], 0.0, flat[places])

    y, x = np.divmod(at, width)
    total = -4 * known(at)
    for dy, dx in _NEIGHBOURS:
        total += known(np.clip(y + dy, 0, height - 1) * width + np.clip(x + dx, 0, width - 1))
    return np.asarray(total)


def factorised(laplacian: Any) -> Any:
    """`B.T @ B` factorised: an object whose `solve` takes right-hand sides (n, channels)."""
    from scipy.sparse.linalg import splu

    system = (laplacian.T @ laplacian).tocsc()
    return splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
