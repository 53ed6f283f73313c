"""What a reader of one format hands over, before the photo is turned upright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import Note, Noted
from ..limits import METADATA_LIMIT

BYTES_PER_PIXEL = 12
"""What decoding a photo may take for each pixel of the limit: RGBA of 16 bit, and half as much again."""

_BAND_PIXELS = 1 << 20


class Damaged(Noted):
    """The file is broken; the note says how, to stand after "… is damaged or incomplete: "."""


class Unsuited(Noted):
    """The file is sound, but holds something that cannot be edited; the note is a whole sentence."""


@dataclass(frozen=True, eq=False)
class Decoded:
    """Pixels as they are stored: (H, W) or (H, W, 1|3) uint8 or uint16, `alpha` (H, W) or None.

    `orientation` is what has still to be applied (1 to 8); `exif` is without its marker. `iptc`,
    `photoshop` and `comments` are as in `Photo`.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    photoshop: bytes | None = None
    comments: tuple[bytes, ...] = ()
    dpi: tuple[float, float] | None = None
    orientation: int = 1
    name: str = "PNG"
    options: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def require_pixels(width: int, height: int, most: int, *, cost: int = 0) -> None:
    """Raise `TooLarge` when a picture has more pixels than are allowed, `Damaged` when it has none.

    `cost` is how many bytes decoding takes for each pixel, where it may be much; more than
    `BYTES_PER_PIXEL` lower the limit.
    """
    if width < 1 or height < 1:
        raise Damaged("no-pixels")
    if width * height > most:
        raise TooLarge(width, height)
    if width * height * cost > most * BYTES_PER_PIXEL:
        raise TooLarge(width, height, width * height * cost)


def spread(array: np.ndarray, bits: int) -> np.ndarray:
    """Values of `bits` bit (1 to 16) over the whole range of uint8, or of uint16 for more than 8."""
    wanted: type[np.uint8 | np.uint16] = np.uint8 if bits <= 8 else np.uint16
    if bits in (8, 16):
        return array.astype(wanted, copy=False)
    top, most = (1 << bits) - 1, int(np.iinfo(wanted).max)
    table = ((np.arange(1 << bits, dtype=np.uint64) * most + top // 2) // top).astype(wanted)
    return np.asarray(np.take(table, np.minimum(array, top)), wanted)


def apart(array: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Pixels (H, W, 1|3) and alpha (H, W) or None, of an array (H, W) or (H, W, 1 to 4), alpha last.

    The array is used up: its own memory becomes that of the pixels, so that a large photo does not
    need room for two.
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
        # what is written always lies before what has yet to be read
        stored[colours * start : colours * (start + len(band))] = band[:, :colours].reshape(-1).copy()
    return stored[: height * width * colours].reshape(height, width, colours), alpha


class MetadataBudget:
    """Unpacks the metadata of one file, all together to at most `METADATA_LIMIT` bytes.

    `notes` are lines to show: one for each kind of metadata that was left out.
    """

    def __init__(self) -> None:
        self._left = METADATA_LIMIT
        self._lost: list[str] = []

    def unpacked(self, what: str, unpack: Callable[[int], bytes | None]) -> bytes | None:
        """What `unpack` makes within the given number of bytes; None if that fails or is nothing."""
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
        """Say that this was left out."""
        if what not in self._lost:
            self._lost.append(what)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(map(left_out, self._lost))


def left_out(what: str) -> str:
    """The line that says that some metadata could not be read."""
    return Note("metadata-broken", what=what)


class TooLarge(Exception):
    """More pixels than the limit: `width`, `height`; or more bytes to decode them, `needed`, else 0."""

    def __init__(self, width: int, height: int, needed: int = 0) -> None:
        super().__init__(width, height)
        self.width, self.height, self.needed = width, height, needed
