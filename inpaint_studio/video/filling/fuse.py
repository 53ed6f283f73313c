"""One picture from what several frames show: that of the frame with most support, and those that agree."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ...core.arrays import FloatPixels, Floats, Integers
from .register import Candidate
from .sample import apart

_FIT = 0.02  # a misfit (share of the levels) that costs as much as
_WRONG = 1.5  # px of doubt about the position, or as
_FAR = 16.0  # frames of distance
_SAME = 0.12  # colours that differ by less agree
_PATCH = 5  # px: the side of the windows that are compared
_SMOOTH = 7  # px: over which the choice is made
_FAITH = 1.3  # for the source of the same pixel in the frame before


def fused(
    candidates: Sequence[Candidate], before: Integers | None, none: int
) -> tuple[FloatPixels, Integers]:
    """The colours (h, w, 3) that the candidates agree on, and the frame (h, w) that most of each is from.

    `before` are the sources of the same pixels in the frame before. Where no candidate shows a pixel, the
    source is `none`.
    """
    weights = [_weight(one) for one in candidates]
    support = []
    likeness: dict[tuple[int, int], Floats] = {}
    for i, one in enumerate(candidates):
        for j in range(i):
            other = candidates[j]
            difference = cv2.blur(apart(one.colours, other.colours), (_PATCH, _PATCH))
            likeness[i, j] = likeness[j, i] = np.exp(-((difference / _SAME) ** 2))
        likeness[i, i] = np.ones(one.shown.shape, np.float32)
    for i, one in enumerate(candidates):
        total = sum(weights[j] * likeness[i, j] for j in range(len(candidates)))
        score = np.asarray(total * np.sqrt(weights[i]), np.float32)
        if before is not None:
            score = score * np.where(before == one.number, _FAITH, 1.0).astype(np.float32)
        smooth = cv2.blur(score, (_SMOOTH, _SMOOTH))
        support.append(np.where(one.shown, smooth + 1e-9, 0))
    best = np.argmax(np.stack(support), 0)
    shown = np.any([one.shown for one in candidates], axis=0)
    numbers = np.array([one.number for one in candidates], np.int32)
    sources = np.where(shown, numbers[best], np.int32(none))
    mass = np.zeros(shown.shape, np.float32)
    colours = np.zeros((*shown.shape, 3), np.float32)
    for j, one in enumerate(candidates):
        share = weights[j] * np.choose(best, [likeness[i, j] for i in range(len(candidates))])
        share = np.where(best == j, np.maximum(share, 1e-6), share) * one.shown
        mass += share
        colours += one.colours * share[..., None]
    colours /= np.maximum(mass, 1e-9)[..., None]
    return colours, np.asarray(sources, np.int32)


def _weight(one: Candidate) -> Floats:
    cost = (one.misfit / _FIT) ** 2 + (one.doubt / _WRONG) ** 2 + one.distance / _FAR
    return np.asarray(np.exp(-np.minimum(cost, 12)) * one.shown, np.float32)
