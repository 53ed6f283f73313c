"""An object's own colours, learned where a mask was painted, and its edge in the frames that follow.

GrabCut: Rother, Kolmogorov and Blake, "GrabCut: interactive foreground extraction using iterated graph cuts",
SIGGRAPH 2004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from ..core.arrays import Bytes, Doubles, Flags
from ..core.coverage import bounds
from ..core.geometry import Rect

_AROUND = 0.6
"""Background is looked at around an object up to this part of its longer side, at least 16 px."""
_MARGIN = 0.12
"""The margin that may have been painted around an object, as a part of its size (the root of its area)."""
_BAND = 0.035
"""The edge is looked for within this part of the object's size, at least 2 px."""
_SURE = 0.75
"""A fitted edge is taken if object and fit have at least this part in common."""
_LIKE = 0.85
"""Colours are of use if they find what was painted again, to this part in common."""
_FEWEST = 32
"""The pixels that colours are learned from, at least."""


@dataclass(frozen=True, eq=False)
class Edge:
    """What is known of an object: its `mask` (h, w) where it was painted, without the `margin` around it, in
    pixels, and the colours of `background` and object, `foreground`, None if they could not be learned."""

    mask: Flags
    margin: int
    background: Doubles | None = None
    foreground: Doubles | None = None

    @classmethod
    def learned(cls, picture: Bytes, mask: Flags) -> Self:
        """What a mask (h, w) painted over a picture, RGB (h, w, 3), says. The same each time."""
        around = _surroundings(mask).slices
        part = mask[around]
        labels = np.where(part, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
        labels[_shrunk(part, _reach(part, _MARGIN))] = cv2.GC_FGD
        if min((labels == one).sum() for one in (cv2.GC_BGD, cv2.GC_FGD)) < _FEWEST:
            return cls(mask, 0)
        background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.setRNGSeed(0)
        pixels = np.ascontiguousarray(picture[around])
        cv2.grabCut(pixels, labels, (0, 0, 1, 1), background, foreground, 2, cv2.GC_INIT_WITH_MASK)
        tight = np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))
        away = cv2.distanceTransform((~tight).view(np.uint8), cv2.DIST_L2, 3)[part & ~_shrunk(part, 1)]
        margin = max(0, round(float(np.median(away)) - 1)) if away.size else 0
        again = grown(tight, margin)
        if np.count_nonzero(again & part) < _LIKE * np.count_nonzero(again | part):
            return cls(mask, 0)  # thin parts, or colours that the background has too
        whole = np.zeros_like(mask)
        whole[around] = tight if margin else part
        return cls(whole, margin, background, foreground)

    def fitted(self, picture: Bytes, mask: Flags) -> Flags:
        """A mask of the object (h, w), about right, with its edge where a picture, RGB (h, w, 3), has it."""
        if self.background is None or self.foreground is None or not mask.any():
            return mask
        around = _surroundings(mask).slices
        part, reach = mask[around], _reach(mask, _BAND)
        inside, outside = _shrunk(part, reach), ~grown(part, reach)
        if not inside.any() or not outside.any():
            return mask
        labels = np.where(part, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
        labels[inside], labels[outside] = cv2.GC_FGD, cv2.GC_BGD
        pixels, models = (
            np.ascontiguousarray(picture[around]),
            (self.background.copy(), self.foreground.copy()),
        )
        cv2.grabCut(pixels, labels, (0, 0, 1, 1), models[0], models[1], 1, cv2.GC_EVAL_FREEZE_MODEL)
        found = np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))
        found = cv2.morphologyEx(found.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
        if np.count_nonzero(found & part) < _SURE * np.count_nonzero(found | part):
            return mask
        whole = np.zeros_like(mask)
        whole[around] = found
        return whole


def grown(mask: Flags, radius: int) -> Flags:
    """The mask and all pixels up to `radius` away."""
    return np.asarray(cv2.dilate(mask.view(np.uint8), _disc(radius)) > 0)


def _shrunk(mask: Flags, radius: int) -> Flags:
    return np.asarray(cv2.erode(mask.view(np.uint8), _disc(radius)) > 0)


def _disc(radius: int) -> Bytes:
    return np.asarray(
        cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8
    )


def _reach(mask: Flags, share: float) -> int:
    """This part of the size of an object, in pixels."""
    return max(2, round(share * float(np.sqrt(np.count_nonzero(mask)))))


def _surroundings(mask: Flags) -> Rect:
    """The part of a picture that an object is looked at in."""
    box = bounds(mask.view(np.uint8))
    reach = round(max(_AROUND * max(box.width, box.height), 16))
    return box.grown(reach) & Rect(0, 0, mask.shape[1], mask.shape[0])
