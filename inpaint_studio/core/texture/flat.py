"""Flattens the fill of a hole in flat surroundings: clear sky, a plain wall, the paper of a scan.

Engines, networks in particular, may paint texture there that the photo does not have.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Flags, FloatPixels, Floats, Indices
from ..coverage import widened
from ..geometry import Rect, pixels_of

_RING = 24  # px around a hole that must be flat
_FLAT = 10 / 255  # how far a flat ring may be from a plane
_OUTLIERS = 4  # pixels of dust that a flat ring may have
_FEWEST = 32  # pixels that the ring must have for a measurement, and the hole for visible texture
_SAMPLE = 1024  # pixels of a ring that are checked first
_GRAIN = 2.0  # px: coarser variation is not grain
_SLACK = 1.5  # a fill may vary by this factor more than its ring
_LEVEL = 0.5 / 255  # plus this much


def flatten(joined: FloatPixels, known: Flags, kept: Flags) -> None:
    """Remove from the fill in `joined` (float32 (H, W, 3) in [0, 1]) the texture that a flat ring lacks.

    `known` and `kept` are bool (H, W): where the photo is known, and which pixels are filled. Each hole is
    treated separately. A fill that deviates from the plane through its ring at most 1.5 times as much as
    the ring does is left unchanged.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(kept.view(np.uint8), connectivity=8)
    whole = Rect(0, 0, kept.shape[1], kept.shape[0])
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= _FEWEST):
        if label == 0:
            continue
        here = (Rect(*(int(side) for side in stats[label, :4])).grown(_RING) & whole).slices
        _flatten_one(joined[here], known[here], labels[here] == label)


def _flatten_one(joined: FloatPixels, known: Flags, own: Flags) -> None:
    """`flatten` for one hole and what surrounds it, in place."""
    if not _is_flat(joined, widened(own, 1) & known):  # a cheap test that most holes fail
        return
    ring = pixels_of(widened(own, _RING) & known)
    if len(ring[0]) < _FEWEST:
        return
    surround = joined[ring]
    plane, off = _plane(surround, ring, own.shape)
    contrast = _contrast(off, _OUTLIERS)
    if contrast > _FLAT:
        return
    hole = pixels_of(own)
    low, high = surround.min(0) - _LEVEL, surround.max(0) + _LEVEL
    base = np.clip(
        _terms(hole, own.shape) @ plane, low, high
    )  # extrapolated over a large hole it goes too far
    texture = joined[hole] - base
    # separate shading from grain: variation that is invisible as grain is visible as a stain
    ring_soft, soft = _soft(off, ring, own.shape), _soft(texture, hole, own.shape)
    bounds = [(soft, ring_soft), (texture - soft, off - ring_soft)]
    if all(_strength(ours) <= _allowed(theirs) for ours, theirs in bounds):
        return
    bounds[0] = soft - texture.mean(0), ring_soft
    most = _SLACK * contrast + _LEVEL
    joined[hole] = base + np.clip(
        sum(_bounded(ours, _allowed(theirs)) for ours, theirs in bounds), -most, most
    )


def _soft(values: Floats, where: tuple[Indices, Indices], shape: tuple[int, ...]) -> Floats:
    """`values` (n, 3) at these pixels with their grain blurred out: (n, 3)."""
    picture = np.zeros((*shape, 4), np.float32)
    picture[..., :3][where] = values
    picture[..., 3][where] = 1
    blurred = cv2.GaussianBlur(picture, (0, 0), _GRAIN, borderType=cv2.BORDER_CONSTANT)[where]
    return np.asarray(blurred[:, :3] / blurred[:, 3:])


def _allowed(theirs: Floats) -> float:
    return _SLACK * _strength(theirs) + _LEVEL


def _bounded(ours: Floats, allowed: float) -> Floats:
    return ours * np.float32(min(1.0, allowed / max(_strength(ours), 1e-9)))


def _is_flat(joined: FloatPixels, where: Flags) -> bool:
    """Whether a sample of these pixels lies in one plane, apart from noise."""
    y, x = pixels_of(where)
    step = -(-len(y) // _SAMPLE) or 1
    few = y[::step], x[::step]
    return len(y) > 0 and _contrast(_plane(joined[few], few, where.shape)[1], _OUTLIERS) <= 2 * _FLAT


def _plane(values: Floats, where: tuple[Indices, ...], shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """The plane (3, 3) fitted to `values` (n, 3) at these pixels, and the residuals (n, 3)."""
    terms = _terms(where, shape)
    plane = np.linalg.lstsq(terms.T @ terms, terms.T @ values, rcond=None)[0]
    return plane, values - terms @ plane


def _terms(where: tuple[Indices, ...], shape: tuple[int, ...]) -> Floats:
    """The terms (1, y, x) of a plane at these pixels: float32 (n, 3)."""
    y, x = (2 * at.astype(np.float32) / side - 1 for at, side in zip(where, shape, strict=True))
    return np.stack([np.ones_like(y), y, x], 1)


def _contrast(off: Floats, outliers: int) -> float:
    """The largest deviation of a pixel, without the `outliers` largest."""
    worst = np.abs(off).max(1)
    at = max(0, len(worst) - 1 - outliers)
    return float(np.partition(worst, at)[at])


def _strength(texture: Floats) -> float:
    return float(np.sqrt(np.mean(texture**2)))
