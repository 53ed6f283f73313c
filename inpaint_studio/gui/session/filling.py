"""The fills of the open photo: what runs, how far it is, and the results that may be kept."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from ...core.document.document import Document, LayerPatch, PatchLike
from ...core.document.state import LAST_MASK, MASK
from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.memory import give_back
from ...core.tiles import TiledArray
from ...engines.base import ParamValue
from ...engines.progress import PreviewImage
from ...engines.request import Fill, FillRequest
from ...jobs.partial import partial_fill, reached_mask
from ...jobs.results import (
    EARLIER,
    Result,
    compact,
    description,
    made,
    same_picture,
    with_star,
    within_budget,
)
from ..words.core_texts import core_text
from .mask_edit import tiles_of, without

if TYPE_CHECKING:
    from .session import Session

T = TypeVar("T")

_LARGE = 4_000_000
"""Pixels of patches from which on a fill leaves much memory to be given back."""


@dataclass(frozen=True)
class JobView:
    """The fill that runs, for progress bars; `fraction` 0 to 1, `began` in seconds of `time.monotonic`.

    `queued` fills wait behind it. `seconds_left` is an estimate, None as long as there is none.
    """

    number: int
    engine: str
    fraction: float = 0.0
    began: float = 0.0
    queued: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True, eq=False)
class _Order:
    """What was asked of the engines: `refill` is the place of the kept fill to be painted anew."""

    request: FillRequest
    base: Document
    mask: TiledArray
    refill: int | None = None
    automatic: bool = False
    turn: int = 0


class Filling(QObject):
    """Hands the fills of a session to the engine thread and collects their results."""

    results_changed = Signal()
    job_changed = Signal()
    preview_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._orders: dict[int, _Order] = {}
        self._numbers = itertools.count(1)
        self._seeds = random.Random()
        self._all: tuple[Result, ...] = ()
        self._chosen: Result | None = None
        self._previews: dict[Rect, PreviewImage] = {}
        self._automatic = 0  # goes up when automatic fills are no longer wanted
        self._waiting: list[Callable[[], None]] = []  # steps that came while none could be made
        self.securing: Callable[[], Callable[[Result], None]] = lambda: _nothing
        """Gives what is to be done with a new result of the open photo, in any thread, before it is shown."""
        self._arriving: set[int] = set()  # fills that have ended and are being made into results
        self.job: JobView | None = None
        self.last: tuple[str, Mapping[str, ParamValue]] | None = None
        jobs = session.jobs
        jobs.started.connect(self._started)
        jobs.progressed.connect(self._progressed)
        jobs.finished.connect(self._finished)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)

    # -- asking ---------------------------------------------------------------------------------

    def request(self, engine: str, params: Mapping[str, ParamValue], seed: int) -> FillRequest:
        """Everything that a fill of the present mask needs, frozen."""
        session = self._session
        return self._request(session.document, session.state.mask(), engine, params, seed)

    def fill(
        self,
        engine: str,
        params: Mapping[str, ParamValue],
        seed: int | None = None,
        count: int = 1,
        *,
        automatic: bool = False,
    ) -> None:
        """Run the engine on the present mask, `count` times with seeds of their own."""
        session = self._session
        if session.mask_area() == 0:
            session.told.emit(self.tr("Paint over what should go, then fill."))
            return
        base, tiles = session.document, session.state.tiles()
        try:
            first = self.request(engine, params, self.new_seed() if seed is None else seed)
        except StudioError as error:
            session.failed.emit(error, "")
            return
        self.last = (engine, dict(params))
        for turn in range(count):
            request = first if turn == 0 else replace(first, seed=self.new_seed())
            self._submit(_Order(request, base, tiles, automatic=automatic, turn=self._automatic))

    def try_again(self) -> None:
        """The engine of the chosen result, or the last one, once more with another seed."""
        chosen = self.chosen
        if chosen is not None:
            again = replace(chosen.request, seed=self.new_seed())
            # one that was stopped had reached only a part of what was asked for
            mask = tiles_of(again.mask) if chosen.partial else chosen.mask
            self._submit(_Order(again, chosen.base, mask))
        elif self.last is not None:
            self.fill(*self.last)

    def refill(self, index: int, params: Mapping[str, ParamValue] | None = None) -> None:
        """Paint the kept fill at `index` anew, with another seed, from the photo as it is below it."""
        session = self._session
        layer = session.document.layers[index]
        about = layer.content.description
        below = session.document.with_layers(session.document.layers[:index])
        mask = session.document.mask_of_layer(index)
        engine = str(about.get("engine", ""))
        if engine not in session.registry.names() or not mask.bounds:
            session.told.emit(self.tr("This fill was not made by an engine, so it cannot be run again."))
            return
        chosen = dict(about.get("params", {})) if params is None else params
        try:
            request = self._request(below, mask, engine, chosen, self.new_seed())
        except StudioError as error:
            session.failed.emit(error, "")
            return
        self._submit(_Order(request, session.document, tiles_of(mask), refill=index))

    def cancel(self) -> None:
        """Stop all fills of this session at once; the best so far stays as a result."""
        number, fraction = (0, 0.0) if self.job is None else (self.job.number, self.job.fraction)
        running = self._orders.get(number)
        previews = tuple(self._previews.values())
        self._drop(self._orders)
        if running is not None and previews and running.refill is None and not running.automatic:
            self._offer_best_so_far(number, running, previews, fraction)

    def cancel_automatic(self) -> None:
        """Stop the fills that would be kept by themselves; nothing of them stays."""
        self._automatic += 1
        self._drop([number for number, order in self._orders.items() if order.automatic])

    def when_free(self, step: Callable[[], None]) -> None:
        """Call `step` as soon as a step can be made: at once, or when the stroke or large step is over."""
        if self._is_free:
            step()
        else:
            self._waiting.append(step)

    def go_on(self) -> None:
        """For the session: a step may be over."""
        while self._waiting and self._is_free:
            self._waiting.pop(0)()

    @property
    def _is_free(self) -> bool:
        return self._session.can_edit and not self._session.is_live

    def new_seed(self) -> int:
        """A seed that is short enough to be read out."""
        return self._seeds.randrange(1, 100_000)

    def forget(self) -> None:
        """Another photo is open: stop everything, drop all results."""
        self._drop(self._orders)
        self._waiting.clear()
        self._arriving.clear()
        self._all, self._chosen, self.last = (), None, None
        self.results_changed.emit()

    # -- results --------------------------------------------------------------------------------

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the fills that run, wait, or have just ended."""
        return frozenset(self._orders) | self._arriving

    @property
    def is_working(self) -> bool:
        """Whether a fill runs or waits, or its result is not there yet."""
        return bool(self.numbers)

    @property
    def working_mask(self) -> TiledArray | None:
        """The mask of the fill that runs, as it was asked for; None if nothing runs."""
        order = self._orders.get(self.job.number) if self.job is not None else None
        return None if order is None else order.mask

    @property
    def previews(self) -> tuple[PreviewImage, ...]:
        """How the holes look so far, one picture for each crop that has shown something."""
        return tuple(self._previews.values())

    @property
    def results(self) -> tuple[Result, ...]:
        """Those that fit the present document, in the order they came."""
        return tuple(result for result in self._all if same_picture(result.base, self._session.document))

    @property
    def held(self) -> tuple[Result, ...]:
        """All results, those too that fit the picture again once something is undone."""
        return self._all

    @property
    def chosen(self) -> Result | None:
        """The one that is shown over the photo."""
        chosen = self._chosen
        return chosen if chosen and same_picture(chosen.base, self._session.document) else None

    def choose(self, result: Result | None) -> None:
        """Show a result over the photo, or the photo itself."""
        before = self._session.shown
        self._chosen = result
        self.results_changed.emit()
        self._session.tell_shown(before)

    def star(self, result: Result, starred: bool) -> None:
        """Mark a result as a good one."""
        self._swap(result, with_star(result, starred))

    def discard(self, result: Result) -> None:
        """Drop a result; if it was shown, its neighbour is shown."""
        results = list(self.results)
        place = results.index(result)
        self._all = tuple(one for one in self._all if one is not result)
        if self._chosen is result:
            rest = self.results
            self.choose(rest[min(place, len(rest) - 1)] if rest else None)
        else:
            self.results_changed.emit()

    def adopt(self, fill: Fill, request: FillRequest) -> Result:
        """A fill that was run elsewhere (a comparison of this very document) as a result."""
        document = request.photo
        if not (isinstance(document, Document) and same_picture(document, self._session.document)):
            raise ValueError("the fill belongs to another picture")
        result = made(next(self._numbers), fill, request, document, tiles_of(request.mask))
        self._take(result)
        return result

    def restore(self, results: tuple[Result, ...]) -> None:
        """Results of a project or of a session that was recovered; new ones get higher numbers."""
        highest = max((result.number for result in results), default=0)
        self._numbers = itertools.count(max(next(self._numbers), highest + 1))
        self._all = within_budget((*self._all, *results), [self._chosen])
        self.results_changed.emit()

    def keep(self, result: Result | None = None) -> None:
        """Make a result part of the picture: one step, and its mask is put aside."""
        result = self.chosen if result is None else result
        if result is None:
            return
        session = self._session
        if not same_picture(result.base, session.document):
            return
        # The picture looks the same before and after, so nothing flickers.
        present = session.state
        document = session.document.with_layers([*session.document.layers, result.document.layers[-1]])
        left = without(present.tiles(MASK), result.mask)
        state = present.with_document(document).with_mask(result.mask, LAST_MASK).with_mask(left)
        before = session.shown
        self._chosen = None
        label = self.tr("Fill with {engine}").format(engine=self._label(result.fill.engine))
        session.commit(label, state, before=before)
        self._all = within_budget(self._all, budget=EARLIER)
        self.results_changed.emit()

    # -- the engine thread ------------------------------------------------------------------------

    def _request(
        self, document: Document, mask: Mask, engine: str, params: Mapping[str, ParamValue], seed: int
    ) -> FillRequest:
        session = self._session
        info = session.registry.get(engine).info
        return FillRequest(
            photo=document,
            mask=mask,
            engine=engine,
            params=info.parse_params(params),
            seed=seed,
            sources=session.sources(),
            join=session.join,
            device=session.device_for(info),
            threads=session.settings.threads,
        )

    def _submit(self, order: _Order) -> None:
        number = self._session.jobs.submit(order.request)
        self._orders[number] = order
        if self.job is None:
            self.job = JobView(number, order.request.engine, began=time.monotonic())
        self._count_queue()

    def _count_queue(self) -> None:
        if self.job is not None:
            self.job = replace(self.job, queued=len(self._orders) - 1)
        self.job_changed.emit()

    def _started(self, number: int) -> None:
        order = self._orders.get(number)
        if order is not None:
            self._previews.clear()
            queued = len(self._orders) - 1
            self.job = JobView(number, order.request.engine, began=time.monotonic(), queued=queued)
            self.job_changed.emit()

    def _progressed(self, number: int, fraction: float, preview: PreviewImage | None) -> None:
        if number not in self._orders or self.job is None:
            return
        spent = time.monotonic() - self.job.began
        left = spent / fraction * (1 - fraction) if fraction > 0.03 and spent > 0.5 else None
        self.job = replace(self.job, number=number, fraction=fraction, seconds_left=left)
        self.job_changed.emit()
        if preview is not None:
            self._previews[preview.rect] = preview
            self.preview_changed.emit()

    def _finished(self, number: int, fill: Fill) -> None:
        order = self._orders.pop(number, None)
        if order is None:
            return
        self._arriving.add(number)  # before the job ends, so that it counts as work all the time
        self._end_job()
        for note in fill.notes:
            self._session.told.emit(core_text(note))
        fresh, secure = next(self._numbers), self.securing()

        def work() -> Result | Fill:
            if order.refill is not None:
                return replace(fill, patches=compact(fill.patches))
            result = made(fresh, fill, order.request, order.base, order.mask)
            if not order.automatic:  # else it is a step, or nothing
                secure(result)
            return result

        self._make(number, work, lambda outcome: self._arrived(order, outcome))
        if sum(rect.area for rect in fill.rects) > _LARGE:
            self._session.pool.run(give_back)

    def _make(self, number: int, work: Callable[[], T], arrived: Callable[[T], None]) -> None:
        """Make a result in the pool of the fill of that number, which is over when it has `arrived`."""

        def done(outcome: T) -> None:
            self._arriving.discard(number)
            arrived(outcome)
            self.job_changed.emit()

        def failed(error: Exception) -> None:
            self._arriving.discard(number)
            self.job_changed.emit()
            raise error

        self._arriving.add(number)
        self._session.pool.run(work, done, failed, owner=self)

    def _arrived(self, order: _Order, outcome: Result | Fill) -> None:
        """A fill is ready to be shown, or to replace the one that was painted anew."""
        session = self._session
        if not session.has_open(order.base.photo):
            return  # another photo is open by now
        if isinstance(outcome, Fill):
            self.when_free(partial(self._lay_again, order, outcome))
        elif order.automatic:
            self.when_free(partial(self._keep_automatic, order, outcome))
        else:
            self._take(outcome)
            if not same_picture(outcome.base, session.document):
                line = self.tr("The picture has changed meanwhile; undo brings this fill to light.")
                session.told.emit(line)
            elif not session.is_marking:  # a stroke under way is drawn on the photo, not on the fill
                self.choose(outcome)

    def _keep_automatic(self, order: _Order, result: Result) -> None:
        """Keep a fill that nobody asked for, unless the stroke that it is for was undone meanwhile."""
        if order.turn == self._automatic and same_picture(result.base, self._session.document):
            self._take(result)
            self.keep(result)
            self.when_free(self._session.go_on_filling)

    def _lay_again(self, order: _Order, fill: Fill) -> None:
        """Put a fill in the place of the one that was painted anew, unless the picture is another one now."""
        session = self._session
        if order.refill is not None and same_picture(order.base, session.document):
            about = description(fill, order.request)
            patches: list[PatchLike] = [*beyond_canvas(session.document, order.refill), *fill.patches]
            document = session.document.with_refill(order.refill, patches, fill.engine, about)
            session.commit(self.tr("Fill again"), session.state.with_document(document))
        else:
            session.told.emit(self.tr("The picture has changed meanwhile, so the fill stays as it was."))

    def _drop(self, numbers: Collection[int]) -> None:
        """Forget some orders and stop their jobs, those that wait first, or they would begin."""
        numbers = sorted(numbers, reverse=True)
        for number in numbers:
            del self._orders[number]
        for number in numbers:
            self._session.jobs.cancel(number)
        if self.job is not None and self.job.number in numbers:
            self._end_job()
        elif numbers:
            self._count_queue()

    def _failed(self, number: int, error: StudioError, details: str) -> None:
        if self._orders.pop(number, None) is not None:
            self._end_job()
            self._session.failed.emit(error, details)

    def _cancelled(self, number: int) -> None:
        if self._orders.pop(number, None) is not None:
            self._end_job()

    def _end_job(self) -> None:
        had_previews = bool(self._previews)
        self._previews.clear()
        waiting = next(iter(self._orders.items()), None)
        if waiting is None:
            self.job = None
        else:
            number, order = waiting
            self.job = JobView(number, order.request.engine, began=time.monotonic())
        self._count_queue()
        if had_previews:
            self.preview_changed.emit()

    def _offer_best_so_far(
        self, number: int, order: _Order, previews: tuple[PreviewImage, ...], fraction: float
    ) -> None:
        fresh, secure = next(self._numbers), self.securing()

        def build() -> Result:
            fill = partial_fill(order.request, previews, fraction)
            reached = tiles_of(reached_mask(order.request.mask, fill.patches))
            result = made(fresh, fill, order.request, order.base, reached, partial=True)
            if fill.patches:
                secure(result)
            return result

        def arrived(result: Result) -> None:
            session = self._session
            if not session.has_open(order.base.photo):
                return  # another photo is open by now
            if not result.fill.patches:
                return  # what was shown of it changes nothing
            self._take(result)
            if same_picture(result.base, session.document) and self.job is None and not session.is_marking:
                self.choose(result)

        self._make(number, build, arrived)

    def _take(self, result: Result) -> None:
        self._all = within_budget((*self._all, result), [self._chosen, result])
        self.results_changed.emit()

    def _swap(self, old: Result, new: Result) -> None:
        self._all = tuple(new if one is old else one for one in self._all)
        if self._chosen is old:
            self._chosen = new
        self.results_changed.emit()

    def _label(self, engine: str) -> str:
        info = self._session.registry.info(engine)
        return QCoreApplication.translate("engines", info.label) if info is not None else engine


def _nothing(result: Result) -> None:
    """Nobody keeps results."""


def beyond_canvas(document: Document, index: int) -> list[LayerPatch]:
    """What a kept fill painted outside the canvas (a crop hides it), in canvas coordinates."""
    left, top = document.canvas.x, document.canvas.y
    found = []
    for patch in document.layers[index].content.patches:
        if document.canvas.contains(patch.rect):
            continue
        coverage = np.array(patch.coverage)
        shared = patch.rect & document.canvas
        if shared:
            coverage[shared.moved(-patch.rect.x, -patch.rect.y).slices] = 0
        if coverage.any():
            home = patch.rect.moved(-left, -top)
            found.append(LayerPatch(home, patch.pixels, coverage, patch.alpha))
    return found
