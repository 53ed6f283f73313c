"""Continues the error of an estimate at the known pixels a little way into the hole.

Means over many patches are smoother than the photo and slightly miss the known pixels beside the hole.
Uncorrected, the fill would not join them: each known pixel among missing ones would stand out. As in
kriging with a trend (Cressie, Statistics for Spatial Data, 1993, section 3.4), the residual at the known
pixels is interpolated and added to the estimate.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ..core.arrays import Flags, FloatPixels, Floats

_FADES = 4.0  # px from the nearest known pixel, where half of it is added


def continued(left: Floats, hole: Flags, smooth: Callable[[FloatPixels, Flags], FloatPixels]) -> Floats:
    """The correction to add to the estimate in the hole, 0 elsewhere: float32 (H, W, 3).

    `left` float32 (H, W, 3), in [-1, 1], is known pixels minus estimate; it is not read in the hole, which
    is bool (H, W). `smooth(image, hole)` fills a picture with values in [0, 1].
    """
    if not hole.any():
        return np.zeros(left.shape, np.float32)
    shown = np.where(hole[..., None], 0, 0.5 + 0.5 * left).astype(np.float32)
    inside = 2 * (smooth(shown, hole) - 0.5)
    depth = cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    share = hole / (1 + (np.maximum(depth - 1, 0) / _FADES) ** 2)
    return np.asarray(share[..., None] * inside, np.float32)
