"""JPEG: every kind with a decoder, in full depth, with its metadata.

libjpeg-turbo decodes 8 bit through Pillow; more bits, and lossless coding, through imagecodecs, which
also has CharLS for JPEG-LS. Before decoding, the structure of the file is checked.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from PIL import Image, JpegImagePlugin

from ...arrays import Pixels
from ...errors import Note
from .. import pillow_read
from ..decoded import Damaged, Decoded, Unsuited, require_pixels, scaled
from ..quiet import quiet
from . import metadata as jpeg_metadata
from . import segments as jpeg_segments
from .segments import JPEG_LS, LOSSLESS, Frame, JpegHeader

_HIERARCHICAL = frozenset({0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF})
_LOSSLESS_ARITHMETIC = 0xCB
_MOST_BYTES_PER_SAMPLE = 4

Channels = tuple[Pixels, Pixels | None, bytes | None, tuple[str, ...]]


def read(file: BinaryIO, most: int) -> Decoded:
    """The first picture of a JPEG file. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    header = jpeg_segments.header_of(file)
    _require_readable(header.frame)
    require_pixels(header.frame.width, header.frame.height, most)
    end = jpeg_segments.picture_end(file, header)
    about = jpeg_metadata.of(file, header, end)
    frame = header.frame
    options: dict[str, Any]
    with quiet():
        if frame.marker in (LOSSLESS, JPEG_LS) or frame.bits != 8:
            channels, options = _deep(file, header, end, about.icc), {}
        else:
            channels, options = _by_pillow(file, header, about.icc)
    pixels, alpha, icc, notes = channels
    changes = {"icc": icc, "options": options, "notes": (*about.notes, *notes)}
    return Decoded(pixels, alpha, "JPEG", **vars(about) | changes)


def stored(file: BinaryIO) -> tuple[int, int, int]:
    """Width, height and EXIF orientation of the first picture, as stored. Raises `Damaged`."""
    header = jpeg_segments.header_of(file)
    orientation = jpeg_metadata.of(file, header, None).orientation
    return header.frame.width, header.frame.height, orientation


def _require_readable(frame: Frame) -> None:
    kind = ""
    if frame.marker in _HIERARCHICAL:
        kind = Note("jpeg-hierarchical")
    elif frame.marker == _LOSSLESS_ARITHMETIC:
        kind = Note("jpeg-arithmetic")
    elif frame.height == 0:
        kind = Note("jpeg-height")
    elif len(frame.components) not in ((1, 3) if frame.marker in (LOSSLESS, JPEG_LS) else (1, 3, 4)):
        kind = Note("some-channels", count=len(frame.components))
    elif any(
        max(one[axis] for one in frame.components) % each[axis]
        for axis in (0, 1)
        for each in frame.components
    ):
        kind = Note("jpeg-subsampling")
    elif frame.marker not in (LOSSLESS, JPEG_LS) and frame.bits not in (8, 12):
        kind = Note("some-bits", bits=frame.bits)
    if kind:
        raise Unsuited("unsuited-jpeg", kind=kind)


def _by_pillow(file: BinaryIO, header: JpegHeader, icc: bytes | None) -> tuple[Channels, dict[str, Any]]:
    """Pixels etc., and how they are encoded, so that they can be saved the same way."""
    bare: Any = jpeg_segments.WithoutMetadata(file, header)
    try:
        image = JpegImagePlugin.JpegImageFile(bare)
    except Exception as error:  # the parser can raise anything for broken tables
        raise Damaged("header-invalid") from error
    with image:
        options: dict[str, Any] = {}
        if image.mode in ("L", "RGB"):
            options = {
                "qtables": tuple(tuple(table) for _, table in sorted(image.quantization.items())),
                "subsampling": JpegImagePlugin.get_sampling(image) if image.mode == "RGB" else 0,
                "progressive": bool(image.info.get("progressive")),
            }
        image.load()
        return pillow_read.channels_of(image, icc), options


def _deep(file: BinaryIO, header: JpegHeader, end: int | None, icc: bytes | None) -> Channels:
    """Samples of 2 to 16 bits, scaled to 8 or 16."""
    frame = header.frame
    if end is None:  # these decoders invent missing pixels
        raise Damaged("ends-early")
    longest = _MOST_BYTES_PER_SAMPLE * frame.width * frame.height * len(frame.components) + (1 << 20)
    if end - header.scan_at > longest:
        raise Damaged("too-long")
    data = jpeg_segments.WithoutMetadata(file, header).read()
    try:
        decode = imagecodecs.jpegls_decode if frame.marker == JPEG_LS else imagecodecs.jpeg8_decode
        array = np.asarray(decode(data))
    except MemoryError:
        raise
    except Exception as error:
        raise Damaged("pixels-packed") from error
    channels = 1 if array.ndim == 2 else array.shape[2]
    if array.shape[:2] != (frame.height, frame.width) or channels != len(frame.components):
        raise Damaged("pixels-packed")
    array = scaled(array, frame.bits)
    notes: tuple[str, ...] = ()
    if frame.bits not in (8, 16):
        notes = (Note("channels-spread", bits=frame.bits, count=8 * array.itemsize),)
    if channels < 4:
        return array.reshape(*array.shape[:2], channels), None, icc, notes
    # Adobe stores full ink as 0
    inks = (255 - (array >> 8 if array.itemsize == 2 else array)).astype(np.uint8)
    pixels, alpha, icc, more = pillow_read.channels_of(Image.fromarray(inks, "CMYK"), icc)
    return pixels, alpha, icc, (*more, Note("cmyk-reduced", bits=frame.bits))
