"""Names that the user gives to files, and the endings that they get."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


def with_ending(path: Path, ending: str, known: Collection[str]) -> tuple[Path, bool]:
    """The path with an ending, and whether it may replace a file: the dialog has asked about that name only.

    An ending that is `known` (in small letters) stays; to any other name, `trip.2024` too, `ending` is
    added, which no dialog knows of. Nothing of the name is ever taken away.
    """
    if path.suffix.lower() in known:
        return path, True
    return path.with_name(path.name + ending), False
