"""ICC profiles made from numbers: matrix profiles of known colour spaces, and one with tables."""

from __future__ import annotations

import struct

import numpy as np
from PIL import ImageCms

ADOBE = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
P3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
SRGB = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
"""XYZ (D50) of red, green and blue, as columns."""
_WHITE = (0.9642, 1.0, 0.8249)


def srgb_profile() -> bytes:
    """Little CMS's own sRGB profile with a fixed date: as it comes, two of them differ by the second."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    return bytes(made)


def fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def points(values: np.ndarray) -> bytes:
    levels = np.rint(np.asarray(values) * 65535).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", len(levels)) + levels.tobytes()


def parametric(kind: int, *values: float) -> bytes:
    return b"para" + bytes(4) + struct.pack(">Hxx", kind) + fixed(*values)


SRGB_CURVE = parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def matrix_profile(colorants: np.ndarray, curve: bytes) -> bytes:
    tags = {name + b"TRC": curve for name in (b"r", b"g", b"b")}
    for column, name in enumerate((b"r", b"g", b"b")):
        tags[name + b"XYZ"] = b"XYZ " + bytes(4) + fixed(*colorants[:, column])
    return profile(tags)


def table_profile(colorants: np.ndarray, exponent: float) -> bytes:
    """The same space as `matrix_profile(colorants, gamma(exponent))`, but by the tables of lut16."""
    steps = np.linspace(0, 1, 1024)
    corners = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), axis=-1).reshape(-1, 3)
    # XYZ is held in units of 1/32768
    light = corners @ colorants.T / (65535 / 32768)
    there = _lut16(np.eye(3), steps**exponent, light, np.array([0.0, 1.0]))
    inverse = np.linalg.inv(colorants) * (65535 / 32768)
    back = _lut16(inverse, np.array([0.0, 1.0]), corners, steps ** (1 / exponent))
    return profile({b"A2B0": there, b"B2A0": back})


def _lut16(matrix: np.ndarray, before: np.ndarray, lattice: np.ndarray, after: np.ndarray) -> bytes:
    def words(values: np.ndarray) -> bytes:
        return np.rint(np.clip(values, 0, 1) * 65535).astype(">u2").tobytes()

    head = b"mft2" + bytes(4) + bytes((3, 3, 2, 0)) + fixed(*matrix.ravel())
    head += struct.pack(">HH", len(before), len(after))
    return head + words(np.tile(before, 3)) + words(lattice.ravel()) + words(np.tile(after, 3))


def profile(tags: dict[bytes, bytes], space: bytes = b"RGB ") -> bytes:
    tags = {
        b"wtpt": b"XYZ " + bytes(4) + fixed(*_WHITE),
        b"desc": b"desc" + bytes(4) + _text(b"made"),
        **tags,
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content
    header = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02400000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(*_WHITE)
    return header.ljust(128, b"\0") + table + body


def _text(words: bytes) -> bytes:
    return struct.pack(">I", len(words) + 1) + words + bytes(1 + 8 + 3 + 67)
