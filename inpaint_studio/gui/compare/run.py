"""The entrants of a comparison: engines run one after the other on a frozen photo and mask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...core.arrays import Floats, Pixels
from ...core.document.document import Document
from ...core.document.widen import widen_on
from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.photo import PhotoSource
from ...engines.base import ParamValue
from ...engines.request import Fill, FillRequest
from ...evaluation import metrics
from ...jobs.failures import studio_error
from ...jobs.results import Result, description, same_picture
from ..session.session import Session
from ..session.workers import JobHandle

_AROUND = 16  # px around the hole within which the structural similarity is measured


class Stage(Enum):
    """The stage of an entrant."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether the entrant has ended."""
        return self not in (Stage.QUEUED, Stage.RUNNING)


@dataclass(frozen=True, eq=False)
class Entrant:
    """One engine with its parameters, and its fill of the hole.

    `document` is the frozen one with the `fill` applied. `scores` are `hole_psnr` and `ssim` if the
    truth is known. `result` is the result in the strip that it became or came from.
    """

    index: int
    request: FillRequest
    stage: Stage = Stage.QUEUED
    fraction: float = 0.0
    fill: Fill | None = None
    document: Document | None = None
    error: StudioError | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    starred: bool = False
    result: Result | None = None
    dismissed: bool = False
    """It was stopped and is shown no more; running it again shows it."""

    @property
    def engine(self) -> str:
        return self.request.engine

    @property
    def seconds(self) -> float:
        """How long its fill took."""
        return 0.0 if self.fill is None else self.fill.seconds


class CompareRun(QObject):
    """Runs entrants on the session's engine thread; a failure does not stop the others.

    The document and the mask are those at its creation. An entrant keeps its index.
    """

    added = Signal(int)
    """An entrant was added."""
    changed = Signal(int)
    """Its stage, scores or star changed."""
    progressed = Signal(int)
    """Its progress advanced."""
    idle_changed = Signal()
    """The last entrant has ended, or the first has begun."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.document = session.document
        self._tiles = session.state.tiles()
        self._widen = session.settings.widen
        self._drawn = session.state.mask()
        self.mask: Mask = widen_on(self.document, self._drawn, self._widen)
        self.truth: PhotoSource | None = None
        self._entrants: list[Entrant] = []
        self._jobs: dict[int, JobHandle] = {}  # of running and queued entrants, by index
        self._was_idle = True

    # -- state --------------------------------------------------------------------------------

    @property
    def entrants(self) -> tuple[Entrant, ...]:
        """All entrants, in the order they were added."""
        return tuple(self._entrants)

    @property
    def done(self) -> tuple[Entrant, ...]:
        """The entrants with a fill."""
        return tuple(entrant for entrant in self._entrants if entrant.document is not None)

    @property
    def fresh(self) -> tuple[Entrant, ...]:
        """The entrants with a fill that are not yet results of the session but could become results."""
        if not same_picture(self._session.document, self.document):
            return ()
        return tuple(entrant for entrant in self.done if entrant.result is None)

    @property
    def idle(self) -> bool:
        """Whether nothing is running or queued."""
        return all(entrant.stage.over for entrant in self._entrants)

    @property
    def is_current(self) -> bool:
        """Whether the editor has the picture, the mask and the widening that are compared."""
        session = self._session
        return (
            same_picture(session.document, self.document)
            and session.settings.widen == self._widen
            and not self._tiles.tiles_unlike(session.state.tiles())
        )

    @property
    def present(self) -> tuple[Entrant, ...]:
        """The entrants that were not dismissed."""
        return tuple(entrant for entrant in self._entrants if not entrant.dismissed)

    @property
    def stopped(self) -> tuple[Entrant, ...]:
        """The entrants that were stopped, apart from those that were dismissed."""
        return tuple(entrant for entrant in self.present if entrant.stage is Stage.CANCELLED)

    @property
    def fraction(self) -> float:
        """How far all entrants together are, 0 to 1."""
        shares = [1.0 if entrant.stage.over else entrant.fraction for entrant in self.present]
        return sum(shares) / len(shares) if shares else 0.0

    @property
    def part(self) -> Rect:
        """The bounds of the hole on the canvas, within which fills can differ."""
        return self.mask.bounds

    # -- entrants ------------------------------------------------------------------------------

    def add(self, engine: str, params: Mapping[str, ParamValue], seed: int = 1) -> int:
        """Queue an engine; returns its index. Raises StudioError for an unknown engine or invalid value."""
        request = self._session.fills.request(engine, params, seed, self.document, self._drawn, self._widen)
        index = len(self._entrants)
        self._entrants.append(Entrant(index, request))
        self.added.emit(index)
        self._submit(index)
        return index

    def lacks(self, engine: str, params: Mapping[str, ParamValue]) -> bool:
        """Whether `want` would run something: no entrant has or may still get such a fill.

        Raises StudioError like `add`.
        """
        known = self._known(engine, params)
        return all(entrant.stage in (Stage.FAILED, Stage.CANCELLED) for entrant in known)

    def want(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        """`add` an engine unless it takes part with these parameters; run it again if that was in vain."""
        known = self._known(engine, params)
        failed = [e for e in known if e.stage in (Stage.FAILED, Stage.CANCELLED)]
        if failed:
            self.again(failed[0].index)
        elif not known:
            self.add(engine, params)

    def _known(self, engine: str, params: Mapping[str, ParamValue]) -> list[Entrant]:
        wanted = self._session.registry.get(engine).info.parse_params(params)
        return [e for e in self._entrants if e.engine == engine and dict(e.request.params) == wanted]

    def fits(self, result: Result) -> bool:
        """Whether a result was made for exactly this mask."""
        return not result.mask.tiles_unlike(self._tiles)

    def take(self, result: Result) -> int:
        """Add a result of the strip as an entrant; returns its index, also if it was added before.

        ValueError if it fills another mask.
        """
        if not self.fits(result):
            raise ValueError("the result fills another mask")
        for entrant in self._entrants:
            if entrant.result is not None and entrant.result.number == result.number:
                return entrant.index
        entrant = Entrant(
            len(self._entrants),
            result.request,
            Stage.DONE,
            1.0,
            result.fill,
            result.document,
            starred=result.starred,
            result=result,
        )
        self._entrants.append(entrant)
        self.added.emit(entrant.index)
        self._score(entrant.index)
        return entrant.index

    @property
    def earlier(self) -> list[Result]:
        """The results of the editor for exactly this mask that take no part."""
        taking_part = {one.result.number for one in self._entrants if one.result is not None}
        return [
            result
            for result in self._session.fills.results
            if result.number not in taking_part and not result.partial and self.fits(result)
        ]

    def take_chosen(self) -> None:
        """Let the result that the editor shows take part, if it is one of `earlier`."""
        chosen = self._session.fills.chosen
        if chosen is not None and chosen in self.earlier:
            self.take(chosen)

    def again(self, index: int) -> None:
        """Run an entrant again, with another seed if it has a fill and another seed gives another one.

        Ignored while it runs.
        """
        entrant = self._entrants[index]
        if not entrant.stage.over:
            return
        request = entrant.request
        if entrant.fill is not None and self._session.registry.get(request.engine).info.stochastic:
            request = replace(request, seed=request.seed + 1)
        self._entrants[index] = Entrant(index, request, starred=entrant.starred)
        self._submit(index)

    def cancel(self, index: int) -> None:
        """Stop one entrant; the others continue."""
        if self._entrants[index].stage.over:
            return
        handle = self._jobs.pop(index, None)
        if handle is not None:
            handle.cancel()
        self._put(index, stage=Stage.CANCELLED)

    def cancel_all(self) -> None:
        """Stop all running and queued entrants."""
        for entrant in reversed(self._entrants):  # queued ones first, so that they do not start
            self.cancel(entrant.index)

    def run_stopped(self) -> None:
        """Run all stopped entrants again."""
        for entrant in self.stopped:
            self.again(entrant.index)

    def dismiss_stopped(self) -> None:
        """Show the stopped entrants no more."""
        for entrant in self.stopped:
            self._put(entrant.index, dismissed=True)

    def star(self, index: int, starred: bool) -> None:
        """Star an entrant, or not."""
        entrant = self._entrants[index]
        if entrant.result is not None and entrant.result in self._session.fills.results:
            renewed = self._session.fills.star(entrant.result, starred)
            self._put(index, starred=starred, result=renewed)
        else:
            self._put(index, starred=starred)

    def adopt(self, index: int) -> Result:
        """Make the entrant a result of the session. ValueError without a fill, or if the picture changed."""
        entrant = self._entrants[index]
        if entrant.fill is None:
            raise ValueError("there is no fill to adopt")
        if entrant.result is not None and entrant.result in self._session.fills.results:
            return entrant.result
        result = self._session.fills.adopt(entrant.fill, entrant.request)
        if entrant.starred:
            result = self._session.fills.star(result, True)
        self._put(index, result=result)
        return result

    def set_truth(self, truth: PhotoSource | None) -> None:
        """Score all fills against the true photo. Raises StudioError "truth-size"."""
        if truth is not None and truth.size != self.document.size:
            raise StudioError("truth-size", truth=str(truth.size), photo=str(self.document.size))
        self.truth = truth
        for entrant in self._entrants:
            self._score(entrant.index)

    def description(self, entrant: Entrant) -> dict[str, object]:
        """The description for a kept fill of this entrant."""
        return {} if entrant.fill is None else dict(description(entrant.fill, entrant.request))

    # -- the engine thread ----------------------------------------------------------------------

    def _submit(self, index: int) -> None:
        handle = self._jobs[index] = self._session.jobs.submit(self._entrants[index].request, self)
        handle.started.connect(partial(self._put, index, stage=Stage.RUNNING))
        handle.progressed.connect(partial(self._progressed, index))
        handle.finished.connect(partial(self._finished, index))
        handle.failed.connect(partial(self._failed, index))
        handle.stopped.connect(partial(self.cancel, index))
        self.changed.emit(index)
        self._check_idle()

    def _progressed(self, index: int, fraction: float, preview: object) -> None:
        self._entrants[index] = replace(self._entrants[index], fraction=fraction)
        self.progressed.emit(index)

    def _finished(self, index: int, fill: Fill) -> None:
        del self._jobs[index]
        about = description(fill, self._entrants[index].request)

        def work() -> Document:
            return self.document.with_fill(fill.patches, fill.engine, about)

        def ready(document: Document) -> None:
            if self._entrants[index].stage is Stage.RUNNING:
                self._put(index, stage=Stage.DONE, fraction=1.0, fill=fill, document=document)
                self._score(index)

        def failed(error: Exception) -> None:
            if self._entrants[index].stage is Stage.RUNNING:
                self._put(index, stage=Stage.FAILED, error=studio_error(error))

        self._session.pool.run(work, ready, failed, owner=self)

    def _failed(self, index: int, error: StudioError, details: str) -> None:
        del self._jobs[index]
        self._put(index, stage=Stage.FAILED, error=error)

    def _put(self, index: int, **changes: object) -> None:
        self._entrants[index] = replace(self._entrants[index], **changes)  # type: ignore[arg-type]
        self.changed.emit(index)
        self._check_idle()

    def _check_idle(self) -> None:
        if self.idle != self._was_idle:
            self._was_idle = self.idle
            self.idle_changed.emit()

    def _score(self, index: int) -> None:
        document, truth = self._entrants[index].document, self.truth
        if document is None:
            return
        if truth is None or not self.mask.bounds:
            if self._entrants[index].scores:
                self._put(index, scores={})
            return

        def scored(scores: dict[str, float]) -> None:
            if self._entrants[index].document is document and self.truth is truth:
                self._put(index, scores=scores)

        mask = self.mask
        self._session.pool.run(lambda: scores_in_hole(truth, document, mask), scored, owner=self)


def scores_in_hole(truth: PhotoSource, result: PhotoSource, mask: Mask) -> dict[str, float]:
    """`hole_psnr` (dB) of the hole, and `ssim` of the hole with its surroundings.

    Both sources have the size of the mask; grey and colour, 8 and 16 bit may be mixed.
    """
    part = mask.bounds.grown(_AROUND) & Rect.of(mask.size)
    hole = mask.read(part) > 0
    expected, got = _levels(truth.read(part)), _levels(result.read(part))
    got = np.where(hole[..., None], got, expected)
    return {"hole_psnr": metrics.psnr(expected, got, hole), "ssim": metrics.ssim(expected, got)}


def _levels(pixels: Pixels) -> Floats:
    """The pixels as float32 (h, w, 3) in [0, 1]."""
    levels = pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
    return levels if levels.shape[2] == 3 else np.repeat(levels, 3, axis=2)
