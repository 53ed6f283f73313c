"""Looking for damage in the open photo, in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document
from ...core.errors import Cancelled
from ...core.geometry import Rect
from ...core.photo_io.infrared import infrared_of
from ...finding.findings import Findings
from ...finding.review import Review
from ..kit.later import timer
from ..words.translation import translated
from .editing import Editing
from .orders import JobView
from .workers import Pool

_TICK = 80  # ms between glances at the progress


def look(
    document: Document,
    on_progress: Callable[[float], None],
    is_cancelled: Callable[[], bool],
    origin: Path | None = None,
) -> Findings:
    """The damage and the faces in a document, as `examine`; `origin` is the file of its photo."""
    from ...jobs.damage import examine

    infrared = None
    # a cropped canvas is another picture than the one that was scanned
    if origin is not None and document.canvas == Rect.of(document.photo.size):
        infrared = infrared_of(origin, document.size)
    return examine(
        document,
        infrared=infrared,
        scanned=document.photo,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )


@dataclass(eq=False)
class _Look:
    """A look under way; `share` (0 to 1) is written by its thread."""

    document: Document
    cancelled: threading.Event = field(default_factory=threading.Event)
    share: float = 0.0


class Looking(QObject):
    """Runs one look at a time. What it found goes to `take`, unless another photo is open by then."""

    job_changed = Signal()
    """A look began, went on or ended."""

    def __init__(self, editing: Editing) -> None:
        super().__init__(editing)
        self._editing = editing
        # a look takes seconds: files and smart select must not wait for it
        self._pool: Pool = editing.pool.another(self)
        self._look: _Look | None = None
        self.look: Callable[..., Findings] = look
        self.job: JobView | None = None
        """Progress of the look that is under way."""
        self._ticking = timer(self, _TICK, self._tick, repeats=True)

    def take(self, document: Document, review: Review) -> None:
        """Take what was found in a picture of the open photo."""
        raise NotImplementedError

    def find(self) -> None:
        """Look at the present picture, unless a look is under way."""
        if not self._editing.is_open or self._look is not None:
            return
        under_way = self._look = _Look(self._editing.document)
        self.job = JobView("", began=time.monotonic())
        self._ticking.start()
        self.job_changed.emit()

        def advance(share: float) -> None:
            under_way.share = share

        origin = self._editing.origin

        def work() -> Review:
            return Review(self.look(under_way.document, advance, under_way.cancelled.is_set, origin))

        self._pool.run(
            work,
            lambda review: self._found(under_way, review),
            lambda error: self._failed(under_way, error),
            owner=self,
        )

    def cancel(self) -> None:
        """Stop looking; what an earlier look found stays."""
        if self._look is not None:
            self._look.cancelled.set()
            self._end()

    def close(self) -> None:
        """End the threads; no signal comes afterwards."""
        self.cancel()
        self._pool.close()

    def _found(self, under_way: _Look, review: Review) -> None:
        if under_way is self._look:  # else it was cancelled
            self._end()
            if self._editing.has_open(under_way.document.photo):
                for note in review.findings.notes:
                    self._editing.message.emit(translated(note))
                self.take(under_way.document, review)

    def _failed(self, under_way: _Look, error: Exception) -> None:
        if under_way is self._look:
            self._end()
            if not isinstance(error, Cancelled):
                self._editing.fail(error)

    def _end(self) -> None:
        self._look = self.job = None
        self._ticking.stop()
        self.job_changed.emit()

    def _tick(self) -> None:
        if self._look is not None and self.job is not None and self._look.share != self.job.fraction:
            self.job = self.job.advanced(self._look.share)
            self.job_changed.emit()
