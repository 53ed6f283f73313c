"""Icons and pointers (ICO, CUR, ICNS): the largest picture in a file.

Pillow would decode the pictures in them before their size can be checked.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from . import jp2_read, pillow_read
from .bmp import read as bmp_read
from .decoded import Damaged, Decoded, require_pixels
from .png import read as png_read
from .png.write import SIGNATURE

_MOST_PICTURES = 1000
_LONGEST_HEADER = 2048
_JP2_HEADS = (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")


def read_ico(file: BinaryIO, most: int) -> Decoded:
    """The largest picture of an ICO or CUR file. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    kind, count = struct.unpack("<2xHH", _at(file, 0, 6))
    largest, best = 0, b""
    for index in range(min(count, _MOST_PICTURES)):
        length, at = struct.unpack("<8xII", _at(file, 6 + 16 * index, 16))
        width, height = _size(file, at)
        require_pixels(width, height, most)
        if width * height > largest:
            largest, best = width * height, _at(file, at, min(length, 8))
            place = (at, length)
    if not largest:
        raise Damaged("no-picture")
    name = "CUR" if kind == 2 else "ICO"
    if best.startswith(SIGNATURE):
        return _renamed(png_read.read(io.BytesIO(_at(file, *place)), most), name)
    file.seek(0)
    return pillow_read.read(file, most)


def read_icns(file: BinaryIO, most: int) -> Decoded:
    """The largest picture of an ICNS file. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    largest, best = 0, b""
    for at, length in _icns_parts(file):
        head = _at(file, at, min(length, 24))
        if not head.startswith((SIGNATURE, *_JP2_HEADS)):
            continue
        data = _at(file, at, length)
        width, height = _size_of(data)
        require_pixels(width, height, most)
        if width * height > largest:
            largest, best = width * height, data
    if not best:
        file.seek(0)
        return pillow_read.read(file, most)
    read = png_read.read if best.startswith(SIGNATURE) else jp2_read.read
    return _renamed(read(io.BytesIO(best), most), "ICNS")


def _renamed(decoded: Decoded, name: str) -> Decoded:
    return replace(decoded, name=name, options={})


def _icns_parts(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Offset and length of the contents of each part."""
    end = file.seek(0, os.SEEK_END)
    at = 8
    for _ in range(_MOST_PICTURES):
        if at + 8 > end:
            return
        length = struct.unpack(">4xI", _at(file, at, 8))[0]
        if length < 8 or at + length > end:
            raise Damaged("ends-early")
        yield at + 8, length - 8
        at += length


def _size(file: BinaryIO, at: int) -> tuple[int, int]:
    """Width and height of a picture in an ICO or CUR file, from the picture's own header."""
    file.seek(at)
    head = file.read(_LONGEST_HEADER)  # regardless of the stored length: some programs write a wrong one
    if head.startswith(SIGNATURE):
        return _size_of(head)
    header = bmp_read.header_of(io.BytesIO(head))
    return header.width, header.height // 2  # the mask is stored above the picture


def _size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG 2000."""
    if data.startswith(SIGNATURE):
        if len(data) < 24:
            raise Damaged("ends-early")
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    header = jp2_read.header_of(io.BytesIO(data))
    return header.width, header.height


def _at(file: BinaryIO, at: int, length: int) -> bytes:
    """Exactly `length` bytes of the file. Raises `Damaged`."""
    file.seek(0, os.SEEK_END)
    if at + length > file.tell():
        raise Damaged("ends-early")
    file.seek(at)
    return file.read(length)
