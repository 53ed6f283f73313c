"""WebP: a still picture, decoded by libwebp directly into the photo's memory. Format: RFC 9649.

Pillow would decode every picture like an animation, which takes four times the memory.
"""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NamedTuple

import imagecodecs

from . import pillow_read
from .decoded import Damaged, Decoded, FileMetadata, metadata_of, read_part, require_pixels, split_alpha
from .quiet import quiet

_LOSSY, _LOSSLESS = b"VP8 ", b"VP8L"
_ANIMATION_COST = 16  # bytes per pixel: two canvases and two copies, RGBA each
_MOST_CHUNKS = 100_000


class Chunk(NamedTuple):
    """A chunk: its name, and the offset and length of its contents."""

    name: bytes
    at: int
    length: int


def read(file: BinaryIO, most: int) -> Decoded:
    """A WebP file, or the first frame of an animation. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    chunks = chunks_of(file)
    width, height = size_of(file, chunks)
    names = {chunk.name for chunk in chunks}
    lossless = _is_lossless(file, chunks)
    if b"ANMF" in names:
        require_pixels(width, height, most, cost=_ANIMATION_COST)
        file.seek(0)
        return replace(pillow_read.read(file, most), options={"lossless": lossless})
    require_pixels(width, height, most)
    about = metadata_in(file, chunks)
    file.seek(0)
    try:
        with quiet():
            array = imagecodecs.webp_decode(file.read())
    except imagecodecs.WebpError as error:
        raise Damaged("pixels-packed") from error
    if array.shape[:2] != (height, width):
        raise Damaged("header-invalid")
    pixels, alpha = split_alpha(array)
    return Decoded(pixels, alpha, "WEBP", **vars(about) | {"options": {"lossless": lossless}})


def chunks_of(file: BinaryIO) -> list[Chunk]:
    """The top-level chunks of a file. Raises `Damaged` if they end too early."""
    end = file.seek(0, os.SEEK_END)
    file.seek(4)
    length = struct.unpack("<I", file.read(4).ljust(4, b"\0"))[0]
    if 8 + length > end:
        raise Damaged("ends-early")
    at = 12
    found: list[Chunk] = []
    while at + 8 <= 8 + length and len(found) < _MOST_CHUNKS:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if at + 8 + size > end:
            raise Damaged("ends-early")
        found.append(Chunk(name, at + 8, size))
        at += 8 + size + size % 2
    return found


def size_of(file: BinaryIO, chunks: list[Chunk]) -> tuple[int, int]:
    """Width and height. Raises `Damaged`."""
    for chunk in chunks:
        head = _contents(file, chunk, 10)
        if chunk.name == b"VP8X" and len(head) == 10:
            return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
        if chunk.name == _LOSSLESS and len(head) >= 5:
            bits = int.from_bytes(head[1:5], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        if chunk.name == _LOSSY and len(head) == 10:
            width, height = struct.unpack_from("<HH", head, 6)
            return width & 0x3FFF, height & 0x3FFF
    raise Damaged("header-invalid")


def metadata_in(file: BinaryIO, chunks: list[Chunk]) -> FileMetadata:
    """The metadata in the first chunk of each kind."""
    places = {chunk.name: chunk for chunk in reversed(chunks)}
    return metadata_of(
        *(
            partial(read_part, file, places[name].at, places[name].length) if name in places else None
            for name in (b"ICCP", b"EXIF", b"XMP ")
        )
    )


def _is_lossless(file: BinaryIO, chunks: list[Chunk]) -> bool:
    """Whether the first picture of the file is lossless."""
    for chunk in chunks:
        if chunk.name in (_LOSSY, _LOSSLESS):
            return chunk.name == _LOSSLESS
        if chunk.name == b"ANMF":
            names = _contents(file, chunk, 40)[16:]  # the frame's own chunks follow its header
            return _LOSSLESS in names
    return False


def _contents(file: BinaryIO, chunk: Chunk, most: int) -> bytes:
    file.seek(chunk.at)
    return file.read(min(most, chunk.length))
