"""Straight line segments of the known part of a picture.

Grompone von Gioi, Jakubowicz, Morel, Randall: LSD, a Fast Line Segment Detector with a False Detection
Control. PAMI 2010 (OpenCV's implementation).
"""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Bytes, Flags, FloatPixels, Floats

_SHORTEST = 0.025  # of the diagonal
_SHORTEST_PX = 10.0
_CLEAR = 3  # px between a segment and the hole, where the edge of the hole itself would be found
_SAMPLES = 33  # along a segment, to see where it is known
_MOST = 600


def find_segments(image: FloatPixels, hole: Flags) -> Floats:
    """Segments as float32 (N, 4): x0, y0, x1, y1 in pixels, the longest first; at most 600.

    `image` is float32 (H, W, 3) in [0, 1] and `hole` bool (H, W), its unknown pixels. A segment that crosses
    the hole is cut to its longest known part.
    """
    height, width = hole.shape
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(_smooth_grey(image, hole))[0]
    if found is None:
        return np.zeros((0, 4), np.float32)
    segments = _known_parts(np.asarray(found, np.float32).reshape(-1, 4), hole)
    lengths = lengths_of(segments)
    shortest = max(_SHORTEST_PX, _SHORTEST * float(np.hypot(height, width)))
    order = np.argsort(-lengths, kind="stable")
    return segments[order[lengths[order] >= shortest][:_MOST]]


def lengths_of(segments: Floats) -> Floats:
    """float32 (N,): the length of each segment."""
    return np.asarray(np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]), np.float32)


def _smooth_grey(image: FloatPixels, hole: Flags) -> Bytes:
    """uint8 (H, W), the hole filled smoothly, so that hardly an edge is found there."""
    grey = cv2.cvtColor(np.ascontiguousarray(np.nan_to_num(image)), cv2.COLOR_RGB2GRAY)
    known = (~hole).astype(np.float32)
    unknown = hole.copy()
    size = 9
    while unknown.any() and size <= 2 * max(hole.shape) + 1:
        share = cv2.blur(known, (size, size), borderType=cv2.BORDER_REFLECT)
        mean = cv2.blur(grey * known, (size, size), borderType=cv2.BORDER_REFLECT) / np.maximum(share, 1e-6)
        reached = unknown & (share > 0.02)
        grey[reached] = mean[reached]
        unknown &= ~reached
        size = 2 * size + 1
    return np.asarray(np.clip(np.rint(grey * 255), 0, 255), np.uint8)


def _known_parts(segments: Floats, hole: Flags) -> Floats:
    """Each segment's longest part outside the hole and its edge."""
    if not hole.any() or not len(segments):
        return segments
    height, width = hole.shape
    side = 2 * _CLEAR + 1
    near = cv2.dilate(hole.astype(np.uint8), np.ones((side, side), np.uint8))
    along = np.linspace(0, 1, _SAMPLES, dtype=np.float32)
    starts, ends = segments[:, None, :2], segments[:, None, 2:]
    points = starts + along[None, :, None] * (ends - starts)
    x = np.clip(np.rint(points[..., 0]).astype(int), 0, width - 1)
    y = np.clip(np.rint(points[..., 1]).astype(int), 0, height - 1)
    known = near[y, x] == 0
    kept = np.zeros_like(segments)
    for number, flags in enumerate(known):
        if flags.all():
            kept[number] = segments[number]
            continue
        edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
        if len(edges):
            runs = edges.reshape(-1, 2)
            first, last = runs[np.argmax(runs[:, 1] - runs[:, 0])]
            kept[number] = np.concatenate((points[number, first], points[number, last - 1]))
    return kept
