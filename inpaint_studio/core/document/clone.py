"""The clone brush: paints one part of the photo over another through a soft brush.

A stroke reads the photo in its state at the start of the stroke, so nothing smears when the brush crosses
its own source, and the result depends only on the brush's coverage, not on the number of passes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ..arrays import AnyArray, Pixels
from ..coverage import bounds
from ..geometry import Rect, Size
from ..photo import OnPhoto, PhotoSource
from ..strokes import Stroke, brush, paint
from ..tiles import TiledArray
from .layers import LayerPatch


@dataclass(frozen=True, eq=False)
class Cloned(OnPhoto):
    """A photo with a clone stroke on it, itself a `PhotoSource`; made by `Cloned.of`.

    Every pixel under the brush is mixed with the pixel at `offset` (dx, dy) from it, with the weight
    `coverage` (H, W) uint8 times `opacity` (above 0, up to 1). Transparent pixels weigh less in the mixture.
    A frozen value that any thread may read; `painted` returns the next one.
    """

    photo: PhotoSource
    offset: tuple[int, int]
    opacity: float
    coverage: TiledArray

    def __post_init__(self) -> None:
        """Raise ValueError for an opacity out of range."""
        if not 0 < self.opacity <= 1:
            raise ValueError(f"the opacity of a clone is above 0 and up to 1, not {self.opacity}")

    @classmethod
    def of(cls, photo: PhotoSource, offset: tuple[int, int], opacity: float = 1.0) -> Self:
        """The photo with an empty stroke."""
        return cls(photo, offset, opacity, TiledArray.blank(photo.size))

    @property
    def size(self) -> Size:
        return self.photo.size

    @property
    def has_alpha(self) -> bool:
        return self.photo.has_alpha

    @property
    def area(self) -> Rect:
        """The part of the photo whose source also lies within the photo."""
        whole = Rect.of(self.size)
        return whole & whole.moved(-self.offset[0], -self.offset[1])

    @property
    def bounds(self) -> Rect:
        """The smallest rectangle around the stroke so far."""
        found = Rect(0, 0, 0, 0)
        for index in self.coverage.tiles_used():
            home = self.coverage.tile_rect(index)
            found |= bounds(self.coverage.tile(index)).moved(home.x, home.y)
        return found

    def painted(self, stroke: Stroke) -> tuple[Self, Rect]:
        """With another piece of the stroke, and the rectangle that it changed."""
        coverage = self.coverage.snapshot()
        changed = paint(coverage, brush(stroke, self.area))
        return replace(self, coverage=coverage), changed

    def read(self, rect: Rect) -> Pixels:
        return self._mixed(rect)[0]

    def read_alpha(self, rect: Rect) -> Pixels | None:
        return self._mixed(rect)[1]

    def patches(self) -> tuple[LayerPatch, ...]:
        """The painted pixels, tile by tile, as patches of a fill."""
        result = []
        for index in self.coverage.tiles_used():
            home = self.coverage.tile_rect(index)
            # coverage too faint to change anything becomes 0
            weights = np.rint(self.coverage.tile(index) * self.opacity).astype(np.uint8)
            rect = bounds(weights)
            if rect:
                there = rect.moved(home.x, home.y)
                pixels, alpha = self._mixed(there)
                result.append(LayerPatch(there, pixels, weights[rect.slices].copy(), alpha))
        return tuple(result)

    def _copied(self, rect: Rect) -> AnyArray:
        """What a full stroke paints in `rect` of `area`: (h, w, C) in levels of the photo."""
        return self.photo.read(rect.moved(*self.offset))

    def _mixed(self, rect: Rect) -> tuple[Pixels, Pixels | None]:
        """Pixels and alpha of `rect`; unchanged byte for byte where the brush was not."""
        pixels, alpha = self.photo.read(rect), self.photo.read_alpha(rect)
        here = bounds(self.coverage.read(rect)).moved(rect.x, rect.y) & self.area
        if not here:
            return pixels, alpha
        inside = here.moved(-rect.x, -rect.y).slices
        there = here.moved(*self.offset)
        share = self.coverage.read(here).astype(np.float32) * np.float32(self.opacity / 255)
        over, over_alpha = self._copied(here), self.photo.read_alpha(there)
        weight = share
        pixels = np.array(pixels)
        if alpha is not None and over_alpha is not None:
            under_alpha = alpha[inside].astype(np.float32)
            mixed = under_alpha + (over_alpha.astype(np.float32) - under_alpha) * share
            # colours are weighted by their opacity
            weight = np.where(mixed > 0, share * over_alpha / np.maximum(mixed, 1e-6), share)
            alpha = np.array(alpha)
            alpha[inside] = np.rint(mixed).astype(self.dtype)
        under = pixels[inside].astype(np.float32)
        colours = np.rint(under + (over.astype(np.float32) - under) * weight[..., None])
        np.copyto(pixels[inside], colours.astype(self.dtype), where=(share > 0)[..., None])
        return pixels, alpha
