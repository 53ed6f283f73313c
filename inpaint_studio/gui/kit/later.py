"""Calling something later on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def timer(owner: QObject, ms: int, act: Callable[[], object], *, repeats: bool = False) -> QTimer:
    """A timer that calls `act` `ms` after it is started, once or again and again."""
    made = QTimer(owner, singleShot=not repeats, interval=ms)
    made.timeout.connect(act)
    return made


def later(owner: QObject, call: Callable[[], object], *, ms: int = 0) -> None:
    """Call `call` after `ms`, or (0) when the event loop is next idle, unless `owner` was deleted.

    `QTimer.singleShot` would leak `call`, and with it a whole window, if the owner was deleted
    first.
    """
    timer, held = QTimer(owner), [call]
    timer.setSingleShot(True)
    # release `call` before the timer: it may hold the last reference to `owner`, which deletes the timer
    timer.timeout.connect(lambda: held.pop()())
    timer.timeout.connect(timer.deleteLater)
    timer.start(ms)
