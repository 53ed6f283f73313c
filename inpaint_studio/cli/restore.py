"""`inpaint-studio restore`: find the damage in many photos, and fill it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..cluster.folders import require_local
from ..core.errors import StudioError
from ..core.files import make_folder
from ..core.threads import thread_count
from ..evaluation.album import write_sheets
from ..evaluation.words import seconds
from ..finding import network
from ..jobs.batch import Outcome
from ..jobs.damage import DamageOptions
from ..jobs.devices import DEVICES
from ..jobs.failures import studio_error
from ..jobs.files import check_settings
from ..jobs.folders import photos_of
from ..jobs.restore import Entry, RestoreOptions, entries, made_otherwise, tasks
from ..jobs.resuming import Place
from .edit import open_editor
from .outcomes import Reporter, crew_for, json_report
from .output import complain, print_json, progress, say
from .settings import kinds_from, limit, save_options
from .usage import require_none, require_one_of


def run(
    photos: Sequence[Path],
    output: Path,
    *,
    sensitivity: float,
    kinds: str | None,
    careful_faces: bool,
    quality: int | None,
    device: str | None,
    threads: int | None,
    within: float | None,
    jobs: int | None,
    cluster: str | None,
    review: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Restore them all, report on each and draw the contact sheet; returns 1 if anything failed, else 0.

    With `review` the editor opens instead.
    """
    require_local(*photos, output)
    damage = DamageOptions(sensitivity, kinds_from(kinds), careful_faces)
    if review:
        given = {
            "--quality": quality,
            "--device": device,
            "--threads": threads,
            "--jobs": jobs,
            "--cluster": cluster,
            "--time": within,
        }
        given |= {"--overwrite": overwrite, "--json": as_json}
        require_none(given, because="with --review the editor decides")
        return open_editor(album=(photos, output, damage))
    if cluster is not None:
        require_none({"--jobs": jobs}, because="--cluster says how many work")
    options = RestoreOptions(
        damage,
        device=device or "auto",
        threads=threads,
        within=within,
        save=save_options(quality),
        overwrite=overwrite,
    )
    require_one_of("--device", device, DEVICES)
    limit(threads)
    check_settings(options.settings)
    network.require()
    found, missing = photos_of(photos)
    album = entries(found, output, overwrite=overwrite)
    make_folder(output)
    waiting = tasks(album, options)
    done = [entry for entry in album if entry.done]
    report = Reporter(len(waiting) + len(missing), quiet=as_json)
    for path, error in missing:
        report(Outcome(path, output, error))
    if done and not as_json:
        say(_already_done(done, options))
    start = time.perf_counter()
    with crew_for(cluster if waiting else None, [options.settings.engine], threads) as crew:
        report.run(waiting, "Restoring", jobs=jobs or 1, threads=threads or thread_count(), crew=crew)
    good = {outcome.output for outcome in report.outcomes if outcome.error is None}
    album = [replace(entry, place=Place.DONE) if entry.output in good else entry for entry in album]
    sheets, problem = _sheets(album, output, shown=not as_json)
    if problem is not None:
        complain(f"Failed: the contact sheet: {problem}")
    elapsed = time.perf_counter() - start
    if as_json:
        skipped = [entry.photo for entry in done]
        drawn = {"sheets": [str(path) for path in sheets], "sheets_error": problem and str(problem)}
        print_json(json_report(report, skipped, output, elapsed, **drawn))
    else:
        say(_summary(report, done, output, sheets, elapsed))
        report.say_notes()
    return 1 if report.failed or problem is not None else 0


def _sheets(album: Sequence[Entry], output: Path, *, shown: bool) -> tuple[list[Path], StudioError | None]:
    """The pages of the contact sheet, or why they could not be drawn."""
    try:
        with progress("Drawing the contact sheet", shown=shown) as advance:
            return write_sheets(album, output, on_progress=lambda share: advance(share, None)), None
    except Exception as error:  # the photos are restored: whatever fails here, that must be reported
        return [], studio_error(error)


def _already_done(done: Sequence[Entry], options: RestoreOptions) -> str:
    """How many photos an earlier run has restored, and whether it had other options."""
    photos = "1 photo is" if len(done) == 1 else f"{len(done)} photos are"
    line = f"{photos} restored already."
    others = sum(made_otherwise(entry, options) for entry in done)
    if others:
        line += f" {others} of them with other options; --overwrite restores them again."
    return line


def _summary(
    report: Reporter, done: Sequence[Entry], output: Path, sheets: Sequence[Path], elapsed: float
) -> str:
    """The last line: how many photos were restored, and where to look."""
    good = [outcome for outcome in report.outcomes if outcome.error is None]
    clean = sum(not outcome.engines for outcome in good)
    counts = [f"{len(good) - clean} restored", f"{clean} with nothing found", f"{report.failed} failed"]
    if done:
        counts.insert(2, f"{len(done)} restored before")
    line = f"{', '.join(counts)} in {seconds(elapsed)}. The results are in {output}"
    if sheets:
        names = sheets[0].name if len(sheets) == 1 else f"{sheets[0].name} to {sheets[-1].name}"
        line += f"; see {names} for before, marks and after"
    return line + "."
