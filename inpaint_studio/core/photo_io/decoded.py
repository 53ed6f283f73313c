"""What a reader of one format hands over, before the photo is turned upright."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Damaged(Exception):
    """The file is broken; the text says how, to stand after "… is damaged or incomplete: "."""


class Unsuited(Exception):
    """The file is sound, but holds something that cannot be edited; the text is a whole sentence."""


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


def require_pixels(width: int, height: int, most: int) -> None:
    """Raise `TooLarge` when a picture has more pixels than are allowed, `Damaged` when it has none."""
    if width < 1 or height < 1:
        raise Damaged("it has no pixels")
    if width * height > most:
        raise TooLarge(width, height)


class TooLarge(Exception):
    """More pixels than the limit: `width`, `height`."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.width, self.height = width, height
