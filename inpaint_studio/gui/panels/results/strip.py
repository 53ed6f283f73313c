"""The results strip: all results for the present picture, to view, star and keep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QLinearGradient, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QWidget,
)

from ....core.document.document import Document
from ....core.geometry import Rect
from ....jobs.results import Result
from ...kit import theme
from ...kit.controls import label, push_button
from ...kit.layouts import column_layout, row_layout, stacked
from ...words import numbers as words
from .. import paint
from ..thumbs import Thumbnails, around, render
from .cells import CELL_HEIGHT, THUMB, CellDelegate, HoverButtons
from .model import CELL, Cell, ResultModel, can_vary

if TYPE_CHECKING:
    from ...commands.actions import Actions
    from ...session.session import Session

HEIGHT = 96
_FADE = 32  # px over which the row fades out


class _Row(QListView):
    """A one-row list that the wheel scrolls sideways."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSpacing(0)
        self.setFixedHeight(CELL_HEIGHT)
        self.horizontalScrollBar().setSingleStep(40)

    def show_cell(self, index: QModelIndex) -> None:
        """Scroll to a cell; for the last result, so that "+ variation" is visible too."""
        last = self.model().rowCount() - 1
        self.scrollTo(index)
        if index.row() >= last - 1:
            self.scrollTo(self.model().index(last, 0))
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, fading out where there are more beyond the edge."""
        super().paintEvent(event)
        bar, area = self.horizontalScrollBar(), self.viewport().rect()
        painter = QPainter(self.viewport())
        ground, clear = paint.colour("panel"), paint.colour("panel", 0.0)
        for hidden, edge, inner in (
            (bar.value() > bar.minimum(), area.left(), area.left() + _FADE),
            (bar.value() < bar.maximum(), area.right() + 1, area.right() + 1 - _FADE),
        ):
            if hidden:
                shade = QLinearGradient(edge, 0, inner, 0)
                shade.setColorAt(0, ground)
                shade.setColorAt(1, clear)
                painter.fillRect(QRect(min(edge, inner), 0, _FADE, area.height()), shade)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Both wheels scroll the row."""
        bar = self.horizontalScrollBar()
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()


class ResultsStrip(QWidget):
    """Arrow keys and clicks show a result at once; Enter and *Keep* keep it."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._syncing = False
        self._preview: QPixmap | None = None
        self._shown_origin: tuple[Rect, Document] | None = None
        self._originals = 0  # how many there were, for the keys of their thumbnails
        self._thumbs = Thumbnails(session.pool, 256, self)
        self._model = ResultModel(session, self)
        self.setFixedHeight(HEIGHT)
        theme.set_ground(self, "panel")
        self.setObjectName("results")
        self.setAccessibleName(self.tr("Results"))
        self._build()
        self._model.dataChanged.connect(self._place_buttons)
        self._thumbs.ready.connect(lambda _: self.view.viewport().update())
        session.medical.window_settled.connect(self._thumbs.clear)
        session.medical.window_settled.connect(self.view.viewport().update)
        session.fills.results_changed.connect(self._results_changed)
        session.fills.job_changed.connect(self._job_changed)
        session.fills.progressed.connect(self._model.refresh_job)
        session.fills.preview_changed.connect(self._preview_changed)
        session.opened.connect(self._opened)
        session.busy_changed.connect(self._refresh_buttons)
        actions.keys_changed.connect(self._refresh_buttons)
        self._results_changed()

    def _build(self) -> None:
        self.view = _Row(self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(CellDelegate(self._thumbnail, self.view))
        self.view.setAccessibleName(self.tr("Results"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.entered.connect(self._entered)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.viewport().installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.horizontalScrollBar().valueChanged.connect(self._hide_buttons)
        self.buttons = HoverButtons(self.view.viewport())
        self.buttons.starred.connect(lambda result: self._session.fills.star(result, not result.starred))
        self.buttons.again.connect(self._try_again)
        self.buttons.kept.connect(self._session.fills.keep)
        self.buttons.discarded.connect(self._session.fills.discard)
        self.empty = label("", "muted", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = stacked(self, self.empty, self.view)
        self.keep_button = push_button(self.tr("Keep"), lambda: self._session.fills.keep(), self)
        self.keep_button.setToolTip(self._actions.tooltip("keep"))
        theme.set_primary(self.keep_button)
        self.again_button = push_button(self.tr("Try again"), lambda: self._session.fills.try_again(), self)
        for button in (self.keep_button, self.again_button):
            button.setMinimumWidth(112)
        column = column_layout(None, [None, self.keep_button, self.again_button, None], spacing=8)
        row_layout(self, [(self._pages, 1), column], spacing=16, margins=(8, 4, 12, 4))

    def sizeHint(self) -> QSize:
        """Any width, one height."""
        return QSize(640, HEIGHT)

    # -- selection ---------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Show the result `by` places further on (or back); the original is the first."""
        results = self._session.fills.results
        if not results:
            return
        shown: list[Result | None] = [None, *results]
        chosen = self._session.fills.chosen
        number = chosen.number if chosen is not None else 0
        place = next((i for i, one in enumerate(shown) if one is not None and one.number == number), 0)
        self._session.fills.choose(shown[max(0, min(place + by, len(shown) - 1))])

    def _moved(self, current: QModelIndex, _: QModelIndex) -> None:
        """The arrow keys or a click selected another cell."""
        if not self._syncing:
            self._show_cell(current.data(CELL))

    def _show_cell(self, cell: Cell | None) -> None:
        if cell is None or cell.kind not in ("original", "result"):
            return
        if cell.result is not self._session.fills.chosen:
            self._session.fills.choose(cell.result)

    def _clicked(self, index: QModelIndex) -> None:
        cell: Cell = index.data(CELL)
        if cell.kind == "more":
            self._session.fills.try_again()
            self._sync()
        elif cell.kind == "job":
            self._sync()
        else:
            self._show_cell(cell)

    def _double_clicked(self, index: QModelIndex) -> None:
        cell: Cell = index.data(CELL)
        if cell.result is not None:
            self._session.fills.keep(cell.result)

    def _try_again(self, result: Result) -> None:
        self._session.fills.choose(result)
        self._session.fills.try_again()

    def _sync(self) -> None:
        """Put the ring around the shown result without choosing anything."""
        self._syncing = True
        row = self._model.row_of(self._session.fills.chosen)
        index = self._model.index(row) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flags)
        if row > 0:
            self.view.show_cell(index)
        self._syncing = False

    # -- the session -------------------------------------------------------------------------------

    def _opened(self) -> None:
        self._thumbs.clear()
        self._preview = self._shown_origin = None
        self._hide_buttons()

    def _results_changed(self) -> None:
        self._syncing = True
        self._model.refresh()
        self._syncing = False
        self._pages.setCurrentIndex(1 if self._model.rowCount() else 0)
        if self._session.fills.auto_fill:
            self.empty.setText(self.tr("Each stroke is filled and kept at once; Undo takes it back."))
        else:
            self.empty.setText(self.tr("Fills appear here: look at each, then keep the one you like."))
        if self.buttons.result not in self._session.fills.results:
            self._hide_buttons()
        self._sync()
        self._refresh_buttons()

    def _job_changed(self) -> None:
        rows = self._model.rowCount()
        self._syncing = True
        self._model.refresh_job()
        self._syncing = False
        if self._session.fills.job is None:
            self._preview = None
        if rows != self._model.rowCount():
            self._pages.setCurrentIndex(1 if self._model.rowCount() else 0)
            self._sync()
            if self._session.fills.job is not None:
                self.view.show_cell(self._model.index(self._model.rowCount() - 1))

    def _preview_changed(self) -> None:
        preview, row = self._session.fills.preview, self._model.job_row
        if preview is None or row < 0:
            self._preview = None
        else:
            height, width = preview.pixels.shape[:2]
            stride = preview.pixels.strides[0]
            image = QImage(preview.pixels.data, width, height, stride, QImage.Format.Format_RGB888)
            side = round(THUMB * self.devicePixelRatioF())
            # scaling copies, so the preview's memory is not shared
            self._preview = QPixmap.fromImage(image.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            ))  # fmt: skip
        if row >= 0:
            self.view.update(self._model.index(row))

    def _refresh_buttons(self) -> None:
        session = self._session
        chosen = session.fills.chosen
        self.keep_button.setEnabled(chosen is not None and not session.busy)
        why = self.tr("Choose a result first") if chosen is None else ""
        self.keep_button.setToolTip(self._actions.tooltip("keep", why))
        model = chosen or (session.fills.results[-1] if session.fills.results else None)
        again = session.fills.last_spot is not None  # with "Fill after each stroke" there are no results
        varies = again if model is None else can_vary(session.registry, model)
        self.again_button.setEnabled(varies and not session.busy)
        if varies:
            why = ""
        elif model is None:
            why = self.tr("Fill something first")
        else:
            engine = words.engine_label(session.registry, model.fill.engine)
            why = self.tr("{engine} gives the same fill every time").format(engine=engine)
        self.again_button.setToolTip(self._actions.tooltip("try-again", why))

    # -- thumbnails --------------------------------------------------------------------------------

    def _origin(self) -> tuple[Rect, Document] | None:
        """The place of the first result, or of the fill that runs, and the picture without it."""
        fills = self._session.fills
        if fills.results:
            found = fills.results[0].request.mask.bounds, fills.results[0].base
        elif fills.working is not None:
            found = fills.working
        else:
            return None
        shown = self._shown_origin
        if shown is None or shown[0] != found[0] or shown[1] is not found[1]:
            self._shown_origin = found
            self._originals += 1
        return found

    def _thumbnail(self, cell: Cell) -> QPixmap | None:
        """The picture of a cell; requested only when the cell is painted."""
        if cell.kind == "job":
            return self._preview
        ratio = self.devicePixelRatioF()
        side = round(THUMB * ratio)
        result = cell.result
        if result is None:
            origin = self._origin()
            if origin is None:
                return None
            bounds, document = origin
            key: tuple[object, ...] = ("original", self._originals, ratio)
        else:
            bounds, document = result.bounds, result.document
            key = (result.number, ratio)
        found = self._thumbs.get(key)
        if found is None:
            part = around(bounds, document.size, 1.0)
            self._thumbs.ask(key, partial(render, document, part, side, side), ratio)
            found = self._thumbs.get(key)
        return found

    # -- pointer and keys --------------------------------------------------------------------------

    def _entered(self, index: QModelIndex) -> None:
        cell: Cell | None = index.data(CELL)
        if cell is None or cell.result is None or self._session.busy:
            self._hide_buttons()
            return
        varies = can_vary(self._session.registry, cell.result)
        self.buttons.show_for(cell.result, self.view.visualRect(index), varies)

    def _place_buttons(self) -> None:
        """Follow the result when starring replaces its value."""
        shown = self.buttons.result
        if shown is None or self.buttons.isHidden():
            return
        same = next((one for one in self._session.fills.results if one.number == shown.number), None)
        if same is not None:
            self.buttons.refresh(same)

    def _hide_buttons(self) -> None:
        self.buttons.hide()
        self.buttons.result = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the buttons when the pointer leaves; Enter keeps, Delete discards."""
        if watched is self.view.viewport() and event.type() == QEvent.Type.Leave:
            self._hide_buttons()
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        cell = self._model.cell(self.view.currentIndex().row())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and cell is not None:
            if cell.result is not None:
                self._session.fills.keep(cell.result)
            elif cell.kind == "more":
                self._session.fills.try_again()
            return True
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and cell and cell.result is not None:
            self._session.fills.discard(cell.result)
            return True
        return False

    def menu_for(self, result: Result) -> QMenu:
        """The context menu of a result."""
        session = self._session
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        star = self.tr("Remove star") if result.starred else self.tr("Star")
        menu.addAction(star, lambda: session.fills.star(result, not result.starred))
        again = menu.addAction(self.tr("Try again"), lambda: self._try_again(result))
        again.setEnabled(can_vary(session.registry, result) and not session.busy)
        keep = menu.addAction(self.tr("Keep"), lambda: session.fills.keep(result))
        keep.setEnabled(not session.busy)
        menu.addSeparator()
        menu.addAction(self.tr("Discard"), lambda: session.fills.discard(result))
        return menu

    def _show_menu(self, position: QPoint) -> None:
        cell: Cell | None = self.view.indexAt(position).data(CELL)
        if cell is not None and cell.result is not None:
            self.menu_for(cell.result).popup(self.view.viewport().mapToGlobal(position))
