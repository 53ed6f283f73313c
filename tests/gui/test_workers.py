"""The engine thread and the pool: what they deliver, on which thread, and how they end."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThread
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect
from inpaint_studio.engines.progress import PreviewImage
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.session import workers
from inpaint_studio.gui.session.workers import Jobs, Pool
from inpaint_studio.jobs.events import Progress
from tests.gui import fakes
from tests.gui.fakes import HangingEngine, SteppedEngine
from tests.jobs.fake_engines import request_for
from tests.waiting import PATIENCE


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def jobs(qtbot: QtBot, fake_registry: Registry) -> Iterator[Jobs]:
    made = Jobs(fake_registry)
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_outcome_arrives_here(pool: Pool, qtbot: QtBot) -> None:
    here, seen = QThread.currentThread(), []
    pool.run(QThread.currentThread, lambda thread: seen.append((thread, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] is not here
    assert seen[0][1] is here


def test_two_pieces_of_work_run_at_once(pool: Pool, qtbot: QtBot) -> None:
    both = threading.Barrier(2)
    ended: list[int] = []
    for _ in range(2):
        pool.run(lambda: both.wait(PATIENCE), ended.append)
    qtbot.waitUntil(lambda: len(ended) == 2)


def test_work_that_is_over_leaves_no_wrapper_behind(pool: Pool, qtbot: QtBot) -> None:
    import shiboken6

    ended: list[int] = []
    for _ in range(20):
        pool.run(lambda: 1, ended.append)
    qtbot.waitUntil(lambda: len(ended) == 20)
    # one that outlives its runnable would stand for whatever object gets the same address
    assert not [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QRunnable)]


def test_an_error_goes_to_whoever_asked(pool: Pool, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    pool.run(lambda: 1 / 0, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_an_error_that_nobody_wants_is_not_lost(pool: Pool, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        pool.run(lambda: 1 / 0)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_nothing_is_told_to_an_owner_that_is_gone(pool: Pool, qtbot: QtBot) -> None:
    import shiboken6

    owner, told = QObject(), []
    pool.run(lambda: 1, told.append, owner=owner)
    shiboken6.delete(owner)
    pool.wait()
    QCoreApplication.processEvents()
    assert told == []


def test_nothing_is_told_after_the_end(pool: Pool, qtbot: QtBot) -> None:
    told: list[int] = []
    pool.run(lambda: 1, told.append)
    pool.close()
    QCoreApplication.processEvents()
    assert told == []


def test_work_that_is_dropped_at_the_end_holds_on_to_nothing(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        begun.release()
        go_on.wait(PATIENCE)

    class Window:
        def hear(self, _: object) -> None:
            """Nothing comes any more."""

    window = Window()
    gone = weakref.ref(window)
    for _ in range(2):
        pool.run(hold)
    for _ in range(2):
        begun.acquire()
    pool.run(lambda: pytest.fail("it was dropped"), window.hear)
    wait = pool._threads.waitForDone

    def end() -> None:
        go_on.set()  # what is queued has been dropped by now
        wait()

    monkeypatch.setattr(pool._threads, "waitForDone", end)
    pool.close()
    del window
    gc.collect()
    assert gone() is None


def test_a_job_ends_with_its_fill(jobs: Jobs, qtbot: QtBot) -> None:
    job = jobs.submit(request_for("white"))
    with qtbot.waitSignal(job.finished) as caught:
        pass
    assert caught.args is not None
    assert caught.args[0].engine == "white"


def test_each_job_hears_of_its_own_fill_and_in_order(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    for seed in range(5):
        job = jobs.submit(replace(request_for("noise"), seed=seed))
        job.finished.connect(lambda fill, seed=seed: heard.append((seed, fill.seed)))
    qtbot.waitUntil(lambda: len(heard) == 5)
    assert heard == [(seed, seed) for seed in range(5)]


def test_a_hanging_job_can_be_cancelled_and_is_silent_then(
    jobs: Jobs, fake_registry: Registry, qtbot: QtBot
) -> None:
    hanging = HangingEngine()
    fake_registry.register(hanging)
    job = jobs.submit(request_for("hanging"))
    heard: list[object] = []
    for signal in (job.finished, job.failed, job.stopped):
        signal.connect(lambda *_: heard.append("something"))
    qtbot.waitUntil(hanging.started.is_set)
    job.cancel()
    after = jobs.submit(request_for("white"))
    with qtbot.waitSignal(after.finished):
        pass
    assert not heard


def test_a_job_whose_owner_is_gone_is_cancelled_and_silent(
    jobs: Jobs, fake_registry: Registry, qtbot: QtBot
) -> None:
    seen: list[object] = []
    owner = QObject()
    job = jobs.submit(request_for("white"), owner)
    for signal in (job.started, job.progressed, job.finished, job.failed, job.stopped):
        signal.connect(lambda *told: seen.append(told))
    after = jobs.submit(request_for("white"))
    shiboken6.delete(owner)
    with qtbot.waitSignal(after.finished):
        pass
    assert seen == []


def test_a_job_that_its_engine_gives_up_has_stopped(
    jobs: Jobs, fake_registry: Registry, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> None:
        raise Cancelled

    monkeypatch.setattr(fake_registry.get("white"), "fill", give_up)
    job = jobs.submit(request_for("white"))
    with qtbot.waitSignal(job.stopped):
        pass


def test_a_job_that_is_over_holds_on_to_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    class Listener:
        def hear(self, fill: object) -> None: ...

    listener = Listener()
    gone = weakref.ref(listener)
    job = jobs.submit(request_for("white"))
    job.finished.connect(partial(listener.hear))
    del listener
    with qtbot.waitSignal(job.finished):
        pass
    del job
    qtbot.waitUntil(lambda: gc.collect() >= 0 and gone() is None)


def test_the_thread_ends_with_a_job_in_it(jobs: Jobs, fake_registry: Registry, qtbot: QtBot) -> None:
    hanging = HangingEngine()
    fake_registry.register(hanging)
    jobs.submit(request_for("hanging"))
    qtbot.waitUntil(hanging.started.is_set)
    jobs.close()
    assert not jobs.busy


def test_progress_that_comes_too_fast_is_passed_on_together(
    qtbot: QtBot, fake_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "FRAME", 3_600_000)  # ms: the first one is never over
    jobs, heard, ended = Jobs(fake_registry), list[float](), list[object]()
    try:
        for _ in range(3):
            handle = jobs.submit(request_for("white"))
            handle.progressed.connect(lambda fraction, _: heard.append(fraction))
            handle.finished.connect(ended.append)
        qtbot.waitUntil(lambda: len(ended) == 3)
    finally:
        jobs.close()
    assert len(heard) <= 1


def test_held_progress_follows_after_a_frame(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "FRAME", 1)
    engine, heard = SteppedEngine(), list[float]()
    jobs = Jobs(fakes.registry(engine))
    try:
        jobs.submit(request_for("stepped")).progressed.connect(lambda fraction, _: heard.append(fraction))
        engine.step.release(3)  # the last of its four steps is never made
        qtbot.waitUntil(lambda: bool(heard) and heard[-1] >= 0.7)
        assert heard == sorted(heard)
    finally:
        jobs.close()


@pytest.fixture
def held(
    jobs: Jobs, fake_registry: Registry, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, list[tuple[float, PreviewImage | None]]]:
    """The number of a running job, and what is heard of its progress: the frame of the first never ends."""
    hanging = HangingEngine()
    fake_registry.register(hanging)
    jobs._frame.setInterval(3_600_000)
    handle, heard = jobs.submit(request_for("hanging")), list[tuple[float, PreviewImage | None]]()
    handle.progressed.connect(lambda fraction, preview: heard.append((fraction, preview)))
    qtbot.waitUntil(lambda: hanging.started.is_set() and bool(heard))
    QCoreApplication.processEvents()
    jobs.pass_on()
    heard.clear()
    return handle.number, heard


def test_a_job_that_is_cancelled_in_the_queue_takes_no_progress_from_the_running_one(
    jobs: Jobs, held: tuple[int, list[tuple[float, PreviewImage | None]]]
) -> None:
    number, heard = held
    queued = jobs.submit(request_for("white"))
    jobs._mailbox.post(Progress(number, 0.7))
    QCoreApplication.processEvents()
    queued.cancel()
    QCoreApplication.processEvents()
    assert not heard
    jobs.pass_on()
    assert [fraction for fraction, _ in heard] == [0.7]


def test_of_each_crop_the_last_preview_is_passed_on(
    jobs: Jobs, held: tuple[int, list[tuple[float, PreviewImage | None]]]
) -> None:
    number, heard = held
    rects = Rect(0, 0, 2, 2), Rect(8, 0, 2, 2)
    one, other, newer = (PreviewImage(rect, np.zeros((2, 2, 3), np.uint8)) for rect in (*rects, rects[0]))
    for share, preview in ((0.5, one), (0.6, other), (0.7, newer), (0.8, None)):
        jobs._mailbox.post(Progress(number, share, preview))
        QCoreApplication.processEvents()
    jobs.pass_on()
    assert heard == [(0.6, other), (0.8, newer)]
