"""Writes filled NIfTI volumes: the bytes of the source with other values, and a comment that says so."""

from __future__ import annotations

import gzip
import struct

import numpy as np

from ..core.arrays import Flags
from ..core.version import VERSION
from .derivation import Derivation
from .image import MedicalImage
from .nifti import NiftiLayout
from .words import description_of

_COMMENT = 6  # NIFTI_ECODE_COMMENT of nifti1.h


def files(image: MedicalImage, planes: Flags, derivation: Derivation, *, packed: bool) -> list[bytes]:
    """The volume and, if that is wanted, its mask, as files; gzip bytes do not depend on the time.

    Header and extensions stay as they are but for a comment extension at their end and the place of the
    values, which moves by its length. The mask is a volume of uint8 0 and 1 with the same header.
    """
    layout = image.layout
    assert isinstance(layout, NiftiLayout)
    data = bytearray(layout.data)
    stored = layout.frames(layout.volume(data))
    stored[planes] = image.values[planes]
    said = f"Inpaint Studio {VERSION}: {description_of(image, planes, derivation)}"
    made = _commented(bytes(data), layout, said)
    contents = [_gzip(made) if packed else made]
    if derivation.mask_as == "seg":
        contents.append(_gzip(_mask(layout, planes)))
    return contents


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def _order(layout: NiftiLayout) -> str:
    """The byte order of the header, by its size in its first field."""
    return "<" if layout.data[:2] in (b"\x5c\x01", b"\x1c\x02") else ">"


def _is_second(layout: NiftiLayout) -> bool:
    return layout.data[4:7] == b"n+2"


def _moved(header: bytes, layout: NiftiLayout, offset: int) -> bytes:
    """The header (without extensions) with another place of the values."""
    place, kind = (168, "q") if _is_second(layout) else (108, "f")
    field = struct.pack(_order(layout) + kind, offset)
    return header[:place] + field + header[place + len(field) :]


def _commented(data: bytes, layout: NiftiLayout, text: str) -> bytes:
    """The file with a comment extension before its values."""
    size = 540 if _is_second(layout) else 348
    words = text.encode("utf-8")
    length = -(-(8 + len(words)) // 16) * 16
    extension = struct.pack(f"{_order(layout)}ii", length, _COMMENT) + words.ljust(length - 8, b"\0")
    # the first of four bytes says that there are extensions
    between = data[size + 4 : layout.offset] if data[size] else b""
    head = _moved(data[:size], layout, size + 4 + len(between) + length)
    return head + b"\1\0\0\0" + between + extension + data[layout.offset :]


def _mask(layout: NiftiLayout, planes: Flags) -> bytes:
    """A volume of 0 and 1 in the place of the source."""
    size = 540 if _is_second(layout) else 348
    header = bytearray(_moved(layout.data[:size], layout, size + 4))
    order, second = _order(layout), _is_second(layout)
    kinds, slopes = (12, 176) if second else (70, 112)
    header[kinds : kinds + 4] = struct.pack(f"{order}hh", 2, 8)  # datatype uint8, bitpix
    header[slopes : slopes + (16 if second else 8)] = struct.pack(
        f"{order}{'dd' if second else 'ff'}", 1.0, 0.0
    )
    values = np.zeros(layout.shape, np.uint8, order="F")
    layout.frames(values)[...] = planes
    return bytes(header) + b"\0\0\0\0" + values.tobytes(order="F")
