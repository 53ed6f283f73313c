"""A photo in remote storage: a worker fetches it, fills it on its own disk, and stores the result."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import contents, exists
from ..core.provenance import sidecar_path
from ..jobs.batch import Outcome
from ..jobs.files import FileFill
from . import storage
from .filling import fill
from .storage import is_remote, url_of
from .worker import IsCancelled


@dataclass(frozen=True)
class Staged:
    """A fill of which some files are in remote storage; `beside` may hold the photo's infrared."""

    task: FileFill
    beside: tuple[Path, ...] = ()


def fill_item(item: Staged, is_cancelled: IsCancelled) -> Outcome:
    """Fill one photo, wherever its files are. Raises `Cancelled`."""
    if any(is_remote(path) for path in paths_of(item.task)):
        return fill_staged(item, is_cancelled)
    return fill(item.task, is_cancelled)


def fill_staged(item: Staged, is_cancelled: IsCancelled) -> Outcome:
    """Fetch, fill and store; what fails is in the outcome, with the addresses that the user knows.

    The result is stored whole or not at all, after its sidecar. Raises `Cancelled`.
    """
    task = item.task
    with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as name:
        places = {
            path: _place(path, Path(name)) for path in (*paths_of(task), *item.beside) if is_remote(path)
        }
        try:
            for path, place in places.items():
                if path != task.output:
                    storage.fetch(path, place)
            local = _moved(task, places)
            local.output.parent.mkdir(parents=True, exist_ok=True)
            outcome = fill(local, is_cancelled)
            if outcome.error is None and task.output in places:
                _deliver(local.output, task)
        except StudioError as failure:
            outcome = Outcome(task.photo, task.output, failure)
        error = outcome.error and _with_addresses(outcome.error, places)
    return replace(outcome, photo=task.photo, output=task.output, error=error)


def _deliver(made: Path, task: FileFill) -> None:
    """Store the result and its sidecar. Raises StudioError "file-exists" and what storing raises."""
    pairs = [(made, task.output)]
    if exists(sidecar_path(made)):
        pairs.insert(0, (sidecar_path(made), sidecar_path(task.output)))
    if not task.overwrite and storage.there(task.output):
        # one that an earlier try of this run has stored has the same bytes
        if storage.read(task.output) != contents(made, made.stat().st_size):
            raise StudioError("file-exists", path=url_of(task.output))
        return
    for source, path in pairs:
        storage.store(source, path)


def _place(path: Path, scratch: Path) -> Path:
    """Where a file is kept meanwhile: as deep as at its address, so that sidecars find their photos."""
    protocol, _, rest = url_of(path).partition("://")
    return scratch.joinpath(protocol, *(part for part in rest.split("/") if part not in ("", ".", "..")))


def _moved(task: FileFill, places: Mapping[Path, Path]) -> FileFill:
    """The task with its files where they are kept."""

    def moved(path: Path | None) -> Path | None:
        return None if path is None else places.get(path, path)

    return replace(
        task,
        photo=places.get(task.photo, task.photo),
        mask=moved(task.mask) if isinstance(task.mask, Path) else task.mask,
        output=places.get(task.output, task.output),
        source_mask=moved(task.source_mask),
        guide=moved(task.guide),
    )


def paths_of(task: FileFill) -> list[Path]:
    """The files of a task."""
    mask = task.mask if isinstance(task.mask, Path) else None
    given = (task.photo, mask, task.output, task.source_mask, task.guide)
    return [path for path in given if path is not None]


def _with_addresses(error: StudioError, places: Mapping[Path, Path]) -> StudioError:
    """The error about the files at their addresses, not where they were kept meanwhile."""
    addresses = {str(place): url_of(path) for path, place in places.items()}
    values = {name: addresses.get(str(value), value) for name, value in error.values.items()}
    return StudioError(error.code, **values)
