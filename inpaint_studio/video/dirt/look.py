"""Frames as the search for dirt sees them, and where their pixels went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from ...core.arrays import Bytes, Floats, Pixels
from ...finding import motion

_SMOOTH = 0.6
"""Grain is smoothed by a Gaussian of this many pixels; the smallest specks survive it."""
_FLOW_SIDE = 960
"""Flow is computed of frames reduced to this longer side."""


@dataclass(frozen=True, eq=False)
class Look:
    """A frame: `grey` (H, W) for its flow, and `colour`, smoothed YCrCb in [0, 255], float32 (H, W, 3)."""

    grey: Bytes
    colour: Floats

    @classmethod
    def of(cls, frame: Pixels) -> Self:
        """The look of a frame (H, W, 3), uint8 or uint16."""
        levels = frame.astype(np.float32)
        if frame.dtype == np.uint16:
            levels /= 257
        levels /= 255
        colour = cv2.GaussianBlur(cv2.cvtColor(levels, cv2.COLOR_RGB2YCrCb), (0, 0), _SMOOTH)
        return cls(motion.grey(frame), np.asarray(colour * 255, np.float32))

    def flow_to(self, other: Look) -> Floats:
        """Where each pixel is in the other frame: (dx, dy), float32 (H, W, 2)."""
        height, width = self.grey.shape
        scale = max(height, width) / _FLOW_SIDE
        if scale <= 1:
            return motion.flow(self.grey, other.grey)
        size = max(1, round(width / scale)), max(1, round(height / scale))
        small = [cv2.resize(one.grey, size, interpolation=cv2.INTER_AREA) for one in (self, other)]
        found = motion.flow(np.asarray(small[0], np.uint8), np.asarray(small[1], np.uint8))
        factors = np.array([width / size[0], height / size[1]], np.float32)
        return np.asarray(cv2.resize(found, (width, height)) * factors, np.float32)
