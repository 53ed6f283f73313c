"""Where a runner leaves its events and a listener collects them, however much faster the runner is.

Of the progress of a job only the latest value is kept: queueing each of them held hundreds of
megabytes of previews and lagged by seconds. All other events are kept, in order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from .events import TERMINAL, Event, Progress


def _nobody() -> None:
    """The default listener."""


class Mailbox:
    """Thread-safe. `on_post` is called, from the posting thread, once for each time the box fills up.

    It is not called again until `take` has emptied the box, so a listener that hands it on to an event
    loop is never flooded.
    """

    def __init__(self, on_post: Callable[[], None] = _nobody) -> None:
        self._on_post = on_post
        self._events: list[Event] = []
        self._changed = threading.Condition()

    def post(self, event: Event) -> None:
        """Leave an event. Progress replaces the progress of the same job that nobody collected yet."""
        with self._changed:
            was_empty = not self._events
            self._put(event)
            self._changed.notify_all()
        if was_empty:
            self._on_post()

    def take(self, timeout: float | None = 0.0) -> list[Event]:
        """All events since the last call, oldest first; waits up to `timeout` seconds (None: for ever)."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._events), timeout)
            events, self._events = self._events, []
            return events

    def _put(self, event: Event) -> None:
        if isinstance(event, Progress):
            for index, waiting in enumerate(self._events):
                if waiting.job != event.job:
                    continue
                if isinstance(waiting, TERMINAL):
                    return  # too late: the job is over
                if isinstance(waiting, Progress):
                    # a preview that nobody has seen stays until there is a newer one
                    preview = event.preview if event.preview is not None else waiting.preview
                    self._events[index] = replace(event, preview=preview)
                    return
        self._events.append(event)
