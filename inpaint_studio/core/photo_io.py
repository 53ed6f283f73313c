"""Reading and writing photos and masks as files."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from .errors import StudioError
from .files import atomic_write
from .mask import Mask
from .photo import Photo, SourceFormat

DEFAULT_MAX_PIXELS = 400_000_000


@dataclass(frozen=True)
class SaveOptions:
    """What the user asks of the codec; None means: as the photo came, or the default of the format."""

    quality: int | None = None
    lossless: bool | None = None


def read_photo(path: str | os.PathLike[str], *, max_pixels: int | None = None) -> Photo:
    """The photo in a file, upright, with what the file says about it."""
    try:
        raw = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
        with Image.open(path) as image:
            name = image.format or "PNG"
            icc, dpi = image.info.get("icc_profile"), image.info.get("dpi")
            if raw is not None and raw.dtype == np.uint16:
                pixels = raw if raw.ndim == 2 else cv2.cvtColor(raw[..., :3], cv2.COLOR_BGR2RGB)
                alpha = raw[..., 3] if raw.ndim == 3 and raw.shape[2] == 4 else None
            else:
                upright = ImageOps.exif_transpose(image)
                has_alpha = upright.has_transparency_data
                grey = upright.mode in ("1", "L", "LA")
                array = np.asarray(upright.convert(("LA" if grey else "RGBA") if has_alpha else "L" if grey else "RGB"))
                pixels = array if array.ndim == 2 else array[..., :-1] if has_alpha else array
                alpha = array[..., -1] if has_alpha else None
    except (OSError, cv2.error) as error:
        raise StudioError("photo-broken", path=path, reason=str(error)) from error
    return Photo(pixels, alpha, icc=icc, dpi=dpi, source=SourceFormat(name))


def write_photo(
    path: str | os.PathLike[str], photo: Photo, *, options: SaveOptions | None = None, overwrite: bool = False
) -> tuple[str, ...]:
    """Write a photo in the format that the ending of `path` names; returns lines to show the user."""
    pixels = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    if pixels.shape[2] > 2:
        pixels = np.ascontiguousarray(pixels[..., [2, 1, 0, 3][: pixels.shape[2]]])
    with atomic_write(path, overwrite=overwrite) as file:
        if pixels.dtype == np.uint16 or pixels.shape[2] != 2:
            file.write(cv2.imencode(Path(path).suffix.lower(), pixels)[1].tobytes())
        else:
            buffer = io.BytesIO()
            Image.fromarray(pixels, "LA").save(buffer, "PNG")
            file.write(buffer.getvalue())
    return ()


def read_mask(path: str | os.PathLike[str], *, soft: bool = False) -> Mask:
    """The mask in a picture: its alpha channel if it says something, else its luminance."""
    photo = read_photo(path)
    if photo.alpha is not None and photo.alpha.min() != photo.alpha.max():
        return Mask.from_array(photo.alpha, soft=soft)
    if photo.channels == 1:
        return Mask.from_array(photo.pixels[..., 0], soft=soft)
    return Mask.from_array(cv2.cvtColor(np.ascontiguousarray(photo.pixels), cv2.COLOR_RGB2GRAY), soft=soft)
