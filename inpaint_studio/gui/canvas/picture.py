"""A picture for the screen: read in the background at first, then only where it changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from ...core.arrays import Bytes
from ...core.document.document import Document
from ...core.geometry import Rect
from ...core.photo import PhotoSource
from ..kit.later import timer
from ..session.workers import Pool
from .display import DisplayTransform, WindowTransform
from .pyramid import LEVELS, Pyramid, coarse, first_level, paint_pixels
from .viewport import Viewport

_AT_ONCE = 3_000_000
"""Up to this many pixels are converted at once (about 20 ms); more are read in the pool."""
_WINDOWED_AT_ONCE = 6_000_000
"""Up to this many pixels are shown through a window at once (about 20 ms), so that frames do not flash."""
_SETTLE = 150  # ms without another transform until a larger picture is read sharply again
_SPARE = 8  # 1 / this part of the view is read around it, for a picture without a full-size level


class Picture(QObject):
    """Screen pixels of a region of a picture, in a pyramid.

    A large picture is shown coarsely after a sparse first pass, and sharply once all of it has been read.
    """

    ready = Signal()
    """There is something to paint."""
    changed = Signal(object)
    """Rect (pixels of the picture): it looks different there."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._pyramid: Pyramid | None = None
        self._source: PhotoSource | None = None
        self._transform = DisplayTransform()
        self._serial = 0  # of the picture; reads that began for an earlier one are dropped
        self._reading = False
        self._waiting: list[Rect] = []
        self._window: tuple[Rect, Bytes] | None = None
        self._whole = Rect(0, 0, 0, 0)
        self._sharpening = timer(self, _SETTLE, self._sharpen)

    @property
    def pyramid(self) -> Pyramid | None:
        """The levels, only coarse ones at first; None before anything was read."""
        return self._pyramid

    @property
    def is_ready(self) -> bool:
        """Whether there is something to paint."""
        return self._pyramid is not None

    @property
    def is_sharp(self) -> bool:
        """Whether all of it has been read."""
        return self._pyramid is not None and not self._reading

    @property
    def region(self) -> Rect:
        """The region that is shown, empty if nothing is."""
        return Rect(0, 0, 0, 0) if self._pyramid is None else self._pyramid.region

    def clear(self) -> None:
        """Show nothing and free the memory."""
        self._serial += 1
        self._pyramid = self._source = self._window = None
        self._reading = False
        self._waiting.clear()
        self._sharpening.stop()

    def show(self, source: PhotoSource, transform: DisplayTransform, region: Rect) -> None:
        """Show `region` of another picture. ValueError unless it is `aligned`."""
        self.clear()
        self._source, self._transform, self._whole = source, transform, region
        if region.area <= (_WINDOWED_AT_ONCE if isinstance(transform, WindowTransform) else _AT_ONCE):
            self._take(Pyramid.blank(region).read_from(source, transform))
            return
        serial = self._serial
        self._reading = True

        def coarse_read(pyramid: Pyramid) -> None:
            if serial == self._serial:
                self._take(pyramid)
                self._sharpen()

        self._pool.run(lambda: coarse(source, transform, region), coarse_read, owner=self)

    def dress(self, transform: DisplayTransform) -> None:
        """Show the same picture through another transform, a large one coarsely until that has settled."""
        source, region = self._source, self._whole
        self._transform, self._window = transform, None
        if source is None:
            return
        if self._pyramid is None:
            self.show(source, transform, region)
        elif region.area <= _WINDOWED_AT_ONCE and not self._reading:
            self._pyramid.read_from(source, transform)
            self.changed.emit(region)
        else:
            self._serial += 1  # what is being read is out of date
            self._reading, self._pyramid = True, coarse(source, transform, region)
            self._waiting.clear()
            self._sharpening.start()
            self.changed.emit(region)

    def _sharpen(self) -> None:
        """Read all of a picture of which only a coarse pyramid is shown."""
        source, transform, region, serial = self._source, self._transform, self._whole, self._serial
        if source is None:
            return

        def all_of_it() -> Pyramid:
            pyramid = Pyramid.blank(region, first_level(region))
            return pyramid.read_from(source, transform, stopped=lambda: serial != self._serial)

        def all_read(pyramid: Pyramid) -> None:
            if serial == self._serial:
                self._take(pyramid)
                self._read_waiting()

        self._pool.run(all_of_it, all_read, owner=self)

    def refresh(self, source: PhotoSource, rect: Rect) -> None:
        """Show `source` from now on, which differs in `rect` from the previous picture."""
        if source is self._source and isinstance(source, Document):
            return  # a document never changes
        self._source = source
        if self._pyramid is None or self._reading:
            # the read in progress may have the old pixels there
            self._waiting.append(rect)
            return
        rect = rect & self.region
        if rect.area > _AT_ONCE:
            self._waiting.append(rect)
            self._read_waiting()
        elif rect:
            self._pyramid.read_from(source, self._transform, rect)
            self._announce(rect)

    def thumbnail(self, side: int) -> QImage:
        """All of it, at most `side` pixels on its long side; null before it is ready."""
        pyramid = self.pyramid
        if pyramid is None:
            return QImage()
        size = pyramid.region
        level = pyramid.first
        while level < LEVELS - 1 and max(size.width, size.height) >> (level + 1) >= side:
            level += 1
        image = pyramid.image(level)
        return image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).copy()

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect, clip: Rect | None = None) -> None:
        """Paint the part in `exposed` (device px), limited to `clip` (pixels of the picture)."""
        pyramid = self._pyramid
        if pyramid is None:
            return
        within = pyramid.region if clip is None else pyramid.region & clip
        if self._reading or pyramid.first == 0 or viewport.zoom <= 1 / (1 << pyramid.first):
            pyramid.paint(painter, viewport, exposed, within)
            return
        shown = viewport.rect_to_device(within) & exposed
        if shown:
            window, pixels = self._window_around(viewport, viewport.device_to_image(shown, 2))
            paint_pixels(painter, viewport, shown, pixels, 0, (window.x, window.y), within)

    def _window_around(self, viewport: Viewport, needed: Rect) -> tuple[Rect, Bytes]:
        """The view and its surroundings in full size, for a pyramid without a full-size level."""
        assert self._source is not None
        if self._window is None or not self._window[0].contains(needed):
            view = viewport.visible
            spare = math.ceil(max(view.width, view.height) / _SPARE) + 4
            window = (view.grown(spare) | needed) & self.region
            self._window = window, self._transform.read(self._source, window)
        return self._window

    def _take(self, pyramid: Pyramid) -> None:
        first = self._pyramid is None
        self._pyramid = pyramid
        if pyramid.region.area <= _AT_ONCE or not first:
            self._reading = False
        if first:
            self.ready.emit()
        self.changed.emit(pyramid.region)

    def _read_waiting(self) -> None:
        """Read the changed parts again; large ones in the pool, one after the other."""
        while self._waiting and not self._reading:
            rect, source, pyramid = self._waiting.pop(0) & self.region, self._source, self._pyramid
            if source is None or pyramid is None:
                return
            if rect.area <= _AT_ONCE:
                pyramid.read_from(source, self._transform, rect)
                self._announce(rect)
            else:
                self._read_in_background(pyramid, source, rect)

    def _read_in_background(self, pyramid: Pyramid, source: PhotoSource, rect: Rect) -> None:
        serial, transform = self._serial, self._transform
        self._reading = True

        def work() -> Pyramid:
            return pyramid.read_from(source, transform, rect, lambda: serial != self._serial)

        def done(_: Pyramid) -> None:
            if serial == self._serial:
                self._reading = False
                self._announce(rect)
                self._read_waiting()

        self._pool.run(work, done, owner=self)

    def _announce(self, rect: Rect) -> None:
        if self._window is not None and self._source is not None:
            window, pixels = self._window
            again = window & rect
            if again:
                part = again.moved(-window.x, -window.y).slices
                self._transform.read(self._source, again, pixels[part])
        self.changed.emit(rect)
