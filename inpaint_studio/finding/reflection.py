"""The mirror image of an object on water or a shiny floor: what lies below it resembles it upside down."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np

from ..core.arrays import Flags, Floats
from ..core.geometry import Size
from .surroundings import Surroundings, image_rows, reduced, spread

SURE = 0.8
"""The confidence from which a region is taken for a reflection."""
_SIDE = 160
"""The longer side at which the mirror image is looked for."""
_AXES = np.arange(-0.3, 0.451, 0.03)
"""Where the mirror may lie below the object's lowest row, in parts of its height."""
_SCALES = (0.7, 0.8, 0.9, 1.0, 1.1)
"""How tall the mirror image may be, in parts of the object."""
_SHIFTS = (-2, 0, 2)
"""By how many pixels it may lie to the side."""
_SEEN = 0.45
"""The share of the mirror image that must be in the photo and not behind the object."""
_HALF_SURE, _STEEPNESS = 0.64, 30.0
"""The likeness at which a reflection is as likely as not, and how quickly the confidence rises."""
_BY_CONTRAST = 0.1
"""How much its contrast with what lies beside it adds to the likeness."""
_FAINT = 0.01
"""The least contrast (of 1) of what is compared: what is even resembles everything."""


def reflection(around: Surroundings) -> tuple[Flags, float] | None:
    """The likeliest mirror image (h, w) and how likely it is, 0 to 1; None if there is no room for one."""
    height, width = around.object.shape
    scale = min(1.0, _SIDE / max(height, width))
    size = Size(max(1, round(scale * width)), max(1, round(scale * height)))
    colours = reduced(around.pixels, size).astype(np.float32) / 255
    picture: Floats = np.asarray(cv2.GaussianBlur(colours, (0, 0), 1), np.float32)
    shape = reduced(np.where(around.object, np.uint8(255), np.uint8(0)), size) >= 128
    taken = spread(reduced(np.where(around.taken, np.uint8(255), np.uint8(0)), size) >= 128, 1)
    if not shape.any():
        return None
    top, bottom = image_rows(shape)
    tall = bottom - top
    sigma = max(2.5, 0.15 * tall)
    own = _detail(picture, shape, sigma)
    best: tuple[float, Flags] | None = None
    for below, squeeze in product(_AXES, _SCALES):
        axis = bottom + below * tall
        flip = np.array([[1, 0, 0], [0, -squeeze, axis * (1 + squeeze) - 0.5]], np.float32)
        corners = (size.width, size.height)
        image = cv2.warpAffine(shape.astype(np.uint8), flip, corners, flags=cv2.INTER_NEAREST) > 0
        if int((image & ~taken).sum()) < max(_SEEN * squeeze * int(shape.sum()), 1):
            continue
        mirrored = np.asarray(cv2.warpAffine(own, flip, corners), np.float32)
        for shift in _SHIFTS:
            seen = np.roll(image, shift, axis=1) & ~taken
            if not seen.any():
                continue
            there = _detail(picture, seen, sigma)
            likeness = _correlation(np.roll(mirrored, shift, axis=1)[seen], there[seen])
            if best is None or likeness > best[0]:
                best = likeness, seen
    if best is None:
        return None
    likeness, seen = best
    likeness += _BY_CONTRAST * min(1.5, _contrast(picture, seen, taken))
    full = cv2.resize(seen.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    whole = spread(full, 1)  # ripples blur its edge
    return whole & ~around.taken, float(1 / (1 + np.exp(-_STEEPNESS * (likeness - _HALF_SURE))))


def _detail(picture: Floats, where: Flags, sigma: float) -> Floats:
    """The picture less its blurred self, with nothing of what lies outside `where`: (h, w, 3)."""
    flags = where.astype(np.float32)
    weight = cv2.GaussianBlur(flags, (0, 0), sigma)[..., None] + 1e-4
    blurred = cv2.GaussianBlur(picture * flags[..., None], (0, 0), sigma) / weight
    return np.asarray(picture - blurred, np.float32)


def _contrast(picture: Floats, where: Flags, taken: Flags) -> float:
    """How far the colours in `where` are from those beside it, by how much both vary."""
    beside = spread(where, 4) & ~spread(where, 1) & ~taken
    if not beside.any():
        return 0.0
    inside, outside = picture[where], picture[beside]
    apart = float(np.linalg.norm(inside.mean(axis=0) - outside.mean(axis=0)))
    return apart / float(inside.std(axis=0).mean() + outside.std(axis=0).mean() + 0.02)


def _correlation(one: Floats, other: Floats) -> float:
    """The normalised correlation of colours (n, 3); 0 if either is even."""
    one, other = one - one.mean(axis=0), other - other.mean(axis=0)
    energies = float((one * one).mean()), float((other * other).mean())
    if min(energies) < _FAINT**2:
        return 0.0
    return float((one * other).mean() / (energies[0] * energies[1]) ** 0.5)
