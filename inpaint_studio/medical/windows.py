"""A window for pictures whose file names none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .image import MedicalImage, Window

_SAMPLES = 1 << 18


def percentile_window(image: MedicalImage) -> MedicalImage:
    """The picture, with a window if it has none.

    That is around 99 % of the values of its middle frame; all values for 8 bits and for colours.
    """
    if image.windows:
        return image
    if image.kind == "dicom" and (image.bits <= 8 or not image.is_grey):  # mostly as it is to be seen
        low, high = (float(image.real(np.asarray(end), 0)) for end in (image.lowest, image.highest))
    else:
        values = image.rescaled(image.frames // 2).reshape(-1)
        values = values[:: max(1, values.size // _SAMPLES)]
        values = values[np.isfinite(values)]
        low, high = np.percentile(values, (0.5, 99.5)) if values.size else (0.0, 1.0)
    low, high = min(low, high), max(low, high)
    width = float(high - low) or 1.0
    exact = Window((float(low) + float(high)) / 2, width, "", "LINEAR_EXACT")
    return replace(image, windows=(exact,))
