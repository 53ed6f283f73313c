"""The panel on the right of a film: how it is filled, and how the stretch between in and out point is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QWidget

from ..kit.controls import ComboBox, ParamForm, label, push_button
from ..kit.layouts import column_layout, row_layout, scrolled
from ..kit.number_slider import number_box
from ..kit.theme import GRID, set_ground
from ..panels.engine.chooser import EngineList
from ..session.session import Session
from ..words.translation import engine_text
from .choices import FillChoice
from .editing import FilmEditing

_WIDTH = 292  # px
_HIGHEST_SEED = 2**31 - 1


class FillPanel(QWidget):
    """Shows and changes the `choices` of the film."""

    def __init__(self, session: Session, editing: FilmEditing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editing = editing
        self._shown: FillChoice | None = None
        self.form: ParamForm | None = None
        """The parameters of the engine; None if it has none."""
        set_ground(self, "panel")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Fill settings"))
        self.scope = ComboBox(self)
        self.scope.addItem(self.tr("In the whole film"), False)
        self.scope.addItem(self.tr("From the in point to the out point"), True)
        self.scope.setAccessibleName(self.tr("Where"))
        self.never = QCheckBox(self.tr("Never invent: leave it marked"), self)
        self._invention = QWidget(self)
        self.engines = EngineList(session.registry, self._invention)
        self.summary = label("", "muted", self._invention, wraps=True)
        self.seed = number_box(0, _HIGHEST_SEED, 1, "", True, self._invention)
        self.seed.setAccessibleName(self.tr("Seed"))
        caption = label(self.tr("Seed"), parent=self._invention)
        caption.setToolTip(self.tr("Another seed invents something else; the same seed invents the same."))
        self.remove = push_button(self.tr("Fill this stretch like the whole film"), self._remove, self)
        self._seed_row = QWidget(self._invention)
        row_layout(self._seed_row, [caption, None, self.seed], spacing=GRID)
        self._column = column_layout(
            self._invention, [self.engines, self.summary, self._seed_row], spacing=GRID
        )
        inner = QWidget(self)
        about = self.tr(
            "What is hidden is taken from frames that show it. What none of them shows is invented."
        )
        column_layout(
            inner,
            [
                *(label(self.tr("Fill settings"), "heading", inner), self.scope, self.remove, GRID),
                *(label(about, "muted", inner, wraps=True), self.never, self._invention, None),
            ],
            spacing=GRID,
            margins=(12, 12, 12, 12),
        )
        column_layout(self, [(scrolled(inner, self), 1)])
        self.scope.activated.connect(lambda _: self.show_choices())
        self.never.clicked.connect(lambda on: self._change(never_invent=on))
        self.engines.picked.connect(lambda name: self._change(engine=name, params={}))
        self.seed.valueChanged.connect(lambda value: self._change(seed=int(value)))
        editing.changed.connect(self.show_choices)
        self.show_choices()

    @property
    def _stretch(self) -> range | None:
        """The frames that are changed; None: those of the whole film."""
        state = self._editing.state
        return range(state.begin, state.end) if self.scope.currentData() else None

    @property
    def choice(self) -> FillChoice:
        """What is shown: how the film is filled, or its stretch at the in point."""
        stretch, choices = self._stretch, self._editing.state.choices
        return choices.whole if stretch is None else choices.at(stretch.start)

    def show_choices(self) -> None:
        """Show what holds in the chosen part of the film."""
        stretch = self._stretch
        self.remove.setVisible(stretch is not None and self._editing.state.choices.has_retake(stretch))
        choice = self.choice
        if choice == self._shown:
            return
        if self._shown is None or choice.engine != self._shown.engine:
            self._show_engine(choice.engine)
        self._shown = choice
        if self.form is not None:
            self.form.set_values(choice.params)
        self.never.setChecked(choice.never_invent)
        self._invention.setEnabled(not choice.never_invent)
        with QSignalBlocker(self.seed):
            self.seed.setValue(choice.seed)

    def _show_engine(self, name: str) -> None:
        if not self.engines.select(name):  # a model that is not here any more
            self.engines.setPlaceholderText(name)
            self.engines.setCurrentIndex(-1)
        info = self.engines.info_of(name)
        self.summary.setText("" if info is None else engine_text(info.summary))
        self._seed_row.setVisible(info is None or info.stochastic)
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if info is not None and info.params:
            self.form = ParamForm(info.params, None, self._invention)
            self.form.changed.connect(lambda _name, _value: self._params_changed())
            self._column.insertWidget(2, self.form)

    def _params_changed(self) -> None:
        assert self.form is not None
        self._change(params=self.form.values)

    def _change(self, **changes: Any) -> None:
        stretch, choices = self._stretch, self._editing.state.choices
        choice = replace(self.choice, **changes)
        changed = replace(choices, whole=choice) if stretch is None else choices.with_retake(stretch, choice)
        self._editing.painting.emit()
        self._editing.set_choices(changed, self.tr("Fill settings"))

    def _remove(self) -> None:
        stretch = self._stretch
        if stretch is not None:
            self._editing.painting.emit()
            choices = self._editing.state.choices.with_retake(stretch, None)
            self._editing.set_choices(choices, self.tr("Fill settings"))
