"""The ending of a file name that the user typed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


def with_ending(path: Path, ending: str, known: Collection[str]) -> tuple[Path, bool]:
    """The path with an ending, and whether it may replace a file: the dialog asked about the typed name.

    A `known` ending (given in lower case) stays. To any other name, even `trip.2024`, `ending` is added,
    so the dialog has not asked about the new name. Nothing is ever removed from the name.
    """
    if path.suffix.lower() in known:
        return path, True
    return path.with_name(path.name + ending), False
