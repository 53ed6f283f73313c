"""Contours that are worth their bits: zero crossings of the Laplacian (Marr and Hildreth 1980)."""

from __future__ import annotations

import cv2
import numpy as np

from ..core.arrays import Bytes, Floats

_SIGMA = 0.8
_CRACK_BITS = 1.4
_CONTOUR_BITS = 10.0
_FAINTEST = 6.0
_WORTH = 1.5  # squared levels that a crack of jump 1 saves


def find_contours(picture: Floats, price: float) -> tuple[Bytes, Bytes]:
    """Where contours run: between a pixel and its right neighbour, and its lower one; (H, W) 0 or 1 each.

    `picture` is (H, W) in levels, `price` the squared error that a bit has to save. Each connected contour
    stays if it is worth its bits.
    """
    soft = cv2.GaussianBlur(picture, (0, 0), _SIGMA)
    curved: Floats = cv2.Laplacian(soft, cv2.CV_32F).astype(np.float32)
    across, below = _crossings(picture, curved, 1), _crossings(picture, curved, 0)
    height, width = picture.shape
    # cracks and their ends on a grid of twice the resolution, where 4-connected cracks are one contour
    grid = np.zeros((2 * height + 1, 2 * width + 1), np.uint8)
    grid[1::2, 2::2][:, :width] |= across > 0
    grid[2::2, 1::2][:height] |= below > 0
    ends = grid[1:-1:2, :][:, ::2]
    vertices = grid[::2, ::2]
    vertices[:-1] |= ends
    vertices[1:] |= ends
    ends = grid[:, 1:-1:2][::2]
    vertices[:, :-1] |= ends
    vertices[:, 1:] |= ends
    count, labels = cv2.connectedComponents(grid, connectivity=4)
    sides = labels[1::2, 2::2], labels[2::2, 1::2]
    saved, length = np.zeros(count), np.zeros(count)
    for jumps, label in zip((across, below), sides, strict=True):
        saved += np.bincount(label.ravel(), jumps.ravel() ** 2, count)
        length += np.bincount(label.ravel(), jumps.ravel() > 0, count)
    kept = _WORTH * saved > price * (_CRACK_BITS * length + _CONTOUR_BITS)
    kept[0] = False
    return kept[sides[0]].astype(np.uint8), kept[sides[1]].astype(np.uint8)


def _crossings(picture: Floats, curved: Floats, axis: int) -> Floats:
    """The jump of the picture at each zero crossing between a pixel and the next along `axis`; else 0."""
    jumps = np.zeros_like(picture)
    one, other = (
        np.take(curved, range(curved.shape[axis] - 1), axis),
        np.take(curved, range(1, curved.shape[axis]), axis),
    )
    padded = np.pad(picture, [(1, 2) if one_axis == axis else (0, 0) for one_axis in (0, 1)], mode="edge")
    span = curved.shape[axis]
    jump = abs(np.take(padded, range(3, span + 2), axis) - np.take(padded, range(0, span - 1), axis))
    found = np.where(((one > 0) != (other > 0)) & (jump > _FAINTEST), jump, 0)
    if axis:
        jumps[:, :-1] = found
    else:
        jumps[:-1] = found
    return jumps
