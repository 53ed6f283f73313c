"""The fills of the open photo: running jobs and their progress; they become results."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Signal

from ...core import attempts
from ...core.document.document import Document
from ...core.document.mask_edit import MaskEdit, tiles_of
from ...core.document.state import MASK
from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.memory import trim_heap
from ...core.reconstruct import JoinOptions
from ...core.tiles import TiledArray
from ...engines.base import EngineInfo, ParamValue
from ...engines.progress import PreviewImage
from ...engines.request import Fill, FillRequest
from ...jobs.budget.planning import limited
from ...jobs.devices import can_use_gpu
from ...jobs.partial import partial_fill, reached_mask
from ...jobs.results import Result, compact, made, refilled, same_picture
from ..words.numbers import engine_label
from ..words.translation import translated
from .editing import Editing
from .heals import Heals
from .orders import JobView, Order
from .results import Results
from .settings_keeper import SettingsKeeper
from .workers import JobHandle, Jobs

T = TypeVar("T")

_LARGE = 4_000_000
"""Pixels; after a fill with larger patches the heap is worth trimming."""


class Fills(Results):
    """Sends requests to the engine thread and collects the results.

    Requests made while nothing can be edited are ignored.
    """

    job_changed = Signal()
    preview_changed = Signal()

    def __init__(self, editing: Editing, jobs: Jobs, settings: SettingsKeeper) -> None:
        super().__init__(editing, jobs.registry)
        self._jobs, self._settings = jobs, settings
        self._orders: dict[Order, JobHandle] = {}  # running or queued, in this order
        self._running: Order | None = None  # the one that `job` describes
        self._seeds = random.Random()
        self._previews: dict[Rect, PreviewImage] = {}
        self._heals = Heals()
        self.result_writer: Callable[[], Callable[[Result], None]] = lambda: lambda result: None
        """Returns a function that stores a new result (from any thread) before it is shown."""
        self._arriving: set[int] = set()  # finished fills that are becoming results
        self.job: JobView | None = None
        """Progress of the running fill; None if there is none."""
        self.last: tuple[str, Mapping[str, ParamValue]] | None = None
        """Engine and parameters of the last requested fill."""
        self.join = JoinOptions()
        self._auto_fill = settings.settings.auto_fill
        self.auto_engine: Callable[[], tuple[str, Mapping[str, ParamValue]]] | None = None
        """Gives the engine for `auto_fill`, the one chosen in its panel. None: that of the last fill."""
        editing.mask_edited.connect(self._mask_edited)
        editing.history_left.connect(self._drop_heals)  # an undone stroke must not be filled
        editing.resized.connect(self._drop_heals)

    # -- requests -------------------------------------------------------------------------------

    def request(
        self,
        engine: str,
        params: Mapping[str, ParamValue],
        seed: int,
        document: Document | None = None,
        mask: Mask | None = None,
        widen: float | None = None,
    ) -> FillRequest:
        """Everything that a fill needs, frozen, without a limit of time.

        None: the present document, mask or setting of `widen`.

        Raises StudioError for an unknown engine or an invalid value.
        """
        info = self._registry.get(engine).info
        return FillRequest(
            photo=self._editing.document if document is None else document,
            mask=self._editing.state.mask() if mask is None else mask,
            engine=engine,
            params=info.parse_params(params),
            seed=seed,
            sources=self._editing.sources(),
            join=self.join,
            device=self.device_for(info),
            threads=self._settings.settings.threads,
            widen=self._settings.settings.widen if widen is None else widen,
        )

    def in_time(self, request: FillRequest) -> FillRequest:
        """The request with the user's limit of time, which sets the parameters of quality."""
        return limited(request, self._settings.settings.fill_time, self._registry)

    def device_for(self, info: EngineInfo) -> str:
        """The device for an engine: the user's choice if the engine supports it, else "cpu"."""
        return self._settings.settings.device if can_use_gpu(info, self._registry) else "cpu"

    def fill(
        self,
        engine: str,
        params: Mapping[str, ParamValue],
        seed: int | None = None,
        count: int = 1,
    ) -> None:
        """Run the engine on the present mask `count` times, with different seeds."""
        editing = self._editing
        if not editing.can_edit:
            return
        if editing.mask_area() == 0:
            editing.message.emit(self.tr("Paint over what you want to remove, then fill."))
            return
        base, tiles = editing.document, editing.state.tiles()
        try:
            first = self.in_time(self.request(engine, params, self.new_seed() if seed is None else seed))
        except StudioError as error:
            editing.fail(error)
            return
        self.last = (engine, dict(params))
        for number in range(count):
            request = first if number == 0 else replace(first, seed=self.new_seed())
            self._submit(Order(request, base, tiles))

    def try_again(self) -> None:
        """Run the engine of the chosen result, or the last one, again with another seed.

        It fills the same photo as that result did. With `auto_fill` and nothing marked, it is the last spot
        that is filled again.
        """
        if not self._editing.can_edit:
            return
        chosen, spot = self.chosen, self.last_spot
        if chosen is not None:
            again = replace(chosen.request, seed=self.new_seed())
            # a stopped fill covers only a part of its request
            mask = tiles_of(again.mask) if chosen.partial else chosen.mask
            self._submit(Order(again, chosen.base, mask))
        elif spot is not None and not self._editing.mask_area():
            self._heal_again(spot)
        elif self.last is not None:
            self.fill(*self.last)

    @property
    def last_spot(self) -> int | None:
        """With `auto_fill`, the index of the layer to try again: the top one that an engine filled.

        None if there is none, or while fills run: they may add another.
        """
        if not (self._auto_fill and self._editing.is_open) or self.numbers or self._heals.current is not None:
            return None
        layers = self._editing.document.layers
        for index in reversed(range(len(layers))):
            engine = str(layers[index].content.description.get("engine", ""))
            if self._registry.info(engine) is not None:
                return index
        return None

    def _heal_again(self, index: int) -> None:
        """Fill a spot again with the engine for `auto_fill` and another seed."""
        about = self._editing.document.layers[index].content.description
        engine, params = self._healing_engine()
        if engine != about.get("engine") or self.can_vary(about):
            self.refill([index], params, engine)
        else:
            line = self.tr("{engine} gives the same fill every time; choose another engine, then try again.")
            self._editing.message.emit(line.format(engine=engine_label(self._registry, engine)))

    def can_vary(self, about: Mapping[str, Any]) -> bool:
        """Whether another seed gives another fill than the one with this description."""
        infos = [self._registry.info(str(name)) for name in (about.get("engine"), *about.get("engines", ()))]
        return any(info is not None and info.stochastic for info in infos)

    def refill(
        self,
        indices: Sequence[int],
        params: Mapping[str, ParamValue] | None = None,
        engine: str | None = None,
    ) -> None:
        """Fill layers again, as one step, with another seed, from the photo and the layers below them.

        None means the parameters and the engine of the first.
        """
        editing = self._editing
        if not editing.can_edit:
            return
        document = editing.document
        about = document.layers[indices[0]].content.description
        mask = document.mask_of_layer(*indices)
        engine = str(about.get("engine", "")) if engine is None else engine
        if engine not in self._registry.names() or not mask.bounds:
            editing.message.emit(self.tr("This fill was not made by an engine, so it cannot be run again."))
            return
        chosen = dict(about.get("params", {})) if params is None else params
        below = document.with_layers(document.layers[: indices[0]])
        try:
            request = self.request(engine, chosen, self.new_seed(), below, mask, widen=0.0)
            if params is None and engine == about.get("engine"):
                request = replace(request, attempts=attempts.from_json(about.get("attempts", ())))
        except StudioError as error:
            editing.fail(error)
            return
        self._submit(Order(request, document, tiles_of(mask), refill=tuple(indices)))

    def cancel(self) -> None:
        """Stop all fills at once; the best so far stays as a result."""
        running, fraction = self._running, 0.0 if self.job is None else self.job.fraction
        previews = self.previews
        number = self._orders[running].number if running is not None else 0
        self._heals.forget()
        self._drop(self._orders)
        if running is not None and previews and not running.refill and running.heal is None:
            self._offer_best_so_far(number, running, previews, fraction)

    @property
    def auto_fill(self) -> bool:
        """Whether each stroke is filled, and the fill kept, as soon as it is drawn."""
        return self._auto_fill

    @auto_fill.setter
    def auto_fill(self, wanted: bool) -> None:
        self._auto_fill = wanted
        if not wanted:
            self._drop_heals()
            self._heals.end_go()
        if wanted != self._settings.settings.auto_fill:
            self._settings.update(auto_fill=wanted)
        self.results_changed.emit()  # there may be a spot to try again now, or none

    def _heal(self, stroke: TiledArray) -> None:
        """Fill the stroke of the last step as soon as those before it are filled."""
        if self._auto_fill and self._editing.entries:
            self._heals.add(stroke, self._editing.entries[self._editing.position - 1].time)
            self._heal_next()

    def _heal_next(self) -> None:
        """Fill the next stroke that waits for it, unless a fill runs or has just ended."""
        editing = self._editing
        if self.job is not None or self._heals.current is not None or not editing.can_edit:
            return
        hole = self._heals.begin(editing.state.mask())
        if hole is None:
            return
        engine, params = self._healing_engine()
        try:
            request = self.in_time(self.request(engine, params, self.new_seed(), mask=hole))
        except StudioError as error:
            self._heals.forget()
            editing.fail(error)
            return
        self.last = (engine, dict(params))
        self._submit(Order(request, editing.document, tiles_of(hole), heal=self._heals.current))

    def _healing_engine(self) -> tuple[str, Mapping[str, ParamValue]]:
        """The engine and parameters for `auto_fill`."""
        engine, params = self.last or (self._settings.settings.last_engine, {})
        if self.auto_engine is not None:
            engine, params = self.auto_engine()
        return (engine, params) if engine in self._registry.names() else (self._registry.names()[0], {})

    def _drop_heals(self) -> None:
        """Stop the automatic fills and drop their results."""
        self._heals.forget()
        self._drop([order for order in self._orders if order.heal is not None])

    def new_seed(self) -> int:
        """A seed that is short enough to read aloud."""
        return self._seeds.randrange(1, 100_000)

    def forget(self) -> None:
        """Another photo is open: stop everything, drop all results."""
        self._heals.forget()
        self._heals.end_go()
        self._drop(self._orders)
        self._arriving.clear()
        self.last = None
        self._forget_results()

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

    # -- following the photo ----------------------------------------------------------------------

    def _mask_edited(self, edit: MaskEdit) -> None:
        if self._auto_fill and edit.name == MASK:
            self._editing.when_free(partial(self._heal, edit.added))

    # -- the engine thread ------------------------------------------------------------------------

    def _submit(self, order: Order) -> None:
        handle = self._orders[order] = self._jobs.submit(order.request, self)
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
        self.job = None if order is None else JobView(order.request.engine, began=time.monotonic())

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
        self.job_changed.emit()
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
                return replace(fill, patches=compact(fill.patches))
            result = made(fresh, fill, order.request, order.base, order.mask)
            if order.heal is None:  # that one becomes a step, or is dropped
                write(result)
            return result

        self._make(number, work, lambda outcome: self._arrived(order, outcome))
        if sum(rect.area for rect in fill.rects) > _LARGE:
            self._editing.pool.run(trim_heap)

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
            if not same_picture(outcome.base, editing.document):
                line = self.tr("The picture has changed in the meantime; undo to see this fill.")
                editing.message.emit(line)
            elif not editing.is_marking:  # a stroke under way is drawn on the photo, not on the fill
                self._show(outcome)

    def _keep_heal(self, order: Order, result: Result) -> None:
        """Make an automatic fill part of the step of its stroke, unless that was undone in the meantime."""
        editing = self._editing
        if order.heal is None or order.heal is not self._heals.current:
            return
        if same_picture(result.base, editing.document):
            self._heals.end()
            group = self._heals.group_for(editing.document, result.bounds)
            self._keep(result, order.heal.time, group)
        else:
            self._heals.repeat()
        editing.when_free(self._heal_next)

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
        if order.heal is not None:
            self._heals.end()
        self._end_job(order)

    def _end_job(self, order: Order) -> None:
        del self._orders[order]
        self._describe_next()
        self._editing.when_free(self._heal_next)

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
