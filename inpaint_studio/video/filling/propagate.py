"""Filling the holes of one frame from the frames around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ...core.arrays import Flags, FloatPixels, Integers
from .chain import Grid, Place, camera_place, places
from .draft import Draft
from .fit import bound_of
from .fuse import fused
from .regions import regions
from .register import Candidate, candidate
from .settings import UNSEEN
from .sources import chosen
from .window import Window, shrunk

_APART = 1.0  # px: places that differ less on average are the same


def propagate(
    window: Window, number: int, reach: int, before: Integers | None, check: Callable[[], None]
) -> Draft:
    """The frame `number`, its holes filled with what frames up to `reach` away show.

    `before` are the sources of the frame before, None for the first one of a scene.
    """
    frame = window.frame(number)
    draft = Draft.of(frame)
    for rect in regions(frame.hole):
        check()
        hole = frame.hole[rect.slices]
        target = draft.crop(rect)
        grid = Grid(rect, frame.hole.shape[1], frame.hole.shape[0])
        coarse = shrunk(hole, *grid.start.shape[1::-1])
        previous = None if before is None else before[rect.slices]
        favoured = () if previous is None else np.unique(previous[hole]).tolist()
        found = chosen(places(window, number, grid, reach), coarse, favoured)
        usable = _candidates(window, target, hole, grid, found)
        bound = bound_of(target, ~hole)
        usable = [replace(one, shown=one.shown & (one.misfit <= bound)) for one in usable]
        if usable:
            still = _still(window, number, grid, found, coarse)
            seen = np.any([one.shown for one in usable], axis=0)
            # it is not for a guess to say that something can be seen
            usable += [
                replace(one, shown=one.shown & seen) for one in _candidates(window, target, hole, grid, still)
            ]
            colours, taken = fused(usable, previous, UNSEEN)
            draft.put(rect, hole, colours, taken)
    return draft


def _candidates(
    window: Window, target: FloatPixels, hole: Flags, grid: Grid, found: Sequence[Place]
) -> list[Candidate]:
    made = (candidate(target, hole, place, grid, window.frame(place.number)) for place in found)
    return [one for one in made if one is not None]


def _still(window: Window, number: int, grid: Grid, found: Sequence[Place], hole: Flags) -> list[Place]:
    """The places of `found` as they are if only the camera moves, where that differs in the `hole`."""
    result = []
    for place in found:
        still = camera_place(window, number, grid, place.number)
        if still is not None and (still.shown & hole).any():
            apart = np.abs(still.at - place.at)[hole].max(1)
            if np.mean(apart) > _APART:
                result.append(still)
    return result
