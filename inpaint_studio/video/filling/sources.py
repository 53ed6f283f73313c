"""Which frames a hole is filled from: few that together show all of it, and near ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from ...core.arrays import Flags, Floats
from .chain import Place

_LEAST = 0.03  # of a hole: frames that add less are not taken, unless nothing else shows a pixel
_ENOUGH = 4  # frames that show a pixel: more are not looked for
_MOST = 8  # frames that a hole is filled from
# what a pixel is worth to another frame when 0, 1, 2 … are chosen that show it
_WORTH = np.array([1.0, 0.35, 0.15, 0.07, 0.0], np.float32)
_FADE = 12.0  # frames: at this distance a frame is worth half
_DOUBT = 2.0  # px: a position that is this doubtful is worth half
_FAITH = 1.25  # how much more a frame is worth that the frame before was filled from


def chosen(found: Iterable[Place], hole: Flags, favoured: Collection[int]) -> list[Place]:
    """Those of the places `found`, the nearest first, that the `hole` (h, w) of the grid is filled from.

    Greedy: each is the one that adds most to what those before it show. Frames in `favoured` are preferred,
    as a hole that keeps its sources doesn't flicker.
    """
    total = int(np.count_nonzero(hole))
    seen = np.zeros(total, np.int32)
    places: list[Place] = []
    values: list[Floats] = []
    for place in found:
        shown = place.shown[hole]
        if shown.any():
            places.append(place)
            values.append(_value(shown, place.doubt[hole], place.distance))
            if place.number in favoured:
                values[-1] *= _FAITH
            seen += shown
        if seen.min() >= _ENOUGH and place.distance >= 2:
            break
    result: list[Place] = []
    taken = np.zeros(total, np.int32)
    while len(result) < _MOST and places:
        worth = _WORTH[np.minimum(taken, len(_WORTH) - 1)]
        gains = [float(value @ worth) for value in values]
        best = int(np.argmax(gains))
        shown = places[best].shown[hole]
        if gains[best] < _LEAST * total and not (shown & (taken == 0)).any():
            break
        if gains[best] <= 0:
            break
        taken += shown
        result.append(places.pop(best))
        values.pop(best)
    return result


def _value(shown: Flags, doubt: Floats, distance: int) -> Floats:
    """What a frame is worth to each pixel of a hole."""
    return np.asarray(shown / (1 + (doubt / _DOUBT) ** 2) / (1 + distance / _FADE), np.float32)
