"""JPEG 2000: pixels by OpenJPEG (through imagecodecs) in full depth, metadata from the boxes.

OpenJPEG applies palettes entry by entry; Pillow merges entries of the same colour and gets them wrong.
Format: ISO 15444-1 (the boxes in annex I, the code stream's header in annex A).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

import imagecodecs
import numpy as np
from PIL import Image

from ..arrays import AnyArray, Pixels
from ..depth import eight_bit
from . import pillow_read
from .boxes import boxes
from .decoded import (
    Damaged,
    Decoded,
    FileMetadata,
    Unsuited,
    metadata_of,
    read_part,
    require_pixels,
    scaled,
    split_alpha,
)
from .quiet import quiet

_STREAM = b"\xff\x4f\xff\x51"
_EXIF = bytes.fromhex("4a706754696666457869662d3e4a5032")
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_SRGB, _GREY, _YCC, _CMYK, _LAB = 16, 17, 18, 12, 14
_COLOUR_CHANNEL, _OPACITY, _PREMULTIPLIED = 0, 1, 2
_BYTES_PER_SAMPLE = 9  # OpenJPEG's integers, the wavelets and the result
_INCH = 0.0254


@dataclass
class Jp2Header:
    """Data of boxes and code stream: `bits` of each component, `channels` as (kind, for which colour)."""

    width: int = 0
    height: int = 0
    bits: list[int] = field(default_factory=list)
    is_subsampled: bool = False
    colour_space: int = 0
    palette_columns: int = 0
    palette_bits: int = 0
    channels: dict[int, tuple[int, int]] = field(default_factory=dict)
    dpi: tuple[float, float] | None = None
    icc: tuple[int, int] | None = None
    exif: tuple[int, int] | None = None
    xmp: tuple[int, int] | None = None

    @property
    def samples(self) -> int:
        """How many channels the picture has after its palette is applied."""
        return self.palette_columns or len(self.bits)


def read(file: BinaryIO, most: int) -> Decoded:
    """A JP2 file or a bare code stream. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    header = header_of(file)
    require_pixels(header.width, header.height, most, cost=_BYTES_PER_SAMPLE * max(1, header.samples))
    bits = header.palette_bits or max(header.bits)
    if bits > 16:
        raise Unsuited("unsuited-jp2")
    with quiet():
        array = _subsampled(file) if header.is_subsampled else _decoded(file)
    if array.dtype.kind == "i":  # signed values
        array = (array.astype(np.int32) + (1 << (bits - 1))).astype(np.uint16)
    if array.shape[:2] != (header.height, header.width):
        raise Unsuited("unsuited-jp2") if header.is_subsampled else Damaged("header-invalid")
    about = metadata_in(file, header)
    pixels, alpha, icc, notes = _channels(scaled(array, bits), header, about.icc)
    changes = {"icc": icc, "dpi": header.dpi, "notes": (*about.notes, *notes)}
    return Decoded(pixels, alpha, "JPEG2000", **vars(about) | changes)


def _decoded(file: BinaryIO) -> AnyArray:
    file.seek(0)
    try:
        return np.asarray(imagecodecs.jpeg2k_decode(file.read()))
    except imagecodecs.Jpeg2kError as error:
        raise Damaged("pixels-packed") from error
    except NotImplementedError as error:
        raise Unsuited("unsuited-jp2") from error


def _subsampled(file: BinaryIO) -> AnyArray:
    """A picture with subsampled colour, as far as Pillow reads it."""
    file.seek(0)
    try:
        image = Image.open(file, formats=("JPEG2000",))
        image.load()
        if image.mode not in ("RGB", "YCbCr", "RGBA"):
            raise ValueError(image.mode)
        return np.asarray(image.convert("RGB") if image.mode == "YCbCr" else image)
    except OSError as error:
        raise Damaged("pixels-packed") from error
    except ValueError as error:
        raise Unsuited("unsuited-jp2") from error


def _channels(
    array: Pixels, header: Jp2Header, icc: bytes | None
) -> tuple[Pixels, Pixels | None, bytes | None, tuple[str, ...]]:
    """Colour and alpha, by the channel definitions in the boxes."""
    samples = 1 if array.ndim == 2 else array.shape[2]
    opacity = [index for index, (kind, _) in header.channels.items() if kind in (_OPACITY, _PREMULTIPLIED)]
    if header.colour_space == _CMYK and samples >= 4:
        inks = np.ascontiguousarray(eight_bit(array[..., :4]))
        return pillow_read.channels_of(Image.fromarray(inks, "CMYK"), icc)
    colours = samples if samples in (1, 3) else 3 if samples > 3 else 1
    if samples == colours:
        pixels, alpha = split_alpha(array)
        return pixels, alpha, icc, ()
    # an undefined channel after the colours is treated as alpha, as other programs do
    has_alpha = bool(opacity) if header.channels else samples in (2, 4)
    extra = samples - colours - has_alpha
    notes: tuple[str, ...] = ()
    if extra:
        notes = (pillow_read.extra_channels(extra, "JPEG 2000"),)
    place = opacity[0] if opacity and opacity[0] >= colours else colours
    if has_alpha and place == colours and samples == colours + 1:
        return (*split_alpha(array), icc, notes)
    alpha = np.ascontiguousarray(array[..., place]) if has_alpha else None
    return np.ascontiguousarray(array[..., :colours]), alpha, icc, notes


def header_of(file: BinaryIO) -> Jp2Header:
    """Read the boxes and the head of the code stream. Raises `Damaged`."""
    header = Jp2Header()
    file.seek(0)
    if file.read(4) == _STREAM:
        _read_stream(file, 0, header)
        return header
    end = file.seek(0, os.SEEK_END)
    for name, at, length in _boxes(file, 0, end):
        if name == b"jp2h":
            for inner, inner_at, inner_length in _boxes(file, at, at + length):
                _read_box(file, inner, inner_at, inner_length, header)
        elif name == b"uuid" and length > 16:
            file.seek(at)
            kind = file.read(16)
            if kind == _EXIF:
                header.exif = header.exif or (at + 16, length - 16)
            elif kind == _XMP:
                header.xmp = header.xmp or (at + 16, length - 16)
        elif name == b"jp2c" and not header.bits:
            _read_stream(file, at, header)
    if not header.bits:
        raise Damaged("pixels-missing")
    return header


def metadata_in(file: BinaryIO, header: Jp2Header) -> FileMetadata:
    """The metadata in the places that the boxes give."""
    places = (header.icc, header.exif, header.xmp)
    return metadata_of(*(partial(read_part, file, *place) if place else None for place in places))


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes, cut at `end`."""
    for name, start, length in boxes(file, at, end):
        yield name, start, min(length, end - start)


def _read_box(file: BinaryIO, name: bytes, at: int, length: int, header: Jp2Header) -> None:
    """Add the data of one header box to `header`."""
    if name == b"res ":
        for inner, inner_at, inner_length in _boxes(file, at, at + length):
            if inner in (b"resc", b"resd") and inner_length >= 10:
                header.dpi = _dpi(_part(file, (inner_at, 10), 10)) or header.dpi
        return
    if name == b"colr" and not header.colour_space:
        method, space = struct.unpack(">BxxI", _part(file, (at, length), 7).ljust(7, b"\0"))
        if method == 1:
            header.colour_space = space
        elif method in (2, 3) and length > 3:
            header.icc = (at + 3, length - 3)
    elif name == b"pclr":
        data = _part(file, (at, length), 3).ljust(3, b"\0")
        header.palette_columns = data[2]
        depths = _part(file, (at + 3, min(length - 3, data[2])), 255)
        header.palette_bits = max(((depth & 0x7F) + 1 for depth in depths), default=0)
    elif name == b"cdef":
        data = _part(file, (at, length), 1 << 16)
        for start in range(2, len(data) - 5, 6):
            channel, kind, colour = struct.unpack_from(">HHH", data, start)
            header.channels[channel] = (kind, colour)


def _read_stream(file: BinaryIO, at: int, header: Jp2Header) -> None:
    """Add size and depth from the code stream to `header`."""
    file.seek(at)
    head = file.read(42)
    if len(head) < 42 or head[:4] != _STREAM:
        raise Damaged("header-invalid")
    right, bottom, left, top = struct.unpack_from(">4I", head, 8)
    count = struct.unpack_from(">H", head, 40)[0]
    header.width, header.height = max(0, right - left), max(0, bottom - top)
    components = file.read(3 * count)
    depths = components[::3]
    if not count or len(components) < 3 * count:
        raise Damaged("header-invalid")
    header.bits = [(depth & 0x7F) + 1 for depth in depths]
    header.is_subsampled = any(step != 1 for step in components[1::3] + components[2::3])


def _dpi(data: bytes) -> tuple[float, float] | None:
    """Pixels per inch from a resolution box, which has pixels per metre, vertical first."""
    top_y, below_y, top_x, below_x, power_y, power_x = struct.unpack(">4H2b", data)
    if not (top_y and below_y and top_x and below_x):
        return None
    x, y = top_x / below_x * 10.0**power_x, top_y / below_y * 10.0**power_y
    return (round(x * _INCH, 2), round(y * _INCH, 2)) if 1 < x < 1e8 and 1 < y < 1e8 else None


def _part(file: BinaryIO, place: tuple[int, int], most: int) -> bytes:
    """The contents at `place`, at most `most` bytes of them."""
    at, length = place
    file.seek(at)
    return file.read(min(length, most))
