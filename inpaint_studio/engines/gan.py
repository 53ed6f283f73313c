"""`gan`: a generator that we trained against a discriminator paints what could be in the hole.

It sees the hole with its surroundings at the scale that it was trained for, and noise: different seeds
give different fills. A network that was trained on whole scenes draws their plan, so a hole of any width is
shown to it with its surroundings in one small picture. What it paints too coarsely guides the copying of
detail from the photo (see `guided`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.arrays import Flags, FloatPixels
from ..core.coverage import bounds
from ..core.geometry import Rect, Size
from ..weights import shipped
from ..weights.onnx.export import noise_of
from ..weights.onnx.noise import drawn
from . import guided, onnx_run
from .base import Cost, EngineInfo, Grade, Param, ParamValue, RunContext, Suitability
from .exemplar.engine import ENGINE as EXEMPLAR
from .exemplar.guide import Guide, belief_param
from .guided import Small

_WEIGHTS = "gan"
_LONGEST = 5 / 2  # of the longest side in training: the longest picture that the network is shown
_LONGEST_PLAN = 3 / 2  # the same for a network that draws plans
_DETAIL = 1 / 4  # of the scale that it paints at: what is finer is its own softness or ripples
_MOST = 512  # px: its upper limit
_WIDEST = 3 / 8  # of that length: the largest circle in a hole, unless the network draws plans
_USUAL = 448  # px: the longest side in training, if the weights do not say
_LEAST = 64  # px: the smallest picture that the network is shown
_LEAST_MARGIN = 96
_BELIEF = 0.4  # in a generator with as little training as the one that ships
_COARSE_SHARE = 0.3  # of the progress, if details follow

_PARAMS = (
    Param(
        "detail", "choice", "auto", "Fine detail",
        "guided: copied from elsewhere in the photo, where it matches what the network painted; followed: "
        "the same, trusting the network fully; off: painted by the network alone; auto: guided if the area "
        "is larger than what the network was trained on.",
        choices=("auto", "guided", "followed", "off"),
    ),
    belief_param(
        "Follow the network",
        "How far to trust the network, with guided detail, where the surroundings say otherwise: 0 ignores "
        "what it painted, 1 follows it.",
        _BELIEF,
    ),
    Param(
        "context", "float", 0.6, "Surroundings",
        "How far around the hole the network looks, as a multiple of the hole's size.",
        minimum=0.25, maximum=2.0, step=0.05, unit="x", advanced=True,
    ),
)  # fmt: skip


def _context(hole: Rect, params: Mapping[str, ParamValue]) -> int:
    """How far the network sees on each side, in pixels of the photo."""
    return int(max(_LEAST_MARGIN, float(params["context"]) * max(hole.width, hole.height)))


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    """What the network sees, or what patches may be copied from, whichever is more."""
    own = _context(hole, params)
    if params["detail"] == "off":
        return own
    return max(own, EXEMPLAR.info.margin(hole, photo, EXEMPLAR.info.parse_params({})))


class Gan:
    """See the module."""

    info = EngineInfo(
        name="gan",
        label="Invented detail",
        term="GAN",
        summary="Paints something new and plausible, as learned from photos.",
        family="gan",
        margin=_margin,
        params=_PARAMS,
        suitability=Suitability(),
        stochastic=True,
        uses_gpu=True,
        weights=(_WEIGHTS,),
        colour="srgb",
        best_for="Several proposals for one hole: each seed gives a different one.",
        limits="Faces, hands and lettering come out wrong.",
        papers=(
            "Goodfellow et al.: Generative Adversarial Networks. NeurIPS 2014",
            "Suvorov et al.: Resolution-robust Large Mask Inpainting with Fourier Convolutions. WACV 2022",
            "Mao et al.: Mode Seeking Generative Adversarial Networks. CVPR 2019",
        ),
        quick_params={"detail": "off"},
        grades=(Grade({}, Cost(crop=0.6, hole=24, edge=32)),),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        """See `Engine.fill`.

        Raises StudioError "weights-missing", "weights-broken" or "weights-need-torch".
        """
        ctx.report(0)
        params = self.info.parse_params(ctx.params)
        wanted = ctx.wanted_in(hole)
        if not wanted.any():
            ctx.report(1, image)
            return image.copy()
        margin = _context(bounds(wanted.view(np.uint8)), params)
        trained = _trained()
        longest, widest = trained.longest, trained.widest
        part = guided.reduce(image, hole, wanted, margin=margin, widest=widest, longest=longest)
        coarse = guided.enlarge(_painted(part, ctx), part, image, hole)
        large = part.reduced or trained.scenes or max(part.hole.shape) > trained.side
        if params["detail"] == "off" or (params["detail"] == "auto" and not large):
            ctx.report(1, coarse)
            return coarse
        ctx.report(_COARSE_SHARE, coarse)
        belief = 1.0 if params["detail"] == "followed" else float(params["belief"])
        guide = Guide(coarse, part.scale * _DETAIL, belief)
        return guided.guided(image, hole, guide, ctx, begun=_COARSE_SHARE)


ENGINE = Gan()


@dataclass(frozen=True)
class _Trained:
    """What the network was trained on: the longest side of its pictures in pixels, and whether of scenes."""

    side: int
    scenes: bool = False

    @property
    def longest(self) -> int:
        """The longest picture that it is shown, in pixels."""
        return min(_MOST, round((_LONGEST_PLAN if self.scenes else _LONGEST) * self.side))

    @property
    def widest(self) -> float:
        """The largest circle in a hole that it is shown, in pixels."""
        return float(self.longest) if self.scenes else _WIDEST * self.longest


def _trained() -> _Trained:
    config = shipped.about(_WEIGHTS).get("config")
    try:
        side = max(int(side) for side, share in config["resolutions"] if share > 0)  # type: ignore[index]
        return _Trained(side, scenes=float(config.get("least_crop", 0)) > 0)  # type: ignore[union-attr]
    except (AttributeError, TypeError, KeyError, ValueError):  # weights from elsewhere
        return _Trained(_USUAL)


def _painted(part: Small, ctx: RunContext) -> FloatPixels:
    """The network's output for that part: float32 (h, w, 3) in [0, 1]."""
    loaded = onnx_run.network(_WEIGHTS, ctx.threads) if ctx.device == "cpu" else None
    picture = _by_torch(part, ctx) if loaded is None else _by_onnx(loaded, part, ctx)
    height, width = part.hole.shape
    return np.ascontiguousarray(picture[:height, :width])


def _by_onnx(network: onnx_run.OnnxNetwork, part: Small, ctx: RunContext) -> FloatPixels:
    image, hole = guided.padded(part.image, part.hole, network.multiple, _LEAST)
    given = {
        "photo": np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32) * 2 - 1,
        "mask": hole[None, None].astype(np.float32),
    }
    for (name, _, _), values in zip(network.noise, drawn(network.noise, hole.shape, ctx.seed), strict=True):
        given[name] = values
    planes = network.run(given, ctx)
    ctx.on_device("cpu")
    return np.asarray(np.clip((planes[0].transpose(1, 2, 0) + 1) / 2, 0, 1), np.float32)


def _by_torch(part: Small, ctx: RunContext) -> FloatPixels:
    onnx_run.require_torch(_WEIGHTS)
    import torch

    from . import neural

    module = shipped.load_network(_WEIGHTS, "generator").module
    image, hole = guided.padded(part.image, part.hole, int(module.multiple), _LEAST)  # type: ignore[arg-type]
    noise = drawn(noise_of(module), hole.shape, ctx.seed)

    def work(device: torch.device) -> FloatPixels:
        network = neural.placed(module, device)
        given = [neural.to_tensor(image, device), neural.mask_tensor(hole, device)]
        given += [torch.from_numpy(values).to(device) for values in noise]
        with torch.inference_mode(), neural.cancellable(network, ctx):
            return neural.to_image(network(*given))

    return neural.on_device(ctx, work)
