"""As few pixels: a share of a picture's pixels, and what homogeneous diffusion makes of them.

Where the pixels should be was worked out by Belhachmi, Bucur, Burgeth and Weickert (2009, "How to choose
interpolation data in images"): as dense as the Laplacian of the smoothed picture is large. Error diffusion
(Floyd and Steinberg 1976) turns that density into places.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ..core.arrays import AnyArray, Bytes, Flags, Floats
from ..engines.compiled import kernel
from .diffusion import Diffusion

_SIGMA = 1.0
_EVEN = 0.1
"""The share of the density that is the same everywhere, so that flat areas get points too."""
_STEPS = 8


def chosen(picture: Bytes, share: float) -> Flags:
    """Which pixels of a picture (H, W, 1|3) uint8 to keep, (H, W): about a `share` (0 to 1), at least one."""
    luma = picture.astype(np.float32).mean(axis=2)
    curved = np.abs(cv2.Laplacian(cv2.GaussianBlur(luma, (0, 0), _SIGMA), cv2.CV_32F)).astype(np.float32)
    kept: Flags = np.zeros(luma.shape, bool)
    _diffuse_errors(_scaled(curved, share), kept)
    if not kept.any():
        kept.flat[int(curved.argmax())] = True
    return kept


def made_of(picture: Bytes, kept: Flags, check: Callable[[], None] = lambda: None) -> Bytes:
    """The picture (H, W, 1|3) uint8 that diffusion makes of the kept pixels; `check()` may raise."""
    diffusion = Diffusion(kept)
    made = np.empty_like(picture)
    for channel in range(picture.shape[2]):
        check()
        plane = picture[..., channel]
        start: Floats = np.where(kept, plane, plane[kept].mean()).astype(np.float32)
        made[..., channel] = np.clip(np.rint(diffusion.filled(start, _STEPS)), 0, 255)
    return made


def _scaled(density: Floats, share: float) -> Floats:
    """The density with `share` as its mean and no value above 1."""
    mean = float(density.mean())
    wanted: AnyArray = (
        share * ((1 - _EVEN) * density / mean + _EVEN) if mean else np.full_like(density, share)
    )
    for _ in range(20):
        clipped = np.minimum(wanted, 1)
        lacking = share * density.size - float(clipped.sum())
        rest = float(clipped[clipped < 1].sum())
        if lacking < 0.5 or rest <= 0:
            break
        wanted = np.where(wanted < 1, wanted * (1 + lacking / rest), 1)
    return np.minimum(wanted, 1).astype(np.float32)


@kernel()
def _diffuse_errors(density, kept):  # type: ignore[no-untyped-def]
    """Keep pixels so that they are as dense as `density`, row by row to and fro."""
    height, width = density.shape
    for y in range(height):
        ahead = 1 if y % 2 == 0 else -1
        for step in range(width):
            x = step if ahead > 0 else width - 1 - step
            kept[y, x] = density[y, x] > 0.5
            error = density[y, x] - np.float32(kept[y, x])
            if 0 <= x + ahead < width:
                density[y, x + ahead] += error * np.float32(7 / 16)
            if y + 1 < height:
                density[y + 1, x] += error * np.float32(5 / 16)
                if 0 <= x + ahead < width:
                    density[y + 1, x + ahead] += error * np.float32(1 / 16)
                if 0 <= x - ahead < width:
                    density[y + 1, x - ahead] += error * np.float32(3 / 16)
