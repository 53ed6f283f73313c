"""Square patches of a picture: which ones to take, cutting them out and putting them back.

A patch is identified by its upper left pixel, in two arrays `tops` and `lefts`, int32 (n,). Kernels are
compiled by numba and release the GIL; their pictures are float32 (H, 3 W), the three channels of a pixel side
by side, so that a row of a patch is contiguous in memory; a patch is a vector of d = 3 size^2 such values.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..core.arrays import Flags, Integers
from .compiled import kernel

Places = tuple[Integers, Integers]
"""`tops` and `lefts`."""

_jit = kernel(error_model="numpy")


def places(wanted: Flags, size: int, stride: int, hole: Flags | None = None) -> Places:
    """The patches of a regular grid, the last ones at the border, that contain wanted pixels.

    With `hole`, only those that contain known pixels too.
    """
    useful = counted(wanted, size) > 0
    if hole is not None:
        useful &= counted(hole, size) < size * size
    rows, columns = (np.union1d(np.arange(0, length, stride), length - 1) for length in useful.shape)
    row, column = np.nonzero(useful[np.ix_(rows, columns)])
    return rows[row].astype(np.int32), columns[column].astype(np.int32)


def counted(where: Flags, size: int) -> Integers:
    """The number of True pixels in the square of `size` px that starts at each pixel: int32 (H', W')."""
    sums = cv2.integral(where.view(np.uint8))
    ends = sums[size:, size:] - sums[:-size, size:]
    return np.asarray(ends - sums[size:, :-size] + sums[:-size, :-size])


@_jit
def cut_out(picture, size, tops, lefts):  # type: ignore[no-untyped-def]
    """The patches (n, d) of a picture of any dtype: a new array."""
    row_length = size * 3
    patches = np.empty((tops.shape[0], size * row_length), picture.dtype)
    for k in range(tops.shape[0]):
        left = lefts[k] * 3
        for i in range(size):
            row = picture[tops[k] + i]
            for j in range(row_length):
                patches[k, i * row_length + j] = row[left + j]
    return patches


@_jit
def lay_back(estimates, shares, unknown, size, tops, lefts, total, weight):  # type: ignore[no-untyped-def]
    """Add the patches' estimates of unknown values to `total`, and their weights to `weight`.

    `estimates` (n, d), `shares` (n,); `unknown` bool, `total` and `weight` float32, all (H, 3 W).
    """
    row_length = size * 3
    for k in range(tops.shape[0]):
        left = lefts[k] * 3
        for i in range(size):
            y = tops[k] + i
            for j in range(row_length):
                if unknown[y, left + j]:
                    total[y, left + j] += shares[k] * estimates[k, i * row_length + j]
                    weight[y, left + j] += shares[k]
