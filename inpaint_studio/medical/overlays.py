"""The mask as an overlay plane in the object itself (DICOM PS3.3 C.9.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.arrays import Flags
from ..core.errors import StudioError


def add_overlay(dataset: Any, planes: Flags) -> None:
    """Add the mask (frames, rows, columns) as a region of interest, in the first group that is free.

    One plane for all frames where the masks agree, else one for each. Raises StudioError "dicom-overlays" if
    all sixteen groups are in use.
    """
    used = {tag.group for tag in dataset.keys()}  # noqa: SIM118 - a Dataset iterates over its elements
    group = next((each for each in range(0x6000, 0x6020, 2) if each not in used), None)
    if group is None:
        raise StudioError("dicom-overlays")
    shown = planes[:1] if (planes == planes[:1]).all() else planes
    elements = [
        (0x0010, "US", planes.shape[1]),
        (0x0011, "US", planes.shape[2]),
        (0x0022, "LO", "Inpaint Studio: replaced pixels"),
        (0x0040, "CS", "R"),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 1),
        (0x0102, "US", 0),
        (0x1500, "LO", "REPLACED"),
    ]
    if len(shown) > 1:
        elements += [(0x0015, "IS", str(len(shown))), (0x0051, "US", 1)]
    for number, vr, value in elements:
        dataset.add_new((group, number), vr, value)
    data = packed_bits(shown)
    if not dataset.file_meta.TransferSyntaxUID.is_little_endian:
        data = np.frombuffer(data, "<u2").astype(">u2").tobytes()
    dataset.add_new((group, 0x3000), "OW", data)


def packed_bits(planes: Flags) -> bytes:
    """Planes as one bit for each pixel, the first in the lowest bit, without gaps (PS3.5 8.1.1, 8.2)."""
    data = np.packbits(planes.reshape(-1), bitorder="little").tobytes()
    return data + b"\0" * (len(data) % 2)
