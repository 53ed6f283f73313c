"""Names for common array types; the docstrings give their shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatPixels = NDArray[np.float32]
"""Colours in [0, 1], (H, W, 3) unless stated otherwise."""
Floats = NDArray[np.float32]
"""Other numbers in single precision."""
Doubles = NDArray[np.float64]
"""Numbers in double precision."""
Pixels = NDArray[np.uint8 | np.uint16]
"""Levels as photos have them, of 8 or 16 bit: (H, W, 1|3), or a plane (H, W) such as alpha."""
Bytes = NDArray[np.uint8]
"""Levels of 8 bit, or raw bytes."""
Coverage = NDArray[np.uint8]
"""How far each pixel is replaced: 0 keep, 255 replace, (H, W)."""
Flags = NDArray[np.bool_]
"""One bool for each pixel (H, W) or each item (n,)."""
Labels = NDArray[np.int32]
"""The number of the part that each pixel belongs to, (H, W)."""
PartNumbers = NDArray[np.uint8 | np.uint16 | np.uint32 | np.uint64]
"""The same in as few bytes as the largest number needs."""
Integers = NDArray[np.int32]
"""Other numbers of 32 bits, such as the places that kernels take."""
Indices = NDArray[np.intp]
"""Places in another array, as numpy counts them."""
AnyArray = NDArray[Any]
"""An array of any dtype."""


def read_only(array: AnyArray) -> AnyArray:
    """A view of the array that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view
