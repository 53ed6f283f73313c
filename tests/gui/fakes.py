"""Engines that behave in every way that a real one might: fast, slow, failing, lying, hanging."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.base import EngineInfo, Param, RunContext, Suitability
from inpaint_studio.engines.registry import Registry
from tests.waiting import pause

Fill = Callable[[np.ndarray, np.ndarray, RunContext], np.ndarray]


class FakeEngine:
    """Fills with what the function given returns."""

    def __init__(self, name: str, fill: Fill, **about: Any) -> None:
        self.info = EngineInfo(
            name,
            about.pop("label", name.capitalize()),
            about.pop("summary", "A fake."),
            about.pop("family", "diffusion"),
            margin=lambda hole, photo, params: 8,
            **about,
        )
        self._fill = fill

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        return self._fill(image, hole, ctx)


class HangingEngine(FakeEngine):
    """Shows a half-white preview and runs until it is cancelled; `started` is set as soon as it runs.

    As long as a test has cleared `attentive`, it does not even ask whether it is to stop.
    """

    def __init__(self, name: str = "hanging") -> None:
        super().__init__(name, self._hang)
        self.started = threading.Event()
        self.attentive = threading.Event()
        self.attentive.set()

    def _hang(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0.4, np.full_like(image, 0.5))
        self.started.set()
        while True:
            if self.attentive.is_set():
                ctx.check()
            pause()


class SteppedEngine(FakeEngine):
    """Goes on by one of four steps each time `step.release()` is called; white in the end."""

    def __init__(self, name: str = "stepped") -> None:
        super().__init__(name, self._walk)
        self.step = threading.Semaphore(0)

    def _walk(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        for turn in range(1, 5):
            while not self.step.acquire(blocking=False):
                ctx.check()
                pause()
            ctx.report(turn / 4, np.full_like(image, turn / 4))
        return np.ones_like(image)


def white(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    """All white, or as bright as the parameter `level` (percent) says."""
    level = float(ctx.params.get("level", 100)) / 100
    ctx.report(0.5, np.full_like(image, level))
    return np.full_like(image, level)


def noise(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    """Another grey for each seed."""
    ctx.report(0.5)
    return np.full_like(image, (ctx.seed * 7919 % 256) / 255)


def raising(error: BaseException) -> Fill:
    """A fill that fails with that error."""

    def fill(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        raise error

    return fill


def registry(*more: FakeEngine) -> Registry:
    """A registry of fakes only, `more` ones added."""
    made = Registry()
    level = Param("level", "int", 100, "Level", "How bright the fill is.", 0, 100, 1, "%")
    mode = Param("mode", "choice", "plain", "Mode", "No difference.", choices=("plain", "fancy"))
    fast = Param("fast", "bool", False, "Fast", "No difference.", advanced=True)
    for engine in (
        FakeEngine(
            "white",
            white,
            params=(level, mode, fast),
            best_for="snow",
            limits="anything dark",
            papers=("Nobody 2000",),
            suitability=Suitability(((2.0, 0.9), (50.0, 0.2)), 0.1),
        ),
        FakeEngine("noise", noise, stochastic=True, suitability=Suitability(((2.0, 0.2), (50.0, 0.9)))),
        FakeEngine("fine work", white, widest=15),
        FakeEngine("failing", raising(ZeroDivisionError("by design"))),
        FakeEngine("out of memory", raising(MemoryError())),
        FakeEngine("complaining", raising(StudioError("mask-full"))),
        FakeEngine("lying", lambda image, hole, ctx: image[:-1]),
        FakeEngine("not a number", lambda image, hole, ctx: np.full_like(image, np.nan)),
        FakeEngine("missing", white, requires=("no_such_package",)),
        *more,
    ):
        made.register(engine)
    return made
