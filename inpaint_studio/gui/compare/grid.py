"""All entrants side by side, the original first; every cell shows the same place."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from ...core.geometry import Rect
from ..kit.icons import icon_pixmap
from ..kit.theme import palette
from ..session.session import Session
from ..words.numbers import engine_label, listed, seconds, unusual_params
from ..words.translation import translate_error
from .labels import GROUND, draw_label, label_width
from .pane import Cover, Pane, Pictures, SharedView
from .places import draw_marks
from .run import CompareRun, Entrant, Stage

_STAR = 28  # px of the clickable star


def entrant_label(session: Session, entrant: Entrant) -> str:
    """The engine of an entrant with its unusual parameters."""
    label = engine_label(session.registry, entrant.engine)
    unusual = unusual_params(session.registry.info(entrant.engine), entrant.request.params)
    return listed([label, *unusual])


def score_text(entrant: Entrant) -> str:
    """The scores of an entrant as text, or ""."""
    if "hole_psnr" not in entrant.scores:
        return ""
    return QCoreApplication.translate("Compare", "{psnr} dB, SSIM {ssim}").format(
        psnr=f"{entrant.scores['hole_psnr']:.1f}", ssim=f"{entrant.scores['ssim']:.3f}"
    )


class Cell(Pane):
    """One entrant, or (None) the original: its picture, name, time, progress and star."""

    corner_clicked = Signal()

    def __init__(
        self, session: Session, run: CompareRun, view: SharedView, pictures: Pictures, index: int | None
    ) -> None:
        super().__init__(view, pictures)
        self._session, self._run, self.index = session, run, index
        self.selected = False
        self._hovered = False
        self.setAccessibleName(self.label)
        self.setToolTip(self.label)

    @property
    def entrant(self) -> Entrant | None:
        """The entrant of this cell, or None for the original."""
        return None if self.index is None else self._run.entrants[self.index]

    @property
    def dismissed(self) -> bool:
        """Whether its entrant was stopped and is shown no more."""
        entrant = self.entrant
        return entrant is not None and entrant.dismissed

    @property
    def label(self) -> str:
        """The label of the cell: the number key and the name."""
        entrant = self.entrant
        if entrant is None:
            return self.tr("Original")
        number = f"{entrant.index + 1}  " if entrant.index < 9 else ""
        return number + entrant_label(self._session, entrant)

    @property
    def caption(self) -> str:
        """What of the label fits into the cell, beside its corner if that shows something."""
        taken = 16 + (_STAR if self._corner_icon else 0)
        room = max(40, self.width() - taken - label_width(self.fontMetrics(), ""))
        return self.fontMetrics().elidedText(self.label, Qt.TextElideMode.ElideRight, room)

    @property
    def _corner_icon(self) -> str:
        """The icon in the corner; "" for none."""
        entrant = self.entrant
        if entrant is None or entrant.stage is Stage.RUNNING:
            return ""
        if entrant.stage is Stage.DONE:
            return "star-filled" if entrant.starred else "star" if self._hovered else ""
        if entrant.stage in (Stage.FAILED, Stage.CANCELLED):
            return "refresh"
        return "close" if self._hovered else ""

    def message(self) -> str:
        """One sentence for a cell without a picture; "" for one with a picture."""
        entrant = self.entrant
        if entrant is None or entrant.stage in (Stage.DONE, Stage.RUNNING):
            return ""
        if entrant.stage is Stage.FAILED:
            return translate_error(entrant.error) if entrant.error is not None else ""
        if entrant.stage is Stage.QUEUED:
            return self.tr("Queued.")
        return self.tr("Stopped.")

    @property
    def corner(self) -> QRect:
        """Where to click to star a fill, to stop a running one, or to run a failed one again."""
        return QRect(self.width() - _STAR - 6, 6, _STAR, _STAR)

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        cover = None if self.index is None else self.pictures.cover(self.index)
        return [] if cover is None else [(cover, None)]

    def paint_over(self, painter: QPainter) -> None:
        colours = palette()
        entrant = self.entrant
        if entrant is not None and entrant.document is None:
            painter.fillRect(self.viewport.rect_to_widget(Rect.of(self.view.image)), QColor(0, 0, 0, 110))
        draw_label(painter, self.caption, QPointF(8, 8))
        if entrant is None:
            draw_marks(
                painter, self.viewport, self.view.marks, self.tr("Hole"), self.tr("Tested place {number}")
            )
        else:
            self._paint_state(painter, entrant)
        if self.selected:
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_state(self, painter: QPainter, entrant: Entrant) -> None:
        if entrant.stage is Stage.DONE:
            words = [seconds(entrant.seconds)]
            if entrant.scores:
                words.append(score_text(entrant))
            draw_label(painter, "   ".join(words), QPointF(8, self.height() - 30))
        elif entrant.stage is Stage.RUNNING:
            self._paint_progress(painter, entrant.fraction)
        if icon := self._corner_icon:
            self._paint_corner(painter, icon, QColor("#ffd24a" if icon.startswith("star") else "#f2f3f5"))
        message = self.message()
        if message:
            box = self.rect().adjusted(16, 40, -16, -16)
            failed = entrant.stage is Stage.FAILED
            painter.setPen(QColor("#ff9d9d") if failed else QColor("#e4e6ea"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, message)

    def _paint_corner(self, painter: QPainter, name: str, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(self.corner, 4, 4)
        drawn = icon_pixmap(name, colour, 20, self.devicePixelRatioF())
        painter.drawPixmap(self.corner.left() + 4, self.corner.top() + 4, drawn)

    def _paint_progress(self, painter: QPainter, fraction: float) -> None:
        bar = QRectF(16, self.height() / 2 - 3, self.width() - 32, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 70))
        painter.drawRoundedRect(bar, 3, 3)
        bar.setWidth(max(6.0, bar.width() * fraction))
        painter.setBrush(palette().accent)
        painter.drawRoundedRect(bar, 3, 3)
        percent = self.tr("{percent} %").format(percent=round(100 * fraction))
        draw_label(painter, percent, QPointF(16, self.height() / 2 + 8))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entrant = self.entrant
        if entrant is not None and self.corner.contains(event.position().toPoint()):
            self.corner_clicked.emit()
            event.accept()
            return
        super().mousePressEvent(event)


class Grid(QWidget):
    """The cells, in the number of columns that makes them largest."""

    selected = Signal(int)
    """The cell of that entrant was clicked; -1: the original."""

    def __init__(self, session: Session, run: CompareRun, view: SharedView, pictures: Pictures) -> None:
        super().__init__()
        self._session, self._run, self._view, self._pictures = session, run, view, pictures
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.cells: list[Cell] = []
        self._add(None)
        for entrant in run.entrants:
            self._add(entrant.index)
        run.added.connect(self._add)
        run.changed.connect(self._refresh)
        run.progressed.connect(self._refresh)

    def select(self, index: int) -> None:
        """Mark the cell of an entrant (-1: none)."""
        for cell in self.cells:
            cell.selected = cell.index == index
            cell.update()

    def _add(self, index: int | None) -> None:
        cell = Cell(self._session, self._run, self._view, self._pictures, index)
        cell.clicked.connect(lambda: self.selected.emit(-1 if index is None else index))
        if index is not None:
            cell.corner_clicked.connect(lambda: self._corner_clicked(index))
        self.cells.append(cell)
        self._arrange()

    def _corner_clicked(self, index: int) -> None:
        entrant = self._run.entrants[index]
        if entrant.stage is Stage.DONE:
            self._run.star(index, not entrant.starred)
        elif entrant.stage.over:
            self._run.again(index)
        else:
            self._run.cancel(index)

    def _refresh(self, index: int) -> None:
        for cell in self.cells:
            if cell.index == index:
                cell.setToolTip(cell.label)
                cell.update()
                if cell.dismissed == cell.isVisibleTo(self):
                    self._arrange()

    def _arrange(self) -> None:
        shown = [cell for cell in self.cells if not cell.dismissed]
        columns = best_columns(len(shown), max(1, self.width()), max(1, self.height()))
        for number, cell in enumerate(shown):
            self._layout.addWidget(cell, number // columns, number % columns)
        for cell in self.cells:  # not before it has a parent, or it would be a window
            cell.setHidden(cell.dismissed)
        rows = math.ceil(len(shown) / columns)
        for line in range(max(columns, rows, self._layout.columnCount(), self._layout.rowCount())):
            self._layout.setColumnStretch(line, int(line < columns))
            self._layout.setRowStretch(line, int(line < rows))

    def resizeEvent(self, event: object) -> None:
        self._arrange()


def best_columns(count: int, width: int, height: int) -> int:
    """The number of columns that makes `count` cells of 4 : 3 largest within `width` x `height`."""

    def side(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(width / columns / 4, height / rows / 3)

    return max(range(1, count + 1), key=side)
