"""One photo in a worker: filled as everywhere, and if it is filled again, nothing is replaced."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import contents, exists
from ..jobs.batch import Outcome, outcome_of
from ..jobs.files import FileFill
from ..jobs.resuming import clear_interrupted
from .worker import IsCancelled


def fill(task: FileFill, is_cancelled: IsCancelled) -> Outcome:
    """Fill one photo in a worker. If it has an output already, that must be what comes out."""
    clear_interrupted(task.photo, task.output)
    if task.overwrite or not exists(task.output):
        return outcome_of(task, is_cancelled=is_cancelled)
    with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as folder:
        again = replace(task, output=Path(folder) / task.output.name)
        outcome = outcome_of(again, is_cancelled=is_cancelled)
        if outcome.error is None and not _same(again.output, task.output):
            outcome = replace(outcome, error=StudioError("file-exists", path=task.output))
    return replace(outcome, output=task.output)


def _same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    with contextlib.suppress(StudioError, ValueError):
        size = one.stat().st_size
        return contents(one, size) == contents(other, size)
    return False
