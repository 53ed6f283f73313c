"""Found damage over the photo, in the colours of its kinds; in screen pixels.

What lies under each screen pixel is looked up once for a view. After that, another sensitivity or decision
only changes the colour of each mark, so that a slider paints at once however large the photo is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from ...core.arrays import AnyArray, Bytes, Indices
from ...core.damage import KINDS
from ...core.geometry import Rect
from ...finding.review import LABEL_BITS, Review, Standing, Verdict
from ..words.damage import KIND_COLOURS
from .overlays import ArgbPixels, draw_argb
from .pyramid import rounded
from .viewport import Viewport

_OPACITY = 0.8
_RIM = 0xC0101114
"""Premultiplied ARGB around marks, so that they show on bright photos too."""
_REJECTED = 0x80505458
_GREY = QColor(128, 128, 128)
_FADED = 0.4
"""How strongly the photo shows behind marks over grey."""
_SKIPPED = 0.1  # of a level: 7 % of the rows
_AROUND = 6.0
"""Widget px between the current mark and the frame around it, at least."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """The marked pixels of a part of the screen: their places, mark numbers from 1, and confidences."""

    viewport: Viewport
    part: Rect
    places: Indices
    labels: AnyArray
    confidence: Bytes


class FoundLayer:
    """The marks of one review."""

    def __init__(self, review: Review, verdict: Verdict, current: int | None = None) -> None:
        self.review = review
        self._seen: _Seen | None = None
        self._colours: ArgbPixels = np.zeros(1, np.uint32)
        self._least: Bytes = np.zeros(1, np.uint8)
        self._taken: AnyArray = np.zeros(1, bool)
        self._kinds = np.array([_premultiplied(KIND_COLOURS[kind], _OPACITY) for kind in KINDS], np.uint32)
        self.judge(verdict, current)

    def judge(self, verdict: Verdict, current: int | None = None) -> None:
        """Show another verdict on the same marks; the current one has a rim only, to see what is under it."""
        standing, count = verdict.standing, len(verdict.standing)
        self._colours = np.zeros(count + 1, np.uint32)
        self._taken = np.zeros(count + 1, bool)
        self._taken[1:] = standing == Standing.TAKEN
        self._colours[1:][self._taken[1:]] = self._kinds[self.review.kinds[self._taken[1:]]]
        self._colours[1:][standing == Standing.REJECTED] = _REJECTED
        if current is not None:
            self._colours[current + 1] = 0
        self._least = np.concatenate([np.zeros(1, np.uint8), verdict.least])

    # -- painting; the painter is in device px ----------------------------------------------------

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """Paint the marks that would be taken with a dark rim, and a trace of those that were rejected."""
        seen = self._look_up(viewport, exposed.grown(1))
        if not len(seen.places):
            return
        argb, taken = self._painted(seen)
        rim = cv2.dilate(taken, np.ones((3, 3), np.uint8)) > taken
        argb[rim & (argb == 0)] = _RIM
        draw_argb(painter, exposed, argb[1:-1, 1:-1])

    def paint_alone(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """Paint what would be taken black, and the rest of the picture white."""
        whole = rounded(viewport, Rect.of(viewport.image)) & exposed
        if not whole:
            return
        painter.fillRect(QRect(whole.x, whole.y, whole.width, whole.height), Qt.GlobalColor.white)
        seen = self._look_up(viewport, exposed.grown(1))
        _, taken = self._painted(seen)
        draw_argb(painter, exposed, np.where(taken[1:-1, 1:-1] > 0, np.uint32(0xFF000000), np.uint32(0)))

    def _painted(self, seen: _Seen) -> tuple[ArgbPixels, Bytes]:
        """The colours of a part of the screen, and 1 where something would be taken: (h, w) each."""
        shape = (seen.part.height, seen.part.width)
        shown = seen.confidence >= self._least[seen.labels]
        places, labels = seen.places[shown], seen.labels[shown]
        argb = np.zeros(shape, np.uint32)
        taken = np.zeros(shape, np.uint8)
        argb.reshape(-1)[places] = self._colours[labels]
        taken.reshape(-1)[places] = self._taken[labels]
        return argb, taken

    def _look_up(self, viewport: Viewport, part: Rect) -> _Seen:
        """The marked pixels in `part` of the screen; known ones are not looked up again."""
        seen = self._seen
        if seen is not None and seen.viewport == viewport and seen.part == part:
            return seen
        keys = np.zeros((part.height, part.width), np.uint32)
        inner = part & rounded(viewport, Rect.of(viewport.image))
        if inner:
            level = _level(viewport.zoom, self.review.levels)
            left, top = viewport.origin
            rows = _places(inner.y, inner.bottom, top, viewport.zoom, self.review.size.height, level)
            columns = _places(inner.x, inner.right, left, viewport.zoom, self.review.size.width, level)
            keys[inner.moved(-part.x, -part.y).slices] = self.review.keys(level, rows, columns)
        flat = keys.reshape(-1)
        places = np.flatnonzero(flat)
        marked = flat[places]
        seen = _Seen(
            viewport,
            part,
            places,
            marked & np.uint32((1 << LABEL_BITS) - 1),
            (marked >> LABEL_BITS).astype(np.uint8),
        )
        if part.contains(viewport.device):
            self._seen = seen
        return seen


def frame_of(viewport: Viewport, mark: Rect) -> QPainterPath:
    """The frame (widget px) around a mark that is to be decided about."""
    path = QPainterPath()
    around = viewport.rect_to_widget(mark).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
    path.addRoundedRect(around, 4, 4)
    return path


def grey_picture(size: Rect, paint: Callable[[QPainter], None]) -> QImage:
    """What `paint` paints (device px) in grey and faded."""
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(_GREY)
    painter = QPainter(image)
    painter.translate(-size.x, -size.y)
    paint(painter)
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    image.fill(_GREY)
    painter = QPainter(image)
    painter.setOpacity(_FADED)
    painter.drawImage(0, 0, grey)
    painter.end()
    return image


def _level(zoom: float, most: int) -> int:
    """The finest reduced picture of which hardly a pixel is skipped at this zoom."""
    return min(most, max(0, int(np.ceil(-np.log2(zoom) - _SKIPPED))))


def _places(start: int, end: int, origin: int, zoom: float, length: int, level: int) -> Indices:
    """The rows or columns of a reduced picture under the device px `start` to `end`."""
    place = (np.arange(start, end) + 0.5 - origin) / zoom
    return np.clip(place.astype(np.intp), 0, length - 1) >> level


def _premultiplied(colour: QColor, opacity: float) -> int:
    red, green, blue = (round(level * opacity) for level in (colour.red(), colour.green(), colour.blue()))
    return round(255 * opacity) << 24 | red << 16 | green << 8 | blue
