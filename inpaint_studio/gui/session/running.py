"""Running fills: their jobs on the engine thread, their progress and previews, and what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal

from ...core.document.document import Document
from ...core.document.mask_edit import tiles_of
from ...core.document.scratch import spilled
from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.tiles import TiledArray
from ...engines.progress import PreviewImage
from ...engines.request import Fill
from ...jobs.partial import partial_fill, reached_mask
from ...jobs.results import Result, compact, made, refilled, same_fills, same_picture
from ..words.translation import translated
from .editing import Editing
from .orders import JobView, Order
from .results import Results
from .workers import JobHandle, Jobs

T = TypeVar("T")


class Running(Results):
    """Runs orders on the engine thread. Their fills become results, or layers that were filled again."""

    job_changed = Signal()
    """A fill was queued, has begun or has ended."""
    progressed = Signal()
    """The running fill is further on."""
    preview_changed = Signal()

    def __init__(self, editing: Editing, jobs: Jobs) -> None:
        super().__init__(editing, jobs.registry)
        self._jobs = jobs
        self._orders: dict[Order, JobHandle] = {}  # running or queued, in this order
        self._running: Order | None = None  # the one that `job` describes
        self._previews: dict[Rect, PreviewImage] = {}
        self.result_writer: Callable[[], Callable[[Result], None]] = lambda: lambda result: None
        """Returns a function that stores a new result (from any thread) before it is shown."""
        self._arriving: set[int] = set()  # finished fills that are becoming results
        self.job: JobView | None = None
        """Progress of the running fill; None if there is none."""

    # -- running fills --------------------------------------------------------------------------

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the fills that are running, queued, or have just ended."""
        return frozenset(handle.number for handle in self._orders.values()) | self._arriving

    @property
    def working_mask(self) -> TiledArray | None:
        """The mask of the running fill; None if nothing runs."""
        return None if self._running is None else self._running.mask

    @property
    def working(self) -> tuple[Rect, Document] | None:
        """Around what the running fill fills, and the picture that it fills; None if nothing runs."""
        order = self._running
        return None if order is None else (order.request.mask.bounds, order.base)

    @property
    def previews(self) -> tuple[PreviewImage, ...]:
        """How the holes look so far, one preview for each crop that has sent one."""
        return tuple(self._previews.values())

    @property
    def preview(self) -> PreviewImage | None:
        """The last of the `previews`."""
        return self.previews[-1] if self._previews else None

    def cancel(self) -> None:
        """Stop all fills at once; the best so far stays as a result."""
        self._jobs.pass_on()  # the last preview may wait for its frame
        running, fraction = self._running, 0.0 if self.job is None else self.job.fraction
        previews = self.previews
        number = self._orders[running].number if running is not None else 0
        self._drop(self._orders)
        if running is not None and previews and not running.refill and running.heal is None:
            self._offer_best_so_far(number, running, previews, fraction)

    def forget(self) -> None:
        """Another photo is open: stop everything, drop all results."""
        self._drop(self._orders)
        self._arriving.clear()
        self._forget_results()

    # -- the engine thread ------------------------------------------------------------------------

    def _submit(self, order: Order) -> None:
        handle = self._orders[order] = self._jobs.submit(order.request, self, first=True)
        handle.started.connect(partial(self._started, order))
        handle.progressed.connect(partial(self._progressed, order))
        handle.finished.connect(partial(self._finished, order))
        handle.failed.connect(partial(self._failed, order))
        handle.stopped.connect(partial(self._stopped, order))
        if self._running is None:
            self._describe(order)
        self._count_queue()

    def _describe(self, order: Order | None) -> None:
        """Let `job` describe that order from now on."""
        self._running = order
        self.job = None
        if order is not None:
            is_heal = order.heal is not None
            self.job = JobView(order.request.engine, began=time.monotonic(), is_heal=is_heal)

    def _count_queue(self) -> None:
        if self.job is not None:
            self.job = replace(self.job, queued=len(self._orders) - 1)
        self.job_changed.emit()

    def _started(self, order: Order) -> None:
        self._previews.clear()
        self._describe(order)
        self._count_queue()

    def _progressed(self, order: Order, fraction: float, preview: PreviewImage | None) -> None:
        if self.job is None:
            return
        self.job = self.job.advanced(fraction)
        self.progressed.emit()
        if preview is not None:
            self._previews[preview.rect] = preview
            self.preview_changed.emit()

    def _finished(self, order: Order, fill: Fill) -> None:
        number = self._orders[order].number
        self._arriving.add(number)  # before the job ends, so that it counts as work without a gap
        self._end_job(order)
        for note in fill.notes:
            self._editing.message.emit(translated(note))
        fresh, write = next(self._numbers), self.result_writer()

        def work() -> Result | Fill:
            if order.refill:
                return replace(fill, patches=spilled(compact(fill.patches)))
            result = made(fresh, fill, order.request, order.base, order.mask)
            if order.heal is None:  # that one becomes a step, or is dropped
                write(result)
            return result

        self._make(number, work, lambda outcome: self._arrived(order, outcome))

    def _make(self, number: int, work: Callable[[], T], arrived: Callable[[T], None]) -> None:
        """Make a result of a finished fill in the pool; the fill counts as work until it `arrived`."""

        def done(outcome: T) -> None:
            self._arriving.discard(number)
            arrived(outcome)
            self.job_changed.emit()

        def failed(error: Exception) -> None:
            self._arriving.discard(number)
            self.job_changed.emit()
            raise error

        self._arriving.add(number)
        self._editing.pool.run(work, done, failed, owner=self)

    def _arrived(self, order: Order, outcome: Result | Fill) -> None:
        """A fill is ready to be shown, or to replace the layer that was filled again."""
        editing = self._editing
        if not editing.has_open(order.base.photo):
            return  # another photo is open by now
        if isinstance(outcome, Fill):
            editing.when_free(partial(self._replace_layer, order, outcome))
        elif order.heal is not None:
            editing.when_free(partial(self._keep_heal, order, outcome))
        else:
            self._take(outcome)
            if same_fills(outcome.base, editing.document) and outcome.base.canvas != editing.document.canvas:
                editing.message.emit(self.tr("The fill is ready on the frame that it was made for."))
            elif not same_picture(outcome.base, editing.document):
                line = self.tr("The picture has changed in the meantime; undo to see this fill.")
                editing.message.emit(line)
            elif not editing.is_marking:  # a stroke under way is drawn on the photo, not on the fill
                self._show(outcome)

    def _keep_heal(self, order: Order, result: Result) -> None:
        """Make the fill of a stroke part of the step of that stroke."""
        raise NotImplementedError

    def _replace_layer(self, order: Order, fill: Fill) -> None:
        """Replace the layer that was filled again, unless the picture has changed."""
        editing = self._editing
        if order.refill and same_picture(order.base, editing.document):
            document = refilled(editing.document, order.refill, fill, order.request)
            editing.commit(self.tr("Fill again"), editing.state.with_document(document).without_sources())
        else:
            line = self.tr("The picture has changed in the meantime, so the fill was left unchanged.")
            editing.message.emit(line)

    def _drop(self, orders: Iterable[Order]) -> None:
        """Forget some orders and cancel their jobs, queued ones first so that they do not start."""
        dropped = [(order, self._orders.pop(order)) for order in reversed(list(orders))]
        for _, handle in dropped:
            handle.cancel()
        if any(order is self._running for order, _ in dropped):
            self._describe_next()
        elif dropped:
            self._count_queue()

    def _failed(self, order: Order, error: StudioError, details: str) -> None:
        self._stopped(order)
        self._editing.failed.emit(error, details)

    def _stopped(self, order: Order) -> None:
        self._end_job(order)

    def _end_job(self, order: Order) -> None:
        del self._orders[order]
        self._describe_next()

    def _describe_next(self) -> None:
        """The running job has ended: let `job` describe the next one."""
        had_previews = bool(self._previews)
        self._previews.clear()
        self._describe(next(iter(self._orders), None))
        self._count_queue()
        if had_previews:
            self.preview_changed.emit()

    def _offer_best_so_far(
        self, number: int, order: Order, previews: tuple[PreviewImage, ...], fraction: float
    ) -> None:
        fresh, write = next(self._numbers), self.result_writer()

        def build() -> Result:
            fill = partial_fill(order.request, previews, fraction)
            reached = tiles_of(reached_mask(order.request.mask, fill.patches))
            result = made(fresh, fill, order.request, order.base, reached, partial=True)
            if fill.patches:
                write(result)
            return result

        def arrived(result: Result) -> None:
            editing = self._editing
            if not editing.has_open(order.base.photo) or not result.fill.patches:
                return  # another photo is open by now, or the previews changed nothing
            self._take(result)
            if same_picture(result.base, editing.document) and self.job is None and not editing.is_marking:
                self._show(result)

        self._make(number, build, arrived)
