"""The panel that finds out which engine suits this photo, and shows the ranking with its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from ...core.arrays import Bytes
from ...core.document.document import Document
from ...core.errors import StudioError
from ...core.mask import Mask
from ...engines.request import Fill
from ...evaluation import perceptual
from ...evaluation.perceptual import Measure
from ...evaluation.places import Probe, find_places
from ...evaluation.probe import ProbeTrial, failure, scored, trials
from ...evaluation.ranking import Verdict, verdict
from ...evaluation.summary import Row
from ..kit.controls import IconButton, label, push_button
from ..kit.layouts import column_layout, scrolled
from ..kit.progress import ProgressBar
from ..kit.theme import GRID, PANEL_WIDTH, set_ground, set_primary
from ..session.session import Session
from ..session.workers import JobHandle
from .chooser import EngineList
from .outcome import ProbeOutcome, close_up
from .places import PlaceMark, marks_of


@dataclass(frozen=True, eq=False)
class _Ready:
    """What is prepared before the engines run; `marks` are of the hole and the places."""

    probe: Probe
    measure: Measure | None
    marks: tuple[PlaceMark, ...]


class ProbePanel(QWidget):
    """Runs the chosen engines at intact places with the shape of the hole, and ranks them."""

    closed = Signal()
    compare_asked = Signal(object)
    """list of (engine, parameters): the best ones, for the hole itself."""
    progressed = Signal()
    finished = Signal(object)
    """Verdict."""
    marks_changed = Signal(object)
    """tuple of PlaceMark: the hole and the tested places, to be shown on the photo; empty: none."""
    place_asked = Signal(int)
    """The tested place with that number (from 0) is to be looked at."""

    def __init__(self, session: Session, document: Document, mask: Mask) -> None:
        super().__init__()
        set_ground(self, "panel")
        self.setFixedWidth(PANEL_WIDTH)
        self._session, self._document, self._mask = session, document, mask
        self._serial = 0
        self._ready: _Ready | None = None
        self._jobs: dict[int, JobHandle] = {}  # of running and queued trials, by their index
        self._rows: list[Row] = []
        self._wanted = 0
        self._fractions: dict[int, float] = {}
        self._pictures: dict[str, Bytes] = {}
        self.verdict: Verdict | None = None
        self._build()

    # -- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label(self.tr("Which engine suits this photo?"), "heading", self), 1)
        self.back = IconButton("close", self.tr("Back to the engines"), self, act=self.closed)
        top.addWidget(self.back)
        column = column_layout(self, [top], spacing=GRID, margins=(2 * GRID, GRID, GRID, 2 * GRID))
        hint = label(
            self.tr("Tests engines on intact places like the hole, where the truth is known."),
            "muted",
            self,
            wraps=True,
        )
        column.addWidget(hint)
        self.list = EngineList(self._session, self, choosers=False)
        for row in self.list.rows.values():
            row.more.hide()
        set_ground(self.list, "panel")
        self.list_area = scrolled(self.list, self)
        column.addWidget(self.list_area, 1)
        self.outcome = ProbeOutcome(self._session.registry, self)
        self.outcome.place_asked.connect(self.place_asked)
        self.outcome_area = scrolled(self.outcome, self)
        self.outcome_area.hide()
        column.addWidget(self.outcome_area, 1)
        self.progress = ProgressBar(self)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        column.addWidget(self.progress)
        self.status = label("", "muted", self, wraps=True)
        column.addWidget(self.status)
        buttons = QHBoxLayout()
        self.other = push_button(self.tr("Other engines"), self._choose_again, self)
        self.other.hide()
        self.run_button = push_button(self.tr("Test"), self.start, self)
        set_primary(self.run_button)
        self.stop_button = push_button(self.tr("Stop"), self.stop, self)
        self.stop_button.hide()
        self.compare_button = push_button(self.tr("Compare best"), self._compare, self)
        set_primary(self.compare_button)
        self.compare_button.hide()
        for button in (self.other, self.run_button, self.stop_button, self.compare_button):
            buttons.addWidget(button, int(button is not self.other))
        column.addLayout(buttons)
        self.list.changed.connect(self._refresh)
        self._refresh()

    # -- running ----------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether the panel is looking for places or engines are running."""
        return self.stop_button.isVisibleTo(self)

    @property
    def fraction(self) -> float:
        """How far the test is, 0 to 1."""
        return self.progress.value() / 1000

    def start(self) -> None:
        """Look for places, then run every ticked engine at each of them."""
        engines = self.list.ticked
        if len(engines) < 2:
            return
        if not self._mask.bounds:
            self.status.setText(self.tr("Paint a mask first: the test uses the shape of the mask."))
            return
        self._serial += 1
        serial = self._serial
        self._set_running(True)
        self.status.setText(self.tr("Looking for intact places…"))
        document, mask = self._document, self._mask

        def work() -> _Ready:
            probe = find_places(document, mask)
            return _Ready(probe, perceptual.load()[0], marks_of(probe, mask))

        def ready(found: _Ready) -> None:
            if serial == self._serial:
                self._begin(found, engines)

        self._session.pool.run(work, ready, partial(self._broken, serial), owner=self)

    def _broken(self, serial: int, error: Exception) -> None:
        """Looking for places or scoring has failed: stop."""
        if serial == self._serial:
            self.stop()
        self._session.fail(error)

    def stop(self) -> None:
        """Stop at once and drop the scores so far."""
        self._serial += 1
        handles, self._jobs = list(self._jobs.values()), {}
        for handle in reversed(handles):  # queued ones first
            handle.cancel()
        if self.running:
            self._set_running(False)
            self.status.setText(self.tr("Stopped."))

    def _begin(self, ready: _Ready, engines: list[str]) -> None:
        if not ready.probe.places:
            self._set_running(False)
            self.status.setText(self.tr("There is no intact place where the shape of the mask fits."))
            return
        self._ready = ready
        self.marks_changed.emit(ready.marks)
        self._rows, self._pictures = [], {}
        self._fractions.clear()
        session = self._session
        devices = {name: session.fills.device_for(session.registry.get(name).info) for name in engines}
        wanted = trials(ready.probe, devices, join=session.fills.join, threads=session.settings.threads)
        self._wanted = len(wanted)
        for place, trial in enumerate(wanted):
            self._submit(place, trial, ready)
        self._show_progress()

    def _submit(self, place: int, trial: ProbeTrial, ready: _Ready) -> None:
        handle = self._jobs[place] = self._session.jobs.submit(trial.request, self)
        handle.progressed.connect(partial(self._progressed, place))
        handle.finished.connect(partial(self._finished, place, trial, ready))
        handle.failed.connect(partial(self._failed, place, trial))
        handle.stopped.connect(self.stop)

    def _progressed(self, place: int, fraction: float, preview: object) -> None:
        self._fractions[place] = fraction
        self._show_progress()

    def _finished(self, place: int, trial: ProbeTrial, ready: _Ready, fill: Fill) -> None:
        self._forget_job(place)
        serial = self._serial

        def work() -> tuple[Row, Bytes | None]:
            picture = close_up(ready.probe, fill.apply(trial.request.photo)) if trial.place == 0 else None
            return scored(ready.probe, trial, fill, ready.measure), picture

        def done(outcome: tuple[Row, Bytes | None]) -> None:
            if serial == self._serial:
                row, picture = outcome
                if picture is not None:
                    self._pictures[trial.request.engine] = picture
                self._take(row)

        self._session.pool.run(work, done, partial(self._broken, serial), owner=self)

    def _failed(self, place: int, trial: ProbeTrial, error: StudioError, details: str) -> None:
        self._forget_job(place)
        self._take(failure(trial, error))

    def _forget_job(self, place: int) -> None:
        del self._jobs[place]
        self._fractions.pop(place, None)

    def _take(self, row: Row) -> None:
        self._rows.append(row)
        self._show_progress()
        if len(self._rows) == self._wanted:
            self._set_running(False)
            self.verdict = verdict(self._rows)
            self._show_outcome(self.verdict)
            self.finished.emit(self.verdict)

    def _show_progress(self) -> None:
        done = len(self._rows) + sum(self._fractions.values())
        self.progress.show_fraction(done / max(1, self._wanted))
        self.status.setText(
            self.tr("{done} of {all} tests done").format(done=len(self._rows), all=self._wanted)
        )
        self.progressed.emit()

    def _set_running(self, running: bool) -> None:
        self.progress.show_fraction(0)
        self.progress.setVisible(running)
        self.stop_button.setVisible(running)
        self.run_button.setVisible(not running)
        self.list.setEnabled(not running)

    # -- the outcome --------------------------------------------------------------------------------

    def _show_outcome(self, verdict: Verdict) -> None:
        assert self._ready is not None
        self.outcome.show_verdict(verdict, self._ready.probe, self._pictures)
        self.status.setText("")
        self.list_area.hide()
        self.outcome_area.show()
        self.run_button.hide()
        self.other.show()
        self.compare_button.setVisible(bool(verdict.standings))

    def _choose_again(self) -> None:
        self.outcome_area.hide()
        self.list_area.show()
        self.other.hide()
        self.compare_button.hide()
        self.run_button.show()
        self.status.setText("")

    def _compare(self) -> None:
        if self.verdict is not None:
            best: list[tuple[str, Mapping[str, object]]] = [
                (one.name, {}) for one in self.verdict.standings[:2]
            ]
            self.compare_asked.emit(best)

    def _refresh(self) -> None:
        enough = len(self.list.ticked) > 1
        self.run_button.setEnabled(enough)
        self.run_button.setToolTip("" if enough else self.tr("Tick at least two engines."))
