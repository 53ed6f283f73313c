"""Long work on a film: on a thread, paused and resumed, cancelled, and silent afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.film.task import Task
from inpaint_studio.gui.session.workers import Pool
from tests.waiting import PATIENCE_MS, wait_for


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def owner() -> QObject:
    return QObject()


def wait(qtbot: QtBot, task: Task) -> None:
    qtbot.waitUntil(lambda: task.is_over, timeout=PATIENCE_MS)


def outcome(task: Task) -> list[Any]:
    """What the task has said, in order."""
    said: list[Any] = []
    task.posted.connect(said.extend)
    task.finished.connect(lambda result: said.append(("finished", result)))
    task.failed.connect(lambda error: said.append(("failed", str(error))))
    task.stopped.connect(lambda: said.append("stopped"))
    return said


def test_everything_that_was_posted_comes_before_the_end(qtbot: QtBot, pool: Pool, owner: QObject) -> None:
    def work(task: Task) -> str:
        for number in range(5):
            task.check()
            task.post(number)
            task.report((number + 1) / 5)
        return "done"

    task = Task(pool, work, owner)
    said = outcome(task)
    task.start()
    wait(qtbot, task)
    assert said == [0, 1, 2, 3, 4, ("finished", "done")]
    assert task.fraction == 1


def test_an_error_is_passed_on(qtbot: QtBot, pool: Pool, owner: QObject) -> None:
    def work(task: Task) -> None:
        raise ValueError("no")

    task = Task(pool, work, owner)
    said = outcome(task)
    task.start()
    wait(qtbot, task)
    assert said == [("failed", "no")]


def test_a_task_that_is_cancelled_while_it_is_paused_stops(qtbot: QtBot, pool: Pool, owner: QObject) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(task: Task) -> None:
        begun.set()
        wait_for(go_on)
        task.check()
        task.post("never")

    task = Task(pool, work, owner)
    said = outcome(task)
    task.start()
    wait_for(begun)
    task.pause(True)
    assert task.is_paused
    go_on.set()
    task.cancel()
    wait(qtbot, task)
    assert said == ["stopped"]


def test_a_task_that_is_resumed_goes_on(qtbot: QtBot, pool: Pool, owner: QObject) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(task: Task) -> bool:
        begun.set()
        wait_for(go_on)
        return task.is_cancelled()

    task = Task(pool, work, owner)
    said = outcome(task)
    task.start()
    wait_for(begun)
    task.pause(True)
    go_on.set()
    assert not said
    task.pause(False)
    wait(qtbot, task)
    assert said == [("finished", False)]
