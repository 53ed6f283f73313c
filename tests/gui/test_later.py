"""Deferred calls happen once, and not at all if their owner is gone."""

from __future__ import annotations

import gc
import re
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.kit.later import later

GUI = Path(__file__).resolve().parents[2] / "inpaint_studio" / "gui"


class Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def called(self) -> None:
        self.calls += 1


def delete(one: QObject) -> None:
    one.deleteLater()
    QApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete)


def test_it_is_called_once_and_not_at_once(qtbot: QtBot) -> None:
    owner = Owner()
    later(owner, owner.called)
    assert owner.calls == 0
    qtbot.waitUntil(lambda: owner.calls > 0)
    qtbot.waitUntil(lambda: not owner.findChildren(QTimer))
    assert owner.calls == 1


@pytest.mark.parametrize("ms", [0, 600_000])
def test_an_owner_that_goes_before_is_gone_and_so_is_what_was_to_be_called(qtbot: QtBot, ms: int) -> None:
    def begin() -> list[weakref.ref[Owner]]:
        owner, held = Owner(), Owner()
        later(owner, owner.called, ms=ms)
        later(owner, lambda: held.called(), ms=ms)
        delete(owner)
        QApplication.processEvents()
        assert (owner.calls, held.calls) == (0, 0)
        return [weakref.ref(owner), weakref.ref(held)]

    gone = begin()
    gc.collect()
    assert [one() for one in gone] == [None, None]


def test_an_owner_that_only_the_call_holds_on_to_lives_until_then(qtbot: QtBot) -> None:
    done: list[bool] = []

    def begin() -> weakref.ref[Owner]:
        owner = Owner()
        later(owner, lambda: done.append(owner.objectName() == ""))
        return weakref.ref(owner)

    owner = begin()
    assert owner() is not None
    qtbot.waitUntil(lambda: owner() is None)
    assert done == [True]


def test_nothing_of_a_window_is_called_later_in_the_way_that_leaks() -> None:
    found = [file.name for file in GUI.rglob("*.py") if re.search(r"\.singleShot\(", file.read_text("utf-8"))]
    assert found == ["app.py"]  # which is over when the program is
