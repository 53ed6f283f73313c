"""Photos that are filled by the workers of a run: the same tasks and outcomes as in one process."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import atomic_write, exists
from ..core.limits import pixel_limit
from ..jobs.batch import Outcome
from ..jobs.damage import DamageOptions
from ..jobs.files import FileFill
from . import folders
from .address import Address
from .crew import Crew, crew_at
from .staging import Staged, fill_item, paths_of
from .storage import is_remote, url_of
from .worker import IsCancelled


def fill_on(
    crew: Crew, tasks: Sequence[FileFill], is_cancelled: IsCancelled = lambda: False
) -> Iterator[Outcome]:
    """The outcomes of the tasks, as they come; like `jobs.batch.run_batch`, by the workers of a crew.

    Photos, masks and outputs may be in remote storage. Files of an item are written whole or not at all,
    and its fill may be repeated if a worker dies. Raises what `Crew.spread` raises, StudioError
    "cluster-folder-unseen", and what listing remote storage raises.
    """
    used = {path.parent for task in tasks[:1] for path in paths_of(task)}
    require_shared(crew, {folder for folder in used if not is_remote(folder)})
    is_there = _Outputs()
    new: dict[Path, FileFill] = {}
    for task in tasks:
        # in a worker, a file that is there is one that an earlier try of this run has written
        output = folders.absolute(task.output)
        if output in new or (not task.overwrite and is_there(task.output)):
            error = StudioError("file-exists", path=url_of(task.output))
            yield Outcome(task.photo, task.output, error)
        else:
            new[output] = task
    beside = _beside(tasks)
    items = [Staged(for_workers(task), beside(task.photo)) for task in new.values()]
    for item, result in crew.spread(fill_item, items, each=2, is_cancelled=is_cancelled):
        task = new[item.task.output]
        outcome = result if isinstance(result, Outcome) else Outcome(task.photo, task.output, result)
        yield replace(outcome, photo=task.photo, output=task.output)


def fill_at(
    address: Address,
    tasks: Sequence[FileFill],
    *,
    is_cancelled: IsCancelled = lambda: False,
    on_workers: Callable[[int], object] = lambda count: None,
) -> Iterator[Outcome]:
    """`fill_on` with the workers at an address, which `on_workers` is told the number of.

    Raises what `crew_at` and `fill_on` raise.
    """
    if not tasks:
        return
    engines = {task.settings.engine for task in tasks}
    threads = tasks[0].settings.threads
    with crew_at(address, engines=sorted(engines), threads=threads, is_cancelled=is_cancelled) as crew:
        on_workers(crew.workers)
        for outcome in fill_on(crew, tasks, is_cancelled):
            on_workers(crew.workers)
            yield outcome


def for_workers(task: FileFill) -> FileFill:
    """The task in words that mean the same in other processes: absolute paths, this computer's limits."""

    def absolute(path: Path | None) -> Path | None:
        return None if path is None else folders.absolute(path)

    return replace(
        task,
        photo=folders.absolute(task.photo),
        mask=absolute(task.mask) if isinstance(task.mask, Path) else task.mask,
        output=folders.absolute(task.output),
        source_mask=absolute(task.source_mask),
        guide=absolute(task.guide),
        max_pixels=task.max_pixels or pixel_limit(),
    )


class _Outputs:
    """Which outputs are there. A folder in remote storage is listed once."""

    def __init__(self) -> None:
        self._names: dict[Path, set[str]] = {}

    def __call__(self, output: Path) -> bool:
        folder = output.parent
        if not is_remote(folder):
            return exists(output)
        if folder not in self._names:
            self._names[folder] = folders.names_in(folder)
        return output.name in self._names[folder]


def _beside(tasks: Sequence[FileFill]) -> Callable[[Path], tuple[Path, ...]]:
    """The files in remote storage that may hold the infrared of a photo; none where it is not looked for."""
    if not tasks or not isinstance(tasks[0].mask, DamageOptions) or not is_remote(tasks[0].photo):
        return lambda photo: ()
    return folders.infrared_beside(tasks[0].photo.parent)


def require_shared(crew: Crew, places: set[Path]) -> None:
    """Raise StudioError "cluster-folder-unseen" unless the workers see these folders under the same path."""
    if crew.address.kind == "local":
        return
    for folder in sorted(places):
        with _token_in(folder.absolute()) as token:
            for worker, seen in crew.ask(partial(exists, str(token))).items():
                if not seen:
                    raise StudioError("cluster-folder-unseen", worker=worker, path=folder)


@contextlib.contextmanager
def _token_in(folder: Path) -> Iterator[Path]:
    """A file that only this folder has; the folder itself where nothing may be written."""
    token = folder / f".inpaint-{secrets.token_hex(6)}.seen"
    try:
        with atomic_write(token, overwrite=False, durable=False):
            pass
    except StudioError:
        yield folder
        return
    try:
        yield token
    finally:
        token.unlink(missing_ok=True)
