"""How the rows of kept fills are drawn, clicked and renamed."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, Qt
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from ....core.document.layers import LONGEST_NAME
from ...kit.icons import icon
from .. import paint
from ..rows import Index, RowDelegate, State
from .model import DETAIL, THUMB, LayerModel, Row

_EYE = 36
_FOLD = 28
_INNER = 16
"""px by which the fills of an unfolded group are indented."""


class LayerRows(RowDelegate):
    """An eye, a thumbnail, a name and a line of details; groups can be unfolded, hidden fills are muted."""

    def __init__(self, model: LayerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRect, state: State, font: QFont, index: Index) -> None:
        row = self._model.row(index.row())
        if row is None:
            return
        visible = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        selected = bool(state & State.State_Selected)
        if selected:
            painter.fillRect(rect, paint.colour("selection"))
        elif state & State.State_MouseOver:
            painter.fillRect(rect, paint.colour("raised"))
        paint.glyph(painter, eye_rect(rect, row), icon("visible" if visible else "hidden"))
        thumb = _thumb_rect(rect, row)
        painter.setOpacity(1.0 if visible else 0.4)
        paint.picture(painter, thumb, self._model.thumbnail(row))
        painter.setOpacity(1.0)
        if row.is_group:
            fold = "chevron-down" if self._model.is_unfolded(row) else "chevron-right"
            paint.glyph(painter, fold_rect(rect), icon(fold))
        small = paint.smaller(font)
        first, second = paint.line_height(font), paint.line_height(small)
        detail = str(index.data(DETAIL))
        words = _words_rect(rect, row)
        top = rect.top() + (self.height - first - (second if detail else 0)) // 2
        tone = paint.colour("text" if visible or selected else "muted")
        paint.text(painter, QRect(words.left(), top, words.width(), first), str(index.data()), tone, font)
        muted = paint.colour("text" if selected else "muted")
        below = QRect(words.left(), top + first, words.width(), second)
        paint.text(painter, below, detail, muted, small)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on the eye, or the space bar, shows or hides the fill; one on the chevron unfolds."""
        row = self._model.row(index.row())
        if row is None:
            return False
        released = event.type() == QEvent.Type.MouseButtonRelease
        if released and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            if row.is_group and fold_rect(option.rect).contains(at):
                self._model.unfold(index.row(), not self._model.is_unfolded(row))
                return True
            if not eye_rect(option.rect, row).contains(at):
                return False
        elif not (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            return False
        return model.setData(model.index(index.row(), 0), None, Qt.ItemDataRole.CheckStateRole)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for the name."""
        field = QLineEdit(parent)
        field.setMaxLength(LONGEST_NAME)
        field.setAccessibleName(self.tr("Name of the fill"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The field takes the place of the words."""
        row = self._model.row(index.row())
        if row is not None:
            words = _words_rect(option.rect, row)
            editor.setGeometry(words.left() - 6, option.rect.top() + 8, words.width() + 6, self.height - 16)


def eye_rect(rect: QRect, row: Row) -> QRect:
    """Where the eye of a row is."""
    return QRect(rect.left() + 4 + (_INNER if row.inner else 0), rect.top(), _EYE, rect.height())


def fold_rect(rect: QRect) -> QRect:
    """Where a group is unfolded."""
    return QRect(rect.right() - _FOLD - 4, rect.top(), _FOLD, rect.height())


def _thumb_rect(rect: QRect, row: Row) -> QRect:
    return QRect(eye_rect(rect, row).right() + 1, rect.top() + (rect.height() - THUMB) // 2, THUMB, THUMB)


def _words_rect(rect: QRect, row: Row) -> QRect:
    left = _thumb_rect(rect, row).right() + 10
    right = fold_rect(rect).left() if row.is_group else rect.right() - 8
    return QRect(left, rect.top(), right - left, rect.height())
