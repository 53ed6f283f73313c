"""A lost slice as the weighted sum of its known neighbours, with weights learned from the same volume.

Which weights predict a slice best from those around it depends on the distance of slices, their thickness,
noise and structure. So they are learned where the answer is known: each complete slice nearby is predicted
from neighbours at the same distances, and the weights with the least squared error are used for the lost one.
As in GRAPPA (Griswold et al., Magn. Reson. Med. 2002), whose weights for missing lines come from calibration
lines of the same scan, and in new edge-directed interpolation (Li and Orchard, IEEE Trans. Image Process.
2001). The predictors are the voxels around the place in the two slices on each side, and the slice
interpolated along the motion (`between.along_motion`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.arrays import Doubles, Floats
from .between import Gap, along_motion, cubic, ends_of, linear

_AROUND = 1  # px: of each slice, the voxels up to this far in each direction are predictors
_EXAMPLES = 6  # complete slices to learn from
_RIDGE = 1e-4  # of the mean square of the predictors
_ROWS = 65_536  # voxels at a time, to bound the memory


class Calibrated:
    """Predicts lost slices of one volume, float32 (n, H, W); `known` says which slices are complete."""

    def __init__(self, volume: Floats, known: list[bool], check: Callable[[], None] = lambda: None) -> None:
        self._volume = volume
        self._known = known
        self._check = check
        self._ends = ends_of(volume[np.flatnonzero(known)])
        self._scale = float(volume[np.flatnonzero(known)].std()) or 1.0

    def slice_at(self, gap: Gap) -> Floats:
        """The lost slice: float32 (H, W). Without any slice to learn from, the one along the motion."""
        planes = self._planes(gap)
        examples = self._examples(gap, planes)
        moving = along_motion(self._volume, gap, self._ends)
        if not examples:
            return moving
        weights = self._weights(examples, planes, gap)
        base = linear(self._volume, gap)
        predicted = np.empty(base.size, np.float32)
        for rows in _pieces(base.size):
            self._check()
            found = self._predictors(gap, planes, gap, moving, base, rows) @ weights
            predicted[rows] = base.reshape(-1)[rows] + found * self._scale
        return predicted.reshape(base.shape)

    def _planes(self, gap: Gap) -> list[int]:
        """The slices to predict from: the two nearest on each side, as far as they are known."""
        places = [gap.before - 1, gap.before, gap.after, gap.after + 1]
        return [place for place in places if self._is_known(place)]

    def _is_known(self, place: int) -> bool:
        return 0 <= place < len(self._known) and self._known[place]

    def _examples(self, gap: Gap, planes: list[int]) -> list[Gap]:
        """The nearest complete slices whose neighbours at the same distances are complete too."""
        steps = sorted(range(-gap.at, len(self._known) - gap.at), key=lambda step: (abs(step), step))
        usable = (step for step in steps if all(self._is_known(place + step) for place in (gap.at, *planes)))
        return [gap.moved(step) for step, _ in zip(usable, range(_EXAMPLES), strict=False)]

    def _weights(self, examples: list[Gap], planes: list[int], gap: Gap) -> Doubles:
        """The weights of the predictors, by ridge regression on the example slices."""
        squares: Doubles | None = None
        products: Doubles | None = None
        for example in examples:
            self._check()
            base = linear(self._volume, example)
            moving = along_motion(self._volume, example, self._ends)
            wanted = ((self._volume[example.at] - base) / self._scale).reshape(-1)
            for rows in _pieces(base.size):
                self._check()
                given = self._predictors(example, planes, gap, moving, base, rows)
                more = (given.T @ given).astype(np.float64), (given.T @ wanted[rows]).astype(np.float64)
                squares = more[0] if squares is None else squares + more[0]
                products = more[1] if products is None else products + more[1]
        assert squares is not None
        assert products is not None
        count = len(squares)
        ridge = _RIDGE * max(np.trace(squares) / count, 1e-12) * np.eye(count)
        return np.asarray(np.linalg.solve(squares + ridge, products))

    def _predictors(
        self, here: Gap, planes: list[int], gap: Gap, moving: Floats, base: Floats, rows: slice
    ) -> Floats:
        """What a slice is predicted from at the voxels `rows`, as differences from `base`: float32 (r, p).

        `planes` are those for `gap`, which `here` is a copy of farther on.
        """
        height, width = base.shape
        flat = base.reshape(-1)[rows]
        y, x = np.divmod(np.arange(rows.start, rows.stop), width)
        found = [(moving.reshape(-1)[rows] - flat) / self._scale]
        for place in planes:
            plane = self._volume[place + here.at - gap.at]
            for down in range(-_AROUND, _AROUND + 1):
                for right in range(-_AROUND, _AROUND + 1):
                    at = np.clip(y + down, 0, height - 1), np.clip(x + right, 0, width - 1)
                    found.append((plane[at] - flat) / self._scale)
        return np.stack(found, axis=1).astype(np.float32)


def cubic_slices(volume: Floats, known: list[bool]) -> Callable[[Gap], Floats]:
    """`between.cubic` in the form of `Calibrated.slice_at`."""
    return lambda gap: cubic(volume, gap, known)


def _pieces(count: int) -> list[slice]:
    return [slice(first, min(first + _ROWS, count)) for first in range(0, count, _ROWS)]
