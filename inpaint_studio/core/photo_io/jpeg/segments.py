"""The structure of a JPEG file: its segments and frame header, its scans, and where the picture ends.

Nothing is decoded here, and only what is needed is read. Format: ITU-T T.81 (markers: table B.1).
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from ...limits import METADATA_LIMIT
from ..decoded import Damaged, Unsuited

SOI, EOI, SOS, COM, APP0, LOSSLESS, JPEG_LS = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xC3, 0xF7
FRAMES = frozenset({*range(0xC0, 0xD0), JPEG_LS} - {0xC4, 0xC8, 0xCC})
"""SOF0 to SOF15; C4, C8 and CC in that range have other meanings."""
ARITHMETIC = frozenset(range(0xC9, 0xD0))

_MARKER = re.compile(rb"\xff([^\x00\xff])")
_AFTER_DATA = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
"""In scan data, FF 00 means a byte FF, and FF D0 to D7 are restarts."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_BETWEEN_SCANS = frozenset({0xC4, 0xCC, *range(0xDA, 0xDE), *range(0xE0, 0xF0), COM})
_BLOCK = 1 << 20
_EACH = 64
"""Bytes counted for each segment besides its contents, so that the number of empty ones is limited too."""
_MOST_SEGMENTS = 1_000_000

_MOST_SCANS = 500
_FREE_SCANS = 20
_MOST_WORK = 4_000_000_000
"""In pixels times scans: every scan goes over the whole picture. Encoders write about ten scans."""


@dataclass(frozen=True)
class Frame:
    """A frame header; `components` are the horizontal and vertical sampling factors."""

    marker: int
    bits: int
    width: int
    height: int
    components: tuple[tuple[int, int], ...]

    @property
    def blocks(self) -> int:
        """The total number of 8 x 8 blocks of all components."""
        across = max(h for h, _ in self.components)
        down = max(v for _, v in self.components)
        return sum(
            -(-self.width * h // (8 * across)) * -(-self.height * v // (8 * down)) for h, v in self.components
        )


@dataclass(frozen=True)
class JpegHeader:
    """The segments before the first scan, as (marker, contents), and the offset of that scan.

    `excess` means that metadata beyond `METADATA_LIMIT` was left out.
    """

    frame: Frame
    segments: tuple[tuple[int, bytes], ...]
    scan_at: int
    excess: bool


def header_of(file: BinaryIO) -> JpegHeader:
    """Read everything before the pixels of a JPEG file. Raises `Damaged`."""
    file.seek(0)
    if file.read(2) != bytes((0xFF, SOI)):
        raise Damaged("header-missing")
    segments: list[tuple[int, bytes]] = []
    frame, cost, excess = None, 0, False
    for _ in range(_MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker in _ALONE:
            continue
        if marker in (SOI, EOI):
            raise Damaged("pixels-missing")
        start = file.tell() - 2
        length = _length(file)
        if marker == SOS:
            if frame is None:
                raise Damaged("header-invalid")
            return JpegHeader(frame, tuple(segments), start, excess)
        is_metadata = marker == COM or APP0 <= marker < APP0 + 16
        cost += length + _EACH if is_metadata else 0
        if is_metadata and cost > METADATA_LIMIT:
            excess = True
            file.seek(length, io.SEEK_CUR)
            continue
        data = file.read(length)
        if len(data) < length:
            raise Damaged("ends-early")
        if marker in FRAMES:
            if frame is not None:
                raise Damaged("header-invalid")
            frame = _frame(marker, data)
        elif not is_metadata:
            cost += length + _EACH  # tables: only a few are needed
            if cost > METADATA_LIMIT:
                raise Damaged("header-invalid")
        segments.append((marker, data))
    raise Damaged("header-invalid")


def picture_end(file: BinaryIO, header: JpegHeader) -> int | None:
    """The end of the picture, after its EOI marker; None without one.

    Raises `Unsuited` if it has so many scans that decoding them would take minutes, `Damaged` if there is
    too little data for the size in the header.
    """
    area = header.frame.width * header.frame.height
    scans, end = 0, None
    base, block, at = header.scan_at, b"", 0  # `block` is the data at `base` in the file
    while end is None:
        match = _AFTER_DATA.search(block, at)
        if match is None:
            half = block[at:].endswith(b"\xff")  # the first byte of a marker
            base, at = base + max(at, len(block) - half), 0
            block = _read_at(file, base)
            if len(block) <= half:
                break
            continue
        at = match.end()
        marker = match.group(1)[0]
        if marker == EOI:
            end = base + at
        elif marker == SOI:
            break
        elif marker in _BETWEEN_SCANS:
            scans += marker == SOS
            if scans > _MOST_SCANS or (scans > _FREE_SCANS and scans * area > _MOST_WORK):
                raise Unsuited("unsuited-scans")
            if at + 2 > len(block):
                base, at = base + at, 0
                block = _read_at(file, base)
            at += int.from_bytes(block[at : at + 2], "big")
    _require_data(header, (end or file.seek(0, io.SEEK_END)) - header.scan_at)
    return end


def _read_at(file: BinaryIO, place: int) -> bytes:
    file.seek(place)
    return file.read(_BLOCK)


def _require_data(header: JpegHeader, length: int) -> None:
    """Raise `Damaged` if `length` bytes are too few for the picture, however plain it is."""
    frame = header.frame
    if frame.marker in (LOSSLESS, JPEG_LS):
        return
    # with Huffman codes every block takes at least one bit; arithmetic coding may need far less, but not
    # almost nothing for a picture of gigabytes
    least = frame.blocks if frame.marker not in ARITHMETIC else frame.blocks // 16
    if 8 * length < least and (frame.marker not in ARITHMETIC or frame.width * frame.height > 1 << 24):
        raise Damaged("pixels-partial")


def _next_marker(file: BinaryIO) -> int:
    """The next marker; fill bytes and stray data are skipped."""
    size, skipped = 2, 0
    while skipped < METADATA_LIMIT:
        block = file.read(size)
        match = _MARKER.search(block)
        if match is not None:
            file.seek(match.end() - len(block), io.SEEK_CUR)
            return match.group(1)[0]
        if len(block) < size:
            raise Damaged("ends-early")
        if block.endswith(b"\xff"):
            file.seek(-1, io.SEEK_CUR)
        skipped += size - 1
        size = 4096
    raise Damaged("header-invalid")


def _length(file: BinaryIO) -> int:
    """The length of a segment, without the two length bytes."""
    data = file.read(2)
    if len(data) < 2:
        raise Damaged("ends-early")
    length: int = struct.unpack(">H", data)[0]
    if length < 2:
        raise Damaged("header-invalid")
    return length - 2


def _frame(marker: int, data: bytes) -> Frame:
    if len(data) < 6 or len(data) < 6 + 3 * data[5] or data[5] == 0:
        raise Damaged("header-invalid")
    bits, height, width, count = struct.unpack(">BHHB", data[:6])
    sampling = tuple((one >> 4, one & 15) for one in data[7 : 6 + 3 * count : 3])
    if any(not (1 <= h <= 4 and 1 <= v <= 4) for h, v in sampling):
        raise Damaged("header-invalid")
    return Frame(marker, bits, width, height, sampling)


class WithoutMetadata(io.RawIOBase):
    """A JPEG file without comments and application data, except JFIF's and Adobe's.

    Decoders would interpret EXIF and other metadata themselves.
    """

    def __init__(self, file: BinaryIO, header: JpegHeader) -> None:
        super().__init__()
        kept = [bytes((0xFF, SOI))]
        for marker, data in header.segments:
            needed = (marker == APP0 and data.startswith(b"JFIF\0")) or (
                marker == APP0 + 14 and data.startswith(b"Adobe")
            )
            if needed or not (marker == COM or APP0 <= marker < APP0 + 16):
                kept.append(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data)
        self._head = b"".join(kept)
        self._file, self._rest_at, self._place = file, header.scan_at, 0
        self._size = len(self._head) + file.seek(0, io.SEEK_END) - header.scan_at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._size - self._place)
        wanted = left if size is None or size < 0 else min(size, left)
        part = self._head[self._place : self._place + wanted]
        if len(part) < wanted:
            self._file.seek(self._rest_at + self._place + len(part) - len(self._head))
            part += self._file.read(wanted - len(part))
        self._place += len(part)
        return part
