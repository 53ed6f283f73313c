"""The light of one frame matched to that of another: gain and offset, and what is left of them locally."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats
from ...core.texture.pull_push import spread

_LIGHT = 8.0  # px: the blur within which light is compared
_STRANGE = 0.15  # of the range of levels: a difference this large is not one of light
_FEWEST = 16  # pixels needed for a comparison
_SHARP = 2.0  # px: a narrower blur needs the full resolution
_MOST = 4000  # pixels that a gain is computed from
_CONTRAST = 0.05  # of the range of levels: flatter colours don't tell a gain from an offset
_GAIN = 2.0  # at most, and at least its inverse


def lit_like(target: FloatPixels, colours: FloatPixels, known: Flags) -> FloatPixels:
    """`colours` (h, w, 3) in the light of `target`, as both show the same where `known` (h, w).

    One gain and offset for each channel, robust to what differs in content, then an offset that varies
    smoothly and is continued to where nothing is known.
    """
    if np.count_nonzero(known) < _FEWEST:
        return colours
    some = np.flatnonzero(known)
    some = some[:: len(some) // _MOST + 1]
    gain, offset = _gain(target.reshape(-1, 3)[some], colours.reshape(-1, 3)[some])
    colours = colours * gain + offset
    difference = target - colours
    red, green, blue = cv2.split(cv2.absdiff(target, colours))
    weight = np.asarray(known & (cv2.max(cv2.max(red, green), blue) < _STRANGE), np.float32)
    return np.asarray(colours + local_mean(difference, weight, _LIGHT), np.float32)


def local_mean(values: Floats, weight: Floats, blur: float) -> Floats:
    """The weighted mean of `values` (h, w, k) around each pixel, continued to where nothing has weight.

    It varies slowly with a wide blur, and is then computed at a lower resolution.
    """
    height, width = weight.shape
    cell = max(1, min(int(blur / _SHARP), height, width))
    size = width // cell, height // cell
    mass, sums = weight, values * weight[..., None]
    if cell > 1:
        mass, sums = (_shrunk(one, size) for one in (mass, sums))
    mass, sums = (_blurred(one, blur / cell) for one in (mass, sums))
    sums = sums.reshape(*mass.shape, values.shape[2])
    mean = spread(sums / np.maximum(mass, 1e-6)[..., None], np.asarray(mass > 0.02, np.float32))
    if cell > 1:
        mean = np.asarray(cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return mean.reshape(values.shape)


def _shrunk(values: Floats, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def _blurred(values: Floats, blur: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), blur), np.float32)


def _gain(target: Floats, colours: Floats) -> tuple[Floats, Floats]:
    """For each channel the factor and offset that make `colours` (n, 3) like `target`."""
    low, high = (np.percentile(values, (10, 90), axis=0) for values in (colours, target))
    span = low[1] - low[0]
    ratio = (high[1] - high[0]) / np.maximum(span, 1e-6)
    usable = (span > _CONTRAST) & (ratio > 1 / _GAIN) & (ratio < _GAIN)
    gain = np.where(usable, ratio, 1.0)
    return np.asarray(gain, np.float32), np.asarray((high - low * gain).mean(0), np.float32)
