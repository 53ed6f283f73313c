"""Which weights are installed, whose they are, and whether they are intact, for `doctor`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..core import paths
from ..core.errors import StudioError
from . import shipped


@dataclass(frozen=True)
class Inventoried:
    """One name: the file that would be loaded, whether it is the user's `own`, and what is wrong with it.

    `sha256` is None without a readable file; `problem` is one line, "" if there is none. `listed` says
    that the file shipped and that its SHA-256 is on the shipped list.
    """

    name: str
    path: Path | None
    own: bool
    listed: bool
    sha256: str | None
    problem: str


def inventory(needed: Iterable[str] = ()) -> list[Inventoried]:
    """All weights that engines need, that ship or that the user has, by name. Reads each file once."""
    names = set(needed)
    for folder in (_shipped_folder(), shipped.own_path("any").parent):
        names |= {path.stem for path in _files(folder)}
    return [_look(name) for name in sorted(names)]


def _look(name: str) -> Inventoried:
    own, listed = shipped.is_own(name), False
    path, digest, problem = None, None, ""
    try:
        path = shipped.find(name)
        digest = shipped.digest(name)
        listed = not own and shipped.expected(name) is not None
        shipped.verify(name)
    except StudioError as error:
        problem = str(error)
    return Inventoried(name, path, own, listed, digest, problem)


def _shipped_folder() -> Path | None:
    try:
        return paths.checkpoints_dir()
    except StudioError:
        return None


def _files(folder: Path | None) -> list[Path]:
    try:
        return [] if folder is None else sorted(folder.glob(f"*{shipped.ENDING}"))
    except OSError:
        return []
