"""Nearest patches (PatchMatch), votes and blending, compiled by numba, for the engines that copy patches.

Pictures are float32 (H, W, 4): red, green, blue in 0..255 and one texture feature, padded by the patch
radius on each side, so that no index needs a check. A *field* gives each target pixel its source pixel
(`fy`, `fx` int32 (H, W)) and the distance between the two patches (`fd` float32 (H, W)).

Each kernel works on a band of rows and releases the GIL. The part of its neighbours' field that a band
needs is copied before the sweep, so the result depends on the number of bands, which is fixed, and not on
the number of threads.

Patches are compared by a *measure*, and the sweep is compiled for each kind:
- pixels: (image, flat, radius), a picture as above and the same as (H, W * 4), patches of 2 radius + 1 px;
- pixels with a guide: (image, flat, radius, plan, weight): the same, and `weight` times the mean squared
  difference between what the guide shows at the target and what the photo shows at the source, reduced
  alike, at four points of the patch. `plan` float32 (H, W, 6) has both (see `guide`);
- codes: (codes,) float32 (H + 2 CELL, W + 2 CELL, F), at each pixel the code of the 4 x 4 px around it,
  projected onto the directions that are compared. A patch has 3 x 3 such codes, one cell apart, so it
  spans 12 x 12 px (and, through the encoder's receptive field, 24 x 24 px).

Barnes, Shechtman, Finkelstein, Goldman: PatchMatch, SIGGRAPH 2009.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload

from ..compiled import kernel

CHANNELS = 4
CELL, CODES = 4, 3
FAR = np.float32(1e30)
_STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))  # to the right, lower, left and upper neighbour
_NEGLIGIBLE = np.float32(12)  # exp(-12): smaller weights are ignored

_jit = kernel(boundscheck=False)


@_jit
def random_state(state):  # type: ignore[no-untyped-def]
    """The next state of a 32-bit xorshift generator (Marsaglia 2003)."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


def _load(measure: Any, weight: Any, y: Any, x: Any, patch: Any, patch_weight: Any) -> Any:
    """Copy the patch around a target and its weights to a small buffer; returns 1 / sum of weights."""


def _distance(measure: Any, patch: Any, patch_weight: Any, y: Any, x: Any, limit: Any) -> Any:
    """Weighted sum of squared differences to the source patch at (y, x), or FAR once above `limit`."""


def _load_pixels(measure, weight, y, x, patch, patch_weight):  # type: ignore[no-untyped-def]
    image, _, radius = measure
    n = 2 * radius + 1
    total = np.float32(0)
    for i in range(n):
        row = y - radius + i
        for j in range(n):
            column = x - radius + j
            w = weight[row, column]
            total += w
            for c in range(CHANNELS):
                patch[i, j * CHANNELS + c] = image[row, column, c]
                patch_weight[i, j * CHANNELS + c] = w
    return np.float32(1) / max(total, np.float32(1e-6))


def _distance_of_pixels(measure, patch, patch_weight, y, x, limit):  # type: ignore[no-untyped-def]
    _, flat, radius = measure
    n = 2 * radius + 1
    start = (x - radius) * CHANNELS
    total = np.float32(0)
    for i in range(n):
        row = flat[y - radius + i]
        part = np.float32(0)
        for j in range(n * CHANNELS):
            difference = row[start + j] - patch[i, j]
            part += patch_weight[i, j] * difference * difference
        total += part
        if total > limit:
            return FAR
    return total


def _load_guided(measure, weight, y, x, patch, patch_weight):  # type: ignore[no-untyped-def]
    image, flat, radius, plan, belief = measure
    n = 2 * radius + 1
    inverse = _load((image, flat, radius), weight, y, x, patch, patch_weight)
    reach = (radius + 1) // 2
    for k in range(4):
        row, column = y + reach * (2 * (k // 2) - 1), x + reach * (2 * (k % 2) - 1)
        for c in range(3):
            patch[n, 3 * k + c] = plan[row, column, c]
    patch_weight[n, 0] = belief / (np.float32(4) * inverse)
    return inverse


def _distance_guided(measure, patch, patch_weight, y, x, limit):  # type: ignore[no-untyped-def]
    image, flat, radius, plan, _ = measure
    n = 2 * radius + 1
    reach = (radius + 1) // 2
    total = np.float32(0)
    for k in range(4):
        row, column = y + reach * (2 * (k // 2) - 1), x + reach * (2 * (k % 2) - 1)
        for c in range(3):
            difference = plan[row, column, 3 + c] - patch[n, 3 * k + c]
            total += difference * difference
    total *= patch_weight[n, 0]
    if total > limit:
        return FAR
    return total + _distance((image, flat, radius), patch, patch_weight, y, x, limit - total)


def _load_codes(measure, weight, y, x, patch, patch_weight):  # type: ignore[no-untyped-def]
    (codes,) = measure
    total = np.float32(0)
    height, width = weight.shape
    for i in range(CODES):
        for j in range(CODES):
            row, column = y + (i - 1) * CELL, x + (j - 1) * CELL
            here = np.float32(0)
            if 0 <= row < height and 0 <= column < width:
                here = weight[row, column]
            total += here
            patch_weight[i, j] = here
            for c in range(codes.shape[2]):
                patch[i * CODES + j, c] = codes[row + CELL, column + CELL, c]
    return np.float32(1) / max(total, np.float32(1e-6))


def _distance_of_codes(measure, patch, patch_weight, y, x, limit):  # type: ignore[no-untyped-def]
    (codes,) = measure
    total = np.float32(0)
    for i in range(CODES):
        for j in range(CODES):
            if patch_weight[i, j] == 0:
                continue
            row, column = y + i * CELL, x + j * CELL
            part = np.float32(0)
            for c in range(codes.shape[2]):
                difference = codes[row, column, c] - patch[i * CODES + j, c]
                part += difference * difference
            total += patch_weight[i, j] * part
        if total > limit:
            return FAR
    return total


# by the length of the measure
_LOADERS = {1: _load_codes, 3: _load_pixels, 5: _load_guided}
_DISTANCES = {1: _distance_of_codes, 3: _distance_of_pixels, 5: _distance_guided}


@overload(_load)
def _load_by_kind(measure, weight, y, x, patch, patch_weight):  # type: ignore[no-untyped-def]
    return _LOADERS[len(measure)]


@overload(_distance)
def _distance_by_kind(measure, patch, patch_weight, y, x, limit):  # type: ignore[no-untyped-def]
    return _DISTANCES[len(measure)]


@_jit
def _lowest(target, fd, top, bottom, left, right):  # type: ignore[no-untyped-def]
    """The smallest distance among the patches with centres in that rectangle (ends included)."""
    lowest = FAR
    for ty in range(top, bottom + 1):
        for tx in range(left, right + 1):
            if target[ty, tx] and fd[ty, tx] < lowest:
                lowest = fd[ty, tx]
    return lowest


@_jit
def _share(target, fd, confidence, y, x, lowest, inverse):  # type: ignore[no-untyped-def]
    """The weight of what the patch centred at (y, x) proposes; 0 for no patch and for negligible ones."""
    excess = (fd[y, x] - lowest) * inverse
    if not target[y, x] or excess > _NEGLIGIBLE:
        return np.float32(0)
    return confidence[y, x] * np.exp(-excess)


@_jit
def _far(dy, dx, nearness):  # type: ignore[no-untyped-def]
    """The penalty for copying from (dy, dx) pixels away: nearby places are more alike.

    Vertical distance counts three times as much as horizontal: photos have a sky, a horizon and a ground.
    """
    return nearness * np.sqrt(np.float32(9 * dy * dy + dx * dx))


@_jit
def sweep(  # type: ignore[no-untyped-def]
    measure, patch, patch_weight, weight, usable, target, fy, fx, fd, edge_y, edge_x,
    top, bottom, left, right, forward, refresh, samples, reach, coherence, nearness, seed,
):  # fmt: skip
    """One PatchMatch sweep over the rows `top` to `bottom`: propagation, then random search.

    `patch` and `patch_weight` are buffers for one patch: float32 (n, 4 n) both for pixels, with one row more
    for a guide, (9, F) and (3, 3) for codes. `weight` float32 (H, W) is the weight of each pixel of a target
    patch; `usable` uint8 (H, W) where a source patch may be centred; `target` uint8 (H, W) which pixels have
    a field. `refresh` first measures the present match again (the picture has changed). A match found by
    random search must be better by the factor `coherence`, so that neighbours stay together; `nearness` is
    the penalty per pixel of distance to the source. `edge_y`, `edge_x` int32 (W) are the field of the row
    just before the band, in the order of the sweep, from before the sweep.
    """
    height, width = usable.shape
    step = 1 if forward else -1
    y_start, y_end = (top, bottom) if forward else (bottom - 1, top - 1)
    x_start, x_end = (left, right) if forward else (right - 1, left - 1)
    for y in range(y_start, y_end, step):
        state = random_state((seed ^ (y * 0x9E3779B1)) & 0xFFFFFFFF | 1)
        state = random_state(state)
        for x in range(x_start, x_end, step):
            if not target[y, x]:
                continue
            scale = _load(measure, weight, y, x, patch, patch_weight)
            best_y, best_x = fy[y, x], fx[y, x]
            if refresh:
                best = _distance(measure, patch, patch_weight, best_y, best_x, FAR)
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
                    found = _distance(measure, patch, patch_weight, cy, cx, best - far) + far
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
                if cy < 0 or cx < 0 or cy >= height or cx >= width or not usable[cy, cx]:
                    continue
                limit = best * coherence
                far = _far(y - cy, x - cx, nearness) / scale
                found = _distance(measure, patch, patch_weight, cy, cx, limit - far) + far
                if found < limit:
                    best, best_y, best_x = found, cy, cx
            fy[y, x], fx[y, x], fd[y, x] = best_y, best_x, best * scale


@_jit
def vote(picture, hole, target, fy, fx, fd, confidence, top, bottom, left, right, radius, sharp):  # type: ignore[no-untyped-def]
    """Set each hole pixel of the rows `top` to `bottom` to the weighted mean of its patches' proposals.

    Each of the (2 radius + 1)^2 patches that cover the pixel proposes the pixel of its source, with the
    weight `confidence` at its centre times exp(-(d - d_min) / (sharp * d_min)): patches that match well
    decide (Wexler, Shechtman, Irani 2007, with the scale of the best match for each pixel). Writes into
    `picture` at hole pixels and reads it at known ones only.
    """
    for y in range(top, bottom):
        for x in range(left, right):
            if not hole[y, x]:
                continue
            lowest = _lowest(target, fd, y - radius, y + radius, x - radius, x + radius)
            inverse = np.float32(1) / (sharp * lowest + np.float32(1e-5))
            total = np.float32(0)
            r = np.float32(0)
            g = np.float32(0)
            b = np.float32(0)
            f = np.float32(0)
            for ty in range(y - radius, y + radius + 1):
                for tx in range(x - radius, x + radius + 1):
                    w = _share(target, fd, confidence, ty, tx, lowest, inverse)
                    if w == 0:
                        continue
                    sy, sx = fy[ty, tx] + (y - ty), fx[ty, tx] + (x - tx)
                    total += w
                    r += w * picture[sy, sx, 0]
                    g += w * picture[sy, sx, 1]
                    b += w * picture[sy, sx, 2]
                    f += w * picture[sy, sx, 3]
            if total > 0:
                scale = np.float32(1) / total
                picture[y, x, 0] = r * scale
                picture[y, x, 1] = g * scale
                picture[y, x, 2] = b * scale
                picture[y, x, 3] = f * scale


@_jit
def vote_gradients(  # type: ignore[no-untyped-def]
    picture, ys, xs, target, fy, fx, fd, confidence, radius, sharp, first, last, gradients
):
    """The differences to the right, lower, left and upper neighbour that the patches of a pixel propose.

    For the hole pixels `first` to `last` of the list (`ys`, `xs`), weighted as in `vote`; writes to
    `gradients` float32 (N, 4, 3). Only patches that contain both pixels count: what lies beyond the edge of
    a patch was not compared when it was chosen, and may be something else entirely.
    """
    for k in range(first, last):
        y, x = ys[k], xs[k]
        for direction in range(4):
            dy, dx = _STEPS[direction]
            top, bottom = max(y, y + dy) - radius, min(y, y + dy) + radius
            left, right = max(x, x + dx) - radius, min(x, x + dx) + radius
            lowest = _lowest(target, fd, top, bottom, left, right)
            inverse = np.float32(1) / (sharp * lowest + np.float32(1e-5))
            total = np.float32(0)
            r = np.float32(0)
            g = np.float32(0)
            b = np.float32(0)
            for ty in range(top, bottom + 1):
                for tx in range(left, right + 1):
                    w = _share(target, fd, confidence, ty, tx, lowest, inverse)
                    if w == 0:
                        continue
                    sy, sx = fy[ty, tx] + (y - ty), fx[ty, tx] + (x - tx)
                    total += w
                    r += w * (picture[sy + dy, sx + dx, 0] - picture[sy, sx, 0])
                    g += w * (picture[sy + dy, sx + dx, 1] - picture[sy, sx, 1])
                    b += w * (picture[sy + dy, sx + dx, 2] - picture[sy, sx, 2])
            scale = np.float32(1) / total if total > 0 else np.float32(0)
            gradients[k, direction, 0] = r * scale
            gradients[k, direction, 1] = g * scale
            gradients[k, direction, 2] = b * scale


@_jit
def relax(values, right_side, neighbours, weight_sum, start, end, omega):  # type: ignore[no-untyped-def]
    """One over-relaxed Gauss-Seidel pass over the pixels `start` to `end` of a screened Poisson system.

    `values`, `right_side` float32 (N, 3); `neighbours` int32 (N, 4), -1 where there is none in the hole;
    `weight_sum` float32 (N) is the diagonal.
    """
    for k in range(start, end):
        inverse = np.float32(1) / weight_sum[k]
        r = right_side[k, 0]
        g = right_side[k, 1]
        b = right_side[k, 2]
        for direction in range(4):
            n = neighbours[k, direction]
            if n >= 0:
                r += values[n, 0]
                g += values[n, 1]
                b += values[n, 2]
        values[k, 0] += omega * (r * inverse - values[k, 0])
        values[k, 1] += omega * (g * inverse - values[k, 1])
        values[k, 2] += omega * (b * inverse - values[k, 2])
