"""Installing third-party models: one at a time, whichever window asked for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...core.errors import Cancelled
from ...weights import store
from ..kit.later import timer
from ..kit.model_work import Work
from .workers import Pool

_EVERY = 250
"""ms between two looks at the progress."""


class Installs(QObject):
    """The installation that is running, and how the last one ended. See `store.install`."""

    changed = Signal()
    """An installation began, went on or ended, or its failure was dismissed."""
    ended = Signal(str, object, object)
    """The model, the exception that it ended with (None: it is installed), and the source as given."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = pool
        self.work: Work | None = None
        """The progress of the one that is running."""
        self.failure: tuple[str, Exception] | None = None
        """The model and what went wrong with the last one, until that is dismissed or another begins."""
        self._timer = timer(self, _EVERY, self.changed.emit, repeats=True)

    def install(self, name: str, source: Path | None = None, *, trusted: bool = False) -> None:
        """Download a model, or install it from a file; ignored while another one is being installed."""
        if self.work is not None:
            return
        work, pool = Work(name), self.pool
        self.work, self.failure = work, None

        def run() -> None:
            store.install(
                name,
                source,
                trusted=trusted,
                on_progress=work.advance,
                is_cancelled=lambda: work.stop.is_set() or pool.closing,
            )

        def failed(error: Exception) -> None:
            self._end(name, error, source)

        pool.run(run, lambda _: self._end(name, None, source), failed, owner=self)
        self._timer.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the installation; what was downloaded is kept for next time."""
        if self.work is not None:
            self.work.stop.set()

    def dismiss(self) -> None:
        """Forget the failure."""
        self.failure = None
        self.changed.emit()

    def _end(self, name: str, error: Exception | None, source: Path | None) -> None:
        self._timer.stop()
        self.work = None
        if error is not None and not isinstance(error, Cancelled):
            self.failure = name, error
        self.changed.emit()
        self.ended.emit(name, error, source)
