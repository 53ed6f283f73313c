"""One engine on one photo of an evaluation, apart from all others: for workers on other machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..core.arrays import Bytes, Flags
from ..core.errors import StudioError
from ..jobs.failures import studio_error
from ..jobs.files import FillSettings
from . import metrics, perceptual
from .cases import Case, load
from .contest import Contestant, Scorer, contest, warm_up
from .evaluation import Evaluation, Judged


@dataclass(frozen=True)
class Trial:
    """An engine on a photo, the `number`-th of its evaluation; `perceptual` asks for ST-LPIPS too."""

    number: int
    case: Case
    engine: str
    settings: FillSettings
    longest: int | None = None
    perceptual: bool = False


def trials(
    cases: Sequence[Case],
    engines: Sequence[str],
    settings: FillSettings,
    longest: int | None,
    *,
    with_lpips: bool,
) -> Iterator[Trial]:
    """All trials, photo by photo; the paths are absolute."""
    for number, case in enumerate(cases):
        mask = None if case.mask is None else case.mask.absolute()
        given = replace(case, photo=case.photo.absolute(), mask=mask)
        for engine in engines:
            yield Trial(number, given, engine, settings, longest, with_lpips)


def attempt(trial: Trial, is_cancelled: Callable[[], bool]) -> Contestant | StudioError:
    """Fill and score; an error is about the photo, whatever the engine. Raises `Cancelled`."""
    _warm(trial.engine)
    distance, absent = _perceptual() if trial.perceptual else (None, None)
    try:
        if trial.perceptual and distance is None:
            return Contestant(trial.engine, error=StudioError("lpips-lacking", reason=absent))
        loaded = load(trial.case, trial.longest)
        (entrant,) = contest(
            loaded.photo,
            loaded.mask,
            [trial.engine],
            trial.settings,
            truth=loaded.truth,
            scorer=scorer(distance),
            is_cancelled=is_cancelled,
        )
    except (StudioError, MemoryError) as error:
        return studio_error(error)
    return entrant


def scorer(distance: perceptual.Measure | None) -> Scorer:
    """All scores of a fill; ST-LPIPS too if its `distance` is there."""

    def score(truth: Bytes, result: Bytes, hole: Flags) -> dict[str, float]:
        scores = metrics.scores(truth, result, hole)
        if distance is not None:
            # outside the hole the pictures are the same, so this measures the fill
            scores["stlpips"] = distance(truth, result)
        return scores

    return score


@lru_cache
def _warm(engine: str) -> None:
    """Compile once in each process, so that it is not timed."""
    warm_up([engine])


@lru_cache
def _perceptual() -> tuple[perceptual.Measure | None, str]:
    """ST-LPIPS, whose network is loaded once in each process."""
    return perceptual.load()


@dataclass
class InOrder:
    """Takes outcomes of trials in any order and gives them to the evaluation photo by photo, in order.

    Of a photo all of whose engines are done only its rows and its strip are held.
    """

    evaluation: Evaluation
    cases: Sequence[Case]
    _entrants: dict[int, dict[str, Contestant | StudioError]] = field(default_factory=dict)
    _ready: dict[int, Judged] = field(default_factory=dict)
    _next: int = 0

    def take(self, trial: Trial, outcome: Contestant | StudioError) -> None:
        """The outcome of one trial."""
        engines = self.evaluation.engines
        entrants = self._entrants.setdefault(trial.number, {})
        entrants[trial.engine] = outcome
        if len(entrants) < len(engines):
            return
        del self._entrants[trial.number]
        self._ready[trial.number] = self._judged(trial, [entrants[engine] for engine in engines])
        while self._next in self._ready:
            self.evaluation.keep(self._ready.pop(self._next))
            self._next += 1

    def _judged(self, trial: Trial, outcomes: Sequence[Contestant | StudioError]) -> Judged:
        case = self.cases[trial.number]
        filled = [outcome for outcome in outcomes if isinstance(outcome, Contestant)]
        errors = [outcome for outcome in outcomes if isinstance(outcome, StudioError)]
        if errors:
            return self.evaluation.failed(case, errors[0])
        try:
            return self.evaluation.judged(case, load(case, trial.longest), filled)
        except (StudioError, MemoryError) as error:
            return self.evaluation.failed(case, studio_error(error))
