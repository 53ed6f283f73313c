"""Masks over the photo: as a tint, a moving outline, or hatched; in screen pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from ...core.arrays import Bytes, Coverage
from ...core.coverage import bounds
from ...core.geometry import Rect, Size
from ...core.mask import THRESHOLD
from ...core.tiles import TiledArray
from .pyramid import SMOOTH_UP_TO, Pyramid, halve, level_for, rounded
from .viewport import Viewport

SOURCES_COLOUR = QColor("#35c46f")
"""Where texture may be copied from."""
PROTECTED_COLOUR = QColor("#4c9ffe")
"""Where no found damage is taken; hatched too."""
AVOID_COLOUR = QColor("#f0a020")
"""Where texture must not be copied from; hatched, so that it does not depend on colour vision."""
ArgbPixels = NDArray[np.uint32]
"""Premultiplied ARGB."""

_DASH = 4  # widget px of a black or white dash of the outline
_HATCH = 5  # widget px between lines of the hatching; two fifths of that are strong


@dataclass(frozen=True)
class OverlayStyle:
    """How the mask is shown: `mode` is "tint" or "outline", `opacity` 0 to 1."""

    colour: QColor = field(default_factory=lambda: QColor("#ff3d71"))
    opacity: float = 0.45
    mode: str = "tint"
    visible: bool = True


class MaskLayer:
    """The coverage of one mask for the screen, which follows the mask tile by tile.

    In full size it shares the tiles of the mask; half size and smaller are a pyramid of bytes. Areas that
    were never painted take no memory.
    """

    def __init__(self, size: Size) -> None:
        """An empty mask of the size of the picture."""
        self._size = size
        self._tiles = TiledArray.blank(size)
        self._smaller = _blank(size)
        self._used: dict[int, Rect] = {}
        self._used_bounds: Rect | None = None
        self._bounds: Rect | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is covered."""
        return not self._used

    @property
    def extent(self) -> Rect:
        """The tiles in which anything is covered, as one rectangle."""
        if self._used_bounds is None:
            self._used_bounds = reduce(or_, self._used.values(), Rect(0, 0, 0, 0))
        return self._used_bounds

    @property
    def bounds(self) -> Rect:
        """The smallest rectangle around coverage > 0."""
        if self._bounds is None:
            found = (
                bounds(self._tiles.tile(index)).moved(home.x, home.y) for index, home in self._used.items()
            )
            self._bounds = reduce(or_, found, Rect(0, 0, 0, 0))
        return self._bounds

    def array(self, level: int) -> Coverage:
        """The coverage of the whole mask in pixels of 2^level, rounded up; a copy at level 0."""
        return self._tiles.read(Rect.of(self._size)) if level == 0 else self._smaller.array(level)

    def follow(self, tiles: TiledArray, rect: Rect) -> None:
        """Take over the tiles of `tiles` (of the same size) that share pixels with `rect`."""
        indices = tiles.tiles_in(rect)
        if len(indices) == len(tiles):
            # most of a mask was never painted: skip those tiles
            indices = sorted({*tiles.tiles_used(), *self._used})
        written = Rect(0, 0, 0, 0)
        for index in indices:
            tile = tiles.tile(index)
            if tile is self._tiles.tile(index):
                continue
            used = bool(tile.any())
            if not used and index not in self._used:
                continue
            self._tiles.put_tile(index, tile)
            home = tiles.tile_rect(index)
            if used:
                self._used[index] = home
            else:
                del self._used[index]
            half = Rect.spanning(home.x >> 1, home.y >> 1, (home.right + 1) >> 1, (home.bottom + 1) >> 1)
            halve(tile, self._smaller.array(1)[half.slices])
            written |= half
        if not written:
            return
        self._used_bounds = self._bounds = None
        if self._used:
            self._smaller.propagate(written)
        else:
            # zeros that were written take memory
            self._tiles, self._smaller = TiledArray.blank(self._size), _blank(self._size)

    def sample(self, viewport: Viewport, rect: Rect) -> Bytes:
        """Coverage (h, w) uint8 at the device pixels of `rect`; 0 outside the picture."""
        picture = rounded(viewport, Rect.of(self._size))
        inner = rect & picture
        if not inner:
            return np.zeros((rect.height, rect.width), np.uint8)
        level = level_for(viewport.zoom)
        array = self._smaller.array(level) if level else self._tiles
        found = _sampled(array, level, viewport, inner)
        if inner == rect:
            return found
        whole = np.zeros((rect.height, rect.width), np.uint8)
        whole[inner.moved(-rect.x, -rect.y).slices] = found
        return whole

    def device_extent(self, viewport: Viewport, exposed: Rect) -> Rect:
        """The device pixels of `exposed` that this layer can touch."""
        if self.is_empty:
            return Rect(0, 0, 0, 0)
        return viewport.rect_to_device(self.extent).grown(2) & exposed

    # -- painting; the painter is in device px ---------------------------------------------------

    def paint_tint(
        self, painter: QPainter, viewport: Viewport, exposed: Rect, colour: QColor, opacity: float
    ) -> None:
        """Tint the mask with `colour`, by coverage times `opacity`."""
        where = self.device_extent(viewport, exposed)
        if where:
            draw_argb(painter, where, np.take(_tints(colour.rgb(), opacity), self.sample(viewport, where)))

    def paint_hatched(
        self, painter: QPainter, viewport: Viewport, exposed: Rect, colour: QColor, opacity: float
    ) -> None:
        """Like `paint_tint`, in diagonal lines with a weak tint between them."""
        where = self.device_extent(viewport, exposed)
        if not where:
            return
        coverage = self.sample(viewport, where)
        period = max(2, round(_HATCH * viewport.ratio))
        place = (
            np.arange(where.x, where.right)[None, :] + np.arange(where.y, where.bottom)[:, None]
        ) % period
        strong = np.take(_tints(colour.rgb(), min(1.0, opacity * 1.6)), coverage)
        weak = np.take(_tints(colour.rgb(), opacity * 0.4), coverage)
        draw_argb(painter, where, np.where(place * 5 < period * 2, strong, weak))

    def paint_outline(self, painter: QPainter, viewport: Viewport, exposed: Rect, phase: int) -> None:
        """Dashes in black and white around coverage of 128 and more; `phase` (widget px) moves them."""
        where = self.device_extent(viewport, exposed)
        if not where:
            return
        thick = max(1, round(viewport.ratio))
        inside = (self.sample(viewport, where.grown(thick)) >= THRESHOLD).astype(np.uint8)
        eroded = cv2.erode(inside, cv2.getStructuringElement(cv2.MORPH_CROSS, (2 * thick + 1, 2 * thick + 1)))
        edge = (inside != eroded)[thick:-thick, thick:-thick]
        dash = max(1, round(_DASH * viewport.ratio))
        shift = round(phase * viewport.ratio)
        place = np.arange(where.x, where.right)[None, :] + np.arange(where.y, where.bottom)[:, None] - shift
        white = (place // dash) % 2 == 0
        colours = np.where(white, np.uint32(0xFFFFFFFF), np.uint32(0xFF101010))
        draw_argb(painter, where, np.where(edge, colours, np.uint32(0)))


def _blank(size: Size) -> Pyramid:
    """The levels from half size on."""
    return Pyramid.blank(Rect.of(size), 1, None)


def _part(level: Coverage | TiledArray, left: int, top: int, right: int, bottom: int) -> Coverage:
    """A part of a level, which lies in it."""
    part = Rect.spanning(left, top, right, bottom)
    return level.read(part) if isinstance(level, TiledArray) else level[part.slices]


def _sampled(array: Coverage | TiledArray, level: int, viewport: Viewport, rect: Rect) -> Bytes:
    """Coverage at the device pixels of `rect`, within the picture, from that of a level."""
    zoom = viewport.zoom * (1 << level)  # device pixels for each pixel of the level
    left, top = viewport.origin
    height, width = array.shape
    if zoom == 1:
        x, y = rect.x - left, rect.y - top
        if x + rect.width <= width and y + rect.height <= height:
            return _part(array, x, y, x + rect.width, y + rect.height)
    if viewport.zoom > SMOOTH_UP_TO or zoom == 1:
        columns = ((np.arange(rect.x, rect.right) + 0.5 - left) / zoom).astype(int).clip(0, width - 1)
        rows = ((np.arange(rect.y, rect.bottom) + 0.5 - top) / zoom).astype(int).clip(0, height - 1)
        x, y = int(columns[0]), int(rows[0])
        part = _part(array, x, y, int(columns[-1]) + 1, int(rows[-1]) + 1)
        return np.asarray(np.take(np.take(part, columns - x, axis=1), rows - y, axis=0))
    x0 = max(0, int((rect.x - left) / zoom) - 2)
    y0 = max(0, int((rect.y - top) / zoom) - 2)
    x1 = min(width, int((rect.right - left) / zoom) + 3)
    y1 = min(height, int((rect.bottom - top) / zoom) + 3)
    # OpenCV counts from the centres of pixels
    matrix = np.array(
        [
            [1 / zoom, 0, (rect.x + 0.5 - left) / zoom - 0.5 - x0],
            [0, 1 / zoom, (rect.y + 0.5 - top) / zoom - 0.5 - y0],
        ]
    )
    return np.asarray(
        cv2.warpAffine(
            _part(array, x0, y0, x1, y1),
            matrix,
            (rect.width, rect.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


@lru_cache(maxsize=16)
def _tints(rgb: int, opacity: float) -> ArgbPixels:
    """A colour at every coverage, (256,) uint32 premultiplied ARGB."""
    alpha = np.arange(256) / 255 * min(1.0, max(0.0, opacity))
    channels = [(rgb >> shift & 255) * alpha for shift in (16, 8, 0)]
    red, green, blue = (np.rint(channel).astype(np.uint32) for channel in channels)
    whole = np.rint(255 * alpha).astype(np.uint32)
    return np.asarray(whole << 24 | red << 16 | green << 8 | blue, np.uint32)


def draw_argb(painter: QPainter, where: Rect, argb: ArgbPixels) -> None:
    """Draw (h, w) uint32 premultiplied ARGB at the device pixels of `where`."""
    argb = np.ascontiguousarray(argb)
    image = QImage(
        argb.data, where.width, where.height, 4 * where.width, QImage.Format.Format_ARGB32_Premultiplied
    )
    painter.drawImage(where.x, where.y, image)
