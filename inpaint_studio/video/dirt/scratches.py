"""Vertical scratches: thin upright lines, alike on both sides, that stay where they are for many frames.

A line is looked for in what a frame and those around it have in common at the same columns: a scratch stays
there while the scene moves on (Kokaram, "Motion Picture Restoration", 1998; Newson, Almansa, Gousseau and
Perez, "Robust automatic line scratch detection in films", IEEE TIP 2014). Where the scene stands still, lines
have to be longer and clearer to be taken for scratches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np

from ...core.arrays import Bytes, Coverage, Flags, Floats, Indices

BANDS = 16
"""The frame is divided into this many bands of rows; a line is there or not in each."""
REACH = 3
"""So many frames before and after one are searched with it."""
_WIDEST = 160
"""The sides that a line is compared with are this part of the longer side away, at least 3 px."""
_SLOPES = np.linspace(-0.012, 0.012, 7)
_CLEAR = 2.5
"""A line is in a band where it stands out by this many deviations of the noise…"""
_MOST = 8.0
"""… and counts for at most so many, so that one bright spot makes no line."""
_SHARE = 0.3
"""The least part of the bands that a line is in."""
_MOVES = 4.0
"""A scene that moves across the line by more pixels than this from frame to frame moves enough."""
_KEPT = 0.5
"""A frame has the line if it shows this part of what the frames around it show on average."""
_STAYS = 0.55
"""The least part of the frames that have it."""
_FEWEST = 4
"""The least number of frames in which a line can be seen to stay."""
_WEIGHTS = np.array([4.06, 0.44, 1.14, 3.65, -155.0])
_BIAS = 6.93
"""A logistic regression over the bands that a line is in, its strength, the motion across it, the part of the
frames that have it and its slope; fitted to lines of films with rendered scratches and without."""
_FOOT = 0.3
"""A scratch is as wide as it stands out by this part of its most…"""
_RIM = 1
"""… and so many pixels more on both sides."""
_SWAY = np.ones((1, 3), np.uint8)
"""From frame to frame scratches move by a pixel at most."""
_GAP = 2
"""Gaps of so many bands are closed."""


@dataclass(frozen=True, eq=False)
class Trace:
    """What is kept of a frame: how many levels each column of each band is `brighter` and `darker` than its
    sides, and by how many columns the scene moves there until the next frame, `across`: all (BANDS, W)."""

    brighter: Floats
    darker: Floats
    across: Floats

    @classmethod
    def of(cls, grey: Bytes, flow: Floats | None) -> Self:
        """The trace of a frame (H, W); `flow` leads to the next one, if there is one in the scene."""
        width = grey.shape[1]

        def banded(plane: Floats) -> Floats:
            return np.asarray(cv2.resize(plane, (width, BANDS), interpolation=cv2.INTER_AREA), np.float32)

        levels = grey.astype(np.float32)
        across = np.zeros((BANDS, width), np.float32) if flow is None else banded(np.abs(flow[..., 0]))
        return cls(banded(_response(levels)), banded(_response(255 - levels)), across)

    def of_kind(self, bright: bool) -> Floats:
        return self.brighter if bright else self.darker


@dataclass(frozen=True, eq=False)
class Line:
    """An upright line: its column in the middle row, its slope (columns for each row), whether it is brighter
    than its sides, in which bands it is, (BANDS,), and how clearly: deviations of the noise, mean over all.
    `log_odds` say how likely it is a scratch."""

    column: int
    slope: float
    bright: bool
    bands: Flags
    strength: float
    log_odds: float = -np.inf


def scratches(traces: Sequence[Trace], number: int, height: int, least: float) -> list[Line]:
    """The scratches in frame `number` of some frames of one scene, the likeliest first.

    `least` are the log-odds that a line must have.
    """
    around = traces[max(0, number - REACH) : number + REACH + 1]
    width = around[0].across.shape[1]
    if height < 2 * BANDS or width < 16 or len(around) < _FEWEST:
        return []
    across = np.mean([trace.across for trace in around], axis=0)
    found: list[Line] = []
    for bright in (True, False):
        levels = [np.asarray(cv2.dilate(trace.of_kind(bright), _SWAY), np.float32) for trace in around]
        mean = np.mean(levels, axis=0)
        for line in _upright(_clear(mean), height, bright):
            at = _places(line.column, line.slope, height, width)
            usual, *each = (float(one[at][line.bands].mean()) for one in (mean, *levels))
            has = np.array(each) > _KEPT * usual
            moves = _beside(across, at, side((height, width)))[line.bands].mean()
            features = (
                line.bands.mean(),
                line.strength,
                np.log(min(moves, _MOVES) + 0.2),
                has.mean(),
                abs(line.slope),
            )
            log_odds = float(np.dot(features, _WEIGHTS) - _BIAS)
            if has[min(number, REACH)] and has.mean() >= _STAYS and log_odds >= least:
                found.append(replace(line, log_odds=log_odds))
    found.sort(key=lambda line: -line.log_odds)
    apart: list[Line] = []
    for line in found:
        if all(abs(line.column - other.column) > side((height, width)) for other in apart):
            apart.append(line)
    return apart


def drawn(found: Sequence[Line], grey: Bytes) -> Coverage:
    """Where the scratches of a frame (H, W) are: 0 or 255."""
    height, width = grey.shape
    marked = np.zeros((height, width), np.uint8)
    rows = np.arange(height)
    levels = grey.astype(np.float32)
    for line in found:
        response = _response(levels if line.bright else 255 - levels)
        bands = cv2.morphologyEx(
            line.bands.view(np.uint8)[:, None], cv2.MORPH_CLOSE, np.ones((_GAP + 1, 1), np.uint8)
        )[:, 0]
        within = bands[rows * BANDS // height] > 0
        centre = np.round(line.column + line.slope * (rows - height / 2)).astype(int)
        offsets = np.arange(-side(grey.shape), side(grey.shape) + 1)
        at = np.clip(centre[:, None] + offsets, 0, width - 1)
        profile = np.take_along_axis(response, at, axis=1)[within].mean(0)
        if profile.max() <= 0:
            continue
        wide = offsets[profile > _FOOT * profile.max()]
        across = np.arange(wide.min() - _RIM, wide.max() + _RIM + 1)
        places = np.clip(centre[within, None] + across, 0, width - 1)
        marked[rows[within, None], places] = 255
    return marked


def side(shape: tuple[int, ...]) -> int:
    """How far from a line its sides are, in pixels, in frames (H, W)."""
    return max(3, round(max(shape) / _WIDEST))


def _response(levels: Floats) -> Floats:
    """By how many levels each pixel (H, W) is brighter than both sides; below 0 if it is not."""
    reach, width = side(levels.shape), levels.shape[1]
    padded = cv2.copyMakeBorder(levels, 0, 0, reach, reach, cv2.BORDER_REFLECT)
    return np.asarray(levels - np.maximum(padded[:, :width], padded[:, 2 * reach :]), np.float32)


def _clear(mean: Floats) -> Floats:
    """How clearly a line is at each column of each band: (BANDS, W), in deviations of the noise."""
    # most columns of a band have no line
    middle = np.median(mean, axis=1, keepdims=True)
    deviation = 1.4826 * np.median(np.abs(mean - middle), axis=1, keepdims=True) + 0.3
    return np.asarray(np.where(mean > 0.5, (mean - middle) / deviation, 0), np.float32)


def _places(columns: Indices | int, slope: float, height: int, width: int) -> tuple[Indices, Indices]:
    """Where lines through these columns of the middle row are in each band."""
    bands = np.arange(BANDS).reshape(-1, *[1] * np.ndim(columns))
    away = (bands + 0.5) * height / BANDS - height / 2
    at = np.clip(np.round(columns + slope * away).astype(np.intp), 0, width - 1)
    return np.broadcast_to(bands, at.shape), at


def _beside(across: Floats, at: tuple[Indices, Indices], reach: int) -> Floats:
    """The larger motion on both sides of a line, which itself may hold on to the flow: (BANDS,)."""
    last = across.shape[1] - 1
    left, right = (across[at[0], np.clip(at[1] + way * 3 * reach, 0, last)] for way in (-1, 1))
    return np.asarray(np.maximum(left, right), np.float32)


def _upright(clear: Floats, height: int, bright: bool) -> list[Line]:
    """The lines in what is clear, one within 5 columns."""
    width = clear.shape[1]
    best, slopes = np.zeros(width, np.float32), np.zeros(width)
    there = np.zeros((BANDS, width), bool)
    for slope in _SLOPES:
        along = clear[_places(np.arange(width), slope, height, width)]
        score = np.minimum(along, _MOST).sum(0)
        better = score > best
        best[better], slopes[better], there[:, better] = score[better], slope, (along > _CLEAR)[:, better]
    peaks = (best >= cv2.dilate(best[None], np.ones((1, 5), np.uint8))[0]) & (there.mean(0) >= _SHARE)
    return [
        Line(int(x), float(slopes[x]), bright, there[:, x], float(best[x]) / BANDS)
        for x in np.nonzero(peaks)[0]
    ]
