"""Limits on what is unpacked from a file: small files can hold, or claim to hold, enormous contents.

Readers unpack at most what the size in the header needs, and `METADATA_LIMIT` bytes of metadata.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any

from .errors import StudioError
from .geometry import Size

DEFAULT_MAX_PIXELS = 400_000_000
METADATA_LIMIT = 64 << 20
"""The most bytes of unpacked metadata in one file."""
_DEEPEST_JSON = 64
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


def photo_too_large(path: str | os.PathLike[str], size: Size, most: int) -> StudioError:
    """The error that says that a photo has more pixels than `most`."""
    megapixels, limit = (f"{round(area / 1e6, 1):g}" for area in (size.area, most))
    return StudioError("photo-too-large", path=path, size=size, megapixels=megapixels, limit=limit)


def inflated(data: bytes, most: int = METADATA_LIMIT) -> bytes:
    """The contents of a zlib stream. Raises ValueError when that is over `most` bytes, broken or cut off."""
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


def values_in(data: bytes) -> int:
    """An upper bound of the number of values in JSON: its commas and opening brackets."""
    return sum(map(data.count, (b",", b"[", b"{")))


def json_of(data: bytes, most_values: int) -> Any:
    """The value of JSON in UTF-8.

    Raises ValueError for what is not JSON, is nested too deeply, or has more than `most_values` values: a
    list of millions of empty lists needs a hundred times its size in memory, and minutes.
    """
    if values_in(data) > most_values:
        raise ValueError(f"it holds more than {most_values} values")
    try:
        value = json.loads(data.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    level = [value]
    for _ in range(_DEEPEST_JSON):
        inside = [
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        ]
        level = [one for values in inside for one in values]
        if not level:
            return value
    raise ValueError("it is nested too deeply")
