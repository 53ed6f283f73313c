"""Kernels of the low-rank engine, compiled by numba: find similar patches, and copy between them.

Pictures and patches are those of `patches`, in groups (n, K). Kernels release the GIL.
"""

from __future__ import annotations

import numpy as np

from ..compiled import kernel

_FAR = np.float32(1e30)
_LITTLE = np.float32(1e-3)

_jit = kernel(boundscheck=False)


@_jit
def match(picture, trust, size, radius, tops, lefts, distances):  # type: ignore[no-untyped-def]
    """The patches around each reference patch that are most similar to it, the best first.

    Compares every place up to half of `radius` away, and every second one in each direction beyond.
    `trust` float32 (H, 3 W) is the weight of a value; the distance is the weighted mean of squared
    differences. `tops`, `lefts` int32 (n, K) contain the references at [:, 0], where they stay, and are
    written to, with `distances` float32 (n, K). If fewer than K patches lie within `radius`, the reference
    is repeated.
    """
    height, width = picture.shape[0], picture.shape[1] // 3
    count = tops.shape[1]
    row_length = size * 3
    own = np.empty((size, row_length), np.float32)
    own_trust = np.empty((size, row_length), np.float32)
    for k in range(tops.shape[0]):
        top, left = tops[k, 0], lefts[k, 0]
        for i in range(size):
            for j in range(row_length):
                own[i, j] = picture[top + i, left * 3 + j]
                own_trust[i, j] = trust[top + i, left * 3 + j]
        most_weight = np.float32(own_trust.sum()) + _LITTLE
        distances[k, 0] = 0
        found = 1
        for y in range(max(0, top - radius), min(height - size, top + radius) + 1):
            for x in range(max(0, left - radius), min(width - size, left + radius) + 1):
                away = max(abs(y - top), abs(x - left))
                if away == 0 or (away > radius // 2 and ((y - top) | (x - left)) & 1):
                    continue
                total = np.float32(0)
                weight = np.float32(0)
                limit = _FAR if found < count else distances[k, count - 1]
                for i in range(size):
                    row, row_trust = picture[y + i], trust[y + i]
                    part = np.float32(0)
                    part_weight = np.float32(0)
                    for j in range(row_length):
                        difference = row[x * 3 + j] - own[i, j]
                        w = row_trust[x * 3 + j] * own_trust[i, j]
                        part += w * difference * difference
                        part_weight += w
                    total += part
                    weight += part_weight
                    if total > limit * most_weight:
                        break
                distance = total / (weight + _LITTLE)
                if distance >= limit:
                    continue
                place = min(found, count - 1)
                found = min(found + 1, count)
                while place > 1 and distances[k, place - 1] > distance:
                    tops[k, place] = tops[k, place - 1]
                    lefts[k, place] = lefts[k, place - 1]
                    distances[k, place] = distances[k, place - 1]
                    place -= 1
                tops[k, place] = y
                lefts[k, place] = x
                distances[k, place] = distance
        for place in range(found, count):
            tops[k, place] = top
            lefts[k, place] = left
            distances[k, place] = _FAR


@_jit
def pair(hole, size, tops, lefts, nearest, source_y, source_x):  # type: ignore[no-untyped-def]
    """For each hole pixel the known pixel at the same place in a similar patch, from the nearest group.

    `hole` bool (H, W); `nearest` float32 (H, W) starts at a large number, `source_y` and `source_x`
    int32 (H, W) at -1, which pixels without a source keep.
    """
    middle = (size - 1) / 2
    for k in range(tops.shape[0]):
        for i in range(size):
            for j in range(size):
                y, x = tops[k, 0] + i, lefts[k, 0] + j
                away = np.float32((i - middle) ** 2 + (j - middle) ** 2)
                if not hole[y, x] or away >= nearest[y, x]:
                    continue
                for q in range(1, tops.shape[1]):
                    if not hole[tops[k, q] + i, lefts[k, q] + j]:
                        nearest[y, x] = away
                        source_y[y, x] = tops[k, q] + i
                        source_x[y, x] = lefts[k, q] + j
                        break
