"""Film grain and sensor noise: measured in the ring around a hole, added where the fill lacks it."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Flags, FloatPixels, Floats
from ..geometry import Rect

_RING = 32  # px around the hole in which the noise is measured
_FEWEST = 200  # flat pixels needed for a measurement
_HIGH_PASS = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6  # Immerkær 1996: noise kept
_MAD = 1.4826  # median of absolute values to standard deviation
_FLAT_SHARE = 0.4  # of the ring's pixels, the flattest: detail elsewhere would count as noise
_INVISIBLE = 0.25 / 255
_ENOUGH = 0.6  # a fill with this share of the ring's variance (in half of its pixels) needs no grain
_STROKE = 9  # px: in narrower holes a lack of grain is invisible, and added grain makes them less accurate
_LOCAL = 15  # px: the window in which the fill's own noise is measured
_SAFETY = 1.5  # the fill's own noise is overestimated, so that its grain is never doubled
# how much the noise shrinks when 2 x 2 pixels are averaged shows how far it is correlated:
# sigma of the Gaussian blur of white noise, and the ratio of the noise after averaging to before
_BLURS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.6)
_RATIOS = (0.5, 0.51, 0.58, 0.81, 1.25, 1.90, 2.68, 4.29, 5.85, 8.52)


def add_grain(picture: FloatPixels, known: Flags, kept: Flags, seed: int) -> None:
    """Add to `picture` (float32 (H, W, 3)) in place, where `kept`, the noise of `known` that it lacks.

    The noise is Gaussian, with the ring's strength in each channel and its correlation between channels and
    between neighbours. Nothing is added where the ring is clean or too small to measure, where the fill
    is just as noisy, or in strokes narrower than 9 px.
    """
    kept = _without_strokes(kept)
    if not kept.any():
        return
    rect = Rect(*(int(v) for v in cv2.boundingRect(kept.view(np.uint8)))).grown(_RING)
    here = (rect & Rect(0, 0, kept.shape[1], kept.shape[0])).slices
    picture, known, kept = picture[here], known[here], kept[here]
    inside = _eroded(kept)
    if np.count_nonzero(inside) < _FEWEST // 4:
        return
    near = cv2.distanceTransform((~kept).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3) <= _RING
    noise = _high_pass(picture)
    ring = _flat(picture, _eroded(known) & near)
    if np.count_nonzero(ring) < _FEWEST:
        return
    covariance = _covariance(noise[ring])
    level = float(np.trace(covariance)) / 3
    if level < _INVISIBLE**2:
        return
    lacking = _lacking(noise, inside, level)
    if lacking is None:
        return
    grain = _grain(picture.shape, covariance, _correlation(picture, ring, noise), seed)
    picture += grain * np.where(kept, lacking, 0)[..., None]


def _high_pass(picture: FloatPixels) -> Floats:
    return np.asarray(cv2.filter2D(picture, cv2.CV_32F, _HIGH_PASS, borderType=cv2.BORDER_REFLECT_101))


def _mean(picture: FloatPixels) -> Floats:
    """The mean of the three channels: float32 (H, W); numpy is slow on such a short axis."""
    return np.asarray(cv2.transform(picture, np.full((1, 3), 1 / 3)))


def _without_strokes(kept: Flags) -> Flags:
    """The parts of the hole that are wider than a stroke, where missing grain would be visible."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_STROKE, _STROKE))
    return np.asarray(cv2.morphologyEx(kept.view(np.uint8), cv2.MORPH_OPEN, disc) > 0)


def _eroded(where: Flags) -> Flags:
    """`where` eroded by 3 x 3 pixels."""
    return np.asarray(cv2.erode(where.view(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _flat(picture: FloatPixels, where: Flags) -> Flags:
    """The part of `where` with the least structure, clipped tones left out."""
    grey = cv2.GaussianBlur(_mean(picture), (0, 0), 1.5)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    usable: Flags = where & (grey > 0.01) & (grey < 0.99)
    if not usable.any():
        return usable
    return np.asarray(usable & (slope <= np.quantile(slope[usable], _FLAT_SHARE)))


def _covariance(noise: Floats) -> Floats:
    """A robust covariance (3, 3) of the noise (n, 3): strengths by MAD, correlations of clipped values."""
    strength = np.median(np.abs(noise), 0) * _MAD
    scaled = np.clip(noise / np.maximum(strength, 1e-9), -3, 3)
    correlation = scaled.T @ scaled / len(scaled)
    spread = np.sqrt(np.maximum(np.diag(correlation), 1e-9))
    return np.asarray(correlation / np.outer(spread, spread) * np.outer(strength, strength))


def _lacking(noise: Floats, inside: Flags, level: float) -> Floats | None:
    """The factor (H, W) in [0, 1] for grain of the ring's strength, or None if the fill has enough.

    Variances add, so the missing variance is the ring's minus the fill's own around each pixel.
    """
    share = inside.astype(np.float32)
    own = _mean(noise**2) * share
    window = (_LOCAL, _LOCAL)
    mass = np.maximum(cv2.boxFilter(share, cv2.CV_32F, window), 1e-6)
    ratio = cv2.boxFilter(own, cv2.CV_32F, window) / mass / level
    if float(np.median(ratio[inside])) >= _ENOUGH:
        return None
    return np.asarray(np.sqrt(np.clip(1 - _SAFETY * ratio, 0, 1)) * (mass > 1e-5))


def _correlation(picture: FloatPixels, ring: Flags, noise: Floats) -> float:
    """The sigma of the blur that makes white noise as coarse as the ring's."""
    height, width = (side // 2 * 2 for side in ring.shape)
    size = width // 2, height // 2
    halved = np.asarray(cv2.resize(picture[:height, :width], size, interpolation=cv2.INTER_AREA), np.float32)
    flat = ring[:height:2, :width:2] & ring[1:height:2, 1:width:2]
    if np.count_nonzero(flat) < _FEWEST // 4:
        return 0.0
    after = np.median(np.abs(_mean(_high_pass(halved))[flat]))
    before = np.median(np.abs(noise[ring].mean(1)))
    return float(np.interp(after / max(float(before), 1e-9), _RATIOS, _BLURS))


def _grain(shape: tuple[int, ...], covariance: Floats, sigma: float, seed: int) -> Floats:
    """Noise (H, W, 3) blurred by `sigma`, with this covariance after a high pass."""
    values, vectors = np.linalg.eigh(covariance)
    mixing = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    white: Floats = np.random.default_rng(seed).standard_normal(shape, np.float32)
    if sigma > 0:
        white = np.asarray(cv2.GaussianBlur(white, (0, 0), sigma), np.float32)
        white = white / max(float(_high_pass(white).std()), 1e-9)
    return np.asarray(white @ mixing.astype(np.float32))
