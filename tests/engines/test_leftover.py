"""The error of an estimate at known pixels is propagated into the hole, but not far."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion.biharmonic import ENGINE as BIHARMONIC
from inpaint_studio.engines.leftover import continued


def smooth(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return BIHARMONIC.fill(image, hole, RunContext())


def test_an_estimate_that_is_too_dark_everywhere_is_made_lighter_by_as_much() -> None:
    hole = np.random.default_rng(0).random((40, 50)) < 0.5
    left = np.where(hole[..., None], np.float32(9), np.float32([0.1, 0.0, -0.2])).astype(np.float32)
    added = continued(left, hole, smooth)
    assert np.array_equal(added[~hole], np.zeros_like(added[~hole]))
    beside = hole & ~np.pad(hole, 1)[2:, 1:-1]
    assert added[beside] == pytest.approx(
        np.broadcast_to([0.1, 0.0, -0.2], added[beside].shape), rel=0.05, abs=1e-6
    )


def test_it_fades_far_from_the_known_pixels() -> None:
    hole = np.zeros((60, 60), bool)
    hole[10:50, 10:50] = True
    added = continued(np.full((60, 60, 3), 0.2, np.float32), hole, smooth)
    assert added[10, 30] == pytest.approx(0.2, abs=1e-3)
    assert added[30, 30].max() < 0.02
    assert added.min() >= -1e-6


def test_where_nothing_is_missing_nothing_is_added() -> None:
    assert not continued(np.ones((8, 8, 3), np.float32), np.zeros((8, 8), bool), smooth).any()
