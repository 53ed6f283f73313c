"""A frame while it is being filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.arrays import Flags, FloatPixels, Integers, Pixels
from ...core.geometry import Rect
from .sample import as_floats, top_level
from .settings import UNSEEN, UNTOUCHED
from .window import Frame


@dataclass(frozen=True, eq=False)
class Draft:
    """The frame `frame` as far as it is filled: `pixels` (H, W, 3) of its dtype and `sources` (H, W).

    Both are changed while the work goes on. `sources` is `UNSEEN` where nothing was found yet.
    """

    frame: Frame
    pixels: Pixels
    sources: Integers

    @classmethod
    def of(cls, frame: Frame) -> Draft:
        sources = np.where(frame.hole, np.int32(UNSEEN), np.int32(UNTOUCHED))
        return cls(frame, frame.pixels.copy() if frame.has_hole else frame.pixels, sources)

    @property
    def number(self) -> int:
        return self.frame.number

    @property
    def unseen(self) -> Flags:
        """Where nothing was found yet: a new bool array (H, W)."""
        return np.asarray(self.sources == UNSEEN)

    def crop(self, rect: Rect) -> FloatPixels:
        """The colours in `rect`, float32 in [0, 1]: a new array."""
        return as_floats(self.pixels[rect.slices])

    def put(self, rect: Rect, where: Flags, colours: FloatPixels, sources: Integers | int) -> None:
        """Set the pixels of `rect` that are in `where` (h, w) to `colours` (h, w, 3) from `sources`."""
        top = top_level(self.pixels)
        levels = np.rint(np.clip(colours[where], 0, 1) * top)
        self.pixels[rect.slices][where] = levels.astype(self.pixels.dtype)
        self.sources[rect.slices][where] = sources if isinstance(sources, int) else sources[where]
