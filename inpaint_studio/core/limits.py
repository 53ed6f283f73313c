"""How much a file may make us unpack: small files can hold, or claim to hold, enormous contents.

Readers unpack at most what the picture in the header needs, metadata at most `METADATA_LIMIT`.
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
"""The most bytes that all metadata of a file may have once unpacked."""
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


def values_in(data: bytes) -> int:
    """How many values JSON holds, or more: counted by what stands between them."""
    return sum(map(data.count, (b",", b"[", b"{")))


def json_of(data: bytes, most_values: int) -> Any:
    """What JSON in UTF-8 holds, if that is at most `most_values` values, not too deep in one another.

    A list of millions of empty lists takes a hundred times its length, and minutes. Raises ValueError
    for more than that and for what is not JSON.
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
