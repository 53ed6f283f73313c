from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from inpaint_studio.jobs.events import TERMINAL, Cancelled, Event, Failed, Finished, Progress, Started
from inpaint_studio.jobs.mailbox import Mailbox
from inpaint_studio.jobs.runner import Runner
from tests.jobs.fake_engines import FakeEngine, HangingEngine, registry_of, request_for, white
from tests.waiting import PATIENCE, wait_for, wait_until


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def hanging() -> HangingEngine:
    return HangingEngine()


@pytest.fixture
def runner(mailbox: Mailbox, hanging: HangingEngine) -> Iterator[Runner]:
    with Runner(mailbox, registry_of(hanging)) as running:
        yield running


def events_until_end_of(job: int, mailbox: Mailbox) -> list[Event]:
    """Everything up to the terminal event of that job."""
    events: list[Event] = []
    while not any(isinstance(event, TERMINAL) and event.job == job for event in events):
        fresh = mailbox.take(timeout=PATIENCE)
        assert fresh, f"no end of job {job} among {events}"
        events += fresh
    return events


def test_a_job_starts_progresses_and_finishes_with_its_fill(runner: Runner, mailbox: Mailbox) -> None:
    job = runner.submit(request_for("white"))
    events = events_until_end_of(job.number, mailbox)
    assert events[0] == Started(job.number)
    assert all(isinstance(event, Progress) for event in events[1:-1])
    assert isinstance(events[-1], Finished)
    assert events[-1].fill.mask_pixels == 180


def test_jobs_run_in_the_order_they_came(runner: Runner, mailbox: Mailbox) -> None:
    jobs = [runner.submit(request_for("white")) for _ in range(4)]
    events = events_until_end_of(jobs[-1].number, mailbox)
    ends = [event.job for event in events if isinstance(event, Finished)]
    assert ends == [job.number for job in jobs]


@pytest.mark.parametrize(
    ("engine", "code"),
    [
        ("failing", "engine-failed"),
        ("out of memory", "out-of-memory"),
        ("complaining", "mask-full"),
        ("lying", "engine-shape"),
        ("not a number", "engine-nan"),
        ("unheard of", "engine-unknown"),
    ],
)
def test_a_failure_is_told_with_its_code_and_the_next_job_runs(
    runner: Runner, mailbox: Mailbox, engine: str, code: str
) -> None:
    bad, good = runner.submit(request_for(engine)), runner.submit(request_for("white"))
    events = events_until_end_of(good.number, mailbox)
    failed = next(event for event in events if isinstance(event, Failed))
    assert (failed.job, failed.error.code) == (bad.number, code)
    assert "Traceback" in failed.details
    assert isinstance(events[-1], Finished)


def test_a_running_job_stops_when_it_is_cancelled(
    runner: Runner, mailbox: Mailbox, hanging: HangingEngine
) -> None:
    job = runner.submit(request_for("hanging"))
    wait_for(hanging.started)
    runner.cancel(job.number)
    assert events_until_end_of(job.number, mailbox)[-1] == Cancelled(job.number)


def test_a_queued_job_that_is_cancelled_never_starts(
    runner: Runner, mailbox: Mailbox, hanging: HangingEngine
) -> None:
    running, queued = runner.submit(request_for("hanging")), runner.submit(request_for("white"))
    wait_for(hanging.started)
    runner.cancel(queued.number)
    runner.cancel(running.number)
    after = runner.submit(request_for("white"))
    events = events_until_end_of(after.number, mailbox)
    assert Cancelled(queued.number) in events
    assert Started(queued.number) not in events


def test_cancelling_everything_leaves_the_runner_ready(
    runner: Runner, mailbox: Mailbox, hanging: HangingEngine
) -> None:
    jobs = [runner.submit(request_for("hanging")) for _ in range(3)]
    wait_for(hanging.started)
    runner.cancel_all()
    after = runner.submit(request_for("white"))
    events = events_until_end_of(after.number, mailbox)
    assert {event.job for event in events if isinstance(event, Cancelled)} == {job.number for job in jobs}
    assert isinstance(events[-1], Finished)


def test_cancelling_a_job_that_is_over_does_nothing(runner: Runner, mailbox: Mailbox) -> None:
    job = runner.submit(request_for("white"))
    events_until_end_of(job.number, mailbox)
    runner.cancel(job.number)
    runner.cancel(999)
    assert mailbox.take() == []


def test_closing_stops_what_runs_and_ends_the_thread(mailbox: Mailbox, hanging: HangingEngine) -> None:
    runner = Runner(mailbox, registry_of(hanging))
    runner.start()
    running, queued = runner.submit(request_for("hanging")), runner.submit(request_for("white"))
    wait_for(hanging.started)
    runner.close()
    runner.close()
    assert not any(thread.name == "inpaint-studio-engine" for thread in threading.enumerate())
    assert {Cancelled(running.number), Cancelled(queued.number)} <= {
        event for event in mailbox.take() if isinstance(event, Cancelled)
    }


def test_a_closed_runner_takes_no_more_jobs(mailbox: Mailbox) -> None:
    runner = Runner(mailbox, registry_of())
    with runner:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        runner.submit(request_for("white"))


def test_any_thread_may_host_the_runner(mailbox: Mailbox) -> None:
    runner = Runner(mailbox, registry_of())
    host = threading.Thread(target=runner.run)
    host.start()
    job = runner.submit(request_for("white"))
    events_until_end_of(job.number, mailbox)
    runner.close()
    host.join(PATIENCE)
    assert not host.is_alive()


def test_the_runner_is_busy_until_its_queue_is_done(
    runner: Runner, mailbox: Mailbox, hanging: HangingEngine
) -> None:
    assert not runner.busy
    job = runner.submit(request_for("hanging"))
    assert runner.busy
    wait_for(hanging.started)
    runner.cancel(job.number)
    events_until_end_of(job.number, mailbox)
    assert not runner.busy


def test_a_listener_that_is_slow_does_not_hold_up_an_engine_that_reports_a_lot(mailbox: Mailbox) -> None:
    def chatty(image, hole, ctx):  # type: ignore[no-untyped-def]
        for step in range(2000):
            ctx.report(step / 2000)
        return white(image, hole, ctx)

    with Runner(mailbox, registry_of(FakeEngine("chatty", chatty))) as runner:
        job = runner.submit(request_for("chatty"))
        wait_until(lambda: not runner.busy)
        events = events_until_end_of(job.number, mailbox)
    assert [type(event) for event in events] == [Started, Progress, Finished]
