"""The shadow that an object casts on the ground, or the darkness where it stands on it.

What counts as one follows Guo, Dai and Hoiem, "Paired regions for shadow detection and removal" (PAMI 2013):
a region whose surroundings have the same material in more light. Here the region must also touch the object,
and be about as far from its silhouette as one light would throw it on level ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from ..core.arrays import Bytes, Flags, Floats
from .surroundings import Surroundings, disc, image_rows, spread, touching

SURE = 0.75
"""The confidence from which a region is taken for a shadow."""
_DROPS = (0.12, 0.18, 0.26, 0.36, 0.5, 0.7, 0.95, 1.3)
"""By how much darker than lit ground a pixel may have to be, as a logarithm of light."""
_SIDEWAYS = np.arange(-1.5, 1.51, 0.25)
_FORWARD = (-0.6, -0.4, -0.25, -0.12, 0.08, 0.2, 0.35, 0.5, 0.7)
"""Where a point at height 1 may throw its shadow: to the right, and towards the camera."""
_LEAST_AREA = 0.03
"""The least area of a shadow, in parts of that of the object."""
_LIT = 0.7
"""The share of pixels around that are darker than lit ground."""
_LEVELS = 40
_FEWEST = 12
"""The fewest places on the edge of a region to judge it by."""
_GAMMA = 2.2
_BLUEST = 0.35
"""Shadows in the open are lit by the sky: blue may fall less than the mean by this share, and red more."""


@dataclass(frozen=True)
class _Edge:
    """How the light falls across the edge of a region."""

    drop: float
    """The median logarithm of light outside over inside."""
    darker: float
    """The share of the edge where the inside is clearly darker."""
    uneven: float
    """The median deviation from `drop`, in parts of it."""
    colour: float
    """How far the change of colour is from that between sunlight and skylight, in parts of `drop`."""


def cast_shadow(around: Surroundings) -> tuple[Flags, float] | None:
    """The likeliest shadow (h, w) and how likely it is, 0 to 1; None if nothing is as dark as one."""
    light = _light(around.pixels)
    brightness: Floats = np.asarray(light.mean(axis=2), np.float32)
    near, object_area = around.near, int(around.object.sum())
    if not (~near).any():
        return None
    top, bottom = image_rows(around.object)
    columns = np.flatnonzero(around.object.any(axis=0))
    darkness = _lit_ground(brightness, ~near, max(bottom - top, int(np.ptp(columns)))) - brightness
    projections = _Projections(around.object, bottom)
    best: tuple[Flags, float] | None = None
    for drop in _DROPS:
        dark = touching((darkness > drop) & ~around.taken, near)
        projection, fit = projections.best(dark)
        if projection is None:
            continue
        reach = max(2, int(0.12 * object_area**0.5))
        within = dark & spread(projection, reach)
        opened = cv2.morphologyEx(within.astype(np.uint8), cv2.MORPH_OPEN, disc(1)) > 0
        region = touching(opened, spread(near, 2))
        area = int(region.sum())
        if area < max(1, _LEAST_AREA * object_area):
            continue
        edge = _edge(light, region, around, near)
        if edge is None:
            continue
        levels = brightness[region]
        spread_inside = float(np.median(np.abs(levels - np.median(levels)))) / edge.drop
        confidence = _confidence(edge, spread_inside, fit, area / int(dark.sum()), area / object_area)
        if best is None or confidence > best[1]:
            best = _with_penumbra(region, darkness, edge.drop, around.taken), confidence
    return best


def _confidence(edge: _Edge, uneven_inside: float, fit: float, kept: float, area: float) -> float:
    """How likely a region is a shadow: a logistic regression on rendered shadows and other dark places.

    `fit`: the share of the silhouette's projection that is dark. `kept`: the share of the dark places that
    lie in it. `area`: of the region, in parts of the object's.
    """
    colour = edge.colour * max(1.0, edge.drop)
    evidence = 6.1 * edge.darker - 1.4 * min(edge.uneven, 1.5) - 3.8 * min(colour, 1.0)
    evidence += 6.7 * fit + 1.5 * kept - 0.5 * min(uneven_inside, 2.0)
    evidence -= 0.9 * float(np.log(min(edge.drop, 1.4))) + 0.7 * float(np.log(area)) + 11.1
    return float(1 / (1 + np.exp(-evidence)))


def _light(pixels: Bytes) -> Floats:
    """The logarithm of the light in each channel, without grain: (h, w, 3)."""
    calm = cv2.medianBlur(pixels, 5)
    light = _GAMMA * np.log((calm.astype(np.float32) + 6) / 261)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), 1), np.float32)


def _lit_ground(brightness: Floats, ground: Flags, size: int) -> Floats:
    """What the ground around each pixel has where it is lit: a percentile in a window of about `size`.

    The window is wider than tall, since ground, walls and sky lie above each other.
    """
    shape = brightness.shape
    half = (max(1, shape[1] // 2), max(1, shape[0] // 2))
    level = cv2.resize(brightness, half, interpolation=cv2.INTER_AREA)
    valid = cv2.resize(ground.astype(np.uint8), half, interpolation=cv2.INTER_NEAREST) > 0
    if not valid.any():
        return brightness
    window = (size // 2 | 1, int(0.225 * size) | 1)

    def share(where: Flags) -> Floats:
        flags = where.astype(np.float32)
        return cv2.boxFilter(flags, -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)  # type: ignore[return-value]

    count = share(valid) + 1e-3
    low, high = np.percentile(level[valid], [1, 99])
    lit = np.full(level.shape, high, np.float32)
    open_: Flags = np.ones(level.shape, bool)
    for step in np.linspace(low, high, _LEVELS):
        reached = open_ & (share((level <= step) & valid) >= _LIT * count)
        lit[reached] = step
        open_ &= ~reached
    smooth = cv2.GaussianBlur(lit, (0, 0), 0.025 * size + 1)
    return np.asarray(cv2.resize(smooth, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


class _Projections:
    """The silhouette of an object, as lights from all sides throw it on level ground."""

    def __init__(self, silhouette: Flags, bottom: int) -> None:
        """`bottom`: the row in which the object stands on the ground."""
        self._shape = silhouette.shape
        self._half = (max(1, self._shape[1] // 2), max(1, self._shape[0] // 2))
        small = self._halved(silhouette)
        base = bottom / 2
        self._flags = np.stack([
            (cv2.warpAffine(
                small,
                np.array([[1, -right, right * base], [0, -down, base * (1 + down)]], np.float32),
                self._half,
                flags=cv2.INTER_NEAREST,
            ) > small).ravel()
            for right, down in product(_SIDEWAYS, _FORWARD)
        ]).astype(np.float32)  # fmt: skip
        self._areas = self._flags.sum(axis=1)

    def best(self, dark: Flags) -> tuple[Flags | None, float]:
        """The projection with the most dark pixels less others, and the share that is dark."""
        hits = self._flags @ self._halved(dark).ravel().astype(np.float32)
        gain = 2 * hits - self._areas
        chosen = int(gain.argmax())
        if gain[chosen] <= 0:
            return None, 0.0
        flags = self._flags[chosen].reshape(self._half[::-1])
        full = cv2.resize(flags, self._shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        return full, float(hits[chosen] / self._areas[chosen])

    def _halved(self, where: Flags) -> Bytes:
        small = cv2.resize(where.astype(np.uint8), self._half, interpolation=cv2.INTER_NEAREST)
        return np.asarray(small, np.uint8)


def _edge(light: Floats, region: Flags, around: Surroundings, near: Flags) -> _Edge | None:
    """What the light does across the edge of `region` to the ground; None if it hardly borders on ground."""
    away = max(2, 1 + round(0.035 * int(around.object.sum()) ** 0.5))
    height, width = region.shape
    soft = cv2.GaussianBlur(region.astype(np.float32), (0, 0), 1.5)
    outline = region & (cv2.erode(region.astype(np.uint8), disc(1)) == 0)
    y, x = np.nonzero(outline)
    slope = -np.stack([cv2.Sobel(soft, -1, 0, 1)[y, x], cv2.Sobel(soft, -1, 1, 0)[y, x]])
    across = slope / (np.hypot(*slope) + 1e-6)
    outside, inside = (
        np.round(np.stack([y, x]) + steps * across).astype(np.intp) for steps in (away + 1, -away)
    )
    limits = np.array([[height], [width]])
    there = ((outside >= 0) & (outside < limits) & (inside >= 0) & (inside < limits)).all(axis=0)
    outside, inside = outside[:, there], inside[:, there]
    ground = ~(near | region)[*outside] & ~around.taken[*inside]
    if int(ground.sum()) < _FEWEST:
        return None
    steps = light[*outside[:, ground]] - light[*inside[:, ground]]
    drops = steps.mean(axis=1)
    drop = float(np.median(drops))
    if drop <= 0.05:
        return None
    red, green, blue = np.median(steps, axis=0) / drop
    sky = float(np.clip((red - blue) / 2, 0, _BLUEST))
    return _Edge(
        drop,
        float(np.mean(drops > 0.5 * drop)),
        float(np.median(np.abs(drops - drop))) / drop,
        float(np.abs([red - 1 - sky, green - 1, blue - 1 + sky]).max()),
    )


def _with_penumbra(region: Flags, darkness: Floats, drop: float, taken: Flags) -> Flags:
    """With the soft edge of the shadow, where it is still a little darker than lit ground."""
    return (region | (spread(region, 2) & (darkness > 0.35 * drop))) & ~taken
