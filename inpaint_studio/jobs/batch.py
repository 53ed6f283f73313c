"""Many fills from file to file, in one process or several; a failure stops none of the others."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

from ..core.errors import Cancelled, StudioError
from ..core.geometry import Rect
from ..core.threads import limit_threads
from .failures import details, studio_error
from .files import FileFill, Listener, fill_file


@dataclass(frozen=True)
class Outcome:
    """The outcome of one photo: `error` is None if it was saved; the rest then says how it was filled."""

    photo: Path
    output: Path
    error: StudioError | None = None
    details: str = ""
    engines: tuple[str, ...] = ()
    mask_pixels: int = 0
    seconds: float = 0.0
    load_seconds: float = 0.0
    save_seconds: float = 0.0
    marks: Mapping[str, int] | None = None
    """How many marks of each kind were found; None if the mask was given."""
    canvas: Rect | None = None
    """What was filled and saved, in the photo's coordinates, if it was extended."""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def run_batch(
    tasks: Sequence[FileFill],
    *,
    jobs: int = 1,
    threads: int = 1,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[Outcome]:
    """The outcomes, as they come. Close the iterator to stop early: running fills are then cancelled.

    With `jobs` above 1, that many processes share the tasks and the `threads`; if one dies, only its photo
    fails. `on_progress` and `is_cancelled` apply to `jobs` = 1 only.
    """
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            yield outcome_of(task, on_progress, is_cancelled)
        return
    queue = deque(tasks)
    each = max(1, threads // jobs)
    while queue:
        try:
            yield from _shared(queue, min(jobs, len(queue)), each)
        except _WorkerDied as died:
            # one of these killed it: alone, each can only harm itself
            for task in died.in_flight:
                try:
                    yield from _shared(deque([task]), 1, each)
                except _WorkerDied:
                    yield Outcome(task.photo, task.output, StudioError("worker-died"))


class _WorkerDied(Exception):
    """A worker process died while these tasks were running."""

    def __init__(self, in_flight: list[FileFill]) -> None:
        super().__init__()
        self.in_flight = in_flight


def _shared(queue: deque[FileFill], workers: int, threads: int) -> Iterator[Outcome]:
    """Outcomes of the tasks in `queue`, which is emptied by this many processes."""
    # spawn: the same on all systems, and no thread or lock is copied in mid-use
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    running: dict[Future[Outcome], FileFill] = {}
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(stop, threads))
    try:
        while queue or running:
            while queue and len(running) < workers:
                task = queue.popleft()
                with ctrl_c_blocked():
                    running[pool.submit(_work, task)] = task
            done = wait(running, return_when=FIRST_COMPLETED).done
            died = [running.pop(future) for future in done if _broken(future)]
            yield from (future.result() for future in done if running.pop(future, None) is not None)
            if died:
                raise _WorkerDied([*died, *running.values()])
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def ctrl_c_blocked() -> Iterator[None]:
    """Processes started meanwhile never receive Ctrl+C, even before `_begin`; this one does afterwards.

    The same holds for those that threads start which are started meanwhile.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _broken(future: Future[Outcome]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


_stop: Event | None = None


def _begin(stop: Event, threads: int) -> None:
    """Set up a worker process."""
    global _stop
    _stop = stop
    # Ctrl+C reaches every process of a terminal; the parent decides and sets `stop`
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_threads(threads)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End a worker whose parent was killed, which would wait forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _work(task: FileFill) -> Outcome:
    return outcome_of(task, None, None if _stop is None else _stop.is_set)


def outcome_of(
    task: FileFill, on_progress: Listener | None = None, is_cancelled: Callable[[], bool] | None = None
) -> Outcome:
    """Fill one photo; whatever fails is in the outcome. Raises `Cancelled`."""
    try:
        result = fill_file(task, on_progress=on_progress, is_cancelled=is_cancelled)
    except Cancelled:
        raise
    except Exception as error:  # whatever fails, the next photo must still be tried
        return Outcome(task.photo, task.output, studio_error(error), details(error))
    return Outcome(
        task.photo,
        task.output,
        engines=tuple(dict.fromkeys(patch.engine for patch in result.fill.patches)),
        mask_pixels=result.fill.mask_pixels,
        seconds=result.fill.seconds,
        load_seconds=result.load_seconds,
        save_seconds=result.save_seconds,
        marks=result.marks,
        canvas=result.canvas,
        notes=result.notes,
        warnings=result.warnings,
    )
