"""Unexpected errors are logged and shown once, and the program continues."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import TracebackType

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, qWarning
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.paths import log_dir
from inpaint_studio.gui.window.crash import CrashHandler, Report, log_file
from tests.waiting import PATIENCE


@pytest.fixture
def handler(qtbot: QtBot) -> Iterator[CrashHandler]:
    made = CrashHandler()
    made.install()
    yield made
    made.remove()


@pytest.fixture
def reports(handler: CrashHandler) -> list[Report]:
    found: list[Report] = []
    handler.reported.connect(found.append)
    return found


def fail(error: BaseException) -> None:
    """As Python does with an error that nobody catches."""
    trace: TracebackType | None = None
    try:
        raise error
    except BaseException as caught:
        trace = caught.__traceback__
    sys.excepthook(type(error), error, trace)


def test_an_error_is_told_in_one_line_with_details(qtbot: QtBot, reports: list[Report]) -> None:
    fail(ZeroDivisionError("by design"))
    qtbot.waitUntil(lambda: len(reports) == 1)
    assert str(reports[0].error) == "Something went wrong inside Inpaint Studio (ZeroDivisionError)."
    assert "by design" in reports[0].details
    assert "PySide6" in reports[0].details
    assert "numpy" in reports[0].details


def test_the_same_error_is_told_once_and_logged_each_time(qtbot: QtBot, reports: list[Report]) -> None:
    for _ in range(3):
        fail(ZeroDivisionError("by design"))
    fail(ValueError("another"))
    qtbot.waitUntil(lambda: len(reports) == 2)
    QCoreApplication.processEvents()
    assert len(reports) == 2
    assert log_file().read_text().count("ZeroDivisionError: by design") == 3


def test_an_error_in_a_thread_is_told_on_the_gui_thread(qtbot: QtBot, handler: CrashHandler) -> None:
    told_on: list[threading.Thread] = []
    handler.reported.connect(lambda report: told_on.append(threading.current_thread()))
    thread = threading.Thread(target=lambda: fail(ValueError("in a thread")))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told_on))
    assert told_on == [threading.main_thread()]


@pytest.mark.parametrize("error", [Cancelled(), SystemExit(0)])
def test_what_is_no_error_is_not_told(qtbot: QtBot, reports: list[Report], error: BaseException) -> None:
    fail(error)
    QCoreApplication.processEvents()
    assert reports == []


def test_an_error_for_the_user_is_told_as_it_stands(qtbot: QtBot, reports: list[Report]) -> None:
    fail(StudioError("mask-full"))
    fail(MemoryError())
    qtbot.waitUntil(lambda: len(reports) == 2)
    assert [report.error.code for report in reports] == ["mask-full", "out-of-memory"]


def test_words_of_qt_go_to_the_log(handler: CrashHandler) -> None:
    qWarning("a word of Qt")
    assert "Qt (default): a word of Qt" in log_file().read_text()


def test_the_log_does_not_grow_without_end(handler: CrashHandler) -> None:
    for _ in range(3000):
        logging.getLogger("inpaint_studio").warning("x" * 2000)
    assert sum(path.stat().st_size for path in log_dir().iterdir()) < 5 << 20


def test_a_folder_that_cannot_be_written_to_does_not_matter(qtbot: QtBot) -> None:
    log_dir().parent.mkdir(parents=True)
    log_dir().write_bytes(b"in the way")
    handler = CrashHandler()
    handler.install()
    found: list[Report] = []
    handler.reported.connect(found.append)
    fail(ValueError("no log"))
    qtbot.waitUntil(lambda: len(found) == 1)
    handler.remove()


def test_everything_is_as_before_when_it_is_removed(qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook
    handler = CrashHandler()
    handler.install()
    assert sys.excepthook is not before[0]
    handler.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_error_in_a_slot_does_not_end_the_program() -> None:
    program = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from inpaint_studio.gui.window.crash import CrashHandler
app = QCoreApplication([])
handler = CrashHandler()
handler.install()
def told(report):
    print("told", report.error)
    QTimer.singleShot(0, lambda: (print("alive"), app.quit()))
handler.reported.connect(told)
QTimer.singleShot(0, lambda: 1 / 0)
app.exec()
handler.remove()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout == "told Something went wrong inside Inpaint Studio (ZeroDivisionError).\nalive\n"
    assert done.returncode == 0


def test_a_timer_that_fails_again_and_again_is_told_once(qtbot: QtBot, reports: list[Report]) -> None:
    timer = QTimer()
    failures: list[int] = []

    def fail_again() -> None:
        failures.append(1)
        fail(KeyError("again"))

    timer.timeout.connect(fail_again)
    timer.start(1)
    qtbot.waitUntil(lambda: len(failures) > 20)
    timer.stop()
    QCoreApplication.processEvents()
    assert len(reports) == 1
