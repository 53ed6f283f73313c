"""Several films, each filled apart from the others: for workers on other machines.

A film goes from its first frame to its last in one process: each stretch goes on from what was filled in the
frame before it, so stretches that are filled at the same time would not give the same frames.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...core.errors import Cancelled, StudioError
from ...core.files import exists, is_folder, os_errors_as
from ...jobs.failures import studio_error
from ...jobs.folders import FILM_ENDINGS
from .found import FindDirt
from .job import VideoJob, VideoTask
from .unfinished import unfinished_folder


@dataclass(frozen=True)
class FilmItem:
    """A film to fill, from where an earlier run stopped; `overwrite` replaces its output."""

    task: VideoTask
    overwrite: bool = False


@dataclass(frozen=True)
class FilmOutcome:
    """The outcome of one film: `error` is None if it was saved, with so many frames filled."""

    film: Path
    output: Path
    error: StudioError | None = None
    frames: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


def films_in(folder: Path) -> list[Path]:
    """The films in a folder (not in its subfolders), by name.

    Raises StudioError "folder-missing", "folder-unreadable" or "films-missing".
    """
    if not is_folder(folder):
        raise StudioError("folder-missing", path=folder)
    with os_errors_as("folder-unreadable", folder):
        entries = sorted(folder.iterdir())
    found = [
        path for path in entries if path.suffix.lower() in FILM_ENDINGS and not path.name.startswith(".")
    ]
    if not found:
        raise StudioError("films-missing", path=folder)
    return found


def mask_of_film(film: Path, masks: Path | FindDirt) -> Path | FindDirt:
    """The mask of a film: `masks` itself unless it is a folder, else what in it has the film's name.

    That may be a picture, a film or a folder of pictures. Raises StudioError "mask-not-found" or
    "mask-ambiguous".
    """
    if isinstance(masks, FindDirt) or not is_folder(masks):
        return masks
    with os_errors_as("folder-unreadable", masks):
        found = sorted(path for path in masks.iterdir() if path.stem == film.stem)
    if not found:
        raise StudioError("mask-not-found", photo=film.name, folder=masks, stem=film.stem)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise StudioError("mask-ambiguous", photo=film.name, masks=names)
    return found[0]


def refused(item: FilmItem, *, resume: bool) -> StudioError | None:
    """Why a film is not begun: its output is there, or unfinished work that is not to be taken up."""
    output = item.task.output
    if item.overwrite:
        return None
    if exists(output):
        return StudioError("file-exists", path=output)
    folder = unfinished_folder(output)
    if is_folder(folder) and not resume:
        return StudioError("film-unfinished", path=output, folder=folder)
    return None


def fill_film(item: FilmItem, is_cancelled: Callable[[], bool]) -> FilmOutcome:
    """Fill one film and save it; what fails is in the outcome.

    Stretches that an earlier try has kept beside the output are taken up. Raises `Cancelled`.
    """
    begun = time.perf_counter()
    task = item.task
    try:
        with _job(item) as job:
            job.find(is_cancelled=is_cancelled)
            job.fill(is_cancelled=is_cancelled)
            job.write(is_cancelled=is_cancelled)
            job.finish()
            frames, notes = job.end - job.start, tuple(job.notes)
    except Cancelled:
        raise
    except Exception as error:  # whatever fails, the next film must still be tried
        return FilmOutcome(task.film, task.output, studio_error(error))
    return FilmOutcome(task.film, task.output, None, frames, time.perf_counter() - begun, notes)


def _job(item: FilmItem) -> VideoJob:
    try:
        return VideoJob(item.task, resume=True, overwrite=item.overwrite)
    except StudioError as error:
        if error.code != "film-resume-other" or not item.overwrite:
            raise
        return VideoJob(item.task, resume=False, overwrite=True)


def items_of(
    films: Sequence[Path], wanted: VideoTask, masks: Path | FindDirt, *, overwrite: bool
) -> Mapping[Path, FilmItem | StudioError]:
    """What is to be done for each film, in words that mean the same in other processes.

    `wanted` has the folder of the outputs; an error says what is wrong with the mask of a film.
    """
    items: dict[Path, FilmItem | StudioError] = {}
    for film in films:
        try:
            mask = mask_of_film(film, masks)
        except StudioError as error:
            items[film] = error
            continue
        task = replace(
            wanted,
            film=film.absolute(),
            mask=mask.absolute() if isinstance(mask, Path) else mask,
            output=(wanted.output / film.name).absolute(),
        )
        items[film] = FilmItem(task, overwrite)
    return items
