"""All model cards: the shipped ones, and the user's own, which take precedence.

A card is a file named after it, `resources/models/NAME.toml` or `data_dir()/models/NAME.toml`. A broken
one hides no other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ...core import paths
from ...core.errors import Note, StudioError, unknown_name
from .card import Card
from .files import read_card

ENDING = ".toml"


@dataclass(frozen=True)
class Catalogue:
    """The cards by name, sorted, the files they come from, and an error for each file that is broken."""

    cards: Mapping[str, Card]
    files: Mapping[str, Path]
    broken: Mapping[Path, StudioError]


def own_folder() -> Path:
    """The folder of the user's own cards and all installed models; it need not exist."""
    return paths.data_dir() / "models"


def shipped_folder() -> Path:
    """The folder of the shipped cards. Raises StudioError "install-incomplete"."""
    return paths.resources_dir() / "models"


def catalogue() -> Catalogue:
    """All cards, read again where a file has changed."""
    cards: dict[str, Card] = {}
    files: dict[str, Path] = {}
    broken: dict[Path, StudioError] = {}
    for folder in (shipped_folder(), own_folder()):
        for path in _files(folder):
            try:
                card = _read(str(path), *_mark(path))
            except StudioError as error:
                broken[path] = error
                continue
            cards[card.name] = card
            files[card.name] = path
    return Catalogue({name: cards[name] for name in sorted(cards)}, files, broken)


def cards_named(name: str) -> Mapping[str, Card]:
    """The card of that name as in `catalogue`, without reading the others; empty if there is none.

    Raises StudioError "install-incomplete".
    """
    for folder in (own_folder(), shipped_folder()):
        path = folder / f"{name}{ENDING}"
        if path.parent == folder and path.stem == name:
            with contextlib.suppress(OSError, StudioError):
                if path.is_file():
                    return {name: _read(str(path), *_mark(path))}
    return {}


def card(name: str) -> Card:
    """The card of that name. Raises StudioError "model-unknown", or "card-broken" if its file is."""
    found = catalogue()
    for path, error in found.broken.items():
        if path.stem == name and path.parent == own_folder():
            raise error
    if name not in found.cards:
        for path, error in found.broken.items():
            if path.stem == name:
                raise error
        raise unknown_name("model-unknown", name, found.cards)
    return found.cards[name]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.glob(f"*{ENDING}") if path.is_file())
    except OSError:
        return []


def _mark(path: Path) -> tuple[int, int]:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return 0, 0


@lru_cache(maxsize=256)
def _read(name: str, time: int, size: int) -> Card:
    """The card in a file; `time` and `size` make the cache miss when the file has changed."""
    path = Path(name)
    found = read_card(path)
    if path.stem != found.name:
        what = Note("card-name", name=found.name, file=found.name + ENDING)
        raise StudioError("card-broken", path=path, line=1, what=what)
    return found
