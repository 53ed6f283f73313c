"""The layers (kept fills) as rows, the newest on top."""

from __future__ import annotations

import itertools
import weakref
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QObject, Qt
from PySide6.QtGui import QImage, QPixmap

from ....core.document.document import Document, FillLayer, LayerContent
from ....core.geometry import Rect
from ....engines.registry import Registry
from ...words import numbers as words
from ..rows import ROOT, Index
from ..thumbs import Thumbnails, around, render

if TYPE_CHECKING:
    from ...session.session import Session


LAYER = Qt.ItemDataRole.UserRole
"""Role of the `FillLayer` of a row."""
DETAIL = Qt.ItemDataRole.UserRole + 1
"""Role of the second line."""
THUMB = 40
translate = QCoreApplication.translate


def bounds_of(layer: FillLayer, canvas: Rect) -> Rect:
    """The bounds of a layer, in coordinates of the canvas and clipped to it."""
    found = Rect(0, 0, 0, 0)
    for patch in layer.content.patches:
        found |= patch.rect
    return found.moved(-canvas.x, -canvas.y) & Rect.of(canvas.size)


def is_from_engine(layer: FillLayer, registry: Registry) -> bool:
    """Whether an available engine made the layer, so that it can be run again."""
    return str(layer.content.description.get("engine", "")) in registry.names()


def name_of(layer: FillLayer, registry: Registry) -> str:
    """The name of a layer: its engine, or the name it was kept with."""
    engine = str(layer.content.description.get("engine", ""))
    if engine in registry.names():
        return words.engine_label(registry, engine)
    return layer.content.name or translate("LayersPanel", "Fill")


def detail_of(layer: FillLayer, registry: Registry) -> str:
    """Whether it is hidden, its opacity unless full, its seed if it matters, unusual parameters."""
    parts = []
    about = layer.content.description
    info = registry.info(str(about.get("engine", "")))
    if info is not None and "seed" in about and (info.stochastic or info.family == "auto"):
        parts.append(f"#{about['seed']}")
    if info is not None:
        parts += words.unusual_params(info, about.get("params", {}))
    if not layer.visible:
        parts.insert(0, translate("LayersPanel", "hidden"))
    elif layer.opacity < 1:
        parts.insert(0, words.percent(layer.opacity))
    return " · ".join(parts)


class LayerModel(QAbstractListModel):
    """Rows of layers; checked means visible, and can be set."""

    def __init__(self, session: Session, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ratio = ratio
        self._layers: tuple[FillLayer, ...] = ()
        self._numbers: weakref.WeakKeyDictionary[LayerContent, int] = weakref.WeakKeyDictionary()
        self._fresh = itertools.count()
        self.thumbs = Thumbnails(session.pool, 256, self)

    def rowCount(self, parent: Index = ROOT) -> int:
        """One row for each layer."""
        return 0 if parent.isValid() else len(self._layers)

    def place(self, row: int) -> int:
        """The index in the document for a row, and vice versa."""
        return len(self._layers) - 1 - row

    def layer(self, row: int) -> FillLayer | None:
        """The layer in a row, or None."""
        return self._layers[self.place(row)] if 0 <= row < len(self._layers) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, details and visibility."""
        layer = self.layer(index.row()) if index.isValid() else None
        if layer is None:
            return None
        registry = self._session.registry
        if role == Qt.ItemDataRole.DisplayRole:
            return name_of(layer, registry)
        if role == DETAIL:
            return detail_of(layer, registry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (name_of(layer, registry), detail_of(layer, registry)) if part)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
        if role == LAYER:
            return layer
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Show or hide a layer, as a step of the history."""
        layer = self.layer(index.row()) if index.isValid() else None
        if layer is None or role != Qt.ItemDataRole.CheckStateRole or not self._session.can_edit:
            return False
        self._session.set_layers_visible([self.place(index.row())], not layer.visible)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable, and checkable with the space bar."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def refresh(self) -> None:
        """Follow the layers of the document."""
        session = self._session
        fresh = session.document.layers if session.is_open else ()
        old = self._layers
        if fresh == old:
            return
        if fresh and len(fresh) == len(old):  # one was changed or run again: it stays selected
            self._layers = fresh
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._layers = fresh
        self.endResetModel()

    def clear(self) -> None:
        """Start again for another photo."""
        self.thumbs.clear()
        self.refresh()

    def thumbnail(self, layer: FillLayer) -> QPixmap | None:
        """The layer alone on the photo; requested when its row is painted."""
        if not self._session.is_open:  # just closed, before this model was notified
            return None
        content = layer.content
        if content not in self._numbers:
            self._numbers[content] = next(self._fresh)
        document = self._session.document
        key = (self._numbers[content], document.canvas)
        found = self.thumbs.get(key)
        if found is None:
            side = round(THUMB * self._ratio)
            self.thumbs.ask(key, partial(picture_of, document, layer, side), self._ratio)
            found = self.thumbs.get(key)
        return found


def picture_of(document: Document, layer: FillLayer, side: int) -> QImage:
    """A layer alone on the photo, at most `side` px; for any thread."""
    alone = document.with_layers([replace(layer, visible=True, opacity=1.0)])
    part = around(bounds_of(layer, document.canvas), document.size, 1.0)
    return render(alone, part, side, side)
