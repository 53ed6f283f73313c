"""The outlines of the hole and of the places where a probe tests engines, drawn on the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from ...core.arrays import Flags
from ...core.geometry import Rect
from ...core.mask import Mask
from ...evaluation.places import Probe
from ..canvas.viewport import Viewport
from .labels import LABEL_HEIGHT, draw_label, label_width

_LONGEST = 1024  # px on the long side of the small copy of a hole whose outline is traced
_HOLE = QColor("#ff3d71")
_PLACE = QColor("#f2f3f5")
_DARK = QColor(0, 0, 0, 170)


@dataclass(frozen=True, eq=False)
class PlaceMark:
    """An outline in pixels of the photo, within `rect`; `number` is that of a tested place, 0 the hole."""

    rect: Rect
    outline: QPainterPath
    number: int = 0


def hole_mark(mask: Mask) -> PlaceMark:
    """The mark of the hole; may run in any thread."""
    bounds = mask.bounds
    step = max(1, -(-max(bounds.width, bounds.height) // _LONGEST))
    return PlaceMark(bounds, outline_of(mask.read(bounds)[::step, ::step] > 0, bounds, step))


def marks_of(probe: Probe, mask: Mask) -> tuple[PlaceMark, ...]:
    """The marks of the hole and of the tested places; may run in any thread."""
    found = [hole_mark(mask)]
    for number, place in enumerate(probe.places, start=1):
        shape = Mask.from_array(place.hole).bounds
        left, top = (int(edge / place.scale) for edge in (shape.x, shape.y))
        right, bottom = (int(np.ceil(edge / place.scale)) for edge in (shape.right, shape.bottom))
        rect = Rect.spanning(left, top, right, bottom).moved(place.rect.x, place.rect.y) & place.rect
        found.append(PlaceMark(rect, outline_of(place.hole, place.rect, 1 / place.scale), number))
    return tuple(found)


def outline_of(shape: Flags, within: Rect, step: float) -> QPainterPath:
    """The outline of a shape, bool (h, w), whose pixels are `step` wide, from the corner of `within` on."""
    # twice as large, so that contours, which run through the centres of pixels, are a quarter px off
    large = np.repeat(np.repeat(shape.astype(np.uint8), 2, axis=0), 2, axis=1)
    contours, _ = cv2.findContours(large, cv2.RETR_LIST, cv2.CHAIN_APPROX_TC89_L1)
    path = QPainterPath()
    for contour in contours:
        points = (contour[:, 0].astype(np.float64) + 0.5) * (step / 2)
        polygon = QPolygonF([QPointF(x, y) for x, y in points.tolist()])
        path.addPolygon(polygon)
        path.closeSubpath()
    path.translate(within.x, within.y)
    return path


def draw_marks(
    painter: QPainter, viewport: Viewport, marks: Sequence[PlaceMark], hole: str, place: str
) -> None:
    """Draw the marks.

    `hole` is the label of the hole beside tested places, `place` that of a tested place, with {number};
    where one label would hide another, the places have only their numbers.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    offset = viewport.offset
    to_widget = QTransform(viewport.scale, 0, 0, viewport.scale, offset.x(), offset.y())
    for mark in marks:
        path = to_widget.map(mark.outline)
        for pen in (QPen(_DARK, 4), QPen(_PLACE if mark.number else _HOLE, 1.8)):
            painter.setPen(pen)
            painter.drawPath(path)
    if len(marks) > 1:
        texts = [place.format(number=mark.number) if mark.number else hole for mark in marks]
        corners = [_label_corner(viewport.rect_to_widget(mark.rect)) for mark in marks]
        widths = [label_width(painter.fontMetrics(), text) for text in texts]
        boxes = [QRectF(at, QSizeF(width, LABEL_HEIGHT)) for at, width in zip(corners, widths, strict=True)]
        if any(one.intersects(other) for one, other in combinations(boxes, 2)):
            texts = [str(mark.number or "") for mark in marks]  # one would hide another
        for text, at in zip(texts, corners, strict=True):
            if text:
                draw_label(painter, text, at)
    painter.restore()


def _label_corner(shown: QRectF) -> QPointF:
    """The top left corner of the label of a mark that is shown there: above it, or below it."""
    above = shown.top() - LABEL_HEIGHT - 4
    return QPointF(shown.left(), above if above >= 36 else shown.bottom() + 4)
