"""The list of engines that drops down from their combo box: engines, and further models to install."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollArea, QWidget

from ....engines.registry import EngineEntry
from ...kit import theme
from ...kit.controls import Hairline, Section, push_button
from ...kit.layouts import add, column_layout, row_layout, scrolled
from ...session.installs import Installs
from .more import MoreModels
from .rows import NAME, WIDTH, EngineRows

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FREE = 48  # px of the screen that stay free


class EnginePopup(QFrame):
    """A popup; a click, or Enter, picks an engine. It is deleted when it is closed."""

    picked = Signal(str)
    manage_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        engines: QAbstractItemModel,
        missing: Sequence[EngineEntry],
        installs: Installs | None,
        below: QWidget,
    ) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # else a click on the box would open it again
        self.setObjectName("enginePopup")
        self.setAccessibleName(self.tr("Engines"))
        theme.set_ground(self, "panel")
        self._below = below
        self.view = self._list(engines)
        self.more = None if installs is None else MoreModels(installs, self)
        self.section = Section("", self, expanded=False)
        self.section.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.manage = push_button(self.tr("All third-party models…"), self._manage, self)
        self.section.toggled.connect(self._folded)
        if self.more is not None:
            self.more.resized.connect(self._fit)
            add(self.section.content, self.more, row_layout(None, [self.manage, None]))
        inner = self._inner = QWidget(self)
        theme.set_ground(inner, "panel")
        self._fold = QWidget(inner)
        within = column_layout(None, [self.section], margins=(12, 4, 12, 4))
        column_layout(self._fold, [Hairline(parent=self._fold), within])
        self._column = column_layout(inner, [self.view, self._fold])
        self._area: QScrollArea = scrolled(inner, self)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column_layout(self, [self._area], margins=1)
        engines.rowsInserted.connect(self._fit)
        self.show_missing(missing)

    def show_missing(self, missing: Sequence[EngineEntry]) -> None:
        """List the engines that cannot run here."""
        if self.more is not None:
            self.more.show_entries(missing)
        self.section.header.setText(self.tr("More models (%n)", "", len(missing)))
        self._fold.setVisible(self.more is not None and bool(missing))
        self._fit()

    def open_at(self, row: int) -> None:
        """Show the list with that row selected."""
        self.choose(row)
        self._fit()
        self.show()
        self.view.setFocus(Qt.FocusReason.PopupFocusReason)

    def choose(self, row: int) -> None:
        """Select a row."""
        self.view.setCurrentIndex(self.view.model().index(row, 0))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the list picks."""
        pressed = watched is self.view and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            self._pick(self.view.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _list(self, engines: QAbstractItemModel) -> QListView:
        view = QListView(self)
        view.setModel(engines)
        view.setItemDelegate(EngineRows(view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("Engines"))
        view.entered.connect(view.setCurrentIndex)
        view.clicked.connect(self._pick)
        view.installEventFilter(self)
        return view

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(str(index.data(NAME)))

    def _folded(self, expanded: bool) -> None:
        """What was unfolded comes into sight."""
        self._fit()
        if expanded:
            self._area.verticalScrollBar().setValue(self._fold.y())

    def _manage(self) -> None:
        self.close()
        self.manage_wanted.emit()

    def _fit(self) -> None:
        """Take the room of the content, below the box if the screen has it there."""
        rows = self.view.model().rowCount()
        self.view.setFixedHeight(sum(self.view.sizeHintForRow(row) for row in range(rows)))
        inner = self._inner
        self._column.activate()
        width = WIDTH + 2
        wanted = inner.heightForWidth(WIDTH) if inner.hasHeightForWidth() else inner.sizeHint().height()
        screen = self._below.screen().availableGeometry()
        height = min(wanted + 2, screen.height() - _FREE)
        if height < wanted + 2:
            width += self._area.verticalScrollBar().sizeHint().width()
        corner = self._below.mapToGlobal(QPoint(0, self._below.height() + 2))
        left = max(screen.left(), min(corner.x(), screen.right() - width))
        top = max(screen.top(), min(corner.y(), screen.bottom() - height))
        self.setGeometry(left, top, width, height)
