"""Calling something later on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def later(owner: QObject, call: Callable[[], object], *, ms: int = 0) -> None:
    """Call `call` in so many ms, or (0) when the event loop is next at rest; not if `owner` is gone by then.

    With `QTimer.singleShot` PySide would never let go of `call` if the owner went before, and with it of
    a whole window.
    """
    timer, held = QTimer(owner), [call]
    timer.setSingleShot(True)
    # let go before the timer is deleted: with the last reference to `owner`, which would delete it again
    timer.timeout.connect(lambda: held.pop()())
    timer.timeout.connect(timer.deleteLater)
    timer.start(ms)
