"""What commands over many photos print: a line for each as it comes, a bar over all, a report for scripts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ..cluster.address import Address
from ..cluster.crew import Crew, crew_at
from ..cluster.photos import fill_on
from ..cluster.storage import url_of
from ..evaluation.words import mark_words, seconds
from ..jobs.batch import Outcome, run_batch
from ..jobs.files import FileFill
from ..jobs.pace import Pace
from .output import complain, pixels, progress, say, warn


@contextmanager
def crew_for(cluster: str | None, engines: Sequence[str], threads: int | None) -> Iterator[Crew | None]:
    """The workers that --cluster names; None without it. Raises what `crew_at` raises."""
    if cluster is None:
        yield None
        return
    address = Address.parse(cluster)
    if address.kind in ("slurm", "kubernetes"):
        complain(f"Waiting for the first worker of '{address}'; Ctrl+C stops.")
    with crew_at(address, engines=engines, threads=threads) as crew:
        yield crew


class Reporter:
    """Prints the outcome of each photo as it comes."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self.outcomes: list[Outcome] = []
        self._total = total
        self._quiet = quiet

    def __call__(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        name = outcome.photo.name
        if outcome.error is not None:
            complain(f"Failed: {name}: {outcome.error}")
        warn(f"{name}: {line}" for line in outcome.warnings)
        if outcome.error is None and not self._quiet:
            whole = outcome.load_seconds + outcome.seconds + outcome.save_seconds
            place = f"[{len(self.outcomes)}/{self._total}]"
            say(f"{place} {name}: {_fill_words(outcome)} in {seconds(whole)}{_saved_as(outcome)}")

    @property
    def failed(self) -> int:
        return sum(outcome.error is not None for outcome in self.outcomes)

    @property
    def filled(self) -> int:
        return len(self.outcomes) - self.failed

    def _crew_words(self, label: str, crew: Crew) -> str:
        """The label of the bar: how many photos are done, and how many workers there are."""
        return f"{label}: {len(self.outcomes):,} of {self._total:,} photos, {crew.size}"

    def say_notes(self) -> None:
        """Print each note once, with the number of photos that it is about."""
        for note, times in Counter(note for outcome in self.outcomes for note in outcome.notes).items():
            say(f"  {note}" if times == 1 else f"  {note} ({times} photos)")

    def run(
        self, tasks: Sequence[FileFill], label: str, *, jobs: int, threads: int, crew: Crew | None = None
    ) -> None:
        """Fill all, with a bar that shows the time left, and report on each.

        With a `crew` its workers fill, and `jobs` and `threads` do not matter.
        """
        pace = Pace([task.photo for task in tasks])
        waiting = deque(task.photo for task in tasks)  # in the order in which one process takes them
        words = label if crew is None else partial(self._crew_words, label, crew)
        with progress(words, shown=not self._quiet, time_left=True) as advance:

            def step(fraction: float, preview: object) -> None:
                advance(pace.share(waiting[0], fraction), preview)

            if crew is None:
                results = run_batch(tasks, jobs=jobs, threads=threads, on_progress=step)
            else:
                results = fill_on(crew, tasks)
            with closing(results):  # type: ignore[type-var]
                for outcome in results:
                    waiting.remove(outcome.photo)
                    advance(pace.finish(outcome.photo), None)
                    self(outcome)


def _saved_as(outcome: Outcome) -> str:
    """The name of the result if it is not that of the photo, and its size if it was extended."""
    size = "" if outcome.canvas is None else f", now {outcome.canvas.size} px"
    return size + ("" if outcome.output.name == outcome.photo.name else f", saved as {outcome.output.name}")


def _fill_words(outcome: Outcome) -> str:
    who = " and ".join(outcome.engines)
    filled = f"filled {pixels(outcome.mask_pixels)} with {who}" if who else "nothing to fill"
    if outcome.marks is None:
        return filled
    return f"{mark_words(outcome.marks)}, {filled}" if who else "nothing found, copied as it is"


def json_report(
    reporter: Reporter, skipped: Sequence[Path], output: Path, elapsed: float, **more: Any
) -> dict[str, Any]:
    """The outcomes, for scripts."""
    return {
        "output": url_of(output),
        "seconds": round(elapsed, 4),
        "filled": reporter.filled,
        "skipped": len(skipped),
        "failed": reporter.failed,
        **more,
        "photos": [_described(outcome) for outcome in reporter.outcomes],
    }


def _described(outcome: Outcome) -> dict[str, Any]:
    return {
        "photo": url_of(outcome.photo),
        "output": url_of(outcome.output) if outcome.error is None else None,
        "error": None if outcome.error is None else str(outcome.error),
        "code": None if outcome.error is None else outcome.error.code,
        "engines": list(outcome.engines),
        "mask_pixels": outcome.mask_pixels,
        "marks": None if outcome.marks is None else dict(outcome.marks),
        "canvas": None if outcome.canvas is None else outcome.canvas.numbers,
        "seconds": round(outcome.seconds, 4),
        "notes": list(outcome.notes),
        "warnings": list(outcome.warnings),
    }
