"""Waits for events, however busy the machine is: the only place in the tests that reads a clock.

A wait ends when the thing has happened. The time limit only keeps a fault from hanging the suite for
ever; no test may pass or fail by how long something took (`tests/test_no_clocks.py` checks that).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 600
"""Seconds after which a wait fails: compiling the kernels on a busy machine takes minutes."""
PATIENCE_MS = 1000 * PATIENCE
"""The same for Qt, in milliseconds."""
_PAUSE = 0.01
T = TypeVar("T")


def wait_until(happened: Callable[[], T], what: str = "what was waited for") -> T:
    """The result of `happened` as soon as it is true. Raises AssertionError after `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while not (found := happened()):
        assert time.monotonic() < end, f"{what} has not come in {PATIENCE} s"
        time.sleep(_PAUSE)
    return found


def wait_for(event: threading.Event) -> None:
    """Return as soon as the event is set. Raises AssertionError after `PATIENCE` seconds."""
    assert event.wait(PATIENCE), f"the event has not come in {PATIENCE} s"


def pause() -> None:
    """Let other threads run for a moment, in a loop with an end of its own."""
    time.sleep(_PAUSE)
