"""What was filled in a frame, without the rest of it: small enough to keep on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ...core.arrays import Flags, Integers, Pixels
from ...core.coverage import bounds
from ...core.geometry import Rect
from ..filling import UNTOUCHED, Filled
from ..frames import FilledFrame


@dataclass(frozen=True, eq=False)
class FramePatch:
    """The filled pixels of one frame.

    `hole` says which pixels of `rect` they are, (h, w); `pixels` (n, 3) and `sources` (n,) are theirs, row by
    row.
    """

    number: int
    rect: Rect
    hole: Flags
    pixels: Pixels
    sources: Integers

    @classmethod
    def of(cls, filled: FilledFrame) -> Self | None:
        """What was filled in a frame; None if nothing was."""
        hole = filled.sources != UNTOUCHED
        rect = bounds(hole.view(np.uint8))
        if not rect:
            return None
        hole = hole[rect.slices].copy()
        return cls(
            filled.number, rect, hole, filled.pixels[rect.slices][hole], filled.sources[rect.slices][hole]
        )

    def painted(self, frame: Pixels) -> Pixels:
        """The frame with the filled pixels: a new array (H, W, 3)."""
        pixels = frame.copy()
        pixels[self.rect.slices][self.hole] = self.pixels
        return pixels

    def whole_hole(self, frame: Pixels) -> Flags:
        """Which pixels of the whole frame were filled, (H, W)."""
        hole = np.zeros(frame.shape[:2], bool)
        hole[self.rect.slices] = self.hole
        return hole


def sources_of(patch: FramePatch | None, height: int, width: int) -> Integers:
    """Where the pixels of a whole frame come from, (H, W)."""
    sources = np.full((height, width), UNTOUCHED, np.int32)
    if patch is not None:
        sources[patch.rect.slices][patch.hole] = patch.sources
    return sources


def filled_frame(patch: FramePatch | None, number: int, frame: Pixels) -> Filled:
    """A filled frame from its patch; with None the frame itself."""
    height, width = frame.shape[:2]
    pixels = frame if patch is None else patch.painted(frame)
    return Filled(number, pixels, sources_of(patch, height, width))
