"""The fills of the open photo: what is asked of the engines, by a command or by each stroke."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ...core import attempts
from ...core.document.document import Document
from ...core.document.mask_edit import MaskEdit, tiles_of
from ...core.document.state import MASK
from ...core.errors import StudioError
from ...core.mask import Mask
from ...core.reconstruct import JoinOptions
from ...core.tiles import TiledArray
from ...engines.base import EngineInfo, ParamValue
from ...engines.request import FillRequest
from ...jobs.budget.planning import limited
from ...jobs.devices import can_use_gpu
from ...jobs.results import Result, same_picture
from ..words.numbers import engine_label
from .editing import Editing
from .heals import Heals
from .orders import Order
from .running import Running
from .settings_keeper import SettingsKeeper
from .workers import Jobs


class Fills(Running):
    """Fills what is marked, fills again, and heals each stroke as soon as it is drawn, if wanted.

    Requests made while nothing can be edited are ignored.
    """

    def __init__(self, editing: Editing, jobs: Jobs, settings: SettingsKeeper) -> None:
        super().__init__(editing, jobs)
        self._settings = settings
        self._seeds = random.Random()
        self._heals = Heals()
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

    def restyle(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        """Run an engine that restyles on the present mask, or on the whole photo if nothing is marked."""
        editing = self._editing
        if not editing.can_edit:
            return
        document = editing.document
        mask = editing.state.mask() if editing.mask_area() else Mask.full(document.size)
        try:
            request = self.request(engine, params, self.new_seed(), mask=mask, widen=0.0)
        except StudioError as error:
            editing.fail(error)
            return
        self._submit(Order(request, document, tiles_of(mask)))

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

    def new_seed(self) -> int:
        """A seed that is short enough to read aloud."""
        return self._seeds.randrange(1, 100_000)

    def cancel(self) -> None:
        """Stop all fills at once; the best so far stays as a result."""
        self._heals.forget()
        super().cancel()

    def forget(self) -> None:
        """Another photo is open: stop everything, drop all results."""
        self._heals.forget()
        self._heals.end_go()
        self.last = None
        super().forget()

    # -- strokes that are filled at once ----------------------------------------------------------

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

    @property
    def is_healing(self) -> bool:
        """Whether strokes are being filled at once, or wait for it: the picture and the mask will change."""
        return self._heals.pending

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

    def _mask_edited(self, edit: MaskEdit) -> None:
        if self._auto_fill and edit.name == MASK:
            self._editing.when_free(partial(self._heal, edit.added))

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

    def _stopped(self, order: Order) -> None:
        if order.heal is not None:
            self._heals.end()
        super()._stopped(order)

    def _end_job(self, order: Order) -> None:
        super()._end_job(order)
        self._editing.when_free(self._heal_next)
