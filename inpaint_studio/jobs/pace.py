"""How much of the work on many photos is done, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core.errors import StudioError
from ..core.photo_io import photo_size

_OVERHEAD = 0.3
"""What a photo costs whatever its size, in megapixels."""


class Pace:
    """The share of many photos that is done: each counts by its pixels."""

    def __init__(self, photos: Sequence[Path]) -> None:
        self._left = [(photo, _weight(photo)) for photo in photos]
        self._total = sum(weight for _, weight in self._left)
        self._done = 0.0

    def share(self, photo: Path, fraction: float) -> float:
        """The share of all, 0 to 1, when so much of this photo is done."""
        current = next((weight for one, weight in self._left if one == photo), 0.0)
        return (self._done + fraction * current) / self._total if self._total else 1.0

    def finish(self, photo: Path) -> float:
        """The share of all, 0 to 1, after this photo."""
        for index, (one, weight) in enumerate(self._left):
            if one == photo:
                del self._left[index]
                self._done += weight
                break
        return self.share(photo, 0.0)


def seconds_left(share: float, elapsed: float) -> float | None:
    """How long the rest takes when a share took `elapsed` seconds; None if it is too early to say."""
    return elapsed * (1 - share) / share if share > 0.005 and elapsed > 2 else None


def _weight(photo: Path) -> float:
    """Megapixels, as far as the head of the file says; a broken file takes no time."""
    try:
        size = photo_size(photo)
    except StudioError:
        return _OVERHEAD / 10
    return _OVERHEAD + (0.0 if size is None else size.area / 1e6)
