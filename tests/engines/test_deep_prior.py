"""What `deep-prior` does beyond the contract of every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.engines.base import ParamValue, RunContext
from inpaint_studio.engines.deep_prior.engine import ENGINE
from inpaint_studio.engines.deep_prior.fit import Watch
from inpaint_studio.engines.deep_prior.levels import held_out, levels

pytestmark = pytest.mark.needs_torch

DRAWN: dict[str, ParamValue] = {"detail": "drawn", "steps": 60, "size": 128}


def bars(height: int = 72, width: int = 88) -> tuple[np.ndarray, np.ndarray]:
    """Slanted bars with a box missing: picture and hole."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wave = 0.5 + 0.35 * np.tanh(3 * np.sin((x + 0.4 * y) / 5))
    picture = np.stack([wave, 0.9 * wave, 0.6 + 0 * wave], 2).astype(np.float32)
    hole = np.zeros((height, width), bool)
    hole[24:46, 30:56] = True
    return picture, hole


def noise(height: int = 80, width: int = 96) -> tuple[np.ndarray, np.ndarray]:
    """Rough texture with a box missing."""
    rough = np.random.default_rng(0).normal(0.5, 0.12, (height, width, 1))
    picture = np.repeat(rough, 3, 2).clip(0, 1).astype(np.float32)
    hole = np.zeros((height, width), bool)
    hole[28:52, 34:62] = True
    return picture, hole


def filled(image: np.ndarray, hole: np.ndarray, seed: int = 0, **params: Any) -> np.ndarray:
    return ENGINE.fill(image, hole, RunContext(seed=seed, params={**DRAWN, **params}))


def steps_taken(image: np.ndarray, hole: np.ndarray, **params: Any) -> list[float]:
    heard: list[float] = []
    context = RunContext(
        params={**DRAWN, **params}, on_progress=lambda fraction, preview: heard.append(fraction)
    )
    ENGINE.fill(image, hole, context)
    return heard


@pytest.mark.parametrize("detail", ["drawn", "copied"])
def test_it_carries_bars_on_better_than_one_colour_does(detail: str) -> None:
    picture, hole = bars()
    result = filled(np.where(hole[..., None], 0, picture).astype(np.float32), hole, steps=80, detail=detail)
    error = np.square(result - picture)[hole].mean()
    assert error < 0.5 * np.square(picture[~hole].mean(0) - picture)[hole].mean()


def test_known_pixels_come_out_as_they_were() -> None:
    picture, hole = bars()
    assert np.array_equal(filled(picture, hole, steps=10)[~hole], picture[~hole])


def test_another_seed_gives_another_fill() -> None:
    picture, hole = bars()
    first, again, other = (filled(picture, hole, seed=seed, steps=20) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first[hole], other[hole])


def test_torchs_own_random_numbers_are_left_alone() -> None:
    picture, hole = bars()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    filled(picture, hole, steps=10)
    assert torch.equal(torch.rand(3), expected)


def test_an_easy_picture_stops_it_early() -> None:
    picture, hole = bars()
    flat = np.full_like(picture, 0.4)
    assert len(steps_taken(flat, hole, steps=400)) < 200
    heard = steps_taken(flat, hole, steps=20, early=False)
    assert len(heard) >= 20
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_watching_stops_when_the_error_no_longer_falls_and_keeps_the_best() -> None:
    network = torch.nn.Linear(1, 1)
    watch = Watch(patience=3)
    for error in (3.0, 2.0, 1.0):
        torch.nn.init.constant_(network.weight, error)
        assert not watch.stops(error, network)
    torch.nn.init.constant_(network.weight, 9)
    assert [watch.stops(1.5, network) for _ in range(3)] == [False, False, True]
    assert watch.best is not None
    assert float(watch.best["weight"]) == 1.0


def test_held_out_pixels_are_few_known_ones_near_the_hole() -> None:
    _, hole = bars(300, 300)
    held = held_out(hole, np.random.default_rng(0))
    assert held.any()
    assert not (held & hole).any()
    far = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5)
    assert far[held].max() < 40
    near = ~hole & (far < 20)
    assert held.sum() < 0.3 * near.sum()


def test_no_pixels_are_held_out_where_few_are_known() -> None:
    hole = np.ones((40, 40), bool)
    hole[:6, :6] = False
    assert not held_out(hole, np.random.default_rng(0)).any()


def test_levels_rise_by_at_most_two_and_stay_within_the_size() -> None:
    picture, hole = bars(301, 437)
    scales = levels(picture, hole, np.zeros_like(hole), 64, 256)
    sizes = [scale.hole.shape for scale in scales]
    assert all(big <= 2 * small for low, high in zip(sizes, sizes[1:]) for small, big in zip(low, high))  # noqa: B905, RUF007
    assert sizes[0][0] * sizes[0][1] <= 64 * 64
    assert sizes[-1][0] * sizes[-1][1] <= 256 * 256
    assert all((scale.picture[scale.hole] == 0.5).all() for scale in scales)


def test_unknown_pixels_do_not_leak_into_small_scales() -> None:
    picture, hole = bars(200, 200)
    loud = np.where(hole[..., None], 5, picture).astype(np.float32)
    first, second = (levels(each, hole, np.zeros_like(hole), 32, 128) for each in (picture, loud))
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(first, second, strict=True))


def test_fine_detail_is_copied_where_the_picture_is_drawn_small() -> None:
    picture, hole = noise(200, 240)
    soft, detailed = (
        filled(picture, hole, steps=10, detail=detail, context=1.0) for detail in ("drawn", "copied")
    )
    assert detailed[hole].std() > 1.3 * soft[hole].std()


@pytest.mark.parametrize(
    "change",
    [{"steps": 14}, {"early": False}, {"size": 96}, {"context": 0.25}, {"detail": "copied"}],
    ids=str,
)
def test_every_parameter_changes_the_fill(change: dict[str, ParamValue]) -> None:
    picture, hole = noise(240, 256)
    hole[90:140, 100:150] = True
    plain: dict[str, Any] = {"steps": 10, "context": 2.0}
    first, second = (filled(picture, hole, **{**plain, **each}) for each in ({}, change))
    assert not np.array_equal(first[hole], second[hole])


def test_only_what_is_wanted_is_drawn() -> None:
    picture, hole = bars(200, 400)
    other = hole.copy()
    other[:, 350:] = True
    context = RunContext(params={**DRAWN, "steps": 10}, wanted=hole)
    alone, beside = (ENGINE.fill(picture, each, context) for each in (hole, other))
    assert np.array_equal(alone[hole], beside[hole])


@pytest.mark.parametrize(
    "shape", [(1, 30), (30, 1), (2, 2), (3, 700), (65, 33), (33, 31)], ids=lambda shape: f"{shape}"
)
def test_crops_of_odd_sizes_are_filled(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 0.3, np.float32)
    hole = np.zeros(shape, bool)
    hole[shape[0] // 2, shape[1] // 2] = True
    result = filled(image, hole, steps=10)
    assert result.shape == image.shape
    assert np.isfinite(result).all()


def test_the_surroundings_grow_with_the_hole_and_the_wish() -> None:
    photo = Size(6000, 4000)
    small, wide = (ENGINE.info.parse_params({"context": value, "detail": "drawn"}) for value in (0.5, 1.0))
    assert ENGINE.info.margin(Rect(0, 0, 10, 10), photo, small) == 64
    assert ENGINE.info.margin(Rect(0, 0, 400, 400), photo, small) == 200
    assert ENGINE.info.margin(Rect(0, 0, 400, 400), photo, wide) == 400
    copying = ENGINE.info.parse_params({"detail": "copied"})
    assert ENGINE.info.margin(Rect(0, 0, 10, 10), photo, copying) == 192


def test_previews_cost_nothing_unless_looked_at() -> None:
    picture, hole = bars()
    seen: list[Any] = []
    context = RunContext(params=DRAWN, on_progress=lambda fraction, preview: seen.append(preview))
    ENGINE.fill(picture, hole, context)
    drawings = [each for each in seen[1:-1] if each is not None]
    assert drawings
    assert all(callable(each) for each in drawings)


def test_it_is_cancelled_on_the_way_back_too() -> None:
    picture, hole = bars(128, 128)
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return False

    ENGINE.fill(picture, hole, RunContext(params={**DRAWN, "steps": 10}, is_cancelled=is_cancelled))
    assert len(asked) > 10 * 2 * 15  # some fifteen convolutions, forth and back


def stopping(after: int) -> Callable[[], bool]:
    asked = iter(range(10**9))
    return lambda: next(asked) >= after


@pytest.mark.parametrize("after", [3, 40, 71, 90])
def test_a_cancel_anywhere_ends_it(after: int) -> None:
    picture, hole = bars()
    with pytest.raises(Cancelled):
        ENGINE.fill(picture, hole, RunContext(params=DRAWN, is_cancelled=stopping(after)))
