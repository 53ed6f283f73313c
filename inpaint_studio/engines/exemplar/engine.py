"""`exemplar`: copies matching patches from elsewhere in the photo, coarse to fine.

The three steps: describe the surroundings (colours and a texture feature of patches), find what fits in
the hole (nearest patches by PatchMatch, alternating match and vote at rising scales), and join it (voted
gradients, blended by a screened Poisson equation). `solver` names the papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ..base import Cost, EngineInfo, Grade, Param, ParamValue, RunContext, Suitability
from ..start import diffused
from . import guide as guides
from .guide import Guide
from .levels import (
    SHARP_LAST,
    Effort,
    PatchLevel,
    Scale,
    has_sources,
    prepare,
    scales,
    sharpness,
    with_texture,
)
from .misfit import misfit

if TYPE_CHECKING:
    from .solver import Field

_NEARNESS = 400.0  # squared grey levels for a source as far away as the crop is long
_NEARNESS_RISE = 3000.0  # per unknown share of the crop, as fewer known pixels say less
_TEXTURE = 5.0
_SMALLEST_MARGIN = 192  # px
_TRIED_FROM = 4  # levels from this one up (0 is the finest) are tried several times
_TRIED_PIXELS = 10_000  # unless they have more pixels to fill
_PIXELS_PER_ROUND = 100_000  # levels with more pixels to fill per round get fewer rounds
_BLEND_SHARE = 0.05  # of the progress

_PARAMS = (
    Param(
        "quality", "choice", "normal", "Quality", "How long to look for matching patches.",
        choices=("draft", "normal", "best"),
    ),
    Param(
        "patch", "int", 7, "Patch size",
        "Larger patches keep structures whole, smaller ones fit in more places. An even number counts "
        "as the next odd one.",
        minimum=3, maximum=15, step=2, unit="px",
    ),
    Param(
        "context", "float", 1.0, "Search area",
        "How far around the hole to look for patches, as a multiple of the hole's size.",
        minimum=0.25, maximum=8.0, step=0.25, unit="x",
    ),
    Param(
        "nearness", "float", 1.0, "Prefer near patches", "0: copy from anywhere; 1: as measured best.",
        minimum=0.0, maximum=10.0, step=0.25, advanced=True,
    ),
    Param(
        "texture", "float", 1.0, "Match texture",
        "How closely the roughness of a patch must match its place.",
        minimum=0.0, maximum=4.0, step=0.25, advanced=True,
    ),
    guides.belief_param(
        "Follow the guide",
        "How far to trust the guide where the surroundings say otherwise: 0 ignores it, 1 follows it.",
        needs_guide=True,
    ),
    Param(
        "blend", "bool", True, "Blend light",
        "Even out differences in brightness between the copied parts, unless a guide gives the light.",
        advanced=True,
    ),
)  # fmt: skip


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    """Enough to choose from; grows with the hole, not with the photo."""
    side = (hole.width * hole.height) ** 0.5
    return int(max(_SMALLEST_MARGIN, float(params["context"]) * side))


_EFFORTS = {
    "draft": Effort(3, 2, 2, 4, 1),
    "normal": Effort(8, 3, 2, 6, 4),
    "best": Effort(16, 5, 3, 8, 8),
}


class Exemplar:
    """See the module."""

    info = EngineInfo(
        name="exemplar",
        label="Texture copy",
        term="Exemplar",
        summary="Repeats texture from elsewhere in the photo.",
        family="exemplar",
        margin=_margin,
        params=_PARAMS,
        suitability=Suitability(
            ((2, 0.47), (4, 0.59), (6, 0.68), (9, 0.62), (13, 0.66), (20, 0.70), (40, 0.79)), scattered=0.38
        ),
        stochastic=True,
        uses_guide=True,
        uses_sources=True,
        best_for="Removing objects from grass, rock, foliage, sky, water, brickwork.",
        limits="Invents nothing new: it cannot recreate faces, lettering and objects that occur only once.",
        papers=(
            "Wexler, Shechtman, Irani: Space-Time Completion of Video. PAMI 2007",
            "Barnes et al.: PatchMatch. SIGGRAPH 2009",
            "Darabi et al.: Image Melding. SIGGRAPH 2012",
            "Newson et al.: Non-Local Patch-Based Image Inpainting. IPOL 2017",
        ),
        quick_params={"quality": "draft", "context": 0.5},
        grades=(
            Grade({"quality": "draft"}, Cost(crop=0.14, hole=12, edge=7.3)),
            Grade({"quality": "normal"}, Cost(crop=0.2, hole=29, edge=20)),
            Grade({"quality": "best"}, Cost(crop=0.12, hole=132, edge=20)),
        ),
    )

    def fill(
        self, image: FloatPixels, hole: Flags, ctx: RunContext, guide: Guide | None = None
    ) -> FloatPixels:
        """See `Engine.fill`. Raises StudioError "sources-empty" if `ctx.sources` contains no whole patch.

        `guide` says what belongs where; otherwise `ctx.guide` does, at a scale estimated from its detail,
        believed as the parameters say.
        """
        ctx.report(0)
        params = self.info.parse_params(ctx.params)
        wanted = ctx.wanted_in(hole)
        if not wanted.any():
            ctx.report(1)
            return image.copy()
        if guide is None and ctx.guide is not None:
            guide = Guide(ctx.guide, guides.scale_of(ctx.guide, hole), float(params["belief"]))
        if guide is not None and not guide.belief:
            guide = None
        finest = Scale(
            picture=with_texture(image, hole, _TEXTURE * float(params["texture"])),
            hole=hole,
            wanted=wanted,
            sources=np.ones_like(hole) if ctx.sources is None else ctx.sources,
            plan=None if guide is None else guides.planned(image, hole, guide),
        )
        # the largest one for which whole patches are known
        radii = range(int(params["patch"]) // 2, 0, -1)
        radius = next((radius for radius in radii if has_sources(finest, radius)), None)
        if radius is None:
            if ctx.sources is not None:
                raise StudioError("sources-empty")
            return diffused(image, hole, ctx)
        filled = _Descent(scales(finest, radius), radius, params, ctx, guide).solve()
        copied = wanted
        if guide is not None:
            restored = guides.restored(filled, hole, guide)
            copied = wanted & guides.alike(filled, restored)
            filled = restored
        result: FloatPixels = np.nan_to_num(image, posinf=1, neginf=0)  # also unwanted unknown pixels
        result[wanted] = filled[wanted]
        ctx.on_copied(copied)
        ctx.report(1, result)
        return result


class _Descent:
    """One running fill: the scales, the solver, and its progress."""

    def __init__(
        self,
        pyramid: list[Scale],
        radius: int,
        params: Mapping[str, ParamValue],
        ctx: RunContext,
        guide: Guide | None,
    ) -> None:
        from .solver import Solver  # numba compiles or loads here: not at import

        nearness = (_NEARNESS + _NEARNESS_RISE * float(pyramid[0].hole.mean())) * float(params["nearness"])
        nearness *= guides.nearness(guide)
        self._nearness, self._guide = nearness, guide
        rng = np.random.default_rng(ctx.seed)
        self._solver = Solver(ctx.threads, ctx.check, rng, nearness, guides.weight(guide))
        self._pyramid, self._radius, self._params, self._ctx = pyramid, radius, params, ctx
        self._effort = effort = _EFFORTS[str(params["quality"])]
        areas = [int(np.count_nonzero(scale.wanted)) for scale in pyramid]
        tried = [index >= _TRIED_FROM and area <= _TRIED_PIXELS for index, area in enumerate(areas)]
        self._tried_levels = 0 if guide is not None else sum(tried)
        self._sharpness = guides.sharpness(guide)
        self._coarsest = len(pyramid) - 1 if guide is None else min(len(pyramid) - 1, guides.coarsest(guide))
        self._rounds = [_affordable(guides.rounds(guide, effort.rounds), area) for area in areas]
        self._rounds[0] = min(self._rounds[0], effort.last_rounds)
        self._work = [float(area * rounds) for area, rounds in zip(areas, self._rounds, strict=True)]
        coarse = sum(self._work[len(pyramid) - self._tried_levels :]) * (effort.starts - 1)
        self._total = (sum(self._work[: self._coarsest + 1]) + coarse) / (1 - _BLEND_SHARE)
        self._done = 0.0

    def solve(self) -> FloatPixels:
        """The filled crop: float32 (H, W, 3) in [0, 1]."""
        try:
            first_fine = len(self._pyramid) - 1 - self._tried_levels
            state = None
            if self._tried_levels:
                tries = [self._descend(None, first_fine + 1) for _ in range(self._effort.starts)]
                state = min(tries, key=lambda tried: tried[1].energy(tried[0]))
            level, field = self._descend(state, 0)
            if self._ctx.on_misfit is not None and self._pyramid[0].plan is None:
                self._ctx.on_misfit(misfit(level, field, self._nearness))
            if self._params["blend"] and not guides.gives_light(self._guide):
                self._solver.blend(level, field, SHARP_LAST)
                if self._guide is not None:
                    self._solver.restore_contrast(level, field, SHARP_LAST)
        finally:
            self._solver.close()
        return level.image()

    def _descend(self, state: tuple[PatchLevel, Field] | None, last: int) -> tuple[PatchLevel, Field]:
        """Go down from the level of `state`, or from the coarsest, to the level `last`."""
        pyramid, effort = self._pyramid, self._effort
        start = self._coarsest - (self._tried_levels if state else 0)
        for index in range(start, last - 1, -1):
            level = prepare(pyramid[index], self._radius)
            sharp = sharpness(index) * self._sharpness
            if state is None:
                field = self._solver.start(level, sharp)
            else:
                field = self._solver.carry_over(*state, level, sharp)
            rounds = self._rounds[index]
            for _ in range(rounds):
                self._solver.improve(level, field, effort.sweeps, effort.samples, sharp)
                self._done += self._work[index] / rounds
                self._ctx.report(self._done / self._total, level.image)
            state = level, field
        assert state is not None
        return state


def _affordable(rounds: int, area: int) -> int:
    """How many of the rounds a level with `area` pixels to fill gets.

    Large levels start from a good field, and a round takes seconds in a hole of a megapixel.
    """
    return max(1, min(rounds, rounds * _PIXELS_PER_ROUND // max(area, 1)))


ENGINE = Exemplar()
