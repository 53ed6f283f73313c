"""`deep-prior`: an untrained network, fitted to the known pixels of this photo only.

Ulyanov, Vedaldi, Lempitsky: Deep Image Prior. CVPR 2018. An untrained encoder-decoder learns to draw the
known pixels from noise, and what it draws in the hole is the fill: such a network continues shapes and
edges more easily than it makes noise. It works coarse to fine (`fit`). Fine detail, which it would take
very long to learn, is then copied from patches of the photo (`exemplar`), guided by the network's fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...core.coverage import bounds
from ...core.geometry import Rect, Size
from .. import guided
from ..base import Cost, EngineInfo, Grade, Param, ParamValue, Preview, RunContext, Suitability
from ..exemplar.guide import Guide, scale_of
from ..neural import on_device

_COARSEST = 128  # px: squared, the largest area of the first level
_LEAST_SIGHT = 64  # px
_COPIED_MARGIN = 192
_DETAIL_SHARE = 0.1  # of the progress
_BELIEF = 0.5  # in what an untrained network draws

_PARAMS = (
    Param(
        "steps", "int", 200, "Steps",
        "The most steps that the network learns at the coarsest scale; a quarter at finer ones.",
        minimum=10, maximum=3000, step=50,
    ),
    Param(
        "early", "bool", True, "Stop automatically",
        "Stop as soon as pixels near the hole that are hidden from the network no longer improve.",
    ),
    Param(
        "detail", "choice", "copied", "Fine detail",
        "copied: from parts of the photo that match what the network drew; drawn: by the network alone, "
        "softer.",
        choices=("copied", "drawn"),
    ),
    Param(
        "size", "int", 224, "Working size",
        "If a hole and its surroundings are larger than a square of this side, a smaller copy is drawn. "
        "Larger is slower.",
        minimum=96, maximum=1024, step=32, unit="px", advanced=True,
    ),
    Param(
        "context", "float", 0.6, "Surroundings",
        "How far around the hole to look, as a multiple of the hole's size.",
        minimum=0.25, maximum=2.0, step=0.05, unit="x", advanced=True,
    ),
)  # fmt: skip


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    """What the network sees; for copied detail, enough to choose from."""
    least = _COPIED_MARGIN if params["detail"] == "copied" else 0
    return max(least, _sight(hole, params))


def _sight(hole: Rect, params: Mapping[str, ParamValue]) -> int:
    """How many pixels around the hole the network learns its surroundings from."""
    return int(max(_LEAST_SIGHT, float(params["context"]) * (hole.width * hole.height) ** 0.5))


class DeepPriorEngine:
    """See the module."""

    info = EngineInfo(
        name="deep-prior",
        label="Self-taught network",
        term="Deep image prior",
        summary="Lets an untrained network draw the photo, and with it the hole.",
        family="deep-prior",
        margin=_margin,
        params=_PARAMS,
        suitability=Suitability(),
        stochastic=True,
        uses_gpu=True,
        best_for="Shapes and edges that run through a hole; watching a picture grow out of noise.",
        limits="Slow: half a minute or more for each hole on a CPU. It repeats no exact pattern and cannot "
        "recreate faces and lettering.",
        papers=("Ulyanov, Vedaldi, Lempitsky: Deep Image Prior. CVPR 2018",),
        requires=("torch",),
        quick_params={"steps": 40, "size": 128},
        grades=(
            Grade({"steps": 100}, Cost(fixed=6, edge=730)),
            Grade({"steps": 200}, Cost(fixed=11, edge=1750)),
            Grade({"steps": 400}, Cost(fixed=20, edge=3300)),
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        ctx.report(0)
        params = self.info.parse_params(ctx.params)
        copied = params["detail"] == "copied"
        share = 1 - _DETAIL_SHARE if copied else 1.0
        filled: FloatPixels = np.nan_to_num(image, posinf=1, neginf=0)
        wanted = ctx.wanted_in(hole)
        if wanted.any():
            here = _seen(hole, wanted, params).slices
            drawn = _drawn(image[here], hole[here], params, share, _showing(ctx, filled, here))
            filled[here][hole[here]] = drawn[hole[here]]
            if copied:
                guide = Guide(filled, scale_of(filled, hole), _BELIEF)
                return guided.guided(image, hole, guide, ctx, begun=share)
        ctx.report(1, filled)
        return filled


ENGINE = DeepPriorEngine()


def _seen(hole: Flags, wanted: Flags, params: Mapping[str, ParamValue]) -> Rect:
    """The part of the crop for the network to draw: around the wanted pixels, with some known ones."""
    whole = Rect(0, 0, hole.shape[1], hole.shape[0])
    core = bounds(wanted.view(np.uint8))
    near = core.grown(_sight(core, params)) & whole
    return whole if hole[near.slices].all() else near


def _drawn(
    image: FloatPixels, hole: Flags, params: Mapping[str, ParamValue], share: float, ctx: RunContext
) -> FloatPixels:
    """The crop as the network draws it: float32 (H, W, 3) in [0, 1]."""
    from .fit import Fit, FitPlan  # torch loads here: not at import
    from .levels import held_out, levels

    held = held_out(hole, np.random.default_rng(ctx.seed))
    scales = levels(image, hole, held, _COARSEST, int(params["size"]))
    plan = FitPlan(int(params["steps"]), bool(params["early"]))
    drawn = on_device(ctx, lambda device: Fit(scales, plan, ctx, share, device).run())
    ctx.check()
    if drawn.shape == image.shape:
        return drawn
    enlarged = cv2.resize(drawn, hole.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(enlarged, 0, 1), np.float32)


def _showing(ctx: RunContext, picture: FloatPixels, here: tuple[slice, slice]) -> RunContext:
    """The context, with previews of the part `here` put into the whole `picture`."""

    def on_progress(fraction: float, preview: Preview | None) -> None:
        def whole() -> FloatPixels:
            drawn = preview() if callable(preview) else preview
            shown = picture.copy()
            part = shown[here]
            part[:] = cv2.resize(np.asarray(drawn), part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
            return shown

        ctx.on_progress(fraction, None if preview is None else whole)

    return replace(ctx, on_progress=on_progress)
