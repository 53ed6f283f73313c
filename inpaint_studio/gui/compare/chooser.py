"""Choosing the engines of a comparison: a list of check boxes, each with what the engine is good at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QWidget,
)

from ...engines.base import EngineInfo, ParamValue
from ...engines.registry import EngineEntry
from ..kit.controls import IconButton, ParamForm, label, push_button
from ..kit.layouts import column_layout, row_layout, scrolled
from ..kit.theme import GRID, PANEL_WIDTH, set_ground, set_primary
from ..session.session import Session
from ..words.numbers import entry_label, entry_line
from ..words.translation import engine_text

_FIRST = 4  # engines that are ticked by default


class EngineRow(QWidget):
    """One engine: a check box, what it is good at or why it cannot run, a button for other parameters."""

    changed = Signal()
    params_asked = Signal(object)
    """EngineInfo: add it with other parameters."""

    def __init__(self, entry: EngineEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        info = entry.info
        self.box = QCheckBox(entry_label(entry), self)
        self.box.toggled.connect(self.changed)
        self.more = IconButton("settings", self.tr("Add with other parameters"), self)
        top = row_layout(None, [(self.box, 1), self.more], spacing=GRID // 2)
        line = label(entry_line(entry), "muted", self, wraps=True)
        line.setContentsMargins(24, 0, 0, 0)
        column_layout(self, [top, line], margins=(0, 0, 0, GRID // 2))
        for widget in (self.box, self.more):
            widget.setEnabled(entry.available)
        self.more.setVisible(info is not None and bool(info.params))
        if not entry.available:
            self.box.setToolTip(entry_line(entry))
        if info is not None:
            self.more.clicked.connect(lambda: self.params_asked.emit(info))


class ParamsDialog(QDialog):
    """The parameters with which an engine takes part in a comparison."""

    chosen = Signal(str, object)
    """The engine's name and its parameters."""

    def __init__(self, info: EngineInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(engine_text(info.label))
        self.form = ParamForm(info.params, {}, self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.add = buttons.addButton(self.tr("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(info.name, self.form.values))
        column_layout(self, [self.form, buttons], spacing=2 * GRID, margins=2 * GRID)
        self.setMinimumWidth(360)


class EngineList(QWidget):
    """The rows of all engines; the ticked ones are remembered in the settings."""

    changed = Signal()
    added = Signal(str, object)
    """An engine and its parameters, to take part in addition to the ticked ones."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        entries = session.registry.entries()
        remembered = session.settings.compare_engines
        if not remembered:
            default = [entry for entry in entries if entry.available and _family(entry) != "auto"]
            remembered = tuple(entry.name for entry in default[:_FIRST])
        self.rows: dict[str, EngineRow] = {}
        for entry in entries:
            row = EngineRow(entry, self)
            row.box.setChecked(entry.available and entry.name in remembered)
            row.changed.connect(self._changed)
            row.params_asked.connect(self._ask_params)
            self.rows[entry.name] = row
        column_layout(self, [*self.rows.values(), None], spacing=GRID // 2)

    @property
    def ticked(self) -> list[str]:
        """The ticked engines, in order."""
        return [name for name, row in self.rows.items() if row.box.isChecked()]

    def remember(self) -> None:
        """Tick the same engines next time."""
        self._session.update_settings(compare_engines=tuple(self.ticked))

    def _changed(self) -> None:
        self.changed.emit()

    def _ask_params(self, info: EngineInfo) -> None:
        dialog = ParamsDialog(info, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.added)
        dialog.open()


class Chooser(QWidget):
    """The panel beside the pictures: the list, and the button that runs the ticked engines."""

    run_asked = Signal(object)
    """list of (engine, parameters)."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_ground(self, "panel")
        self.setFixedWidth(PANEL_WIDTH)
        self.list = EngineList(session, self)
        set_ground(self.list, "panel")
        self.run_button = push_button(self.tr("Run"), self._run, self)
        set_primary(self.run_button)
        column_layout(
            self,
            [
                label(self.tr("Engines to compare"), "heading", self),
                (scrolled(self.list, self), 1),
                self.run_button,
            ],
            spacing=GRID,
            margins=(2 * GRID, GRID, GRID, 2 * GRID),
        )
        self.list.changed.connect(self._refresh)
        self.list.added.connect(self._added)
        self._refresh()

    def _run(self) -> None:
        self.list.remember()
        self.run_asked.emit([(name, {}) for name in self.list.ticked])

    def _added(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        self.run_asked.emit([(engine, dict(params))])

    def _refresh(self) -> None:
        count = len(self.list.ticked)
        self.run_button.setEnabled(count > 0)
        if count:
            self.run_button.setText(self.tr("Run %n engine(s)", "", count))
            self.run_button.setToolTip("")
        else:
            self.run_button.setText(self.tr("Run"))
            self.run_button.setToolTip(self.tr("Tick at least one engine."))


def _family(entry: EngineEntry) -> str:
    return "" if entry.info is None else entry.info.family
