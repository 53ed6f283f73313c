"""The result of a reader of one format, before the photo is turned upright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from ..arrays import AnyArray, Pixels
from ..errors import Note, Noted
from ..limits import METADATA_LIMIT
from ..photo import Metadata
from .metadata import exif

BYTES_PER_PIXEL = 12
"""The most bytes of decoding per pixel of the limit: 16-bit RGBA, times 1.5."""

_BAND_PIXELS = 1 << 20


class Damaged(Noted):
    """The file is broken; the note, used after "… is damaged or incomplete: ", says how."""


class Unsuited(Noted):
    """The file is valid, but cannot be edited; the note is a whole sentence."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FileMetadata(Metadata):
    """The metadata as stored: the `orientation` (1 to 8) is not applied yet.

    `options` say how the pixels are encoded, as in `SourceFormat`.
    """

    orientation: int = 1
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Decoded(FileMetadata):
    """Pixels as stored: (H, W) or (H, W, 1|3) uint8 or uint16, `alpha` (H, W) or None."""

    pixels: Pixels
    alpha: Pixels | None = None
    name: str = "PNG"


def require_pixels(width: int, height: int, most: int, *, cost: int = 0) -> None:
    """Raise `TooLarge` if a picture has more than `most` pixels, `Damaged` if it has none.

    `cost` is how many bytes decoding takes per pixel; more than `BYTES_PER_PIXEL` lowers the limit.
    """
    if width < 1 or height < 1:
        raise Damaged("no-pixels")
    if width * height > most:
        raise TooLarge(width, height)
    if width * height * cost > most * BYTES_PER_PIXEL:
        raise TooLarge(width, height, width * height * cost)


def scaled(array: AnyArray, bits: int) -> Pixels:
    """Values of `bits` bit (1 to 16), of any shape, scaled to the range of uint8, or uint16 above 8 bit."""
    wanted: type[np.uint8 | np.uint16] = np.uint8 if bits <= 8 else np.uint16
    if bits in (8, 16):
        return array.astype(wanted, copy=False)
    top, most = (1 << bits) - 1, int(np.iinfo(wanted).max)
    table = ((np.arange(1 << bits, dtype=np.uint64) * most + top // 2) // top).astype(wanted)
    return np.asarray(np.take(table, np.minimum(array, top)), wanted)


def split_alpha(array: AnyArray) -> tuple[Pixels, Pixels | None]:
    """Pixels (H, W, 1|3) and alpha (H, W) or None, of an array (H, W) or (H, W, 1 to 4), alpha last.

    The array is overwritten: its memory is reused for the pixels, so that a large photo is not held twice.
    """
    if array.ndim == 2:
        return array[..., None], None
    height, width, samples = array.shape
    if samples not in (2, 4):
        return array, None
    alpha = np.ascontiguousarray(array[..., -1])
    colours = samples - 1
    stored = np.ascontiguousarray(array).reshape(-1)
    for start in range(0, height * width, _BAND_PIXELS):
        band = stored[samples * start : samples * (start + _BAND_PIXELS)].reshape(-1, samples)
        # the write position is always before the read position
        stored[colours * start : colours * (start + len(band))] = band[:, :colours].reshape(-1).copy()
    return stored[: height * width * colours].reshape(height, width, colours), alpha


Unpack = Callable[[int], bytes | None]
"""Unpacks metadata to at most that many bytes. May raise ValueError, as for more."""


class MetadataBudget:
    """Unpacks the metadata of one file, in total at most `METADATA_LIMIT` bytes.

    `notes` has one note for each kind of metadata that was left out.
    """

    def __init__(self) -> None:
        self._left = METADATA_LIMIT
        self._lost: list[str] = []

    def unpacked(self, what: str, unpack: Unpack | None) -> bytes | None:
        """The result of `unpack`, called with the bytes left; None if there is none, or if it fails."""
        if unpack is None:
            return None
        try:
            data = unpack(self._left)
        except ValueError:
            data = None
        if not data or len(data) > self._left:
            self.lost(what)
            return None
        self._left -= len(data)
        return data

    def lost(self, what: str) -> None:
        """Record that this was left out."""
        if what not in self._lost:
            self._lost.append(what)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(map(left_out, self._lost))


def metadata_of(icc: Unpack | None, block: Unpack | None, packet: Unpack | None) -> FileMetadata:
    """The colour profile, EXIF and XMP of a file that stores each in a piece of its own."""
    budget = MetadataBudget()
    profile = budget.unpacked(Note("colour-profile"), icc)
    stored = budget.unpacked("EXIF", block)
    xmp = budget.unpacked("XMP", packet)
    bare = exif.bare(stored)
    if stored and not bare:
        budget.lost("EXIF")
    turn = exif.orientation(bare, xmp)
    return FileMetadata(icc=profile, exif=bare, xmp=xmp, orientation=turn, notes=budget.notes)


def read_part(file: BinaryIO, at: int, length: int, most: int) -> bytes:
    """The bytes at an offset. Raises ValueError if they are more than `most`."""
    if length > most:
        raise ValueError("too long")
    file.seek(at)
    return file.read(length)


def left_out(what: str) -> str:
    """The note that some metadata could not be read."""
    return Note("metadata-broken", what=what)


class TooLarge(Exception):
    """More pixels than the limit, or (`needed` > 0) more bytes to decode them."""

    def __init__(self, width: int, height: int, needed: int = 0) -> None:
        super().__init__(width, height)
        self.width, self.height, self.needed = width, height, needed
