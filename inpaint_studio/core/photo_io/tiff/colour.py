"""Converts the samples of a TIFF to grey or RGB: bit depths, palettes, premultiplied alpha, Lab, YCbCr."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...arrays import AnyArray, Floats, Pixels
from ...depth import eight_bit
from ...errors import Note
from .. import pillow_read
from ..decoded import Damaged, Unsuited

GREY_INVERTED, GREY, RGB, PALETTE, MASK, CMYK, YCBCR = range(7)
CIE_LAB, ICC_LAB = 8, 9
COLOURS = {
    GREY_INVERTED: 1,
    GREY: 1,
    RGB: 3,
    PALETTE: 1,
    MASK: 1,
    CMYK: 4,
    YCBCR: 3,
    CIE_LAB: 3,
    ICC_LAB: 3,
}
"""The number of colour samples, by photometric interpretation."""
NAMES = {
    GREY_INVERTED: Note("tiff-grey"),
    GREY: Note("tiff-grey"),
    RGB: "RGB",
    PALETTE: Note("tiff-palette"),
    CMYK: "CMYK",
    YCBCR: "YCbCr",
    CIE_LAB: "Lab",
    ICC_LAB: "Lab",
}

_BAND = 256

# CIE XYZ (D50) to linear sRGB, adapted after Bradford: ICC's sRGB profile, inverted
_XYZ_TO_RGB = np.array(
    [
        [3.1341359, -1.6173863, -0.4906619],
        [-0.9787955, 1.9162544, 0.0334429],
        [0.0719554, -0.2289768, 1.4053860],
    ],
    np.float32,
)
_D50 = np.array([0.9642, 1.0, 0.8249], np.float32)


def of_palette(indices: AnyArray, palette: NDArray[np.uint16], bits: int) -> Pixels:
    """RGB of indices (H, W) and a palette (3, 2 ** bits) uint16.

    8 bit if the entries are 8-bit values in one of the common encodings, else 16 bit.
    """
    if palette.shape[1] < 1 << bits:
        raise Damaged("palette-short")
    entries: Pixels = palette
    if palette.max(initial=0) < 256:  # not scaled to 16 bit, against the specification
        entries = palette.astype(np.uint8)
    elif not (palette % 257).any():
        entries = (palette // 257).astype(np.uint8)
    elif not (palette % 256).any():
        entries = (palette // 256).astype(np.uint8)
    return np.asarray(np.ascontiguousarray(entries.T)[indices])


def inverted(pixels: Pixels) -> Pixels:
    """Levels of any shape with black and white swapped."""
    return np.iinfo(pixels.dtype).max - pixels


def unmultiplied(pixels: Pixels, alpha: Pixels) -> Pixels:
    """Premultiplied colours (H, W, C) divided by their alpha (H, W), in the same dtype."""
    most = int(np.iinfo(pixels.dtype).max)
    plain = np.empty_like(pixels)
    for rows in _bands(len(pixels)):
        weight = np.maximum(alpha[rows], 1).astype(np.uint64)[..., None]
        colour = (pixels[rows].astype(np.uint64) * most + weight // 2) // weight
        plain[rows] = np.minimum(colour, most)
    return plain


def of_cmyk(inks: Pixels, icc: bytes | None) -> tuple[Pixels, bytes | None, tuple[str, ...]]:
    """8-bit sRGB, its profile, and notes, from CMYK (H, W, 4) of 8 or 16 bit."""
    image = Image.fromarray(np.ascontiguousarray(eight_bit(inks)), "CMYK")
    pixels, _, profile, notes = pillow_read.channels_of(image, icc)
    if inks.itemsize == 2:
        notes = (*notes, Note("cmyk-reduced", bits=16))
    return pixels, profile, notes


def of_lab(lab: Pixels, photometric: int) -> tuple[Pixels, tuple[str, ...]]:
    """sRGB from CIE L*a*b* (H, W, 3) in the same depth, and the note about it.

    Stored a* and b* are two's complement (`CIE_LAB`), or have an offset of half the range (`ICC_LAB`).
    """
    rgb = np.empty_like(lab)
    deep = lab.itemsize == 2
    most = 65535 if deep else 255
    unit = 256.0 if deep else 1.0
    white = 65280.0 if deep and photometric == ICC_LAB else float(most)
    for rows in _bands(len(lab)):
        lightness = lab[rows, :, 0].astype(np.float32) * (100 / white)
        colour = lab[rows, :, 1:]
        if photometric == CIE_LAB:
            opponents = colour.view(np.int16 if deep else np.int8).astype(np.float32) / unit
        else:
            opponents = colour.astype(np.float32) / unit - 128
        rgb[rows] = np.rint(_srgb(lightness, opponents) * most)
    return rgb, (Note("lab-converted"),)


def _srgb(lightness: Floats, opponents: Floats) -> Floats:
    """sRGB (H, W, 3) from 0 to 1 of L* (0 to 100) and a*, b* at white point D50."""
    y = (lightness + 16) / 116
    roots = np.stack([y + opponents[..., 0] / 500, y, y - opponents[..., 1] / 200], axis=-1)
    xyz = np.where(roots > 6 / 29, roots**3, (roots - 4 / 29) * (108 / 841)) * _D50
    linear = np.clip(xyz @ _XYZ_TO_RGB.T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055))


def require_whole_numbers(sample: int, bits: int, kind: str) -> None:
    """Raise `Unsuited` unless samples are unsigned whole numbers of 1 to 16 bits."""
    if sample in (1, 4) and 1 <= bits <= 16:
        return
    what = {2: Note("tiff-signed"), 5: Note("tiff-complex"), 6: Note("tiff-complex")}.get(sample, kind)
    raise Unsuited("unsuited-tiff", bits=bits, kind=what)


def _bands(height: int) -> Iterator[slice]:
    return (slice(start, start + _BAND) for start in range(0, height, _BAND))
