"""Names for common array types; the docstrings give their shapes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatPixels = NDArray[np.float32]
"""Colours in [0, 1], (H, W, 3) unless stated otherwise."""
Flags = NDArray[np.bool_]
"""One bool for each pixel (H, W) or each item (n,)."""
Coverage = NDArray[np.uint8]
"""How far each pixel is replaced: 0 keep, 255 replace, (H, W)."""
