"""The kind of a mark from its shape alone: a speck is compact, a scratch straight, a hair anything else."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Doubles, Indices, Labels

_LONG, _THIN = 16.0, 4.0
"""The least length of a hair or a scratch in pixels, and in widths."""
_FILLED = 0.5
"""A mark that fills less of the ellipse with its moments is bent."""


def kinds_of(rows: Indices, columns: Indices, marks: Labels, count: int) -> tuple[str, ...]:
    """ "speck", "hair" or "scratch" for each of `count` marks, whose pixels are at these rows and columns.

    From the second moments of the pixels: a straight mark fills the ellipse that has the same moments, a bent
    one does not.
    """
    area = np.bincount(marks, minlength=count).astype(np.float64)

    def mean(values: Doubles) -> Doubles:
        return np.bincount(marks, values, count) / area

    across, down = (place - mean(place.astype(np.float64))[marks] for place in (columns, rows))
    # a pixel is a square, whose own second moment is 1/12
    xx, yy, xy = mean(across**2) + 1 / 12, mean(down**2) + 1 / 12, mean(across * down)
    middle, apart = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    length, width = np.sqrt(12 * (middle + apart)), np.sqrt(12 * np.maximum(middle - apart, 1 / 12))
    is_bent = area < _FILLED * length * width
    is_long = (length >= _LONG) & (is_bent | (length >= _THIN * width))
    return tuple(
        "speck" if not long else "hair" if bent else "scratch"
        for long, bent in zip(is_long.tolist(), is_bent.tolist(), strict=True)
    )
