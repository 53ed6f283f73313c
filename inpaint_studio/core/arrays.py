"""Names for the arrays that go from hand to hand; shapes stand in the docstrings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatPixels = NDArray[np.float32]
"""Colours in [0, 1], (H, W, 3) unless something else is said."""
Flags = NDArray[np.bool_]
"""Yes or no for each pixel (H, W) or each of several things (n,)."""
Coverage = NDArray[np.uint8]
"""How far each pixel is replaced: 0 keep, 255 replace, (H, W)."""
