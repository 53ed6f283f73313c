"""How a picture repeats: the shifts at which it is most like itself.

He and Sun: Statistics of Patch Offsets for Image Completion. ECCV 2012: similar patches lie at a few shifts,
which say how a pattern goes on. Here the shifts are the peaks of the normalised autocorrelation of what is
known, computed by FFT, in a plane seen from the front.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import fft

from ..arrays import AnyArray, Doubles, FloatPixels, Floats, Indices

_LIKE = 0.35  # the least correlation of a shift that counts
_LEAST_PERIOD = 6  # px of the (reduced) picture
_LEAST_OVERLAP = 0.2  # of the known pixels
_LEAST_ENERGY = 0.1  # of the whole picture's detail, in what overlaps
_SMOOTHING = 12.0  # px: what varies more slowly is light, not pattern
_PROMINENCE = 0.15  # by how much a peak stands above its surroundings
_LEAST_ANGLE = np.radians(25)


@dataclass(frozen=True, eq=False)
class Lattice:
    """`steps` float64 (1 or 2, 2): the x and y of the shifts that repeat the pattern."""

    steps: Doubles


def find_lattice(picture: FloatPixels, weight: Floats) -> Lattice | None:
    """The pattern's shortest two shifts in different directions, or its one; None if nothing repeats.

    `picture` is float32 (H, W, 3) in [0, 1] and `weight` float32 (H, W) in [0, 1], how far each pixel counts.
    """
    correlation = autocorrelation(picture, weight)
    if correlation is None:
        return None
    shifts, values = _peaks(correlation)
    if not len(shifts):
        return None
    order = np.argsort(np.hypot(shifts[:, 0], shifts[:, 1]) / values**2, kind="stable")
    first = int(order[0])
    chosen = [first]
    direction = np.arctan2(shifts[first, 1], shifts[first, 0])
    for number in order[1:]:
        turn = np.arctan2(shifts[number, 1], shifts[number, 0]) - direction
        if abs(np.sin(turn)) > np.sin(_LEAST_ANGLE):
            chosen.append(int(number))
            break
    return Lattice(shifts[chosen])


def autocorrelation(picture: FloatPixels, weight: Floats) -> Floats | None:
    """float32 (2 H, 2 W), shift 0 in the middle: the normalised correlation of the picture with itself.

    0 where too little overlaps. None if the picture is flat.
    """
    height, width = weight.shape
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    share = np.maximum(cv2.GaussianBlur(weight, (0, 0), _SMOOTHING), 1e-3)
    slow = cv2.GaussianBlur(grey * weight, (0, 0), _SMOOTHING) / share
    detail = np.asarray((grey - slow) * weight, np.float32)
    energy = float((detail**2).sum())
    if energy < 1e-5 * height * width:
        return None
    size = (fft.next_fast_len(2 * height, real=True), fft.next_fast_len(2 * width, real=True))

    def spectrum(values: Floats) -> AnyArray:
        return np.asarray(fft.rfft2(np.asarray(values, np.float32), size))

    def shifted(product: AnyArray) -> Floats:
        whole = fft.irfft2(product, size)
        rows = np.arange(-height, height) % size[0]
        columns = np.arange(-width, width) % size[1]
        return np.asarray(whole[rows[:, None], columns[None]], np.float32)

    of_detail, of_weight, of_square = spectrum(detail), spectrum(weight), spectrum(detail**2)
    together = shifted(np.conj(of_detail) * of_detail)
    overlap = shifted(np.conj(of_weight) * of_weight)
    left = shifted(np.conj(of_weight) * of_square)
    right = shifted(np.conj(of_square) * of_weight)
    norm = np.sqrt(np.maximum(left * right, 1e-12))
    enough = (overlap > _LEAST_OVERLAP * float(weight.sum())) & (norm > _LEAST_ENERGY * energy)
    return np.asarray(np.where(enough, np.minimum(together / norm, 1), 0), np.float32)


def _peaks(correlation: Floats) -> tuple[Doubles, Doubles]:
    """Shifts (N, 2) in half the plane, as x and y to a fraction of a pixel, and their correlations."""
    middle = np.array(correlation.shape) // 2
    smooth = np.asarray(cv2.GaussianBlur(correlation, (0, 0), 0.7), np.float32)
    side = 2 * (_LEAST_PERIOD // 2) + 1
    around = np.ones((side, side), np.uint8)
    wide = np.ones((2 * _LEAST_PERIOD + 1,) * 2, np.uint8)
    peak = (smooth == cv2.dilate(smooth, around)) & (smooth > _LIKE)
    peak &= smooth - cv2.erode(smooth, wide) > _PROMINENCE
    y, x = np.nonzero(peak)
    dy, dx = y - middle[0], x - middle[1]
    kept = ((dy > 0) | ((dy == 0) & (dx > 0))) & (np.hypot(dy, dx) >= _LEAST_PERIOD)
    kept &= (y > 0) & (x > 0) & (y < smooth.shape[0] - 1) & (x < smooth.shape[1] - 1)
    y, x = y[kept], x[kept]
    if not len(y):
        return np.zeros((0, 2)), np.zeros(0)
    shifts = np.stack(
        (x - middle[1] + _vertex(smooth, y, x, 0, 1), y - middle[0] + _vertex(smooth, y, x, 1, 0)), axis=1
    )
    return shifts, smooth[y, x].astype(np.float64)


def _vertex(values: Floats, y: Indices, x: Indices, dy: int, dx: int) -> Doubles:
    """Where the parabola through three neighbours has its top, from the middle one."""
    before, here, after = values[y - dy, x - dx], values[y, x], values[y + dy, x + dx]
    bend = np.minimum(before - 2 * here + after, np.float32(-1e-6))
    return np.asarray(np.clip((before - after) / (2 * bend), -0.5, 0.5), np.float64)
