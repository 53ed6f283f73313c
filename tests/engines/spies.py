"""Spy engines, which the tests of the pipeline run instead of real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.base import EngineInfo, RunContext
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import Fill, FillRequest

AS_FILLED = JoinOptions("none", colour=False, grain=False)
Fills = Callable[[np.ndarray, np.ndarray, RunContext], Any]


class Spy:
    """An engine that does what a test tells it to, and remembers what it was given."""

    def __init__(self, fills: Fills, margin: int = 10, **more: Any) -> None:
        self.info = EngineInfo("spy", "Spy", "Spies.", "external", lambda *_: margin, **more)
        self.fills = fills
        self.calls: list[tuple[np.ndarray, np.ndarray, RunContext]] = []

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> Any:
        self.calls.append((image, hole, ctx))
        return self.fills(image, hole, ctx)


def shade(value: float) -> Fills:
    return lambda image, hole, ctx: np.full_like(image, value)


def box(size: Size, *rects: Rect) -> Mask:
    hole = np.zeros((size.height, size.width), bool)
    for rect in rects:
        hole[rect.slices] = True
    return Mask.from_array(hole)


def noise(size: Size, channels: int = 3, dtype: Any = np.uint8) -> np.ndarray:
    return np.random.default_rng(0).integers(
        0, np.iinfo(dtype).max, (size.height, size.width, channels), dtype
    )


def run(spy: Spy, photo: Photo, mask: Mask, listen: Mapping[str, Any] | None = None, **request: Any) -> Fill:
    registry = Registry()
    registry.register(spy)
    request = {"join": AS_FILLED, "threads": 1, "device": "cpu", **request}
    return pipeline.run(FillRequest(photo, mask, "spy", **request), registry=registry, **(listen or {}))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(StudioError) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


def talkative(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    for fraction in (0.0, 0.5, 0.3, 1.0):
        ctx.report(fraction, lambda: image)
    return image.copy()
