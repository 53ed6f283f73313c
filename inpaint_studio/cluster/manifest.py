"""What a run on a cluster leaves among its results: its settings, so that only the same run goes on there.

Which photos are done is told by the results themselves, which are whole or not there. The manifest says what
they were made with, and after the run which photos failed and why.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.files import atomic_write, contents
from ..jobs.batch import Outcome
from . import storage
from .folders import exists, names_in
from .identity import identity
from .storage import is_remote, url_of

NAME = ".inpaint-run.json"
_MOST = 1 << 28
_MIXED = "other_results_left"


def begin(
    folder: Path, settings: Mapping[str, Any], engine: str, *, resume: bool, overwrite: bool
) -> Manifest:
    """Write the manifest of a run whose results go to `folder`.

    The run that has begun there must have had the same settings, versions and weights, unless all of its
    results are replaced (`overwrite` without `resume`): raises StudioError "cluster-other-settings", and what
    listing, reading and writing raise.
    """
    made = Manifest(folder, {"settings": _plain(settings), "made_with": identity([engine])})
    before = _read(folder / NAME)
    same = before is not None and all(before.get(key) == value for key, value in made.begun.items())
    if same and before is not None:
        made.mixed = bool(before.get(_MIXED))
    elif overwrite and not resume:
        made.mixed = bool(names_in(folder) - {NAME})
    elif before is not None:
        raise StudioError("cluster-other-settings", folder=url_of(folder))
    if made.mixed and (resume or not overwrite):
        raise StudioError("cluster-other-settings", folder=url_of(folder))
    made.write({})
    return made


class Manifest:
    """The manifest of a run that has `begun`."""

    def __init__(self, folder: Path, begun: Mapping[str, Any]) -> None:
        """Called by `begin`."""
        self.begun = begun
        self.mixed = False
        """Whether there may be results of other settings, which this run has yet to replace."""
        self._path = folder / NAME

    def finish(self, outcomes: Sequence[Outcome], skipped: int) -> None:
        """Say how the run went. Raises what writing raises."""
        failed = [
            {"photo": url_of(outcome.photo), "code": outcome.error.code, "error": str(outcome.error)}
            for outcome in outcomes
            if outcome.error is not None
        ]
        filled = len(outcomes) - len(failed)
        self.mixed = self.mixed and bool(failed)
        self.write({"filled": filled, "skipped": skipped, "failed": failed})

    def write(self, more: Mapping[str, Any]) -> None:
        """Save it, whole or not at all."""
        data = (json.dumps({**self.begun, _MIXED: self.mixed, **more}, indent=2) + "\n").encode()
        if not is_remote(self._path):
            with atomic_write(self._path, overwrite=True) as file:
                file.write(data)
            return
        with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as scratch:
            local = Path(scratch) / NAME
            local.write_bytes(data)
            storage.store(local, self._path)


def _read(path: Path) -> Mapping[str, Any] | None:
    """What a manifest says; None if there is none, or it is not one."""
    if not exists(path):
        return None
    data = storage.read(path) if is_remote(path) else contents(path, _MOST)
    try:
        read = json.loads(data)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Path):
        return url_of(value)
    return json.loads(json.dumps(value, default=_plain))
