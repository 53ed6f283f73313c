"""Comparisons that were left while they ran: they go on, and their fills join the editor's results."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from ..session.orders import JobView
from ..session.session import Session
from ..words.numbers import engine_label
from .run import CompareRun, Stage
from .workspace import CompareWorkspace


class LeftRunning(QObject):
    """Holds the hidden workspaces until they are done, entered again or stopped.

    `end` gets each workspace that is no longer needed.
    """

    changed = Signal()
    """A comparison was left, went on or ended."""

    def __init__(self, session: Session, end: Callable[[CompareWorkspace], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._end = session, end
        self._left: dict[CompareWorkspace, list[Callable[[], object]]] = {}  # with what disconnects each
        self._probing: set[CompareWorkspace] = set()  # kept until they are entered, for what a probe finds
        self._began = 0.0
        self._told_to_wait = False
        session.fills.job_changed.connect(self._tell_to_wait)

    @property
    def runs(self) -> tuple[CompareRun, ...]:
        """The runs that were left, the last of them last."""
        return tuple(workspace.run for workspace in self._left)

    @property
    def job(self) -> JobView | None:
        """The progress of what still runs, or None."""
        busy = [workspace for workspace in self._left if workspace.busy]
        if not busy:
            return None
        share = sum(workspace.fraction for workspace in busy) / len(busy)
        return JobView("", began=self._began).advanced(share)

    def take(self, workspace: CompareWorkspace) -> None:
        """Let the work of a workspace that is no longer shown go on, and take its fills as they come."""
        if self.job is None:
            self._began = time.monotonic()
        run = workspace.run
        signals: list[tuple[SignalInstance, Callable[..., None]]] = [
            (run.changed, partial(self._changed, workspace)),
            (run.progressed, self._progressed),
            (run.idle_changed, partial(self._idle, workspace)),
        ]
        if workspace.side.probing:
            self._probing.add(workspace)
            probe = workspace.side.probe
            signals += [(probe.progressed, self._progressed), (probe.finished, self._probed)]
        connections = [signal.connect(slot) for signal, slot in signals]
        self._left[workspace] = [partial(QObject.disconnect, each) for each in connections]
        self._told_to_wait = False
        self.changed.emit()

    def again(self) -> CompareWorkspace | None:
        """The workspace on the present picture and mask, which is given back; None if there is none."""
        for workspace in self._left:
            if workspace.run.is_current:
                self._forget(workspace)
                return workspace
        return None

    def stop(self) -> None:
        """Stop all of them."""
        for workspace in list(self._left):
            self._forget(workspace)
            self._end(workspace)

    def _forget(self, workspace: CompareWorkspace) -> None:
        for disconnect in self._left.pop(workspace):
            disconnect()
        self._probing.discard(workspace)
        self.changed.emit()

    def _progressed(self, *_: object) -> None:
        self.changed.emit()

    def _changed(self, workspace: CompareWorkspace, index: int) -> None:
        """Take a fill that is done as a result."""
        entrant = workspace.run.entrants[index]
        if entrant.stage is Stage.DONE and entrant.result is None and not workspace.take_in():
            self._session.message.emit(self.tr("The photo has changed since the comparison; it was stopped."))
            self._forget(workspace)
            self._end(workspace)

    def _idle(self, workspace: CompareWorkspace) -> None:
        if workspace.busy or workspace not in self._left:
            return
        if workspace in self._probing:
            self.changed.emit()
            return
        if workspace.run.done:
            said = self.tr("The comparison is done; its fills are among the results.")
        else:
            said = self.tr("The comparison is done; no engine has made a fill.")
        self._forget(workspace)
        self._end(workspace)
        self._session.message.emit(said)

    def _probed(self, verdict: object) -> None:
        self._session.message.emit(self.tr("The test of the engines is done; Compare shows what it found."))
        self.changed.emit()

    def _tell_to_wait(self) -> None:
        """Say once why a fill does not begin at once."""
        running = [e for run in self.runs for e in run.entrants if e.stage is Stage.RUNNING]
        if self._session.fills.job is None or not running or self._told_to_wait:
            return
        self._told_to_wait = True
        name = engine_label(self._session.registry, running[0].engine)
        line = self.tr("The fill begins when {engine} has filled its part of the comparison.")
        self._session.message.emit(line.format(engine=name))
