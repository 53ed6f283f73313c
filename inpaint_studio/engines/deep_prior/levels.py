"""The scales at which a picture is fitted, and the known pixels held out to decide when to stop."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...weights.fitting import known_means

_HELD_SHARE = 0.06  # of the known pixels near the hole
_NEAR = 0.6  # of the hole's size: what counts as near
_CLUMP = 0.06  # radius of a clump, of the hole's size
_FEWEST_KNOWN = 256  # px near the hole; with fewer, none are held out


@dataclass(frozen=True, eq=False)
class FitLevel:
    """One scale: `picture` float32 (h, w, 3) in [0, 1], grey where unknown; `hole` and `held` bool (h, w).

    `held` are known pixels that the fit does not see; none if too few are known.
    """

    picture: FloatPixels
    hole: Flags
    held: Flags


def levels(image: FloatPixels, hole: Flags, held: Flags, smallest: int, largest: int) -> list[FitLevel]:
    """The crop at rising scales, each at most twice as large as the previous one, the coarsest first.

    The coarsest has about `smallest` squared pixels or fewer, the finest at most `largest` squared.
    """
    height, width = hole.shape
    shrink = min(1.0, largest / (height * width) ** 0.5)
    sizes = [(max(1, int(height * shrink)), max(1, int(width * shrink)))]
    while sizes[0][0] * sizes[0][1] > smallest * smallest:
        sizes.insert(0, ((sizes[0][0] + 1) // 2, (sizes[0][1] + 1) // 2))
    return [_level(image, hole, held, size) for size in sizes]


def _level(image: FloatPixels, hole: Flags, held: Flags, size: tuple[int, int]) -> FitLevel:
    """Means of the known pixels; a pixel is unknown where less than half of it is known."""
    means, known = known_means(image, hole, size)
    small_held = cv2.resize(held.astype(np.float32), size[::-1], interpolation=cv2.INTER_AREA) > 0.5
    small_hole = known < 0.5
    if small_hole.all():  # scattered known pixels: those that cover the most known ones count as known
        small_hole = known < known.max()
    picture = np.where(small_hole[..., None], np.float32(0.5), means)
    return FitLevel(picture, small_hole, small_held & ~small_hole)


def held_out(hole: Flags, rng: np.random.Generator) -> Flags:
    """Small round clumps of known pixels near the hole, bool (H, W); empty if too few are known.

    To the fit they are like the hole, so the error there estimates how good the fill is.
    """
    held = np.zeros(hole.shape, bool)
    size = float(np.count_nonzero(hole)) ** 0.5
    depth = cv2.distanceTransform((~hole).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    rows, columns = np.nonzero((depth > 1) & (depth < max(_NEAR * size, 8)))
    if len(rows) < _FEWEST_KNOWN:
        return held
    radius = int(min(max(2, round(_CLUMP * size)), len(rows) ** 0.5 / 16 + 1))
    clumps = max(3, round(_HELD_SHARE * len(rows) / (3.14 * radius * radius)))
    canvas = held.view(np.uint8)
    for index in rng.choice(len(rows), min(clumps, 400), replace=False):
        cv2.circle(canvas, (int(columns[index]), int(rows[index])), radius, 1, -1)
    held &= ~hole
    return held
