"""Waits for events, however busy the machine is: the only place in the tests that reads a clock.

A wait ends when the thing has happened. The time limit only keeps a fault from hanging the suite for
ever; no test may pass or fail by how long something took (`tests/test_no_clocks.py` checks that).
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
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
        assert time.monotonic() < end, f"{what} has not come in {PATIENCE} s\n{stacks()}"
        time.sleep(_PAUSE)
    return found


def wait_for(event: threading.Event) -> None:
    """Return as soon as the event is set. Raises AssertionError after `PATIENCE` seconds."""
    assert event.wait(PATIENCE), f"the event has not come in {PATIENCE} s\n{stacks()}"


def stacks() -> str:
    """What every thread is doing: a wait that fails once in a thousand runs leaves nothing else to go by."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return "\n".join(
        f"{names.get(number, 'a thread of Qt')}:\n{''.join(traceback.format_stack(frame))}"
        for number, frame in sys._current_frames().items()
    )


def pause() -> None:
    """Let other threads run for a moment, in a loop with an end of its own."""
    time.sleep(_PAUSE)
