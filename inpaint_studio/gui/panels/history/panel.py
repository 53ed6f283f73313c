"""The history panel: every step with its name and a thumbnail; a click goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from ...kit import theme
from ...kit.controls import IconButton, label
from ...kit.layouts import column_layout, row_layout
from ...words import numbers as words
from .. import paint
from ..rows import Index, RowDelegate, State, list_view
from .model import DONE, ENTRY, THUMB, HistoryModel

if TYPE_CHECKING:
    from ...session.session import Session

_GAP = 8


class _Rows(RowDelegate):
    """Thumbnail, name, time; undone steps are muted, the present one has an accent bar on its left."""

    def __init__(self, model: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRect, state: State, font: QFont, index: Index) -> None:
        present = index.row() == self._model.position
        done = bool(index.data(DONE))
        entry = index.data(ENTRY)
        if present:
            painter.fillRect(rect, paint.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), paint.colour("accent"))
        elif state & State.State_MouseOver:
            painter.fillRect(rect, paint.colour("raised"))
        if state & State.State_HasFocus and not present:
            painter.setPen(paint.colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        thumb = QRect(rect.left() + 12, rect.top() + (self.height - THUMB) // 2, THUMB, THUMB)
        if not done:
            painter.setOpacity(0.45)
        paint.picture(painter, thumb, self._model.thumbs.get(entry))
        painter.setOpacity(1.0)
        clock = ""
        if entry is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(entry.time))
            clock = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
        small = paint.smaller(font)
        wide = painter.fontMetrics().horizontalAdvance(clock) + 4 if clock else 0
        right = QRect(rect.right() - wide - 12, rect.top(), wide, self.height)
        muted = paint.colour("muted" if done and not present else "text" if present else "disabled")
        paint.text(painter, right, clock, muted, small, Qt.AlignmentFlag.AlignRight)
        left = thumb.right() + 1 + _GAP
        name = QRect(left, rect.top(), right.left() - left - _GAP, self.height)
        tone = paint.colour("text" if done else "muted")
        paint.text(painter, name, str(index.data()), tone, font)


class HistoryPanel(QWidget):
    """Arrow keys and Enter, or a click, go to a step."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = HistoryModel(session, self.devicePixelRatioF(), self)
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("History"))
        self.view = list_view(self.model, _Rows(self.model, self), self.tr("Steps"), self)
        self.view.clicked.connect(self._go)
        self.view.activated.connect(self._go)
        self.undo_button = IconButton("undo", self.tr("Undo"), self, act=lambda: session.undo())
        self.redo_button = IconButton("redo", self.tr("Redo"), self, act=lambda: session.redo())
        self.memory = label("", "muted", self)
        self.memory.setFont(theme.tabular())
        self.memory.setToolTip(self.tr("Older steps are on disk and use no memory."))
        foot = row_layout(
            None, [(self.memory, 1), self.undo_button, self.redo_button], spacing=4, margins=(12, 4, 8, 4)
        )
        column_layout(self, [(self.view, 1), foot])
        self.model.thumbs.ready.connect(lambda _: self.view.viewport().update())
        session.opened.connect(self._refresh)
        session.history_changed.connect(self._refresh)
        session.busy_changed.connect(self._refresh)
        self._refresh()

    def _go(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() != self._session.position:
            self._session.go_to(index.row())

    def _refresh(self) -> None:
        session = self._session
        self.undo_button.setEnabled(session.can_undo)
        self.redo_button.setEnabled(session.can_redo)
        self.view.setEnabled(not session.busy)
        history = session.history
        if history is None:
            self.memory.setText("")
        else:
            held = words.bytes_text(history.memory)
            count = len(session.entries)
            steps = self.tr("1 step") if count == 1 else self.tr("{count} steps").format(
                count=words.number(count))  # fmt: skip
            self.memory.setText(self.tr("{steps}, {memory}").format(steps=steps, memory=held))
        index = self.model.index(self.model.position)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        self.view.viewport().update()
