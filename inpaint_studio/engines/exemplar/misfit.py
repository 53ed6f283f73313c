"""How badly a fill fits, by what shows without the truth: for choosing one of several fills of a hole.

Of the signs that the literature minimises (distances of patches: Wexler et al. 2007; seams between copied
parts: Kwatra et al., Graphcut Textures, SIGGRAPH 2003) these two told better fills from worse ones; see
`resources/docs/engines.md` for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from .levels import PatchLevel

if TYPE_CHECKING:  # it loads numba
    from .solver import Field

_RIM = 3  # px around the hole in which the photo is compared with what patches propose for it
_RIM_WEIGHT = 2.0  # both signs then count about alike
_STEADY = np.float32(10)  # squared grey levels, added to distances of patches whose inverses are weights


def misfit(level: PatchLevel, field: Field, nearness: float) -> float:
    """In grey levels, 0 being perfect: only fills of the same hole, with patches of the same size, compare.

    `nearness` is the penalty for far sources with which the patches were matched, see `Solver`. The picture
    of the level is that of the last vote, before it is blended.
    """
    return _incoherence(level, field, nearness) + _RIM_WEIGHT * _rim(level, field)


def _incoherence(level: PatchLevel, field: Field, nearness: float) -> float:
    """The mean difference between the patches of the fill and their sources, near or far."""
    ys, xs = np.nonzero(level.target)
    down, right = ys - field.y[ys, xs], xs - field.x[ys, xs]
    penalty = nearness / max(level.target.shape) * np.sqrt(9.0 * down * down + right * right)
    return float(np.sqrt(np.maximum(field.d[ys, xs] - penalty, 0)).mean())


def _rim(level: PatchLevel, field: Field) -> float:
    """The mean difference between the photo beside the hole and what the patches propose there."""
    radius = level.radius
    near = cv2.distanceTransform(1 - level.wanted, cv2.DIST_L2, 5) <= _RIM
    ys, xs = np.nonzero(near & (level.wanted == 0) & (level.confidence > 0) & (level.inside > 0))
    padded = np.pad(level.target, radius)
    proposed, weight = np.zeros((len(ys), 3), np.float32), np.zeros(len(ys), np.float32)
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            covers = np.flatnonzero(padded[ys + down + radius, xs + right + radius])
            y, x = ys[covers] + down, xs[covers] + right
            share = 1 / (field.d[y, x] + _STEADY)
            proposed[covers] += (
                share[:, None] * level.picture[field.y[y, x] - down, field.x[y, x] - right, :3]
            )
            weight[covers] += share
    seen = weight > 0
    if not seen.any():
        return 0.0
    photo = level.picture[ys[seen], xs[seen], :3]
    return float(np.abs(proposed[seen] / weight[seen, None] - photo).mean())
