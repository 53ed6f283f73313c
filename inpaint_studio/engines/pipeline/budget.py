"""How long a fill will take, and what can be tried for it within a given time.

Engines declare what their fills cost on one machine (`EngineInfo.grades`); a factor for each engine says how
much slower this machine is. Time is only predicted, never enforced: a plan runs to its end, so the same plan
gives the same fill on a busy machine too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from ...core.attempts import Attempt, Attempts
from ..base import Cost, Engine, EngineInfo, Grade, ParamValue, Work
from ..registry import Registry
from ..request import FillRequest
from . import attempts, crops
from .plan import CropTask, Plan, plan_of

Speed = Callable[[EngineInfo], float]
"""How many times as long as its declared cost an engine takes on this machine."""

_UNKNOWN = Cost(fixed=0.5, crop=3.0)
"""For an engine that declares no cost: that of a third-party network."""
_VARIATIONS = (3, 5)
"""How often a stochastic engine may fill a hole."""
_EDGE = 8  # px, see `Work`
_FILL, _PHOTO, _PLAN, _BOUNDS = 0.003, 0.0006, 0.001, 0.0075
"""s; for each fill, each megapixel of the photo, each plan, and each megapixel of the bounds of its hole."""


@dataclass(frozen=True)
class BudgetPlan:
    """What to run for a request, and the seconds that it is predicted to take.

    `params` are those of the requested engine, all of them. `fits` is False if even the quickest settings
    take longer than was asked for.
    """

    params: Mapping[str, ParamValue]
    attempts: Attempts = ()
    seconds: float = 0.0
    fits: bool = True

    def applied(self, request: FillRequest) -> FillRequest:
        """The request with this plan."""
        return replace(request, params=self.params, attempts=self.attempts)


def predict(request: FillRequest, registry: Registry, speed: Speed) -> float:
    """The seconds that a request will take, with its attempts; 0 if there is nothing to fill.

    Raises StudioError as a fill does.
    """
    chosen = registry.get(request.engine)
    params = chosen.info.parse_params(request.params)
    if not _has_hole(request):
        return 0.0
    return _Tasks(request, plan_of(request.mask, chosen, params, registry), speed).seconds(request.attempts)


def plan_within(request: FillRequest, seconds: float, registry: Registry, speed: Speed) -> BudgetPlan:
    """The most thorough plan that is predicted to take at most `seconds`, or else the quickest.

    It sets the parameters of the engine's grades, except those that `request.params` has. Raises
    StudioError as a fill does.
    """
    chosen = registry.get(request.engine)
    info = chosen.info
    if not _has_hole(request):
        return BudgetPlan(info.parse_params(request.params))
    found: BudgetPlan | None = None
    reached = 0.0
    # an engine that chooses others has grades of its own: which engines it may choose
    grades = [{}] if isinstance(chosen, Engine) else [one.params for one in _grades(info, request.params)]
    for grade in grades or [{}]:
        params = info.parse_params({**grade, **request.params})
        tasks = _Tasks(request, plan_of(request.mask, chosen, params, registry), speed)
        given = request.params if isinstance(chosen, Engine) else {}
        for level, (height, tried) in enumerate(_levels(tasks.infos, given)):
            took = tasks.seconds(tried)
            if level and took > seconds:
                break
            # better engines are worth more than more tries of others
            if height >= reached and (took <= seconds or found is None):
                found, reached = BudgetPlan(params, tried, took, took <= seconds), height
    if isinstance(chosen, Engine) and found is not None:
        # one attempt is a plain fill
        return replace(found, params=found.attempts[0].params, attempts=_several(found.attempts))
    assert found is not None
    return found


class _Tasks:
    """The tasks of a plan with the work of each."""

    def __init__(self, request: FillRequest, plan: Plan, speed: Speed) -> None:
        self._tasks = [(task, _work(request, plan, task), speed(task.engine.info)) for task in plan.tasks]
        self.infos = list({task.engine.info.name: task.engine.info for task in plan.tasks}.values())
        self._overhead = overhead(request)

    def seconds(self, tried: Attempts) -> float:
        """What all take with these attempts."""
        return self._overhead + sum(
            speed * cost_of(task.engine.info, attempt.params).seconds(work)
            for task, work, speed in self._tasks
            for attempt in attempts.of_task(tried, task)
        )


def cost_of(info: EngineInfo, params: Mapping[str, Any]) -> Cost:
    """The cost of an engine with these parameters; those that no grade sets are taken for their defaults."""
    for grade in info.grades:
        if grade.params.items() <= params.items():
            return grade.cost
    return info.grades[-1].cost if info.grades else _UNKNOWN


def _levels(infos: Sequence[EngineInfo], given: Mapping[str, Any]) -> Iterator[tuple[float, Attempts]]:
    """What the engines may try, more at each level: first higher grades, then more variations.

    Each with the height of its grades, from 0 to 1, the highest.
    """
    ladders = {info.name: _grades(info, given) or [Grade({}, _UNKNOWN)] for info in infos}
    chance = [info.name for info in infos if info.stochastic]

    def tried(step: int, count: int) -> Attempts:
        found = []
        for info in infos:
            ladder = ladders[info.name]
            params = info.parse_params({**ladder[min(step, len(ladder) - 1)].params, **given})
            times = count if info.name in chance else 1
            found += [Attempt(info.name, params, variation) for variation in range(times)]
        return tuple(found)

    highest = max(map(len, ladders.values())) - 1
    yield from ((step / highest if highest else 1.0, tried(step, 1)) for step in range(highest + 1))
    if chance:
        yield from ((1.0, tried(highest, count)) for count in _VARIATIONS)


def _several(tried: Attempts) -> Attempts:
    return tried if len(tried) > 1 else ()


def _grades(info: EngineInfo, given: Mapping[str, Any]) -> list[Grade]:
    """The grades that agree with the parameters given."""
    own = info.parse_params(given) if info.grades else {}
    return [
        grade
        for grade in info.grades
        if all(own[name] == value for name, value in grade.params.items() if name in given)
    ]


def overhead(request: FillRequest) -> float:
    """The seconds that a fill takes apart from its engines: few, so that no machine is much faster or slower.

    One within a time is planned twice.
    """
    plan = _PLAN + _BOUNDS * request.mask.bounds.area / 1e6
    return _FILL + _PHOTO * request.photo.size.area / 1e6 + plan * (1 if request.within is None else 2)


def works_of(request: FillRequest, plan: Plan) -> list[Work]:
    """How much there is to do in each crop of the plan of a request."""
    return [_work(request, plan, task) for task in plan.tasks]


def _work(request: FillRequest, plan: Plan, task: CropTask) -> Work:
    wanted = np.pad(crops.wanted(plan.parts, task.crop), _EDGE).view(np.uint8)
    hole = cv2.countNonZero(wanted)
    touched = cv2.countNonZero(cv2.dilate(wanted, np.ones((2 * _EDGE + 1,) * 2, np.uint8)))
    read, _ = crops.read_sources(request, task.engine.info, task.crop)  # the sources may be farther away
    return Work(read.area, hole, touched - hole)


def _has_hole(request: FillRequest) -> bool:
    """Whether there is something to fill, and something to fill it from."""
    return bool(request.mask.bounds) and request.mask.area < request.photo.size.area
