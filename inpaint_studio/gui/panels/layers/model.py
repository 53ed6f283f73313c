"""The kept fills as rows, the newest on top; the spots of one go are one row that can be unfolded."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt
from PySide6.QtGui import QImage, QPixmap

from ....core.document.document import Document
from ....core.document.layers import FillLayer, LayerContent
from ....core.geometry import Rect
from ...canvas.fill_shapes import bounds_of, middle_of
from ...session.kept import units_of
from ...words.fills import detail_of, name_of, origin_of_kept
from ..rows import ROOT, Index
from ..thumbs import Thumbnails, around, render

if TYPE_CHECKING:
    from ...session.session import Session

DETAIL = Qt.ItemDataRole.UserRole
"""Role of the second line."""
THUMB = 36
_LONG = 3.0
"""How many times longer than wide a fill is of which the thumbnail shows only the middle."""
_LEAST = 16
"""px of the photo that a thumbnail shows at least."""


@dataclass(frozen=True)
class Row:
    """The fills of a row: their indices in the document. `inner` ones belong to an unfolded group."""

    indices: tuple[int, ...]
    inner: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it can be unfolded."""
        return len(self.indices) > 1


class LayerModel(QAbstractListModel):
    """Rows of kept fills; checked means visible, and can be set, as can the name."""

    def __init__(self, session: Session, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ratio = ratio
        self._layers: tuple[FillLayer, ...] = ()
        self._rows: list[Row] = []
        self._unfolded: set[int] = set()  # groups
        self._numbers: weakref.WeakKeyDictionary[LayerContent, int] = weakref.WeakKeyDictionary()
        self._fresh = itertools.count()
        self._views: dict[tuple[Rect, Row], tuple[Rect, tuple[int, ...]]] = {}
        """The part of the photo in a thumbnail, and the fills to be seen there."""
        self.thumbs = Thumbnails(session.pool, 256, self)

    # -- rows -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = ROOT) -> int:
        """One row for each fill or group, and for each fill of an unfolded group."""
        return 0 if parent.isValid() else len(self._rows)

    def row(self, place: int) -> Row | None:
        """What is in a row, or None."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def layers(self, row: Row) -> tuple[FillLayer, ...]:
        """The fills of a row."""
        return tuple(self._layers[index] for index in row.indices)

    def place(self, indices: Sequence[int]) -> int:
        """The row of these fills, unfolding their group if need be; -1 if there is none."""
        wanted = tuple(indices)
        if len(wanted) == 1 and not any(row.indices == wanted for row in self._rows):
            holder = next((row for row in self._rows if wanted[0] in row.indices), None)
            if holder is not None:
                self.unfold(self._rows.index(holder), True)
        return next((at for at, row in enumerate(self._rows) if row.indices == wanted), -1)

    def is_unfolded(self, row: Row) -> bool:
        """Whether the fills of a group are listed too."""
        return row.is_group and self._layers[row.indices[0]].group in self._unfolded

    def unfold(self, place: int, wanted: bool) -> None:
        """List the fills of the group in a row, or do not."""
        row = self.row(place)
        if row is None or not row.is_group or self.is_unfolded(row) == wanted:
            return
        group = self._layers[row.indices[0]].group
        if wanted:
            self.beginInsertRows(ROOT, place + 1, place + len(row.indices))
            self._unfolded.add(group)
        else:
            self.beginRemoveRows(ROOT, place + 1, place + len(row.indices))
            self._unfolded.discard(group)
        self._rows = self._rows_of(self._layers)
        self.endInsertRows() if wanted else self.endRemoveRows()
        self.dataChanged.emit(self.index(place), self.index(place))

    def refresh(self) -> None:
        """Follow the layers of the document."""
        fresh = self._session.kept.layers
        if fresh == self._layers:
            return
        self._views.clear()
        rows = self._rows_of(fresh)
        if rows and rows == self._rows:  # one was changed or run again: it stays where it is
            self._layers = fresh
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._layers, self._rows = fresh, rows
        self.endResetModel()

    def clear(self) -> None:
        """Start again for another photo."""
        self.thumbs.clear()
        self._unfolded.clear()
        self.refresh()

    def _rows_of(self, layers: tuple[FillLayer, ...]) -> list[Row]:
        rows = []
        for unit in reversed(units_of(layers)):
            rows.append(Row(unit))
            if len(unit) > 1 and layers[unit[0]].group in self._unfolded:
                rows += [Row((index,), inner=True) for index in reversed(unit)]
        return rows

    # -- data -----------------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, details, where its colours come from, and visibility."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        layers, registry = self.layers(row), self._session.registry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return name_of(layers, registry)
        if role == DETAIL:
            return detail_of(layers, registry)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            parts = name_of(layers, registry), detail_of(layers, registry), origin_of_kept(layers)
            between = ", " if role == Qt.ItemDataRole.AccessibleTextRole else "\n"
            return between.join(part for part in parts if part)
        if role == Qt.ItemDataRole.CheckStateRole:
            visible = any(layer.visible for layer in layers)
            return Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Show, hide or rename the fills of a row, as a step of the history."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None or not self._session.can_edit:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            visible = any(layer.visible for layer in self.layers(row))
            self._session.set_layers_visible(row.indices, not visible)
        elif role == Qt.ItemDataRole.EditRole:
            if value != self.data(index):
                self._session.rename_layers(row.indices, str(value))
        else:
            return False
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable, checkable with the space bar, renamed in place."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable

    # -- thumbnails -----------------------------------------------------------------------------------

    def thumbnail(self, row: Row) -> QPixmap | None:
        """What the fill of a row, the newest of a group, made of the photo; requested when it is painted."""
        if not self._session.is_open:  # just closed, before this model was notified
            return None
        document = self._session.document
        if document.layers != self._layers:
            return None
        if (document.canvas, row) not in self._views:
            part = _part(document, row.indices[-1])
            self._views[document.canvas, row] = part, _seen(document, row.indices, part)
        part, seen = self._views[document.canvas, row]
        key = (document.canvas, part, tuple(self._known(document.layers[index]) for index in seen))
        found = self.thumbs.get(key)
        if found is None:
            side = round(THUMB * self._ratio)
            self.thumbs.ask(key, partial(_picture, document, row.indices, seen, part, side), self._ratio)
            found = self.thumbs.get(key)
        return found

    def _known(self, layer: FillLayer) -> tuple[int, bool, float]:
        """How a layer looks, in a key that does not keep its pixels in memory."""
        if layer.content not in self._numbers:
            self._numbers[layer.content] = next(self._fresh)
        return self._numbers[layer.content], layer.visible, layer.opacity


def _part(document: Document, index: int) -> Rect:
    """The part of the canvas that a thumbnail of this fill shows: a square, enlarged as far as possible."""
    content = document.layers[index].content
    left, top = document.canvas.x, document.canvas.y
    bounds = bounds_of([content]).moved(-left, -top) & Rect.of(document.size)
    short, long = sorted((bounds.width, bounds.height))
    if long > _LONG * max(short, _LEAST):
        x, y = middle_of(content)
        side = round(_LONG * max(short, _LEAST))
        bounds = Rect(round(x) - left - side // 2, round(y) - top - side // 2, side, side) & bounds
    return around(bounds, document.size, 1.0, 0.12, _LEAST)


def _seen(document: Document, indices: Sequence[int], part: Rect) -> tuple[int, ...]:
    """The fills to be seen in a thumbnail, bottom first: its own, and those below it."""
    place = part.moved(document.canvas.x, document.canvas.y)
    return tuple(
        index
        for index, layer in enumerate(document.layers[: indices[-1] + 1])
        if index in indices or (layer.shows and layer.content.patches_in(place))
    )


def _picture(
    document: Document, indices: Sequence[int], seen: Sequence[int], part: Rect, side: int
) -> QImage:
    """`part` of the canvas with the fills `seen`, those at `indices` in full; for any thread."""
    layers = [
        replace(document.layers[index], visible=True, opacity=1.0)
        if index in indices
        else document.layers[index]
        for index in seen
    ]
    # a document of that part alone: nothing else is composed, however large the fills below
    alone = Document.of(document.photo, part.moved(document.canvas.x, document.canvas.y), layers)
    return render(alone, Rect.of(alone.size), side, side)
