"""The exposure of each frame, against the scene as the frames before show it."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Bytes, Doubles, Flags, Floats

_SIDE = 160
"""Frames are compared in this longer side."""
_DARKEST, _BRIGHTEST = 12, 243
"""Levels outside these say nothing about a gain."""
_FEWEST = 50
"""So many pixels must be known to both."""
_LEAST, _MOST = 0.25, 4.0


class Light:
    """Finds gains that bring frames into the light of the first one."""

    def __init__(self) -> None:
        self._seen: Floats | None = None
        self._known: Flags | None = None

    def gain(self, frame: Bytes, place: Doubles) -> Floats:
        """By what the channels of a frame (H, W, 3) are multiplied, (3,): the median over what it shares with
        those before. `place` is the homography to the first frame."""
        height, width = frame.shape[:2]
        scale = min(1.0, _SIDE / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        if self._seen is None or self._known is None:
            # room for a pan: three times the frame, the first in the middle
            self._seen = np.zeros((3 * size[1], 3 * size[0], 3), np.float32)
            self._known = np.zeros(self._seen.shape[:2], bool)
        down = np.diag([size[0] / width, size[1] / height, 1.0])
        middle = np.array([[1, 0, size[0]], [0, 1, size[1]], [0, 0, 1]], np.float64)
        there = middle @ down @ place @ np.linalg.inv(down)
        whole = 3 * size[0], 3 * size[1]
        moved = cv2.warpPerspective(small, there, whole)
        shown = cv2.warpPerspective(np.full(small.shape[:2], 255, np.uint8), there, whole) == 255
        found = np.ones(3, np.float32)
        both = shown & self._known
        for channel in range(3):
            old, new = self._seen[both, channel], moved[both, channel]
            sound = (np.minimum(old, new) > _DARKEST) & (np.maximum(old, new) < _BRIGHTEST)
            if sound.sum() >= _FEWEST:
                found[channel] = np.clip(np.median(old[sound] / new[sound]), _LEAST, _MOST)
        fresh = shown & ~self._known
        self._seen[fresh] = moved[fresh] * found
        self._known |= shown
        return found
