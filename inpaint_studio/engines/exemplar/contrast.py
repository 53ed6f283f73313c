"""Local contrast that blending costs the exemplar engine, given back as far as the copied places have it.

Beside a guide, neighbours are often copied from different places, and the screened Poisson equation evens out
what these disagree about: not only light, but a tenth of the texture. How much there should be is known, as
the places that were copied are. So detail is amplified where the fill has less contrast than they have, on
average over a neighbourhood; contrast that the fill has is never taken away.
"""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Bytes, Floats
from .levels import PatchLevel

_NEIGHBOURHOOD = 6.0  # px: the sigma over which contrast is compared
_DETAIL = 2.0  # px: the sigma below which a difference is detail, and not light
_MOST = 1.6  # times: a copied place that differs more does not fit there
_LEAST = 1e-3  # grey levels: even surfaces have no contrast to amplify


def of_known(level: PatchLevel) -> Floats:
    """The contrast of the known pixels, for votes: float32 (H, W, 4), in the padded size of the level.

    Channel 0 is the gradient magnitude in grey levels, where pixels and all of their neighbours are known,
    and channel 1 is 1 there; both are 0 elsewhere. The others are 0.
    """
    known = ((level.confidence > 0) & (level.wanted == 0) & (level.inside > 0)).view(np.uint8)
    whole = _eroded(known)
    found = np.zeros((*known.shape, 4), np.float32)
    found[..., 0] = _gradient(level.picture[..., :3]) * whole
    found[..., 1] = whole
    return found


def restore(level: PatchLevel, voted: Floats) -> None:
    """Amplify detail in the wanted pixels of `level.picture`, in place.

    `voted` is what patches propose of `of_known`, by the votes that made the picture.
    """
    inner = slice(level.radius, -level.radius)  # the padding shows the picture as it was before the fill
    picture = np.ascontiguousarray(level.picture[inner, inner, :3])
    wanted = level.wanted[inner, inner] > 0
    valid = (level.confidence[inner, inner] > 0).view(np.uint8)
    compared = voted[inner, inner, 1] * wanted * _eroded(valid)
    there = _blurred(voted[inner, inner, 0] * (compared > 0), _NEIGHBOURHOOD)
    here = _blurred(_gradient(picture) * compared, _NEIGHBOURHOOD)
    gain = np.clip(there / np.maximum(here, np.float32(_LEAST)), 1, _MOST) - 1
    share = np.maximum(_blurred(valid.astype(np.float32), _DETAIL), np.float32(1e-3))
    light = _blurred(picture * valid[..., None], _DETAIL) / share[..., None]
    better = picture + gain[..., None] * (picture - light)
    level.picture[inner, inner, :3][wanted] = np.clip(better[wanted], 0, 255)


def _gradient(picture: Floats) -> Floats:
    """The gradient magnitude of the luminance in grey levels per pixel: float32 (H, W)."""
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    down, right = (cv2.Sobel(grey, -1, *along, scale=0.125) for along in ((0, 1), (1, 0)))
    return np.asarray(np.abs(down) + np.abs(right), np.float32)


def _blurred(values: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def _eroded(flags: Bytes) -> Bytes:
    """The flags whose neighbours are all set; beyond the edge counts as set."""
    return np.asarray(cv2.erode(flags, np.ones((3, 3), np.uint8)), np.uint8)
