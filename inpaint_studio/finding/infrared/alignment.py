"""How the infrared of a scan lies on its photo: a shift and a scale for each axis, below a pixel.

A scanner takes both with the same sensor, but infrared light comes to focus elsewhere, so its picture is
shifted and a little larger or smaller. What the two have in common may be dust alone, and in a negative that
was inverted dust is bright. So the strengths of their gradients are compared, relative to those around, which
leaves out which way and how much. They are correlated with most of the whitening of the phase correlation
(Kuglin and Hines, "The phase correlation image alignment method", 1975), first as a whole, then block by
block, and a line is fitted through the shifts of the blocks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from ...core.arrays import Doubles, Floats
from ...core.geometry import Rect, Size

_WHOLE = 1536
"""The longer side at which the shift of the whole is searched, in pixels."""
_FINE = 3072
"""The most at which the blocks are compared."""
_BLOCK, _LEAST_BLOCK = 384, 160
"""The sides of a block at most and at least; else there are three along the shorter side."""
_REACH = 0.012
"""The largest shift of the whole, as a share of the longer side."""
_NEAR, _AROUND = 6, 16
"""How far the shift of a block may be from that of the whole, and how far it is searched, in its pixels."""
_WHITENING, _SMOOTH = 0.75, 0.8
"""The power of the spectrum that is divided by, and how wide the peak is made again, in pixels."""
_SURE, _SECOND = 6.0, 0.65
"""A shift counts if its correlation stands out by so many standard deviations, and if no other one, farther
off, is higher than this share of it."""
_PEAK, _LEAST_SIDE = 4, 64
_LOCAL, _FAINT, _MOST, _NOISE = 63, 1e-4, 6.0, 2.0
"""Around how many pixels gradients are compared; and the strengths, relative to those, that count."""
_LEAST_BLOCKS = 6
"""Fewer give a shift, but no stretch; and so do blocks that lie in less than `_SPREAD` of a side."""
_SPREAD = 0.5
_MOST_STRETCH = 0.01


@dataclass(frozen=True)
class Alignment:
    """Where the infrared shows what the photo has at (x, y): at (x * stretch + shift), in photo pixels."""

    stretch: tuple[float, float] = (1.0, 1.0)
    """Along x and y."""
    shift: tuple[float, float] = (0.0, 0.0)
    sure: bool = False
    """False where too little is common to tell; then there is no shift."""

    def covered(self, size: Size) -> Rect:
        """The part of a photo of this size that the infrared shows too."""
        edges = []
        for side, stretch, shift in zip((size.width, size.height), self.stretch, self.shift, strict=True):
            ends = (at / stretch for at in (-shift, side - 1 - shift))
            first, last = (min(max(end, 0.0), side - 1.0) for end in ends)
            edges.append((math.ceil(first), math.floor(last) + 1))
        (left, right), (top, bottom) = edges
        return Rect.spanning(left, top, right, bottom)


def working_scale(size: Size) -> int:
    """How many times smaller than the photo the pictures for `aligned` should be."""
    return -(-max(size.width, size.height) // _FINE)


def aligned(brightness: Floats, infrared: Floats, scale: int) -> Alignment:
    """The alignment of two pictures (H, W), logarithms, both `scale` times smaller than the photo.

    Deterministic. Without enough in common it is the identity.
    """
    # the noise of the film, of which there is far more than dust, has nothing to match in the photo
    photo, other = _edges(brightness), np.maximum(_edges(infrared) - _NOISE, 0)
    side = max(photo.shape)
    if min(photo.shape) < _LEAST_SIDE:
        return Alignment()
    coarse = max(1.0, side / _WHOLE)
    whole = _shift(_reduced(photo, coarse), _reduced(other, coarse), max(4, round(_REACH * side / coarse)))
    if whole is None:
        return Alignment()
    start = whole * coarse
    places, shifts = _of_blocks(photo, other, start)
    if not len(places):
        places, shifts = np.zeros((1, 2)), start[None]
    fits = [_line(places[:, axis], shifts[:, axis], photo.shape[1 - axis]) for axis in (0, 1)]
    stretch, shift = zip(*fits, strict=True)
    # pixels are counted from their middles, in the smaller picture too
    x, y = (at * scale + (each - 1) * (scale - 1) / 2 for each, at in zip(stretch, shift, strict=True))
    return Alignment((stretch[0], stretch[1]), (x, y), sure=True)


def _of_blocks(photo: Floats, other: Floats, start: Doubles) -> tuple[Doubles, Doubles]:
    """The middles (n, 2) of the blocks whose shift is clear, and their shifts (n, 2), as x and y."""
    height, width = photo.shape
    by_x, by_y = (int(each) for each in np.rint(start))
    side = min(max(min(height, width) // 3, _LEAST_BLOCK), _BLOCK)
    places, shifts = [], []
    for top, left in product(range(0, height, side), range(0, width, side)):
        # what lies outside the other picture is left out
        rows, columns = (slice(max(at, -by), at + side) for at, by in ((top, by_y), (left, by_x)))
        moved = (slice(part.start + by, part.stop + by) for part, by in ((rows, by_y), (columns, by_x)))
        block, there = photo[rows, columns], other[tuple(moved)]
        tall, wide = (min(sides) for sides in zip(block.shape, there.shape, strict=True))
        if min(tall, wide) < min(side // 2, *photo.shape):
            continue
        found = _shift(block[:tall, :wide], there[:tall, :wide], _AROUND)
        if found is not None and np.abs(found).max() <= _NEAR:
            places.append((columns.start + (wide - 1) / 2, rows.start + (tall - 1) / 2))
            shifts.append((found[0] + by_x, found[1] + by_y))
    return np.array(places).reshape(-1, 2), np.array(shifts).reshape(-1, 2)


def _line(places: Doubles, shifts: Doubles, side: int) -> tuple[float, float]:
    """Stretch, and shift at 0, of the line through most shifts (Theil 1950, Sen 1968)."""
    if len(places) >= _LEAST_BLOCKS and np.ptp(places) >= _SPREAD * side:
        apart = places[:, None] - places
        pairs = np.abs(apart) >= _SPREAD / 2 * side
        slope = float(np.median((shifts[:, None] - shifts)[pairs] / apart[pairs]))
        if abs(slope) <= _MOST_STRETCH:
            return 1 + slope, float(np.median(shifts - slope * places))
    return 1.0, float(np.median(shifts))


def _edges(log: Floats) -> Floats:
    """The strength of the gradient at each pixel, relative to that around it."""
    smooth = cv2.GaussianBlur(log, (0, 0), 1)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    strength = np.asarray(cv2.magnitude(across, down), np.float32)
    return np.minimum(strength / (cv2.blur(strength, (_LOCAL, _LOCAL)) + _FAINT), _MOST)


def _reduced(map_: Floats, by: float) -> Floats:
    if by <= 1:
        return map_
    size = (round(map_.shape[1] / by), round(map_.shape[0] / by))
    return np.asarray(cv2.resize(map_, size, interpolation=cv2.INTER_AREA), np.float32)


def _shift(photo: Floats, other: Floats, reach: int) -> Doubles | None:
    """Where `other` shows what `photo` has, relative to there: (x, y); None if that is not clear."""
    height, width = photo.shape
    window = np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1]).astype(np.float32)
    size = [cv2.getOptimalDFTSize(side + reach) for side in photo.shape]
    first, second = (np.fft.rfft2((each - each.mean()) * window, size) for each in (photo, other))
    cross = np.conj(first) * second
    strength = np.abs(cross)
    down, across = np.fft.fftfreq(size[0])[:, None], np.fft.rfftfreq(size[1])
    cross *= np.exp(-2 * (np.pi * _SMOOTH) ** 2 * (down**2 + across**2))
    cross /= (strength + 1e-9 * strength.max() + 1e-30) ** _WHITENING
    surface = np.fft.irfft2(cross, size)
    surface = np.roll(surface, (reach, reach), (0, 1))[: 2 * reach + 1, : 2 * reach + 1]
    row, column = divmod(int(surface.argmax()), surface.shape[1])
    peak = surface[row, column]
    rest = surface.copy()
    rest[max(0, row - _PEAK) : row + _PEAK + 1, max(0, column - _PEAK) : column + _PEAK + 1] = np.nan
    far = rest[~np.isnan(rest)]
    if not far.size or 0 in (row, column) or row == 2 * reach or column == 2 * reach:
        return None
    if peak < far.mean() + _SURE * far.std() or far.max() > _SECOND * peak:
        return None
    return np.array([_vertex(surface[row], column), _vertex(surface[:, column], row)]) - reach


def _vertex(values: Doubles, top: int) -> float:
    """Where the parabola through the highest value and its neighbours is highest."""
    before, peak, after = values[top - 1 : top + 2]
    bend = before - 2 * peak + after
    return float(top + (0.5 * (before - after) / bend if bend < 0 else 0))
