"""Predicting the time of a fill, and planning fills within a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.core.attempts import Attempt
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import Cost, EngineInfo, Grade, Suitability, Work
from inpaint_studio.engines.pipeline import attempts, budget
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.pipeline.attempts import Candidate
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.engines.request import FillRequest
from tests.painter import Painter, about, registry_of, request

_OURS = (
    *("telea", "navier-stokes", "biharmonic", "exemplar", "sparse"),
    *("low-rank", "autoencoder", "gan", "deep-prior"),
)


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def registry(painter: Painter) -> Registry:
    return registry_of(painter)


def normal(info: EngineInfo) -> float:
    return 1.0


def test_a_cost_is_the_sum_of_its_parts() -> None:
    assert Cost(1, 2, 3, 4).seconds(Work(2_000_000, 1_000_000, 500_000)) == 1 + 4 + 3 + 2


def test_a_prediction_grows_with_grade_speed_and_holes(registry: Registry) -> None:
    one, two = request(), request(Rect(20, 20, 30, 30), Rect(340, 20, 30, 30))
    assert budget.predict(one, registry, normal) == about(2)
    assert budget.predict(replace(one, params={"quality": "best"}), registry, normal) == about(4)
    assert budget.predict(one, registry, lambda info: 1.5) == about(3)
    assert budget.predict(two, registry, normal) == about(4)


def test_large_photos_and_holes_far_apart_take_more_time_apart_from_the_engines() -> None:
    def of(side: int, *corners: int) -> float:
        coverage = np.zeros((side, side), np.uint8)
        for corner in corners:
            coverage[corner : corner + 4, corner : corner + 4] = 255
        return budget.overhead(FillRequest(Photo(np.zeros((side, side, 3), np.uint8)), Mask(coverage)))

    assert of(100, 10) < of(2000, 10) < of(2000, 10, 1900)


def test_sources_far_away_must_be_read_too(registry: Registry, painter: Painter) -> None:
    painter.info = replace(painter.info, uses_sources=True, grades=(Grade({}, Cost(crop=100)),))
    here = request()
    far = np.zeros((96, 400), np.uint8)
    far[:, 380:] = 255
    near, far_away = (
        budget.predict(one, registry, normal) for one in (here, replace(here, sources=Mask(far)))
    )
    assert far_away > 2 * near


def test_nothing_takes_no_time(registry: Registry) -> None:
    empty = replace(request(), mask=Mask.empty(Size(400, 96)))
    assert budget.predict(empty, registry, normal) == 0
    assert budget.plan_within(empty, 10, registry, normal).attempts == ()


@pytest.mark.parametrize(
    ("seconds", "quality", "count", "took"),
    [
        (1.1, "draft", 1, 1),
        (3.9, "normal", 1, 2),
        (4.1, "best", 1, 4),
        (13, "best", 3, 12),
        (1e6, "best", 5, 20),
    ],
)
def test_a_plan_uses_the_time(
    registry: Registry, seconds: float, quality: str, count: int, took: float
) -> None:
    plan = budget.plan_within(request(), seconds, registry, normal)
    assert plan.fits
    assert plan.seconds == about(took)
    assert plan.params == {"quality": quality, "size": 3}
    variations = [one.variation for one in plan.attempts]
    assert variations == (list(range(count)) if count > 1 else [])
    assert budget.predict(plan.applied(request()), registry, normal) == plan.seconds


def test_the_quickest_plan_is_made_though_it_does_not_fit(registry: Registry) -> None:
    plan = budget.plan_within(request(), 0.5, registry, normal)
    assert not plan.fits
    assert plan.params["quality"] == "draft"
    assert plan.seconds == about(1)


def test_parameters_that_were_given_stay(registry: Registry) -> None:
    given = request(params={"quality": "draft", "size": 7})
    plan = budget.plan_within(given, 6, registry, normal)
    assert plan.params == {"quality": "draft", "size": 7}
    assert len(plan.attempts) == 5
    assert all(one.params == plan.params for one in plan.attempts)


def test_an_engine_without_grades_can_only_be_varied(registry: Registry, painter: Painter) -> None:
    painter.info = replace(painter.info, grades=())
    plan = budget.plan_within(request(), 3600, registry, normal)
    assert {one.params["quality"] for one in plan.attempts} == {"normal"}
    painter.info = replace(painter.info, stochastic=False)
    assert budget.plan_within(request(), 3600, registry, normal).attempts == ()


def test_errors_are_those_of_a_fill(registry: Registry) -> None:
    for wrong in (request(engine="unknown"), request(params={"quality": "superb"})):
        with pytest.raises(StudioError):
            budget.plan_within(wrong, 1, registry, normal)
        with pytest.raises(StudioError):
            budget.predict(wrong, registry, normal)


def test_auto_takes_slow_engines_only_where_they_fit() -> None:
    line = request(Rect(20, 20, 300, 3), engine="auto")
    hurried = budget.plan_within(line, 0.001, REGISTRY, normal)
    assert not hurried.fits
    assert hurried.params == {"quality": "balanced"}
    slow = budget.plan_within(line, 3600, REGISTRY, normal)
    assert slow.params == {"quality": "best"}
    assert all(one.params.get("quality", "best") == "best" for one in slow.attempts)
    given = replace(line, params={"quality": "balanced"})
    assert budget.plan_within(given, 3600, REGISTRY, normal).params == {"quality": "balanced"}


def test_a_better_engine_goes_before_more_tries_of_another(registry: Registry, painter: Painter) -> None:
    slow = Painter()
    slow.info = replace(
        painter.info,
        name="slow",
        params=(),
        stochastic=False,
        suitability=Suitability(((1, 1.0),), up_to=1),
        grades=(Grade({}, Cost(fixed=30)),),
    )
    painter.info = replace(painter.info, suitability=Suitability(((1, 0.5),)))
    registry.register(slow)
    registry.register(Auto(registry))
    hole = request(engine="auto")
    patient, hurried = (budget.plan_within(hole, seconds, registry, normal) for seconds in (60, 25))
    assert patient.params == {"quality": "best"}
    assert {one.engine for one in patient.attempts} == {"slow"}
    assert hurried.params == {"quality": "balanced"}
    assert len(hurried.attempts) == 5


@pytest.mark.parametrize("name", _OURS)
def test_the_grades_of_an_engine_are_sound(name: str) -> None:
    info = REGISTRY.info(name)
    assert info is not None
    assert info.grades
    hole, photo = Rect(100, 100, 50, 50), Size(500, 500)
    works = (Work(200_000, 2_000, 1_200), Work(200_000, 20_000, 4_000))
    for grade in info.grades:
        params = info.parse_params(grade.params)
        assert info.margin(hole, photo, params) == info.margin(hole, photo, info.parse_params({}))
        assert grade.cost.seconds(works[0]) <= grade.cost.seconds(works[1])
        assert budget.cost_of(info, params) is grade.cost
    costs = [grade.cost.seconds(works[1]) for grade in info.grades]
    assert costs == sorted(costs)


# -- what is tried ------------------------------------------------------------------------------------


def tried(count: int, *holes: Rect, seed: int = 3) -> FillRequest:
    params = {"quality": "best", "size": 3}
    several = tuple(Attempt("painter", params, number) for number in range(count))
    return replace(request(*holes), attempts=several, seed=seed)


def test_all_attempts_are_made_and_recorded(registry: Registry, painter: Painter) -> None:
    fill = pipeline.run(tried(4), registry=registry)
    assert len({ctx.seed for ctx in painter.seen}) == 4
    assert all(ctx.params["quality"] == "best" for ctx in painter.seen)
    assert fill.attempts == tried(4).attempts
    plain = pipeline.run(request(seed=3), registry=registry)
    assert painter.seen[-1].seed == painter.seen[0].seed
    assert plain.attempts == ()


def test_of_several_fills_the_one_that_fits_best_is_kept(registry: Registry, painter: Painter) -> None:
    painter.misfits = [3.0, 4.0, 1.0, 5.0, 2.0]
    fill = pipeline.run(replace(tried(5), join=JoinOptions("none", False, False)), registry=registry)
    third = np.random.default_rng(painter.seen[2].seed).uniform(0.2, 0.8)
    assert np.all(np.abs(fill.patches[0].pixels / 255.0 - third) < 0.003)
    pipeline.run(request(), registry=registry)
    assert painter.seen[-1].on_misfit is None  # there is nothing to choose


def test_the_same_attempts_give_the_same_fill(registry: Registry) -> None:
    holes = (Rect(20, 20, 30, 30), Rect(340, 20, 30, 30))
    one, other = (pipeline.run(tried(5, *holes), registry=registry) for _ in range(2))
    for left, right in zip(one.patches, other.patches, strict=True):
        assert np.array_equal(left.pixels, right.pixels)


def test_progress_rises_over_all_attempts(registry: Registry) -> None:
    heard: list[float] = []
    pipeline.run(tried(4), registry=registry, on_progress=lambda fraction, _: heard.append(fraction))
    assert heard == sorted(heard)
    assert [round(one, 2) for one in heard[1:-1:1] if 0 < one < 1][:1] == [0.25]


def _candidates() -> tuple[list[Candidate], np.ndarray]:
    wanted = np.zeros((40, 40), bool)
    wanted[10:30, 10:30] = True
    base = np.full((40, 40, 3), 0.5, np.float32)
    found = []
    for level in (0.9, 0.52, 0.5, 0.48):
        one = base.copy()
        one[wanted] = level
        found.append(Candidate(one))
    return found, wanted


def test_the_smoothest_seam_wins() -> None:
    candidates, wanted = _candidates()
    assert attempts.best(candidates, wanted) == 2
    assert attempts.best(candidates[:2], wanted) == 1
    assert attempts.best(candidates[:1], wanted) == 0


def test_what_an_engine_says_of_its_fills_goes_before_their_seams() -> None:
    candidates, wanted = _candidates()
    told = [replace(one, misfit=misfit) for one, misfit in zip(candidates, (7.0, 3.0, 5.0, 9.0), strict=True)]
    assert attempts.best(told, wanted) == 1
    # misfits and seams do not compare
    assert attempts.best([candidates[0], *told[1:]], wanted) == 2
    nothing = replace(candidates[0], misfit=float("nan"))
    assert attempts.best([nothing, *told[1:]], wanted) == 2


def test_equal_fills_are_no_trouble() -> None:
    candidates, wanted = _candidates()
    assert attempts.best([candidates[2]] * 3, wanted) == 0
    everywhere = np.ones_like(wanted)
    assert attempts.best(candidates, everywhere) == 0
