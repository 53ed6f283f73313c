"""A frame as seen around a hole of another: registered on what both show, sampled once, its light matched."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Bytes, Flags, FloatPixels, Floats
from ...finding.motion import flow, length
from .chain import Grid, Place
from .fit import misfit_of
from .light import lit_like, local_mean
from .sample import colours_at, grid, linear, marked
from .window import Frame

_EFFORT = 2
_FEWEST = 16  # pixels around a hole that both frames must show
_FARTHEST = 4.0  # px: registration moves nothing farther
_SMOOTH = 3.0  # px: the blur of what it moves


@dataclass(frozen=True, eq=False)
class Candidate:
    """What one frame shows where another has a hole.

    `colours` are float32 (h, w, 3) where `shown`; `at` their positions in the frame `number`. `misfit` is
    how badly the frame fits around each pixel, in shares of the range of levels, `doubt` as in `Place`.
    """

    number: int
    distance: int
    colours: FloatPixels
    shown: Flags
    at: Floats
    misfit: Floats
    doubt: Floats


def candidate(target: FloatPixels, hole: Flags, place: Place, grid: Grid, frame: Frame) -> Candidate | None:
    """What `frame` shows of `target` (h, w, 3), the crop `grid.rect` of a frame; None if it fits nowhere."""
    at = grid.at_pixels(place.at)
    colours, shown = _sampled(frame, at)
    known = ~hole & shown
    if np.count_nonzero(known) < _FEWEST:
        return None
    at = _registered(target, colours, hole, known, at)
    colours, shown = _sampled(frame, at)
    known = ~hole & shown
    colours = lit_like(target, colours, known)
    misfit = misfit_of(target, colours, known)
    return Candidate(place.number, place.distance, colours, shown, at, misfit, grid.at_pixels(place.doubt))


def _sampled(frame: Frame, at: Floats) -> tuple[FloatPixels, Flags]:
    """The colours of a frame at the positions `at` (h, w, 2), and where they are known."""
    return colours_at(frame.pixels, at), marked(frame.usable, at)


def _registered(target: FloatPixels, colours: FloatPixels, hole: Flags, known: Flags, at: Floats) -> Floats:
    """The positions `at`, moved so that `colours`, sampled there, meet `target` around the hole."""
    height, width = hole.shape
    colours = lit_like(target, colours, known)
    there = _grey(colours)
    here = np.where(known, _grey(target), there)
    move = flow(here, there, _EFFORT)
    edge = cv2.dilate((~known).view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    weight = np.asarray((length(move) < _FARTHEST) & ~edge, np.float32)
    move = local_mean(move, weight, _SMOOTH)
    base = grid(width, height)
    moved = base + move
    # offsets vary more smoothly than positions, and may be continued beyond the crop
    return np.asarray(moved + linear(at - base, moved))


def _grey(colours: FloatPixels) -> Bytes:
    return np.rint(np.clip(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), 0, 1) * 255).astype(np.uint8)
