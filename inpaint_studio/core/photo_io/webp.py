"""WebP: whether a file is encoded without loss. Format: RFC 9649."""

from __future__ import annotations

import struct
from typing import BinaryIO


def is_webp(head: bytes) -> bool:
    """Whether a file begins like this."""
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_lossless(file: BinaryIO) -> bool:
    """Whether the first picture of the file is of the lossless kind."""
    file.seek(12)
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        if name in (b"VP8L", b"VP8 "):
            return bool(name == b"VP8L")
        if name == b"ANMF":
            file.seek(16, 1)  # the frame's own chunks follow its header
        else:
            file.seek(length + length % 2, 1)
    return False
