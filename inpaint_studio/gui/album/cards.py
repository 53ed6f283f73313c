"""The photos of an album as cards: a picture, the name, and a line on how far each is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from ..kit import theme
from ..kit.thumbnails import thumbnail
from ..panels import paint
from ..panels.rows import ROOT, Index, RowDelegate, State, list_view
from ..session.workers import Pool
from ..words.translation import translate_error
from .album import Album, Item, Stage

ITEM = int(Qt.ItemDataRole.UserRole) + 1
LINE = ITEM + 1
"""The role of the line on how far a photo is."""

WIDTH, PICTURE, HEIGHT = 184, 124, 184
"""px of a card's width, of its picture's height, and of its own."""
_MARGIN = 6
_TONES = {Stage.WAITING: "muted", Stage.DONE: "ok", Stage.TAKEN: "muted", Stage.FAILED: "danger"}


class Cards(QAbstractListModel):
    """One row for each photo. Pictures are loaded when they are first shown."""

    def __init__(self, album: Album, pool: Pool, max_pixels: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._album, self._pool, self._max_pixels = album, pool, max_pixels
        self._pictures: dict[Path, QPixmap | None] = {}
        album.opened.connect(self._opened)
        album.changed.connect(self._changed)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._album.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._album.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.entry.photo.name
        if role == LINE:
            return self.line(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.entry.photo.name}, {self.line(index.row())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            why = self.line(index.row()) if item.error is None else translate_error(item.error)
            return f"{item.entry.photo}\n{why}"
        return item if role == ITEM else None

    def line(self, row: int) -> str:
        """How far a photo is, in a few words."""
        item, work = self._album.items[row], self._album.work
        if work is not None and work.current == row:
            return self.tr("Restoring…") if work.restores else self.tr("Looking…")
        if item.stage is Stage.FAILED:
            return self.tr("Failed")
        counts = item.counts(self._album.damage)
        total = 0 if counts is None else sum(counts.values())
        if item.stage is Stage.TAKEN:
            return self.tr("Saved otherwise")
        if item.stage is Stage.DONE:
            if counts is None:
                return self.tr("Restored by hand")
            return self.tr("%n mark(s) filled", "", total) if total else self.tr("Nothing found, copied")
        if counts is None:
            return self.tr("Waiting")
        return self.tr("%n mark(s)", "", total) if total else self.tr("Nothing found")

    def picture(self, item: Item) -> QPixmap | None:
        """The result, or else the photo; None until it is loaded."""
        path = item.entry.output if item.stage is Stage.DONE else item.entry.photo
        if path not in self._pictures:
            self._pictures[path] = None
            size = round(2 * WIDTH)
            most = self._max_pixels()
            self._pool.run(
                lambda: thumbnail(path, size, max_pixels=most),
                partial(self._loaded, path),
                lambda _: None,
                owner=self,
            )
        return self._pictures[path]

    def refresh(self) -> None:
        """The lines of all cards may be others."""
        if self._album.items:
            self.dataChanged.emit(self.index(0), self.index(len(self._album.items) - 1))

    def _opened(self) -> None:
        self.beginResetModel()
        self._pictures.clear()
        self.endResetModel()

    def _changed(self, row: int) -> None:
        item = self._album.items[row]
        if item.stage is Stage.DONE:  # it may have been restored again
            self._pictures.pop(item.entry.output, None)
        self.dataChanged.emit(self.index(row), self.index(row))

    def _loaded(self, path: Path, image: QImage | None) -> None:
        if image is not None and path in self._pictures:
            self._pictures[path] = QPixmap.fromImage(image)
            for row, item in enumerate(self._album.items):
                if path in (item.entry.photo, item.entry.output):
                    self.dataChanged.emit(self.index(row), self.index(row))


class CardDelegate(RowDelegate):
    """Draws the cards."""

    def __init__(self, cards: Cards, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards = cards

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def draw(self, painter: QPainter, rect: QRect, state: State, font: QFont, index: Index) -> None:
        """The picture, the name and the line; an accent ring around the chosen one."""
        item: Item = index.data(ITEM)
        chosen, hovered = bool(state & State.State_Selected), bool(state & State.State_MouseOver)
        ground = paint.colour("raised") if hovered or chosen else None
        paint.rounded(painter, QRectF(rect), ground, paint.colour("accent") if chosen else None)
        inner = rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        inner.setHeight(PICTURE)
        paint.picture(painter, inner, self._cards.picture(item))
        line = QRect(inner.left() + 2, inner.bottom() + 5, inner.width() - 4, 20)
        paint.text(painter, line, str(index.data()), paint.colour("text"), font)
        tone = paint.colour(_TONES[item.stage])
        paint.text(painter, line.translated(0, 20), str(index.data(LINE)), tone, paint.smaller(font))


def card_view(cards: Cards, name: str, parent: QWidget) -> QListView:
    """The cards side by side, in as many columns as fit."""
    view = list_view(cards, CardDelegate(cards, parent), name, parent)
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setMovement(QListView.Movement.Static)
    view.setSpacing(theme.GRID // 2)
    return view
