"""What tools draw over the photo: lines that are visible on any picture, rings, crosses, small labels."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ....core.geometry import Rect
from ...words.numbers import number

_LABEL_GAP = 16.0  # widget px from the pointer to a label


def contrast_pens(colour: QColor | None = None, *, dashed: bool = False) -> tuple[QPen, QPen]:
    """A dark pen and a light one to draw over it, which together are visible on any photo."""
    under = QPen(QColor(0, 0, 0, 150), 3.0)
    over = QPen(colour or QColor(255, 255, 255, 240), 1.0)
    for pen in (under, over):
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if dashed:
        over.setDashPattern([4.0, 4.0])
    return under, over


def draw_path(
    painter: QPainter, path: QPainterPath, colour: QColor | None = None, *, dashed: bool = False
) -> None:
    """Draw a path with `contrast_pens`."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in contrast_pens(colour, dashed=dashed):
        painter.setPen(pen)
        painter.drawPath(path)


def draw_ring(painter: QPainter, centre: QPointF, radius: float, sign: str = "") -> None:
    """The outline of a brush at its true size, with "-" or "+" in the middle.

    A brush too small to see gets four strokes that point at it.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    if radius < 4:
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            path.moveTo(centre.x() + x * (radius + 3), centre.y() + y * (radius + 3))
            path.lineTo(centre.x() + x * (radius + 8), centre.y() + y * (radius + 8))
    if sign and radius >= 8:
        path.moveTo(centre.x() - 3.5, centre.y())
        path.lineTo(centre.x() + 3.5, centre.y())
        if sign == "+":
            path.moveTo(centre.x(), centre.y() - 3.5)
            path.lineTo(centre.x(), centre.y() + 3.5)
    draw_path(painter, path)


def ring_rect(centre: QPointF, radius: float) -> QRectF:
    """The area that `draw_ring` may touch."""
    reach = max(radius, 4.0) + 12
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach)


def draw_cross(painter: QPainter, centre: QPointF, arm: float = 9.0) -> None:
    """A cross at the place that is copied from."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.moveTo(centre.x() - arm, centre.y())
    path.lineTo(centre.x() + arm, centre.y())
    path.moveTo(centre.x(), centre.y() - arm)
    path.lineTo(centre.x(), centre.y() + arm)
    draw_path(painter, path)


def cross_rect(centre: QPointF, arm: float = 9.0) -> QRectF:
    """The area that `draw_cross` may touch."""
    return QRectF(centre.x() - arm, centre.y() - arm, 2 * arm, 2 * arm).adjusted(-2, -2, 2, 2)


def draw_label(painter: QPainter, text: str, near: QPointF, within: QRect) -> None:
    """A few words beside the pointer, kept inside the canvas."""
    rect = label_rect(painter, text, near, within)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 21, 23, 215))
    painter.drawRoundedRect(rect, 4, 4)
    painter.setPen(QColor("#e4e6ea"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def label_rect(painter: QPainter, text: str, near: QPointF, within: QRect) -> QRectF:
    """Where `draw_label` puts its text."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
    left = min(near.x() + _LABEL_GAP, within.right() - width - 4)
    top = min(near.y() + _LABEL_GAP, within.bottom() - height - 4)
    return QRectF(max(left, within.left() + 4.0), max(top, within.top() + 4.0), width, height)


def draw_handles(painter: QPainter, places: list[QPointF], size: float = 7.0) -> None:
    """Small squares to drag."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
    painter.setBrush(QColor("#ffffff"))
    for place in places:
        x, y = round(place.x()) - size // 2, round(place.y()) - size // 2
        painter.drawRect(QRectF(x, y, size - 1, size - 1))


def snapped_45(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """`end` moved onto the nearest of the eight directions from `start`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    angle = round(math.atan2(dy, dx) / (math.pi / 4)) * (math.pi / 4)
    along = dx * math.cos(angle) + dy * math.sin(angle)
    return start[0] + along * math.cos(angle), start[1] + along * math.sin(angle)


def distance(one: QPointF, other: QPointF) -> float:
    """The distance of two points in widget px."""
    return math.hypot(one.x() - other.x(), one.y() - other.y())


def size_words(rect: Rect) -> str:
    """Width and height of a dragged rectangle as text."""
    words = QCoreApplication.translate("Tools", "{width} × {height} px")  # noqa: RUF001
    return words.format(width=number(rect.width), height=number(rect.height))
