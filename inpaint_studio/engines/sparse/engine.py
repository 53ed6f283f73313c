"""`sparse`: every small patch of a photo is a sum of a few atoms of a dictionary, also in the hole.

The dictionary was learned from many photos and adapts to this one. The known pixels of a patch determine
its atoms, and those give the unknown ones (`solver`).
"""

from __future__ import annotations

from ...core.arrays import Flags, FloatPixels
from ..base import Cost, EngineInfo, Grade, Param, RunContext, Suitability
from ..start import after_start, smooth

_MARGIN = 48  # px: enough to learn from
_TOLERANCE = 0.001
_DAMPING = 0.02
_SHRINK = 0.015

_EFFORTS = {"draft": (4, 2), "normal": (3, 4), "best": (2, 6)}  # stride in px, rounds

_PARAMS = (
    Param(
        "quality", "choice", "normal", "Quality", "How often to go over the fill, and how closely.",
        choices=("draft", "normal", "best"),
    ),
    Param(
        "adapt", "bool", True, "Learn from this photo",
        "Makes the atoms fit the intact parts around the hole first.",
    ),
    Param(
        "texture", "float", 1.0, "Fine texture",
        "How much each pixel follows its most reliable patch; 0 uses the mean of all, which is smoother.",
        minimum=0.0, maximum=1.5, step=0.25, unit="x", advanced=True,
    ),
    Param(
        "atoms", "int", 12, "Atoms in a patch",
        "More follow finer detail, fewer are more stable.",
        minimum=1, maximum=16, step=1, advanced=True,
    ),
    Param(
        "strength", "float", 1.0, "Simplify",
        "How cautious to be where most of a patch is missing: more for grainy photos.",
        minimum=0.0, maximum=8.0, step=0.25, unit="x", advanced=True,
    ),
)  # fmt: skip


class Sparse:
    """See the module."""

    info = EngineInfo(
        name="sparse",
        label="Detail repair",
        term="Sparse coding",
        summary="Rebuilds small patches from atoms learned from many photos and from this one.",
        family="sparse",
        margin=lambda hole, photo, params: _MARGIN,
        params=_PARAMS,
        reach=2.0,
        suitability=Suitability(
            ((2, 0.83), (4, 0.60), (6, 0.58), (9, 0.50), (13, 0.53), (20, 0.53), (40, 0.42)),
            scattered=0.87,
            up_to=2_000_000,
        ),
        weights=("dictionary",),
        widest=15.0,
        best_for="Scratches, dust, text and missing pixels across edges and fine patterns.",
        limits="Holes wider than about 15 px come out smooth; no people or objects.",
        papers=(
            "Mairal, Elad, Sapiro: Sparse Representation for Color Image Restoration. "
            "IEEE Trans. Image Processing 2008",
            "Mairal, Bach, Ponce, Sapiro: Online Learning for Matrix Factorization and Sparse Coding. "
            "JMLR 2010",
        ),
        quick_params={"quality": "draft", "adapt": False, "atoms": 3},
        grades=(
            Grade({"quality": "draft"}, Cost(fixed=0.97, hole=4, edge=270)),
            Grade({"quality": "normal"}, Cost(fixed=1.1, hole=7, edge=320)),
            Grade({"quality": "best"}, Cost(fixed=1.15, hole=14, edge=430)),
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        ctx.report(0)
        from . import coding as sparse_coding
        from . import dictionary  # numba compiles or loads here: not at import
        from . import solver as sparse_solver

        params = self.info.parse_params(ctx.params)
        wanted = ctx.wanted_in(hole)
        learned = dictionary.load()
        if min(hole.shape) < learned.atoms.size:
            filled = smooth(image, hole, ctx, first=True)
            ctx.report(1, filled)
            return filled

        stride, rounds = _EFFORTS[str(params["quality"])]
        effort = sparse_coding.Effort(
            int(params["atoms"]), _TOLERANCE, _DAMPING, float(params["strength"]) * _SHRINK
        )
        filled = sparse_solver.completed(
            lambda picture, missing: smooth(picture, missing, ctx),
            image,
            hole,
            wanted,
            learned,
            sparse_solver.CodingPlan(stride, rounds, effort, bool(params["adapt"]), float(params["texture"])),
            max(ctx.threads, 1),
            after_start(ctx),
        )
        ctx.report(1, filled)
        return filled


ENGINE = Sparse()
