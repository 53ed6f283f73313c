"""Labels on a photo, readable on any."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

GROUND = QColor(20, 21, 23, 190)
"""Behind text on a photo, in both themes."""
LABEL_HEIGHT = 22
"""px of a label."""
_SQUARE = 11  # px of the square of colour in a label
_SQUARE_ROOM = _SQUARE + 6
_GAP = 4  # px between the labels of a legend
_LEAST_NAME = 90  # px of a label; a narrower one has only its number


class LegendEntry(NamedTuple):
    """A picture in a legend: its number, name and colour; the chosen one has an outline."""

    number: int
    name: str
    colour: QColor
    outline: QColor | None = None


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
    square = 0 if colour is None else _SQUARE_ROOM
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


def draw_legend(painter: QPainter, entries: Sequence[LegendEntry], size: QSize) -> QRect:
    """A legend in the top left corner of a pane of that size, in columns; returns what it covers.

    Names are cut off where there is no room for them; with very little room only numbers are left, and as
    many of these as fit.
    """
    margin, row_height = 8, LABEL_HEIGHT + _GAP
    rows = max(1, (size.height() - 2 * margin) // row_height)
    columns = max(1, math.ceil(len(entries) / rows))
    rows = math.ceil(len(entries) / columns)  # as even as possible
    metrics = painter.fontMetrics()
    room = (size.width() - 2 * margin + _GAP) // columns - _GAP
    texts = [f"{entry.number}  {entry.name}" for entry in entries]
    if room < _LEAST_NAME:
        texts = [str(entry.number) for entry in entries]
    most = room - label_width(metrics, "") - _SQUARE_ROOM
    texts = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, most) for text in texts]
    wide = max((label_width(metrics, text) + _SQUARE_ROOM for text in texts), default=0)
    columns = min(columns, max(1, (size.width() - 2 * margin + _GAP) // (wide + _GAP)))
    entries, texts = entries[: columns * rows], texts[: columns * rows]
    for place, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        column, row = divmod(place, max(1, rows))
        at = QPointF(margin + column * (wide + _GAP), margin + row * row_height)
        draw_label(painter, text, at, colour=entry.colour, outline=entry.outline)
    across = columns * (wide + _GAP) - _GAP
    return QRect(margin, margin, across, rows * row_height - _GAP) if entries else QRect()
