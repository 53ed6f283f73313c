"""Which engine suits this photo? The hole's shape is moved to intact places, where the truth is known.

The engines' fills are scored against the truth at these places, and the engines are ranked by how often
each is better than another. Only crops are filled, so a photo of 50 megapixels takes no longer than a small
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.arrays import Bytes
from ..core.errors import StudioError
from ..core.geometry import Rect
from ..core.mask import Mask
from ..core.photo import Photo
from ..core.reconstruct import JoinOptions
from ..engines.request import Fill, FillRequest
from . import metrics
from .contest import comparable
from .perceptual import Measure
from .places import Probe
from .summary import Row


@dataclass(frozen=True, eq=False)
class ProbeTrial:
    """One engine at one place: the request to run."""

    place: int
    request: FillRequest


def trials(
    probe: Probe,
    devices: Mapping[str, str],
    *,
    join: JoinOptions = JoinOptions(),
    threads: int | None = None,
) -> list[ProbeTrial]:
    """The trials: each engine (with its device) at each place, place after place.

    In this order early results are comparable.
    """
    found = []
    for number, place in enumerate(probe.places):
        question = place.question
        seed = int(np.random.SeedSequence([0, number]).generate_state(1)[0])
        for engine, device in devices.items():
            request = FillRequest(
                question, place.mask, engine, {}, seed, join=join, device=device, threads=threads
            )
            found.append(ProbeTrial(number, request))
    return found


def scored(probe: Probe, trial: ProbeTrial, fill: Fill, measure: Measure | None = None) -> Row:
    """How close a fill is to the truth: `hole_psnr`, `ssim`, `texture` and, if measured, `stlpips`.

    All are measured around the shape. By the first two alone, a blur would beat texture that is slightly
    misplaced. `measure` is that of `perceptual.load`.
    """
    place = probe.places[trial.place]
    bounds = Mask.from_array(place.hole).bounds
    near = (bounds.grown(8) & Rect.of(place.truth.size)).slices
    truth = comparable(place.truth)[near]
    filled = comparable(Photo(fill.apply(trial.request.photo)))[near]
    hole = place.hole[near]
    result = np.where(hole[..., None], filled, truth)
    scores = {
        "hole_psnr": metrics.psnr(truth, result, hole),
        "ssim": metrics.ssim(truth, result),
    }
    if metrics.texture(truth, truth, hole) == 1:  # otherwise there is hardly any texture
        scores["texture"] = metrics.texture(truth, result, hole)
    if measure is not None:
        scores["stlpips"] = measure(*(_at_least(picture, 64) for picture in (truth, result)))
    share = float(place.hole.mean())
    return Row(str(trial.place), trial.request.engine, share, fill.seconds, scores)


def failure(trial: ProbeTrial, error: StudioError) -> Row:
    """The row of a failed trial."""
    return Row(str(trial.place), trial.request.engine, 0.0, error=str(error))


def _at_least(picture: Bytes, side: int) -> Bytes:
    """Padded to at least `side` px, which the network needs."""
    missing = [max(0, side - length) for length in picture.shape[:2]]
    return np.pad(picture, ((0, missing[0]), (0, missing[1]), (0, 0)), "edge")
