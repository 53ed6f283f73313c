"""A picture in screen pixels at full, half, quarter … size, so that every zoom paints fast.

Each level halves the previous one; each of its pixels is the mean of four. Levels are numpy arrays that
QImages share, so updating a rectangle copies nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from ...core.arrays import Bytes
from ...core.geometry import Rect, Size
from ...core.photo import PhotoSource
from .display import DisplayTransform
from .viewport import Viewport

LEVELS = 7
"""1 : 1 to 1 : 64, which is the smallest zoom."""
ALIGNMENT = 1 << (LEVELS - 1)
"""Regions begin at multiples of this, so that the pixels of all levels align with those of the picture."""
MOST_PIXELS = 128_000_000
"""A larger picture has no level in full size (at 4 bytes each that would be 512 MB)."""
_BAND = 512  # rows that are converted at a time; a multiple of ALIGNMENT
_COARSE = 2_000_000  # pixels of a first look
SMOOTH_UP_TO = 2.0
"""Above this zoom pixels show as squares."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """The levels of `region` (pixels of the picture), from level `first` (`arrays[0]`) on.

    Each array is (h, w) or (h, w, 4) uint8 and covers the region in pixels of 2^level, rounded up.
    """

    region: Rect
    first: int
    arrays: tuple[Bytes, ...]

    @classmethod
    def blank(cls, region: Rect, first: int = 0, channels: int | None = 4) -> Self:
        """All zero, in no memory until something is written. ValueError unless the region is `aligned`."""
        if region.x % ALIGNMENT or region.y % ALIGNMENT:
            raise ValueError(f"{region} does not begin at a multiple of {ALIGNMENT}")
        arrays = []
        for level in range(first, LEVELS):
            shape = (_ceil_shift(region.height, level), _ceil_shift(region.width, level))
            arrays.append(np.zeros(shape if channels is None else (*shape, channels), np.uint8))
        return cls(region, first, tuple(arrays))

    @property
    def nbytes(self) -> int:
        """The memory of all levels."""
        return sum(array.nbytes for array in self.arrays)

    def level_for(self, zoom: float) -> int:
        """The level to paint from: the smallest with at least the resolution of the screen."""
        return level_for(zoom, self.first)

    def array(self, level: int) -> Bytes:
        """The array of a level, which must be at least `first`."""
        return self.arrays[level - self.first]

    def put(self, rect: Rect, values: Bytes) -> None:
        """Write full-size `values` of `rect` (within the region), for a pyramid with a level 0."""
        local = rect.moved(-self.region.x, -self.region.y)
        self.arrays[0][local.slices] = values
        self.propagate(local)

    def propagate(self, local: Rect) -> None:
        """Update all other levels after a change of the first in `local` (its pixels)."""
        for finer, coarser in zip(self.arrays, self.arrays[1:], strict=False):
            left, top = local.x >> 1, local.y >> 1
            local = Rect.spanning(left, top, (local.right + 1) >> 1, (local.bottom + 1) >> 1)
            if not local:
                return
            halve(finer[2 * top : 2 * local.bottom, 2 * left : 2 * local.right], coarser[local.slices])

    def read_from(
        self,
        source: PhotoSource,
        transform: DisplayTransform,
        rect: Rect | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Self:
        """Read `source` in `rect` (None: everywhere), band by band; returns itself."""
        rect = self.region if rect is None else rect & self.region
        # whole pixels of the first level
        step = 1 << self.first
        local = rect.moved(-self.region.x, -self.region.y)
        left, top = local.x // step * step, local.y // step * step
        right = min(_ceil_shift(local.right, self.first) * step, self.region.width)
        bottom = min(_ceil_shift(local.bottom, self.first) * step, self.region.height)
        while top < bottom and not stopped():
            end = min(bottom, (top // _BAND + 1) * _BAND)
            self._read_band(source, transform, Rect.spanning(left, top, right, end))
            top = end
        return self

    def _read_band(self, source: PhotoSource, transform: DisplayTransform, band: Rect) -> None:
        where = band.moved(self.region.x, self.region.y)
        small = Rect.spanning(
            band.x >> self.first,
            band.y >> self.first,
            _ceil_shift(band.right, self.first),
            _ceil_shift(band.bottom, self.first),
        )
        target = self.arrays[0][small.slices]
        if self.first == 0:
            transform.read(source, where, target)
        else:
            pixels = transform.read(source, where)
            for _ in range(self.first - 1):
                pixels = halve(pixels)
            halve(pixels, target)
        self.propagate(small)

    def image(self, level: int) -> QImage:
        """A level (h, w, 4) as an image that shares its memory, valid while this pyramid exists."""
        height, width = self.array(level).shape[:2]
        return image_of(self.array(level), Rect(0, 0, width, height))

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect, clip: Rect | None = None) -> None:
        """Paint the region within the device rectangle `exposed`; the painter is in device px.

        `clip` (pixels of the picture) limits it further.
        """
        within = self.region if clip is None else self.region & clip
        shown = viewport.rect_to_device(within) & exposed
        if not shown:
            return
        level = self.level_for(viewport.zoom)
        paint_pixels(
            painter, viewport, shown, self.array(level), level, (self.region.x, self.region.y), within
        )


def level_for(zoom: float, first: int = 0) -> int:
    """The level to paint from if there are levels from `first` on."""
    wanted = math.floor(-math.log2(zoom) + 1e-9) if zoom < 1 else 0
    return min(LEVELS - 1, max(first, wanted))


def halve(finer: Bytes, out: Bytes | None = None) -> Bytes:
    """An array at half its size, (h, w) or (h, w, C) uint8.

    Odd sizes are rounded up; the last row or column counts twice then.
    """
    height, width = finer.shape[:2]
    rows, columns = (height + 1) // 2, (width + 1) // 2
    if out is None:
        out = np.empty((rows, columns, *finer.shape[2:]), np.uint8)
    if height % 2 or width % 2:
        # only the last line is handled separately, to avoid a copy of the whole
        even_rows, even_columns = height // 2, width // 2
        if even_rows and even_columns:
            _halve_even(finer[: 2 * even_rows, : 2 * even_columns], out[:even_rows, :even_columns])
        if width % 2:
            strip = np.repeat(_doubled(finer[:, -1:]), 2, axis=1)
            out[:, -1:] = _halve_even(strip, np.empty((rows, 1, *finer.shape[2:]), np.uint8))
        if height % 2:
            strip = np.repeat(_doubled(finer[-1:], axis=1), 2, axis=0)
            out[-1:] = _halve_even(strip, np.empty((1, columns, *finer.shape[2:]), np.uint8))
        return out
    return _halve_even(finer, out)


def coarse(source: PhotoSource, transform: DisplayTransform, region: Rect) -> Pyramid:
    """A coarse pyramid from a sparse sample of the pixels, in a fraction of the time of the real one."""
    first = 1
    while region.area >> (2 * first) > _COARSE and first < LEVELS - 1:
        first += 1
    pyramid = Pyramid.blank(region, first)
    step = 1 << first
    for top in range(0, region.height, _BAND):
        band = Rect(region.x, region.y + top, region.width, min(_BAND, region.height - top))
        rows = slice(min(step // 2, band.height - 1), None, step)
        columns = slice(min(step // 2, band.width - 1), None, step)
        alpha = source.read_alpha(band)
        few = transform.screen(
            np.ascontiguousarray(source.read(band)[rows, columns]),
            None if alpha is None else np.ascontiguousarray(alpha[rows, columns]),
        )
        target = pyramid.arrays[0][top >> first : (top >> first) + _ceil_shift(band.height, first)]
        # the last pixel of an odd size may have no sample of its own
        missing = ((0, target.shape[0] - few.shape[0]), (0, target.shape[1] - few.shape[1]), (0, 0))
        target[:] = np.pad(few, missing, mode="edge")
    pyramid.propagate(Rect(0, 0, pyramid.arrays[0].shape[1], pyramid.arrays[0].shape[0]))
    return pyramid


def first_level(region: Rect, most: int = MOST_PIXELS) -> int:
    """The finest level of a picture of this size that is worth its memory."""
    first = 0
    while region.area >> (2 * first) > most and first < LEVELS - 1:
        first += 1
    return first


def aligned(rect: Rect, size: Size) -> Rect:
    """`rect` enlarged to multiples of `ALIGNMENT`, within a picture of `size`."""
    left, top = rect.x // ALIGNMENT * ALIGNMENT, rect.y // ALIGNMENT * ALIGNMENT
    right, bottom = (_ceil_shift(end, LEVELS - 1) * ALIGNMENT for end in (rect.right, rect.bottom))
    return Rect.spanning(left, top, right, bottom) & Rect.of(size)


def image_of(array: Bytes, part: Rect) -> QImage:
    """A QImage that shares `part` of contiguous (h, w, 4) uint8 screen pixels, which must be kept alive."""
    start = 4 * (part.y * array.shape[1] + part.x)
    view = array.reshape(-1)[start:]
    return QImage(view.data, part.width, part.height, array.strides[0], QImage.Format.Format_RGB32)


def paint_pixels(
    painter: QPainter,
    viewport: Viewport,
    shown: Rect,
    array: Bytes,
    level: int,
    at: tuple[int, int],
    clip: Rect,
) -> None:
    """Paint screen pixels of a level, whose corner is at `at` (x, y) of the picture, in `shown` (device px).

    Only whole pixels of the picture in `clip` are touched. The painter is in device px.
    """
    step = 1 << level
    # the needed pixels of the level, and two more on each side for smoothing
    reach = viewport.device_to_image(shown, 2 * step)
    height, width = array.shape[:2]
    part = Rect.spanning(
        (reach.x - at[0]) // step,
        (reach.y - at[1]) // step,
        -((at[0] - reach.right) // step),
        -((at[1] - reach.bottom) // step),
    ) & Rect(0, 0, width, height)
    if not part:
        return
    left, top = viewport.origin
    painter.save()
    within = shown & rounded(viewport, clip)
    painter.setClipRect(
        QRect(within.x, within.y, within.width, within.height), Qt.ClipOperation.IntersectClip
    )
    painter.translate(left, top)
    painter.scale(viewport.zoom, viewport.zoom)
    painter.translate(at[0], at[1])
    painter.scale(step, step)
    smooth = viewport.zoom <= SMOOTH_UP_TO
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(QPointF(part.x, part.y), image_of(array, part))
    painter.restore()


def rounded(viewport: Viewport, rect: Rect) -> Rect:
    """A rectangle of the picture in device px, each edge at the nearest one."""
    left, top = viewport.origin
    return Rect.spanning(
        round(rect.x * viewport.zoom + left),
        round(rect.y * viewport.zoom + top),
        max(round(rect.right * viewport.zoom + left), round(rect.x * viewport.zoom + left) + 1),
        max(round(rect.bottom * viewport.zoom + top), round(rect.y * viewport.zoom + top) + 1),
    )


def _halve_even(finer: Bytes, out: Bytes) -> Bytes:
    cv2.resize(finer, (out.shape[1], out.shape[0]), dst=out, interpolation=cv2.INTER_AREA)
    return out


def _doubled(line: Bytes, axis: int = 0) -> Bytes:
    """A line with an even number of pixels: an odd last one is doubled."""
    if line.shape[axis] % 2 == 0:
        return line
    last = line[-1:] if axis == 0 else line[:, -1:]
    return np.concatenate([line, last], axis=axis)


def _ceil_shift(value: int, bits: int) -> int:
    """`value` / 2^bits, rounded up."""
    return -(-value >> bits)
