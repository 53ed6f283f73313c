"""Lines that a scanner lost: dead or metal-shadowed detector elements, and rows that were not read.

Every such line runs straight across the picture (in a sinogram, a dead detector element is a column), so a
one-dimensional mask says which they are. They are found by comparing each line with its neighbours, and
filled by `low-rank`, which takes what is missing from similar places: better than interpolation across the
line wherever structures cross it at an angle. resources/docs/medical.md says how much, and where not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from ..core.arrays import AnyArray, Flags
from ..core.errors import StudioError

Lines = Literal["columns", "rows"]
ENGINE = "low-rank"
PARAMS: Mapping[str, Any] = {"texture": 0.0}
"""No grain of similar places is added: a filled measurement should be the likeliest one."""
_NEAR = 6  # lines on each side that a measure of a line is compared with
_REACHES = (
    1,
    2,
    3,
    4,
    5,
    6,
)  # lines, at these distances and three times as far, that a line is predicted from
_LIMIT = 6.0  # robust deviations from the other lines, at sensitivity 50
_LEAST = 6e-3  # of the range of values: what counts as no difference at all
_LOCAL = 1.0  # of what is usual around a line, by how much more than that it must stand out
_EDGE = 0.2  # of the step between both sides of a line, which doesn't count as its difference from them
_SIDE = 0.5  # of the score of the worst line nearby: lines below it may only seem bad because of it
_ROUNDS = 6
_STILL = 0.1  # of its neighbours' changes along the line: a line that changes less is stuck
_MOST = 0.5  # of all lines


def find_lines(
    frames: AnyArray,
    along: Lines = "columns",
    *,
    sensitivity: float = 50,
    check: Callable[[], None] = lambda: None,
) -> Flags:
    """Which columns (or rows) of pictures are lost: bool (columns,) or (rows,).

    `frames` are real numbers (frames, rows, columns), all with the same lost lines. A line is lost if it
    differs from the median of the lines around it all along, more than other lines do; if it jumps where they
    don't; or if it hardly changes where they do. `sensitivity`, 0 to 100, moves the limit.
    """
    lines = frames if along == "columns" else np.swapaxes(frames, 1, 2)
    lines = lines.astype(np.float64)
    finite = np.isfinite(lines)
    if not finite.all():  # what is no number differs from nothing
        lines[~finite] = np.median(lines[finite]) if finite.any() else 0.0
    limit = _LIMIT * 2 ** ((50 - sensitivity) / 25)
    span = max(float(np.ptp(lines)), 1e-12)
    found = _stuck(lines, span)
    for _ in range(_ROUNDS):
        check()
        # what is lost already must not speak against the lines beside it
        scores = _scores(_bridged(lines, found), span)
        scores[found] = 0
        nearby = np.lib.stride_tricks.sliding_window_view(np.pad(scores, _NEAR), 2 * _NEAR + 1).max(axis=1)
        more = (scores > limit) & (scores >= _SIDE * nearby)
        if not more.any():
            break
        found |= more
    return found


def _scores(lines: AnyArray, span: float) -> AnyArray:
    """How far each line stands out, by its offset or its roughness, in robust deviations of all lines."""
    offsets, roughness, slopes = [], [], []
    for frame in lines:
        apart = frame - _predicted(frame)
        offsets.append(np.abs(np.median(apart, axis=0)))
        roughness.append(np.median(np.abs(apart), axis=0))
        slopes.append(np.abs(np.median(_step(frame), axis=0)))
    # the edge of something that hardly moves differs from both sides too, but these differ from each other
    edge = _EDGE * np.median(slopes, axis=0)
    measures = np.median(offsets, axis=0) - edge, np.median(roughness, axis=0) - edge
    return np.asarray(np.maximum(*(_deviations(np.maximum(one, 0), span) for one in measures)))


def _step(plane: AnyArray) -> AnyArray:
    """The median of the lines after each line minus that of those before it: same shape."""
    padded = np.pad(plane, ((0, 0), (_NEAR, _NEAR)), mode="edge")
    count = plane.shape[1]
    sides = [
        np.median([padded[:, first + k : first + k + count] for k in range(_NEAR)], axis=0)
        for first in (0, _NEAR + 1)
    ]
    return np.asarray(sides[1] - sides[0])


def _stuck(lines: AnyArray, span: float) -> Flags:
    """Which lines hardly change along themselves, while those around them do."""
    if lines.shape[1] < 2:
        return np.zeros(lines.shape[2], bool)
    moving = np.median([np.abs(np.diff(frame, axis=0)).mean(axis=0) for frame in lines], axis=0)
    near = _median_around(moving[None])[0]
    return np.asarray((moving < _STILL * near) & (near > _LEAST * span))


def _bridged(lines: AnyArray, lost: Flags) -> AnyArray:
    """The pictures with the lost lines interpolated linearly from the others."""
    known = np.flatnonzero(~lost)
    if len(known) == len(lost) or not len(known):
        return lines
    after = np.clip(np.searchsorted(known, np.arange(len(lost))), 1, max(len(known) - 1, 1))
    left, right = known[after - 1], known[np.minimum(after, len(known) - 1)]
    share = np.clip((np.arange(len(lost)) - left) / np.maximum(right - left, 1), 0, 1)
    out = lines.copy()
    out[..., lost] = ((1 - share) * lines[..., left] + share * lines[..., right])[..., lost]
    return out


def mask_of(lines: Flags, shape: tuple[int, int], along: Lines = "columns") -> Flags:
    """The pixels of lines, bool (columns,) or (rows,), in a picture of this shape: bool (rows, columns).

    Raises StudioError "stripes-most" if they are more than half of all.
    """
    share = float(lines.mean())
    if share > _MOST:
        raise StudioError("stripes-most", lines=along, share=f"{share:.0%}")
    across = lines[None, :] if along == "columns" else lines[:, None]
    return np.asarray(np.broadcast_to(across, shape))


def _predicted(plane: AnyArray) -> AnyArray:
    """Each line as predicted from others: the median of cubic interpolations over growing distances.

    Most of these pass over a stripe that is narrower than the largest of `_REACHES`.
    """
    most = 3 * _REACHES[-1]
    count = plane.shape[1]
    width = ((0, 0), (most, most))
    if count > most:
        padded = np.pad(plane, width, mode="reflect", reflect_type="odd")
    else:
        padded = np.pad(plane, width, mode="edge")

    def at(shift: int) -> AnyArray:
        return padded[:, most + shift : most + shift + count]

    found = [(9 * (at(-one) + at(one)) - at(-3 * one) - at(3 * one)) / 16 for one in _REACHES]
    return np.asarray(np.median(found, axis=0))


def _median_around(plane: AnyArray) -> AnyArray:
    """The median of the lines around each line, itself left out: same shape as (n, lines)."""
    padded = np.pad(plane, ((0, 0), (_NEAR, _NEAR)), mode="reflect" if plane.shape[1] > _NEAR else "edge")
    count = plane.shape[1]
    near = [padded[:, shift : shift + count] for shift in range(2 * _NEAR + 1) if shift != _NEAR]
    return np.asarray(np.median(near, axis=0))


def _deviations(measure: AnyArray, span: float) -> AnyArray:
    """How far a measure of lines is above what it is around them: in robust deviations of all lines."""
    around = _median_around(measure[None])[0]
    above = measure - around
    spread = 1.4826 * float(np.median(np.abs(above - np.median(above))))
    return np.asarray((above - _LOCAL * around) / max(spread, _LEAST * span / _LIMIT))
