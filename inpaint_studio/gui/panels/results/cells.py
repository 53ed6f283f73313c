"""Drawing the cells of the results strip, and the small buttons over the cell under the pointer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from ....jobs.results import Result
from ...kit import theme
from ...kit.icons import icon, set_icon
from ...kit.layouts import row_layout
from .. import paint
from ..rows import Index
from .model import CELL, Cell

CELL_HEIGHT = 88
THUMB = 72
_MORE_WIDTH = 72
_BUTTON = 22
_WORDS = 4 * _BUTTON, 160
"""px for the text of a cell: at least room for the buttons, at most enough for a long name."""
_TOP = 5  # px above the text; the buttons come below it
_GAP = 8


def thumb_rect(cell: QRect) -> QRect:
    """Where the thumbnail of a cell is."""
    return QRect(cell.left() + _GAP, cell.top() + (cell.height() - THUMB) // 2, THUMB, THUMB)


def line_rects(cell: QRect, font: QFont) -> list[QRect]:
    """Where the three lines of text of a cell are, below which there is room for the buttons."""
    left = thumb_rect(cell).right() + 1 + _GAP
    width = cell.right() - left - _GAP + 1
    first, step = paint.line_height(font), paint.line_height(paint.smaller(font)) + 1
    top = cell.top() + _TOP
    tops = (top, top + first, top + first + step)
    return [QRect(left, y, width, tall) for y, tall in zip(tops, (first, step, step), strict=True)]


def buttons_rect(cell: QRect) -> QRect:
    """Where the buttons of a cell are: below its text."""
    left = thumb_rect(cell).right() + 1 + _GAP
    return QRect(left - 3, cell.bottom() - 25, 4 * _BUTTON, 24)


class CellDelegate(QStyledItemDelegate):
    """Draws cells; `thumbnail` returns the picture of one, or None if it has none yet."""

    def __init__(self, thumbnail: Callable[[Cell], QPixmap | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the text of a cell needs, within limits."""
        cell: Cell = index.data(CELL)
        if cell.kind == "more":
            small = QFontMetrics(paint.smaller(option.font))
            return QSize(max(_MORE_WIDTH, small.horizontalAdvance(_plain(cell)) + 2 * _GAP), CELL_HEIGHT)
        font = theme.tabular(option.font)
        large, small = QFontMetrics(font), QFontMetrics(paint.smaller(font))
        wide = [metrics.horizontalAdvance(line) + 2 for metrics, line in
                zip((large, small, small), _lines(cell), strict=False)]  # fmt: skip
        least, most = _WORDS
        words = max(min(most, max(least, *wide)), wide[-1])  # the last line, the time, is never cut off
        # 2 px on each side separate the rings of two cells
        return QSize(THUMB + words + 3 * _GAP + 4, CELL_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Thumbnail on the left, up to three lines on the right, an accent ring around the chosen one."""
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect.adjusted(2, 0, -2, 0)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        ground = paint.colour("raised") if hovered or chosen else None
        paint.rounded(painter, QRectF(rect), ground, paint.colour("accent") if chosen else None)
        if focused:
            paint.rounded(painter, QRectF(rect).adjusted(2, 2, -2, -2), None, paint.colour("accent", 0.4))
        if cell.kind == "more":
            self._paint_more(painter, rect, cell, option, hovered)
        else:
            self._paint_cell(painter, rect, cell, option)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell, option: QStyleOptionViewItem) -> None:
        place = thumb_rect(rect)
        pixmap = self._thumbnail(cell)
        paint.picture(painter, place, pixmap)
        if cell.job is not None:
            if pixmap is not None:
                painter.fillRect(place, paint.colour("surround", 0.35))
            paint.ring(painter, QRectF(place).adjusted(18, 18, -18, -18), cell.job.fraction)
        if cell.result is not None and cell.result.starred:
            badge = QRect(place.right() - 19, place.top() + 2, 18, 18)
            paint.rounded(painter, QRectF(badge), paint.colour("surround", 0.75))
            icon("star-filled", 14).paint(painter, badge.adjusted(2, 2, -2, -2))
        font = theme.tabular(option.font)
        small = paint.smaller(font)
        for number, (place, line) in enumerate(zip(line_rects(rect, font), _lines(cell), strict=False)):
            stopped = number == len(_lines(cell)) - 1 and cell.result is not None and cell.result.partial
            tone = paint.colour("text" if number == 0 else "warning" if stopped else "muted")
            paint.text(painter, place, line, tone, small if number else font)

    def _paint_more(
        self, painter: QPainter, rect: QRect, cell: Cell, option: QStyleOptionViewItem, hovered: bool
    ) -> None:
        tone = paint.colour("disabled" if not cell.enabled else "text" if hovered else "muted")
        centre = QPointF(QRectF(rect).center())
        paint.plus(painter, centre - QPointF(0, 10), tone)
        below = QRect(rect.left() + 2, int(centre.y()) + 4, rect.width() - 4, 22)
        small = paint.smaller(option.font)
        paint.text(painter, below, _plain(cell), tone, small, Qt.AlignmentFlag.AlignHCenter)


def _lines(cell: Cell) -> list[str]:
    """The lines of a cell, without empty ones between."""
    return [line for line in cell.lines if line]


def _plain(cell: Cell) -> str:
    """The text without its plus sign, which is drawn."""
    return cell.lines[0].lstrip("+ ")


class HoverButtons(QWidget):
    """Star, try again, keep and discard, below the text of the cell under the pointer."""

    starred = Signal(object)
    again = Signal(object)
    kept = Signal(object)
    discarded = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        theme.set_ground(self, "raised")
        self.star = self._button("star", self.tr("Star"), self.starred)
        self.again_button = self._button("refresh", self.tr("Try again"), self.again)
        self.keep = self._button("keep", self.tr("Keep"), self.kept)
        self.discard = self._button("close", self.tr("Discard"), self.discarded)
        row_layout(self, [self.star, self.again_button, self.keep, self.discard])
        self.hide()

    def show_for(self, result: Result, cell: QRect, can_vary: bool) -> None:
        """Show the buttons over the cell of that result."""
        self.result = result
        self.setGeometry(buttons_rect(cell.adjusted(2, 0, -2, 0)))
        self.refresh(result)
        self.again_button.setEnabled(can_vary)
        self.again_button.setToolTip(self.tr("Try again with another seed") if can_vary
                                     else self.tr("This engine gives the same fill every time"))  # fmt: skip
        self.show()
        self.raise_()

    def refresh(self, result: Result) -> None:
        """Update the star of the same result."""
        self.result = result
        words = self.tr("Remove star") if result.starred else self.tr("Star")
        set_icon(self.star, "star-filled" if result.starred else "star", 16)
        self.star.setToolTip(words)
        self.star.setAccessibleName(words)

    def _button(self, name: str, words: str, signal: object) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, name, 16)
        button.setIconSize(paint.ICON)
        button.setFixedSize(_BUTTON, 24)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: signal.emit(self.result))  # type: ignore[attr-defined]
        return button
