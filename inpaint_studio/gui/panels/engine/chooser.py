"""The list of engines: a combo box whose rows say what each is good at, or why it cannot run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ....engines.base import EngineInfo
from ....engines.registry import EngineEntry, Registry
from ...kit import theme
from ...kit.controls import ComboBox, Hairline, label
from ...kit.layouts import add, column_layout
from ...words import numbers as words
from ...words.translation import engine_text
from .. import paint
from ..rows import Index

NAME = Qt.ItemDataRole.UserRole
LINE = Qt.ItemDataRole.UserRole + 1
"""Role of the line under the label: what the engine is good at, or why it cannot run."""
_LIST_WIDTH = 340
translate = QCoreApplication.translate


class _Rows(QStyledItemDelegate):
    """The label, and up to two lines below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetrics(paint.smaller(option.font))
        line = str(index.data(LINE))
        room = QRect(0, 0, _LIST_WIDTH - 24, 2 * small.height() + 2)
        lines = small.boundingRect(room, int(Qt.TextFlag.TextWordWrap), line).height() if line else 0
        tall = paint.line_height(option.font) + min(lines, 2 * small.height()) + 14
        return QSize(_LIST_WIDTH, tall)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        selected = enabled and bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, paint.colour("selection" if selected else "panel"))
        inner = rect.adjusted(12, 6, -12, -6)
        first = paint.line_height(option.font)
        tone = paint.colour("text" if enabled else "disabled")
        label = QRect(inner.left(), inner.top(), inner.width(), first)
        paint.text(painter, label, str(index.data()), tone, option.font)
        painter.setFont(paint.smaller(option.font))
        painter.setPen(paint.colour("text" if selected else "muted"))
        below = inner.adjusted(0, first, 0, 2)
        painter.drawText(
            below, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), str(index.data(LINE))
        )
        painter.restore()


class EngineList(ComboBox):
    """The engines of a registry; those that cannot run are greyed out, with the reason."""

    picked = Signal(str)
    """The user chose this engine."""

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._entries: dict[str, EngineEntry] = {}
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_Rows(self))
        self.setMaxVisibleItems(12)
        self.setAccessibleName(self.tr("Engine"))
        self.view().setMinimumWidth(_LIST_WIDTH)
        self.reload()
        self.activated.connect(lambda row: self.picked.emit(self.itemData(row, NAME)))

    def reload(self) -> None:
        """List the engines of the registry; the present engine stays if it is still there."""
        present = self.engine
        self._entries = {entry.name: entry for entry in self._registry.entries()}
        self._items.clear()
        for entry in self._entries.values():
            item = QStandardItem(words.entry_label(entry))
            item.setData(entry.name, NAME)
            line = words.entry_line(entry)
            item.setData(line, LINE)
            item.setData(f"{words.entry_label(entry)}, {line}", Qt.ItemDataRole.AccessibleTextRole)
            item.setEnabled(entry.available)
            self._items.appendRow(item)
        if not self.select(present):
            first = next((name for name, entry in self._entries.items() if entry.available), "")
            self.select(first)

    def select(self, name: str) -> bool:
        """Select an engine; False if it does not exist or cannot run."""
        entry = self._entries.get(name)
        if entry is None or not entry.available:
            return False
        self.setCurrentIndex(list(self._entries).index(name))
        return True

    @property
    def engine(self) -> str:
        """The name of the present engine; "" if there is none."""
        return str(self.currentData(NAME) or "")

    @property
    def info(self) -> EngineInfo | None:
        """The description of the present engine."""
        entry = self._entries.get(self.engine)
        return None if entry is None else entry.info

    def info_of(self, name: str) -> EngineInfo | None:
        """The description of an engine that can run."""
        entry = self._entries.get(name)
        return entry.info if entry is not None and entry.available else None

    def runnable(self) -> list[EngineInfo]:
        """The descriptions of all engines that can run."""
        return [one.info for one in self._entries.values() if one.available and one.info is not None]


class EngineCard(QWidget):
    """A popup about an engine: what it does, its limits, and its papers."""

    def __init__(self, info: EngineInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.set_ground(self, "panel")
        self._column = column_layout(self, spacing=4, margins=(16, 12, 16, 14))
        self._add(engine_text(info.label), "heading")
        self._add(self._family(info.family), "muted")
        self._part(self.tr("What it does"), engine_text(info.summary))
        self._part(self.tr("Good for"), engine_text(info.best_for))
        self._part(self.tr("Limits"), engine_text(info.limits))
        varies = self.tr("A different seed gives a different fill.")
        same = self.tr("The same mask always gives the same fill.")
        if info.family != "auto":
            self._part(self.tr("Chance"), varies if info.stochastic else same)
        if info.papers:
            add(self._column, 6, Hairline(parent=self))
            self._part(self.tr("Papers"), "\n".join(info.papers))
        self.setFixedWidth(360)
        self.setAccessibleName(engine_text(info.label))

    def _part(self, title: str, text: str) -> None:
        if text:
            self._column.addSpacing(6)
            self._add(title, "muted")
            self._add(text, "")

    def _add(self, text: str, role: str) -> None:
        line = label(text, role, self, wraps=True)
        if not role:
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(line)

    def _family(self, family: str) -> str:
        return {
            "diffusion": self.tr("Carries colours in from the edge (diffusion)"),
            "exemplar": self.tr("Copies parts of the photo (exemplars)"),
            "sparse": self.tr("Builds from small learned pieces (sparse coding)"),
            "low-rank": self.tr("Continues repeating patterns (low rank)"),
            "autoencoder": self.tr("A trained network (autoencoder)"),
            "deep-prior": self.tr("A network fitted to this photo alone (deep prior)"),
            "gan": self.tr("A trained network (adversarial)"),
            "external": self.tr("A third-party model"),
            "auto": self.tr("Chooses among the other engines"),
        }.get(family, family)
