"""The infrared plane of a film scan: in the TIFF of the photo, or in a picture beside it."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..arrays import Pixels
from ..errors import Note, StudioError
from ..files import is_file, opened
from ..geometry import Size, same_shape
from ..limits import pixel_limit
from . import kinds
from .reading import read_photo, turned
from .sizes import photo_size
from .tiff import head as tiff_head
from .tiff import read as tiff_read

_MARKS = ("_IR", "_ir")
_ENDINGS = (".tif", ".tiff", ".png", ".TIF", ".TIFF", ".PNG")
_COLOUR = 2
"""How far the channels of a grey picture that was saved as RGB may differ, of 255."""


@dataclass(frozen=True, eq=False)
class Infrared:
    """The infrared plane of a photo, upright: (h, w) uint8 or uint16, maybe smaller; None without one.

    `notes` tell the user why a plane that is there is not used.
    """

    plane: Pixels | None = None
    notes: tuple[str, ...] = ()


def infrared_of(path: str | os.PathLike[str], size: Size) -> Infrared:
    """What the scanner of a photo of this size saw in infrared.

    It is looked for in the file, if that is a TIFF, and then in `NAME_IR.tif` beside `NAME.*` (or `_ir`,
    .tiff, .png).
    """
    given = Path(path)
    if not is_file(given):
        return Infrared()
    try:
        plane = _inside(given)
        if plane is None:
            plane = _beside(given, size)
        else:
            require_shape(plane, size)
    except StudioError as error:
        return Infrared(notes=(Note("infrared-unused", reason=error),))
    return Infrared(plane)


def read_infrared(path: str | os.PathLike[str], size: Size) -> Pixels:
    """The infrared plane, in a grey picture, of a photo of this size: (h, w) uint8 or uint16.

    Raises what `read_photo` raises, and StudioError "infrared-colour" for a picture in colour,
    "infrared-empty" for one that is the same everywhere and "infrared-size" for one of another shape.
    """
    given = Path(path)
    pixels = read_photo(given).pixels
    if not _is_grey(pixels):
        raise StudioError("infrared-colour", path=given)
    plane = pixels[..., pixels.shape[2] // 2]
    if plane.min() == plane.max():
        raise StudioError("infrared-empty", path=given)
    require_shape(plane, size)
    return np.ascontiguousarray(plane)


def require_shape(infrared: Pixels, photo: Size) -> None:
    """Raise StudioError "infrared-size" unless a plane (h, w) has the shape of the photo, in any size."""
    size = Size(infrared.shape[1], infrared.shape[0])
    if not same_shape(size, photo):
        raise StudioError("infrared-size", infrared=str(size), photo=str(photo))


def _beside(path: Path, size: Size) -> Pixels | None:
    """The infrared in the first file beside the photo that has one of the usual names and is not in colour.

    A picture in colour is another photo, whatever its name. Raises what `read_infrared` raises.
    """
    for mark in _MARKS:
        for ending in _ENDINGS:
            beside = path.with_name(f"{path.stem}{mark}{ending}")
            if is_file(beside):
                try:
                    return read_infrared(beside, size)
                except StudioError as error:
                    if error.code != "infrared-colour":
                        raise
    return None


def is_infrared(path: Path, photos: Collection[Path]) -> bool:
    """Whether a file is the infrared of one of these photos: by its name and shape, and not in colour."""
    stem = path.stem
    if not stem.endswith(_MARKS) or path.suffix not in _ENDINGS:
        return False
    scans = [photo for photo in photos if photo.stem == stem[: -len(_MARKS[0])]]
    return any(_fits(path, scan) for scan in scans) and not _is_colour(path)


def _fits(path: Path, photo: Path) -> bool:
    """Whether two pictures have the same shape, as far as their headers say."""
    try:
        size, scanned = photo_size(path), photo_size(photo)
    except StudioError:
        return True
    return size is None or scanned is None or same_shape(size, scanned)


def _is_colour(path: Path) -> bool:
    """Whether a picture can be read and is in colour: a grey one may have been saved as RGB."""
    try:
        return not _is_grey(read_photo(path).pixels)
    except StudioError:
        return False


def _is_grey(pixels: Pixels) -> bool:
    """Whether the channels of a picture (h, w, c) hardly differ."""
    if pixels.shape[2] < 3:
        return True
    unit = int(np.iinfo(pixels.dtype).max) // 255
    middle = pixels[..., 1]
    for channel in (pixels[..., 0], pixels[..., 2]):
        apart = np.where(middle > channel, middle - channel, channel - middle)
        if apart.max(initial=0) > _COLOUR * unit:
            return False
    return True


def _inside(path: Path) -> Pixels | None:
    """The infrared in a TIFF. Raises StudioError "infrared-broken"."""
    with opened(path) as file:
        try:
            if kinds.kind_of(file.read(kinds.HEAD_BYTES)) != "TIFF" or tiff_head.is_camera_raw(file):
                return None
            found = tiff_read.infrared(file, pixel_limit())
        except (StudioError, MemoryError):
            raise
        except Exception as error:  # decoders can raise anything for damaged files
            raise StudioError("infrared-broken", path=path) from error
    return None if found is None else turned(*found)
