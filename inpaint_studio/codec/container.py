"""The file: magic, version, header, checksum, payload. Everything is checked before memory is taken."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from ..core.errors import Noted
from ..core.geometry import Size

MAGIC = b"INPZ"
VERSION = 1
_HEAD = struct.Struct("<4sBBHHHHB3sI")
LONGEST_SIDE = 65_535
MOST_PIXELS = 64_000_000
"""Larger pictures are refused: both ways take some 150 bytes of memory for each pixel."""
_FREE_PIXELS = 1 << 20
_PIXELS_PER_BYTE = 5_000
_STEEPEST = 8


@dataclass(frozen=True)
class Header:
    """What the decoder has to know first.

    `channels` is 1 or 3; `luma_step` and `chroma_step` are the steps of the quantisers of the smallest
    leaves in eighths of a level, `slope` how much finer those of larger ones are (see `quantisers`);
    `softness` has one number for each channel, in 1/128: how far contours are blurred.
    """

    size: Size
    channels: int
    luma_step: int
    chroma_step: int
    slope: int
    softness: tuple[int, ...]


def packed(header: Header, payload: bytes) -> bytes:
    """The file. Zeros are added to a payload that is too short for the size (see `unpacked`)."""
    least = -(-max(0, header.size.area - _FREE_PIXELS) // _PIXELS_PER_BYTE)
    payload = payload.ljust(least, b"\0")
    fields = (
        MAGIC,
        VERSION,
        header.channels,
        header.size.width,
        header.size.height,
        header.luma_step,
        header.chroma_step,
        header.slope,
        bytes(header.softness).ljust(3, b"\0"),
    )
    head = _HEAD.pack(*fields, 0)
    return _HEAD.pack(*fields, zlib.crc32(payload, zlib.crc32(head[:-4]))) + payload


def unpacked(data: bytes) -> tuple[Header, bytes]:
    """The header and the payload of a file.

    Raises `Noted` when it is not such a file, of another version, cut off or damaged, or claims a size that
    so few bytes cannot hold.
    """
    if data[:4] != MAGIC:
        raise Noted("inpz-other")
    if len(data) < _HEAD.size:
        raise Noted("ends-early")
    _, version, channels, width, height, luma, chroma, slope, soft, checksum = _HEAD.unpack_from(data)
    if version != VERSION:
        raise Noted("inpz-version", version=version)
    payload = data[_HEAD.size :]
    if zlib.crc32(payload, zlib.crc32(data[: _HEAD.size - 4])) != checksum:
        raise Noted("inpz-checksum")
    size = Size(width, height)
    if not (width and height and channels in (1, 3) and luma and chroma and slope <= _STEEPEST):
        raise Noted("header-invalid")
    if size.area > min(MOST_PIXELS, _FREE_PIXELS + _PIXELS_PER_BYTE * len(payload)):
        raise Noted("inpz-claims", size=size)
    return Header(size, channels, luma, chroma, slope, tuple(soft[:channels])), payload
