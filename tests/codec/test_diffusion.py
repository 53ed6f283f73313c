from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

from inpaint_studio.codec.diffusion import LEAK, Diffusion


def assembled(known: np.ndarray, across: np.ndarray, below: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The same equations as a sparse matrix, solved directly."""
    height, width = known.shape
    matrix = lil_matrix((known.size, known.size))
    right = np.zeros(known.size)
    for y in range(height):
        for x in range(width):
            here = y * width + x
            if known[y, x]:
                matrix[here, here] = 1
                right[here] = values[y, x]
                continue
            for to_y, to_x, cut in (
                (y, x + 1, x + 1 < width and across[y, x]),
                (y, x - 1, x > 0 and across[y, x - 1]),
                (y + 1, x, y + 1 < height and below[y, x]),
                (y - 1, x, y > 0 and below[y - 1, x]),
            ):
                if 0 <= to_y < height and 0 <= to_x < width:
                    weight = LEAK if cut else 1.0
                    matrix[here, here] += weight
                    matrix[here, to_y * width + to_x] -= weight
    return np.asarray(spsolve(matrix.tocsr(), right)).reshape(height, width)


@pytest.mark.parametrize(("height", "width"), [(23, 31), (1, 9), (16, 16)])
def test_the_laplace_equation_is_solved_also_beside_contours(height: int, width: int) -> None:
    rng = np.random.default_rng(height)
    known = rng.random((height, width)) < 0.15
    known[0, 0] = True
    across, below = rng.random((height, width)) < 0.2, rng.random((height, width)) < 0.2
    values = np.where(known, rng.uniform(0, 255, known.shape), 0).astype(np.float32)
    got = Diffusion(known, across, below).filled(values, 200, 0)
    assert np.abs(got - assembled(known, across, below, values)).max() < 0.2


def test_gathering_is_the_adjoint_of_filling() -> None:
    rng = np.random.default_rng(5)
    known = rng.random((40, 33)) < 0.1
    diffusion = Diffusion(known, rng.random((40, 33)) < 0.1, rng.random((40, 33)) < 0.1)
    values = np.where(known, rng.standard_normal(known.shape), 0).astype(np.float32)
    error = rng.standard_normal(known.shape).astype(np.float32)
    forth = float(np.vdot(diffusion.filled(values, 100, 0), error))
    back = float(np.vdot(values, diffusion.gathered(error, 100)))
    assert forth == pytest.approx(back, abs=2e-2)
