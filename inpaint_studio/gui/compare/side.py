"""The panel beside the pictures: the engines to compare, or the probe."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ..session.session import Session
from .chooser import Chooser
from .places import PlaceMark
from .probe_panel import ProbePanel
from .run import CompareRun


class Side(QStackedWidget):
    """Shows the engines at first; the probe is made when it is first asked for."""

    run_asked = Signal(object)
    """list of (engine, parameters)."""
    marks_changed = Signal(object)
    """tuple of PlaceMark: what the probe shows on the photo; empty: nothing any more."""
    place_asked = Signal(object)
    """The PlaceMark to look at."""

    def __init__(self, session: Session, run: CompareRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self._probe: ProbePanel | None = None
        self._marks: tuple[PlaceMark, ...] = ()
        self.chooser = Chooser(session, run)
        self.chooser.run_asked.connect(self.run_asked)
        self.addWidget(self.chooser)
        self.setFixedWidth(self.chooser.width())

    @property
    def probe(self) -> ProbePanel:
        """The panel that finds the engine that suits this photo."""
        if self._probe is None:
            self._probe = ProbePanel(self._session, self._run.document, self._run.mask)
            self._probe.closed.connect(self.show_chooser)
            self._probe.compare_asked.connect(self._compare)
            self._probe.marks_changed.connect(self._mark)
            self._probe.place_asked.connect(lambda number: self.place_asked.emit(self._marks[number + 1]))
            self.addWidget(self._probe)
        return self._probe

    @property
    def probing(self) -> bool:
        """Whether a probe runs."""
        return self._probe is not None and self._probe.running

    def show_probe(self) -> None:
        """Show the probe, and what it has found on the photo."""
        self.setCurrentWidget(self.probe)
        if self._marks:
            self.marks_changed.emit(self._marks)

    def show_chooser(self) -> None:
        """Show the engines."""
        self.setCurrentWidget(self.chooser)
        if self._marks:
            self.marks_changed.emit(())

    def stop(self) -> None:
        """Stop a probe that runs."""
        if self._probe is not None:
            self._probe.stop()

    def _mark(self, marks: tuple[PlaceMark, ...]) -> None:
        self._marks = marks
        self.marks_changed.emit(marks)

    def _compare(self, engines: object) -> None:
        self.show_chooser()
        self.run_asked.emit(engines)
