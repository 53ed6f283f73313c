"""Filling the holes of one frame from the frames around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from ...core.arrays import Flags, Integers
from ...core.coverage import widened
from ...core.geometry import Rect, Size
from .chain import Grid, places
from .draft import Draft
from .fuse import fused
from .register import candidate
from .settings import UNSEEN
from .sources import chosen
from .window import Window, shrunk


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
        previous = None if before is None else before[rect.slices]
        favoured = () if previous is None else np.unique(previous[hole]).tolist()
        found = chosen(places(window, number, grid, reach), _on(grid, hole), favoured)
        options = [candidate(target, hole, place, grid, window.frame(place.number)) for place in found]
        usable = [one for one in options if one is not None]
        if usable:
            colours, taken = fused(usable, previous, UNSEEN)
            draft.put(rect, hole, colours, taken)
    return draft


def regions(hole: Flags) -> Iterator[Rect]:
    """Rectangles that contain the holes and what around them matters; none overlap."""
    height, width = hole.shape
    margin = int(np.clip(max(height, width) / 12, 16, 64))
    near = widened(hole, margin)
    _, _, stats, _ = cv2.connectedComponentsWithStats(near.view(np.uint8), connectivity=8)
    rects = [Rect(*(int(v) for v in row[:4])) for row in stats[1:]]
    merged = True
    while merged:
        merged = False
        for i, one in enumerate(rects):
            for j in range(i):
                if one & rects[j]:
                    rects[j] = rects[j] | one
                    del rects[i]
                    merged = True
                    break
            if merged:
                break
    yield from (rect & Rect.of(Size(width, height)) for rect in rects)


def _on(grid: Grid, hole: Flags) -> Flags:
    """`hole` of the grid's rectangle at the pixels of flow: True where any of it is."""
    height, width = grid.start.shape[:2]
    return shrunk(hole, width, height)
