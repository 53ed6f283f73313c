"""`autoencoder`: infers what belongs in the hole from what it learned, and paints it with the photo's own.

A network that was trained without labels tells the features of the hole from those around it, from the
border inwards and from coarse to fine. Either they are painted as they are ("predicted", soft), or each
is first replaced by the most similar one of the known part ("matched", sharp; see `autoencoder_match`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ..core.geometry import Rect, Size
from ..weights import shipped
from . import neural
from .base import EngineInfo, Param, ParamValue, RunContext, Suitability

if TYPE_CHECKING:
    import torch

    from ..nets.autoencoder import Autoencoder
    from .autoencoder_level import Level
    from .autoencoder_match import Matcher

WEIGHTS = "autoencoder"

_SMALLEST_MARGIN = 64  # px
_LARGEST_MARGIN = 512
_LARGEST = 1_000_000  # pixels of a crop: larger ones are scaled down, and their detail brought back
_COARSEST = 28  # px: the hole's diameter at the coarsest scale
_SMALLEST = 96  # px: a picture is not halved below this
_RINGS = 6  # steps inwards of a prediction
_FEW = 0.02  # the known share of a crop below which the network has nothing to go by
_ADAPT_STEP = 4.0  # the time of an adaptation step, in rounds at the finest scale of a small hole

_EFFORTS = {"draft": (2, 1), "normal": (8, 4), "best": (12, 8)}
"""Rounds at the coarse scales and at the finest."""

NOT_ADAPTED = "The autoencoder was not adapted to this photo: that would not have made its fills better."

_PARAMS = (
    Param(
        "detail", "choice", "matched", "Detail",
        "matched: what is inferred is replaced by the most similar parts of the photo; predicted: it is "
        "painted as it is, which is softer.",
        choices=("matched", "predicted"),
    ),
    Param(
        "quality", "choice", "normal", "Quality", "How often to go over the fill.",
        choices=("draft", "normal", "best"),
    ),
    Param(
        "adapt", "int", 0, "Adapt to the photo",
        "So many steps of training on the intact part of the photo first; the result is used only if it "
        "restores parts held out from it better.",
        minimum=0, maximum=500, step=10, unit="steps",
    ),
    Param(
        "context", "float", 1.0, "Search area",
        "How much around the hole to look at, as a multiple of the hole's size.",
        minimum=0.25, maximum=4.0, step=0.25, unit="x",
    ),
    Param(
        "coherence", "float", 0.16, "Keep parts whole",
        "How much worse a part may fit so that it goes on with its neighbour: more gives larger pieces.",
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
        label="Autoencoder",
        summary="Infers what belongs in the hole from what it learned of many photos.",
        family="autoencoder",
        margin=_margin,
        params=_PARAMS,
        suitability=Suitability(),
        stochastic=True,
        uses_gpu=True,
        weights=(WEIGHTS,),
        colour="srgb",
        best_for="Objects on textured ground; holes whose surroundings tell what belongs in them.",
        limits="Learned on few photos: no faces, no lettering, nothing that the photo has only once.",
        papers=(
            "Pathak et al.: Context Encoders: Feature Learning by Inpainting. CVPR 2016",
            "Yan et al.: Shift-Net: Image Inpainting via Deep Feature Rearrangement. ECCV 2018",
            "Song et al.: Contextual-Based Image Inpainting: Infer, Match, and Translate. ECCV 2018",
            "Oh et al.: Onion-Peel Networks for Deep Video Completion. ICCV 2019",
        ),
        requires=("torch", "safetensors"),
        quick_params={"quality": "draft", "adapt": 0},
    )

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        """See `Engine.fill`. Raises StudioError "weights-missing" or "weights-broken"."""
        ctx.report(0)
        if np.count_nonzero(~hole) < max(16.0, _FEW * hole.size):
            return _smooth(image, hole, ctx)
        params = self.info.parse_params(ctx.params)
        work, work_hole = image, hole
        if image.shape[0] * image.shape[1] > _LARGEST:
            share = math.sqrt(_LARGEST / (image.shape[0] * image.shape[1]))
            work, work_hole = _scaled(image, hole, share)
        network = shipped.load_network(WEIGHTS, "autoencoder").module

        def compute(device: torch.device) -> tuple[np.ndarray, np.ndarray]:
            return _Run(network, work, work_hole, params, ctx, device).solve()  # type: ignore[arg-type]

        painted, steps = neural.on_device(ctx, compute)
        filled = _with_detail(image, hole, painted, steps)
        ctx.report(1, filled)
        return filled


class _Run:
    """One fill under way on one device, at the scale at which it is computed."""

    def __init__(
        self,
        network: Autoencoder,
        image: np.ndarray,
        hole: np.ndarray,
        params: Mapping[str, ParamValue],
        ctx: RunContext,
        device: torch.device,
    ) -> None:
        self._network = neural.placed(network, device)
        self._image, self._hole, self._params, self._ctx = image, hole, params, ctx
        self._dice = neural.seeded(ctx)
        self._done, self._total = 0.0, 1.0

    def solve(self) -> tuple[np.ndarray, np.ndarray]:
        """The whole picture as it was painted, float32 (H, W, 3), and from where each pixel was copied.

        The latter is int64 (H, W, 2): the step (y, x), 0 for pixels that are not copied.
        """
        import torch

        pyramid = _pyramid(self._image, self._hole)
        rounds = self._rounds(len(pyramid))
        matched = self._params["detail"] == "matched"
        adapting = int(self._params["adapt"]) * _ADAPT_STEP
        self._total = adapting + (sum(rounds) + 1 if matched else _RINGS)
        if adapting:
            self._adapt(adapting)
        with torch.inference_mode(), neural.cancellable(self._network, self._ctx):
            if matched:
                found = self._matched(pyramid, rounds)
                if found is not None:
                    return found
            return self._predicted()

    def _rounds(self, levels: int) -> list[int]:
        """How often each level is gone over, the coarsest first."""
        coarse, fine = _EFFORTS[str(self._params["quality"])]
        return [coarse] * (levels - 1) + [fine]

    def _tell(self, level: Level | None, more: float) -> None:
        """Report that so much more of the work is done, with the level's picture."""
        self._done += more
        preview = level.image if level is not None else None
        self._ctx.report(min(self._done / self._total, 1.0) * 0.99, preview)

    def _adapt(self, share: float) -> None:
        """Fit the network to the photo, if that makes it better; counts as `share` of the work."""
        from .autoencoder_adapt import adapted
        from .autoencoder_level import Level

        level = Level(self._network, self._image, self._hole, self._ctx.check)
        begun = self._done

        def told(fraction: float) -> None:
            self._done = begun + fraction * share
            self._tell(None, 0.0)

        with neural.cancellable(self._network, self._ctx):
            better = adapted(
                self._network, level.picture, level.mask, int(self._params["adapt"]), self._dice, told
            )
        if better is None:
            self._ctx.note(NOT_ADAPTED)
        else:
            self._network = better

    def _matched(
        self, pyramid: list[tuple[np.ndarray, np.ndarray]], rounds: list[int]
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Filled with copied codes; None if there is nothing to copy from."""
        from .autoencoder_level import Level
        from .autoencoder_match import Matcher, Matching

        how = Matching(coherent=1 / (1 + float(self._params["coherence"])))
        coarse: Matcher | None = None
        for number, (image, hole) in enumerate(reversed(pyramid)):
            level = Level(self._network, image, hole, self._ctx.check)
            level.look_for_sources()
            if not len(level.sources):
                self._done += rounds[number]
                continue
            matcher = Matcher(level, how, self._dice)
            if coarse is None:
                begun = self._done

                def told(fraction: float, level: Level = level, begun: float = begun) -> None:
                    self._done = begun + fraction
                    self._tell(level, 0.0)

                matcher.begin(told)
            else:
                matcher.carry(coarse)
            for left in range(rounds[number] - 1, -1, -1):
                matcher.improve(last=left == 0)
                self._tell(level, 1.0)
            coarse = matcher
        if coarse is None or coarse.level.height != self._image.shape[0]:
            return None
        painted = coarse.level.inner(coarse.painted())
        return neural.to_image(painted), coarse.shifts().cpu().numpy()

    def _predicted(self) -> tuple[np.ndarray, np.ndarray]:
        """Filled with inferred codes, in some steps inwards: each looks at what was painted before."""
        from .autoencoder_level import Level

        level = Level(self._network, self._image, self._hole, self._ctx.check)
        deepest = int(level.depth.max())
        thick = max(1, -(-deepest // _RINGS))
        hidden = level.mask
        for outermost in range(1, deepest + 1, thick):
            code, _ = self._network.predicted(level.picture, hidden)
            level.put(self._network.decoder(code))
            hidden = level.hidden(level.depth >= outermost + thick)
            self._tell(level, 1.0)
        return level.image(), np.zeros((*self._hole.shape, 2), np.int64)


def _scaled(image: np.ndarray, hole: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Both at `share` of the size; a pixel is known where all of what it stands for is."""
    size = max(1, round(hole.shape[1] * share)), max(1, round(hole.shape[0] * share))
    known = (~hole).astype(np.float32)
    weight = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(image * known[..., None], size, interpolation=cv2.INTER_AREA)
    mean = sums / np.maximum(weight, 1e-6)[..., None]
    return np.asarray(np.clip(mean, 0, 1), np.float32), np.asarray(weight < 0.999)


def _pyramid(image: np.ndarray, hole: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The picture and hole, and ever halved, until the hole is no wider than the network sees at once."""
    levels = [(image, hole)]
    padded = np.pad(hole, 1).astype(np.uint8)
    diameter = 2 * float(cv2.distanceTransform(padded, cv2.DIST_L2, 5).max())
    while diameter > _COARSEST and min(levels[-1][1].shape) >= _SMALLEST:
        levels.append(_scaled(*levels[-1], 0.5))
        diameter /= 2
    return levels


def _with_detail(image: np.ndarray, hole: np.ndarray, painted: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """What was painted, with what it lacks where it was copied from: fine grain, or all fine detail if
    the picture was scaled down. Outside the hole `image` itself."""
    height, width = hole.shape
    ratio = (height / painted.shape[0], width / painted.shape[1])
    if painted.shape[:2] != hole.shape:
        painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
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


def _smooth(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    """Diffusion, where nearly nothing is known."""
    from .diffusion import NAVIER_STOKES

    return NAVIER_STOKES.fill(
        image, hole, RunContext(is_cancelled=ctx.is_cancelled, on_progress=ctx.on_progress)
    )


ENGINE = AutoencoderEngine()
