"""Where a runner leaves events for a listener that may be slower.

Only the latest progress of a job is kept, and of each of its crops the latest preview: queueing all of it
held hundreds of megabytes of previews and lagged by seconds. All other events are kept, in order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from .events import TERMINAL, Event, Progress


class Mailbox:
    """Thread-safe. `on_post` is called, from the posting thread, when an event enters an empty box.

    It is not called again until `take` has emptied the box, so a listener that forwards it to an event
    loop is never flooded.
    """

    def __init__(self, on_post: Callable[[], None] = lambda: None) -> None:
        self._on_post = on_post
        self._events: list[Event] = []
        self._changed = threading.Condition()

    def post(self, event: Event) -> None:
        """Add an event. Progress replaces earlier progress of its job, but no preview of another crop."""
        with self._changed:
            was_empty = not self._events
            self._put(event)
            self._changed.notify_all()
        if was_empty:
            self._on_post()

    def take(self, timeout: float | None = 0.0) -> list[Event]:
        """All events since the last call, oldest first; waits up to `timeout` seconds (None: forever)."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._events), timeout)
            events, self._events = self._events, []
            return events

    def _put(self, event: Event) -> None:
        if isinstance(event, Progress):
            mine = [waiting for waiting in self._events if waiting.job == event.job]
            if mine and isinstance(mine[-1], TERMINAL):
                return  # too late: the job is over
            if event.preview is None and mine and isinstance(mine[-1], Progress):
                event = replace(event, preview=mine[-1].preview)
            self._events = [waiting for waiting in self._events if not _replaces(event, waiting)]
        self._events.append(event)


def _replaces(event: Progress, waiting: Event) -> bool:
    """Whether nothing is lost without what waits."""
    if not isinstance(waiting, Progress) or waiting.job != event.job:
        return False
    if waiting.preview is None:
        return True
    return event.preview is not None and event.preview.rect == waiting.preview.rect
