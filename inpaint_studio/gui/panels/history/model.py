"""The steps of the history as rows, and thumbnails of what each of them changed."""

from __future__ import annotations

import contextlib
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt
from PySide6.QtGui import QImage

from ....core.document.history import History, HistoryEntry
from ....core.document.state import State
from ....core.errors import StudioError
from ....core.geometry import Rect
from ..rows import ROOT, Index, shared_start
from ..thumbs import Thumbnails, around, changed_bounds, render

if TYPE_CHECKING:
    from ...session.session import Session


ENTRY = Qt.ItemDataRole.UserRole
"""Role of the `HistoryEntry` of a row; None for the start."""
DONE = Qt.ItemDataRole.UserRole + 1
"""Role of whether the step is done (True) or was undone."""
THUMB = 36
"""Side of a thumbnail in device-independent px."""
_KEPT = 400
"""The most thumbnails that are kept: 8 MB at twice the resolution."""
_AT_ONCE = 100
"""The number of recovered steps with thumbnails, which are made before the session opens."""
_AMENDED = 12
"""The most steps recorded anew at once (a fill became part of an earlier one) that get thumbnails."""
_FINE = 2
"""Resolution of those thumbnails: pixels per device-independent px."""
translate = QCoreApplication.translate


class HistoryModel(QAbstractListModel):
    """Row 0 is the photo when it was opened, row n the state after n steps."""

    def __init__(self, session: Session, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ratio = ratio
        self._entries: tuple[HistoryEntry, ...] = ()
        self._position = 0
        self._open = False
        self._before: State | None = None
        self.thumbs = Thumbnails(session.pool, _KEPT, self)
        session.opened.connect(self._opened)
        session.history_changed.connect(self.refresh)
        self._opened()

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of steps plus one for the start; 0 without a photo."""
        return 0 if parent.isValid() or not self._open else len(self._entries) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name of a step, its `HistoryEntry` and whether it is done."""
        row = index.row()
        if not index.isValid() or row > len(self._entries):
            return None
        entry = self._entries[row - 1] if row else None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name if entry is not None else translate("HistoryPanel", "Photo opened")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self.data(index)
            return name if row <= self._position else translate("HistoryPanel", "{step}, undone").format(
                step=name)  # fmt: skip
        if role == ENTRY:
            return entry
        if role == DONE:
            return row <= self._position
        return None

    @property
    def position(self) -> int:
        """The row of the present state."""
        return self._position

    def refresh(self) -> None:
        """Follow the steps of the session, signalling only the rows that changed."""
        session = self._session
        if not session.is_open or not self._open:
            return
        old, new = self._entries, session.entries
        same = shared_start(old, new)
        if same < len(old):
            self.beginRemoveRows(QModelIndex(), same + 1, len(old))
            self._entries = old[:same]
            self.endRemoveRows()
        if same < len(new):
            self.beginInsertRows(QModelIndex(), same + 1, len(new))
            self._entries = new
            self.endInsertRows()
        was, self._position = self._position, session.position
        if was != self._position:
            low, high = sorted((min(was, len(new)), self._position))
            self.dataChanged.emit(self.index(low), self.index(high))
        before, self._before = self._before, session.state
        if before is None or self._position != len(new):
            return
        if same == len(new) - 1:
            self._picture(new[-1], before, session.state)
        elif session.history is not None and len(new) - same <= _AMENDED:
            with contextlib.suppress(StudioError):
                for entry, one, other in session.history.steps(len(new) - same):
                    self._picture(entry, one, other)

    def _opened(self) -> None:
        self.beginResetModel()
        self._open = self._session.is_open
        self._entries = self._session.entries
        self._position = self._session.position
        self._before = self._session.state if self._open else None
        self.thumbs.clear()
        self.endResetModel()
        if self._before is not None:
            state = self._before
            side = round(THUMB * self._ratio)
            whole = Rect.of(state.document.size)
            make = partial(render, state.document, whole, side, side)
            self.thumbs.ask(None, make, self._ratio)
        for entry, picture in self._session.step_pictures.items():
            self.thumbs.put(entry, picture, _FINE)

    def _picture(self, entry: HistoryEntry, before: State, after: State) -> None:
        """Have the thumbnail of a step made, from the states before and after it."""
        side = round(THUMB * self._ratio)
        self.thumbs.ask(entry, partial(picture_of, before, after, side), self._ratio)


def pictures_of(history: History) -> dict[HistoryEntry, QImage]:
    """Thumbnails of the last steps of a history that is not open; for any thread.

    Steps that cannot be read are left out, without an error.
    """
    found = {}
    with contextlib.suppress(StudioError, OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
        for entry, before, after in history.steps(_AT_ONCE):
            found[entry] = picture_of(before, after, THUMB * _FINE)
    return found


def picture_of(before: State, after: State, side: int) -> QImage:
    """What a step changed: the fill or the mask there, or the whole canvas, in `side` px; for any thread."""
    document = after.document
    if before.document.canvas != document.canvas:
        return render(document, Rect.of(document.size), side, side)
    for name in after.masks:
        old, new = before.tiles(name), after.tiles(name)
        if before.document.layers == document.layers and (changed := changed_bounds(old, new)):
            part = around(changed, document.size, 1.0)
            return render(document, part, side, side, new)
    changed = document.changed_since(before.document)
    for layer in set(document.layers) ^ set(before.document.layers):
        tight = Rect(0, 0, 0, 0)
        for patch in layer.content.patches:
            tight |= patch.rect.moved(-document.canvas.x, -document.canvas.y)
        changed = tight & changed if tight & changed else changed
    if not changed:  # another sensitivity changes what would be taken, not the picture
        changed = Rect.of(document.size)
    return render(document, around(changed, document.size, 1.0), side, side)
