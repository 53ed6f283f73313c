"""Spikes in time: what a frame shows and neither of two others does, where motion leads.

A pixel is judged by rank order differences, as the simplified ROD detector does (Nadenau and Mitra,
"Blotch and scratch detection in image sequences based on rank ordered differences", 1997; Kokaram, "Motion
Picture Restoration", 1998): by how far it leaves the range of what is around it in both compensated frames,
against the noise there. What is found grows over all that differs from both in the same direction (SDIp).
Whether it is dirt or motion that was not found is judged from the whole spot and its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from ...core.arrays import Doubles, Flags, Floats, Labels
from ...finding import motion
from .look import Look

_SEED, _LOW = 3.0, 1.6
"""Spots begin where a pixel leaves the range by `_SEED` deviations of the noise, and grow down to `_LOW`…"""
_EDGE = 0.3
"""… or down to this part of their own peak, whichever is more."""
_LEAST_NOISE = np.array([0.8, 0.6, 0.6], np.float32)
"""Of Y, Cr and Cb, in levels of 256."""
_NOISE_SIDE, _NOISE_WINDOW = 320, 31
"""The noise is a median in windows of that many pixels of frames reduced to this longer side: spots smaller
than half a window leave it as it is."""
_LIGHT_CELLS, _MOST_LIGHT = 40, 12.0
"""Light that flickers is levelled as a median over 5 x 5 of that many cells along the longer side, by at most
so many levels."""
_RING = 4
"""The surroundings of a spot, in pixels."""
_WEIGHTS = np.array([0.05, 1.08, 0.33, -1.24, -0.26, -0.84, -1.38])
_BIAS = 6.81
"""A logistic regression over the features, fitted to spots of films with rendered dirt and without."""
_SMALL = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, eq=False)
class Spots:
    """What may be dirt in a frame: `labels` (H, W) from 1, and what is known of each, `features` (n, 7)."""

    labels: Labels
    features: Doubles

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Self:
        """No spots in a frame of that shape."""
        return cls(np.zeros(shape, np.int32), np.zeros((0, len(_WEIGHTS))))

    @property
    def log_odds(self) -> Doubles:
        """How likely each is dirt, (n,): 0 is even odds."""
        return np.asarray(self.features @ _WEIGHTS - _BIAS, np.float64)

    def likelier_than(self, least: float) -> Flags:
        """Where the spots are whose log-odds are at least this: (H, W)."""
        chosen = np.zeros(len(self.features) + 1, bool)
        chosen[1:] = self.log_odds >= least
        return np.asarray(chosen[self.labels])


@dataclass(frozen=True, eq=False)
class Witness:
    """Another frame: its look, the flow from the judged frame to it, `forth`, and back."""

    look: Look
    forth: Floats
    back: Floats


def spots(here: Look, first: Witness, second: Witness, *, around: bool) -> Spots:
    """What `here` shows and neither witness does.

    `around` says that one witness is before and one after it; if both are on one side, what is uncovered or
    leaves the picture looks like dirt too, and is trusted less.
    """
    one, other = (_compensated(here, witness) for witness in (first, second))
    to_one, to_other = here.colour - one, here.colour - other
    apart = np.where(to_one * to_other > 0, np.minimum(np.abs(to_one), np.abs(to_other)), np.float32(0))
    noise = (np.abs(to_one) + np.abs(to_other)) / 2
    deviation = _typical(noise)
    highest = np.maximum(cv2.dilate(one, _SMALL), cv2.dilate(other, _SMALL))
    lowest = np.minimum(cv2.erode(one, _SMALL), cv2.erode(other, _SMALL))
    beyond = np.maximum(np.maximum(here.colour - highest, lowest - here.colour), 0)
    spike = (beyond / deviation).max(2)
    step = (apart / deviation).max(2)
    labels, areas, peaks = _grown(spike, step)
    count = len(areas)

    def inside(plane: Floats) -> Doubles:
        return _sums(labels, plane, count) / areas

    contrast = np.maximum(inside(apart.max(2)), 1)
    ring = _ring(labels)
    around_it = _sums(ring, noise[..., 0], count) / np.maximum(_sums(ring, None, count), 1)
    hidden = sum(np.minimum(motion.round_trip(one.forth, one.back), 4) for one in (first, second))
    slope = cv2.magnitude(*(cv2.Sobel(one[..., 0], cv2.CV_32F, dx, 1 - dx, scale=1 / 8) for dx in (1, 0)))
    features = np.stack(
        [
            np.log(peaks + 0.1),
            np.log(inside(step) + 0.1),
            np.log(areas + 1),
            np.log(np.minimum(around_it / contrast, 3) + 0.03),
            inside(np.asarray(hidden, np.float32)),
            np.log(np.minimum(inside(np.asarray(slope, np.float32)) / contrast, 3) + 0.03),
            np.full(count, 0.0 if around else 1.0),
        ],
        axis=1,
    )
    return Spots(labels, features)


def _compensated(here: Look, witness: Witness) -> Floats:
    """The witness where motion leads, in the light of `here`."""
    there = motion.moved(witness.look.colour, witness.forth)
    height, width = there.shape[:2]
    cell = max(8, max(height, width) // _LIGHT_CELLS)
    size = max(1, width // cell), max(1, height // cell)
    off = cv2.resize(
        np.clip(here.colour - there, -_MOST_LIGHT, _MOST_LIGHT), size, interpolation=cv2.INTER_AREA
    )
    level = cv2.medianBlur(off.reshape(size[1], size[0], 3), 5)
    return there + np.asarray(cv2.resize(level, (width, height)), np.float32)


def _typical(noise: Floats) -> Floats:
    """The deviation of the noise around each pixel, of each channel (H, W, 3)."""
    height, width = noise.shape[:2]
    scale = max(2, round(max(height, width) / _NOISE_SIDE))
    size = max(1, width // scale), max(1, height // scale)
    small = cv2.resize(np.minimum(noise, 255 / 8) * 8, size, interpolation=cv2.INTER_AREA)
    median = cv2.medianBlur(small.astype(np.uint8).reshape(size[1], size[0], 3), _NOISE_WINDOW)
    # the median of the absolute values of a normal distribution is 0.67 deviations, averaged over pixels more
    return np.asarray(cv2.resize(median, (width, height)), np.float32) * np.float32(1.25 / 8) + _LEAST_NOISE


def _grown(spike: Floats, step: Floats) -> tuple[Labels, Doubles, Doubles]:
    """The spots: their labels (H, W), and of each its area in pixels and its highest spike."""
    count, labels = _parts(step > _LOW)
    tops = _most(labels, step, count)
    tops[_most(labels, spike, count) <= _SEED] = np.inf
    tops[0] = np.inf
    count, labels = _parts(step > _EDGE * tops[labels])
    areas = np.bincount(labels.ravel(), minlength=count)[1:].astype(np.float64)
    return labels, areas, _most(labels, spike, count)[1:]


def _parts(where: Flags) -> tuple[int, Labels]:
    """The number of the 8-connected parts of a plane, one more for what is outside, and their labels."""
    count, labels = cv2.connectedComponents(where.view(np.uint8), connectivity=8)
    return count, np.asarray(labels, np.int32)


def _most(labels: Labels, plane: Floats, count: int) -> Doubles:
    """The highest value in each part, 0 outside all of them first."""
    most = np.zeros(count)
    at = np.nonzero(labels)
    np.maximum.at(most, labels[at], plane[at])
    return most


def _sums(labels: Labels, plane: Floats | None, count: int) -> Doubles:
    """The sum of a plane, or the number of pixels, in each of the parts 1 … `count`."""
    weights = None if plane is None else plane.ravel()
    return np.asarray(np.bincount(labels.ravel(), weights, count + 1)[1:], np.float64)


def _ring(labels: Labels) -> Labels:
    """The surroundings of each spot, without the pixels next to one."""
    side = 2 * _RING + 1
    wide = cv2.dilate(labels.astype(np.float32), np.ones((side, side), np.uint8))
    near = cv2.dilate((labels > 0).view(np.uint8), _SMALL)
    return np.where(near > 0, 0, wide).astype(np.int32)
