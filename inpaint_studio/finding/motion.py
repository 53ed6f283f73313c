"""How pictures move from one frame to another: dense optical flow, and what it carries along."""

from __future__ import annotations

import functools
from typing import TypeVar

import cv2
import numpy as np

from ..core.arrays import Bytes, Floats, Pixels
from ..core.depth import eight_bit_rgb

Array = TypeVar("Array", Bytes, Pixels, Floats)

_LEAST = 64
"""OpenCV's DIS crashes the program on pictures with a side below 32 px: they are enlarged at the borders."""
_EFFORTS = (
    cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST,
    cv2.DISOPTICAL_FLOW_PRESET_FAST,
    cv2.DISOPTICAL_FLOW_PRESET_MEDIUM,
)


def grey(frame: Pixels) -> Bytes:
    """A frame (H, W, 3), uint8 or uint16, as flow is computed of: uint8 (H, W)."""
    return np.asarray(cv2.cvtColor(eight_bit_rgb(frame), cv2.COLOR_RGB2GRAY), np.uint8)


def flow(here: Bytes, there: Bytes, effort: int = 1) -> Floats:
    """Where each pixel of `here` lies in `there`, as (dx, dy): float32 (H, W, 2), of grey frames (H, W).

    `effort` is 0, 1 or 2. DIS: Kroeger, Timofte, Dai and Van Gool, "Fast optical flow using dense inverse
    search", ECCV 2016. Deterministic.
    """
    height, width = here.shape
    below, right = max(0, _LEAST - height), max(0, _LEAST - width)
    if below or right:
        here, there = (
            np.asarray(cv2.copyMakeBorder(one, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
            for one in (here, there)
        )
    found = cv2.DISOpticalFlow.create(_EFFORTS[effort]).calc(here, there, None)  # type: ignore[call-overload]
    return np.ascontiguousarray(found[:height, :width], np.float32)


def moved(there: Array, flow: Floats, *, cubic: bool = False) -> Array:
    """What `there` (H, W) or (H, W, C) shows where `flow` (H, W, 2) leads: a picture of `here`.

    Beyond its borders, what is nearest. `cubic` interpolation is sharper than the linear one, but overshoots
    at edges.
    """
    columns, rows = _grid(*flow.shape[:2])
    found = cv2.remap(
        there,
        columns + flow[..., 0],
        rows + flow[..., 1],
        cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return found  # type: ignore[return-value]


def round_trip(forth: Floats, back: Floats) -> Floats:
    """How far from where it started each pixel ends after `forth` and `back`: pixels, float32 (H, W).

    Large where something is hidden in one of the frames, or the motion was not found.
    """
    return length(forth + moved(back, forth))


def length(vectors: Floats) -> Floats:
    """How long vectors (H, W, 2) are, float32 (H, W).

    OpenCV's `magnitude` depends in its last bits on where in memory the arrays lie: thresholds would then
    give other results each time.
    """
    across, down = vectors[..., 0], vectors[..., 1]
    return np.asarray(np.sqrt(across * across + down * down), np.float32)


@functools.lru_cache(maxsize=4)
def _grid(height: int, width: int) -> tuple[Floats, Floats]:
    """The column and the row of each pixel."""
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    columns.flags.writeable = rows.flags.writeable = False
    return columns, rows
