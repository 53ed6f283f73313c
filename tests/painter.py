"""An engine whose fills cost what its grade says, and requests for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.base import Cost, EngineInfo, Grade, Param, RunContext
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import FillRequest


class Painter:
    """Fills with a random grey; a higher grade costs more.

    `seen` are the contexts of its fills; if there are `misfits`, it says the next of them of each fill.
    """

    info = EngineInfo(
        name="painter",
        label="Painter",
        summary="A fake.",
        family="exemplar",
        margin=lambda hole, photo, params: 8,
        params=(
            Param("quality", "choice", "normal", "Quality", choices=("draft", "normal", "best")),
            Param("size", "int", 3, "Size", minimum=1, maximum=9),
        ),
        stochastic=True,
        grades=(
            Grade({"quality": "draft"}, Cost(fixed=1)),
            Grade({"quality": "normal"}, Cost(fixed=2)),
            Grade({"quality": "best"}, Cost(fixed=4)),
        ),
    )

    def __init__(self) -> None:
        self.seen: list[RunContext] = []
        self.misfits: list[float] = []

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0)
        self.seen.append(ctx)
        if ctx.on_misfit is not None and self.misfits:
            ctx.on_misfit(self.misfits.pop(0))
        filled = image.copy()
        filled[hole] = np.random.default_rng(ctx.seed).uniform(0.2, 0.8)
        ctx.report(1)
        return filled


def registry_of(painter: Painter) -> Registry:
    """A registry with it alone."""
    made = Registry()
    made.register(painter)
    return made


def request(*holes: Rect, engine: str = "painter", **about: object) -> FillRequest:
    """Fills of grey noise, 400 x 96, in these holes."""
    coverage = np.zeros((96, 400), np.uint8)
    for hole in holes or (Rect(20, 20, 30, 30),):
        coverage[hole.slices] = 255
    grey = np.random.default_rng(5).integers(90, 110, (96, 400, 3), np.uint8)
    return FillRequest(Photo(grey), Mask(coverage), engine, **about)  # type: ignore[arg-type]


def about(seconds: float) -> Any:
    """So many seconds for the engines, and a little more for what is around them."""
    return pytest.approx(seconds, rel=0.01)
