"""From file to file: a photo to `.inpz`, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..core.arrays import Bytes
from ..core.depth import as_float, eight_bit
from ..core.errors import Note, Noted, StudioError
from ..core.files import atomic_write, contents, require_writable
from ..core.geometry import Size
from ..core.limits import photo_too_large, pixel_limit
from ..core.photo import Photo
from ..core.photo_io import format_of, read_photo, write_photo
from ..engines.pipeline.colour import PROFILE_UNREADABLE
from ..engines.pipeline.icc import conversion
from .container import MOST_PIXELS, unpacked
from .decoder import decoded
from .encoder import encoded

ENDING = ".inpz"
_LONGEST_FILE = 256 << 20


@dataclass(frozen=True)
class Compressed:
    """What became of a photo: its size, the bytes of the file, and what was changed before."""

    size: Size
    count: int
    notes: tuple[str, ...]

    @property
    def bpp(self) -> float:
        """Bits for each pixel."""
        return self.count * 8 / self.size.area


def compress_file(
    photo: Path,
    output: Path,
    *,
    quality: float | None = None,
    bpp: float | None = None,
    overwrite: bool = False,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Compressed:
    """Write a photo as `output`, which must end in .inpz; see `encoded` for `quality` and `bpp`.

    16 bit become 8 and colours sRGB, with a note; metadata is left out. Raises StudioError
    "inpz-ending", "picture-transparent", and what reading, encoding and writing raise.
    """
    if output.suffix.lower() != ENDING:
        raise StudioError("inpz-ending", path=output)
    require_writable(output, overwrite=overwrite)
    pixels, notes = _plain(read_photo(photo), photo)
    data = encoded(pixels, quality=quality, bpp=bpp, on_progress=on_progress)
    with atomic_write(output, overwrite=overwrite) as file:
        file.write(data)
    return Compressed(Size(pixels.shape[1], pixels.shape[0]), len(data), notes)


def decompress_file(source: Path, output: Path, *, overwrite: bool = False) -> Size:
    """Write the picture in a file `.inpz` in the format of the extension of `output`.

    Raises StudioError "photo-broken", "photo-too-large", and what reading and writing raise.
    """
    format_of(output)
    require_writable(output, overwrite=overwrite)
    try:
        data = contents(source, _LONGEST_FILE)
    except ValueError as error:
        raise StudioError("photo-broken", path=source, reason=Note("too-long")) from error
    try:
        size = unpacked(data)[0].size
        if size.area > pixel_limit():
            raise photo_too_large(source, size, pixel_limit())
        picture = decoded(data)
    except Noted as error:
        raise StudioError("photo-broken", path=source, reason=error.args[0]) from error
    write_photo(output, Photo(pixels=picture), overwrite=overwrite)
    return size


def _plain(photo: Photo, path: Path) -> tuple[Bytes, tuple[str, ...]]:
    """The opaque sRGB pixels of 8 bit, and notes on what opening and that changed."""
    notes = list(photo.notes)
    if photo.has_transparency:
        raise StudioError("picture-transparent", path=path)
    if photo.size.area > MOST_PIXELS:
        raise StudioError("inpz-large", size=photo.size, limit=f"{MOST_PIXELS / 1e6:g}")
    pixels = photo.pixels
    if photo.icc:
        try:
            found = conversion(photo.icc)
        except ValueError:  # also that of a grey picture
            found = None
            notes.append(PROFILE_UNREADABLE)
        if found:
            colours = found.to_srgb(as_float(pixels))
            return np.rint(np.clip(colours, 0, 1) * 255).astype(np.uint8), (*notes, Note("inpz-srgb"))
    if photo.dtype == np.uint16:
        notes.append(Note("inpz-bits"))
        pixels = eight_bit(pixels)
    return np.ascontiguousarray(pixels, np.uint8), tuple(notes)
