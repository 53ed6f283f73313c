"""How much a file may make us unpack: small files can hold, or claim to hold, enormous contents.

Readers unpack at most what the picture in the header needs, metadata at most `METADATA_LIMIT`.
"""

from __future__ import annotations

import os
import zlib

from .errors import StudioError

DEFAULT_MAX_PIXELS = 400_000_000
METADATA_LIMIT = 64 << 20
"""The most bytes that all metadata of a file may have once unpacked."""
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


def inflated(data: bytes, most: int = METADATA_LIMIT) -> bytes:
    """What a zlib stream holds, if that is at most `most` bytes; unpacks no more than that.

    Raises ValueError when it holds more, is broken or ends too early.
    """
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise ValueError("the compressed data is damaged") from error
    if len(unpacked) > most:
        raise ValueError(f"it unpacks to more than {most} bytes")
    if not unpacker.eof:
        raise ValueError("the compressed data ends too early")
    return unpacked
