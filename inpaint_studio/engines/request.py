"""The input and the outcome of a fill: frozen values, so that no thread needs a lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import cv2
import numpy as np

from ..core.arrays import AnyArray, Coverage, Pixels
from ..core.attempts import Attempts
from ..core.document.widen import widen_on
from ..core.errors import Note
from ..core.geometry import Rect
from ..core.mask import Mask
from ..core.photo import PhotoSource
from ..core.reconstruct import JoinOptions
from .base import ParamValue


@dataclass(frozen=True, eq=False)
class FillRequest:
    """Everything that one fill needs, captured when it is requested.

    `guide` is float32 (H, W, 3) in [0, 1] or uint8/uint16 of the photo's size; `sources` is a mask of
    the photo's size, coverage > 0 where pixels may be copied from. `attempts` are what each engine tries for
    every hole that it gets, the best of which is kept; an engine without any fills once, as `params` say.
    `within` asks for a plan that takes so many seconds: see `jobs.budget`, which sets the attempts for it.
    The mask is widened by `widen` px before it is filled (see `core.document.widen`).
    """

    photo: PhotoSource
    mask: Mask
    engine: str = "auto"
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    seed: int = 0
    guide: AnyArray | None = None
    sources: Mask | None = None
    join: JoinOptions = JoinOptions()
    device: str = "auto"
    threads: int | None = None
    attempts: Attempts = ()
    within: float | None = None
    widen: float = 0.0

    def widened(self) -> Self:
        """The request with its mask widened. Raises StudioError "mask-size" if it does not fit the photo."""
        if not self.widen:
            return self
        self.mask.require_size(self.photo.size)
        return replace(self, mask=widen_on(self.photo, self.mask, self.widen), widen=0.0)


def origin_of(copied: float) -> Note:
    """How much of a fill was copied and how much painted, by the share that was copied (0 to 1).

    Both are whole percents, and neither is 0 or 100 unless it is all or nothing.
    """
    if copied in (0, 1):
        return Note("all-copied" if copied else "all-painted")
    percent = min(max(round(100 * copied), 1), 99)
    return Note("copied-and-painted", copied=percent, painted=100 - percent)


@dataclass(frozen=True, eq=False)
class Patch:
    """One filled rectangle: `pixels` (h, w, C) in the photo's dtype, already joined to the photo.

    `alpha` is (h, w) or None; `coverage` is uint8 (h, w): the final pixels are `pixels` where it is above 0
    and the photo's own bytes where it is 0. `engine` made it (`auto` may use several), and `reason` says
    why it was chosen.
    """

    rect: Rect
    pixels: Pixels
    coverage: Coverage
    alpha: Pixels | None = None
    engine: str = ""
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Fill:
    """The outcome of a request: its patches, never a whole photo, and where they came from."""

    patches: tuple[Patch, ...]
    engine: str
    params: Mapping[str, ParamValue]
    seed: int
    seconds: float
    mask_hash: str
    mask_pixels: int
    version: str
    device: str = "cpu"
    threads: int = 1
    weights_hash: str | None = None
    attempts: Attempts = ()
    notes: tuple[str, ...] = ()
    copied: float | None = None
    """The share of its pixels whose colours were copied from the photo, 0 to 1; None if it is not known."""

    @property
    def rects(self) -> tuple[Rect, ...]:
        return tuple(patch.rect for patch in self.patches)

    def apply(self, photo: PhotoSource) -> Pixels:
        """The photo's pixels (H, W, C) with the fill on top: a new array."""
        pixels = np.array(photo.read(Rect.of(photo.size)), order="C")
        for patch in self.patches:
            rows, columns = patch.rect.slices
            cv2.copyTo(patch.pixels, patch.coverage, pixels[rows, columns])
        return pixels

    def apply_alpha(self, photo: PhotoSource) -> Pixels | None:
        """The photo's alpha (H, W) with that of the fill, or None for an opaque photo."""
        alpha = photo.read_alpha(Rect.of(photo.size))
        if alpha is None:
            return None
        alpha = np.array(alpha, order="C")
        for patch in self.patches:
            if patch.alpha is not None:
                rows, columns = patch.rect.slices
                cv2.copyTo(patch.alpha, patch.coverage, alpha[rows, columns])
        return alpha
