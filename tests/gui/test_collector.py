"""Cycles are collected on the GUI thread alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.kit.collector import Collector


class Ring:
    """Refers to itself, and notes the thread it is destroyed on."""

    threads: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.ring = self

    def __del__(self) -> None:
        self.threads.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    gc.collect()
    gc.enable()
    Ring.threads.clear()
    made = Collector(interval=10)
    yield made
    made.stop()
    gc.unfreeze()


def test_rings_that_another_thread_leaves_are_destroyed_on_this_one(
    qtbot: QtBot, collector: Collector
) -> None:
    def work() -> None:
        for _ in range(5000):
            Ring()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert Ring.threads == []
    qtbot.waitUntil(lambda: len(Ring.threads) == 5000)
    assert set(Ring.threads) == {threading.get_ident()}


def test_afterwards_all_is_as_before(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
