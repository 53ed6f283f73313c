"""Sparse coding of many patches at once: each by a mean colour and a few atoms, fitted to its known pixels.

Greedy, one atom per step, like orthogonal matching pursuit, but choosing the atom that leaves the smallest
error (orthogonal least squares, Chen, Billings and Luo 1989). The mean of each channel is always part of a
code, which preserves colours; that is the purpose of the colour-aware metric of Mairal, Elad and Sapiro
(2008, eq. 5), and this is its limit for large gamma. Products with all atoms use BLAS for a whole batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...core.arrays import Floats, Integers
from . import kernels

BATCH = 128  # patches coded at once: about 5 ms, and their arrays fit the cache


@dataclass(frozen=True, eq=False)
class Atoms:
    """The atoms of a dictionary: float32 (K, d), of norm 1, d = 3 size^2, colours interleaved."""

    values: Floats

    @property
    def size(self) -> int:
        """The side of a patch in px."""
        side: int = round((self.values.shape[1] / 3) ** 0.5)
        return side

    @cached_property
    def squares(self) -> Floats:
        return np.ascontiguousarray((self.values**2).T)

    @cached_property
    def channels(self) -> list[Floats]:
        """float32 (size^2, K) for each colour."""
        return [np.ascontiguousarray(self.values[:, c::3].T) for c in range(3)]


@dataclass(frozen=True)
class Effort:
    """At most `most` atoms per patch, until its error is `tolerance` (root mean square, colours in [0, 1]).

    For `damping` and `shrink` see `kernels.advance`.
    """

    most: int
    tolerance: float
    damping: float = 0.0
    shrink: float = 0.0


@dataclass(frozen=True, eq=False)
class Codes:
    """The codes of n patches: `estimates` and `residuals` float32 (n, d), whose sum is the patches minus
    their mean colours `means` (n, 3), and the atoms `chosen`, int32 (n, most), -1 for none."""

    estimates: Floats
    residuals: Floats
    means: Floats
    chosen: Integers


def code(patches: Floats, weights: Floats, atoms: Atoms, effort: Effort) -> Codes:
    """The codes of patches float32 (n, d) with `weights` (n, d), which are the same for all colours.

    A patch needs a weight above 0 somewhere.
    """
    count, length = patches.shape
    residuals = patches.copy()
    means = np.empty((count, 3), np.float32)
    kernels.centre(residuals, weights, means)
    centred = residuals.copy()
    norms = weights @ atoms.squares
    sums = weights[:, ::3].sum(1, keepdims=True) + np.float32(1e-9)
    for channel in atoms.channels:
        seen = weights[:, ::3] @ channel
        norms -= seen * seen / sums
    rests = (weights * residuals) @ atoms.values.T
    limits = (effort.tolerance**2 * weights.sum(1)).astype(np.float32)
    parts = np.empty((count, effort.most, length), np.float32)
    weighted = np.empty((count, length), np.float32)
    products = np.zeros((count, len(atoms.values)), np.float32)
    chosen = np.empty((count, effort.most), np.int32)
    gains = np.zeros(count, np.float32)
    for step in range(effort.most):
        kernels.advance(
            step, atoms.values, weights, limits, np.float32(effort.damping), np.float32(effort.shrink),
            products, gains, rests, norms, residuals, parts, weighted, chosen,
        )  # fmt: skip
        if step + 1 == effort.most or not gains.any():
            chosen[:, step + 1 :] = -1
            break
        np.matmul(weighted, atoms.values.T, out=products)
    return Codes(centred - residuals, residuals, means, chosen)
