"""Engines that behave in every way that a real one might, and a registry that holds only them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.base import EngineInfo, RunContext
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import FillRequest
from tests.waiting import pause

Fill = Callable[[np.ndarray, np.ndarray, RunContext], np.ndarray]


class FakeEngine:
    """Fills with what the function given returns."""

    def __init__(self, name: str, fill: Fill) -> None:
        self.info = EngineInfo(name, name, "A fake.", "diffusion", margin=lambda hole, photo, params: 8)
        self._fill = fill

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        return self._fill(image, hole, ctx)


class HangingEngine(FakeEngine):
    """Runs until it is cancelled; `started` is set as soon as it runs."""

    def __init__(self, name: str = "hanging") -> None:
        super().__init__(name, self._hang)
        self.started = threading.Event()

    def _hang(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        self.started.set()
        while True:
            ctx.check()
            pause()


def white(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    ctx.report(0.5, np.ones_like(image))
    return np.ones_like(image)


def _raise(error: BaseException) -> Fill:
    def fill(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        raise error

    return fill


def registry_of(*more: FakeEngine) -> Registry:
    registry = Registry()
    for engine in (
        FakeEngine("white", white),
        FakeEngine("failing", _raise(ZeroDivisionError("by design"))),
        FakeEngine("out of memory", _raise(MemoryError())),
        FakeEngine("complaining", _raise(StudioError("mask-full"))),
        FakeEngine("lying", lambda image, hole, ctx: image[:-1]),
        FakeEngine("not a number", lambda image, hole, ctx: np.full_like(image, np.nan)),
        *more,
    ):
        registry.register(engine)
    return registry


def request_for(engine: str) -> FillRequest:
    photo = Photo(np.full((40, 50, 3), 90, np.uint8))
    coverage = np.zeros((40, 50), np.uint8)
    coverage[10:20, 12:30] = 255
    return FillRequest(photo, Mask(coverage), engine)
