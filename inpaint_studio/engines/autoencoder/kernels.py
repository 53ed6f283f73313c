"""The kernel of the autoencoder engine, compiled by numba: nearest patches of the code (PatchMatch).

A map of codes is float32 (H + 2 MARGIN, W + 2 MARGIN, F) for a picture of H x W pixels: at each pixel the
code of the 4 x 4 px about it, turned into the directions that are compared. A patch has 3 x 3 such codes,
a cell apart, so it spans 12 x 12 px (and, through what the encoder sees, 24 x 24 px). Fields are those of
`patchmatch`, whose votes take them; so is the way in which bands of rows run on threads.

Barnes, Shechtman, Finkelstein, Goldman: PatchMatch, SIGGRAPH 2009.
"""

from __future__ import annotations

import numpy as np

from ..compiled import kernel
from ..exemplar.patchmatch import FAR, _far, _random

CELL = 4
MARGIN = CELL
_PATCH = 3

_jit = kernel(boundscheck=False)


@_jit
def _load(codes, weight, y, x, patch, patch_weight):  # type: ignore[no-untyped-def]
    """Copy the patch around a target and the weights of its places; returns 1 / sum of weights."""
    total = np.float32(0)
    height, width = weight.shape
    for i in range(_PATCH):
        for j in range(_PATCH):
            row, column = y + (i - 1) * CELL, x + (j - 1) * CELL
            here = np.float32(0)
            if 0 <= row < height and 0 <= column < width:
                here = weight[row, column]
            total += here
            patch_weight[i * _PATCH + j] = here
            for c in range(codes.shape[2]):
                patch[i * _PATCH + j, c] = codes[row + MARGIN, column + MARGIN, c]
    return np.float32(1) / max(total, np.float32(1e-6))


@_jit
def _distance(codes, patch, patch_weight, y, x, limit):  # type: ignore[no-untyped-def]
    """Weighted sum of squared differences to the patch at (y, x), or FAR once above `limit`."""
    total = np.float32(0)
    for i in range(_PATCH):
        for j in range(_PATCH):
            place = i * _PATCH + j
            if patch_weight[place] == 0:
                continue
            row, column = y + i * CELL, x + j * CELL
            part = np.float32(0)
            for c in range(codes.shape[2]):
                difference = codes[row, column, c] - patch[place, c]
                part += difference * difference
            total += patch_weight[place] * part
        if total > limit:
            return FAR
    return total


@_jit
def sweep(  # type: ignore[no-untyped-def]
    codes, weight, usable, target, fy, fx, fd, edge_y, edge_x, top, bottom, left, right,
    forward, refresh, samples, reach, coherence, nearness, seed,
):  # fmt: skip
    """One sweep over the rows `top` to `bottom`: propagation, then random search.

    As `patchmatch.sweep`, which explains the arguments, with patches of `codes` for those of pixels.
    """
    patch = np.empty((_PATCH * _PATCH, codes.shape[2]), np.float32)
    patch_weight = np.empty(_PATCH * _PATCH, np.float32)
    height, width = usable.shape
    step = 1 if forward else -1
    y_start, y_end = (top, bottom) if forward else (bottom - 1, top - 1)
    x_start, x_end = (left, right) if forward else (right - 1, left - 1)
    for y in range(y_start, y_end, step):
        state = _random((seed ^ (y * 0x9E3779B1)) & 0xFFFFFFFF | 1)
        state = _random(state)
        for x in range(x_start, x_end, step):
            if not target[y, x]:
                continue
            scale = _load(codes, weight, y, x, patch, patch_weight)
            best_y, best_x = fy[y, x], fx[y, x]
            if refresh:
                best = _distance(codes, patch, patch_weight, best_y, best_x, FAR)
                best += _far(y - best_y, x - best_x, nearness) / scale
            else:
                best = fd[y, x] / scale
            for k in range(2):
                ny = y - step if k == 0 else y
                nx = x if k == 0 else x - step
                if not target[ny, nx]:
                    continue
                if ny < top or ny >= bottom:
                    cy, cx = edge_y[nx] + (y - ny), edge_x[nx] + (x - nx)
                else:
                    cy, cx = fy[ny, nx] + (y - ny), fx[ny, nx] + (x - nx)
                if (cy == best_y and cx == best_x) or cy < 0 or cx < 0 or cy >= height or cx >= width:
                    continue
                if usable[cy, cx]:
                    far = _far(y - cy, x - cx, nearness) / scale
                    found = _distance(codes, patch, patch_weight, cy, cx, best - far) + far
                    if found < best:
                        best, best_y, best_x = found, cy, cx
            window = reach
            for _ in range(samples):
                if window < 1:
                    break
                state = _random(state)
                cy = best_y + (state >> 1) % (2 * window + 1) - window
                state = _random(state)
                cx = best_x + (state >> 1) % (2 * window + 1) - window
                window = window // 2
                if cy < 0 or cx < 0 or cy >= height or cx >= width or not usable[cy, cx]:
                    continue
                limit = best * coherence
                far = _far(y - cy, x - cx, nearness) / scale
                found = _distance(codes, patch, patch_weight, cy, cx, limit - far) + far
                if found < limit:
                    best, best_y, best_x = found, cy, cx
            fy[y, x], fx[y, x], fd[y, x] = best_y, best_x, best * scale
