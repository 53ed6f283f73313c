"""The attempts at one crop, and the choice of the best of their fills."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...core.attempts import Attempt, Attempts
from ..base import Preview
from ..registry import Registry
from .plan import CropTask

_Listener = Callable[[float, Preview | None], None]


def of_task(planned: Attempts, task: CropTask) -> Attempts:
    """What to try for one crop, at least one attempt: those `planned` for its engine."""
    name = task.engine.info.name
    own = tuple(one for one in planned if one.engine == name)
    return own or (Attempt(name, task.params),)


def checked(planned: Attempts, registry: Registry) -> Attempts:
    """The attempts with all parameters of their engines. Raises StudioError "engine-…" or "param-…"."""
    return tuple(
        replace(one, params=registry.get(one.engine).info.parse_params(one.params)) for one in planned
    )


def seed_of(seed: int, crop: int, attempt: Attempt) -> int:
    """The seed of an attempt at the crop with that index: uint32."""
    entropy = [seed % 2**63, crop]
    if attempt.variation:
        entropy.append(attempt.variation)
    return int(np.random.SeedSequence(entropy).generate_state(1)[0])


def progress_of(listener: _Listener, number: int, count: int) -> _Listener:
    """What an engine reports to during attempt `number` (from 0) of `count`; the first one is shown."""
    if count == 1:
        return listener
    return lambda fraction, preview: listener((number + fraction) / count, None if number else preview)


@dataclass(frozen=True, eq=False)
class Candidate:
    """The fill of an attempt: joined, float32 (H, W, 3) in [0, 1], and what its engine says of it.

    That is how badly it fits, and which of the task's own pixels were copied (any of those planes).
    """

    pixels: FloatPixels
    misfit: float | None = None
    copied: tuple[Flags, ...] = ()


def best(candidates: Sequence[Candidate], wanted: Flags) -> int:
    """The index of the fill that fits best by what its engine says, or else has the smoothest seam.

    These are errors that show without the truth. The candidates are by one engine and agree outside `wanted`,
    bool (H, W).
    """
    if len(candidates) < 2:
        return 0
    misfits = [one.misfit for one in candidates if one.misfit is not None and not math.isnan(one.misfit)]
    if len(misfits) < len(candidates):
        misfits = [_seam(one.pixels, wanted) for one in candidates]
    return int(np.argmin(misfits))


def _seam(filled: FloatPixels, wanted: Flags) -> float:
    """The mean Laplacian of the pixels on both sides of the border of the hole, in colours of [0, 1]."""
    inside = wanted.view(np.uint8)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    # the border of the picture is none of the hole's
    border = cv2.dilate(inside, cross) != cv2.erode(inside, cross)
    if not border.any():
        return 0.0
    return float(np.abs(cv2.Laplacian(filled, cv2.CV_32F))[border].mean())
