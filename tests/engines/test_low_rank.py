"""The low-rank engine continues repeating structure, in groups of patches and across the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from skimage import data

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion.biharmonic import ENGINE as BIHARMONIC
from inpaint_studio.engines.low_rank import groups as low_rank_groups
from inpaint_studio.engines.low_rank import tensor as low_rank_tensor
from inpaint_studio.engines.low_rank.engine import ENGINE
from inpaint_studio.engines.low_rank.groups import completed_matrices, shrunk
from inpaint_studio.engines.patches import places
from inpaint_studio.evaluation import hole_shapes

SIDE = 96


@pytest.fixture
def cloth() -> np.ndarray:
    """Waves across waves: each patch is a sum of the same few, so that groups are of low rank exactly."""
    rows, columns = np.mgrid[:SIDE, :SIDE] * 2 * np.pi
    shade = 0.5 + 0.2 * np.sin(rows / 7.3) * np.sin(columns / 5.1) + 0.15 * np.sin((rows + columns) / 6.2)
    return np.dstack([shade, 0.9 - shade, 0.8 * shade]).astype(np.float32)


@pytest.fixture
def checks() -> np.ndarray:
    """A pattern of rank 1 in each channel: a row of shades times a column of shades."""
    shades = np.random.default_rng(5).uniform(0.5, 1, (2, SIDE, 3))
    return np.asarray(shades[0][:, None] * shades[1][None], np.float32)


@pytest.fixture
def scratched() -> np.ndarray:
    return hole_shapes.scratches(Size(SIDE, SIDE), np.random.default_rng(2), share=0.08)


def fill(picture: np.ndarray, hole: np.ndarray, **rest: Any) -> np.ndarray:
    threads = rest.pop("threads", 1)
    spoiled = np.where(hole[..., None], np.float32(1), picture)
    return ENGINE.fill(spoiled, hole, RunContext(threads=threads, params=rest))


def error(filled: np.ndarray, picture: np.ndarray, hole: np.ndarray) -> float:
    return float(np.sqrt(np.mean((filled - picture)[hole] ** 2)))


def smooth_error(picture: np.ndarray, hole: np.ndarray) -> float:
    return error(BIHARMONIC.fill(picture, hole, RunContext()), picture, hole)


def test_a_texture_of_low_rank_comes_back_far_better_than_a_smooth_fill(cloth: np.ndarray) -> None:
    hole = np.zeros((SIDE, SIDE), bool)
    for first in range(10, 80, 22):
        hole[first : first + 6, 5:90] = True
    assert error(fill(cloth, hole), cloth, hole) < smooth_error(cloth, hole) / 4


def test_pixels_missing_at_random_come_back_better_too(cloth: np.ndarray) -> None:
    hole = np.random.default_rng(0).random((SIDE, SIDE)) < 0.8
    assert error(fill(cloth, hole), cloth, hole) < 0.75 * smooth_error(cloth, hole)


def test_pixels_missing_at_random_in_a_photo_come_back_better_too() -> None:
    """By 3.7 dB when this was written."""
    badge = data.astronaut()[300 : 300 + SIDE, 330 : 330 + SIDE].astype(np.float32) / 255
    hole = np.random.default_rng(0).random((SIDE, SIDE)) < 0.8
    assert error(fill(badge, hole), badge, hole) < 10 ** (-1.9 / 20) * smooth_error(badge, hole)


def test_noise_is_filled_no_worse_than_smoothly() -> None:
    picture = np.random.default_rng(3).random((SIDE, SIDE, 3), np.float32)
    hole = np.random.default_rng(4).random((SIDE, SIDE)) < 0.1
    assert error(fill(picture, hole), picture, hole) < smooth_error(picture, hole)


def test_a_pattern_that_runs_across_is_restored_as_a_whole(checks: np.ndarray) -> None:
    hole = np.zeros((SIDE, SIDE), bool)
    hole[30:54, 34:60] = True
    assert smooth_error(checks, hole) > 0.1
    assert error(fill(checks, hole, mode="global"), checks, hole) < 0.01


def test_a_picture_larger_than_one_square_is_restored_as_well() -> None:
    shades = np.random.default_rng(5).uniform(0.5, 1, (2, 500, 3))
    picture = np.asarray(shades[0][:420, None] * shades[1][None], np.float32)
    hole = np.zeros((420, 500), bool)
    hole[200:230, 60:460] = True
    assert error(fill(picture, hole, mode="global", quality="draft"), picture, hole) < 0.05


@pytest.mark.parametrize("mode", ["groups", "global"])
def test_known_pixels_stay(cloth: np.ndarray, scratched: np.ndarray, mode: str) -> None:
    assert np.array_equal(fill(cloth, scratched, mode=mode)[~scratched], cloth[~scratched])


@pytest.mark.parametrize("mode", ["groups", "global"])
def test_the_number_of_threads_changes_nothing(cloth: np.ndarray, scratched: np.ndarray, mode: str) -> None:
    one, three, again = (fill(cloth, scratched, mode=mode, threads=threads) for threads in (1, 3, 3))
    assert np.array_equal(one, three)
    assert np.array_equal(three, again)


def test_a_crop_thinner_than_a_patch_is_filled(cloth: np.ndarray) -> None:
    hole = np.zeros((5, SIDE), bool)
    hole[1:3, 20:60] = True
    assert error(fill(cloth[:5], hole), cloth[:5], hole) < 0.2
    assert np.array_equal(fill(cloth[:2], hole[:2]), BIHARMONIC.fill(cloth[:2], hole[:2], RunContext()))


def test_only_patches_with_wanted_and_with_known_pixels_are_looked_at() -> None:
    hole = np.zeros((40, 40), bool)
    hole[5:7, 5:7] = hole[20:40, 20:40] = True
    wanted = hole.copy()
    wanted[:10] = False
    tops, lefts = places(wanted, 5, 1, hole)
    held = [hole[top : top + 5, left : left + 5] for top, left in zip(tops, lefts, strict=True)]
    assert all(patch.any() and not patch.all() for patch in held)
    assert ((tops > 10) & (lefts > 10)).all()


def test_shrinking_takes_away_what_is_small_and_leaves_what_is_large() -> None:
    rng = np.random.default_rng(1)
    rows, columns = rng.standard_normal((2, 4, 16, 3)), rng.standard_normal((4, 3, 75))
    clean = rows[0] @ columns
    noisy = (clean + 0.02 * rng.standard_normal(clean.shape)).astype(np.float32)
    out = shrunk(noisy, 0.03)
    assert np.linalg.matrix_rank(out[0] - out[0].mean(0), tol=1e-3) == 3
    assert np.abs(out - clean).mean() < 0.6 * np.abs(noisy - clean).mean()


def test_completing_keeps_known_entries_better_than_shrinking_alone() -> None:
    rng = np.random.default_rng(2)
    rows, columns = rng.standard_normal((4, 16, 2)), rng.standard_normal((4, 2, 75))
    clean = (rows @ columns).astype(np.float32)
    known = rng.random(clean.shape) < 0.8
    holed = np.where(known, clean, 0)
    off = [np.abs(completed_matrices(holed, known, 0.03, turns) - clean) for turns in (1, 30)]
    assert off[1][known].mean() < 0.7 * off[0][known].mean()
    assert off[1][~known].mean() < 0.7 * off[0][~known].mean()


def test_what_is_beyond_margin_and_reach_makes_no_visible_difference() -> None:
    picture = np.random.default_rng(3).random((160, 160, 3), np.float32)
    hole = np.zeros((160, 160), bool)
    hole[78:82, 20:140] = True
    margin = ENGINE.info.margin(Rect(20, 78, 120, 4), Size(160, 160), ENGINE.info.parse_params({}))
    away = margin + int(4 * (ENGINE.info.reach or 0))
    other = picture.copy()
    other[78 + 4 + away :] = 0.5
    other[: 78 - away] = 0.5
    difference = np.abs(fill(other, hole) - fill(picture, hole))[hole]
    assert difference.max() < 1 / 255


PIECES = {
    "groups": [(low_rank_groups.kernels, "match"), (low_rank_groups, "completed_matrices")],
    "global": [(low_rank_tensor, "_thresholded")],
}
"""What each way consists of, called piece by piece; a piece of groups is made as large as takes 20 ms."""


@pytest.mark.parametrize("mode", PIECES)
def test_it_asks_after_each_piece_of_work_whether_to_stop(
    mode: str, cloth: np.ndarray, scratched: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def piece(*given: Any) -> Any:
            seen.append("work")
            return work(*given)

        return piece

    for place, name in PIECES[mode]:
        monkeypatch.setattr(place, name, watched(getattr(place, name)))

    def is_cancelled() -> bool:
        seen.append("asked")
        return False

    context = RunContext(params={"mode": mode, "quality": "draft"}, threads=1, is_cancelled=is_cancelled)
    ENGINE.fill(cloth, scratched, context)
    assert seen.count("work") > 20
    assert "work work" not in " ".join(seen)
