"""The bars above and below a comparison: views and commands, and actions for the chosen fill."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QToolButton, QWidget

from ..kit.controls import ElidedLabel, IconButton
from ..kit.icons import set_icon
from ..kit.layouts import row_layout
from ..kit.theme import CONTROL_HEIGHT, GRID, set_primary
from ..session.session import Session
from ..words.numbers import seconds
from .grid import entrant_label, score_text
from .run import CompareRun, Entrant


class Header(QWidget):
    """A button for each view; on the right engines, probe, truth, export and back."""

    view_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row_layout(self, spacing=GRID // 2, margins=(GRID, 6, GRID, 6))
        self.views: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        for name, text, key in (
            ("grid", self.tr("Grid"), "G"),
            ("wipe", self.tr("Wipe"), "W"),
            ("blink", self.tr("Blink"), "B"),
            ("difference", self.tr("Difference"), "D"),
            ("disagreement", self.tr("Disagreement"), "A"),
            ("regions", self.tr("Pick per region"), "R"),
        ):
            self._add_view(name, text, key)
        self._row.addStretch(1)
        self.engines = self._icon("engine", self.tr("Choose engines"))
        self.engines.setCheckable(True)
        self.engines.setChecked(True)
        self.probe = self._icon("probe", self.tr("Which engine suits this photo?"))
        self.truth = self._icon("check", self.tr("Compare with the truth"))
        menu = QMenu(self.truth)
        self.load_truth: QAction = menu.addAction(self.tr("Load the true photo…"))
        self.photo_is_true: QAction = menu.addAction(self.tr("The photo itself is true (a test hole)"))
        menu.addSeparator()
        self.forget_truth: QAction = menu.addAction(self.tr("Forget the truth"))
        self.truth.setMenu(menu)
        self.truth.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.truth.setFixedWidth(CONTROL_HEIGHT + 12)
        self.export = self._icon("export", self.tr("Export a sheet of all pictures"))
        self.back = self._icon("close", self.tr("Back to the photo (Esc)"))

    def set_view_enabled(self, name: str, enabled: bool, why: str) -> None:
        """Enable a view, or say in its tooltip why it cannot be used yet."""
        button = self.views[name]
        button.setEnabled(enabled)
        plain = button.toolTip().split("\n")[0]
        button.setToolTip(plain if enabled else f"{plain}\n{why}")

    def _add_view(self, name: str, text: str, key: str) -> None:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(f"{text} ({key})")
        button.setCheckable(True)
        button.setFixedHeight(CONTROL_HEIGHT)
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, name)
        button.clicked.connect(lambda: self.view_asked.emit(name))
        self._group.addButton(button)
        self._row.addWidget(button)
        self.views[name] = button

    def _icon(self, name: str, text: str) -> IconButton:
        button = IconButton(name, text, self)
        self._row.addWidget(button)
        return button


class Footer(QWidget):
    """A text about the chosen fill and about what runs, and buttons for what can be done with it."""

    def __init__(self, session: Session, run: CompareRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self.status = ElidedLabel("", parent=self)
        self.stop_all = QPushButton(self.tr("Stop all"), self)
        self.run_stopped = QPushButton(self.tr("Run the stopped ones"), self)
        self.stop_one = QPushButton(self.tr("Stop"), self)
        self.again = QPushButton(self.tr("Try again"), self)
        self.use = QPushButton(self.tr("Use this one"), self)
        set_primary(self.use)
        row_layout(
            self,
            [(self.status, 1), self.stop_all, self.run_stopped, self.stop_one, self.again, self.use],
            spacing=GRID,
            margins=(2 * GRID, 6, GRID, 6),
        )

    def refresh(self, entrant: Entrant | None, *, usable: bool) -> None:
        """Show how the run is, and the chosen entrant (None: the original) with what can be done with it.

        `usable` says whether one fill as a whole can be used in this view.
        """
        run = self._run
        self.status.set_text("   ·   ".join(self._words(entrant)))
        self.stop_all.setVisible(not run.idle)
        self.run_stopped.setVisible(run.idle and len(run.stopped) > 1)
        self.stop_one.setVisible(entrant is not None and not entrant.stage.over)
        self.again.setVisible(entrant is not None and entrant.stage.over)
        filled = entrant is not None and entrant.fill is not None
        self.use.setVisible(usable)
        self.use.setEnabled(filled)
        self.use.setToolTip("" if filled else self.tr("Choose a picture that has been filled."))

    def _words(self, entrant: Entrant | None) -> list[str]:
        run = self._run
        words = []
        if entrant is not None:
            words.append(entrant_label(self._session, entrant))
            if entrant.fill is not None:
                words.append(seconds(entrant.seconds))
            if entrant.scores:
                words.append(score_text(entrant))
        elif not run.part:
            words.append(self.tr("Paint a mask before you compare."))
        elif not run.entrants:
            words.append(self.tr("Tick engines and run them."))
        if not run.idle:
            over = sum(one.stage.over for one in run.present)
            words.append(self.tr("{done} of {all} done").format(done=over, all=len(run.present)))
        return words
