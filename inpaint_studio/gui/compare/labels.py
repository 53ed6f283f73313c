"""Labels on a photo, readable on any."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

GROUND = QColor(20, 21, 23, 190)
"""Behind text on a photo, in both themes."""
LABEL_HEIGHT = 22
"""px of a label."""
_SQUARE = 11  # px of the square of colour in a label


def label_width(metrics: QFontMetrics, text: str) -> int:
    """px of a label with that text, without a square of colour."""
    return metrics.horizontalAdvance(text) + 12


def draw_label(
    painter: QPainter,
    text: str,
    at: QPointF,
    *,
    right: bool = False,
    colour: QColor | None = None,
    outline: QColor | None = None,
) -> None:
    """A label on a photo: text on a dark translucent background, its top left (or right) corner at `at`.

    A square of `colour` is before the text, a line of `outline` around the label.
    """
    square = 0 if colour is None else _SQUARE + 6
    width, height = label_width(painter.fontMetrics(), text) + square, LABEL_HEIGHT
    left = int(at.x() - (width if right else 0))
    box = QRect(left, int(at.y()), width, height)
    painter.setPen(Qt.PenStyle.NoPen if outline is None else QPen(outline, 1.5))
    painter.setBrush(GROUND)
    painter.drawRoundedRect(box, 4, 4)
    if colour is not None:
        painter.fillRect(QRect(left + 6, box.y() + (height - _SQUARE) // 2, _SQUARE, _SQUARE), colour)
    painter.setPen(QColor("#f2f3f5"))
    painter.drawText(box.adjusted(square, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
