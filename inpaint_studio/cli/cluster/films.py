"""`inpaint-studio video --cluster`: the films of a folder, shared among many machines."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...cluster.crew import Crew
from ...cluster.folders import require_local
from ...cluster.photos import require_shared
from ...core.errors import StudioError
from ...core.files import make_folder
from ...evaluation.words import seconds
from ...video.running.films import FilmItem, FilmOutcome, fill_film, films_in, items_of, refused
from ...video.running.found import FindDirt
from ...video.running.job import VideoTask
from ..outcomes import crew_for
from ..output import complain, print_json, progress, say, warn


def run(
    cluster: str,
    wanted: VideoTask,
    masks: Path | FindDirt,
    *,
    engine: str,
    threads: int | None,
    resume: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Fill the films of the folder `wanted.film`, report on each, and return the exit code."""
    require_local(wanted.film, wanted.output, *([masks] if isinstance(masks, Path) else []))
    films = films_in(wanted.film)
    make_folder(wanted.output)
    items = items_of(films, wanted, masks, overwrite=overwrite)
    done = [film for film in films if resume and (wanted.output / film.name).exists()]
    report = _Report(len(films) - len(done), quiet=as_json)
    left: list[FilmItem] = []
    for film, item in items.items():
        if film in done:
            continue
        error = item if isinstance(item, StudioError) else refused(item, resume=resume)
        if error is None and isinstance(item, FilmItem):
            left.append(item)
        else:
            report(FilmOutcome(film, wanted.output / film.name, error))
    start = time.perf_counter()
    with crew_for(cluster if left else None, [engine], threads) as crew:
        if crew is not None:
            drawn = {item.task.mask.parent for item in left if isinstance(item.task.mask, Path)}
            require_shared(crew, {wanted.film, wanted.output} | drawn)
            report.run(crew, left)
    report.finish(done, wanted.output, time.perf_counter() - start)
    return 1 if report.failed else 0


class _Report:
    """Prints the outcome of each film as it comes."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._outcomes: list[FilmOutcome] = []
        self._total = total
        self._quiet = quiet

    def __call__(self, outcome: FilmOutcome) -> None:
        self._outcomes.append(outcome)
        name = outcome.film.name
        if outcome.error is not None:
            complain(f"Failed: {name}: {outcome.error}")
            return
        warn(f"{name}: {note}" for note in outcome.notes)
        if not self._quiet:
            place = f"[{len(self._outcomes)}/{self._total}]"
            say(f"{place} {name}: filled {outcome.frames} frames in {seconds(outcome.seconds)}")

    @property
    def failed(self) -> int:
        return sum(outcome.error is not None for outcome in self._outcomes)

    def run(self, crew: Crew, items: Sequence[FilmItem]) -> None:
        """Fill all by the workers, and report on each."""

        def words() -> str:
            return f"Filling: {len(self._outcomes)} of {self._total} films, {crew.size}"

        with progress(words, shown=not self._quiet, time_left=True) as advance:
            for outcome in _outcomes(crew, items):
                self(outcome)
                advance(len(self._outcomes) / self._total, None)

    def finish(self, done: Sequence[Path], output: Path, elapsed: float) -> None:
        """Say how it went."""
        good = len(self._outcomes) - self.failed
        if self._quiet:
            films = [_described(outcome) for outcome in self._outcomes]
            counts = {"filled": good, "skipped": len(done), "failed": self.failed}
            print_json({"output": str(output), "seconds": round(elapsed, 4), **counts, "films": films})
            return
        counts_words = f"{good} filled, {len(done)} skipped, {self.failed} failed"
        say(f"{counts_words} in {seconds(elapsed)}. The results are in {output}.")


def _outcomes(crew: Crew, items: Sequence[FilmItem]) -> Iterator[FilmOutcome]:
    for item, result in crew.spread(fill_film, items):
        if isinstance(result, StudioError):
            yield FilmOutcome(item.task.film, item.task.output, result)
        else:
            yield result


def _described(outcome: FilmOutcome) -> dict[str, object]:
    return {
        "film": str(outcome.film),
        "output": str(outcome.output) if outcome.error is None else None,
        "error": None if outcome.error is None else str(outcome.error),
        "code": None if outcome.error is None else outcome.error.code,
        "frames": outcome.frames,
        "seconds": round(outcome.seconds, 4),
        "notes": list(outcome.notes),
    }
