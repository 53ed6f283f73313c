"""The photo as a value: pixels, alpha and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from .arrays import Pixels, read_only
from .geometry import Rect, Size


class PhotoSource(Protocol):
    """Anything that can be read like a photo, by rectangles: a `Photo` or a snapshot of a document."""

    @property
    def size(self) -> Size: ...

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB), not counting alpha."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """uint8 or uint16."""
        ...

    @property
    def has_alpha(self) -> bool: ...

    @property
    def icc(self) -> bytes | None:
        """The colour profile of the file, unchanged; None is treated as sRGB."""
        ...

    def read(self, rect: Rect) -> Pixels:
        """The pixels of `rect`: (height, width, channels) in `dtype`, read-only."""
        ...

    def read_alpha(self, rect: Rect) -> Pixels | None:
        """The alpha of `rect`: (height, width) in `dtype`, or None for an opaque photo."""
        ...


class OnPhoto:
    """The kind of pixels of a `PhotoSource` that lies on another one."""

    photo: PhotoSource

    @property
    def channels(self) -> int:
        return self.photo.channels

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.photo.dtype

    @property
    def icc(self) -> bytes | None:
        return self.photo.icc


@dataclass(frozen=True)
class SourceFormat:
    """How the file of a photo was encoded, so that it can be saved the same way."""

    name: str = "PNG"
    """Pillow's name of the format: JPEG, PNG, TIFF, WEBP, BMP …"""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What to repeat when saving: quantisation tables, subsampling, compression …"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Metadata:
    """What the file of a photo holds besides its pixels.

    `icc`, `exif` (without its marker) and `xmp` are the raw blocks of the file; `iptc` is its IIM data sets
    (the contents of TIFF tag 33723); `photoshop` its image resources (TIFF tag 34377) without IPTC and
    thumbnails; `comments` are texts in an encoding that the file does not name, mostly UTF-8 or Latin-1.
    `dpi` is (x, y) in pixels per inch. `notes` tell the user what opening changed.
    """

    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    photoshop: bytes | None = None
    comments: tuple[bytes, ...] = ()
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class LayerStack:
    """The layers of another program that a photo was composed of, kept as they are in its OpenRaster file.

    `xml` is the `<stack>` element around them; attributes in it name `files`, mostly PNG, by their path in
    the archive.
    """

    xml: bytes
    files: Mapping[str, bytes]


@dataclass(frozen=True, eq=False)
class Photo(Metadata):
    """A decoded photo, upright (EXIF orientation applied). The arrays are marked read-only.

    `pixels` is (height, width, channels) with 1 (grey) or 3 (RGB) channels, uint8 or uint16; `alpha`
    is (height, width) of the same dtype, or None. `beneath` are the layers that it was composed of, if any.
    """

    pixels: Pixels
    alpha: Pixels | None = None
    source: SourceFormat = SourceFormat()
    beneath: LayerStack | None = None

    def __post_init__(self) -> None:
        pixels = self.pixels[..., None] if self.pixels.ndim == 2 else self.pixels
        if pixels.ndim != 3 or pixels.shape[2] not in (1, 3) or pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"pixels must be (H, W, 1|3) uint8 or uint16, not {pixels.shape} {pixels.dtype}")
        if self.alpha is not None and (
            self.alpha.shape != pixels.shape[:2] or self.alpha.dtype != pixels.dtype
        ):
            raise ValueError("alpha must be (H, W) of the dtype of the pixels")
        object.__setattr__(self, "pixels", read_only(pixels))
        if self.alpha is not None:
            object.__setattr__(self, "alpha", read_only(self.alpha))

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    @property
    def has_transparency(self) -> bool:
        """Whether any pixel is not fully opaque."""
        return self.alpha is not None and bool(self.alpha.min() < np.iinfo(self.alpha.dtype).max)

    @property
    def frame_size(self) -> Size:
        """The size of what is a picture of its own: all of it, unless it holds several frames."""
        return self.size

    @property
    def channels(self) -> int:
        return int(self.pixels.shape[2])

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.pixels.dtype

    @property
    def has_alpha(self) -> bool:
        return self.alpha is not None

    def read(self, rect: Rect) -> Pixels:
        return self.pixels[rect.slices]

    def read_alpha(self, rect: Rect) -> Pixels | None:
        return None if self.alpha is None else self.alpha[rect.slices]
