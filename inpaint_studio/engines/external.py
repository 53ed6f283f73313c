"""Third-party models: every card is an engine named after it, which runs in a process of its own.

A model sees a crop with the context that it wants, at a size that it takes. If that had to be scaled down,
fine detail comes from the photo itself (see `guided`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from ..core.arrays import Flags, FloatPixels
from ..core.coverage import bounds
from ..core.errors import Note, StudioError
from ..core.geometry import Rect, Size
from ..weights import fitting, store
from ..weights.cards import catalog
from ..weights.cards.card import Card, Contract
from ..weights.contract import finish, prepare, suspicion
from ..weights.process.warm import MODELS, Wanted
from . import guided
from .base import Engine, EngineInfo, Param, ParamValue, RunContext
from .exemplar.engine import ENGINE as EXEMPLAR
from .exemplar.guide import Guide, belief_param
from .neural import NO_GPU_MEMORY

WRONG_CARD = Note("card-suspect")

_SHARP = 0.9  # scaling down to this loses no visible detail
_COARSE_SHARE = 0.4  # of the progress, if details follow
_MOST_RUNS = 16  # of a model for one crop
_MOST_COMPONENTS = 256
_LEAST_KNOWN = 0.5  # of the known pixels near a hole that growing it must leave


@dataclass(frozen=True, eq=False)
class Group:
    """Holes that a model fills in one run: `inside` bool (H, W) of the crop, `rect` the part that it sees."""

    inside: Flags
    rect: Rect
    scale: float

    @property
    def reduced(self) -> bool:
        return self.scale < _SHARP


class External:
    """The model of one card; see the module."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.info = _info(card)

    def reason_missing(self) -> str:
        """See `Installable`."""
        return store.reason_unusable(self.card)

    def digest(self) -> str:
        """See `Installable`."""
        return store.installed(self.card.name).sha256

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        """See `Engine.fill`. Raises StudioError "model-…" and "out-of-memory"."""
        ctx.report(0)
        params = self.info.parse_params(ctx.params)
        wanted = ctx.wanted_in(hole)
        result: FloatPixels = np.nan_to_num(image, posinf=1, neginf=0)
        if not wanted.any():
            ctx.report(1, result)
            return result
        found = groups(self.card.contract, hole, wanted)
        reduced = [group for group in found if group.reduced] if params["detail"] == "guided" else []
        share = (_COARSE_SHARE if reduced else 1.0) / len(found)
        for number, group in enumerate(found):
            painted = self._painted(image, hole, group, int(params["grow"]), ctx, (number * share, share))
            inside = group.inside[group.rect.slices]
            result[group.rect.slices][inside] = painted[inside]
        if not reduced:
            ctx.report(1, result)
            return result
        ctx.report(_COARSE_SHARE, result)
        # the other groups already have their detail
        among = np.logical_or.reduce([group.inside for group in reduced])
        scale = min(group.scale for group in reduced)
        guide = Guide(_coarse(result, hole, wanted), scale, float(params["belief"]))
        finer = guided.guided(image, hole, guide, replace(ctx, wanted=among), begun=_COARSE_SHARE)
        result[among] = finer[among]
        return result

    def _painted(
        self,
        image: FloatPixels,
        hole: Flags,
        group: Group,
        grow: int,
        ctx: RunContext,
        progress: tuple[float, float],
    ) -> FloatPixels:
        """The model's output for the part of the crop that it sees: float32 (h, w, 3) in [0, 1]."""
        found = store.installed(self.card.name)
        contract = found.card.contract
        here = group.rect.slices
        unknown = grown(hole[here], grow)
        picture: FloatPixels = np.nan_to_num(image[here], posinf=1, neginf=0)
        # the values in the hole must not matter, whatever the model does with them
        seen = np.where(unknown[..., None], picture[~unknown].mean(0), picture).astype(np.float32)
        prepared = prepare(contract, seen, unknown, ctx.seed)
        begun, share = progress
        expected = MODELS.seconds(self.card.name)
        start = time.monotonic()

        def waiting(_: float) -> None:
            # a run reports no progress: it takes about as long as the last one
            seconds = time.monotonic() - start
            ctx.report(begun + share * seconds / (seconds + expected))

        ran = MODELS.run(
            Wanted(
                name=self.card.name,
                format=found.card.format,
                architecture=found.card.architecture,
                path=str(found.path),
                sha256=found.sha256,
                threads=ctx.threads,
                device=ctx.device,
            ),
            prepared.inputs,
            seed=ctx.seed,
            waiting=waiting,
        )
        if ran.fell_back:
            ctx.note(NO_GPU_MEMORY)
        ctx.on_device(ran.device)
        whole = finish(
            contract, prepared, ran.outputs if contract.output.name else list(ran.outputs.values())
        )
        if suspicion(contract, seen, unknown, whole, scale=prepared.fit.scale) is not None:
            ctx.note(WRONG_CARD)
        return whole


def engines(name: str | None = None) -> Mapping[str, Engine]:
    """The engine of every card, or only of `name`; empty if the cards cannot be read."""
    try:
        cards = catalog.catalogue().cards if name is None else catalog.cards_named(name)
    except StudioError:  # an incomplete installation: the other engines still run
        return {}
    return {name: _engine(card) for name, card in cards.items()}


def groups(contract: Contract, hole: Flags, wanted: Flags) -> list[Group]:
    """The holes to fill in one run each, so that the model sees as much as possible at full size.

    Holes share a run if that scales nothing down; if that would be too many runs, all share one.
    """
    whole = _group(contract, hole, wanted, bounds(wanted.view(np.uint8)))
    if whole.scale >= 1:
        return [whole]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(wanted.astype(np.uint8), connectivity=8)
    if count == 2 or count > _MOST_COMPONENTS:
        return [whole]
    rects: list[tuple[Rect, list[int]]] = []
    for label in range(1, count):
        rect = Rect(*(int(one) for one in stats[label][:4]))
        for index, (other, members) in enumerate(rects):
            if _seen(contract, other | rect, hole)[1] >= 1:
                rects[index] = (other | rect, [*members, label])
                break
        else:
            rects.append((rect, [label]))
    if len(rects) > _MOST_RUNS:
        return [whole]
    return [_group(contract, hole, np.isin(labels, members), rect) for rect, members in rects]


def grown(hole: Flags, distance: int) -> Flags:
    """The hole grown by `distance` pixels, bool (H, W); by less if that would leave too little known."""
    known = np.count_nonzero(~hole)
    while distance > 0:
        side = 2 * distance + 1
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        larger = cv2.dilate(np.ascontiguousarray(hole).view(np.uint8), disc).view(bool)
        if np.count_nonzero(~larger) >= _LEAST_KNOWN * known:
            return larger
        distance //= 2
    return hole


@lru_cache(maxsize=256)
def _engine(card: Card) -> External:
    return External(card)


def _info(card: Card) -> EngineInfo:
    contract = card.contract

    def margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
        """What the model sees, or what patches may be copied from, whichever is more."""
        own = max(1, fitting.margin(contract, hole.width, hole.height))
        around = hole.grown(own) & Rect.of(photo)
        if params["detail"] == "off" or _scale(contract, around) >= _SHARP:
            return own
        return max(own, EXEMPLAR.info.margin(hole, photo, EXEMPLAR.info.parse_params({})))

    return EngineInfo(
        name=card.name,
        label=card.label,
        summary="A third-party model, run in a process of its own.",
        family="external",
        margin=margin,
        params=(
            Param(
                "detail", "choice", "guided", "Fine detail",
                "guided: where the crop had to be scaled down for the model, copied from elsewhere in the "
                "photo to match what the model painted; off: the model alone.",
                choices=("guided", "off"),
            ),
            belief_param(
                "Follow the model",
                "How far to trust the model, with guided detail, where the surroundings say otherwise: 0 "
                "ignores what it painted, 1 follows it.",
            ),
            Param(
                "grow", "int", min(contract.grow, 64), "Hide a rim",
                "How many pixels around the hole to hide from the model, so that it does not paint remains "
                "of the object again. They stay unchanged in the photo.",
                minimum=0, maximum=64, unit="px", advanced=True,
            ),
        ),
        stochastic=bool(contract.noise) or card.architecture in ("fourier", "separable"),
        uses_gpu=True,
        own_process=True,
        colour="srgb",
        best_for=card.best_for,
        limits=card.limits,
        quick_params={"detail": "off", "grow": 0},
    )  # fmt: skip


def _group(contract: Contract, hole: Flags, inside: Flags, rect: Rect) -> Group:
    around, scale = _seen(contract, rect, hole)
    if hole[around.slices].all():  # the known pixels are farther away
        around = Rect(0, 0, hole.shape[1], hole.shape[0])
        scale = _scale(contract, around)
    return Group(inside, around, scale)


def _seen(contract: Contract, rect: Rect, hole: Flags) -> tuple[Rect, float]:
    """The part of the crop that a model sees to fill `rect`, and its scale."""
    margin = max(1, fitting.margin(contract, rect.width, rect.height))
    around = rect.grown(margin) & Rect(0, 0, hole.shape[1], hole.shape[0])
    return around, _scale(contract, around)


def _scale(contract: Contract, around: Rect) -> float:
    return fitting.plan(contract.size, around.height, around.width).scale


def _coarse(result: FloatPixels, hole: Flags, wanted: Flags) -> FloatPixels:
    """What was painted, with the mean of the known pixels where a hole is filled by another crop."""
    rest = hole & ~wanted
    if not rest.any():
        return result
    coarse = result.copy()
    coarse[rest] = result[~hole].mean(0)
    return coarse
