"""Several engines on the same hole: their fills, their times and, with the truth, their scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..core.arrays import Bytes, Flags
from ..core.depth import eight_bit_rgb
from ..core.errors import Cancelled, StudioError
from ..core.mask import Mask
from ..core.photo import Photo
from ..engines.base import Chooser
from ..engines.pipeline import run as pipeline
from ..engines.registry import REGISTRY, Registry
from ..engines.request import Fill
from ..jobs.failures import studio_error
from ..jobs.files import FillSettings, laid_over, request_for
from ..jobs.warm_up import warm
from . import metrics

Scorer = Callable[[Bytes, Bytes, Flags], Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Contestant:
    """The outcome of one engine: `photo` and `fill`, or the `error`."""

    engine: str
    photo: Photo | None = None
    fill: Fill | None = None
    error: StudioError | None = None
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return 0.0 if self.fill is None else self.fill.seconds


def contest(
    photo: Photo,
    mask: Mask,
    engines: Sequence[str],
    settings: FillSettings,
    *,
    truth: Photo | None = None,
    scorer: Scorer = metrics.scores,
    on_progress: Callable[[float, object], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    registry: Registry = REGISTRY,
) -> Iterator[Contestant]:
    """Fill `mask` (as read; the settings edit it) with each engine; a failure does not stop the others.

    With `truth`, a photo of the same size, `scorer(truth, result, hole)` scores each fill. Raises
    StudioError "mask-size" or "truth-size", and `Cancelled`.
    """
    if truth is not None and truth.size != photo.size:
        raise StudioError("truth-size", truth=str(truth.size), photo=str(photo.size))
    for number, engine in enumerate(engines):

        def advance(fraction: float, preview: object, number: int = number) -> None:
            if on_progress is not None:
                on_progress((number + fraction) / len(engines), preview)

        request = request_for(photo, mask, replace(settings, engine=engine), registry)
        try:
            fill = pipeline.run(request, on_progress=advance, is_cancelled=is_cancelled, registry=registry)
        except Cancelled:
            raise
        except Exception as error:  # an engine may be third-party code
            if isinstance(error, StudioError) and error.code in ("mask-size", "mask-full"):
                raise
            yield Contestant(engine, error=studio_error(error))
            continue
        filled = laid_over(photo, fill)
        scores: Mapping[str, float] = {}
        if truth is not None and fill.patches:
            scores = scorer(comparable(truth), comparable(filled), request.mask.hole)
        yield Contestant(engine, filled, fill, scores=scores)


def warm_up(engines: Sequence[str], registry: Registry = REGISTRY) -> float:
    """Run each engine once on a tiny hole, so that compilation is not timed; returns the seconds."""
    start = time.perf_counter()
    names = list(engines)
    if any(isinstance(registry.get(name), Chooser) for name in engines):
        # it may choose any of the others
        names += [entry.name for entry in registry.entries() if entry.available]
    warm(list(dict.fromkeys(names)), registry)
    return time.perf_counter() - start


def comparable(photo: Photo) -> Bytes:
    """The pixels as (H, W, 3) uint8, on which scores are defined."""
    return eight_bit_rgb(photo.pixels)


def without(truth: Photo, hole: Flags) -> Photo:
    """The photo with its mean colour in the hole, bool (H, W), so that no engine can see the answer."""
    pixels = np.array(truth.pixels)
    if hole.any() and not hole.all():
        pixels[hole] = np.rint(pixels[~hole].mean(axis=0)).astype(pixels.dtype)
    return Photo(pixels)
