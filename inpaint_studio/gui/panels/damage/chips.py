"""The kinds of damage as chips: their colours, how many marks they have, and whether those are taken."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ....core.damage import KINDS
from ...kit.theme import CONTROL_HEIGHT, GRID, RADIUS, palette, tabular
from ...words import numbers as words
from ...words.damage import KIND_COLOURS, kind_help, kind_name

_SWATCH = 12
_COLUMNS = 2


class Chip(QAbstractButton):
    """A kind: its swatch is full while its marks are taken, else empty."""

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.count = 0
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(kind_name(kind))
        self.setToolTip(kind_help(kind))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many marks there are."""
        self.count = count
        self.setAccessibleName(f"{kind_name(self.kind)}: {words.number(count)}")
        self.update()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(f"{self.text()} 88,888")
        return QSize(wide + _SWATCH + 4 * GRID, CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours.accent if self.hasFocus() else colours.hairline, 1))
        painter.setBrush(colours.hover if self.underMouse() and self.isEnabled() else colours.raised)
        painter.drawRoundedRect(outline, RADIUS, RADIUS)
        self._paint_swatch(painter, QPointF(GRID + _SWATCH / 2, self.height() / 2))
        on = self.isEnabled() and self.isChecked()
        painter.setPen(colours.text if on else colours.muted if self.isEnabled() else colours.disabled)
        inner = self.rect().adjusted(2 * GRID + _SWATCH, 0, -GRID, 0)
        number = words.number(self.count)
        painter.setFont(tabular(self.font()))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignRight, number)
        painter.setFont(self.font())
        room = inner.width() - self.fontMetrics().horizontalAdvance(number) - GRID // 2
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_swatch(self, painter: QPainter, centre: QPointF) -> None:
        colour = KIND_COLOURS[self.kind] if self.isEnabled() else palette().disabled
        radius = _SWATCH / 2 - 1
        # the dark rim that marks have on the photo too
        painter.setPen(QPen(QColor(16, 17, 20, 190), 1.5))
        painter.setBrush(colour if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
        if not self.isChecked():
            painter.setPen(QPen(colour, 1.5))
            painter.drawEllipse(centre, radius - 1, radius - 1)


class Chips(QWidget):
    """A chip for each kind."""

    toggled = Signal(str, bool)
    """The user wants the marks of that kind to be taken (True) or left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID // 2)
        self.chips = {kind: Chip(kind, self) for kind in KINDS}
        for number, (kind, chip) in enumerate(self.chips.items()):
            chip.clicked.connect(lambda on, kind=kind: self.toggled.emit(kind, on))
            grid.addWidget(chip, number // _COLUMNS, number % _COLUMNS)

    def show_kinds(self, counts: Mapping[str, int], hidden: frozenset[str]) -> None:
        """Show how many marks each kind has, and which kinds are left out."""
        for kind, chip in self.chips.items():
            if chip.count != counts.get(kind, 0):
                chip.show_count(counts.get(kind, 0))
            with QSignalBlocker(chip):
                chip.setChecked(kind not in hidden)
