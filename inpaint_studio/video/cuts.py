"""Where one scene ends and the next begins: nothing is carried or compared across a cut."""

from __future__ import annotations

import cv2
import numpy as np

from ..core.arrays import Bytes, Floats, Pixels
from ..finding.motion import flow, grey, moved

_SIDE = 128
"""The longer side at which frames are compared."""
_BLOCK = 15
_NOISE = np.float32(4)
"""A variance that every block has: blocks flatter than that say nothing."""
_UNLIKE = 0.42
"""Frames correlate less than this across cuts (0.30 at most), more in fast motion (0.58 and above)."""
_LEVELS = 40
"""Frames without any structure differ by this many levels, of 256, at a cut."""


def is_cut(before: Pixels, after: Pixels) -> bool:
    """Whether a new scene begins between two frames, (H, W, 3) uint8 or uint16 each, of one size.

    They are compared block by block along their flow, by their correlation weighted by contrast, so that
    a change of light is no cut. Fades and dissolves are none either.
    """
    first, second = _small(before), _small(after)
    one, other = first.astype(np.float32), moved(second, flow(first, second)).astype(np.float32)
    mean_one, mean_other = _mean(one), _mean(other)
    varied_one = np.maximum(_mean(one * one) - mean_one**2, 0)
    varied_other = np.maximum(_mean(other * other) - mean_other**2, 0)
    together = _mean(one * other) - mean_one * mean_other
    alike = (together + _NOISE) / np.sqrt((varied_one + _NOISE) * (varied_other + _NOISE))
    weight = np.sqrt(np.maximum(varied_one, varied_other))
    if weight.mean() < 1:
        return bool(abs(float(first.mean()) - float(second.mean())) > _LEVELS)
    return bool((alike * weight).sum() < _UNLIKE * weight.sum())


def _small(frame: Pixels) -> Bytes:
    """A grey thumbnail, uint8 (h, w)."""
    height, width = frame.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = max(16, round(width * scale)), max(16, round(height * scale))
    return np.asarray(cv2.resize(grey(frame), size, interpolation=cv2.INTER_AREA), np.uint8)


def _mean(plane: Floats) -> Floats:
    """The mean of the block around each pixel."""
    return np.asarray(cv2.blur(plane, (_BLOCK, _BLOCK)), np.float32)
