"""Fills the hole by sparse codes: overlapping patches, coded by their known pixels and averaged, repeatedly.

Mairal, Elad, Sapiro: Sparse Representation for Color Image Restoration, IEEE Trans. Image Processing 2008.
Unknown pixels start from a smooth fill with a small weight that rises with each round. Holes wider than a
patch are first filled in a smaller copy of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats, Integers
from ..leftover import continued
from ..patches import Places, counted, cut_out, lay_back, places
from ..workers import Workers
from . import kernels
from .coding import BATCH, Atoms, Effort, code
from .dictionary import Dictionary
from .learning import AtomLearner

_FIRST_TRUST, _LAST_TRUST = 0.05, 0.3  # the weight of an estimated pixel in the first and the last round
_DEEP = 4.0  # px: an estimated pixel this far from all known ones counts half as much
_BASE = 2.0  # px (sigma): the smooth part, which is kept; atoms code the rest
_NOISE = 1e-4  # mean squared error below which patches count equally

_LEARNING = 0.2  # of the progress
_INTACT = 0.5  # the least known share of a patch to learn from
_SOUND, _RIDDLED = 0.4, 0.7  # missing share of the patches
_FEWEST, _MOST = 512, 8192  # patches to adapt to
_LEARN_BATCH = 256
_REMEMBERED = 2000.0  # the number of patches that the trained dictionary counts for

OnProgress = Callable[[float, FloatPixels | None], None]
Smooth = Callable[[FloatPixels, Flags], FloatPixels]


@dataclass(frozen=True)
class CodingPlan:
    """Patches at every `stride` px are coded with `effort` in each of the `rounds`.

    With `adapt`, the dictionary first learns from the patches of the picture. Finally each unknown value
    moves by the share `texture` from the mean of all patches to the estimate of its most reliable patch, as
    means are smooth, and gets a correction from the residual at the known pixels beside it.
    """

    stride: int
    rounds: int
    effort: Effort
    adapt: bool
    texture: float


def completed(
    smooth: Smooth,
    image: FloatPixels,
    hole: Flags,
    wanted: Flags,
    dictionary: Dictionary,
    plan: CodingPlan,
    threads: int,
    on_progress: OnProgress,
) -> FloatPixels:
    """The picture with its hole filled: float32 (H, W, 3), like `image`.

    `smooth(image, hole)` gives the fill to start from. `on_progress(fraction, picture)` is called after
    each short step and may raise to stop. No side of the picture may be shorter than a patch.
    """
    levels = _levels(image, hole, wanted, dictionary.atoms.size)
    costs = np.array([4.0**-number for number in range(len(levels))][::-1])
    ends = np.cumsum(costs) / costs.sum()
    picture: FloatPixels | None = None
    with Workers(threads, "sparse") as workers:
        for number, (own, own_hole, own_wanted) in enumerate(levels[::-1]):
            start = smooth(own, own_hole)
            if picture is not None:
                start = _with_coarser(start, picture, own_hole)
            begun = float(ends[number - 1]) if number else 0.0
            on = partial(_within, on_progress, begun, float(ends[number]) - begun)
            atoms = dictionary.atoms
            if plan.adapt:
                atoms = adapted(start, own_hole, dictionary, plan.effort, on)
            picture = _solved(start, own_hole, own_wanted, atoms, plan, workers, smooth, on)
    assert picture is not None
    return picture


def _within(
    on_progress: OnProgress, begun: float, span: float, fraction: float, shown: FloatPixels | None
) -> None:
    """Report the progress of one level as a part of the whole."""
    on_progress(begun + span * fraction, shown)


def adapted(
    picture: FloatPixels, hole: Flags, dictionary: Dictionary, effort: Effort, on_progress: OnProgress
) -> Atoms:
    """The atoms after learning from patches that are mostly known; unchanged if there are few."""
    size = dictionary.atoms.size
    known = size * size - counted(hole, size)
    tops, lefts = np.nonzero(known >= max(_INTACT * size * size, np.quantile(known, 0.5)))
    flat = picture.reshape(len(picture), -1)
    if len(tops) < _FEWEST:
        return dictionary.atoms
    picked = np.random.default_rng(0).permutation(len(tops))[:_MOST]
    tops, lefts = tops[picked].astype(np.int32), lefts[picked].astype(np.int32)
    learner = AtomLearner(
        dictionary.atoms.values,
        replace(effort, damping=0.0, shrink=0.0),
        usage=dictionary.usage * _REMEMBERED,
    )
    for start in range(0, len(tops), _LEARN_BATCH):
        share = slice(start, start + _LEARN_BATCH)
        learner.learn(cut_out(flat, size, tops[share], lefts[share]))
        on_progress(_LEARNING * min(1.0, (start + _LEARN_BATCH) / len(tops)), None)
    return learner.atoms


def _solved(
    start: FloatPixels,
    hole: Flags,
    wanted: Flags,
    atoms: Atoms,
    plan: CodingPlan,
    workers: Workers,
    smooth: Smooth,
    on_progress: OnProgress,
) -> FloatPixels:
    """All rounds on one level."""
    shape, size = start.shape, atoms.size
    picture = start.reshape(shape[0], -1).copy()
    unknown = np.repeat(hole, 3, axis=1)
    spots = places(wanted, size, plan.stride)
    depth = cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) if hole.any() else hole
    confidence = np.repeat(1 / (1 + (np.maximum(depth - 1, 0) / _DEEP) ** 2), 3, axis=1)
    gaps = _gaps(hole, spots, size)
    fewer = max(1, round(plan.effort.most * (1 - 0.5 * gaps)))
    effort = replace(plan.effort, shrink=gaps * plan.effort.shrink, most=fewer)
    plan = replace(plan, effort=effort, texture=(1 - gaps) * plan.texture)
    everywhere = np.ones_like(unknown)
    steps, done = max(len(spots[0]) * plan.rounds, 1), 0
    for number, level in enumerate(np.geomspace(_FIRST_TRUST, _LAST_TRUST, plan.rounds)):
        trust = np.where(unknown, level * confidence, 1).astype(np.float32)
        base = cv2.GaussianBlur(picture.reshape(shape), (0, 0), _BASE).reshape(picture.shape)
        total, weight, most, best = np.zeros((4, *picture.shape), np.float32)
        last = number + 1 == plan.rounds
        for tops, lefts, estimates, shares in workers.each(
            _coding(picture - base, trust, spots, atoms, plan)
        ):
            lay_back(estimates, shares, everywhere if last else unknown, size, tops, lefts, total, weight)
            if last:
                kernels.lay_best(estimates, shares, unknown, size, tops, lefts, most, best)
            done += len(tops)
            on_progress(_LEARNING + (1 - _LEARNING) * done / steps, None)
        estimate = np.where(weight > 0, total / np.maximum(weight, 1e-9) + base, picture)
        if last:
            mean = estimate.copy()
            estimate += continued((picture - mean).reshape(shape), hole, smooth).reshape(mean.shape)
            estimate += np.float32(plan.texture) * np.where(weight > 0, best + base - mean, 0)
        picture[unknown] = np.clip(estimate[unknown], 0, 1)
        on_progress(_LEARNING + (1 - _LEARNING) * done / steps, picture.reshape(shape))
    return picture.reshape(shape)


def _gaps(hole: Flags, spots: Places, size: int) -> float:
    """From 0, if patches are mostly known, to 1, if most of them is missing, which calls for caution."""
    if not len(spots[0]):
        return 0.0
    missing = float(counted(hole, size)[spots].mean()) / size**2
    return float(np.clip((missing - _SOUND) / (_RIDDLED - _SOUND), 0, 1))


_Piece = tuple[Integers, Integers, Floats, Floats]


def _coding(
    detail: Floats, trust: Floats, spots: Places, atoms: Atoms, plan: CodingPlan
) -> Iterator[Callable[[], _Piece]]:
    """Pieces of work that each code a batch of patches: their places, estimates and weights."""
    size = atoms.size
    for start in range(0, len(spots[0]), BATCH):

        def piece(share: slice = slice(start, start + BATCH)) -> _Piece:
            tops, lefts = spots[0][share], spots[1][share]
            patches, weights = (cut_out(picture, size, tops, lefts) for picture in (detail, trust))
            weights /= weights.max(axis=1, keepdims=True)
            coded = code(patches, weights, atoms, plan.effort)
            pixels = coded.estimates.reshape(len(tops), -1, 3)
            pixels += coded.means[:, None]
            error = (weights * coded.residuals**2).sum(1) / weights.sum(1)
            return tops, lefts, coded.estimates, (_NOISE / (error + _NOISE)).astype(np.float32)

        yield piece


def _levels(
    image: FloatPixels, hole: Flags, wanted: Flags, size: int
) -> list[tuple[FloatPixels, Flags, Flags]]:
    """Picture, hole and wanted part, repeatedly halved until patches span the hole."""
    levels = [(image, hole, wanted)]
    while (
        cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5).max() > size / 2
        and min(hole.shape) >= 4 * size
    ):
        image, hole, wanted = _halved(image, hole, wanted)
        if hole.all():
            break
        levels.append((image, hole, wanted))
    return levels


def _halved(image: FloatPixels, hole: Flags, wanted: Flags) -> tuple[FloatPixels, Flags, Flags]:
    """Means of the known pixels of each 2 x 2 square; unknown where fewer than two are known."""
    height, width = (-(-side // 2) * 2 for side in hole.shape)
    grown = ((0, height - hole.shape[0]), (0, width - hole.shape[1]))

    def squares(values: Floats) -> Floats:
        edges = grown + ((0, 0),) * (values.ndim - 2)
        padded = np.pad(values, edges, mode="edge")
        parts = padded.reshape(height // 2, 2, width // 2, 2, *values.shape[2:])
        return np.asarray(parts.sum((1, 3)))

    known = (~hole).astype(np.float32)
    count = squares(known)
    colours = squares(image * known[..., None]) / np.maximum(count, 1)[..., None]
    return np.asarray(colours, np.float32), count < 2, squares(wanted.astype(np.float32)) > 0


def _with_coarser(start: FloatPixels, coarse: FloatPixels, hole: Flags) -> FloatPixels:
    """The smooth fill near the border of the hole, the coarser picture deeper inside."""
    height, width = hole.shape
    large = cv2.resize(coarse, (2 * coarse.shape[1], 2 * coarse.shape[0]), interpolation=cv2.INTER_CUBIC)
    depth = cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    share = np.clip((depth - 1) / 3, 0, 1)[..., None]
    return np.asarray(start + share * (np.clip(large[:height, :width], 0, 1) - start), np.float32)
