"""A whole picture completed as a tensor of low rank: what repeats along rows and columns continues.

Liu, Musialski, Wonka, Ye: Tensor Completion for Estimating Missing Values in Visual Data, PAMI 2013
(HaLRTC): the picture unfolded along its height and along its width should both be of low rank; solved by
ADMM on the unknown entries. The third unfolding, of the three channels, has rank 3 at most and adds
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from ...core.arrays import Doubles, Flags, FloatPixels, Floats
from ..base import Preview

_SIDE = 384  # px: larger pictures are completed in squares, so that a step is short
_OVERLAP = 96  # px: the least overlap of neighbouring squares, in which they blend
_FIRST_LEVEL = 0.3  # the first threshold, as a share of the greatest singular value
_LAST_LEVEL = 1e-3


def completed(
    start: FloatPixels,
    hole: Flags,
    wanted: Flags,
    rounds: int,
    on_progress: Callable[[float, Preview], None],
    check: Callable[[], None],
) -> FloatPixels:
    """The picture with the unknown values that minimise its rank: float32 (H, W, 3).

    `start` float32 (H, W, 3) contains a fill to start from. `on_progress(fraction, preview)` is called after
    each round; it and `check`, called more often, may raise to stop. Squares without wanted pixels stay
    unchanged.
    """
    squares = [square for square in _squares(hole.shape) if wanted[square].any()]
    total = np.zeros_like(start)
    weight = np.zeros(hole.shape, np.float32)

    def mixed(filled: FloatPixels | None = None, square: tuple[slice, slice] | None = None) -> FloatPixels:
        out = np.where((hole & (weight > 0))[..., None], total / np.maximum(weight, 1e-6)[..., None], start)
        if filled is not None and square is not None:
            out[square] = filled
        return out.astype(np.float32)

    for number, square in enumerate(squares):
        filled = start[square]
        for step, filled in _rounds(start[square], hole[square], rounds, check):
            on_progress((number + step / rounds) / len(squares), partial(mixed, filled, square))
        tent = _tent(filled.shape[0])[:, None] * _tent(filled.shape[1])
        total[square] += filled * tent[..., None]
        weight[square] += tent
    return mixed()


def _rounds(
    start: FloatPixels, hole: Flags, rounds: int, check: Callable[[], None]
) -> Iterator[tuple[int, FloatPixels]]:
    """ADMM (Liu et al., algorithm 4) with rising penalties: the step, and the picture after it.

    One thresholded tensor for each unfolding; the picture is their mean where it is unknown; `duals` are the
    remaining disagreements, in units of the picture.
    """
    known = start[~hole].mean(0, dtype=np.float64) if not hole.all() else start.mean((0, 1))
    picture = start.astype(np.float64) - known
    duals = [np.zeros_like(picture), np.zeros_like(picture)]
    greatest = np.sqrt(max(float((picture**2).sum()), 1e-12))
    thresholds = greatest * np.geomspace(_FIRST_LEVEL, _LAST_LEVEL, rounds)
    for step, threshold in enumerate(thresholds, 1):
        parts = []
        for axis, dual in enumerate(duals):
            check()
            parts.append(_thresholded(picture + dual, axis, float(threshold)))
        mean = sum(part - dual for part, dual in zip(parts, duals, strict=True)) / 2
        picture[hole] = mean[hole]
        # the penalty rises as the threshold falls: the duals, in its units, shrink with it
        ratio = thresholds[min(step, rounds - 1)] / threshold
        duals = [(dual + picture - part) * ratio for dual, part in zip(duals, parts, strict=True)]
        yield step, np.clip(picture + known, 0, 1).astype(np.float32)


def _thresholded(picture: Doubles, axis: int, threshold: float) -> Doubles:
    """The picture, unfolded along `axis`, with its singular values reduced by `threshold` (to 0 at least)."""
    unfolded = np.moveaxis(picture, axis, 0)
    rows = unfolded.reshape(unfolded.shape[0], -1)
    squares, vectors = np.linalg.eigh(rows @ rows.T)
    singular = np.sqrt(np.maximum(squares, 0))
    kept = singular > threshold
    vectors = vectors[:, kept]
    shrunk = (vectors * (1 - threshold / singular[kept])) @ (vectors.T @ rows)
    return np.moveaxis(shrunk.reshape(unfolded.shape), 0, axis)


def _squares(shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
    """Overlapping squares that cover a picture of this shape; a single one if it is small enough."""
    rows, columns = (_spans(side) for side in shape[:2])
    return [(row, column) for row in rows for column in columns]


def _spans(length: int) -> list[slice]:
    count = 1 if length <= _SIDE else -(-(length - _OVERLAP) // (_SIDE - _OVERLAP))
    firsts = np.linspace(0, max(length - _SIDE, 0), count).astype(int)
    return [slice(int(first), int(min(first + _SIDE, length))) for first in firsts]


def _tent(length: int) -> Floats:
    """Weights that fall from the middle to both ends over the overlap; float32 (length,)."""
    ends = np.minimum(np.arange(1, length + 1), np.arange(length, 0, -1))
    return np.asarray(np.minimum(ends / _OVERLAP, 1), np.float32)
