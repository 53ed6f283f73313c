"""Camera raw files, developed by LibRaw (rawpy, the extra "raw") into 16-bit sRGB.

White balance and brightness are the camera's. The file itself is never written to: raw cannot be saved.
"""

from __future__ import annotations

import importlib
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..errors import Note
from .decoded import Damaged, Decoded, Unsuited, require_pixels
from .metadata import exif
from .metadata.ifd import layout
from .quiet import captured_stderr, quiet
from .tiff.head import file_bytes

_SRGB_CURVE = (2.4, 12.92)
_COST = 20  # bytes per pixel: the sensor's values, four 16-bit colours, and the result


def read(file: BinaryIO, most: int) -> Decoded:
    """A developed raw file, upright. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    try:
        rawpy: Any = importlib.import_module("rawpy")
    except ImportError:
        raise Unsuited("raw-needs") from None
    file.seek(0)
    try:
        with quiet(), captured_stderr() as complaints, rawpy.imread(file) as raw:
            require_pixels(raw.sizes.iwidth, raw.sizes.iheight, most, cost=_COST)
            pixels: NDArray[np.uint16] = raw.postprocess(
                use_camera_wb=True,
                no_auto_bright=True,
                output_bps=16,
                output_color=rawpy.ColorSpace.sRGB,
                gamma=_SRGB_CURVE,
            )
    except rawpy.LibRawFileUnsupportedError as error:
        raise Unsuited("unsuited-raw") from error
    except rawpy.LibRawError as error:
        raise Damaged("contents-invalid") from error
    if complaints:  # LibRaw invents missing pixels and reports it only on stderr
        raise Damaged("pixels-partial")
    return Decoded(pixels, exif=_exif(file), name="RAW", notes=(Note("raw-developed"),))


def _exif(file: BinaryIO) -> bytes | None:
    """EXIF from the directories of a raw file, if it is based on TIFF."""
    style = layout(file_bytes(file, 0, 16))
    return exif.from_tiff(lambda at, length: file_bytes(file, at, length), style) if style else None
