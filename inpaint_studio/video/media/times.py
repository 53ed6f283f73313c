"""Places in a film as people write them: 83.5, 1:23.5, 0:01:23.5, or 2087f for a frame's number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...core.errors import StudioError
from .about import Film

_CLOCK = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d*)?)")
_FRAME = re.compile(r"(\d{1,9})f")


@dataclass(frozen=True)
class Moment:
    """A time in `seconds` from the first frame, or the number of a frame, from 0."""

    words: str
    seconds: float | None = None
    number: int | None = None

    def frame(self, film: Film | None) -> int:
        """The first frame at this time or after it; `film` is None for a folder, which has no times.

        Raises StudioError "moment-needs-film".
        """
        if self.number is not None:
            return self.number
        assert self.seconds is not None
        if film is None:
            raise StudioError("moment-needs-film", words=self.words)
        return film.number_at(self.seconds)


def moment(words: str) -> Moment:
    """What is written. Raises StudioError "moment-invalid"."""
    words = words.strip()
    if found := _FRAME.fullmatch(words):
        return Moment(words, number=int(found[1]))
    found = _CLOCK.fullmatch(words)
    if found is None:
        raise StudioError("moment-invalid", words=words)
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return Moment(words, seconds=3600 * hours + 60 * minutes + seconds)


def clock(seconds: float) -> str:
    """A time for people: 0:04.10, 1:02:03.45."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:05.2f}" if hours else f"{minutes}:{rest:05.2f}"
