"""From the bytes of a file to a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..core.arrays import Bytes, Floats, Integers
from . import stream
from .colour import pixels_of
from .container import Header, unpacked
from .contours import softened
from .diffusion import Diffusion
from .tree import Layout
from .values import UNIT

STEPS = 8
"""Of the solver: enough for differences below one level."""
TOLERANCE = 0.02
SOFT_UNIT = 128


def decoded(data: bytes, check: Callable[[], None] = lambda: None) -> Bytes:
    """The picture (H, W, 1|3) uint8 in a file. Raises `Noted` for what is not sound; `check()` may raise."""
    header, payload = unpacked(data)
    kept = stream.read(header, payload, check)
    planes = []
    for group in kept.groups:
        planes += inpainted(header, kept, group, group.values, check)
    return pixels_of(
        [
            softened(plane, kept.across, kept.below, soft / SOFT_UNIT)
            for plane, soft in zip(planes, header.softness, strict=True)
        ]
    )


def inpainted(
    header: Header, kept: stream.Kept, group: stream.Group, values: Integers, check: Callable[[], None]
) -> list[Floats]:
    """The planes (H, W) of one group, before contours are softened; `values` (n, channels) are in units."""
    layout = Layout.of(header.size)
    diffusion = Diffusion(group.known(layout), kept.across > 0, kept.below > 0)
    planes = []
    for channel in range(values.shape[1]):
        check()
        levels: Floats = (values[:, channel] / UNIT).astype(np.float32)
        start: Floats = levels[group.owners(layout)]
        planes.append(diffusion.filled(start, STEPS, TOLERANCE))
    return planes
