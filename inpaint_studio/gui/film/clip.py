"""What is known of the film that is open: its size, its frames and their times."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.geometry import Size
from ...video.media.about import Film
from ...video.media.opening import open_frames
from ...video.media.pictures import PictureFolder

if TYPE_CHECKING:
    from ...video.media.reader import FilmReader

_RATE = Fraction(25)
"""Frames a second of a folder of pictures."""


@dataclass(frozen=True)
class Clip:
    """A film (with what was found out about it), or a folder of numbered pictures."""

    path: Path
    size: Size
    count: int
    rate: Fraction
    film: Film | None = None

    def seconds(self, number: int) -> float:
        """When a frame is shown; of the frame after the last, when the film ends."""
        if self.film is None or number >= self.count:
            last = 0.0 if self.film is None else self.film.seconds(self.count - 1)
            return number / float(self.rate) if self.film is None else last + 1 / float(self.rate)
        return self.film.seconds(number)

    def milliseconds(self, number: int) -> int:
        """For how long a frame is shown."""
        return max(1, round(1000 * (self.seconds(number + 1) - self.seconds(number))))

    def second_around(self, number: int, within: range) -> range:
        """The frames shown within half a second of a frame, of those in a stretch."""
        at = self.seconds(number)
        first = last = number
        while first - 1 in within and self.seconds(first - 1) >= at - 0.5:
            first -= 1
        while last + 1 in within and self.seconds(last + 1) <= at + 0.5:
            last += 1
        return range(first, last + 1)


@dataclass(frozen=True, eq=False)
class OpenedFilm:
    """A film and its frames, which must be closed."""

    clip: Clip
    frames: FilmReader | PictureFolder

    def close(self) -> None:
        """Close the file."""
        self.frames.close()


def open_film(path: Path) -> OpenedFilm:
    """Open a film or a folder of numbered pictures. Raises what `open_frames` raises."""
    frames = open_frames(path)
    if isinstance(frames, PictureFolder):
        return OpenedFilm(Clip(path, frames.size, len(frames), _RATE), frames)
    film = frames.film
    return OpenedFilm(Clip(path, film.size, len(frames), film.rate, film), frames)


def reopened(clip: Clip) -> OpenedFilm:
    """The film once more, for another thread, without finding out about it again."""
    if clip.film is None:
        return open_film(clip.path)
    from ...video.media.reader import FilmReader

    return OpenedFilm(clip, FilmReader(clip.path, clip.film))
