"""How far the work on a model is, between the thread that does it and the window that shows it."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QProgressBar


class Work:
    """What a thread of the pool is at: written there, read by the window."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stop = threading.Event()
        self.done, self.total = 0, 0

    def advance(self, done: int, total: int | None) -> None:
        """So much of so much is done; the total may be unknown."""
        self.done, self.total = done, total or 0

    def show_in(self, bar: QProgressBar) -> None:
        """Set a bar to it, in thousandths, as bytes are too many for one."""
        bar.setRange(0, 1000 if self.total else 0)
        bar.setValue(self.done * 1000 // self.total if self.total else 0)
