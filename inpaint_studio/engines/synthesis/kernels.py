"""Nearest patches (PatchMatch) between two pictures, and the picture that they vote for, compiled by numba.

Here a whole picture, the *target*, is made from patches of another one, the *source*; `exemplar.patchmatch`
fills holes of a picture from itself. Both are float32 with the same channels, of which the first ones are
colours and the others guide the choice of patches without being copied (Hertzmann et al. 2001). The target is
padded by the patch radius on each side; a *field* gives each of its pixels, padding left out, the centre of a
source patch (`fy`, `fx` int32 (H, W)) and its distance (`fd` float32 (H, W), a mean over the patch).

A kernel works on a band of rows, and the row before the band is copied beforehand, so that the result
depends on the number of bands, which is fixed, and not on the number of threads.

Barnes, Shechtman, Finkelstein, Goldman: PatchMatch, SIGGRAPH 2009.
Kaspar, Neubert, Lischinski, Pauly, Kopf: Self Tuning Texture Optimization, Eurographics 2015.
"""

from __future__ import annotations

import numpy as np

from ..compiled import kernel
from ..exemplar.patchmatch import FAR, random_state

_jit = kernel(boundscheck=False, fastmath={"reassoc", "contract", "nsz"})


@_jit
def _distance(target, source, channels, y, x, sy, sx, radius, limit):  # type: ignore[no-untyped-def]
    """Sum of squared differences of the target's patch at (y, x) and the source's at (sy, sx).

    The pictures are flat, (H, W * channels); FAR once the sum is above `limit`.
    """
    length = (2 * radius + 1) * channels
    start, other_start = x * channels, (sx - radius) * channels
    total = np.float32(0)
    for i in range(2 * radius + 1):
        one = target[y + i, start : start + length]
        other = source[sy - radius + i, other_start : other_start + length]
        part = np.float32(0)
        for j in range(length):
            difference = one[j] - other[j]
            part += difference * difference
        total += part
        if total > limit:
            return FAR
    return total


@_jit
def search(  # type: ignore[no-untyped-def]
    target, source, channels, todo, use, fy, fx, fd, edge_y, edge_x,
    top, bottom, radius, wraps, forward, refresh, samples, coherence, seed,
):  # fmt: skip
    """One PatchMatch sweep over the rows `top` to `bottom`: propagation, then random search.

    `target` and `source` are flat, (H, W * channels). `todo` uint8 (H, W) says which pixels have a field.
    `use` float32 (Hs, Ws) is what a source patch costs in addition to its distance (mean over its pixels),
    because it has been used so often. `refresh` first measures the present match again. A match found by
    random search must be better by the factor `coherence`. `edge_y`, `edge_x` int32 (W) are the field of the
    row just before the band, in the order of the sweep, from before the sweep. With `wraps`, the target
    continues at its opposite edge.
    """
    height, width = todo.shape
    low_y, low_x = radius, radius
    high_y, high_x = use.shape[0] - radius, use.shape[1] - radius
    reach = max(high_y - low_y, high_x - low_x)
    area = np.float32((2 * radius + 1) ** 2)
    step = 1 if forward else -1
    y_start, y_end = (top, bottom) if forward else (bottom - 1, top - 1)
    x_start, x_end = (0, width) if forward else (width - 1, -1)
    for y in range(y_start, y_end, step):
        state = random_state((seed ^ (y * 0x9E3779B1)) & 0xFFFFFFFF | 1)
        state = random_state(state)
        for x in range(x_start, x_end, step):
            if not todo[y, x]:
                continue
            best_y, best_x = fy[y, x], fx[y, x]
            if refresh:
                best = _distance(target, source, channels, y, x, best_y, best_x, radius, FAR)
                best += use[best_y, best_x] * area
            else:
                best = fd[y, x] * area
            for k in range(2):
                ny = y - step if k == 0 else y
                nx = x if k == 0 else x - step
                if wraps:
                    ny, nx = ny % height, nx % width
                if ny < 0 or nx < 0 or ny >= height or nx >= width or not todo[ny, nx]:
                    continue
                cy, cx = (step, 0) if k == 0 else (0, step)
                if ny < top or ny >= bottom:
                    cy, cx = cy + edge_y[nx], cx + edge_x[nx]
                else:
                    cy, cx = cy + fy[ny, nx], cx + fx[ny, nx]
                if cy < low_y or cx < low_x or cy >= high_y or cx >= high_x:
                    continue
                if cy == best_y and cx == best_x:
                    continue
                extra = use[cy, cx] * area
                found = _distance(target, source, channels, y, x, cy, cx, radius, best - extra) + extra
                if found < best:
                    best, best_y, best_x = found, cy, cx
            window = reach
            for _ in range(samples):
                if window < 1:
                    break
                state = random_state(state)
                cy = best_y + (state >> 1) % (2 * window + 1) - window
                state = random_state(state)
                cx = best_x + (state >> 1) % (2 * window + 1) - window
                window = window // 2
                if cy < low_y or cx < low_x or cy >= high_y or cx >= high_x:
                    continue
                limit = best * coherence
                extra = use[cy, cx] * area
                found = _distance(target, source, channels, y, x, cy, cx, radius, limit - extra) + extra
                if found < limit:
                    best, best_y, best_x = found, cy, cx
            fy[y, x], fx[y, x], fd[y, x] = best_y, best_x, best / area


@_jit
def vote(  # type: ignore[no-untyped-def]
    picture, source, wanted, todo, fy, fx, fd, top, bottom, radius, sharp, wraps
):
    """Set the colours of each wanted pixel of the rows `top` to `bottom` to what its patches propose.

    `picture` float32 (H, W, K) gets the weighted mean of the first K channels of the source. Each of the
    (2 radius + 1)^2 patches that cover the pixel proposes one; its weight is
    exp(-(d - d_min) / (sharp * d_min)). With `wraps`, the target continues at its opposite edge.
    """
    height, width = todo.shape
    channels = picture.shape[2]
    total_of = np.zeros(channels, np.float32)
    for y in range(top, bottom):
        for x in range(width):
            if not wanted[y, x]:
                continue
            lowest = FAR
            for dy in range(-radius, radius + 1):
                for dx in range(-radius, radius + 1):
                    ty, tx = y + dy, x + dx
                    if wraps:
                        ty, tx = ty % height, tx % width
                    elif ty < 0 or tx < 0 or ty >= height or tx >= width:
                        continue
                    if todo[ty, tx] and fd[ty, tx] < lowest:
                        lowest = fd[ty, tx]
            inverse = np.float32(1) / (sharp * lowest + np.float32(1e-5))
            weight = np.float32(0)
            total_of[:] = 0
            for dy in range(-radius, radius + 1):
                for dx in range(-radius, radius + 1):
                    ty, tx = y + dy, x + dx
                    if wraps:
                        ty, tx = ty % height, tx % width
                    elif ty < 0 or tx < 0 or ty >= height or tx >= width:
                        continue
                    if not todo[ty, tx]:
                        continue
                    excess = (fd[ty, tx] - lowest) * inverse
                    if excess > 12:
                        continue
                    w = np.exp(-excess)
                    weight += w
                    for c in range(channels):
                        total_of[c] += w * source[fy[ty, tx] - dy, fx[ty, tx] - dx, c]
            for c in range(channels):
                picture[y, x, c] = total_of[c] / weight


@_jit
def count_uses(todo, fy, fx, uses):  # type: ignore[no-untyped-def]
    """Count in `uses` float32 (Hs, Ws) how often each source patch is used."""
    height, width = todo.shape
    for y in range(height):
        for x in range(width):
            if todo[y, x]:
                uses[fy[y, x], fx[y, x]] += np.float32(1)
