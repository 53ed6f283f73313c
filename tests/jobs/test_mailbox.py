from __future__ import annotations

import threading

import numpy as np

from inpaint_studio.core.geometry import Rect
from inpaint_studio.engines.pipeline.run import PreviewImage
from inpaint_studio.jobs.events import Cancelled, Progress, Started
from inpaint_studio.jobs.mailbox import Mailbox
from tests.waiting import PATIENCE

A_MOMENT = 0.01


def preview(x: int = 0) -> PreviewImage:
    return PreviewImage(Rect(x, 0, 2, 2), np.zeros((2, 2, 3), np.uint8))


def test_only_the_latest_progress_of_a_job_is_kept() -> None:
    mailbox = Mailbox()
    mailbox.post(Started(1))
    for step in range(100_000):
        mailbox.post(Progress(1, step / 100_000))
    first, last = mailbox.take()
    assert first == Started(1)
    assert isinstance(last, Progress)
    assert last.fraction == 0.99999


def test_progress_of_different_jobs_is_kept_apart() -> None:
    mailbox = Mailbox()
    mailbox.post(Progress(1, 0.5))
    mailbox.post(Progress(2, 0.1))
    assert [event.job for event in mailbox.take()] == [1, 2]


def test_a_preview_that_nobody_saw_outlives_progress_without_one() -> None:
    mailbox, picture = Mailbox(), preview()
    mailbox.post(Progress(1, 0.3, picture))
    mailbox.post(Progress(1, 0.4))
    (event,) = mailbox.take()
    assert isinstance(event, Progress)
    assert (event.fraction, event.preview) == (0.4, picture)


def test_previews_of_several_crops_are_kept_until_there_is_a_newer_one_of_the_same() -> None:
    mailbox = Mailbox()
    one, other, newer = preview(), preview(5), preview()
    for share, picture in ((0.1, one), (0.2, None), (0.3, other), (0.4, newer), (0.5, None)):
        mailbox.post(Progress(1, share, picture))
    found = [(event.fraction, event.preview) for event in mailbox.take() if isinstance(event, Progress)]
    assert found == [(0.3, other), (0.5, newer)]


def test_a_terminal_event_is_kept_whatever_comes_after_it() -> None:
    mailbox = Mailbox()
    mailbox.post(Cancelled(1))
    mailbox.post(Progress(1, 0.9))
    mailbox.post(Progress(2, 0.1))
    assert mailbox.take()[0] == Cancelled(1)


def test_progress_after_the_end_is_dropped() -> None:
    mailbox = Mailbox()
    mailbox.post(Cancelled(1))
    mailbox.post(Progress(1, 0.9))
    assert mailbox.take() == [Cancelled(1)]


def test_the_listener_is_called_once_until_the_box_is_emptied() -> None:
    calls: list[None] = []
    mailbox = Mailbox(lambda: calls.append(None))
    for step in range(1000):
        mailbox.post(Progress(1, step / 1000))
    assert len(calls) == 1
    mailbox.take()
    mailbox.post(Started(2))
    assert len(calls) == 2


def test_taking_waits_for_an_event() -> None:
    mailbox = Mailbox()
    timer = threading.Timer(0.02, mailbox.post, [Started(7)])
    timer.start()
    assert mailbox.take(timeout=PATIENCE) == [Started(7)]
    timer.join()


def test_an_empty_box_gives_nothing_after_the_timeout() -> None:
    assert Mailbox().take(timeout=A_MOMENT) == []
