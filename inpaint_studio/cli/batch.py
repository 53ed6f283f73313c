"""`inpaint-studio batch`: every photo of a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.files import exists, is_folder, make_folder
from ..core.threads import thread_count
from ..evaluation.words import seconds
from ..jobs.batch import Outcome, run_batch
from ..jobs.files import FileFill, Listener, check_settings
from ..jobs.folders import mask_of, photos_in, result_name
from .output import complain, pixels, print_json, progress, say, warn
from .settings import save_options, settings_from
from .usage import wrong_usage


def run(
    folder: Path,
    mask: Path,
    output: Path,
    *,
    quality: int | None,
    sidecar: bool,
    jobs: int,
    resume: bool,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill them all and report on each; returns the exit code, 1 if any photo failed."""
    settings = settings_from(**options)
    check_settings(settings)
    photos = photos_in(folder, mask)
    if not exists(mask):
        raise StudioError("file-missing", path=mask)
    if is_folder(output) and output.samefile(folder) and (resume or not overwrite):
        raise wrong_usage("--output is the folder of the photos; choose another one.")
    make_folder(output)

    wanted = FileFill(
        folder, mask, output, settings, save=save_options(quality), sidecar=sidecar, overwrite=overwrite
    )
    skipped = [photo for photo in photos if resume and exists(output / result_name(photo))]
    tasks, outcomes = _tasks([photo for photo in photos if photo not in skipped], mask, wanted)
    report = _Reporter(len(tasks) + len(outcomes), quiet=as_json)
    for outcome in outcomes:
        report(outcome)
    start = time.perf_counter()
    threads = options.get("threads") or thread_count()
    with _bar(report, shown=not as_json) as advance:
        results = run_batch(tasks, jobs=jobs, threads=threads, on_progress=advance)
        with closing(results):  # type: ignore[type-var]
            for outcome in results:
                outcomes.append(outcome)
                report(outcome)
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    elapsed = time.perf_counter() - start
    if as_json:
        print_json(_json_report(outcomes, skipped, output, elapsed))
    else:
        counts = f"{len(outcomes) - len(failed)} filled, {len(skipped)} skipped, {len(failed)} failed"
        say(f"{counts} in {seconds(elapsed)}. The results are in {output}.")
        for note, times in Counter(note for outcome in outcomes for note in outcome.notes).items():
            say(f"  {note}" if times == 1 else f"  {note} ({times} photos)")
    return 1 if failed else 0


def _tasks(photos: list[Path], masks: Path, wanted: FileFill) -> tuple[list[FileFill], list[Outcome]]:
    """The photos to fill, and the outcome of those that have no mask."""
    tasks, failed = [], []
    for photo in photos:
        output = wanted.output / result_name(photo)
        try:
            mask = mask_of(photo, masks)
        except StudioError as error:
            failed.append(Outcome(photo, output, error))
        else:
            tasks.append(replace(wanted, photo=photo, mask=mask, output=output))
    return tasks, failed


class _Reporter:
    """Prints the outcome of each photo as it comes."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self.total = total
        self.done = 0
        self._quiet = quiet

    def __call__(self, outcome: Outcome) -> None:
        self.done += 1
        name = outcome.photo.name
        if outcome.error is not None:
            complain(f"Failed: {name}: {outcome.error}")
        warn(f"{name}: {line}" for line in outcome.warnings)
        if outcome.error is None and not self._quiet:
            who = " and ".join(outcome.engines)
            filled = f"filled {pixels(outcome.mask_pixels)} with {who}" if who else "nothing to fill"
            whole = outcome.load_seconds + outcome.seconds + outcome.save_seconds
            say(f"[{self.done}/{self.total}] {name}: {filled} in {seconds(whole)}")


@contextmanager
def _bar(report: _Reporter, *, shown: bool) -> Iterator[Listener]:
    """A bar over all photos, moved by the progress of the one that is being filled."""
    with progress("Filling", shown=shown) as advance:
        yield lambda fraction, preview: advance((report.done + fraction) / report.total, preview)


def _json_report(
    outcomes: list[Outcome], skipped: list[Path], output: Path, elapsed: float
) -> dict[str, Any]:
    """The outcomes, for scripts."""
    return {
        "output": str(output),
        "seconds": round(elapsed, 4),
        "filled": sum(outcome.error is None for outcome in outcomes),
        "skipped": len(skipped),
        "failed": sum(outcome.error is not None for outcome in outcomes),
        "photos": [
            {
                "photo": str(outcome.photo),
                "output": str(outcome.output) if outcome.error is None else None,
                "error": None if outcome.error is None else str(outcome.error),
                "code": None if outcome.error is None else outcome.error.code,
                "engines": list(outcome.engines),
                "mask_pixels": outcome.mask_pixels,
                "seconds": round(outcome.seconds, 4),
                "notes": list(outcome.notes),
                "warnings": list(outcome.warnings),
            }
            for outcome in outcomes
        ],
    }
