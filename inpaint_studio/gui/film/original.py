"""The original beside the result: a second pane that shows the same part of the frame."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..kit.theme import palette, watcher
from .view import FilmView


class OriginalPane(QWidget):
    """Follows a view of the same size, without masks and without what was filled."""

    def __init__(self, view: FilmView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setAccessibleName(self.tr("Original"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        view.repainted.connect(self.update)
        watcher.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), palette().surround)
        viewport, picture = self._view.viewport, self._view.picture
        if picture is not None:
            painter.save()
            painter.scale(1 / viewport.ratio, 1 / viewport.ratio)
            picture.paint(painter, viewport, viewport.widget_to_device(event.rect()))
            painter.restore()
        _paint_name(painter, self.accessibleName())
        painter.end()


def _paint_name(painter: QPainter, name: str) -> None:
    """The name of the pane at its corner, on a dark ground: it must show on any picture."""
    metrics = painter.fontMetrics()
    box = metrics.boundingRect(name).adjusted(-8, -4, 8, 4)
    box.moveTo(12, 12)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
