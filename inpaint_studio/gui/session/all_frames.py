"""Filling all frames of an image within the same mask, one after the other, as one step of the history."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal

from ...core.document.document import Document
from ...core.document.layers import FillLayer, LayerContent
from ...core.document.scratch import spilled
from ...core.errors import StudioError
from ...core.mask import Mask
from ...core.photo import Photo
from ...engines.base import ParamValue
from ...engines.request import Fill, FillRequest
from ...jobs.results import compact, description
from ..words.translation import translated
from .editing import Editing
from .fills import Fills
from .medical import OpenImage
from .orders import JobView
from .workers import JobHandle, Jobs


@dataclass(eq=False)
class _Run:
    """What was asked for, and what has been filled so far."""

    engine: str
    params: Mapping[str, ParamValue]
    seed: int
    mask: Mask
    count: int
    ahead: Iterator[int]
    done: list[LayerContent] = field(default_factory=list)


class AllFrames(QObject):
    """Runs one such fill at a time; what is filled when it ends, or is cancelled, is kept at once."""

    job_changed = Signal()
    """It began, went on or ended."""

    def __init__(self, editing: Editing, fills: Fills, jobs: Jobs, medical: OpenImage) -> None:
        super().__init__(editing)
        self._editing, self._fills, self._jobs, self._medical = editing, fills, jobs, medical
        self._run: _Run | None = None
        self._handle: JobHandle | None = None
        self.job: JobView | None = None
        """Progress over all frames; None if nothing runs."""

    @property
    def numbers(self) -> frozenset[int]:
        """The number of the fill that is running, if one is."""
        return frozenset() if self._handle is None else frozenset({self._handle.number})

    def fill(self, engine: str, params: Mapping[str, ParamValue], seed: int | None = None) -> None:
        """Fill the present mask on every frame, unless that is under way."""
        if self._run is not None or not self._editing.can_edit:
            return
        frames = list(self._medical.masked_frames())
        self._run = _Run(
            engine,
            dict(params),
            self._fills.new_seed() if seed is None else seed,
            self._editing.state.mask(),
            len(frames),
            iter(frames),
        )
        self.job = JobView(engine, began=time.monotonic())
        self._next()

    def cancel(self) -> None:
        """Stop; the frames that have been filled are kept."""
        if self._handle is not None:
            self._handle.cancel()
        self._end()

    def forget(self) -> None:
        """Another photo is open: stop and drop everything."""
        if self._handle is not None:
            self._handle.cancel()
        self._run = self._handle = self.job = None
        self.job_changed.emit()

    def _next(self) -> None:
        """Fill the next frame, or end."""
        run = self._run
        frame = None if run is None else next(run.ahead, None)
        if run is None or frame is None:
            self._end()
            return
        try:
            request = self._fills.request(
                run.engine, run.params, run.seed, self._medical.document_on(frame), run.mask
            )
            request = self._fills.in_time(request)
        except StudioError as error:
            self._failed(error)
            return
        handle = self._handle = self._jobs.submit(request, self, first=True)
        handle.progressed.connect(self._progressed)
        handle.finished.connect(lambda fill: self._finished(request, fill))
        handle.failed.connect(self._failed)
        handle.stopped.connect(self._end)
        self._progressed(0.0)

    def _progressed(self, fraction: float, preview: object = None) -> None:
        if self._run is not None and self.job is not None:
            self.job = self.job.advanced((len(self._run.done) + fraction) / self._run.count)
            self.job_changed.emit()

    def _finished(self, request: FillRequest, fill: Fill) -> None:
        run, document = self._run, request.photo
        if run is None:
            return
        assert isinstance(document, Document)
        for note in fill.notes if not run.done else ():  # they are the same on all frames
            self._editing.message.emit(translated(note))
        about = description(fill, request)
        run.done.append(document.content(spilled(compact(fill.patches)), fill.engine, about))
        self._next()

    def _failed(self, error: StudioError, details: str = "") -> None:
        self._end()
        self._editing.failed.emit(error, details)

    def _end(self) -> None:
        run, self._run = self._run, None
        self._handle = self.job = None
        self.job_changed.emit()
        if run is not None and run.done:
            self._editing.when_free(partial(self._keep, run, self._editing.photo))

    def _keep(self, run: _Run, photo: Photo) -> None:
        """Make what was filled part of the picture, as one step."""
        editing = self._editing
        if not editing.has_open(photo):
            return
        group = editing.document.next_number
        layers = [FillLayer(content, group=group) for content in run.done]
        document = editing.document.with_layers([*editing.document.layers, *layers])
        state = editing.state.with_kept(document) if len(run.done) == run.count else None
        label = self.tr("Fill of {count} frames").format(count=len(run.done))
        editing.commit(label, state or editing.state.with_document(document))
        if len(run.done) < run.count:
            line = self.tr("{done} of {count} frames were filled; undo takes that back.")
            editing.message.emit(line.format(done=len(run.done), count=run.count))
