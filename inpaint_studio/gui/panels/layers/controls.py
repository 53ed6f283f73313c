"""What can be done with the kept fills that are selected: fade, fill again, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QLabel, QMenu, QSlider, QWidget

from ....core.document.mask_edit import tiles_of
from ....jobs.advice import Shapes, shapes_of, suiting
from ...commands.actions import Actions
from ...commands.table import BY_ID
from ...kit import theme
from ...kit.basic_controls import Act
from ...kit.controls import IconButton
from ...kit.later import timer
from ...kit.layouts import row_layout
from ...words import numbers as words
from ...words.translation import engine_text
from .fade import Fade
from .refill import RefillDialog

if TYPE_CHECKING:
    from ...session.session import Session

_COMMANDS = ("fill-again", "fill-otherwise", "delete-fill")
_SETTLE = 500  # ms after the last key press on the slider before its value becomes a step


def command_button(command: str, act: Act, parent: QWidget) -> IconButton:
    """A button with the icon and the name of a command."""
    row = BY_ID[command]
    return IconButton(row.icon, row.label.rstrip("…"), parent, act=act)


class KeptControls(QWidget):
    """An opacity slider and buttons in one row, for the Layers panel and for the bar by a pin."""

    def __init__(self, session: Session, commands: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._commands = session, commands
        self._fade = Fade(session, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setMinimumWidth(60)
        self.slider.setAccessibleName(self.tr("Opacity of the fill"))
        self.value = QLabel(self)
        self.value.setFont(theme.tabular())
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._settle)
        self._settling = timer(self, _SETTLE, self._settle)
        again, otherwise, delete = _COMMANDS
        self.again_button = command_button(again, session.kept.again, self)
        self.engine_button = command_button(otherwise, self.show_engines, self)
        self.delete_button = command_button(delete, session.kept.delete, self)
        row_layout(
            self,
            [(self.slider, 1), self.value, 8, self.again_button, self.engine_button, self.delete_button],
            spacing=4,
        )
        session.kept.changed.connect(self.refresh)
        session.history_changed.connect(self._history_changed)
        session.busy_changed.connect(self.refresh)
        session.opened.connect(self._history_changed)
        commands.keys_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected, and enable what can be done with it."""
        kept = self._session.kept
        chosen = kept.chosen
        usable = bool(chosen) and not self._session.busy
        self.slider.setEnabled(usable)
        self.delete_button.setEnabled(usable)
        self.engine_button.setEnabled(usable)
        self.again_button.setEnabled(usable and kept.can_refill)
        self._explain()
        if not self._fade.active:
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(100 * chosen[0].opacity) if chosen else 100)
        self.value.setText(words.percent(self.slider.value() / 100) if chosen else "")

    def _explain(self) -> None:
        """Say in the tooltips what the buttons do, and why they are disabled."""
        kept = self._session.kept
        none = "" if kept.chosen else self.tr("Choose a kept fill first.")
        no_engine = "" if kept.can_refill else self.tr("This fill was not made by an engine.")
        reasons = (none or no_engine, none, none)
        buttons = (self.again_button, self.engine_button, self.delete_button)
        for button, command, why in zip(buttons, _COMMANDS, reasons, strict=True):
            button.setToolTip(self._commands.tooltip(command, why))
        opacity = self.tr("Opacity")
        self.slider.setToolTip(f"{opacity}\n{none}".strip())

    # -- fading ----------------------------------------------------------------------------------------

    def _history_changed(self) -> None:
        self._settling.stop()
        self._fade.drop()
        self.refresh()

    def _slid(self, value: int) -> None:
        self.value.setText(words.percent(value / 100))
        selected = self._session.kept.selected
        if selected:
            self._fade.show(selected, value / 100)
            if not self.slider.isSliderDown():
                self._settling.start()

    def _settle(self) -> None:
        """The slider was released: record one step of the history."""
        self._settling.stop()
        self._fade.finish()
        self.refresh()

    # -- filling again ---------------------------------------------------------------------------------

    def show_engines(self) -> None:
        """Let the user choose the engine to fill again with, from a menu below the button."""
        if self.engine_button.isEnabled():
            selected = self._session.kept.selected

            def measured(shapes: Shapes) -> None:
                if self._session.kept.selected == selected:
                    self._pop_up(shapes)

            self._measure(measured, self)

    def _measure(self, then: Callable[[Shapes], None], owner: QObject) -> None:
        """Find the shapes of what is selected, in the pool, to offer what suits them first."""
        document, selected = self._session.document, self._session.kept.selected
        self._session.pool.run(
            lambda: shapes_of(tiles_of(document.mask_of_layer(*selected))), then, owner=owner
        )

    def _pop_up(self, shapes: Shapes) -> None:
        infos = [one.info for one in self._session.registry.entries() if one.available and one.info]
        best_first, count = suiting(infos, shapes)
        parts = {
            "": [info for info in infos if info.family == "auto"],
            self.tr("Suits this place"): best_first[:count],
            self.tr("Other engines"): best_first[count:],
        }
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for heading, part in parts.items():
            if heading and part:
                menu.addSeparator()
                menu.addAction(heading).setEnabled(False)  # the stylesheet hides the text of a section
            for info in part:
                menu.addAction(engine_text(info.label), partial(self._session.kept.refill, info.name, {}))
        menu.addSeparator()
        menu.addAction(self.tr("Other settings…"), self.ask_settings)
        menu.popup(self.engine_button.mapToGlobal(QPoint(0, self.engine_button.height())))

    def ask_settings(self) -> None:
        """Ask for the engine and its parameters, and fill again with them."""
        kept = self._session.kept
        chosen = kept.chosen
        if not chosen:
            return
        photo = self._session.photo
        dialog = RefillDialog(self._session, chosen, self.window())

        def accepted() -> None:
            if self._session.still_open(photo):
                kept.refill(dialog.engine, dialog.values())

        dialog.accepted.connect(accepted)
        dialog.open()
        self._measure(dialog.list.arrange, dialog)
