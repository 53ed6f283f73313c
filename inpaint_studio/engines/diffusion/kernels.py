"""Kernels of `telea` and `navier-stokes`, compiled by numba: one hole pixel after the other, border first.

A kernel fills the pixels `rows`, `columns` int32 (n,) in their order. `picture` is float32 (H, W, 3);
`known` uint8 (H, W) is 1 where a pixel is known or has been filled; both are written to. A pixel becomes
the weighted mean of the known pixels at the offsets `down`, `across` int32 (m,); `near` float32 (m,) is the
weight of each offset by its distance. A pixel without known ones in reach is skipped. `times` float32 (H, W)
is the depth of a pixel in the hole, negative outside it. All channels are done at once; kernels release the
GIL.
"""

from __future__ import annotations

import numpy as np

from ..compiled import kernel

_ONE = np.float32(1)
_LEAST_ALONG = np.float32(0.01)  # px: less of a direction counts as none
_LEAST_CHANGE = np.float32(0.01 / 255)  # less of a gradient counts as none
_LITTLE = np.float32(1e-6)  # the weight of a pixel in a direction that does not count

_jit = kernel(error_model="numpy")


@_jit
def telea(picture, known, times, rows, columns, down, across, near):  # type: ignore[no-untyped-def]
    """Pixels across the border's direction and at the same depth count most (Telea 2004, section 2.3).

    Without the gradients that the paper adds to the values.
    """
    height, width = known.shape
    for k in range(rows.shape[0]):
        y, x = rows[k], columns[k]
        above, below = max(y - 1, 0), min(y + 1, height - 1)
        before, after = max(x - 1, 0), min(x + 1, width - 1)
        slope_y = (times[below, x] - times[above, x]) / np.float32(max(below - above, 1))
        slope_x = (times[y, after] - times[y, before]) / np.float32(max(after - before, 1))
        red = green = blue = total = np.float32(0)
        for m in range(down.shape[0]):
            v, u = y + down[m], x + across[m]
            if v < 0 or u < 0 or v >= height or u >= width or not known[v, u]:
                continue
            along = abs(np.float32(down[m]) * slope_y + np.float32(across[m]) * slope_x)
            if along <= _LEAST_ALONG:
                along = _LITTLE
            weight = near[m] * along / (_ONE + abs(times[v, u] - times[y, x]))
            red += weight * picture[v, u, 0]
            green += weight * picture[v, u, 1]
            blue += weight * picture[v, u, 2]
            total += weight
        if total == 0:
            continue
        picture[y, x, 0] = red / total
        picture[y, x, 1] = green / total
        picture[y, x, 2] = blue / total
        known[y, x] = 1


@_jit
def navier_stokes(picture, known, times, rows, columns, down, across, near):  # type: ignore[no-untyped-def]
    """Pixels whose lines of equal brightness lead to the filled one count most, in each channel separately.

    As OpenCV does it: in one sweep, where Bertalmio et al. 2001 iterate.
    """
    height, width = known.shape
    totals = np.empty(3, np.float32)
    sums = np.empty(3, np.float32)
    for k in range(rows.shape[0]):
        y, x = rows[k], columns[k]
        totals[:] = 0
        sums[:] = 0
        for m in range(down.shape[0]):
            v, u = y + down[m], x + across[m]
            if v < 0 or u < 0 or v >= height or u >= width or not known[v, u]:
                continue
            above, below = v > 0 and known[v - 1, u], v + 1 < height and known[v + 1, u]
            before, after = u > 0 and known[v, u - 1], u + 1 < width and known[v, u + 1]
            # a missing side is assumed to be like the other
            twice_y = np.float32(2 if above != below else 1)
            twice_x = np.float32(2 if before != after else 1)
            away_y, away_x = np.float32(down[m]), np.float32(across[m])
            for c in range(3):
                here = picture[v, u, c]
                change_y = change_x = np.float32(0)
                if above:
                    change_y += abs(here - picture[v - 1, u, c])
                if below:
                    change_y += abs(here - picture[v + 1, u, c])
                if before:
                    change_x += abs(here - picture[v, u - 1, c])
                if after:
                    change_x += abs(here - picture[v, u + 1, c])
                change_y *= twice_y
                change_x *= twice_x
                along = abs(away_y * change_x - away_x * change_y)
                weight = near[m]
                if along <= _LEAST_CHANGE:
                    weight *= _LITTLE
                else:
                    squares = (away_y**2 + away_x**2) * (change_y**2 + change_x**2)
                    weight *= along / np.sqrt(squares)
                totals[c] += weight
                sums[c] += weight * here
        if totals[0] == 0:
            continue
        for c in range(3):
            picture[y, x, c] = sums[c] / totals[c]
        known[y, x] = 1
