"""A guide: a picture of what belongs in the hole, made elsewhere and at a scale of its own.

A guide lacks all detail finer than its scale, so patches of the photo cannot be compared with it as they
are: smooth ones would always win. Instead the photo is reduced to what such a guide could show of it, and
the two are compared in that band, beside the patches themselves. The guide then decides where to copy
from, and texture and detail are those of the place that is copied.

Hertzmann et al.: Image Analogies, SIGGRAPH 2001 (a blurred picture guides the synthesis of a sharp one).
Zhang et al.: Inpainting at Modern Camera Resolution by Guided PatchMatch with Auto-Curation, ECCV 2022.
Knutsson, Westin: Normalized and Differential Convolution, CVPR 1993.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats
from ..base import Param
from .levels import FACTOR

_FINEST = 0.5  # the finest scale that guides are followed at: finer detail is the photo's
_WEIGHT = 4.0  # of the squared difference from the guide; that of the patches is 1
_NEARNESS = 0.1  # what is left of the preference for near patches beside a guide that is always right
_SHARPNESS = 0.15  # how much narrower votes are: distances are larger by what the guide adds
_ROUNDS = 4  # at each level: more change little, as the guide says from the start what goes where
_COARSEST = 5  # the level to begin at, unless the guide is coarser still
_KEPT = 0.8  # of that scale: what is smaller comes from the photo
_RIGHT = 0.75  # the belief from which most of what is coarse is restored from the guide, light too
_ALIKE = 8 / 255  # a colour that was changed by more is another one
_SCALES = (1 / 1.5, 1 / 2, 1 / 3, 1 / 4, 1 / 6, 1 / 8, 1 / 12, 1 / 16)
_FADED = 0.48  # detail at a scale, as a share of that at half of it; photos have more


@dataclass(frozen=True, eq=False)
class Guide:
    """What belongs in the hole.

    `picture` is float32 (H, W, 3) in [0, 1], aligned with the crop; only its hole counts. `scale` (above 0,
    at most 1) is the one that it was made at: it shows nothing finer than 1 / scale px. `belief` says how
    far to trust it where the surroundings say otherwise, from 0 (not at all) to 1 (it is right).
    """

    picture: FloatPixels
    scale: float
    belief: float = 1.0


def belief_param(label: str, text: str, default: float = 1.0, *, needs_guide: bool = False) -> Param:
    """The parameter `belief` of an engine; the texts say what is believed."""
    return Param(
        "belief", "float", default, label, text,
        minimum=0.0, maximum=1.0, step=0.05, advanced=True, needs_guide=needs_guide,
    )  # fmt: skip


def planned(image: FloatPixels, hole: Flags, guide: Guide) -> Floats:
    """What the guide shows (channels 0 to 2), and the photo reduced alike (3 to 5): (H, W, 6) in 0..255.

    `image` is float32 (H, W, 3) in [0, 1], `hole` bool (H, W). Unknown pixels do not count in the photo's
    part (normalised convolution); where none are known nearby, it is 0.
    """
    known = (~hole).astype(np.float32)
    seen = np.where(hole[..., None], np.float32(0), image)
    shown = np.where(hole[..., None], guide.picture, seen)
    if guide.scale < 1:  # as the guide was, when it was made
        seen, known = _lowpass(seen, guide.scale), _lowpass(known, guide.scale)
    seen, known, shown = (_lowpass(each, _band(guide)) for each in (seen, known, shown))
    seen /= np.maximum(known, np.float32(1e-4))[..., None]
    return np.asarray(np.dstack([shown, seen]) * np.float32(255), np.float32)


def restored(filled: FloatPixels, hole: Flags, guide: Guide) -> FloatPixels:
    """The fill with all that is larger than a few pixels of the guide as the guide has it: a new array.

    So it is for a guide that is right. One that is believed by half or less only chooses where to copy
    from; in between, so much of the difference is made up for. `filled` is float32 (H, W, 3) in [0, 1].
    """
    share = np.float32(2 * guide.belief - 1)
    if share <= 0:
        return filled
    height, width = hole.shape
    lost = np.where(hole[..., None], guide.picture - filled, np.float32(0)) * share
    small = cv2.resize(lost, _size(hole, _band(guide) * _KEPT), interpolation=cv2.INTER_AREA)
    back = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    result = filled.copy()
    result[hole] = np.clip(filled[hole] + back[hole], 0, 1)
    return result


def alike(one: FloatPixels, other: FloatPixels) -> Flags:
    """Where two pictures (H, W, 3) have colours that look alike: bool (H, W)."""
    return np.asarray(np.abs(one - other).max(axis=2) <= _ALIKE)


def gives_light(guide: Guide | None) -> bool:
    """Whether light comes from the guide, and so is not to be evened out between copied parts.

    Beside a guide neighbours are often copied from different places; evening out all their differences
    costs a tenth of the texture.
    """
    return guide is not None and guide.belief >= _RIGHT


def scale_of(picture: FloatPixels, hole: Flags) -> float:
    """The scale at which a picture seems to have been made: of its detail in the hole, none is finer.

    In photos, half the scale shows half as much detail again, at any scale; a picture that was enlarged
    has next to none down to its own scale. A flat one is as coarse as can be told.
    """
    found = 1.0
    for scale in _SCALES:
        fine, coarse = (
            float(np.abs(picture - _lowpass(picture, each))[hole].mean()) for each in (scale, scale / 2)
        )
        if fine > _FADED * coarse:
            break
        found = scale
    return found


def weight(guide: Guide | None) -> float:
    """The weight of the difference from the guide in the distance of patches."""
    return 0.0 if guide is None else _WEIGHT * guide.belief


def nearness(guide: Guide | None) -> float:
    """The share that is left of the preference for near patches."""
    return 1.0 if guide is None else 1 - (1 - _NEARNESS) * guide.belief


def sharpness(guide: Guide | None) -> float:
    """The width of votes, as a share of that without a guide."""
    return 1.0 if guide is None else _SHARPNESS


def rounds(guide: Guide | None, usual: int) -> int:
    """The rounds of match and vote at each level, of which there are `usual` without a guide."""
    return usual if guide is None else min(usual, _ROUNDS)


def coarsest(guide: Guide) -> int:
    """The level to begin at, 0 being the finest: coarser ones would say less than the guide."""
    return max(_COARSEST, math.ceil(-math.log(guide.scale, FACTOR) - 0.5))


def _band(guide: Guide) -> float:
    """The scale at which the guide and the photo are compared."""
    return min(guide.scale, _FINEST)


def _lowpass(values: Floats, scale: float) -> Floats:
    """Reduced to that scale and enlarged again, by positive weights; float32 (H, W) or (H, W, 3)."""
    small = cv2.resize(values, _size(values, scale), interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, values.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)


def _size(values: Floats | Flags, scale: float) -> tuple[int, int]:
    """Width and height at that scale."""
    return max(1, round(values.shape[1] * scale)), max(1, round(values.shape[0] * scale))
