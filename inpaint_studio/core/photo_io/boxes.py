"""The boxes that JPEG 2000 and JPEG XL files are made of (ISO/IEC 15444-1, annex I)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from .decoded import Damaged

_MOST_BOXES = 10_000


def boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, offset and length in bytes of the contents of each box between two offsets of a file.

    The length is from the box header and may reach beyond `end`. Raises `Damaged`.
    """
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        skip = 8
        if length == 1:
            length, skip = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0], 16
        elif length == 0:
            length = end - at
        if length < skip:
            raise Damaged("header-invalid")
        yield name, at + skip, length - skip
        at += length
