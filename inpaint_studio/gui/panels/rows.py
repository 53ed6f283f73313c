"""What the lists of the panels have in common: their view, the height of their rows, their drawing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ..kit import theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
"""The parent of all rows."""
State = QStyle.StateFlag


class RowDelegate(QStyledItemDelegate):
    """Rows of one height, drawn by `draw`."""

    height = 44

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self.draw(painter, option.rect, option.state, theme.tabular(option.font), index)
        painter.restore()

    def draw(self, painter: QPainter, rect: QRect, state: State, font: QFont, index: Index) -> None:
        """Draw a row in `rect`; `font` has digits of one width."""
        raise NotImplementedError


def list_view(model: QAbstractItemModel, rows: RowDelegate, name: str, parent: QWidget) -> QListView:
    """A list without a frame that scrolls by pixels; `name` is read to people who cannot see it."""
    view = QListView(parent)
    view.setModel(model)
    view.setItemDelegate(rows)
    view.setUniformItemSizes(True)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setMouseTracking(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setAccessibleName(name)
    return view


def shared_start(one: Sequence[object], other: Sequence[object]) -> int:
    """The number of equal leading items."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
