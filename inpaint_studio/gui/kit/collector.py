"""Garbage collection on the GUI thread alone.

Python collects cycles on whatever thread happens to allocate. Widgets and their lambdas form cycles,
and a Qt object that an engine thread destroys takes the program down with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500


class Collector(QObject):
    """Collects on the thread it is made on, a few times a second, from then until `stop`."""

    def __init__(self, parent: QObject | None = None, *, interval: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._thresholds = gc.get_threshold()
        gc.disable()
        # what was imported by now stays anyway, and need not be looked at again and again
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due."""
        counts = gc.get_count()
        due = [age for age, count in enumerate(counts) if count > self._thresholds[age]]
        if due:
            gc.collect(due[-1] if 0 in due else 0)

    def stop(self) -> None:
        """Let Python collect on its own again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
