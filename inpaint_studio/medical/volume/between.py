"""A slice between two others: linear, cubic, and along the motion from one to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.arrays import Bytes, Floats
from ...finding.motion import flow, moved

_ENDS = 0.5, 99.5
"""Percentiles of the volume between which motion is looked for: optical flow takes 8 bits."""
_ROUNDS = 2  # of moving the flow, found at the known slices, to the place of the lost one
_SAMPLED = 1_000_000  # values at most of which the percentiles are taken


@dataclass(frozen=True)
class Gap:
    """The slice `at`, and its nearest known slices `before` and `after` it, in numbers of slices."""

    before: int
    at: int
    after: int

    @property
    def share(self) -> float:
        """Where the slice lies between the two: 0 at the one before it, 1 at the one after it."""
        return (self.at - self.before) / (self.after - self.before)

    def moved(self, steps: int) -> Gap:
        """The same gap so many slices later."""
        return Gap(self.before + steps, self.at + steps, self.after + steps)


def linear(volume: Floats, gap: Gap) -> Floats:
    """The weighted mean of both known slices: float32 (H, W), of a volume float32 (n, H, W)."""
    share = np.float32(gap.share)
    return np.asarray((1 - share) * volume[gap.before] + share * volume[gap.after], np.float32)


def cubic(volume: Floats, gap: Gap, known: list[bool]) -> Floats:
    """The cubic polynomial through the two known slices on each side: float32 (H, W).

    Where a second one on either side is lost or doesn't exist, as `linear`. `known` says it of each slice.
    """
    places = [gap.before - 1, gap.before, gap.after, gap.after + 1]
    if places[0] < 0 or places[3] >= len(volume) or not (known[places[0]] and known[places[3]]):
        return linear(volume, gap)
    total = np.zeros(volume.shape[1:], np.float64)
    for place in places:
        others = [other for other in places if other != place]
        weight = np.prod([(gap.at - other) / (place - other) for other in others])
        total += weight * volume[place]
    return total.astype(np.float32)


def ends_of(volume: Floats) -> tuple[float, float]:
    """The levels of the volume that become black and white where motion is looked for."""
    step = max(1, volume.size // _SAMPLED)
    low, high = np.percentile(volume.reshape(-1)[::step], _ENDS)
    return float(low), float(high)


def along_motion(volume: Floats, gap: Gap, ends: tuple[float, float]) -> Floats:
    """Both known slices moved to where the lost one lies between them, and mixed: float32 (H, W).

    Structures that cross the slices at an angle stay sharp, while a mean shows them twice. The motion is
    dense optical flow in both directions, brought to the place of the lost slice. As in the interpolation of
    slices by registration (Penney et al., Registration-based interpolation, IEEE Trans. Med. Imaging 2004),
    with DIS instead of free-form deformations.
    """
    share = np.float32(gap.share)
    before, after = volume[gap.before], volume[gap.after]
    first, second = _bytes(before, ends), _bytes(after, ends)
    forth, back = flow(first, second, effort=2), flow(second, first, effort=2)
    middle = (1 - share) * forth - share * back
    for _ in range(_ROUNDS):
        middle = (1 - share) * moved(forth, -share * middle) - share * moved(back, (1 - share) * middle)
    here = moved(before, -share * middle, cubic=True)
    there = moved(after, (1 - share) * middle, cubic=True)
    return np.asarray((1 - share) * here + share * there, np.float32)


def _bytes(plane: Floats, ends: tuple[float, float]) -> Bytes:
    low, high = ends
    scaled = (plane - low) * (255 / max(high - low, 1e-12))
    return np.asarray(np.clip(np.rint(scaled), 0, 255), np.uint8)
