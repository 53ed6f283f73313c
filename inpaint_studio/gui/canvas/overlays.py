"""Masks over the photo: as a tint, a moving outline, or hatched; in screen pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from ...core.arrays import Bytes
from ...core.geometry import Rect, Size
from ...core.mask import THRESHOLD
from ...core.tiles import TiledArray
from .pyramid import SMOOTH_UP_TO, Pyramid, rounded
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
    """The coverage of one mask in a pyramid of bytes, which follows the mask tile by tile.

    Areas that were never painted take no memory.
    """

    def __init__(self, size: Size) -> None:
        """An empty mask of the size of the picture."""
        self._pyramid = _blank(size)
        self._size = size
        self._known: dict[int, Bytes] = {}
        self._used: dict[int, Rect] = {}
        self._used_bounds: Rect | None = None
        self._bounds: Rect | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is covered."""
        return not self._used

    @property
    def nbytes(self) -> int:
        """The memory of all levels if the whole mask is painted."""
        return self._pyramid.nbytes

    @property
    def pyramid(self) -> Pyramid:
        """The levels of the coverage."""
        return self._pyramid

    @property
    def extent(self) -> Rect:
        """The tiles in which anything is covered, as one rectangle."""
        if self._used_bounds is None:
            found = Rect(0, 0, 0, 0)
            for rect in self._used.values():
                found |= rect
            self._used_bounds = found
        return self._used_bounds

    @property
    def bounds(self) -> Rect:
        """The smallest rectangle around coverage > 0."""
        if self._bounds is None:
            extent = self.extent
            part = self._pyramid.array(0)[extent.slices]
            rows = np.flatnonzero(part.any(axis=1))
            columns = np.flatnonzero(part.any(axis=0))
            self._bounds = (
                Rect.spanning(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1).moved(
                    extent.x, extent.y
                )
                if len(rows)
                else Rect(0, 0, 0, 0)
            )
        return self._bounds

    def follow(self, tiles: TiledArray, rect: Rect) -> None:
        """Copy what `tiles` (of the same size) has in `rect`."""
        rect = rect & Rect.of(self._size)
        written, finest = False, self._pyramid.array(0)
        indices = tiles.tiles_in(rect)
        if len(indices) == len(tiles):
            # most of a mask was never painted: skip those tiles
            indices = sorted({*tiles.tiles_used(), *self._known})
        for index in indices:
            tile = tiles.tile(index)
            known = self._known.get(index)
            if known is tile:
                continue
            used = bool(tile.any())
            if known is None and not used:
                continue
            home = tiles.tile_rect(index)
            part = home & rect
            if part == home:
                finest[home.slices] = tile
            else:
                finest[part.slices] = tile[part.moved(-home.x, -home.y).slices]
            self._known[index] = tile
            if used:
                self._used[index] = home
            else:
                self._used.pop(index, None)
                del self._known[index]
            written = True
        if not written:
            return
        self._used_bounds = self._bounds = None
        if self._used:
            self._pyramid.propagate(rect)
        else:
            self._pyramid = _blank(self._size)  # zeros that were written take memory

    def sample(self, viewport: Viewport, rect: Rect) -> Bytes:
        """Coverage (h, w) uint8 at the device pixels of `rect`; 0 outside the picture."""
        picture = rounded(viewport, Rect.of(self._size))
        inner = rect & picture
        if not inner:
            return np.zeros((rect.height, rect.width), np.uint8)
        found = _sampled(self._pyramid, viewport, inner)
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
    return Pyramid.blank(Rect.of(size), 0, None)


def _sampled(pyramid: Pyramid, viewport: Viewport, rect: Rect) -> Bytes:
    """Coverage at the device pixels of `rect`, which must lie within the picture."""
    level = pyramid.level_for(viewport.zoom)
    array = pyramid.array(level)
    zoom = viewport.zoom * (1 << level)  # device pixels for each pixel of the level
    left, top = viewport.origin
    height, width = array.shape
    if zoom == 1:
        x, y = rect.x - left, rect.y - top
        if x + rect.width <= width and y + rect.height <= height:
            return np.asarray(array[y : y + rect.height, x : x + rect.width])
    if viewport.zoom > SMOOTH_UP_TO or zoom == 1:
        columns = ((np.arange(rect.x, rect.right) + 0.5 - left) / zoom).astype(int).clip(0, width - 1)
        rows = ((np.arange(rect.y, rect.bottom) + 0.5 - top) / zoom).astype(int).clip(0, height - 1)
        part = array[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        across = np.take(part, columns - columns[0], axis=1)
        return np.asarray(np.take(across, rows - rows[0], axis=0))
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
            array[y0:y1, x0:x1],
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
