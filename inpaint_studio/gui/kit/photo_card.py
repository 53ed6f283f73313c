"""A photo to choose: its thumbnail, its name and a line about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QMenu, QSizePolicy, QWidget

from .basic_controls import IconButton
from .icons import icon_pixmap
from .theme import GRID, RADIUS, palette, watcher

WIDTH, PICTURE, TEXT = 208, 136, 48
"""px of the width of a card, of the height of its picture, and of the two lines below it."""
THUMBNAIL = 2 * WIDTH
"""px of the long side of a thumbnail, enough for a device pixel ratio of 2."""


class PhotoCard(QAbstractButton):
    """One photo; if `removable`, it can be removed from its list by menu, Delete key or cross."""

    removed = Signal()

    def __init__(self, path: Path, name: str, about: str, removable: bool = False) -> None:
        super().__init__()
        self.path, self._about = path, about
        self.is_missing = False
        self._picture: QPixmap | None = None
        self._removable = removable
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(about)
        self.setToolTip(str(path))
        self.setFixedSize(WIDTH, PICTURE + TEXT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._cross = IconButton("close", self.tr("Remove from the list"), self, act=self.removed)
        self._cross.setFixedSize(24, 24)
        self._cross.setIconSize(QSize(12, 12))
        self._cross.move(WIDTH - 24 - 6, 6)
        self._cross.hide()
        watcher.theme_changed.connect(self.update)

    def set_picture(self, image: QImage) -> None:
        """Show that thumbnail."""
        self._picture = QPixmap.fromImage(image)
        self.update()

    def set_missing(self) -> None:
        """The file is gone: grey out the card and offer to remove it from the list."""
        self.is_missing = True
        self._about = self.tr("Not found")
        self.setAccessibleDescription(self._about)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.setVisible(self._removable)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._removable:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(self.tr("Remove from the list"), self.removed.emit)
            menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete and self._removable:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete):
                event.accept()
                return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, PICTURE + TEXT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(1, 1, self.width() - 2, PICTURE - 2)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(shape, colours.raised)
        if self._picture is not None and not self.is_missing:
            painter.save()
            painter.setClipPath(shape)
            painter.drawPixmap(frame, self._picture, _filling(self._picture.size(), frame))
            painter.restore()
        else:
            sign = icon_pixmap("photo", colours.disabled, 32, self.devicePixelRatioF())
            painter.drawPixmap(frame.center() - QPoint(16, 16), sign)
        active = not self.is_missing and (self.underMouse() or self.isDown())
        edge = colours.accent if self.hasFocus() else colours.muted if active else colours.hairline
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        line = QRect(2, PICTURE + 4, self.width() - 4, 20)
        metrics = self.fontMetrics()
        for text, colour, mode in (
            (self.text(), colours.muted if self.is_missing else colours.text, Qt.TextElideMode.ElideRight),
            (self._about, colours.muted, Qt.TextElideMode.ElideMiddle),
        ):
            painter.setPen(colour)
            shown = metrics.elidedText(text, mode, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, 18)


def _filling(size: QSize, frame: QRectF) -> QRectF:
    """The part of a picture that fills the frame: the middle across, and a part near the top."""
    scale = min(size.width() / frame.width(), size.height() / frame.height())
    width, height = frame.width() * scale, frame.height() * scale
    # faces are usually above the middle of a portrait
    return QRectF((size.width() - width) / 2, (size.height() - height) / 5, width, height)


class CardGrid(QWidget):
    """Cards side by side, in as many columns as fit."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self._cards: list[PhotoCard] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * GRID)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> tuple[PhotoCard, ...]:
        """All cards, including hidden ones."""
        return tuple(self._cards)

    def set_cards(self, cards: list[PhotoCard]) -> None:
        """Replace the cards."""
        for old in self._cards:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        for card in cards:
            card.setParent(self)  # without a parent it would be shown as a window
        self._cards, self._columns = cards, 0
        self._arrange()

    def set_rows(self, rows: int) -> None:
        """Show at most `rows` rows."""
        if rows != self._rows:
            self._rows, self._columns = rows, 0
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._layout.spacing()
        columns = max(1, (self.width() + gap) // (WIDTH + gap))
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._layout.removeWidget(card)
            shown = place < columns * self._rows
            card.setVisible(shown)
            if shown:
                self._layout.addWidget(card, place // columns, place % columns)
        self.updateGeometry()
