"""The parts of a frame that have to do with its holes."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ...core.arrays import Flags
from ...core.coverage import widened
from ...core.geometry import Rect, Size


def regions(hole: Flags) -> Iterator[Rect]:
    """Rectangles that contain the holes and what around them matters; none overlap."""
    height, width = hole.shape
    margin = int(np.clip(max(height, width) / 12, 16, 64))
    near = widened(hole, margin)
    _, _, stats, _ = cv2.connectedComponentsWithStats(near.view(np.uint8), connectivity=8)
    rects = [Rect(*(int(v) for v in row[:4])) for row in stats[1:]]
    merged = True
    while merged:
        merged = False
        for i, one in enumerate(rects):
            for j in range(i):
                if one & rects[j]:
                    rects[j] = rects[j] | one
                    del rects[i]
                    merged = True
                    break
            if merged:
                break
    yield from (rect & Rect.of(Size(width, height)) for rect in rects)
