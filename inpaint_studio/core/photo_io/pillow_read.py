"""Formats that only Pillow decodes: GIF, PPM, TGA, PSD and many other 8-bit ones."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PsdImagePlugin, UnidentifiedImageError

from ..arrays import AnyArray, Bytes, Pixels
from ..errors import Note
from . import colour
from .decoded import Damaged, Decoded, Unsuited, require_pixels
from .metadata import exif
from .quiet import quiet

FORMATS = (
    *("GIF", "PPM"),  # first, as they are available without loading all the others
    *("BLP", "CUR", "DCX", "DDS", "FLI", "FTEX", "GBR", "ICNS", "ICO", "MSP", "PCX", "PIXAR", "PSD"),
    *("QOI", "SGI", "SPIDER", "SUN", "TGA", "WEBP", "XBM", "XPM", "XVTHUMB"),
)
"""The formats that Pillow may open: those that it decodes itself, with a limit.

EPS would start Ghostscript, WMF is drawn by Windows, FPX and MIC use parsers of office files, and FITS is
unpacked without a limit.
"""

_COSTS = {"F": 22}
"""Bytes per pixel of expensive modes."""
_BAND_PIXELS = 1 << 20
_MOST_SLOW_PIXELS = 1 << 23
"""For formats that Pillow decodes in Python, at about a second per million pixels."""
_BLOCKS = {"icc": "icc_profile", "exif": "exif", "xmp": "xmp", "iptc": "iptc"}
_RESOURCES = {"icc": 0x040F, "exif": 0x0422, "xmp": 0x0424, "iptc": 0x0404}


def read(file: BinaryIO, most: int) -> Decoded:
    """The first picture of a file.

    Raises `UnidentifiedImageError`, `Damaged`, `TooLarge` or `Unsuited`.
    """
    with quiet(), recognised(file) as image:
        width, height = image.size
        require_pixels(width, height, most, cost=_COSTS.get(image.mode, 0))
        name = image.format or ""
        pieces = getattr(image, "tile", ())
        if width * height > _MOST_SLOW_PIXELS and any(piece[0] in Image.DECODERS for piece in pieces):
            raise Unsuited("unsuited-large", name=name)
        frames = int(getattr(image, "n_frames", 1))
        notes = first_of(frames, name)
        own = _metadata(image)
        comment = _bytes(image.info.get("comment"))
        dpi = _dpi(image.info.get("dpi"))
        try:
            image.load()
        except OSError as error:
            if name == "TGA" and "overrun" in str(error):
                raise Unsuited("unsuited-tga") from error
            raise
        pixels, alpha, icc, more = channels_of(image, own["icc"])
        return Decoded(
            pixels,
            alpha,
            comments=(comment,) if comment else (),
            dpi=dpi,
            orientation=exif.orientation(own["exif"], own["xmp"]),
            name=name,
            notes=(*notes, *more),
            **own | {"icc": icc},
        )


def _metadata(image: Image.Image) -> dict[str, Any]:
    """The metadata blocks of a file; in a Photoshop document they are image resources."""
    blocks = {name: image.info.get(key) for name, key in _BLOCKS.items()}
    if isinstance(image, PsdImagePlugin.PsdImageFile):
        resources = {number: data for number, _, data in image.resources}
        blocks |= {name: resources.get(number) for name, number in _RESOURCES.items()}
    found = {name: _bytes(block) for name, block in blocks.items()}
    return {**found, "exif": exif.bare(found["exif"])}


def first_of(frames: int, name: str = "") -> tuple[str, ...]:
    """The note that only the first picture is used, if there are more."""
    if frames <= 1:
        return ()
    of_frames = name in ("GIF", "WEBP", "PNG", "AVIF")
    code = "first-page" if name == "TIFF" else "first-frame" if of_frames else "first-picture"
    return (Note(code, count=frames),)


def extra_channels(count: int, name: str) -> str:
    """The note that channels beyond colour and alpha are lost."""
    return Note("extra-channel" if count == 1 else "extra-channels", count=count, format=name)


def channels_of(
    image: Image.Image, icc: bytes | None
) -> tuple[Pixels, Pixels | None, bytes | None, tuple[str, ...]]:
    """Pixels (H, W, 1|3), alpha (H, W) or None, their profile, and notes, of a decoded picture."""
    mode = image.mode
    if mode == "CMYK":
        rgb, note = colour.rgb_of_cmyk(image, icc)
        return _arrays(rgb, "RGB")[0], None, None, (note,)
    if mode == "LAB":
        rgb, note = colour.rgb_of_lab(image)
        return _arrays(rgb, "RGB")[0], None, None, (note,)
    if mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16), None, icc, ()
    if mode == "I":
        return _of_whole_numbers(np.asarray(image)), None, icc, ()
    if mode == "F":
        pixels, note = of_floats(np.asarray(image))
        return pixels, None, icc, (note,)
    grey = mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        return *_arrays(image, "LA" if grey else "RGBA"), icc, ()
    return _arrays(image, "L" if grey else "RGB")[0], None, icc, ()


def _arrays(image: Image.Image, mode: str) -> tuple[Bytes, Bytes | None]:
    """Pixels (H, W, 1|3) and, of LA and RGBA, alpha (H, W), converted band by band to save memory."""
    width, height = image.size
    samples = len(mode)
    has_alpha = mode.endswith("A")
    pixels = np.empty((height, width, samples - has_alpha), np.uint8)
    alpha = np.empty((height, width), np.uint8) if has_alpha else None
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        below = min(top + rows, height)
        band = image.crop((0, top, width, below))
        values = np.asarray(_with_alpha(band, mode) if has_alpha else band.convert(mode))
        values = values.reshape(below - top, width, samples)
        pixels[top:below] = values[..., : samples - has_alpha]
        if alpha is not None:
            alpha[top:below] = values[..., -1]
    return pixels, alpha


def _with_alpha(image: Image.Image, mode: str) -> Image.Image:
    if image.mode == "1":
        # Pillow converts the transparent value of a 1-bit picture to L but not to LA
        key = image.info.get("transparency")
        image = image.convert("L")
        if key is not None:
            image.info["transparency"] = 255 if key else 0
    if image.mode == "La":
        return image.convert("LA")
    return image if image.mode == mode else image.convert(mode)


def of_floats(array: AnyArray) -> tuple[NDArray[np.uint16], str]:
    """Floating-point values from 0 to 1 as 16 bit, and the note about it. Raises `Unsuited`."""
    if not np.isfinite(array).all() or array.min() < 0 or array.max() > 1:
        raise Unsuited("unsuited-floats")
    scaled = np.rint(array.astype(np.float64) * 65535).astype(np.uint16)
    return scaled, Note("floats-converted")


def _of_whole_numbers(array: AnyArray) -> NDArray[np.uint16]:
    if array.min() < 0 or array.max() > 65535:
        raise Unsuited("unsuited-integers")
    return array.astype(np.uint16)


@contextlib.contextmanager
def recognised(file: BinaryIO) -> Iterator[Image.Image]:
    """The file opened by Pillow, not decoded yet.

    Raises `UnidentifiedImageError`, `Damaged` or `Unsuited`.
    """
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        raise
    except NotImplementedError as error:
        raise Unsuited("unsuited-picture") from error
    except Exception as error:  # decoders can raise anything for a broken header
        raise Damaged("header-invalid") from error
    with image:
        yield image


def orientation_of(image: Image.Image) -> int:
    """The orientation from EXIF, else from XMP."""
    own = _metadata(image)
    return exif.orientation(own["exif"], own["xmp"])


def _dpi(value: Any) -> tuple[float, float] | None:
    try:
        x, y = (float(each) for each in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (x, y) if 0 < x < 1e7 and 0 < y < 1e7 else None


def _bytes(value: Any) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8")
    return value if isinstance(value, bytes) and value else None
