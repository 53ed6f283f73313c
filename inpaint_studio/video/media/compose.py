"""Writes filled pixels into a decoded picture: only the samples that a mask touches."""

from __future__ import annotations

import numpy as np
from av.video.frame import VideoFrame

from ...core.arrays import Flags, Pixels
from .colour import Colours
from .planes import planes

_MARGIN = 16
"""Around what is filled, in pixels: more than chroma filters reach, and a multiple of all blocks."""


def compose(picture: VideoFrame, pixels: Pixels, hole: Flags, colours: Colours) -> None:
    """Write filled pixels into a picture; what `hole` does not touch keeps its samples, alpha all of them.

    `pixels` is the whole picture as RGB (H, W, 3) and `hole` (H, W), both lying as `picture` does. A sample
    of chroma that stands for several pixels is replaced if one of them is filled.
    """
    rows, columns = (_span(np.asarray(hole.any(axis=axis))) for axis in (1, 0))
    filled = planes(colours.frame(pixels[rows, columns], picture.format.name))
    hole = hole[rows, columns]
    for mine, theirs in zip(planes(picture), filled, strict=True):
        if not mine.colours:
            continue
        touched = _blocks(hole, mine.across, mine.down)
        top, left = rows.start // mine.down, columns.start // mine.across
        target = mine.samples[top : top + touched.shape[0], left : left + touched.shape[1]]
        for colour in mine.colours:
            np.copyto(target[..., colour], theirs.samples[..., colour], where=touched)


def _span(any_filled: Flags) -> slice:
    """From the first to the last filled row or column with a margin, from a multiple of it on."""
    filled = np.flatnonzero(any_filled)
    start = max(0, int(filled[0]) - _MARGIN) // _MARGIN * _MARGIN
    return slice(start, min(len(any_filled), -(-(int(filled[-1]) + 1) // _MARGIN) * _MARGIN + _MARGIN))


def _blocks(hole: Flags, across: int, down: int) -> Flags:
    """Which blocks of pixels are touched."""
    height, width = hole.shape
    padded = np.pad(hole, ((0, -height % down), (0, -width % across)))
    blocks = padded.reshape(padded.shape[0] // down, down, padded.shape[1] // across, across)
    return np.asarray(blocks.any(axis=(1, 3)))
