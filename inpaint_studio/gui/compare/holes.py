"""Which part of a mask a comparison opens on."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.geometry import Rect
from ...core.mask import Mask

_LONGEST = 1024  # px on the long side of the small copy in which holes are told apart
_SHARE = 0.25  # of the long side of all holes together: a hole of this size is seen well enough among them


def main_hole(mask: Mask) -> Rect:
    """The largest hole if all together are so far apart that none could be seen, else the bounds of all.

    Empty for an empty mask. May run in any thread.
    """
    bounds = mask.bounds
    if not bounds:
        return bounds
    step = max(1, -(-max(bounds.width, bounds.height) // _LONGEST))
    size = (-(-bounds.width // step), -(-bounds.height // step))
    small = cv2.resize(np.ascontiguousarray(mask.read(bounds)), size, interpolation=cv2.INTER_AREA)
    _, _, stats, _ = cv2.connectedComponentsWithStats((small > 0).astype(np.uint8), connectivity=8)
    if len(stats) < 2:
        return bounds
    x, y, width, height, _ = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())].tolist()
    if max(width, height) >= _SHARE * max(size):
        return bounds
    across, down = bounds.width / size[0], bounds.height / size[1]
    return bounds & Rect.spanning(
        bounds.x + int(x * across),
        bounds.y + int(y * down),
        bounds.x + int(np.ceil((x + width) * across)),
        bounds.y + int(np.ceil((y + height) * down)),
    )
