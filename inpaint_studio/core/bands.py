"""Planes of a photo's size in bands of rows: labels, distances, look-ups.

A hole may reach across the whole photo. At 50 megapixels one plane of float32 or int32 takes 200 MB, and
an index array twice that, so these are only made for some rows at a time.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

import cv2
import numpy as np

from .arrays import AnyArray, Bytes, Flags, Floats, Indices, PartNumbers

ROWS = 512
"""In a band; an even number, as OpenCV counts components by blocks of 2 x 2 pixels."""
_REACH = 64  # px above and below a band that are enough for most holes


def bands(height: int, rows: int = ROWS) -> Iterator[slice]:
    """The rows of a plane, band by band."""
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def looked_up(table: AnyArray, numbers: PartNumbers) -> AnyArray:
    """`table[numbers]` for a plane of numbers (H, W)."""
    found = np.empty(numbers.shape, table.dtype)
    for rows in bands(len(numbers)):
        found[rows] = table[numbers[rows]]
    return found


def numbers_for(count: int, shape: tuple[int, ...]) -> PartNumbers:
    """Zeros of the smallest type for numbers up to `count`."""
    return np.zeros(shape, np.min_scalar_type(max(count, 1)))


def numbered(where: Bytes | Flags) -> tuple[PartNumbers, Indices, Indices]:
    """The connected parts (8 neighbours) of a plane (H, W), numbered from 1 as OpenCV does.

    Returns the number of each pixel's part, 0 outside; for each part its box, int64 (n, 4): left, top,
    right, bottom; and its number of pixels (n,).
    """
    pieces: deque[PartNumbers] = deque()
    stats: list[Indices] = [np.zeros((0, 5), np.int64)]
    pairs: list[Indices] = []
    above = np.zeros(where.shape[1], np.int64)
    total = 0
    for rows in bands(len(where)):
        part = where[rows].view(np.uint8)
        count, found, measured, _ = cv2.connectedComponentsWithStats(part, connectivity=8, ltype=cv2.CV_32S)
        stats.append(np.add(measured[1:count], (0, rows.start, 0, 0, 0), dtype=np.int64))
        first, last = (np.where(row > 0, row.astype(np.int64) + total, 0) for row in (found[0], found[-1]))
        pairs.append(_touching(above, first))
        above = last
        piece = numbers_for(count - 1, found.shape)
        piece[:] = found
        pieces.append(piece)
        total += count - 1
    joined = _joined(total, np.concatenate([np.zeros((0, 2), np.int64), *pairs]))
    count = int(joined.max(initial=0))
    labels = numbers_for(count, where.shape)
    table = joined.astype(labels.dtype)
    start = 1
    for rows, own in zip(bands(len(where)), stats[1:], strict=True):
        labels[rows] = np.concatenate([table[:1], table[start : start + len(own)]])[pieces.popleft()]
        start += len(own)
    return labels, *_added_up(np.concatenate(stats), joined[1:] - 1, count)


def _touching(above: Indices, below: Indices) -> Indices:
    """The pairs of numbers (n, 2) of parts that touch across the border between two rows."""
    pairs = np.concatenate(
        [np.stack(pair, 1) for pair in ((above, below), (above[1:], below[:-1]), (above[:-1], below[1:]))]
    )
    return np.unique(pairs[pairs.all(axis=1)], axis=0)


def _joined(total: int, pairs: Indices) -> Indices:
    """The number of the whole that each of `total` pieces belongs to, (total + 1,); 0 stays 0.

    Wholes are numbered in the order of their first pieces.
    """
    parents = np.arange(total + 1)

    def root(piece: int) -> int:
        while parents[piece] != piece:
            parents[piece] = parents[parents[piece]]
            piece = int(parents[piece])
        return piece

    for one, other in pairs.tolist():
        low, high = sorted((root(one), root(other)))
        parents[high] = low
    while (parents[parents] != parents).any():
        parents = parents[parents]
    numbers = np.cumsum(parents == np.arange(total + 1)) - 1
    return np.asarray(numbers[parents])


def _added_up(stats: Indices, wholes: Indices, count: int) -> tuple[Indices, Indices]:
    """The boxes and areas of wholes from the statistics of their pieces."""
    boxes = np.empty((count, 4), np.int64)
    boxes[:, :2], boxes[:, 2:] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    np.minimum.at(boxes[:, :2], wholes, stats[:, :2])
    np.maximum.at(boxes[:, 2:], wholes, stats[:, :2] + stats[:, 2:4])
    areas = np.zeros(count, np.int64)
    np.add.at(areas, wholes, stats[:, cv2.CC_STAT_AREA])
    return boxes, areas


def within(where: Flags, reach: float, *, strictly: bool = False) -> Flags:
    """The pixels (H, W) at most `reach` away from a True one, or less than that if `strictly`."""
    found = np.zeros(where.shape, bool)
    spare = math.ceil(reach) + 1
    compare = np.less if strictly else np.less_equal
    for rows in bands(len(where), max(ROWS, 2 * spare)):
        top, bottom = max(0, rows.start - spare), rows.stop + spare
        near = where[top:bottom]
        if near.any():
            away = cv2.distanceTransform((~near).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
            compare(away[rows.start - top : rows.stop - top], reach, out=found[rows])
    return found


def depths(unknown: Bytes) -> Iterator[tuple[slice, Floats]]:
    """For each pixel above 0 the distance to the nearest 0: float32, for some rows at a time.

    Rows without an unknown pixel are left out. Without any 0 the distances are large.
    """
    height, top, reach = len(unknown), 0, _REACH
    while top < height:
        rows = slice(top, min(height, top + max(ROWS, 2 * reach)))
        if not unknown[rows].any():
            top = rows.stop
            continue
        first, last = max(0, top - reach), min(height, rows.stop + reach)
        away = cv2.distanceTransform(unknown[first:last], cv2.DIST_L2, cv2.DIST_MASK_5)
        found = np.asarray(away[top - first : rows.stop - first], np.float32)
        if (first, last) != (0, height) and found.max() > reach:
            reach *= 4  # something nearer may lie beyond
            continue
        yield rows, found
        top = rows.stop
