"""The screened Poisson equation that evens out light in the exemplar engine, and where it stops.

Darabi et al.: Image Melding, SIGGRAPH 2012. Patches vote for colours and for differences between neighbouring
pixels. Where the two disagree there is a step, which the solution spreads. Between two copies of the same
thing, or between a copy and the photo, that is a step of light, and spreading it makes it invisible. Between
different things, such as a wall and a red pole that the hole cuts, no copied patch shows both, so the voted
differences do not show the edge either: spread, the colour of the one bleeds over the other. There the
neighbours are not coupled, and each keeps its own colour.
"""

from __future__ import annotations

import numpy as np

from ...core.arrays import Flags, Floats, Indices, Integers
from .levels import PatchLevel

_SCREENING = np.float32(0.002)  # how strongly pixels are held to the voted colours: seams fade over ~20 px
_MOST_LIGHT = 48.0  # grey levels: a larger step is not taken for light
_STRANGE = 32.0  # grey levels off such a step: a step between different things


def system(
    level: PatchLevel, ys: Indices, xs: Indices, gradients: Floats
) -> tuple[Floats, Floats, Integers, Floats]:
    """The screened Poisson system over the listed pixels: start, right side, neighbours, diagonal.

    Between two hole pixels the difference is the proposal of the left or upper one (the mean of both would
    flatten texture where copied parts meet); towards a known pixel it is that of the hole pixel, so the
    fill continues the photo, as far as that proposal can be trusted.
    """
    index = np.full(level.wanted.shape, -1, np.int32)
    index[ys, xs] = np.arange(len(ys), dtype=np.int32)
    values = level.picture[ys, xs, :3].copy()
    right_side = _SCREENING * values
    weights = np.full(len(ys), _SCREENING, np.float32)
    neighbours = np.empty((len(ys), 4), np.int32)
    for direction, (dy, dx) in enumerate(((0, 1), (1, 0), (0, -1), (-1, 0))):
        beside_y, beside_x = ys + dy, xs + dx
        other = index[beside_y, beside_x]
        unknown = other >= 0
        difference = gradients[:, direction].copy()
        opposite = (direction + 2) % 4
        if direction >= 2:
            difference[unknown] = -gradients[other[unknown], opposite]
        beside = level.picture[beside_y, beside_x, :3]
        fits = _is_light(beside - values - difference)
        known = ~unknown & fits & (level.confidence[beside_y, beside_x] > 0)
        unknown &= fits
        neighbours[:, direction] = np.where(unknown, other, -1)
        counts = unknown | known
        right_side[counts] -= difference[counts]
        right_side[known] += beside[known]
        weights += counts
    return values, right_side, neighbours, weights


def _is_light(steps: Floats) -> Flags:
    """Whether each of the steps (n, 3), in grey levels, may be one of light: bool (n,).

    Light changes all colours about alike, and moderately.
    """
    light = np.clip(steps.mean(axis=1, keepdims=True), -_MOST_LIGHT, _MOST_LIGHT)
    return np.asarray(np.abs(steps - light).max(axis=1) <= _STRANGE)
