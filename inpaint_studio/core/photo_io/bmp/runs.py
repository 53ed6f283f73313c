"""The run lengths of BMP: RLE8, RLE4 and RLE24 of OS/2."""

from __future__ import annotations

import numpy as np

from ...arrays import Bytes
from ..decoded import Damaged

_END_OF_ROW, _END, _MOVE = 0, 1, 2
_MOST_FOR_A_BYTE = 1024  # a run of 255 takes two bytes, and a picture may skip most of its pixels
_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))


def decoded_runs(data: bytes, width: int, height: int, bits: int) -> Bytes:
    """The values of a picture: (H, W) palette indices for 4 and 8 bits, (H, W, 3) BGR for 24.

    Rows are in the order of the file; pixels not covered by a run are 0, and values outside the picture are
    dropped. Raises `Damaged` if the data ends without an end code before the last row is full.
    """
    each = 3 if bits == 24 else 1
    if len(data) * _MOST_FOR_A_BYTE < width * height:
        raise Damaged("pixels-partial")
    picture = bytearray(width * height * each)
    x = y = at = 0
    while y < height:
        if at + 2 > len(data):
            if y == height - 1 and x >= width:
                break
            raise Damaged("ends-early")
        count, value = data[at], data[at + 1]
        at += 2
        if count:
            run = _repeated(data[at - 1 : at - 1 + each], count, bits)
            at += each - 1
        elif value == _END_OF_ROW:
            x, y = 0, y + 1
            continue
        elif value == _END:
            break
        elif value == _MOVE:
            step = data[at : at + 2]
            if len(step) < 2:
                raise Damaged("ends-early")
            x, y, at = x + step[0], y + step[1], at + 2
            continue
        else:
            count = value
            length = (count * bits + 7) // 8
            run = data[at : at + length]
            if len(run) < length:
                raise Damaged("ends-early")
            if bits == 4:
                run = run.hex().encode("ascii").translate(_DIGITS)[:count]
            at += length + length % 2
        if x < width:
            start, room = (y * width + x) * each, (width - x) * each
            kept = run[:room]
            picture[start : start + len(kept)] = kept
        x += count
    array = np.frombuffer(picture, np.uint8)
    return array.reshape(height, width, 3) if each == 3 else array.reshape(height, width)


def _repeated(colour: bytes, count: int, bits: int) -> bytes:
    if bits == 4:
        return (bytes((colour[0] >> 4, colour[0] & 15)) * (count // 2 + 1))[:count]
    if bits == 24 and len(colour) < 3:
        raise Damaged("ends-early")
    return colour * count
