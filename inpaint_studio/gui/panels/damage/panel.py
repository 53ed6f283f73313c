"""The panel of found damage. It decides nothing itself: all it does is a command or a call of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QPushButton, QToolButton, QWidget

from ....core.damage import SENSITIVITY
from ....finding.review import Standing, Verdict
from ...commands.table import without_mnemonic
from ...kit import theme
from ...kit.controls import ComboBox, ElidedLabel, Hairline, IconButton, Slider, label, push_button
from ...kit.layouts import add, column_layout, row_layout, scrolled
from ...session.reviewing import Show
from ...words import numbers as words
from ...words.damage import mark_name
from .chips import Chips

if TYPE_CHECKING:
    from ...commands.actions import Actions
    from ...session.session import Session


class DamagePanel(QWidget):
    """Finds damage, shows what would be taken and lets a person decide about it."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._finding, self._actions = session, session.finding, actions
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("Found damage"))
        self._build()
        self.setFocusProxy(self.look)
        session.opened.connect(self._refresh)
        self._finding.changed.connect(self._refresh)
        self._finding.job_changed.connect(self._show_job)
        actions.keys_changed.connect(self._name_look)
        self._finding.current_changed.connect(self._show_current)
        self._refresh()
        self._show_job()

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget(self)
        column = column_layout(inner, spacing=theme.GRID, margins=12)
        self.status = label("", "", inner, wraps=True)
        self.again = self._tool_button("look-again")
        self.look = push_button("", self._look, inner)
        add(column, row_layout(None, [(self.status, 1), self.again], spacing=theme.GRID), self.look)
        self._review = QWidget(inner)
        review = column_layout(self._review, spacing=theme.GRID)
        self._build_choice(review)
        add(review, Hairline())
        self._build_steps(review)
        add(review, Hairline())
        self._build_look(review)
        self._build_protection(review)
        add(column, self._review, None)
        area = scrolled(inner, self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add = self._command_button("add-found")
        self.fill = self._command_button("fill-all")
        theme.set_primary(self.fill)
        self._foot = QWidget(self)
        row_layout(self._foot, [(self.add, 1), (self.fill, 1)], spacing=theme.GRID, margins=12)
        column_layout(self, [(area, 1), Hairline(), self._foot])

    def _build_choice(self, column: QBoxLayout) -> None:
        """How readily marks are taken, and of which kinds."""
        caption = label(self.tr("Sensitivity"), parent=self._review)
        self.sensitivity = Slider(
            0, 100, SENSITIVITY, whole=True, name=self.tr("Sensitivity"), parent=self._review
        )
        self.sensitivity.setToolTip(self.tr("A higher sensitivity includes fainter marks"))
        caption.setBuddy(self.sensitivity)
        self.sensitivity.changed.connect(lambda value: self._finding.set_sensitivity(int(value)))
        self.sensitivity.track.sliderReleased.connect(self._finding.settle)
        self.chips = Chips(self._review)
        self.chips.toggled.connect(lambda kind, on: self._finding.set_hidden(kind, not on))
        add(column, row_layout(None, [caption, (self.sensitivity, 1)], spacing=theme.GRID))
        add(column, self.chips)

    def _build_steps(self, column: QBoxLayout) -> None:
        """Doubtful marks, one by one."""
        self.current = ElidedLabel(parent=self._review)
        theme.set_role(self.current, "muted")
        names = ("previous-mark", "next-mark", "accept-mark", "reject-mark")
        self.steps = {name: self._tool_button(name) for name in names}
        row = row_layout(None, [(self.current, 1), *self.steps.values()], spacing=theme.GRID // 2)
        add(column, row)

    def _build_look(self, column: QBoxLayout) -> None:
        """Care with faces, and how marks are shown."""
        self.careful = QCheckBox(self.tr("Careful with faces"), self._review)
        self.careful.setToolTip(
            self.tr("Leaves out less certain marks in faces, such as highlights in eyes and freckles")
        )
        self.careful.clicked.connect(self._finding.set_careful)
        show = label(self.tr("Show"), parent=self._review)
        self.show_as = ComboBox(self._review)
        for data, text in (
            ("photo", self.tr("Marks over the photo")),
            ("grey", self.tr("Marks over grey")),
            ("marks", self.tr("Only marks, black on white")),
        ):
            self.show_as.addItem(text, data)
        self.show_as.setAccessibleName(self.tr("How marks are shown"))
        show.setBuddy(self.show_as)
        self.show_as.activated.connect(self._show_as)
        row = row_layout(None, [show, (self.show_as, 1)], spacing=theme.GRID)
        add(column, self.careful, row)

    def _build_protection(self, column: QBoxLayout) -> None:
        """Regions in which nothing is taken."""
        self.protection = label("", "muted", self._review, wraps=True)
        self.tools = {name: self._tool_button(name) for name in ("tool-marks", "tool-protect")}
        self.unprotect = self._command_button("unprotect")
        row = row_layout(None, [(self.protection, 1), *self.tools.values()], spacing=theme.GRID // 2)
        add(column, row, self.unprotect)

    def _command_button(self, command: str) -> QPushButton:
        """A button that does a command, and is enabled when that can be used."""
        action = self._actions[command]
        made = push_button(without_mnemonic(action.text()), action.trigger, self)
        made.setEnabled(action.isEnabled())
        action.enabledChanged.connect(made.setEnabled)
        self._actions.explain(made, command)
        return made

    def _tool_button(self, command: str) -> QToolButton:
        action = self._actions[command]
        made = IconButton("", "", self)
        made.setDefaultAction(action)
        made.setAccessibleName(without_mnemonic(action.text()))
        return made

    # -- commands ----------------------------------------------------------------------------------

    def _look(self) -> None:
        self._finding.find() if self._finding.job is None else self._finding.cancel()

    def _show_as(self) -> None:
        self._finding.show = cast(Show, self.show_as.currentData())

    # -- contents ----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        finding = self._finding
        found = self._session.is_open and finding.review is not None
        self._review.setVisible(found)
        self._foot.setVisible(found)
        curation = finding.curation
        if self.sensitivity.value != curation.sensitivity:
            self.sensitivity.set_value(curation.sensitivity)
        with QSignalBlocker(self.careful):
            self.careful.setChecked(curation.careful)
        self.show_as.choose(finding.show)
        verdict = finding.verdict if found else None
        self.chips.show_kinds({} if verdict is None else verdict.counts, curation.hidden)
        self.status.setText(self._status(verdict))
        self.protection.setText(
            self.tr("Protected regions stay as they are.")
            if finding.has_protection
            else self.tr("Click marks to decide, or draw around what must stay.")
        )
        self.unprotect.setVisible(finding.has_protection)
        self.setFocusProxy(self.sensitivity if found else self.look)
        if found and self.look.hasFocus() and finding.job is None:
            self.sensitivity.setFocus()
        self._name_look()
        self._show_current()

    def _status(self, verdict: Verdict | None) -> str:
        """What was found, in a sentence."""
        finding = self._finding
        if finding.job is not None:
            return self.tr("Looking for damage…")
        if verdict is None:
            return self.tr("Finds dust, hairs, scratches, creases, tears, stains and missing parts.")
        count = len(verdict.taken)
        if not any(verdict.counts.values()):
            filled = (verdict.standing == Standing.DONE).any()
            nothing = self.tr("No damage found at this sensitivity.")
            line = self.tr("All that was found is filled.") if filled else nothing
        elif count == 1:
            line = self.tr("1 mark to fill.")
        else:
            line = self.tr("{count} marks to fill.").format(count=words.number(count))
        if finding.is_stale:
            line += " " + self.tr("The picture has changed since; look again.")
        return line

    def _name_look(self) -> None:
        finding = self._finding
        looks = finding.job is not None
        self.look.setText(self.tr("Cancel") if looks else self.tr("Find damage"))
        self.look.setToolTip(self._actions.tooltip("cancel" if looks else "find-damage"))
        self.look.setEnabled(self._session.is_open)
        self.look.setVisible(looks or finding.review is None)
        self.again.setVisible(not self.look.isVisibleTo(self))

    def _show_job(self) -> None:
        """A look began, went on or ended."""
        finding = self._finding
        verdict = finding.verdict if self._session.is_open and finding.review is not None else None
        text = self._status(verdict)
        if finding.job is not None:
            text += " " + words.percent(finding.job.fraction)
        self.status.setText(text)
        self._name_look()

    def _show_current(self) -> None:
        finding = self._finding
        review, mark = finding.review, finding.current
        if review is None or mark is None:
            self.current.set_text(self.tr("Doubtful marks"))
            return
        marks = finding.doubtful
        number = words.number(marks.index(mark) + 1) if mark in marks else "-"
        text = self.tr("{number} of {count}: {kind}")
        kind = mark_name(review.marks[mark].kind)
        self.current.set_text(text.format(number=number, count=words.number(len(marks)), kind=kind))
