"""A last filter over time, in the holes alone: what follows the motion keeps its colour."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from ...core.arrays import Floats, Pixels
from ...core.texture.grain import add_grain
from .chain import Grid, places
from .draft import Draft
from .regions import regions
from .sample import apart, colours_at, marked
from .settings import UNSEEN
from .window import Window

_SHARE = 0.7  # of a frame beside it, to 1 of the frame itself
_SAME = 0.1  # of the range of levels: colours that differ by this much are mixed less,
_WRONG = 1.5  # px: and those whose motion is as doubtful
_PATCH = 5  # px: the side of the windows that are compared


def steadied(window: Window, draft: Draft, beside: Mapping[int, Draft], seed: int) -> Pixels:
    """The pixels of `draft` (H, W, 3), in its holes mixed with the frames beside it, where these agree.

    Mixing removes grain: what is then missing of it is added, other grain with each `seed`.
    """
    if not draft.frame.has_hole:
        return draft.pixels
    result = Draft.of(draft.frame)
    height, width = draft.sources.shape
    for rect in regions(draft.frame.hole):
        grid = Grid(rect, width, height)
        own = draft.crop(rect)
        hole = draft.frame.hole[rect.slices]
        filled = hole & (draft.sources[rect.slices] != UNSEEN)
        total, mass = own.copy(), np.ones(own.shape[:2], np.float32)
        for place in places(window, draft.number, grid, 1):
            other = beside.get(place.number)
            if other is None:
                continue
            at = grid.at_pixels(place.at)
            colours = colours_at(other.pixels, at)
            known = marked((other.sources != UNSEEN).view(np.uint8), at)
            weight = _agreement(own, colours) * np.exp(-((grid.at_pixels(place.doubt) / _WRONG) ** 2))
            weight *= _SHARE * known
            total += colours * weight[..., None]
            mass += weight
        total /= mass[..., None]
        own[filled] = total[filled]
        add_grain(own, ~hole, filled, seed)
        result.put(rect, hole, own, draft.sources[rect.slices])
    return result.pixels


def _agreement(one: Floats, other: Floats) -> Floats:
    difference = cv2.blur(apart(one, other), (_PATCH, _PATCH))
    return np.asarray(np.exp(-((difference / _SAME) ** 2)), np.float32)
