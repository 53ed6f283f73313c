"""What clean film looks like in the infrared around each place, and where there is no film."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Flags, Floats
from ...core.geometry import Rect, Size
from .planes import samples

CELL = 32
"""The side of the squares whose median and deviation are taken, in pixels."""
SMOOTHINGS = (0.0, 1.0, 2.2)
"""A pixel counts as it is, and as the mean of its surroundings of these sizes: so faint dust is clearer."""
_LEAST_NOISE, _LEAST_SHARE = 0.002, 0.6
"""The least standard deviation of clean film, and that around a place as a share of the usual one."""
_TO_SIGMA = 1.4826
"""From the median absolute deviation to the standard deviation."""
_OPAQUE = 1.6
"""Logarithm of how much darker than film its holder is, at least."""
_LEAST_CELLS = 24
"""Squares of film without which the falloff of the light is not looked for."""
_LEAST_HOLDER, _EDGE, _ALL = 0.002, 4, 0.98
"""The least area of a holder, as a share of the scan, and how far its soft edge reaches."""


def holder_of(log: Floats) -> Flags:
    """Where the holder of the film is seen, not the film: large, opaque and at the edge of the scan.

    `log` (h, w) is the logarithm of the infrared; the result is bool (h, w).
    """
    dark = (log < np.median(log) - _OPAQUE).astype(np.uint8)
    count, labels, about, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    height, width = dark.shape
    left, top, wide, tall, area = about.T
    at_edge = (left == 0) | (top == 0) | (left + wide == width) | (top + tall == height)
    is_holder = at_edge & (area >= _LEAST_HOLDER * dark.size)
    is_holder[0] = False
    found = is_holder[labels].astype(np.uint8)
    return (
        cv2.dilate(found, np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)) > 0 if count > 1 else found > 0
    )


@dataclass(frozen=True, eq=False)
class CleanFilm:
    """Median and standard deviation of clean film around the squares of a grid, whole `CELL` px each."""

    level: Floats
    noise: Floats
    """Both (rows, columns)."""
    corner: tuple[int, int]
    """Where the grid begins, x and y: it is in the middle of the photo, which may be smaller."""

    def at(self, rect: Rect) -> tuple[Floats, Floats]:
        """Level and noise at each pixel of a part of the photo, both (rect.height, rect.width)."""
        return self._between(self.level, rect), np.maximum(self._between(self.noise, rect), self.noise.min())

    def _between(self, cells: Floats, rect: Rect) -> Floats:
        """The values of squares between their middles; beyond the last the light goes on falling off."""
        part = rect.moved(-self.corner[0], -self.corner[1])
        first, last = part.y // CELL, -(-part.bottom // CELL)
        padded = np.pad(cells, 2, mode="reflect", reflect_type="odd")[first + 1 : last + 3]
        large = cv2.resize(padded, None, fx=CELL, fy=CELL, interpolation=cv2.INTER_LINEAR)
        top, left = part.y - (first - 1) * CELL, part.x + 2 * CELL
        return np.asarray(large[top : top + rect.height, left : left + rect.width], np.float32)


def clean_film(log: Floats, holder: Flags, least: float) -> CleanFilm:
    """What clean film is like in a logarithm of the infrared (H, W); `least` is the least deviation.

    `holder`, at any scale, says where there is no film.
    """
    height, width = log.shape
    rows, columns = (max(1, side // CELL) for side in (height, width))
    y, x = (height - rows * CELL) // 2, (width - columns * CELL) // 2
    if min(y, x) < 0:
        log = np.pad(log, ((max(0, -y), CELL), (max(0, -x), CELL)), mode="edge")
    level, noise = np.empty((rows, columns), np.float32), np.empty((rows, columns), np.float32)
    for row in range(rows):
        top, left = max(0, y) + row * CELL, max(0, x)
        strip = log[top : top + CELL, left : left + columns * CELL]
        # every second pixel of every second row is enough
        cells = strip.reshape(CELL, columns, CELL)[::2, :, ::2].transpose(1, 0, 2).reshape(columns, -1)
        middle = np.median(cells, axis=1)
        off = cells - middle[:, None]
        noise[row] = _TO_SIGMA * np.median(np.abs(off), axis=1)
        # the median of 8 bit is a whole level; the mean without outliers is not
        is_film = np.abs(off) <= 2.5 * np.maximum(noise[row], least)[:, None]
        level[row] = middle + (off * is_film).sum(1) / np.maximum(1, is_film.sum(1))
    film = cv2.resize((~holder).astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA) > _ALL
    light = _falloff(level, film)
    level -= light
    for each in (level, noise):
        _extend(each, film)
    level = light + cv2.medianBlur(np.pad(level, 2, mode="reflect", reflect_type="odd"), 5)[2:-2, 2:-2]
    noise = cv2.medianBlur(noise, 3)
    usual = float(np.median(noise[film])) if film.any() else 0.0
    noise = np.maximum(noise, max(_LEAST_SHARE * usual, _LEAST_NOISE, least))
    return CleanFilm(np.asarray(level, np.float32), np.asarray(noise, np.float32), (x, y))


def _falloff(level: Floats, film: Flags) -> Floats:
    """How the light falls off over the scan: the quadric that fits most of the film."""
    rows, columns = level.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
    fits = film
    quadric = np.zeros_like(x)
    for _ in range(4):
        if fits.sum() < _LEAST_CELLS:
            break
        weights, *_ = np.linalg.lstsq(terms[fits], level[fits], rcond=None)
        quadric = terms @ weights
        off = np.abs(level - quadric)
        fits = film & (off <= 3 * _TO_SIGMA * np.median(off[film]))
    return np.asarray(quadric, np.float32)


def _extend(cells: Floats, known: Flags) -> None:
    """Put into the other cells what the nearest known one has."""
    if known.all() or not known.any():
        return
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    value = np.zeros(int(nearest.max()) + 1, np.float32)
    value[nearest[known]] = cells[known]
    cells[~known] = value[nearest[~known]]


def noise_left(log: Floats) -> list[float]:
    """How much of the noise each of `SMOOTHINGS` leaves, 0 to 1; `log` (h, w) is measured at some places."""
    shares = []
    for place in samples(Size(log.shape[1], log.shape[0])):
        part = log[place.slices] - cv2.GaussianBlur(log[place.slices], (0, 0), 12)
        smoothed = [cv2.GaussianBlur(part, (0, 0), each) if each else part for each in SMOOTHINGS]
        shares.append([float(np.median(np.abs(each))) + 1e-6 for each in smoothed])
    most = np.array(shares)
    return [float(each) for each in np.median(most / most[:, :1], axis=0)]
