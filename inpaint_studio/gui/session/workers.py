"""Work off the GUI thread: one thread for the engines, and a pool of two threads for everything small.

Smart select, thumbnails and files never wait behind a fill, since they have threads of their own.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Self, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QThreadPool, Signal
from shiboken6 import isValid

from ...engines.registry import REGISTRY, Registry
from ...engines.request import FillRequest
from ...jobs.events import TERMINAL, Cancelled, Event, Failed, Finished, Progress, Started
from ...jobs.mailbox import Mailbox
from ...jobs.runner import Runner
from ..kit.later import timer

T = TypeVar("T")


FRAME = 33
"""ms between two reports of progress; what comes in between is passed on together."""


class _EngineThread(QThread):
    """Runs the jobs of a runner until the runner is closed."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("engines")
        self._runner = runner

    def run(self) -> None:
        """Qt calls this on the new thread."""
        self._runner.run()


class JobHandle(QObject):
    """A request on the engine thread; its signals arrive on the GUI thread.

    It ends with exactly one of `finished` (the Fill), `failed` (a StudioError, and the traceback or "")
    and `stopped`, unless `cancel` is called: then no more signals come.
    """

    started = Signal()
    progressed = Signal(float, object)
    """The fraction done, 0 to 1, and a PreviewImage or None; at most once per `FRAME` for each crop."""
    finished = Signal(object)
    failed = Signal(object, str)
    stopped = Signal()

    def __init__(self, number: int, cancel: Callable[[int], None]) -> None:
        super().__init__()
        self.number = number
        self._cancel = cancel

    def cancel(self) -> None:
        """Stop the job, queued or running; nothing happens if it is over."""
        self._cancel(self.number)


class Jobs(QObject):
    """The engine thread: runs requests one at a time, `first` ones before those that wait."""

    _posted = Signal()

    def __init__(self, registry: Registry = REGISTRY, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.registry = registry
        self._closed = False
        self._handles: dict[int, tuple[JobHandle, QObject | None]] = {}  # with the owner of the job
        self._mailbox = Mailbox(self._posted.emit)
        self._held = Mailbox()  # progress that came too soon after the last
        self._frame = timer(self, FRAME, self.pass_on)
        self._runner = Runner(self._mailbox, registry)
        self._thread = _EngineThread(self._runner)
        self._posted.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether a job is running or queued."""
        return self._runner.busy

    def submit(self, request: FillRequest, owner: QObject | None = None, *, first: bool = False) -> JobHandle:
        """Queue a request, as `Runner.submit`.

        If `owner` is deleted, the job is cancelled and its handle falls silent.
        """
        number = self._runner.submit(request, first=first).number
        handle = JobHandle(number, self._cancel)
        self._handles[number] = handle, owner
        return handle

    def _cancel(self, number: int) -> None:
        self._handles.pop(number, None)
        self._runner.cancel(number)

    def close(self) -> None:
        """Stop everything and wait for the thread; may be called twice. No signal comes afterwards."""
        self._closed = True
        self._handles.clear()
        self._runner.close()
        self._thread.wait()

    def _collect(self) -> None:
        for event in self._mailbox.take():
            if isinstance(event, Progress):
                self._held.post(event)
                continue
            self._dispatch(event)  # what is held of a job that ends here finds no handle any more
        if not self._frame.isActive():
            self.pass_on()

    def pass_on(self) -> None:
        """Pass the latest progress on, and wait a frame before the next."""
        held = self._held.take()
        for event in held:
            self._dispatch(event)
        if held and not self._closed:
            self._frame.start()

    def _dispatch(self, event: Event) -> None:
        if self._closed or event.job not in self._handles:
            return  # it was cancelled
        handle, owner = self._handles[event.job]
        if owner is not None and not isValid(owner):
            self._cancel(event.job)
            return
        if isinstance(event, TERMINAL):
            del self._handles[event.job]
        match event:
            case Started():
                handle.started.emit()
            case Progress(_, fraction, preview):
                handle.progressed.emit(fraction, preview)
            case Finished(_, fill):
                handle.finished.emit(fill)
            case Failed(_, error, details):
                handle.failed.emit(error, details)
            case Cancelled():
                handle.stopped.emit()


class Pool(QObject):
    """Two threads for files, thumbnails, smart select and the like; outcomes arrive on the GUI thread."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool()
        self._threads.setMaxThreadCount(2)
        self._queue: deque[Callable[[], None]] = deque()
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def another(self, parent: QObject | None = None) -> Self:
        """A pool of the same class with its own threads."""
        return type(self)(parent)

    @property
    def closing(self) -> bool:
        """Whether the pool is closing: long work should check now and then, and stop."""
        return self._closed

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `work` on a thread, then `done` with its outcome, or `failed`, on the GUI thread.

        Without `failed` an exception is raised again on the GUI thread, where it is logged and shown.
        If `owner` is deleted before that, nothing is called.
        """

        def job() -> None:
            try:
                outcome = work()
            except Exception as error:
                self._post(owner, _failure_call(failed, error))
            else:
                if done is not None:
                    self._post(owner, lambda: done(outcome))

        if not self._closed:
            self._queue.append(job)
            # A function, as the wrapper of a QRunnable would outlive it, and PySide would mistake whatever Qt
            # puts at that address next for it. It holds only the queue, as PySide never frees the functions
            # that `close` drops from Qt's queue, and the work refers to the window that waits for it.
            self._threads.start(partial(_next_of, self._queue))

    def wait(self) -> None:
        """Wait until all work has ended; outcomes are delivered by the event loop later."""
        self._threads.waitForDone()

    def close(self) -> None:
        """Wait for running work and drop queued work; nothing is delivered afterwards."""
        self._closed = True
        self._queue.clear()
        self._threads.clear()
        self._threads.waitForDone()

    def _post(self, owner: QObject | None, call: Callable[[], None]) -> None:
        def deliver() -> None:
            if owner is None or isValid(owner):
                call()

        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the pool is gone
                self._ended.emit(deliver)

    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()


def _next_of(queue: deque[Callable[[], None]]) -> None:
    """Do the oldest work in the queue, which is empty once the pool is closed."""
    try:
        job = queue.popleft()
    except IndexError:
        return
    job()


def _failure_call(failed: Callable[[Exception], None] | None, error: Exception) -> Callable[[], None]:
    """A call that passes an exception to `failed`, or raises it on the GUI thread."""

    def report() -> None:
        if failed is None:
            raise error
        failed(error)

    return report
