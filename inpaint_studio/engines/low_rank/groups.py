"""Groups of similar patches, each completed as a matrix of low rank.

The patches most similar to a patch that touches the hole are the rows of a matrix. If nothing were missing,
its singular values would fall off fast. So each round completes every matrix by a few steps of ADMM for the
weighted nuclear norm, with the known entries as the constraint, and takes the unknown entries from the
result. Where patches overlap, the weighted mean counts, the best matches most. The next round starts from
there; every few rounds the groups are matched again.

Cai, Candès, Shen: A Singular Value Thresholding Algorithm for Matrix Completion, SIAM J. Optim. 2010.
Gu et al.: Weighted Nuclear Norm Minimization and Its Applications to Low Level Vision, IJCV 2017
(section 2.4: matrix completion by ADMM).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ...core.arrays import Doubles, Flags, FloatPixels, Floats, Indices, Integers
from ..leftover import continued
from ..patches import Places, cut_out, lay_back, places
from ..workers import Workers
from . import kernels

_CHUNK_COST = 8e7  # multiplications in one call: about 20 ms, to check for cancel in between
_MOST_IN_CHUNK = 64
_GUESSED = 0.25  # the weight of an estimated value when patches are compared; half of it at first
_REGROUP_EVERY = 3  # rounds
_USUAL = 0.03
_SCALES = 0.1, 1.5  # of the level, at least and at most

Groups = Places
"""The upper left pixels of the patches in each group: int32 (n, K) both."""


@dataclass(frozen=True)
class GroupPlan:
    """Patches of `size` px at every `stride`, groups of `similar` ones from `radius` px around.

    In each of the `rounds`, variation below a level (root mean square of a value, colours in [0, 1]) is
    dropped from the groups; levels fall from `first_level` to `last_level`. Unknown values move `step` times
    as far as a round says, as the following rounds would pull them the same way. `turns` is the number of
    ADMM steps for a group in a round. Finally the residual at the known pixels continues into the unknown
    ones beside them, plus `grain` times the residual at the same place in similar patches.
    """

    size: int
    stride: int
    similar: int
    radius: int
    rounds: int
    turns: int
    first_level: float
    last_level: float
    step: float
    grain: float

    def levels(self) -> Doubles:
        return np.geomspace(self.first_level, self.last_level, self.rounds)


def completed(
    start: FloatPixels,
    hole: Flags,
    wanted: Flags,
    plan: GroupPlan,
    smooth: Callable[[FloatPixels, Flags], FloatPixels],
    threads: int,
    on_progress: Callable[[float, FloatPixels | None], None],
) -> FloatPixels:
    """The picture with its unknown values improved: float32 (H, W, 3), like `start`, which contains a fill.

    `smooth(image, hole)` fills a picture. `on_progress(fraction, picture)` is called after each short step,
    with the picture so far after each round, and may raise to stop. No side of the picture may be shorter
    than `plan.size`.
    """
    shape = start.shape
    picture = start.reshape(shape[0], -1).copy()
    unknown = np.repeat(hole, 3, axis=1)
    tops, lefts = places(wanted, plan.size, plan.stride, hole)
    found: Groups = tops[:, None].repeat(plan.similar, axis=1), lefts[:, None].repeat(plan.similar, axis=1)
    inside = np.flatnonzero(unknown)
    by_rank = np.float32(1) / np.arange(1, plan.similar + 1, dtype=np.float32)  # weights in a group
    matchings = -(-plan.rounds // _REGROUP_EVERY)
    steps = max(len(tops) * (plan.rounds + matchings + 1), 1)
    done = 0

    def laid_back(where: Flags, level: float, turns: int) -> tuple[Floats, Floats]:
        """The weighted sums of the groups' estimates of the values `where` (H, 3 W), and of their weights."""
        nonlocal done
        total, weight = np.zeros((2, *picture.shape), np.float32)
        for tops, lefts, estimates in workers.each(_shrinking(picture, ~unknown, plan, found, level, turns)):
            shares = np.tile(by_rank, len(tops) // plan.similar)
            lay_back(estimates, shares, where, plan.size, tops, lefts, total, weight)
            done += len(tops) // plan.similar
            on_progress(done / steps, None)
        return total, weight

    with Workers(threads, "low-rank") as workers:
        for number, level in enumerate(plan.levels()):
            if number % _REGROUP_EVERY == 0:
                guessed = np.float32(_GUESSED if number else _GUESSED / 2)
                trust = np.ones_like(picture)
                trust.reshape(-1)[inside] = guessed
                on_progress(done / steps, None)
                for count in workers.each(_matching(picture, trust, plan, found)):
                    done += count
                    on_progress(done / steps, None)
            _move(picture, inside, *laid_back(unknown, float(level), plan.turns), plan.step)
            on_progress(done / steps, picture.reshape(shape))
        total, weight = laid_back(np.ones_like(unknown), plan.last_level, 1)
    kept = np.where(weight > 0, total / np.maximum(weight, 1e-6), picture).reshape(shape)
    left = picture.reshape(shape) - kept
    estimate = kept + continued(left, hole, smooth)
    if plan.grain > 0:
        estimate += np.float32(plan.grain) * _grain(left, hole, plan, found)
    return np.where(hole[..., None], np.clip(estimate, 0, 1), start)


def _move(picture: Floats, inside: Indices, total: Floats, weight: Floats, step: float) -> None:
    """Move the values at `inside` (flat indices) of the picture `step` times as far as the groups say."""
    flat, weights = picture.reshape(-1), weight.reshape(-1)[inside]
    covered = inside[weights > 0]
    change = total.reshape(-1)[covered] / weights[weights > 0] - flat[covered]
    flat[covered] = np.clip(flat[covered] + np.float32(step) * change, 0, 1)


def _grain(left: Floats, hole: Flags, plan: GroupPlan, found: Groups) -> Floats:
    """The fine texture that means of many patches lack: float32 (H, W, 3), 0 where none is known.

    For each unknown pixel the residual `left` (H, W, 3) at the same place in a similar patch.
    """
    nearest = np.full(hole.shape, 1e9, np.float32)
    source_y, source_x = np.full((2, *hole.shape), -1, np.int32)
    kernels.pair(hole, plan.size, *found, nearest, source_y, source_x)
    where = source_y >= 0
    grain = np.zeros_like(left)
    grain[where] = left[source_y[where], source_x[where]]
    return grain


def shrunk(matrices: Floats, level: float) -> Floats:
    """Each matrix (n, K, d) with its mean row unchanged and its small singular values removed.

    The level applies to a group whose patches differ by `_USUAL` (root mean square); if they differ less,
    it is lower, so that calm parts of a photo keep their faint texture.

    The minimum of the weighted nuclear norm with weights inverse to the singular values: with
    c = K d level^2, s becomes (s + sqrt(s^2 - c)) / 2, and 0 below sqrt(c) (Gu et al. 2017, corollary 1).
    Computed from the eigenvectors of the K x K Gram matrices, which are much smaller than d x d.
    """
    mean = matrices.mean(axis=1, keepdims=True)
    centred = matrices - mean
    squares, vectors = np.linalg.eigh(centred @ centred.transpose(0, 2, 1))
    values = matrices.shape[1] * matrices.shape[2]
    differing = np.sqrt(np.maximum(squares, 0).sum(axis=1, keepdims=True) / values)
    limit = values * (level * np.clip(differing / _USUAL, *_SCALES)) ** 2
    kept = np.sqrt(np.maximum(1 - limit / np.maximum(squares, limit), 0))
    factors = np.where(squares > limit, (1 + kept) / 2, 0).astype(np.float32)
    kept_part = (vectors * factors[:, None, :]) @ vectors.transpose(0, 2, 1)
    return np.asarray(kept_part @ centred + mean)


def completed_matrices(matrices: Floats, known: Flags, level: float, turns: int) -> Floats:
    """The matrices of low rank that stay close to the `known` entries (bool): both (n, K, d), float32.

    ADMM on "weighted nuclear norm of X, with X + E = M and E = 0 where known" (Gu et al. 2017): what
    shrinking takes from the known entries is added to them before the next step, so that it is not lost;
    unknown ones have no multiplier and continue from the result of the step. The penalty is constant within
    a round and rises from round to round (`GroupPlan.levels`); multipliers start at 0 in each, as the groups
    change.
    """
    low = shrunk(matrices, level)
    asked = matrices
    for _ in range(turns - 1):
        asked = np.where(known, asked + (matrices - low), low)
        low = shrunk(asked, level)
    return low


def _matching(picture: Floats, trust: Floats, plan: GroupPlan, found: Groups) -> Iterator[Callable[[], int]]:
    """Pieces of work that find the groups' patches; each returns its number of groups."""
    window = (2 * plan.radius + 1) ** 2
    for share in _chunks(len(found[0]), 3 * plan.size**2 * window):

        def piece(tops: Integers = found[0][share], lefts: Integers = found[1][share]) -> int:
            distances = np.empty(tops.shape, np.float32)
            kernels.match(picture, trust, plan.size, plan.radius, tops, lefts, distances)
            return len(tops)

        yield piece


def _shrinking(
    picture: Floats, known: Flags, plan: GroupPlan, found: Groups, level: float, turns: int
) -> Iterator[Callable[[], tuple[Integers, Integers, Floats]]]:
    """Pieces of work that complete the groups' matrices: `tops`, `lefts` and estimates of their patches."""
    values = 3 * plan.size**2
    for share in _chunks(len(found[0]), turns * (30 * plan.similar**3 + 4 * values * plan.similar**2)):

        def piece(share: slice = share) -> tuple[Integers, Integers, Floats]:
            tops, lefts = (edges[share].ravel() for edges in found)
            matrices, held = (
                cut_out(of, plan.size, tops, lefts).reshape(-1, plan.similar, values)
                for of in (picture, known)
            )
            return tops, lefts, completed_matrices(matrices, held, level, turns).reshape(-1, values)

        yield piece


def _chunks(count: int, cost: float) -> Iterator[slice]:
    """0 to `count` in pieces of about the same duration, independent of the number of threads."""
    each = max(1, min(_MOST_IN_CHUNK, int(_CHUNK_COST / cost)))
    for first in range(0, count, each):
        yield slice(first, min(first + each, count))
