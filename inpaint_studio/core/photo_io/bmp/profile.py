"""Adds a colour profile to a BMP file.

Format: BITMAPV5HEADER, as Microsoft documents it.
"""

from __future__ import annotations

import struct

_FILE_HEADER, _SHORT, _LONG = 14, 40, 124
_EMBEDDED = b"DEBM"
"""PROFILE_EMBEDDED, low byte first."""
_AS_A_PICTURE = 4
"""The rendering intent of photos, LCS_GM_IMAGES."""


def with_profile(encoded: bytes | memoryview, icc: bytes) -> bytes:
    """A file written by Pillow, with a long header instead of its short one, and this profile at its end."""
    data = bytes(encoded)
    size, pixels_at = struct.unpack_from("<I4xI", data, 2)
    longer = _LONG - _SHORT
    body = data[_FILE_HEADER + _SHORT : size]
    profile_at = _LONG + len(body)
    header = struct.pack("<I", _LONG) + data[_FILE_HEADER + 4 : _FILE_HEADER + _SHORT]
    header += bytes(16) + _EMBEDDED + bytes(48) + struct.pack("<4I", _AS_A_PICTURE, profile_at, len(icc), 0)
    total = _FILE_HEADER + profile_at + len(icc)
    return data[:2] + struct.pack("<I4xI", total, pixels_at + longer) + header + body + icc
