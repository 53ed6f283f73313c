"""Choosing the engines of a comparison: a list of check boxes, each with what the engine is good at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QWidget,
)

from ...engines.base import EngineInfo, ParamValue
from ...engines.registry import EngineEntry
from ...jobs.suited import suited
from ..kit.controls import IconButton, ParamForm, Section, label, push_button
from ..kit.layouts import column_layout, row_layout, scrolled
from ..kit.progress import ProgressBar
from ..kit.theme import GRID, PANEL_WIDTH, set_ground, set_primary
from ..session.session import Session
from ..words.numbers import entry_label, entry_line
from ..words.translation import engine_text
from .run import CompareRun


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
    """The engines that can run, those that suit the hole first and ticked; the others are folded below.

    What suits is found in the background; a tick that the user has set by then is left alone.
    """

    changed = Signal()
    added = Signal(str, object)
    """An engine and its parameters, to take part in addition to the ticked ones."""

    def __init__(self, session: Session, parent: QWidget | None = None, *, choosers: bool = True) -> None:
        """Without `choosers`, engines that only choose among others are left out."""
        super().__init__(parent)
        self._session = session
        self.suited: tuple[str, ...] = ()
        """The engines that suit the hole, best first; empty until that is known."""
        self._touched = False
        self.rows: dict[str, EngineRow] = {}
        self._missing: list[EngineEntry] = []
        for entry in session.registry.entries():
            if entry.info is not None and entry.info.family == "auto" and not choosers:
                continue
            if entry.available:
                self.rows[entry.name] = self._row(entry)
            else:
                self._missing.append(entry)
        self.more = Section(self.tr("Cannot run here"), self, expanded=False)
        self.more.setVisible(bool(self._missing))
        self.more.toggled.connect(self._show_missing)
        self._column = column_layout(self, [*self.rows.values(), self.more, None], spacing=GRID // 2)
        tiles, registry = session.state.tiles(), session.registry
        session.pool.run(lambda: suited(tiles, registry), self._put_suited_first, owner=self)

    @property
    def ticked(self) -> list[str]:
        """The ticked engines, in order."""
        return [name for name, row in self.rows.items() if row.box.isChecked()]

    @property
    def last(self) -> list[str]:
        """The engines that were ticked the last time, those of them that can run."""
        return [name for name in self.rows if name in self._session.settings.compare_engines]

    def tick(self, names: Collection[str]) -> None:
        """Tick these engines and no others."""
        for name, row in self.rows.items():
            row.box.setChecked(name in names)

    def remember(self) -> None:
        """Let `last` be what is ticked now."""
        self._session.update_settings(compare_engines=tuple(self.ticked))

    def _row(self, entry: EngineEntry) -> EngineRow:
        row = EngineRow(entry, self)
        row.changed.connect(self._changed)
        row.params_asked.connect(self._ask_params)
        return row

    def _put_suited_first(self, names: tuple[str, ...]) -> None:
        """Put these engines on top and tick them."""
        self.suited = tuple(name for name in names if name in self.rows)
        self.rows = {name: self.rows[name] for name in dict.fromkeys((*self.suited, *self.rows))}
        for place, row in enumerate(self.rows.values()):
            self._column.insertWidget(place, row)
        if not self._touched:
            self.tick(self.suited)
        self.changed.emit()

    def _show_missing(self) -> None:
        """Say, the first time that it is asked, why the others cannot run."""
        while self._missing:
            self.more.content.addWidget(self._row(self._missing.pop(0)))

    def _changed(self) -> None:
        self._touched = True
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

    def __init__(self, session: Session, run: CompareRun) -> None:
        super().__init__()
        set_ground(self, "panel")
        self.setFixedWidth(PANEL_WIDTH)
        self._run = run
        self.list = EngineList(session, self)
        set_ground(self.list, "panel")
        self.suited_button = self._preset(self.tr("Suited to this hole"), lambda: self.list.suited)
        self.last_button = self._preset(self.tr("As last time"), lambda: self.list.last)
        self.progress = ProgressBar(self)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.run_button = push_button(self.tr("Run"), self._start, self)
        set_primary(self.run_button)
        column_layout(
            self,
            [
                label(self.tr("Engines to compare"), "heading", self),
                row_layout(None, [self.suited_button, self.last_button, None], spacing=GRID // 2),
                (scrolled(self.list, self), 1),
                self.progress,
                self.run_button,
            ],
            spacing=GRID,
            margins=(2 * GRID, GRID, GRID, 2 * GRID),
        )
        self.list.changed.connect(self._refresh)
        self.list.added.connect(self._added)
        for signal in (run.added, run.changed, run.progressed, run.idle_changed):
            signal.connect(self._refresh)
        self._refresh()

    def _preset(self, text: str, names: Callable[[], Collection[str]]) -> QPushButton:
        return push_button(text, lambda: self.list.tick(names()), self)

    def _start(self) -> None:
        self.list.remember()
        self.run_asked.emit([(name, {}) for name in self.list.ticked])

    def _added(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        self.run_asked.emit([(engine, dict(params))])

    def _refresh(self) -> None:
        """Say what the button would run, or that it runs."""
        run, names = self._run, self.list.ticked
        new = sum(run.lacks(name, {}) for name in names)
        busy = not run.idle
        self.progress.setVisible(busy)
        self.progress.show_fraction(run.fraction)
        over = sum(entrant.stage.over for entrant in run.entrants)
        why = ""
        if busy and not new:
            text = self.tr("Running: {done} of {all} done").format(done=over, all=len(run.entrants))
            why = self.tr("Tick more engines to run them too.")
        elif new:
            more = self.tr("Run %n more engine(s)", "", new)
            text = more if run.entrants else self.tr("Run %n engine(s)", "", new)
        else:
            text = self.tr("Run")
            why = self.tr("All ticked engines have run.") if names else self.tr("Tick at least one engine.")
        self.run_button.setText(text)
        self.run_button.setEnabled(new > 0)
        self.run_button.setToolTip(why)
        for button, wanted in ((self.suited_button, self.list.suited), (self.last_button, self.list.last)):
            button.setVisible(bool(wanted))
