"""The panel of layers (kept fills): select, rename, show and hide, fade, run again, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from ...commands.actions import Actions
from ...kit import theme
from ...kit.controls import label
from ...kit.layouts import column_layout, row_layout, stacked
from ..rows import list_view
from .controls import KeptControls
from .delegate import LayerRows
from .fade import place_of
from .model import LayerModel

if TYPE_CHECKING:
    from ...session.session import Session

_FOLDS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}


class LayersPanel(QWidget):
    """The list and its buttons; `locate` gives the canvas rectangle of a double-clicked fill."""

    locate = Signal(object)

    def __init__(self, session: Session, commands: Actions) -> None:
        super().__init__()
        self._session, self._commands = session, commands
        self._following = False  # the list is following what is selected elsewhere
        self.model = LayerModel(session, self.devicePixelRatioF(), self)
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("Kept fills"))
        self._build()
        self.model.thumbs.ready.connect(lambda _: self.view.viewport().update())
        session.medical.window_settled.connect(self.model.thumbs.clear)
        session.medical.window_settled.connect(self.view.viewport().update)
        session.opened.connect(self._opened)
        session.history_changed.connect(self._follow)
        session.kept.changed.connect(self._follow)
        self._opened()

    def _build(self) -> None:
        name = self.tr("Kept fills, the newest first")
        self.view = list_view(self.model, LayerRows(self.model, self), name, self)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.view.installEventFilter(self)
        self.empty = label(self.tr("Fills that you keep are listed here."), "muted", self, wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = stacked(self, self.empty, self.view)
        self.controls = KeptControls(self._session, self._commands, self)
        foot = row_layout(None, [(self.controls, 1)], margins=(12, 4, 8, 4))
        column_layout(self, [(self._pages, 1), foot])

    # -- selection ------------------------------------------------------------------------------------

    def _opened(self) -> None:
        self.model.clear()
        self._follow()

    def _follow(self) -> None:
        """Show the present fills, and which of them are selected."""
        self._following = True
        try:
            self.model.refresh()
            self._pages.setCurrentIndex(1 if self.model.rowCount() else 0)
            place = self.model.place(self._session.kept.selected)
            if place < 0:
                self.view.selectionModel().clear()
            elif place != self.view.currentIndex().row():
                self.view.setCurrentIndex(self.model.index(place))
            else:  # a list that was reset shows no selection
                self.view.selectionModel().select(
                    self.model.index(place), self.view.selectionModel().SelectionFlag.ClearAndSelect
                )
        finally:
            self._following = False

    def _chosen(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None and not self._following:
            self._session.kept.select(row.indices)

    def rename(self) -> None:
        """Let the user type another name for what is selected."""
        index = self.view.currentIndex()
        if index.isValid():
            self.view.setFocus()
            self.view.scrollTo(index)
            self.view.edit(index)

    # -- keys and the menu ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete deletes the fill, Right and Left unfold and fold a group."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._session.kept.delete()
                return True
            if event.key() in _FOLDS:
                self.model.unfold(self.view.currentIndex().row(), _FOLDS[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _double_clicked(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            bounds = place_of(self._session.document, row.indices)
            if bounds:
                self.locate.emit(bounds)
            else:  # it lies on another frame
                self._session.kept.reveal()

    def _show_menu(self, position: QPoint) -> None:
        index = self.view.indexAt(position)
        row = self.model.row(index.row())
        if row is None:
            return
        self.view.setCurrentIndex(index)
        kept = self._session.kept
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show on the photo"), lambda: self._double_clicked(index))
        menu.addAction(self.tr("Rename"), self.rename)
        visible = any(layer.visible for layer in self.model.layers(row))
        shown = self.tr("Hide") if visible else self.tr("Show")
        menu.addAction(shown, lambda: kept.set_visible(not visible))
        menu.addAction(self.tr("Fill again"), kept.again).setEnabled(kept.can_refill)
        menu.addAction(self.tr("Fill again with other settings…"), self.controls.ask_settings)
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), kept.delete)
        menu.popup(self.view.viewport().mapToGlobal(position))
