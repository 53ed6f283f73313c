"""The rows of the list of engines: plain name, the field's term and use below it, headings between."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from .. import paint
from ..rows import Index

NAME = Qt.ItemDataRole.UserRole
LINE = Qt.ItemDataRole.UserRole + 1
"""Role of the line under the name: the term of the field, and what the engine is good at."""
HEADING = Qt.ItemDataRole.UserRole + 2
"""Role of the heading above a row, "" if it has none."""
WIDTH = 348
_SIDE = 12
_SPARE = 6
"""px by which a line may come out wider than it was measured."""
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)


class EngineRows(QStyledItemDelegate):
    """A heading if there is one, the name, and up to two lines below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetrics(paint.smaller(option.font))
        line = str(index.data(LINE))
        room = QRect(0, 0, WIDTH - 2 * _SIDE - _SPARE, 2 * small.height() + 2)
        lines = small.boundingRect(room, _FLAGS, line).height() if line else 0
        tall = paint.line_height(option.font) + min(lines, 2 * small.height()) + 14
        return QSize(WIDTH, tall + _heading_height(option.font, index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, paint.colour("panel"))
        small = paint.smaller(option.font)
        above = _heading_height(option.font, index)
        if above:
            bold = QFont(small)
            bold.setBold(True)
            place = QRect(rect.left() + _SIDE, rect.top() + 6, rect.width() - 2 * _SIDE, above - 6)
            paint.text(painter, place, str(index.data(HEADING)), paint.colour("muted"), bold)
        rect = rect.adjusted(0, above, 0, 0)
        painter.fillRect(rect, paint.colour("selection" if selected else "panel"))
        inner = rect.adjusted(_SIDE, 6, -_SIDE, -6)
        first = paint.line_height(option.font)
        name = QRect(inner.left(), inner.top(), inner.width(), first)
        paint.text(painter, name, str(index.data()), paint.colour("text"), option.font)
        painter.setFont(small)
        painter.setPen(paint.colour("text" if selected else "muted"))
        painter.drawText(inner.adjusted(0, first, 0, 2), _FLAGS, str(index.data(LINE)))
        painter.restore()


def _heading_height(font: QFont, index: Index) -> int:
    return paint.line_height(paint.smaller(font)) + 12 if index.data(HEADING) else 0
