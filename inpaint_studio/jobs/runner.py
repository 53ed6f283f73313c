"""The serial runner: one thread, one job at a time, events into a mailbox. Without Qt."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from ..core import errors
from ..engines.pipeline import run as pipeline
from ..engines.registry import REGISTRY, Registry
from .budget.planning import planned
from .events import Cancelled, Event, Failed, Finished, Progress, Started
from .failures import details, studio_error
from .torch_libraries import load_libraries

if TYPE_CHECKING:
    from ..engines.pipeline.run import PreviewImage
    from ..engines.request import FillRequest
    from .mailbox import Mailbox


@dataclass(frozen=True, eq=False)
class Job:
    """One request in the queue of a runner. `number` is what its events carry; `first`: see `submit`."""

    number: int
    request: FillRequest
    first: bool = False
    stop: threading.Event = field(default_factory=threading.Event, repr=False)


class Runner:
    """Runs jobs one after another, in the order of its queue, on the thread that calls `run`.

    `start` makes such a thread; another kind of thread (a QThread) may call `run` itself. As a context
    manager it starts, and closes at the end.
    """

    def __init__(self, mailbox: Mailbox, registry: Registry = REGISTRY) -> None:
        self._mailbox = mailbox
        self._registry = registry
        self._numbers = itertools.count(1)
        self._queue: deque[Job] = deque()
        self._running: Job | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, request: FillRequest, *, first: bool = False) -> Job:
        """Queue a request, if `first` before all that are not. Raises RuntimeError once closed."""
        with self._changed:
            if self._closed:
                raise RuntimeError("the runner is closed")
            job = Job(next(self._numbers), request, first)
            place = sum(queued.first for queued in self._queue) if first else len(self._queue)
            self._queue.insert(place, job)
            self._changed.notify_all()
        return job

    def cancel(self, number: int) -> None:
        """Stop that job: a queued one at once, a running one at its next check. Ignores unknown jobs."""
        self._cancel(lambda job: job.number == number)

    def cancel_all(self) -> None:
        """Stop the running job and everything queued."""
        self._cancel(lambda job: True)

    def _cancel(self, wanted: Callable[[Job], bool]) -> None:
        with self._changed:
            if self._running is not None and wanted(self._running):
                self._running.stop.set()
            dropped = [job for job in self._queue if wanted(job)]
            for job in dropped:
                self._queue.remove(job)
        for job in dropped:
            self._mailbox.post(Cancelled(job.number))

    @property
    def busy(self) -> bool:
        """Whether a job is running or queued."""
        with self._changed:
            return self._running is not None or bool(self._queue)

    def start(self) -> None:
        """Begin to run jobs on a thread of its own."""
        if self._thread is not None:
            raise RuntimeError("the runner has already started")
        self._thread = threading.Thread(target=self.run, name="inpaint-studio-engine", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Run jobs until `close` is called; returns when the last one has stopped."""
        while self._run_next():
            pass

    def _run_next(self) -> bool:
        """Run one job; False once closed. As a function of its own it holds no photo while it waits."""
        job = self._next()
        if job is None:
            return False
        try:
            self._mailbox.post(Started(job.number))
            event = self._outcome(job)
        finally:
            with self._changed:
                self._running = None
                self._changed.notify_all()
        self._mailbox.post(event)
        return True

    def close(self) -> None:
        """Cancel everything and wait for the thread to end; may be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.cancel_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._queue))
            if not self._queue:
                return None
            self._running = self._queue.popleft()
            return self._running

    def _outcome(self, job: Job) -> Event:
        def progress(fraction: float, preview: PreviewImage | None) -> None:
            self._mailbox.post(Progress(job.number, fraction, preview))

        try:
            if self._registry.get(job.request.engine).info.may_use_torch:
                load_libraries()
            request = planned(job.request, self._registry, is_cancelled=job.stop.is_set)
            fill = pipeline.run(
                request, on_progress=progress, is_cancelled=job.stop.is_set, registry=self._registry
            )
        except errors.Cancelled:
            return Cancelled(job.number)
        except Exception as error:  # whatever fails, the next job must still run
            return Failed(job.number, studio_error(error), details(error))
        return Finished(job.number, fill)
