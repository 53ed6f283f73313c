"""HEIC and HEIF by libheif (pillow-heif, the extra "heic"), AVIF by libavif (imagecodecs), in full depth.

Both turn the picture as specified by the file's boxes; the orientation in EXIF only repeats that.
"""

from __future__ import annotations

import importlib
import re
import struct
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from PIL import Image, UnidentifiedImageError

from . import pillow_read
from .decoded import Damaged, Decoded, FileMetadata, Unsuited, require_pixels, scaled, split_alpha
from .metadata import exif
from .quiet import quiet
from .tiff.colour import unmultiplied

_COST, _SAMPLES = 4, 4  # bytes per encoded pixel, and samples per decoded one
_HIGH_DEPTH, _TWELVE_BITS = 0x40, 0x20
_HEAD = 1 << 16
_MOST_OF_AVIF, _LONGEST_OF_AVIF = 1 << 28, 1 << 15
"""Limits of libavif: pixels in total, and on one side."""


def read_heif(file: BinaryIO, most: int) -> Decoded:
    """The main picture of a HEIF file. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    try:
        heif: Any = importlib.import_module("pillow_heif")
    except ImportError:
        raise Unsuited("heif-needs") from None
    try:
        with quiet():
            pictures = heif.open_heif(file, convert_hdr_to_8bit=False, hdr_to_16bit=False)
            image = pictures[pictures.primary_index]
            bits = int(image.info.get("bit_depth") or 8)
            width, height = image.size
            require_pixels(width, height, most, cost=_COST + 2 * _SAMPLES * (1 if bits <= 8 else 2))
            array = np.array(image)
    except (ValueError, RuntimeError, EOFError, SyntaxError) as error:
        if "nsupported" in str(error):
            raise Unsuited("unsuited-heif") from error
        raise Damaged("contents-invalid") from error
    pixels, alpha = split_alpha(scaled(array, bits))
    if alpha is not None and getattr(image, "premultiplied_alpha", False):
        pixels = unmultiplied(pixels, alpha)
    return Decoded(
        pixels,
        alpha,
        icc=image.info.get("icc_profile") or None,
        exif=exif.bare(image.info.get("exif")),
        xmp=image.info.get("xmp") or None,
        name="HEIF",
        notes=pillow_read.first_of(len(pictures), "HEIF"),
    )


def read_avif(file: BinaryIO, most: int) -> Decoded:
    """An AVIF file, or the first frame of a sequence. Raises `Damaged` or `TooLarge`."""
    with quiet():
        width, height, about = _about_avif(file, most)
        bits = avif_bits(file)
        require_pixels(width, height, most, cost=_COST + _SAMPLES * (1 if bits <= 8 else 2))
        file.seek(0)
        try:
            array = imagecodecs.avif_decode(file.read(), index=0)
        except imagecodecs.AvifError as error:
            raise Damaged("pixels-packed") from error
    pixels, alpha = split_alpha(scaled(array, bits if array.dtype == np.uint16 else 8))
    if pixels.shape[:2] != (height, width):
        raise Damaged("header-invalid")
    return Decoded(pixels, alpha, "AVIF", **vars(about))


def heif_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height, upright. Raises if they are unknown."""
    heif: Any = importlib.import_module("pillow_heif")
    pictures = heif.open_heif(file)
    width, height = pictures[pictures.primary_index].size
    return width, height


def avif_size(file: BinaryIO) -> tuple[int, int, int]:
    """Width and height as stored, and the orientation. Raises if they are unknown."""
    width, height, about = _about_avif(file)
    return width, height, about.orientation


def avif_bits(file: BinaryIO) -> int:
    """8, 10 or 12 bits per sample, from the codec configuration."""
    file.seek(0)
    all_flags = re.findall(rb"av1C(?=..(.).)", file.read(_HEAD), re.DOTALL)
    deep = [12 if flags[0] & _TWELVE_BITS else 10 for flags in all_flags if flags[0] & _HIGH_DEPTH]
    return max(deep, default=8)


def _require_decodable(file: BinaryIO, most: int) -> None:
    """Raise `TooLarge` or `Unsuited` for a file that was rejected only because of its size."""
    file.seek(0)
    for sides in re.findall(rb"ispe(?=.{4}(.{8}))", file.read(_HEAD), re.DOTALL):
        width, height = struct.unpack(">2I", sides)
        if width and height:
            require_pixels(width, height, most)
        if width * height > _MOST_OF_AVIF or max(width, height) > _LONGEST_OF_AVIF:
            raise Unsuited("unsuited-avif")


def _about_avif(file: BinaryIO, most: int = 0) -> tuple[int, int, FileMetadata]:
    """Width, height and metadata of an AVIF, which Pillow reads without decoding it."""
    file.seek(0)
    try:
        image = Image.open(file, formats=("AVIF",))
    except UnidentifiedImageError:
        if most:
            _require_decodable(file, most)
        raise
    except Exception as error:  # decoders can raise anything for a broken header
        raise Damaged("header-invalid") from error
    # no `with`: that would close the file
    about = FileMetadata(
        icc=image.info.get("icc_profile") or None,
        exif=exif.bare(image.info.get("exif")),
        xmp=image.info.get("xmp") or None,
        orientation=pillow_read.orientation_of(image),
        notes=pillow_read.first_of(int(getattr(image, "n_frames", 1)), "AVIF"),
    )
    return *image.size, about
