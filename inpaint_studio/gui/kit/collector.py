"""Garbage collection on the GUI thread only.

Python collects cycles on whatever thread happens to allocate. Widgets and their lambdas form cycles,
and destroying a Qt object on an engine thread crashes the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from .later import timer

INTERVAL_MS = 500


class Collector(QObject):
    """Collects garbage a few times a second on the thread that creates it, until `stop`."""

    def __init__(self, parent: QObject | None = None, *, interval: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._thresholds = gc.get_threshold()
        gc.disable()
        # imported modules stay anyway and need not be scanned again and again
        gc.freeze()
        self._timer = timer(self, interval, self.collect, repeats=True)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due."""
        counts = gc.get_count()
        due = [age for age, count in enumerate(counts) if count > self._thresholds[age]]
        if due:
            gc.collect(due[-1] if 0 in due else 0)

    def stop(self) -> None:
        """Let Python collect automatically again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
