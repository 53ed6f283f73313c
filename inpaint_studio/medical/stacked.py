"""A medical image as a document holds it: one tall photo with the frames below each other.

Grey values are coded as levels of 16 bit: `level = (value - lowest) * step`, with a whole `step` wherever
the values span less than 16 bit, so that coding and decoding lose nothing. The canvas of a document is the
frame that is shown. Colours are RGB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from ..core.arrays import AnyArray, Bytes, Flags, Pixels
from ..core.depth import sixteen_bit
from ..core.document.document import Document
from ..core.geometry import Rect, Size
from ..core.photo import Photo, SourceFormat
from .display import rgb, voi
from .filling import Colours
from .image import MedicalImage, Window

KINDS: Mapping[str, str] = {"dicom": "DICOM", "nifti": "NIfTI"}
"""The name of the format of a `MedicalPhoto`, by the kind of its image."""
_LEVELS = 65535
_MOST_NAMED = 6
"""Fills whose seeds are all named; a description holds 1024 characters."""


@dataclass(frozen=True, eq=False, kw_only=True)
class MedicalPhoto(Photo):
    """A medical image as a photo: (frames * rows, columns, 1) uint16 levels, or 3 channels of RGB.

    `lowest` and `highest` are the ends of its values: `lowest` is level 0, and a value is `step` levels.
    """

    image: MedicalImage
    lowest: float = 0.0
    highest: float = 255.0
    step: float = 1.0

    @classmethod
    def of(cls, image: MedicalImage) -> Self:
        """The photo of an image; its values are copied, frame by frame."""
        about: dict[str, Any] = {
            "source": SourceFormat(KINDS[image.kind]),
            "image": image,
            "notes": image.notes,
        }
        frames, rows, columns = image.values.shape[:3]
        if not image.is_grey:
            colours = np.concatenate([rgb(image, frame) for frame in image.values])
            return cls(pixels=colours, **about)
        low, high = _ends(image.values)
        step = _step(low, high, whole=np.issubdtype(image.values.dtype, np.integer))
        levels = np.empty((frames * rows, columns, 1), np.uint16)
        for number, frame in enumerate(image.values):
            coded = (np.nan_to_num(frame.astype(np.float64), nan=low, posinf=high, neginf=low) - low) * step
            levels[number * rows : (number + 1) * rows, :, 0] = np.rint(coded)
        return cls(pixels=levels, **about, lowest=low, highest=high, step=step)

    # -- frames ---------------------------------------------------------------------------------------

    @property
    def frames(self) -> int:
        """The number of frames, or slices."""
        return self.image.frames

    @property
    def frame_size(self) -> Size:
        return Size(self.size.width, self.size.height // self.frames)

    def rect_of(self, frame: int) -> Rect:
        """Where a frame (0 is the first) lies in the photo: the canvas that shows it."""
        size = self.frame_size
        return Rect(0, frame * size.height, size.width, size.height)

    def frame_at(self, canvas: Rect) -> int:
        """The frame that a canvas shows."""
        return canvas.y // self.frame_size.height

    # -- values ---------------------------------------------------------------------------------------

    @property
    def is_grey(self) -> bool:
        """Whether it has values that a window can show; colours are shown as they are."""
        return self.image.is_grey

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return bool(np.issubdtype(self.image.values.dtype, np.integer))

    def values_of(self, levels: Pixels) -> AnyArray:
        """The stored values of levels (n,), or of colours (n, 3), in the dtype of the image."""
        dtype = self.image.values.dtype
        if not self.is_grey:
            return Colours(self.image).stored(sixteen_bit(levels))
        # the last levels, which engines may give, are beyond the highest value
        values = np.minimum(levels.astype(np.float64) / self.step + self.lowest, self.highest)
        return (np.rint(values) if self.is_whole else values).astype(dtype)

    def measured(self, stored: float, frame: int) -> float:
        """A stored value of a frame in the unit of the image."""
        return float(self.image.real(np.asarray(stored), frame))

    @property
    def range_of_values(self) -> tuple[float, float]:
        """The lowest and highest value, in the unit of the image, as the first frame is scaled."""
        ends = [self.measured(value, 0) for value in (self.lowest, self.highest)]
        return min(ends), max(ends)

    def table(self, frame: int, window: Window) -> Bytes:
        """The grey, 0 to 255, that each of the 65536 levels shows as in a frame through a window."""
        stored = np.arange(_LEVELS + 1) / self.step + self.lowest
        greys = np.rint(voi(self.image.real(stored, frame), window)).astype(np.uint8)
        return np.asarray(255 - greys if self.image.photometric == "MONOCHROME1" else greys, np.uint8)

    # -- what was filled ------------------------------------------------------------------------------

    def filled(self, document: Document) -> tuple[MedicalImage, Flags]:
        """The image with the fills of a document on this photo, and where these are: (frames, rows, columns).

        Every value outside the fills is that of the image.
        """
        values = self.image.values.copy()
        mask = np.zeros(values.shape[:3], bool)
        size = self.frame_size
        for layer in document.layers:
            for patch in layer.content.patches if layer.shows else ():
                first = self.frame_at(patch.rect)
                for number in range(max(0, first), min(self.frames, self._frame_after(patch.rect))):
                    home = self.rect_of(number)
                    shared = patch.rect & home
                    covered = patch.coverage[shared.moved(-patch.rect.x, -patch.rect.y).slices] > 0
                    mask[number][shared.moved(0, -home.y).slices] |= covered
        for frame in np.flatnonzero(mask.any(axis=(1, 2))).tolist():
            picture = document.with_canvas(self.rect_of(frame)).read(Rect.of(size))
            where = mask[frame]
            new = picture[where] if not self.is_grey else picture[..., 0][where]
            values[frame][where] = self.values_of(new)
        return self.image.with_values(values), mask

    def _frame_after(self, rect: Rect) -> int:
        """The number of the frame after the last that a rectangle of the photo touches."""
        return -(-rect.bottom // self.frame_size.height)


def _ends(values: AnyArray) -> tuple[float, float]:
    """The least and the greatest finite value; 0 and 0 without any."""
    finite = values if np.issubdtype(values.dtype, np.integer) else values[np.isfinite(values)]
    return (finite.min().item(), finite.max().item()) if finite.size else (0.0, 0.0)


def _step(low: float, high: float, *, whole: bool) -> float:
    """How many levels a value is, so that low to high fit into 16 bit."""
    if high <= low:
        return 1.0
    step = _LEVELS / (high - low)
    return float(int(step)) if whole and step >= 1 else step


@dataclass(frozen=True)
class MadeBy:
    """What made the fills of a document: the seed and the parameters only if they are those of all fills."""

    engine: str
    seed: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def made_by(document: Document) -> MadeBy:
    """What made the shown fills of a document, engines, clone stamp and healing brush alike."""
    about = [layer.content.description for layer in document.layers if layer.shows]
    ways = {(_engine_in(one), one.get("seed"), repr(one.get("params", {}))): one for one in about}
    if len(ways) == 1:
        ((engine, seed, _), one), *_ = ways.items()
        return MadeBy(engine, seed, one.get("params", {}))
    named = [f"{engine}, seed {seed}" if seed is not None else engine for engine, seed, _ in ways]
    if len(named) > _MOST_NAMED:
        named = [engine for engine, *_ in ways]
    return MadeBy("; ".join(dict.fromkeys(named)))


def _engine_in(about: Mapping[str, Any]) -> str:
    """The name of the engine of a fill, with those that it chose."""
    engine, chosen = str(about.get("engine", "")), [str(one) for one in about.get("engines", ())]
    return engine if chosen in ([], [engine]) else f"{engine} ({', '.join(chosen)})"
