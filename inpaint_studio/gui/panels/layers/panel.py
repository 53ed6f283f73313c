"""The panel of layers (kept fills): show and hide, fade, run again, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QSlider,
    QStyleOptionViewItem,
    QWidget,
)

from ....core.document.document import FillLayer
from ....engines.base import ParamValue
from ...kit import theme
from ...kit.controls import IconButton, ParamForm, label
from ...kit.icons import icon
from ...kit.later import timer
from ...kit.layouts import column_layout, row_layout, stacked
from ...words import numbers as words
from .. import paint
from ..rows import Index, RowDelegate, State, list_view
from .fade import Fade
from .model import DETAIL, LAYER, THUMB, LayerModel, bounds_of, is_from_engine, name_of

if TYPE_CHECKING:
    from ...session.session import Session

_EYE = 36
_SETTLE = 500  # ms after the last key press on the slider before its value becomes a step


class _Rows(RowDelegate):
    """An eye, a thumbnail, a name and a line of details; hidden fills are muted."""

    height = 52

    def __init__(self, model: LayerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRect, state: State, font: QFont, index: Index) -> None:
        layer: FillLayer = index.data(LAYER)
        selected = bool(state & State.State_Selected)
        if selected:
            painter.fillRect(rect, paint.colour("selection"))
        elif state & State.State_MouseOver:
            painter.fillRect(rect, paint.colour("raised"))
        paint.glyph(painter, eye_rect(rect), icon("visible" if layer.visible else "hidden"))
        thumb = QRect(rect.left() + _EYE + 4, rect.top() + (self.height - THUMB) // 2, THUMB, THUMB)
        painter.setOpacity(1.0 if layer.visible else 0.4)
        paint.picture(painter, thumb, self._model.thumbnail(layer))
        painter.setOpacity(1.0)
        small = paint.smaller(font)
        first, second = paint.line_height(font), paint.line_height(small)
        detail = str(index.data(DETAIL))
        left, wide = thumb.right() + 10, rect.right() - thumb.right() - 20
        top = rect.top() + (self.height - first - (second if detail else 0)) // 2
        tone = paint.colour("text" if layer.visible else "muted")
        paint.text(painter, QRect(left, top, wide, first), str(index.data()), tone, font)
        muted = paint.colour("text" if selected else "muted")
        paint.text(painter, QRect(left, top + first, wide, second), detail, muted, small)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on the eye, or the space bar, shows or hides the fill."""
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and eye_rect(option.rect).contains(event.position().toPoint())
        )
        pressed = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        )
        if clicked or pressed:
            return model.setData(model.index(index.row(), 0), None, Qt.ItemDataRole.CheckStateRole)
        return False


def eye_rect(row: QRect) -> QRect:
    """Where the eye of a row is."""
    return QRect(row.left() + 4, row.top(), _EYE, row.height())


class LayersPanel(QWidget):
    """The list and its buttons; `locate` gives the canvas rectangle of a double-clicked layer."""

    locate = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = LayerModel(session, self.devicePixelRatioF(), self)
        self._fade = Fade(session, self)
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("Kept fills"))
        self._build()
        self.model.modelReset.connect(self._select_top)
        self.model.dataChanged.connect(self._refresh)
        self.model.thumbs.ready.connect(lambda _: self.view.viewport().update())
        session.opened.connect(self._opened)
        session.history_changed.connect(self._history_changed)
        session.busy_changed.connect(self._refresh)
        self._opened()

    def _build(self) -> None:
        name = self.tr("Kept fills, the newest first")
        self.view = list_view(self.model, _Rows(self.model, self), name, self)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.selectionModel().currentChanged.connect(self._refresh)
        self.view.installEventFilter(self)
        self.empty = label(self.tr("Fills that you keep are listed here."), "muted", self, wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = stacked(self, self.empty, self.view)
        words_label = QLabel(self.tr("Opacity"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(self.tr("Opacity of the fill"))
        words_label.setBuddy(self.slider)
        self.value = QLabel(self)
        self.value.setFont(theme.tabular())
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._settle)
        self._settling = timer(self, _SETTLE, self._settle)
        self.again_button = IconButton("refresh", self.tr("Fill again"), self, act=self._again)
        self.params_button = IconButton(
            "settings", self.tr("Fill again with other settings…"), self, act=self._again_with
        )
        self.delete_button = IconButton("delete", self.tr("Delete the fill"), self, act=self._delete)
        fade = row_layout(None, [words_label, (self.slider, 1), self.value], spacing=8)
        buttons = row_layout(
            None, [self.again_button, self.params_button, None, self.delete_button], spacing=4
        )
        foot = column_layout(None, [fade, buttons], spacing=4, margins=(12, 4, 8, 4))
        column_layout(self, [(self._pages, 1), foot])

    # -- selection ------------------------------------------------------------------------------------

    @property
    def selected(self) -> int | None:
        """The index in the document of the selected layer."""
        row = self.view.currentIndex().row()
        return self.model.place(row) if self.model.layer(row) is not None else None

    def _opened(self) -> None:
        self._fade.drop()
        self._settling.stop()
        self.model.clear()
        self._select_top()

    def _history_changed(self) -> None:
        self._fade.drop()
        self.model.refresh()
        self._refresh()

    def _select_top(self) -> None:
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))
        self._refresh()

    def _refresh(self) -> None:
        count = self.model.rowCount()
        self._pages.setCurrentIndex(1 if count else 0)
        layer = self.model.layer(self.view.currentIndex().row())
        usable = layer is not None and not self._session.busy
        self.slider.setEnabled(usable)
        self.delete_button.setEnabled(usable)
        again = usable and layer is not None and is_from_engine(layer, self._session.registry)
        for button, tip in (
            (self.again_button, self.tr("Fill again with another seed")),
            (self.params_button, self.tr("Fill again with other settings…")),
        ):
            button.setEnabled(again)
            no_engine = usable and not again
            button.setToolTip(self.tr("This fill was not made by an engine") if no_engine else tip)
        if not self._fade.active:
            with QSignalBlocker(self.slider):
                self.slider.setValue(100 if layer is None else round(100 * layer.opacity))
        self.value.setText(words.percent(self.slider.value() / 100) if layer is not None else "")

    # -- fading ----------------------------------------------------------------------------------------

    def _slid(self, value: int) -> None:
        self.value.setText(words.percent(value / 100))
        index = self.selected
        if index is None:
            return
        self._fade.show(index, value / 100)
        if not self.slider.isSliderDown():
            self._settling.start()

    def _settle(self) -> None:
        """The slider was released: record one step of the history."""
        self._settling.stop()
        self._fade.finish()
        self._refresh()

    # -- running again, deleting --------------------------------------------------------------------------

    def _again(self) -> None:
        index = self.selected
        if index is not None:
            self._session.fills.refill([index])

    def _again_with(self) -> None:
        row = self.view.currentIndex().row()
        layer, index = self.model.layer(row), self.selected
        if layer is None or index is None:
            return
        dialog = RefillDialog(self._session, layer, self)
        dialog.accepted.connect(lambda: self._session.fills.refill([index], dialog.values()))
        dialog.open()

    def _delete(self) -> None:
        index = self.selected
        if index is not None and self._session.can_edit:
            self._session.delete_layers([index])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The Delete key deletes the layer."""
        if (
            watched is self.view
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            self._delete()
            return True
        return super().eventFilter(watched, event)

    def _double_clicked(self, index: QModelIndex) -> None:
        layer: FillLayer | None = index.data(LAYER)
        if layer is None:
            return
        bounds = bounds_of(layer, self._session.document.canvas)
        if bounds:
            self.locate.emit(bounds)

    def _show_menu(self, position: QPoint) -> None:
        index = self.view.indexAt(position)
        layer: FillLayer | None = index.data(LAYER)
        if layer is None:
            return
        self.view.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        again = is_from_engine(layer, self._session.registry)
        menu.addAction(self.tr("Show on the photo"), lambda: self._double_clicked(index))
        shown = self.tr("Hide") if layer.visible else self.tr("Show")
        menu.addAction(shown, lambda: self.model.setData(index, None, Qt.ItemDataRole.CheckStateRole))
        menu.addAction(self.tr("Fill again"), self._again).setEnabled(again)
        menu.addAction(self.tr("Fill again with other settings…"), self._again_with).setEnabled(again)
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), self._delete)
        menu.popup(self.view.viewport().mapToGlobal(position))


class RefillDialog(QDialog):
    """The parameters of a layer, to fill it again with different ones."""

    def __init__(self, session: Session, layer: FillLayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        about = layer.content.description
        info = session.registry.info(str(about.get("engine", "")))
        params = () if info is None else info.params
        known = {param.name: param.default for param in params}
        known |= {name: value for name, value in about.get("params", {}).items() if name in known}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fill again"))
        self._values: dict[str, ParamValue] = known
        self.form = ParamForm(params, known, self)
        self.form.changed.connect(self._changed)
        title = label(name_of(layer, session.registry), "heading", self)
        text = self.tr("The same place is filled again, with another seed.")
        hint = label(text, "muted", self, wraps=True)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        fill = box.addButton(self.tr("Fill again"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.set_primary(fill)
        fill.setDefault(True)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column_layout(self, [title, hint, self.form, None, box], spacing=8, margins=16)
        self.setMinimumWidth(360)

    def values(self) -> Mapping[str, ParamValue]:
        """The chosen parameters."""
        return dict(self._values)

    def _changed(self, name: str, value: ParamValue) -> None:
        self._values[name] = value
