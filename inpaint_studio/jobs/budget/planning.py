"""Plans for requests with a time budget, by the measured speed of this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...engines.base import EngineInfo
from ...engines.pipeline import budget
from ...engines.pipeline.budget import BudgetPlan
from ...engines.registry import REGISTRY, Registry
from ...engines.request import FillRequest
from .speeds import SPEEDS, Speeds

TIMES = {"quick": 2.0, "balanced": 10.0, "best": 60.0}
"""The time budgets that have a name, in seconds."""


def limited(request: FillRequest, time: str, registry: Registry = REGISTRY) -> FillRequest:
    """The request with a named time budget; "" for none. The parameters of quality are left to its plan."""
    info = registry.info(request.engine)
    if not time or info is None:
        return request
    params = {name: value for name, value in request.params.items() if name not in info.graded}
    return replace(request, params=params, within=TIMES[time])


def planned(
    request: FillRequest,
    registry: Registry = REGISTRY,
    speeds: Speeds = SPEEDS,
    is_cancelled: Callable[[], bool] | None = None,
) -> FillRequest:
    """The request with its plan, if it has a time budget. Raises what `plan_for` raises."""
    if request.within is None:
        return request
    return plan_for(request, registry, speeds, is_cancelled).applied(request)


def plan_for(
    request: FillRequest,
    registry: Registry = REGISTRY,
    speeds: Speeds = SPEEDS,
    is_cancelled: Callable[[], bool] | None = None,
) -> BudgetPlan:
    """What will run for a request and how long it takes; without a budget, what it says itself.

    With a budget, engines that were not measured yet are: that takes seconds for each, so not on the GUI
    thread. Raises `Cancelled` while it measures, and StudioError as a fill does.
    """
    stop = is_cancelled or (lambda: False)
    request = request.widened()

    def speed(info: EngineInfo) -> float:
        device = request.device if info.uses_gpu else "cpu"
        if request.within is not None:
            speeds.measure([info], device, request.threads, registry, stop)
        return speeds.speed(info, device, request.threads)

    if request.within is None:
        params = registry.get(request.engine).info.parse_params(request.params)
        return BudgetPlan(params, request.attempts, budget.predict(request, registry, speed))
    return budget.plan_within(request, request.within, registry, speed)
