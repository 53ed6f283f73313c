"""Progress of work on a model, shared by the thread that does it and the window that shows it."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QProgressBar


class Work:
    """Progress of a thread of the pool: written there, read by the window."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stop = threading.Event()
        self.done, self.total = 0, 0

    def advance(self, done: int, total: int | None) -> None:
        """Set the progress; the total may be unknown."""
        self.done, self.total = done, total or 0

    def show_in(self, bar: QProgressBar) -> None:
        """Set a bar, in thousandths, as a number of bytes may be too large for it."""
        bar.setRange(0, 1000 if self.total else 0)
        bar.setValue(self.done * 1000 // self.total if self.total else 0)
