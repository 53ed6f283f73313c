"""How large a photo may be to be opened: small files can claim to hold enormous pictures."""

from __future__ import annotations

import os

from .errors import StudioError

DEFAULT_MAX_PIXELS = 400_000_000
LIMIT_VARIABLE = "INPAINT_STUDIO_MAX_MEGAPIXELS"


def pixel_limit(otherwise: int = DEFAULT_MAX_PIXELS) -> int:
    """The most pixels that a photo may have: INPAINT_STUDIO_MAX_MEGAPIXELS if set, else `otherwise`.

    Raises StudioError "limit-value" when the variable is not a number above 0.
    """
    words = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not words:
        return otherwise
    try:
        megapixels = float(words)
        if not 0 < megapixels < 1e6:
            raise ValueError(words)
    except ValueError:
        raise StudioError("limit-value", name=LIMIT_VARIABLE, value=words) from None
    return round(megapixels * 1e6)
