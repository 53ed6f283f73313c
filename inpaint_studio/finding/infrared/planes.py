"""The planes that are compared: logarithms of photo and infrared, in any size and place."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Floats, Pixels
from ...core.geometry import Rect, Size
from ...core.photo import PhotoSource
from .alignment import Alignment

STRIP = 512
"""Rows that are looked at together."""
_SAMPLE, _COARSE = 256, 1536


def logarithms(levels: Pixels) -> Floats:
    """Logarithms of levels (any shape) as shares of the highest level; 0 counts as half a level."""
    half = np.float32(0.5)
    log = np.log(levels.astype(np.float32) + half)
    log -= np.log(np.float32(np.iinfo(levels.dtype).max) + half)
    return np.asarray(log, np.float32)


def reduced(photo: PhotoSource, scale: int) -> Floats:
    """Logarithms of the channels of the photo in a whole fraction of its size: (h, w, 1|3)."""
    width, height = photo.size.width // scale, photo.size.height // scale
    reduced = np.empty((height, width, photo.channels), np.float32)
    for top in range(0, height, STRIP):
        rows = min(STRIP, height - top)
        pixels = photo.read(Rect(0, top * scale, width * scale, rows * scale))
        if scale > 1:
            pixels = np.asarray(cv2.resize(pixels, (width, rows), interpolation=cv2.INTER_AREA), pixels.dtype)
        reduced[top : top + rows] = logarithms(pixels).reshape(rows, width, -1)
    return reduced


def coarser(plane: Floats) -> Floats:
    """A plane (h, w) or picture (h, w, n) by a whole fraction, to at most about 1,500 px a side."""
    step = -(-max(plane.shape[:2]) // _COARSE)
    if step == 1:
        return plane
    height, width = (max(1, side // step) for side in plane.shape[:2])
    whole = plane[: height * step, : width * step]
    less = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(less, np.float32).reshape(height, width, *plane.shape[2:])


def sized(infrared: Pixels, size: Size, scale: int) -> Floats:
    """Logarithm of the infrared (h, w), no finer than a photo of that size `scale` times smaller."""
    width, height = -(-size.width // scale), -(-size.height // scale)
    if infrared.shape[1] > width:
        infrared = np.asarray(
            cv2.resize(infrared, (width, height), interpolation=cv2.INTER_AREA), infrared.dtype
        )
    return logarithms(infrared)


def warped(plane: Floats, place: Alignment, size: Size, scale: int, rect: Rect) -> Floats:
    """A plane that shows a whole photo of that size, as it lies on a part of it: (rect.height, rect.width).

    `rect` counts in pixels of the photo when that is `scale` times smaller.
    """
    sides = (size.width, size.height)
    matrix = np.zeros((2, 3))
    starts = []
    for axis, (side, has, at, length) in enumerate(
        zip(sides, plane.shape[::-1], (rect.x, rect.y), (rect.width, rect.height), strict=True)
    ):
        share = has / side  # pixels of the plane in one of the photo
        step = place.stretch[axis] * scale * share
        first = (place.stretch[axis] * (scale * at + (scale - 1) / 2) + place.shift[axis] + 0.5) * share - 0.5
        start = int(min(max(0, np.floor(first) - 2), has - 1))
        stop = int(min(has, max(start + 1, np.ceil(first + step * length) + 3)))
        starts.append(slice(start, stop))
        matrix[axis, axis], matrix[axis, 2] = step, first - start
    part = plane[starts[1], starts[0]]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(
        part, matrix, (rect.width, rect.height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.float32)


def samples(size: Size) -> list[Rect]:
    """Places all over a photo."""
    xs, ys = ((np.linspace(0, max(0, side - _SAMPLE), 4)).astype(int) for side in (size.width, size.height))
    return [Rect(int(x), int(y), _SAMPLE, _SAMPLE) & Rect.of(size) for y in ys for x in xs]
