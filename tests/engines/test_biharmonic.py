"""The biharmonic engine solves the equation of scikit-image, at any size, and can be stopped."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage.restoration import inpaint_biharmonic

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion import biharmonic
from inpaint_studio.engines.diffusion.biharmonic import ENGINE
from inpaint_studio.evaluation import hole_shapes

HEIGHT, WIDTH = 90, 120


@pytest.fixture
def photo() -> np.ndarray:
    noise = np.random.default_rng(0).standard_normal((HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 3)
    return np.clip(0.5 + 0.15 * soft / soft.std() + 0.02 * noise, 0, 1).astype(np.float32)


def _hole(*parts: tuple[slice, slice]) -> np.ndarray:
    hole = np.zeros((HEIGHT, WIDTH), bool)
    for part in parts:
        hole[part] = True
    return hole


HOLES = {
    "box": _hole((slice(30, 60), slice(40, 80))),
    "corners and edges": _hole(
        (slice(0, 20), slice(30, 60)), (slice(80, None), slice(0, 9)), (slice(40, 50), slice(110, None))
    ),
    "band": _hole((slice(None), slice(50, 80))),
    "neighbours": _hole((slice(30, 40), slice(30, 40)), (slice(41, 50), slice(42, 60))),
    "scratches": hole_shapes.scratches(Size(WIDTH, HEIGHT), np.random.default_rng(3)),
    "random": np.random.default_rng(4).random((HEIGHT, WIDTH)) < 0.8,
    "nearly all": ~_hole((slice(5, 6), slice(5, 6)), (slice(9, 11), slice(60, 63))),
}


@pytest.mark.parametrize("hole", HOLES.values(), ids=HOLES.keys())
@pytest.mark.parametrize("way", ["direct", "multigrid"])
def test_it_agrees_with_scikit_image(
    photo: np.ndarray, hole: np.ndarray, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(biharmonic, "_DIRECT_PIXELS", 10**9 if way == "direct" else 0)
    expected = inpaint_biharmonic(photo.astype(np.float64), hole, channel_axis=-1)
    assert np.abs(ENGINE.fill(photo, hole, RunContext()) - expected)[hole].max() < 1e-4


def test_it_continues_a_slope_exactly() -> None:
    rows, columns = np.mgrid[:400, :500]
    slope = np.dstack([columns / 500, rows / 400, (rows + columns) / 900]).astype(np.float32)
    hole = np.hypot(columns - 250, rows - 200) < 150
    filled = ENGINE.fill(np.where(hole[..., None], np.float32(0), slope), hole, RunContext())
    assert np.abs(filled - slope).max() < 1e-4


def test_it_stays_within_the_range_of_what_is_known() -> None:
    photo = np.full((60, 60, 3), 0.2, np.float32)
    photo[:, 30:] = 0.9
    hole = np.zeros((60, 60), bool)
    hole[20:40, 25:45] = True
    filled = ENGINE.fill(photo, hole, RunContext())
    assert filled.min() >= np.float32(0.2)
    assert filled.max() <= np.float32(0.9)


def test_only_what_is_wanted_is_solved_for(photo: np.ndarray) -> None:
    hole = _hole((slice(10, 20), slice(10, 20)), (slice(50, 70), slice(60, 90)))
    wanted = _hole((slice(10, 20), slice(10, 20)))
    everything = ENGINE.fill(photo, hole, RunContext())
    part = ENGINE.fill(photo, hole, RunContext(wanted=wanted))
    assert np.array_equal(part[wanted], everything[wanted])
    assert np.array_equal(part[~wanted], photo[~wanted])


def test_a_large_hole_needs_few_steps_and_can_be_stopped_within_one() -> None:
    noise = np.random.default_rng(0).random((420, 420, 3), np.float32)
    hole = np.zeros((420, 420), bool)
    hole[20:400, 20:400] = True
    fractions: list[float] = []
    checks = 0

    def count() -> bool:
        nonlocal checks
        checks += 1
        return False

    ENGINE.fill(noise, hole, RunContext(on_progress=lambda f, p: fractions.append(f), is_cancelled=count))
    assert fractions == sorted(fractions)
    assert 10 < len(fractions) < 60
    assert checks > 10 * len(fractions)

    def soon() -> bool:
        nonlocal checks
        checks -= 1
        return checks < 0

    checks = 30
    with pytest.raises(Cancelled):
        ENGINE.fill(noise, hole, RunContext(is_cancelled=soon))
