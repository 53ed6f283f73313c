"""`autoencoder`: predicts what belongs in the hole, and builds it from parts of the photo.

A network that was trained without labels predicts the features of the hole from those around it. Either
they are decoded directly ("predicted", soft), or they start a search, coarse to fine, for the parts of the
photo whose features fit ("matched", sharp; see `match`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats, Indices
from ...core.errors import Note, StudioError
from ...core.geometry import Rect, Size
from ...weights import shipped
from ...weights.fitting import known_means
from .. import neural, onnx_run
from ..base import Cost, EngineInfo, Grade, Param, ParamValue, RunContext, Suitability
from ..exemplar.levels import (
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
from ..start import diffused
from .cells import CellLevel
from .codes import Measure
from .network import ByOnnx, ByTorch

if TYPE_CHECKING:
    import torch

    from ..exemplar.solver import Field
    from .match import CodeSolver

WEIGHTS = "autoencoder"

_SMALLEST_MARGIN = 64  # px
_LARGEST_MARGIN = 512
_LARGEST = 1_000_000  # pixels of a crop: larger ones are scaled down, and detail is restored afterwards
_INFERRED = 28  # px: the least diameter of the hole at the scale of the prediction
_RINGS = 6  # inward steps of a prediction
_FEW = 0.02  # of the crop known: with less the network cannot predict anything
_ADAPT_STEP = 4.0  # the cost of an adaptation step, in rounds at the finest scale of a small hole

_RADIUS = 3  # px: votes come from patches of 7 x 7 px
_TEXTURE = 8.0  # weight of the roughness of a place; without it flat places win
_NEARNESS = 0.15  # distance of codes for a source as far away as the crop is long
_NEARNESS_RISE = 0.5
_PULL = 0.5  # how far the prediction pulls at the coarsest scale; half as far at each finer one


_EFFORTS = {"draft": Effort(3, 2, 2, 4), "normal": Effort(8, 3, 2, 6), "best": Effort(12, 3, 4, 12)}

NOT_ADAPTED = Note("not-adapted")

_PARAMS = (
    Param(
        "detail", "choice", "matched", "Detail",
        "matched: the prediction is replaced by the parts of the photo that fit best; predicted: it is "
        "painted directly, which is softer.",
        choices=("matched", "predicted"),
    ),
    Param(
        "quality", "choice", "normal", "Quality", "How often to go over the fill.",
        choices=("draft", "normal", "best"),
    ),
    Param(
        "adapt", "int", 0, "Adapt to the photo",
        "How many steps to train on the intact part of the photo first; the result is used only if it "
        "restores held-out parts better. It shows in predicted detail; in matched detail it affects only "
        "the comparison of parts and the start.",
        minimum=0, maximum=500, step=10, unit="steps",
    ),
    Param(
        "context", "float", 1.0, "Search area",
        "How much around the hole to look at, as a multiple of the hole's size.",
        minimum=0.25, maximum=4.0, step=0.25, unit="x",
    ),
    Param(
        "coherence", "float", 0.16, "Keep parts whole",
        "How much better a part from elsewhere must fit than one that continues its neighbour: more "
        "gives larger pieces.",
        minimum=0.0, maximum=0.5, step=0.02, advanced=True,
    ),
)  # fmt: skip


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    side = (hole.width * hole.height) ** 0.5
    return int(min(max(_SMALLEST_MARGIN, float(params["context"]) * side), _LARGEST_MARGIN))


class AutoencoderEngine:
    """See the module."""

    info = EngineInfo(
        name="autoencoder",
        label="Learned guess",
        term="Autoencoder",
        summary="Predicts what belongs in the hole from what it learned from many photos.",
        family="autoencoder",
        margin=_margin,
        params=_PARAMS,
        # as good as exemplar within the error of the measurement, but slower: only if asked for the best
        suitability=Suitability(
            ((2, 0.43), (4, 0.56), (6, 0.67), (9, 0.74), (13, 0.69), (20, 0.69), (40, 0.71)),
            scattered=0.03,
            up_to=0,
        ),
        stochastic=True,
        uses_gpu=True,
        weights=(WEIGHTS,),
        colour="srgb",
        best_for="Objects on textured ground; holes whose surroundings show what belongs in them.",
        limits="Trained on few photos: no faces, no lettering, nothing that occurs only once in the photo.",
        papers=(
            "Pathak et al.: Context Encoders: Feature Learning by Inpainting. CVPR 2016",
            "Yan et al.: Shift-Net: Image Inpainting via Deep Feature Rearrangement. ECCV 2018",
            "Song et al.: Contextual-Based Image Inpainting: Infer, Match, and Translate. ECCV 2018",
            "Wexler, Shechtman, Irani: Space-Time Completion of Video. PAMI 2007",
        ),
        quick_params={"quality": "draft", "adapt": 0},
        grades=(
            Grade({"quality": "draft"}, Cost(fixed=0.11, hole=86, edge=110)),
            Grade({"quality": "normal"}, Cost(fixed=0.35, hole=110, edge=160)),
            Grade({"quality": "best"}, Cost(fixed=0.55, hole=185, edge=190)),
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        """See `Engine.fill`.

        Raises StudioError "weights-missing", "weights-broken", "weights-need-torch" or
        "adapting-needs-torch".
        """
        ctx.report(0)
        if np.count_nonzero(~hole) < max(16.0, _FEW * hole.size):
            return diffused(image, hole, ctx)
        params = self.info.parse_params(ctx.params)
        work, work_hole = image, hole
        if image.shape[0] * image.shape[1] > _LARGEST:
            share = math.sqrt(_LARGEST / (image.shape[0] * image.shape[1]))
            work, work_hole = _scaled(image, hole, share)
        painted, steps = _solved(work, work_hole, params, ctx)
        filled = _with_detail(image, hole, painted, steps)
        if steps.any():
            ctx.on_copied(ctx.wanted_in(hole))
        ctx.report(1, filled)
        return filled


def _solved(
    image: FloatPixels, hole: Flags, params: Mapping[str, ParamValue], ctx: RunContext
) -> tuple[FloatPixels, Indices]:
    """See `_Run.solve`. Raises what `fill` does."""
    adapting = int(params["adapt"]) > 0
    loaded = onnx_run.network(WEIGHTS, ctx.threads) if ctx.device == "cpu" and not adapting else None
    if loaded is not None:
        found = _Run(ByOnnx(loaded, ctx), image, hole, params, ctx).solve()
        ctx.on_device("cpu")
        return found
    if adapting and not onnx_run.has_torch():
        raise StudioError("adapting-needs-torch")
    onnx_run.require_torch(WEIGHTS)
    module = shipped.load_network(WEIGHTS, "autoencoder").module

    def compute(device: torch.device) -> tuple[FloatPixels, Indices]:
        network = ByTorch(neural.placed(module, device), ctx)  # type: ignore[arg-type]
        return _Run(network, image, hole, params, ctx).solve()

    return neural.on_device(ctx, compute)


class _Run:
    """One running fill, at the scale at which it is computed."""

    def __init__(
        self,
        network: ByOnnx | ByTorch,
        image: FloatPixels,
        hole: Flags,
        params: Mapping[str, ParamValue],
        ctx: RunContext,
    ) -> None:
        self._network = network
        self._image, self._hole, self._params, self._ctx = image, hole, params, ctx
        self._done, self._total = 0.0, 1.0

    def solve(self) -> tuple[FloatPixels, Indices]:
        """The painted picture, float32 (H, W, 3), and where each pixel was copied from.

        The latter is int64 (H, W, 2): the offset (y, x), 0 for pixels that were not copied.
        """
        matched = self._params["detail"] == "matched"
        adapting = int(self._params["adapt"]) * _ADAPT_STEP
        self._total = adapting + (1 if matched else _RINGS)
        if adapting:
            self._adapt(adapting)
        found = self._matched() if matched else None
        return self._predicted() if found is None else found

    def _advance(self, preview: Callable[[], FloatPixels] | None, work: float) -> None:
        """Report that more `work` is done, with a preview."""
        self._done += work
        self._ctx.report(min(self._done / self._total, 1.0) * 0.99, preview)

    def _adapt(self, share: float) -> None:
        """Fit the network to the photo, if that improves it; counts as `share` of the work."""
        assert isinstance(self._network, ByTorch)
        level = CellLevel(self._image, self._hole)
        begun = self._done

        def on_progress(fraction: float) -> None:
            self._done = begun + fraction * share
            self._advance(None, 0.0)

        better = self._network.adapted(level.picture, level.mask, int(self._params["adapt"]), on_progress)
        if better is None:
            self._ctx.note(NOT_ADAPTED)
        else:
            self._network = better

    def _matched(self) -> tuple[FloatPixels, Indices] | None:
        """Filled with copied patches; None if there is nothing to copy from."""
        hole = self._hole
        finest = Scale(with_texture(self._image, hole, _TEXTURE), hole, hole, np.ones_like(hole))
        if not has_sources(finest, _RADIUS):
            return None
        pyramid = scales(finest, _RADIUS)
        effort = _EFFORTS[str(self._params["quality"])]
        areas = [int(np.count_nonzero(scale.wanted)) for scale in pyramid]
        rounds = [effort.last_rounds] + [effort.rounds] * (len(pyramid) - 1)
        self._total += sum(area * count for area, count in zip(areas, rounds, strict=True)) / areas[0]
        guides = self._guides(pyramid)
        with closing(self._solver()) as solver:
            before: tuple[PatchLevel, Field] | None = None
            for index in range(len(pyramid) - 1, -1, -1):
                level = prepare(pyramid[index], _RADIUS)
                level.guide = guides.get(index)
                sharp = sharpness(index)
                measure = partial(Measure, self._network, hole=level.wanted, check=self._ctx.check)
                if before is None:
                    _start(level)
                    field = solver.begin(level, measure, sharp)
                else:
                    field = solver.carry_on(*before, level, measure, sharp)
                pull = _PULL / 2 ** (len(pyramid) - 1 - index)
                for _ in range(rounds[index]):
                    solver.improve(level, field, effort.sweeps, effort.samples, sharp, pull)
                    self._advance(level.image, areas[index] / areas[0])
                before = level, field
            solver.blend(level, field, SHARP_LAST)
        inner = (slice(_RADIUS, -_RADIUS),) * 2
        source = np.stack([field.y[inner], field.x[inner]], -1).astype(np.int64) - _RADIUS
        steps = np.where(hole[..., None], source - np.moveaxis(np.indices(hole.shape), 0, -1), 0)
        return level.image(), steps

    def _solver(self) -> CodeSolver:
        from .match import CodeSolver

        nearness = _NEARNESS + _NEARNESS_RISE * float(self._hole.mean())
        coherence = 1 / (1 + float(self._params["coherence"]))
        rng = np.random.default_rng(self._ctx.seed)
        return CodeSolver(self._ctx.threads, self._ctx.check, rng, nearness, coherence)

    def _guides(self, pyramid: list[Scale]) -> dict[int, Floats]:
        """The network's prediction at each coarse scale: the padded picture in 0..255."""
        last = len(pyramid) - 1
        wide = [
            2 * float(cv2.distanceTransform(each.wanted.view(np.uint8), cv2.DIST_L2, 5).max())
            for each in pyramid
        ]
        at = max((i for i, each in enumerate(wide) if each >= _INFERRED), default=0)
        picture = pyramid[at].picture[..., :3] / np.float32(255)
        inferred = self._inferred(picture, pyramid[at].hole)
        found = {}
        for index in range(at, last + 1):
            height, width = pyramid[index].hole.shape
            small = cv2.resize(inferred, (width, height), interpolation=cv2.INTER_AREA)
            levels = small * np.float32(255)
            found[index] = np.asarray(
                cv2.copyMakeBorder(levels, *(_RADIUS,) * 4, cv2.BORDER_REFLECT_101), np.float32
            )
        return found

    def _inferred(self, image: FloatPixels, hole: Flags) -> FloatPixels:
        """The picture with the hole predicted in one step."""
        level = CellLevel(image, hole)
        level.put(self._network.predicted(level.picture, level.mask))
        return level.image()

    def _predicted(self) -> tuple[FloatPixels, Indices]:
        """Filled with predicted codes, in steps inwards that each see what was painted before."""
        level = CellLevel(self._image, self._hole)
        deepest = int(level.depth.max())
        thick = max(1, -(-deepest // _RINGS))
        hidden = level.mask
        for outermost in range(1, deepest + 1, thick):
            level.put(self._network.predicted(level.picture, hidden))
            hidden = level.hidden(level.depth >= outermost + thick)
            self._advance(level.image, 1.0)
        return level.image(), np.zeros((*self._hole.shape, 2), np.int64)


def _scaled(image: FloatPixels, hole: Flags, share: float) -> tuple[FloatPixels, Flags]:
    """Both at `share` of the size; a pixel is known if all pixels that it covers are."""
    size = max(1, round(hole.shape[0] * share)), max(1, round(hole.shape[1] * share))
    means, known = known_means(image, hole, size)
    return np.clip(means, 0, 1), known < 0.999


def _start(level: PatchLevel) -> None:
    """Let a level start from its guide, with the roughness of its surroundings."""
    unknown = level.wanted > 0
    assert level.guide is not None
    level.picture[unknown, :3] = level.guide[unknown]
    level.picture[unknown, 3] = _spread(level.picture[..., 3], unknown)[unknown]


def _spread(values: Floats, unknown: Flags) -> Floats:
    """Values (H, W), with the unknown ones replaced by wide means of the known ones."""
    known = (~unknown).astype(np.float32)
    width = float(cv2.distanceTransform(unknown.astype(np.uint8), cv2.DIST_L2, 5).max()) + 1
    share = np.maximum(cv2.GaussianBlur(known, (0, 0), width), np.float32(1e-6))
    return np.asarray(cv2.GaussianBlur(values * known, (0, 0), width) / share, np.float32)


def _with_detail(image: FloatPixels, hole: Flags, painted: FloatPixels, steps: Indices) -> FloatPixels:
    """The painted picture plus what it lacks at the places it was copied from: fine grain, or all fine
    detail if the picture was scaled down. Outside the hole it is `image`."""
    height, width = hole.shape
    ratio = (height / painted.shape[0], width / painted.shape[1])
    if painted.shape[:2] != hole.shape:
        large = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
        painted = np.asarray(large, np.float32)
        planes = [cv2.resize(steps[..., axis].astype(np.float32), (width, height),
                             interpolation=cv2.INTER_NEAREST) for axis in (0, 1)]  # fmt: skip
        steps = np.stack([np.rint(plane * ratio[axis]) for axis, plane in enumerate(planes)], -1).astype(int)
    y, x = np.nonzero(hole)
    step = steps[y, x]
    from_y, from_x = np.clip(y + step[:, 0], 0, height - 1), np.clip(x + step[:, 1], 0, width - 1)
    lacking = image[from_y, from_x] - painted[from_y, from_x]
    lacking[hole[from_y, from_x]] = 0
    filled = image.copy()
    filled[y, x] = np.clip(painted[y, x] + lacking, 0, 1)
    np.nan_to_num(filled, copy=False, posinf=1, neginf=0)
    return filled


ENGINE = AutoencoderEngine()
