"""What a place shows most often: the densest window of levels over time, not their median.

The median is the scene only where that is seen half of the time; the mode is it wherever nothing else is seen
more often (Gutchess et al., "A background model initialization algorithm for video surveillance", ICCV 2001).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.arrays import Flags, Floats, Integers

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_REFINED = 2
"""How often what belongs to the state is chosen again, by its colour."""


@dataclass(frozen=True, eq=False)
class State:
    """The state of places, each array (P, …): its `colour` (P, 3), how many samples are known and how many of
    them show it (`seen`), their deviation (`spread`), and which is the `first`, `last` and `nearest` of them.

    Where nothing is known all are 0, and these numbers -1.
    """

    colour: Floats
    known: Integers
    seen: Integers
    spread: Floats
    first: Integers
    last: Integers
    nearest: Integers


def most_frequent(samples: Floats, known: Flags, width: float) -> State:
    """The most frequent state of places from samples over time.

    `samples` are float32 (P, S, 3), in levels, `known` (P, S) where they are. Samples within `width` levels
    of luminance count as one state; of windows with equally many samples the narrowest is taken.
    """
    luma = np.where(known, samples @ _LUMA, np.float32(np.inf))
    low, high = _densest(np.sort(luma, axis=1), known.sum(1), np.float32(width))
    members = known & (luma >= low[:, None]) & (luma <= high[:, None])
    colour = np.stack([_median(samples[..., channel], members) for channel in range(3)], axis=1)
    for _ in range(_REFINED):
        apart = np.abs(samples - colour[:, None]).max(2)
        members = known & (apart <= width / 2 + 1)
        # what was the median of the members is one of them or between two, unless they are far apart
        lonely = known.any(1) & ~members.any(1)
        nearest = np.where(known, apart, np.inf).argmin(1)
        members[lonely, nearest[lonely]] = True
        seen = members.sum(1)
        colour = np.einsum("psc,ps->pc", samples, members.astype(np.float32)) / np.maximum(seen, 1)[:, None]
    away = np.abs(samples - colour[:, None]).max(2)
    spread = np.sqrt((away**2 * members).sum(1) / np.maximum(seen, 1))
    last = members.shape[1] - 1 - members[:, ::-1].argmax(1)
    numbers = (members.argmax(1), last, np.where(members, away, np.inf).argmin(1))
    return State(
        colour.astype(np.float32),
        known.sum(1).astype(np.int32),
        seen.astype(np.int32),
        spread.astype(np.float32),
        *(np.where(seen > 0, one, -1).astype(np.int32) for one in numbers),
    )


def _densest(levels: Floats, counts: Integers, width: np.float32) -> tuple[Floats, Floats]:
    """The bounds of the densest window of `width` in sorted levels (P, S), the first `counts` of each row."""
    ordered = np.ascontiguousarray(levels.T)
    places = np.arange(len(levels))
    start = np.zeros(len(levels), np.intp)
    most = np.zeros(len(levels), np.intp)
    narrowest = np.full(len(levels), np.inf, np.float32)
    low, high = np.zeros((2, len(levels)), np.float32)
    for end in range(int(counts.max(initial=0))):
        valid = end < counts
        upper = np.where(valid, ordered[end], 0)
        lower = np.where(valid, ordered[start, places], 0)
        while (beyond := upper - lower > width).any():
            start += beyond
            lower = np.where(valid, ordered[start, places], 0)
        within, span = end - start + 1, upper - lower
        better = valid & ((within > most) | ((within == most) & (span < narrowest)))
        most[better], narrowest[better] = within[better], span[better]
        low[better], high[better] = lower[better], upper[better]
    return low, high


def _median(levels: Floats, members: Flags) -> Floats:
    """The median of the members of each row, 0 without any."""
    ordered = np.sort(np.where(members, levels, np.float32(np.inf)), axis=1)
    count = members.sum(1)
    middle = np.maximum(count - 1, 0) // 2
    found = np.take_along_axis(ordered, middle[:, None], axis=1)[:, 0]
    return np.where(count > 0, found, 0).astype(np.float32)
