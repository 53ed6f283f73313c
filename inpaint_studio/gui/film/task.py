"""Long work on a film, on a thread: with progress, results as they come, pause and cancel."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ...core.errors import Cancelled
from ...jobs.pace import seconds_left
from ..kit.later import timer
from ..session.workers import Pool

_POLL = 80  # ms


class Task(QObject):
    """Runs `work(task)` in a pool. The work calls `check`, `report` and `post`; all else is for the window.

    It ends with exactly one of `finished`, `failed` and `stopped`, after everything that was posted.
    """

    progressed = Signal(float)
    """The fraction done, 0 to 1."""
    posted = Signal(object)
    """A list of what the work has posted since the last time."""
    finished = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, pool: Pool, work: Callable[[Task], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.is_over = False
        self._pool, self._work = pool, work
        self._cancelled = threading.Event()
        self._ended = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._fraction, self._shown = 0.0, -1.0
        self._results: deque[Any] = deque()
        self._began, self._paused_at, self._rested = 0.0, 0.0, 0.0
        self._timer = timer(self, _POLL, self._poll, repeats=True)

    def start(self) -> None:
        """Begin, once whatever is connected to the signals is."""
        self._began = time.monotonic()
        self._timer.start()
        self._pool.run(self._run, self._finished, self._failed, owner=self)

    def _run(self) -> Any:
        try:
            return self._work(self)
        finally:
            self._ended.set()

    # -- for the work, on its thread ------------------------------------------------------------------

    def check(self) -> None:
        """Wait while paused. Raises Cancelled."""
        self._going.wait()
        if self._cancelled.is_set():
            raise Cancelled

    def wait_for(self, other: Task) -> None:
        """Wait until the work of a task that was started earlier has ended. Raises Cancelled."""
        while not other._ended.wait(_POLL / 1000):
            self.check()

    def is_cancelled(self) -> bool:
        """The same for work that asks: whether it is to stop."""
        self._going.wait()
        return self._cancelled.is_set()

    def report(self, fraction: float) -> None:
        """Say how much is done, 0 to 1."""
        self._fraction = fraction

    def post(self, result: Any) -> None:
        """Pass on a part of the result."""
        self._results.append(result)

    # -- for the window -------------------------------------------------------------------------------

    @property
    def is_paused(self) -> bool:
        """Whether the work rests until it is resumed."""
        return not self._going.is_set()

    def pause(self, on: bool) -> None:
        """Pause or resume."""
        if on and not self.is_paused:
            self._paused_at = time.monotonic()
            self._going.clear()
        elif not on and self.is_paused:
            self._rested += time.monotonic() - self._paused_at
            self._going.set()

    def cancel(self) -> None:
        """Stop as soon as the work checks."""
        self._cancelled.set()
        self._going.set()

    @property
    def fraction(self) -> float:
        """How much is done, 0 to 1."""
        return self._fraction

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes; None if it is too early to say."""
        now = self._paused_at if self.is_paused else time.monotonic()
        return seconds_left(self._fraction, now - self._began - self._rested)

    def _poll(self) -> None:
        if self._results:
            found = []
            while self._results:
                found.append(self._results.popleft())
            self.posted.emit(found)
        if self._fraction != self._shown:
            self._shown = self._fraction
            self.progressed.emit(self._fraction)

    def _finished(self, result: Any) -> None:
        self._end()
        self.finished.emit(result)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.stopped.emit() if isinstance(error, Cancelled) else self.failed.emit(error)

    def _end(self) -> None:
        self._timer.stop()
        self._poll()
        self.is_over = True
