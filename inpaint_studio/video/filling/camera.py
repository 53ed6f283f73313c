"""The motion of the camera: a homography fitted to flow (RANSAC), where one explains most of it."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Doubles, Flags, Floats
from ...core.geometry import pixels_of
from .sample import grid

_MOST_POINTS = 4000
_FEWEST_POINTS = 24
_TOLERANCE = 0.8  # px
_SHARE = 0.4  # of the points must follow the homography


def homography(flow: Floats, trusted: Flags) -> Doubles | None:
    """The homography (3, 3) that `flow` (h, w, 2) follows where `trusted`, or None if there is none."""
    y, x = pixels_of(trusted)
    if len(y) < _FEWEST_POINTS:
        return None
    some = slice(None, None, max(1, len(y) // _MOST_POINTS))
    start = np.stack([x[some], y[some]], 1).astype(np.float32)
    end = start + flow[y[some], x[some]]
    found, inside = cv2.findHomography(start, end, cv2.RANSAC, _TOLERANCE, maxIters=500)
    if found is None or inside.mean() < _SHARE or abs(np.linalg.det(found)) < 1e-6:
        return None
    return np.asarray(found, np.float64)


def reverse(found: Doubles) -> Doubles:
    """The homography from the second frame to the first."""
    return np.asarray(np.linalg.inv(found), np.float64)


def flow_of(found: Doubles, width: int, height: int) -> Floats:
    """The flow (height, width, 2) of a homography."""
    start = grid(width, height)
    return np.asarray(cv2.perspectiveTransform(start, found) - start, np.float32)
