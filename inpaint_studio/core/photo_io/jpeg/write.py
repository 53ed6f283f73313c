"""The metadata segments of a JPEG file that Pillow does not write.

Formats: as in `metadata`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from ..metadata import iptc, xmp
from .metadata import EXTENSION_HEAD, RESOURCES_HEAD, XMP_HEAD
from .segments import APP0, COM

LONGEST = 65533
"""The most bytes of one segment."""
MOST_PROFILE = 255 * (LONGEST - 14)
"""The most bytes of a colour profile, which may use several segments."""
_EXTENSION_OVERHEAD = len(EXTENSION_HEAD) + 40


def of_xmp(packet: bytes) -> bytes | None:
    """The segments of a packet, with an extension if it is too long for one; None if it cannot be divided."""
    most = LONGEST - len(XMP_HEAD)
    if len(packet) <= most:
        return _segment(APP0 + 1, XMP_HEAD + packet)
    parts = xmp.divided(packet, most)
    if parts is None:
        return None
    main, name, extension = parts
    segments = [_segment(APP0 + 1, XMP_HEAD + main)]
    step = LONGEST - _EXTENSION_OVERHEAD
    for start in range(0, len(extension), step):
        head = EXTENSION_HEAD + name.encode("ascii") + struct.pack(">II", len(extension), start)
        segments.append(_segment(APP0 + 1, head + extension[start : start + step]))
    return b"".join(segments)


def of_resources(data_sets: bytes | None, others: bytes | None) -> bytes:
    """The segments of IPTC and of Photoshop's other image resources."""
    data = iptc.joined(data_sets, others)
    step = LONGEST - len(RESOURCES_HEAD)
    return b"".join(
        _segment(APP0 + 13, RESOURCES_HEAD + data[start : start + step])
        for start in range(0, len(data), step)
    )


def of_comments(comments: Iterable[bytes]) -> bytes:
    """The segments of comments; long ones are split."""
    return b"".join(
        _segment(COM, each[start : start + LONGEST])
        for each in comments
        for start in range(0, len(each), LONGEST)
    )


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
