"""`low-rank`: similar patches form a matrix of low rank, so what is missing in one follows from the others.

Starts from the smooth fill of `biharmonic` and improves it: either by groups of similar patches, each
completed as a matrix of low rank (`groups`), or, for patterns along rows and columns, by completing the
whole picture as a tensor of low rank (`tensor`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...core.arrays import Flags, FloatPixels
from ...core.geometry import Rect, Size
from ..base import Cost, EngineInfo, Grade, Param, ParamValue, RunContext, Suitability
from ..start import after_start, smooth

if TYPE_CHECKING:
    from .groups import GroupPlan

_SMALLEST_PATCH = 3  # px; a crop that is thinner keeps the smooth fill
_FIRST_LEVEL = 0.02  # root mean square that the groups may lose in the first round, colours in [0, 1]
_LAST_LEVEL = 0.004
_STEP = 2.2  # over-relaxation: above 1 each round anticipates the next ones; from 2.5 on it oscillates
_TURNS = 2  # steps of ADMM in a round: more would fit noise
_GLOBAL_CONTEXT = 1.0  # of the hole's size, on each side
_SMALLEST_CONTEXT = 96  # px
_LARGEST_CONTEXT = 512

# rounds and stride (as a share of the patch size) of the groups; rounds of the tensor
_EFFORTS = {"draft": (4, 0.56, 25), "normal": (6, 0.45, 50), "best": (12, 0.34, 100)}

_PARAMS = (
    Param(
        "mode", "choice", "groups", "Look for",
        "groups: small parts that are alike, anywhere near the hole; global: a pattern that runs straight "
        "across the picture, as in textiles, screens, façades and scans.",
        choices=("groups", "global"),
    ),
    Param(
        "quality", "choice", "normal", "Quality", "How often to go over the fill.",
        choices=("draft", "normal", "best"),
    ),
    Param(
        "patch", "int", 9, "Patch size",
        "Larger than the hole is wide; smaller ones are alike in more places.",
        minimum=3, maximum=17, step=1, unit="px",
    ),
    Param(
        "similar", "int", 24, "Patches in a group", "More are more stable, fewer are more alike.",
        minimum=8, maximum=64, step=4, advanced=True,
    ),
    Param(
        "radius", "int", 20, "Search radius", "How far around to look for similar patches.",
        minimum=6, maximum=48, step=2, unit="px", advanced=True,
    ),
    Param(
        "strength", "float", 1.0, "Simplify",
        "How strictly the parts are assumed to be the same: more for clear patterns, less for irregular "
        "texture.",
        minimum=0.25, maximum=4.0, step=0.25, unit="x", advanced=True,
    ),
    Param(
        "texture", "float", 1.0, "Fine texture",
        "How much fine texture of similar parts is added; 0 gives the smoothest fill.",
        minimum=0.0, maximum=4.0, step=0.25, unit="x", advanced=True,
    ),
)  # fmt: skip


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    """What the groups can reach from the hole; for a pattern, enough of it to see how it repeats."""
    if params["mode"] == "global":
        side = _GLOBAL_CONTEXT * (hole.width * hole.height) ** 0.5
        return int(min(max(_SMALLEST_CONTEXT, side), _LARGEST_CONTEXT))
    return int(params["radius"]) + 2 * int(params["patch"])


class LowRank:
    """See the module."""

    info = EngineInfo(
        name="low-rank",
        label="Pattern repair",
        term="Low rank",
        summary="Repairs fine damage with similar parts around it.",
        family="low-rank",
        margin=_margin,
        params=_PARAMS,
        reach=2.0,  # of the smooth fill; the groups reach no farther than the margin
        widest=15,
        suitability=Suitability(
            ((2, 0.86), (4, 0.77), (6, 0.73), (9, 0.56), (13, 0.55), (20, 0.53), (40, 0.47)),
            scattered=0.97,
            up_to=200_000,
        ),
        best_for="Scratches, dust, text and missing pixels over texture, façades, fabric.",
        limits="Holes wider than about 15 px stay smooth; slower than the blends.",
        papers=(
            "Cai, Candès, Shen: A Singular Value Thresholding Algorithm for Matrix Completion. "
            "SIAM J. Optim. 2010",
            "Gu et al.: Weighted Nuclear Norm Minimization and Its Applications to Low Level Vision. "
            "IJCV 2017",
            "Liu et al.: Tensor Completion for Estimating Missing Values in Visual Data. PAMI 2013",
        ),
        quick_params={"quality": "draft", "similar": 8, "radius": 6},
        grades=(
            Grade({"quality": "draft"}, Cost(hole=7.8, edge=40)),
            Grade({"quality": "normal"}, Cost(hole=14.5, edge=72)),
            Grade({"quality": "best"}, Cost(hole=40, edge=200)),
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        params = self.info.parse_params(ctx.params)
        wanted = ctx.wanted_in(hole)
        start = smooth(image, hole, ctx, first=True)

        if params["mode"] == "global":
            from . import tensor as low_rank_tensor

            rounds = _EFFORTS[str(params["quality"])][2]
            filled = low_rank_tensor.completed(start, hole, wanted, rounds, after_start(ctx), ctx.check)
        else:
            from . import groups as low_rank_groups  # numba compiles or loads here: not at import

            filled = start
            plan = _plan(params, min(hole.shape))
            if plan is not None:
                filled = low_rank_groups.completed(
                    start,
                    hole,
                    wanted,
                    plan,
                    lambda picture, missing: smooth(picture, missing, ctx),
                    max(ctx.threads, 1),
                    after_start(ctx),
                )
        ctx.report(1, filled)
        return filled


ENGINE = LowRank()


def _plan(params: Mapping[str, ParamValue], thinnest: int) -> GroupPlan | None:
    """The plan for the parameters; None if the crop is too thin for any patch."""
    from .groups import GroupPlan

    size = min(int(params["patch"]), thinnest)
    if size < _SMALLEST_PATCH:
        return None
    rounds, stride, _ = _EFFORTS[str(params["quality"])]
    strength = float(params["strength"])
    return GroupPlan(
        size=size,
        stride=max(1, round(stride * size)),
        similar=int(params["similar"]),
        radius=int(params["radius"]),
        rounds=rounds,
        turns=_TURNS,
        first_level=strength * _FIRST_LEVEL,
        last_level=strength * _LAST_LEVEL,
        step=_STEP,
        grain=float(params["texture"]),
    )
