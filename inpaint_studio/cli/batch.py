"""`inpaint-studio batch`: every photo of a folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..cluster import manifest
from ..cluster.folders import (
    absolute,
    make_folder,
    masks_at,
    names_in,
    photos_in,
    require_cluster,
    same_folder,
)
from ..cluster.storage import protocol_of, url_of
from ..core.damage import GROW, SENSITIVITY
from ..core.errors import StudioError
from ..core.threads import thread_count
from ..evaluation.words import seconds
from ..jobs.batch import Outcome
from ..jobs.damage import DamageOptions
from ..jobs.files import FileFill, check_settings
from ..jobs.folders import result_name
from ..jobs.resuming import clear_interrupted
from .outcomes import Reporter, crew_for, json_report
from .output import print_json, say
from .settings import extension_from, kinds_from, require_no_mask_edit, save_options, settings_from
from .usage import require_none, wrong_usage

FIND = Path("find")
"""The mask that stands for the damage in each photo."""


def run(
    folder: Path,
    mask: Path | None,
    output: Path,
    *,
    extend: str | None,
    sensitivity: float | None,
    kinds: str | None,
    careful_faces: bool,
    quality: int | None,
    sidecar: bool,
    jobs: int,
    cluster: str | None,
    resume: bool,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill them all and report on each; returns the exit code, 1 if any photo failed."""
    if mask is None and extend is None:
        raise wrong_usage("Missing --mask: the pictures that say what to fill.")
    extension = extension_from(extend)
    if mask is None:
        require_no_mask_edit(options)
    damage = None
    if mask == FIND:
        given = {"--soft": options["soft"], "--invert": options["invert"]}
        require_none(given, because="it does not apply to --mask find")
        options["grow"] = GROW if options["grow"] is None else options["grow"]
        wanted_kinds = kinds_from(kinds)
        damage = DamageOptions(
            SENSITIVITY if sensitivity is None else sensitivity, wanted_kinds, careful_faces
        )
    else:
        given = {"--sensitivity": sensitivity, "--kinds": kinds, "--careful-faces": careful_faces}
        require_none(given, because="it needs --mask find")
    if cluster is not None:
        require_none({"--jobs": None if jobs == 1 else jobs}, because="--cluster says how many work")
    settings = settings_from(**options)
    check_settings(settings)
    drawn = mask if damage is None else None
    if cluster is None:
        require_cluster(folder, drawn, output)
    if sidecar and protocol_of(folder) != protocol_of(output):  # its path to the photo would lead nowhere
        raise wrong_usage("--sidecar needs the photos and the results in the same storage.")
    photos = photos_in(folder, drawn)
    find_mask = None if drawn is None else masks_at(drawn, folder)
    if same_folder(output, folder) and (resume or not overwrite):
        raise wrong_usage("--output is the folder of the photos; choose another one.")
    make_folder(output)

    wanted = FileFill(
        folder,
        damage or mask,
        output,
        settings,
        save=save_options(quality),
        sidecar=sidecar,
        overwrite=overwrite,
        extend=extension,
    )
    run_manifest = None
    if cluster is not None:
        chosen = {
            "settings": replace(settings, threads=None),  # they change no pixel
            "photos": absolute(folder),
            "mask": damage or (mask and absolute(mask)),
            "save": wanted.save,
            "extend": extend,
        }
        run_manifest = manifest.begin(output, chosen, settings.engine, resume=resume, overwrite=overwrite)
    there = names_in(output) if resume else set()
    skipped = [photo for photo in photos if result_name(photo) in there]
    left = [photo for photo in photos if result_name(photo) not in there]
    tasks, failed = _tasks(left, wanted, find_mask)
    if resume and cluster is None:  # on a cluster the workers do that
        for task in tasks:
            clear_interrupted(task.photo, task.output)
    report = Reporter(len(tasks) + len(failed), quiet=as_json)
    for outcome in failed:
        report(outcome)
    start = time.perf_counter()
    with crew_for(cluster if tasks else None, [settings.engine], settings.threads) as crew:
        threads = settings.threads or thread_count()
        report.run(tasks, "Filling", jobs=jobs, threads=threads, crew=crew)
    elapsed = time.perf_counter() - start
    if run_manifest is not None:
        run_manifest.finish(report.outcomes, len(skipped))
    if as_json:
        print_json(json_report(report, skipped, output, elapsed))
    else:
        counts = f"{report.filled} filled, {len(skipped)} skipped, {report.failed} failed"
        say(f"{counts} in {seconds(elapsed)}. The results are in {url_of(output)}.")
        report.say_notes()
    return 1 if report.failed else 0


def _tasks(
    photos: list[Path], wanted: FileFill, find_mask: Callable[[Path], Path] | None
) -> tuple[list[FileFill], list[Outcome]]:
    """The photos to fill, and the outcome of those that have no mask."""
    tasks, failed = [], []
    for photo in photos:
        task = replace(wanted, photo=photo, output=wanted.output / result_name(photo))
        try:
            if find_mask is not None:
                task = replace(task, mask=find_mask(photo))
        except StudioError as error:
            failed.append(Outcome(photo, task.output, error))
        else:
            tasks.append(task)
    return tasks, failed
