"""The choice of the engine: a combo box whose list has what suits the holes on top."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from ....engines.base import EngineInfo
from ....engines.registry import EngineEntry, Registry
from ....jobs.advice import Shapes, suiting
from ...kit.controls import ComboBox
from ...session.installs import Installs
from ...words import numbers as words
from .popup import EnginePopup
from .rows import HEADING, LINE, NAME


class EngineList(ComboBox):
    """The engines that can run, what suits the holes on top; with `installs` the others too, folded."""

    picked = Signal(str)
    """The user chose this engine."""
    manage_wanted = Signal()
    """The user wants the window of all third-party models."""

    def __init__(
        self, registry: Registry, parent: QWidget | None = None, *, installs: Installs | None = None
    ) -> None:
        super().__init__(parent)
        self._registry, self._installs = registry, installs
        self._shapes: Shapes = ()
        self._entries: dict[str, EngineEntry] = {}
        self._rows: list[tuple[str, str]] = []  # the engines in their order, with the headings above them
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setAccessibleName(self.tr("Engine"))
        self.popup: EnginePopup | None = None
        """The list, while it is shown."""
        self.reload()
        self.activated.connect(lambda row: self.picked.emit(self.itemData(row, NAME)))

    def reload(self) -> None:
        """List the engines of the registry; the present engine stays if it can still run."""
        self._entries = {entry.name: entry for entry in self._registry.entries()}
        self._fill(self._wanted_rows())
        if self.popup is not None:
            self.popup.show_missing(self.missing())
            self.popup.choose(self.currentIndex())

    def arrange(self, shapes: Shapes) -> None:
        """Put what suits these holes on top; the order of the registry if there are none.

        While the list is shown, it stays as it is: nothing moves under the pointer.
        """
        self._shapes = shapes
        rows = self._wanted_rows()
        if rows != self._rows and self.popup is None:
            self._fill(rows)

    def _wanted_rows(self) -> list[tuple[str, str]]:
        infos = self.runnable()
        choosers = [(info.name, "") for info in infos if info.family == "auto"]
        ranked, count = suiting(infos, self._shapes)
        if not count:
            return choosers + [(info.name, "") for info in infos if info.family != "auto"]
        headings = {0: self.tr("Suits what is marked"), count: self.tr("Other engines")}
        return choosers + [(info.name, headings.get(place, "")) for place, info in enumerate(ranked)]

    def _fill(self, rows: list[tuple[str, str]]) -> None:
        present = self.engine
        self._rows = rows
        self._items.clear()
        for name, heading in rows:
            info = self._entries[name].info
            assert info is not None
            label, line = words.entry_label(self._entries[name]), words.term_and_use(info)
            item = QStandardItem(label)
            item.setData(name, NAME)
            item.setData(line, LINE)
            item.setData(heading, HEADING)
            spoken = ", ".join(part for part in (heading, label, line) if part)
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)
        if not self.select(present):
            self.select(rows[0][0] if rows else "")

    def select(self, name: str) -> bool:
        """Select an engine; False if it does not exist or cannot run."""
        names = self.names
        if name not in names:
            return False
        self.setCurrentIndex(names.index(name))
        return True

    @property
    def names(self) -> list[str]:
        """The engines that can run, from top to bottom."""
        return [name for name, _ in self._rows]

    @property
    def engine(self) -> str:
        """The name of the present engine; "" if there is none."""
        return str(self.currentData(NAME) or "")

    @property
    def info(self) -> EngineInfo | None:
        """The description of the present engine."""
        return self.info_of(self.engine)

    def info_of(self, name: str) -> EngineInfo | None:
        """The description of an engine that can run."""
        entry = self._entries.get(name)
        return entry.info if entry is not None and entry.available else None

    def runnable(self) -> list[EngineInfo]:
        """The descriptions of all engines that can run, in the order of the registry."""
        return [one.info for one in self._entries.values() if one.available and one.info is not None]

    def missing(self) -> list[EngineEntry]:
        """The engines that cannot run here."""
        return [one for one in self._entries.values() if not one.available or one.info is None]

    # -- the list ----------------------------------------------------------------------------------

    def showPopup(self) -> None:
        """Show our own list: Qt's cannot fold, nor hold buttons."""
        if self.popup is not None:
            return
        popup = self.popup = EnginePopup(self._items, self.missing(), self._installs, self)
        popup.picked.connect(self._pick)
        popup.manage_wanted.connect(self.manage_wanted)
        popup.closed.connect(self._closed)
        popup.open_at(self.currentIndex())

    def hidePopup(self) -> None:
        """Close the list."""
        if self.popup is not None:
            self.popup.close()
        super().hidePopup()

    def _pick(self, name: str) -> None:
        self.hidePopup()
        if self.select(name):
            self.picked.emit(name)

    def _closed(self) -> None:
        self.popup = None
        self.arrange(self._shapes)
