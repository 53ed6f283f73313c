"""The sizes that compressed frames give themselves.

Decoders make room for the size in the codestream, whatever the object around it says: a few hundred bytes
that claim 60,000 x 60,000 px would take all memory. So both have to agree before a frame is decoded.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydicom.encaps import generate_frames

from .attributes import Attributes


class FrameSize(NamedTuple):
    """The size of a frame in pixels, and how many samples a pixel has."""

    rows: int
    columns: int
    samples: int


_JP2 = b"\0\0\0\x0cjP  "
_SIZ = b"\xff\x4f\xff\x51"  # the start of a JPEG 2000 codestream and of the segment with its size
_CODING, _TILE = 0xFF52, 0xFF90
_JPEG = b"\xff\xd8"
_STARTS = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}  # start of frame, 0xF7 for JPEG-LS
_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a segment
_SCAN, _END = 0xDA, 0xD9


def sizes_agree(dataset: Any, about: Attributes) -> bool:
    """Whether all frames that say their size (JPEG, JPEG-LS, JPEG 2000) have that of their object.

    Raises what pydicom raises for fragments that can't be told apart.
    """
    wanted = FrameSize(about.rows, about.columns, about.samples)
    frames = generate_frames(dataset.PixelData, number_of_frames=about.frames)
    # one more than there should be, to see it
    return all(
        size == wanted for frame in itertools.islice(frames, about.frames + 1) for size in sizes_in(frame)
    )


def sizes_in(frame: bytes) -> Iterator[FrameSize]:
    """The sizes in the headers of a compressed frame; none for other kinds, such as RLE."""
    try:
        if frame.startswith(_JPEG):
            yield from _of_jpeg(frame)
            return
        if frame.startswith(_JP2) and (place := frame.find(b"ihdr")) >= 0:
            yield FrameSize(*struct.unpack_from(">IIH", frame, place + 4))
        if frame.startswith((_SIZ, _JP2)) and (place := frame.find(_SIZ)) >= 0:
            right, bottom, left, top = struct.unpack_from(">4I", frame, place + 8)
            (samples,) = struct.unpack_from(">H", frame, place + 40)
            yield FrameSize(bottom - top, right - left, samples)
    except (struct.error, IndexError):  # cut off: the decoder says so
        return


def is_reversible(frame: bytes) -> bool:
    """Whether a frame is JPEG 2000 with the wavelet that loses nothing (5/3, ISO/IEC 15444-1 A.6.1)."""
    place = frame.find(_SIZ)
    if place < 0 or not frame.startswith((_SIZ, _JP2)):
        return False
    place += 2
    try:
        while True:
            marker, length = struct.unpack_from(">HH", frame, place)
            if marker == _CODING:
                return frame[place + 13] == 1
            if marker == _TILE:
                return False
            place += 2 + length
    except (struct.error, IndexError):
        return False


def _of_jpeg(frame: bytes) -> Iterator[FrameSize]:
    place = 2
    while True:
        place = frame.find(b"\xff", place)
        if place < 0:
            return
        marker = frame[place + 1]
        place += 1
        if marker in (0xFF, 0x00):  # fill bytes
            continue
        if marker in (_SCAN, _END):
            return
        place += 1
        if marker in _ALONE:
            continue
        (length,) = struct.unpack_from(">H", frame, place)
        if marker in _STARTS:
            yield FrameSize(*struct.unpack_from(">HHB", frame, place + 3))
        place += length
