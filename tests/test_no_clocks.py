"""No test reads a clock or sleeps, so none depends on the load of the machine. Benchmarks measure time.

To wait for something, use `tests/waiting.py` or the `qtbot` of `tests/conftest.py`, which return
when it has happened; to show that something is fast, count calls, steps or bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MAY_READ_THE_CLOCK = {"waiting.py"}
MODULES = {"time", "timeit"}
"""Whatever they have is a clock or a sleep."""
CLOCKS = {
    "QElapsedTimer",
    "currentDateTime",
    "currentDateTimeUtc",
    "currentMSecsSinceEpoch",
    "currentSecsSinceEpoch",
    "currentTime",
    "fromtimestamp",
    "now",
    "today",
    "utcnow",
    "ru_stime",
    "ru_utime",
}
SLEEPS = {"qWait", "qSleep", "msleep", "usleep"}


def found_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each clock, fixed sleep and number of seconds that a wait may take."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, each.name) for each in names if each.name in MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                taken = [each.name for each in names if module in MODULES or each.name in CLOCKS]
                yield from ((node.lineno, f"{module}.{name}") for name in taken)
            case ast.Attribute(attr=name) if name in CLOCKS | SLEEPS:
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(value=ast.Name(id="qtbot"), attr="wait")):
                yield node.lineno, "qtbot.wait"
            case ast.Call(func=ast.Attribute(attr="wait" | "join" as name), args=[ast.Constant()]):
                yield node.lineno, f"{name} with a number"
            case ast.keyword(arg="timeout", value=ast.Constant(value=int() | float())):
                yield node.lineno, "timeout with a number"
            case _:
                pass


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os, timeit",
        "from time import monotonic as when",
        "from PySide6.QtCore import QElapsedTimer",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "QDateTime.currentDateTime()",
        "def test(qtbot):\n    qtbot.wait(20)",
        "QTest.qWait(5)",
        "event.wait(10)",
        "thread.join(2.5)",
        "subprocess.run(command, timeout=60)",
    ],
)
def test_a_clock_is_found(source: str) -> None:
    assert list(found_in(source))


@pytest.mark.parametrize(
    "source",
    [
        "from tests.waiting import PATIENCE, wait_until",
        "subprocess.run(command, timeout=PATIENCE)",
        "thread.join()",
        "', '.join(names)",
        "qtbot.waitUntil(is_over)",
        "entry.time",
        "from datetime import datetime\ndatetime(2026, 1, 1)",
    ],
)
def test_what_is_no_clock_is_let_be(source: str) -> None:
    assert not list(found_in(source))


def test_no_test_reads_a_clock() -> None:
    read = [
        f"{path.relative_to(TESTS)}:{line}: {name}"
        for path in sorted(TESTS.rglob("*.py"))
        if "benchmarks" not in path.parts and str(path.relative_to(TESTS)) not in MAY_READ_THE_CLOCK
        for line, name in found_in(path.read_text("utf-8"))
    ]
    assert not read, "wait for the event (tests/waiting.py) or count steps instead:\n" + "\n".join(read)
