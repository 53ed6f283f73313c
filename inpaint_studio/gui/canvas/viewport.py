"""Which part of the picture is shown, and at what zoom; maps between image and widget coordinates.

Image coordinates are continuous: pixel (0, 0) covers 0 <= x < 1. Widget coordinates are Qt's
device-independent pixels, device coordinates the pixels of the screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

from PySide6.QtCore import QPointF, QRect, QRectF

from ...core.geometry import Rect, Size

MIN_ZOOM = 1 / 64
MAX_ZOOM = 32.0
"""Screen pixels for each pixel of the picture."""
_FIT_MARGIN = 24  # widget px left free around a picture that was fitted
_FIT_LARGEST = 2.0  # fitting enlarges a small picture no further than this


@dataclass(frozen=True)
class Viewport:
    """A picture of size `image` in a view of `width` x `height` widget px.

    `zoom` is device pixels for each pixel of the picture: 1 is 100 %, sharp on every screen. `left`
    and `top` (device px) say where the picture's corner is in the view; painting and pointing
    use `origin`, the same in whole device pixels, so that edges stay crisp. `ratio` is device
    pixels for each widget pixel.
    """

    image: Size
    width: float
    height: float
    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0
    ratio: float = 1.0

    @property
    def scale(self) -> float:
        """Device-independent pixels for each pixel of the picture."""
        return self.zoom / self.ratio

    @property
    def origin(self) -> tuple[int, int]:
        """Where the picture's corner is painted, in device px from the view's corner."""
        return round(self.left), round(self.top)

    @property
    def offset(self) -> QPointF:
        """`origin` in widget px."""
        x, y = self.origin
        return QPointF(x / self.ratio, y / self.ratio)

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole picture is visible."""
        free_x = max(self.width - 2 * _FIT_MARGIN, self.width / 2, 1.0) * self.ratio
        free_y = max(self.height - 2 * _FIT_MARGIN, self.height / 2, 1.0) * self.ratio
        fitting = min(free_x / max(1, self.image.width), free_y / max(1, self.image.height))
        return _limited(min(fitting, _FIT_LARGEST))

    # -- conversions --------------------------------------------------------------------------

    def to_image(self, position: QPointF) -> tuple[float, float]:
        """The image coordinates, possibly outside the picture, of a point of the widget."""
        x, y = self.origin
        return (position.x() * self.ratio - x) / self.zoom, (position.y() * self.ratio - y) / self.zoom

    def to_widget(self, x: float, y: float) -> QPointF:
        """The widget coordinates of a point of the picture."""
        left, top = self.origin
        return QPointF((x * self.zoom + left) / self.ratio, (y * self.zoom + top) / self.ratio)

    def rect_to_widget(self, rect: Rect) -> QRectF:
        """The widget coordinates of a rectangle of the picture."""
        return QRectF(self.to_widget(rect.x, rect.y), self.to_widget(rect.right, rect.bottom))

    def rect_to_device(self, rect: Rect) -> Rect:
        """The device pixels that a rectangle of the picture touches, rounded outwards."""
        left, top = self.origin
        return Rect.spanning(
            math.floor(rect.x * self.zoom + left),
            math.floor(rect.y * self.zoom + top),
            math.ceil(rect.right * self.zoom + left),
            math.ceil(rect.bottom * self.zoom + top),
        )

    def rect_to_update(self, rect: Rect, margin: int = 3) -> QRect:
        """The widget rectangle to repaint when `rect` of the picture changed, rounded outwards.

        It has a margin of `margin` device pixels, as smooth scaling reads neighbouring pixels.
        """
        return self.device_to_widget(self.rect_to_device(rect).grown(margin + math.ceil(self.zoom)))

    def device_to_widget(self, rect: Rect) -> QRect:
        """A rectangle of device pixels in whole widget pixels, rounded outwards."""
        left, top = math.floor(rect.x / self.ratio), math.floor(rect.y / self.ratio)
        right, bottom = math.ceil(rect.right / self.ratio), math.ceil(rect.bottom / self.ratio)
        return QRect(left, top, right - left, bottom - top)

    def widget_to_device(self, rect: QRect) -> Rect:
        """The device pixels that a rectangle of the widget touches."""
        return Rect.spanning(
            math.floor(rect.x() * self.ratio),
            math.floor(rect.y() * self.ratio),
            math.ceil((rect.x() + rect.width()) * self.ratio),
            math.ceil((rect.y() + rect.height()) * self.ratio),
        )

    def device_to_image(self, rect: Rect, margin: int = 0) -> Rect:
        """The pixels of the picture within a rectangle of device pixels, with a margin."""
        left, top = self.origin
        found = Rect.spanning(
            math.floor((rect.x - left) / self.zoom),
            math.floor((rect.y - top) / self.zoom),
            math.ceil((rect.right - left) / self.zoom),
            math.ceil((rect.bottom - top) / self.zoom),
        )
        return found.grown(margin) & Rect.of(self.image)

    @property
    def device(self) -> Rect:
        """The whole view in device pixels."""
        return Rect(0, 0, math.ceil(self.width * self.ratio), math.ceil(self.height * self.ratio))

    @property
    def visible(self) -> Rect:
        """The pixels of the picture that are at least partly visible."""
        return self.device_to_image(self.device)

    # -- moving ---------------------------------------------------------------------------------

    def fitted(self) -> Self:
        """The whole picture in the middle."""
        return self.zoomed(self.fit_zoom).centred_on(self.image.width / 2, self.image.height / 2)

    def zoomed(self, zoom: float, at: QPointF | None = None) -> Self:
        """Another zoom; the point of the picture at `at` (None: the middle of the view) stays put."""
        zoom = _limited(zoom)
        x, y = (self.width / 2, self.height / 2) if at is None else (at.x(), at.y())
        x, y = x * self.ratio, y * self.ratio
        factor = zoom / self.zoom
        left, top = x - (x - self.left) * factor, y - (y - self.top) * factor
        return replace(self, zoom=zoom, left=left, top=top)._clamped()

    def centred_on(self, x: float, y: float) -> Self:
        """The point (x, y) of the picture in the middle of the view."""
        left = self.width * self.ratio / 2 - x * self.zoom
        top = self.height * self.ratio / 2 - y * self.zoom
        return replace(self, left=left, top=top)._clamped()

    def scrolled(self, dx: float, dy: float) -> Self:
        """The picture moved by (dx, dy) widget px."""
        return replace(self, left=self.left + dx * self.ratio, top=self.top + dy * self.ratio)._clamped()

    def resized(self, width: float, height: float, ratio: float) -> Self:
        """A view of another size; the zoom and the point in the middle stay."""
        x, y = self.to_image(QPointF(self.width / 2, self.height / 2))
        return replace(self, width=width, height=height, ratio=ratio).centred_on(x, y)

    def _clamped(self) -> Self:
        """Moved so that half of the picture (or of the view, if less) stays visible in each direction."""
        return replace(
            self,
            left=_kept_in_sight(self.left, self.image.width * self.zoom, self.width * self.ratio),
            top=_kept_in_sight(self.top, self.image.height * self.zoom, self.height * self.ratio),
        )


def _limited(zoom: float) -> float:
    return min(MAX_ZOOM, max(MIN_ZOOM, zoom))


def _kept_in_sight(start: float, length: float, view: float) -> float:
    """`start` moved so that a span of `length` overlaps 0 … `view` by at least half of the shorter one."""
    overlap = min(length, view) / 2
    return min(view - overlap, max(overlap - length, start))
