"""The sheet of all shortcuts, by menu, with a search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from ..commands.actions import Actions
from ..commands.command import Menu
from ..commands.table import COMMANDS, MENUS, menu_title
from ..kit.basic_controls import label, search_field
from ..kit.columns import Columns
from ..kit.layouts import add, column_layout, fit, scrolled
from ..kit.theme import GRID, tabular

_ORDER: tuple[Menu, ...] = (
    "tools", "window", "fill", "view", "compare", "mask", "damage", "help", "file", "edit",
)  # fmt: skip
_MOST_COLUMNS = 4


class ShortcutSheet(QDialog):
    """The present shortcuts of all commands."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Shortcuts"))
        self._actions = actions
        self._rows: list[tuple[str, QLabel, QLabel]] = []
        self._groups: list[tuple[QLabel, list[int]]] = []
        self.search = search_field(self.tr("Search"))
        self.nothing = label(self.tr("No command has this name."), "muted")
        self.nothing.hide()
        self._build()
        self.search.textChanged.connect(self._filter)
        fit(self, 1040, 640)

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the commands that are shown."""
        return tuple(command_id for command_id, name, _ in self._rows if not name.isHidden())

    def _build(self) -> None:
        self.search.setFixedWidth(240)
        top = QHBoxLayout()
        add(top, label(self.tr("Shortcuts"), "title"), None, self.search)
        self.columns = Columns([self._group(menu) for menu in _ORDER], _MOST_COLUMNS)
        area = scrolled(self.columns)
        hint = self.tr("On the photo: Space moves it, the wheel zooms, Alt swaps brush and eraser.")
        column_layout(
            self,
            [top, (area, 1), self.nothing, label(hint, "muted")],
            spacing=GRID,
            margins=(3 * GRID, 2 * GRID, 2 * GRID, 2 * GRID),
        )

    def _group(self, menu: Menu) -> QWidget:
        group = QWidget()
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        title = label(menu_title(menu, mnemonic=False), "heading")
        grid.addWidget(title, 0, 0, 1, 2)
        members: list[int] = []
        for command in COMMANDS:
            key = self._actions.shortcut_text(command.id)
            if command.menu != menu or not key:
                continue
            name, shown = label(command.label.rstrip("…")), _key_cap(key)
            place = len(members) + 1
            grid.addWidget(name, place, 0)
            grid.addWidget(shown, place, 1, Qt.AlignmentFlag.AlignRight)
            members.append(len(self._rows))
            self._rows.append((command.id, name, shown))
        title.setVisible(bool(members))
        self._groups.append((title, members))
        return group

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for _, name, key in self._rows:
            hit = wanted in name.text().casefold() or wanted in key.text().casefold()
            name.setVisible(hit)
            key.setVisible(hit)
        for title, members in self._groups:
            title.setVisible(any(not self._rows[row][1].isHidden() for row in members))
        self.nothing.setVisible(not self.shown)


def _key_cap(text: str) -> QLabel:
    """A label that looks like a key."""
    cap = label(text, "key")
    cap.setFont(tabular())
    cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return cap


assert set(_ORDER) == set(MENUS)
