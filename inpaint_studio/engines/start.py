"""The fills by diffusion that patch engines start from or fall back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..core.arrays import Flags, FloatPixels
from .base import Preview, RunContext

_SHARE = 0.1  # of the progress


def diffused(image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
    """The Navier-Stokes fill, for crops without a single known patch, such as pixels missing at random.

    `image` (h, w, 3) and `hole` (h, w) as an engine gets them; see `base.Engine.fill`.
    """
    from .diffusion.marching import NAVIER_STOKES

    return NAVIER_STOKES.fill(
        image, hole, RunContext(is_cancelled=ctx.is_cancelled, on_progress=ctx.on_progress)
    )


def smooth(image: FloatPixels, hole: Flags, ctx: RunContext, *, first: bool = False) -> FloatPixels:
    """The biharmonic fill of all unknown pixels, wanted or not, as patches also use their surroundings.

    `image` (h, w, 3) and `hole` (h, w) as an engine gets them; what `image` has in the hole is ignored.
    Only the `first` one reports progress, as later ones would go back. All of them check for cancel.
    """
    from .diffusion.biharmonic import ENGINE as BIHARMONIC

    def heard(fraction: float, preview: Preview | None) -> None:
        if first:
            ctx.on_progress(_SHARE * fraction, preview)

    blank = np.where(hole[..., None], np.float32(0), image)
    return BIHARMONIC.fill(blank, hole, replace(ctx, wanted=None, on_progress=heard))


def after_start(ctx: RunContext) -> Callable[[float, Preview | None], None]:
    """A function that reports the progress of what follows the `first` fill."""
    return lambda fraction, preview: ctx.report(_SHARE + (1 - _SHARE) * fraction, preview)
