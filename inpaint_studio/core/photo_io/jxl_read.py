"""JPEG XL: pixels by libjxl (through imagecodecs), upright, in 8 or 16 bit; metadata from the boxes.

Format: ISO 18181-1 (the head of the code stream) and 18181-2 (the boxes).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

import imagecodecs
import numpy as np

from ..errors import Note
from . import pillow_read
from .boxes import boxes
from .decoded import (
    Damaged,
    Decoded,
    Unsuited,
    metadata_of,
    read_part,
    require_pixels,
    scaled,
    split_alpha,
)
from .quiet import quiet

_STREAM = b"\xff\x0a"
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_ALPHA, _SPOT, _CFA = 0, 2, 5
_RGB, _GREY, _XYB = 0, 1, 2
_D65, _SRGB_PRIMARIES, _SRGB_CURVE, _CUSTOM = 1, 1, 13, 2
_COST = 12  # bytes for each sample
_HEAD_BYTES = 4096


@dataclass
class JxlHeader:
    """The head of a code stream; the size is as stored."""

    width: int = 0
    height: int = 0
    orientation: int = 1
    bits: int = 8
    is_animated: bool = False
    extra: list[int] = field(default_factory=list)
    """The kinds of the extra channels."""
    is_srgb: bool = True


def read(file: BinaryIO, most: int) -> Decoded:
    """A JPEG XL file, or the first frame of an animation. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    boxes = boxes_of(file)
    header = header_of(file, boxes)
    require_pixels(header.width, header.height, most, cost=_COST * (3 + len(header.extra)))
    if any(kind != _ALPHA for kind in header.extra):
        raise Unsuited("unsuited-jxl")
    file.seek(0)
    try:
        with quiet():
            array = imagecodecs.jpegxl_decode(file.read(), index=0 if header.is_animated else None)
    except imagecodecs.JpegxlError as error:
        missing = "NEED_MORE_INPUT" in str(error)
        raise Damaged("ends-early" if missing else "pixels-packed") from error
    notes: tuple[str, ...] = ()
    if array.dtype.kind == "f":
        array, note = pillow_read.of_floats(array.astype(np.float32))
        notes = (note,)
    else:
        array = scaled(array, min(header.bits, 8 * array.itemsize))
    if array.ndim > 3:
        array = array[0]
    pixels, alpha = split_alpha(array)
    wanted = (header.height, header.width) if header.orientation <= 4 else (header.width, header.height)
    if pixels.shape[:2] != wanted:
        raise Damaged("header-invalid")
    if header.is_animated:
        notes = (*notes, Note("first-of-animation"))
    if not header.is_srgb:
        notes = (*notes, Note("jxl-profile"))
    about = metadata_of(
        None,
        partial(_exif, file, boxes[b"Exif"]) if b"Exif" in boxes else None,
        partial(_metadata, file, boxes[b"xml "]) if b"xml " in boxes else None,
    )
    changes = {"orientation": 1, "notes": (*notes, *about.notes)}
    return Decoded(pixels, alpha, "JXL", **vars(about) | changes)


Box = tuple[int, int, bool]
"""Offset and length of its contents, and whether they are compressed."""


def boxes_of(file: BinaryIO) -> dict[bytes, Box]:
    """The first box of each kind; a bare code stream counts as a box. Raises `Damaged`."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    if file.read(2) == _STREAM:
        return {b"jxlc": (0, end, False)}
    found: dict[bytes, Box] = {}
    for name, at, length in boxes(file, 0, end):
        if at + length > end:
            raise Damaged("ends-early")
        skip, packed = 0, name == b"brob"
        if packed:
            file.seek(at)
            name, skip = file.read(4), 4
        if name == b"jxlp":  # the code stream in parts, each after its number
            name, skip = b"jxlc", skip + 4
        found.setdefault(name, (at + skip, length - skip, packed))
    return found


def header_of(file: BinaryIO, boxes: dict[bytes, Box]) -> JxlHeader:
    """The head of the code stream. Raises `Damaged`."""
    at, length, _ = boxes.get(b"jxlc", (0, 0, False))
    file.seek(at)
    head = file.read(min(length, _HEAD_BYTES))
    if head[:2] != _STREAM:
        raise Damaged("header-invalid")
    return _Bits(head[2:]).header()


def _exif(file: BinaryIO, box: Box, most: int) -> bytes:
    stored = _metadata(file, box, most)
    # the first four bytes are the offset of the block in the box
    return stored[4 + int.from_bytes(stored[:4], "big") :]


def _metadata(file: BinaryIO, box: Box, most: int) -> bytes:
    at, length, packed = box
    data = read_part(file, at, length, most)
    if not packed:
        return data
    try:
        return bytes(imagecodecs.brotli_decode(data, out=most))
    except imagecodecs.BrotliError as error:
        raise ValueError("the compressed data is damaged or too long") from error


class _Bits:
    """Reads the head of a code stream bit by bit, the lowest bit of each byte first."""

    def __init__(self, data: bytes) -> None:
        self._bits = int.from_bytes(data, "little")
        self._left = 8 * len(data)

    def header(self) -> JxlHeader:
        header = JxlHeader()
        header.width, header.height = self._size()
        if self._number(1):
            return header
        if self._number(1):
            header.orientation = 1 + self._number(3)
            if self._number(1):
                self._size()
            if self._number(1):
                self._preview()
            header.is_animated = bool(self._number(1))
            if header.is_animated:
                self._animation()
        header.bits = self._depth()
        self._number(1)
        for _ in range(self._choice((0, 0), (1, 0), (2, 4), (1, 12))):
            header.extra.append(self._extra_channel())
        self._number(1)  # whether the colours are stored as XYB
        header.is_srgb = self._is_srgb()
        return header

    def _number(self, count: int) -> int:
        if count > self._left:
            raise Damaged("ends-early")
        value = self._bits & ((1 << count) - 1)
        self._bits >>= count
        self._left -= count
        return value

    def _choice(self, *ways: tuple[int, int]) -> int:
        """A number in one of four encodings: an offset, plus a number of that many bits."""
        offset, count = ways[self._number(2)]
        return offset + self._number(count)

    def _enum(self) -> int:
        return self._choice((0, 0), (1, 0), (2, 4), (18, 6))

    def _size(self) -> tuple[int, int]:
        if self._number(1):
            height = 8 * (1 + self._number(5))
            ratio = self._number(3)
            width = 0 if ratio else 8 * (1 + self._number(5))
        else:
            ways = ((1, 9), (1, 13), (1, 18), (1, 30))
            height = self._choice(*ways)
            ratio = self._number(3)
            width = 0 if ratio else self._choice(*ways)
        if ratio:
            above, below = _RATIOS[ratio - 1]
            width = height * above // below
        return width, height

    def _preview(self) -> None:
        small = self._number(1)
        ways = ((16, 0), (32, 0), (1, 5), (33, 9)) if small else ((1, 6), (65, 8), (321, 10), (1345, 12))
        self._choice(*ways)
        if not self._number(3):
            self._choice(*ways)

    def _animation(self) -> None:
        self._choice((100, 0), (1000, 0), (1, 10), (1, 30))
        self._choice((1, 0), (1001, 0), (1, 8), (1, 10))
        self._choice((0, 0), (0, 3), (0, 16), (0, 32))
        self._number(1)

    def _depth(self) -> int:
        """The bits of a sample."""
        if not self._number(1):
            return self._choice((8, 0), (10, 0), (12, 0), (1, 6))
        bits = self._choice((32, 0), (16, 0), (24, 0), (1, 6))  # of a floating-point number
        self._number(4)
        return bits

    def _extra_channel(self) -> int:
        if self._number(1):
            return _ALPHA
        kind = self._enum()
        self._depth()
        self._choice((0, 0), (3, 0), (4, 0), (1, 3))
        self._number(8 * self._choice((0, 0), (0, 4), (16, 5), (48, 10)))
        if kind == _ALPHA:
            self._number(1)
        elif kind == _SPOT:
            self._number(64)
        elif kind == _CFA:
            self._choice((1, 0), (0, 2), (3, 4), (19, 8))
        return kind

    def _is_srgb(self) -> bool:
        if self._number(1):
            return True
        if self._number(1):
            return False  # a profile follows, in a special compression
        space = self._enum()
        if space not in (_RGB, _GREY):
            return space == _XYB
        white = self._enum()
        if white == _CUSTOM:
            return False
        primaries = self._enum() if space == _RGB else _SRGB_PRIMARIES
        if primaries == _CUSTOM:
            return False
        curve = 0 if self._number(1) else self._enum()
        return (white, primaries, curve) == (_D65, _SRGB_PRIMARIES, _SRGB_CURVE)
