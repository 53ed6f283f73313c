"""Kernels of the sparse engine, compiled by numba: code patches step by step, and keep the best ones.

Pictures and patches are those of `patches`. Kernels release the GIL.
"""

from __future__ import annotations

import numpy as np

from ..compiled import kernel

_LEAST = np.float32(1e-5)  # of a squared norm
_LITTLE = np.float32(1e-9)

_jit = kernel(error_model="numpy")


@_jit
def centre(patches, weights, means):  # type: ignore[no-untyped-def]
    """Subtract from each patch (n, d) its weighted mean colour, which goes to `means` (n, 3)."""
    for k in range(patches.shape[0]):
        for c in range(3):
            total = np.float32(0)
            weight = _LITTLE
            for j in range(c, patches.shape[1], 3):
                total += weights[k, j] * patches[k, j]
                weight += weights[k, j]
            means[k, c] = total / weight
            for j in range(c, patches.shape[1], 3):
                patches[k, j] -= means[k, c]


@_jit
def advance(  # type: ignore[no-untyped-def]
    step, atoms, weights, limits, damping, shrink,
    products, gains, rests, norms, residuals, parts, weighted, chosen,
):  # fmt: skip
    """One more atom for each patch of a batch: orthogonal least squares under each patch's own weights.

    `weights` float32 (n, d) are the weights of the values, which define the metric. Written to, all float32:
    `rests` (n, K), the correlations of the atoms with the `residuals` (n, d) of the patches; `norms` (n, K),
    the squared norms of the atoms orthogonal to the parts so far; `parts` (n, S, d), orthonormal; `weighted`
    (n, d), weights times the new part, from which the caller computes `products` (n, K) with the atoms before
    the next step; `gains` (n,), the coefficient of the new part, 0 where the patch is finished; and `chosen`
    int32 (n, S), the atoms, or -1.

    A patch is finished when its weighted squared error is under its limit (n,). `damping` avoids atoms with
    little weight in the known pixels, `shrink` reduces their coefficients: both in squared norms of atoms.
    """
    count, length = residuals.shape
    for k in range(count):
        chosen[k, step] = -1
        last = gains[k]
        if step > 0 and last == 0:
            continue
        if step > 0:
            for a in range(atoms.shape[0]):
                product = products[k, a]
                rests[k, a] -= last * product
                norms[k, a] -= product * product
        best, which = np.float32(0), -1
        for a in range(atoms.shape[0]):
            score = rests[k, a] * rests[k, a] / (max(norms[k, a], _LEAST) + damping)
            if score > best:
                best, which = score, a
        error = np.float32(0)
        for j in range(length):
            error += weights[k, j] * residuals[k, j] * residuals[k, j]
        gains[k] = 0
        weighted[k] = 0
        if which < 0 or error <= limits[k]:
            continue
        part = parts[k, step]
        part[:] = atoms[which]
        for c in range(3):
            total, weight = np.float32(0), _LITTLE
            for j in range(c, length, 3):
                total += weights[k, j] * part[j]
                weight += weights[k, j]
            for j in range(c, length, 3):
                part[j] -= total / weight
        for s in range(step):
            along = np.float32(0)
            for j in range(length):
                along += weights[k, j] * parts[k, s, j] * part[j]
            for j in range(length):
                part[j] -= along * parts[k, s, j]
        square = np.float32(0)
        for j in range(length):
            square += weights[k, j] * part[j] * part[j]
        if square < _LEAST:  # nothing new: the patch is finished
            continue
        scale = np.float32(1) / np.sqrt(square)
        gain = np.float32(0)
        for j in range(length):
            part[j] *= scale
            weighted[k, j] = weights[k, j] * part[j]
            gain += weighted[k, j] * residuals[k, j]
        gain *= square / (square + shrink)
        for j in range(length):
            residuals[k, j] -= gain * part[j]
        gains[k] = gain
        chosen[k, step] = which


@_jit
def lay_best(estimates, shares, unknown, size, tops, lefts, most, best):  # type: ignore[no-untyped-def]
    """Keep for each unknown value the estimate of the patch that is explained best and centred nearest.

    As `patches.lay_back`; `most` float32 (H, 3 W) is the weight of the estimate kept in `best` (H, 3 W).
    """
    row_length = size * 3
    middle = np.float32((size - 1) / 2)
    for k in range(tops.shape[0]):
        left = lefts[k] * 3
        for i in range(size):
            y = tops[k] + i
            for j in range(row_length):
                if unknown[y, left + j]:
                    away = (np.float32(i) - middle) ** 2 + (np.float32(j // 3) - middle) ** 2
                    share = shares[k] / (np.float32(2) + away)
                    if share > most[y, left + j]:
                        most[y, left + j] = share
                        best[y, left + j] = estimates[k, i * row_length + j]
