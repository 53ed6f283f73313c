"""The preferences: every change applies at once, Cancel reverts all of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from ..commands.actions import Actions
from ..kit.basic_controls import Hairline
from ..kit.icons import icon
from ..kit.later import timer
from ..kit.layouts import column_layout, fit, row_layout, scrolled
from ..kit.theme import GRID, set_ground, watcher
from ..session.session import Session
from .preference_pages import Files, Keyboard, Page, Performance

_PAUSE = 80
"""ms of delay before a change is saved, so that a dragged slider is not saved a hundred times."""


class PreferencesDialog(QDialog):
    """All settings, on pages chosen from a list on the side."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._session = session
        before = session.settings.model_copy(update={"keymap": actions.overrides})
        self._before = before.model_dump()
        self._changed: set[str] = set()
        self._waiting: dict[str, Any] = {}
        self._pause = timer(self, _PAUSE, self.apply)
        self.pages: dict[str, Page | Keyboard] = {
            "appearance": Page("appearance", before),
            "brush": Page("brush", before),
            "performance": Performance(before),
            "files": Files(before),
            "keyboard": Keyboard(before),
        }
        self.list = QListWidget()
        self.stack = QStackedWidget()
        self._build()
        performance = self.pages["performance"]
        assert isinstance(performance, Performance)
        performance.ask(session)
        watcher.theme_changed.connect(self._show_icons)
        fit(self, 720, 520)

    def show_page(self, name: str) -> None:
        """Show a page: "appearance", "brush", "performance", "files" or "keyboard"."""
        self.list.setCurrentRow(list(self.pages).index(name))

    def apply(self) -> None:
        """Apply pending changes now."""
        self._pause.stop()
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._session.update_settings(**waiting)

    def done(self, result: int) -> None:
        """Close; unless accepted, revert all changes."""
        if result == QDialog.DialogCode.Accepted:
            self.apply()
        else:
            self._pause.stop()
            self._waiting = {}
            if self._changed:
                self._session.update_settings(**{name: self._before[name] for name in self._changed})
        self._changed = set()
        super().done(result)
        self.deleteLater()

    def _build(self) -> None:
        titles = {
            "appearance": self.tr("Appearance"),
            "brush": self.tr("Brush"),
            "performance": self.tr("Performance"),
            "files": self.tr("Files"),
            "keyboard": self.tr("Keyboard"),
        }
        set_ground(self.list, "panel")
        self.list.setFixedWidth(168)
        self.list.setIconSize(QSize(18, 18))
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.ensurePolished()  # else the rows are laid out before the style makes them higher
        for name, page in self.pages.items():
            self.list.addItem(QListWidgetItem(titles[name]))
            page.changed.connect(self._take)
            self.stack.addWidget(_framed(page, scrolls=name != "keyboard"))
        self._show_icons()
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        right = column_layout(None, [(self.stack, 1), Hairline(), buttons])
        side = QWidget()
        set_ground(side, "panel")
        column_layout(side, [self.list], margins=(0, GRID, 0, GRID))
        row_layout(self, [side, Hairline(vertical=True), (right, 1)])

    def _show_icons(self) -> None:
        for row, name in enumerate(("visible", "brush", "engine", "folder", "keyboard")):
            item = self.list.item(row)
            if item is not None:
                item.setIcon(icon(name, 18))

    def _take(self, name: str, value: object) -> None:
        self._changed.add(name)
        self._waiting[name] = value
        self._pause.start()


def _framed(page: QWidget, scrolls: bool) -> QWidget:
    """The page with a margin, in an area that scrolls where the window is small."""
    holder = QWidget()
    column_layout(holder, [page], margins=(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID))
    if not scrolls:
        return holder
    area = scrolled(holder)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
