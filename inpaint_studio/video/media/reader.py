"""The frames of a film by their numbers: decoded in order, from the key frame before when jumping."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.container import InputContainer
from av.video.frame import VideoFrame

from ...core.arrays import Pixels, read_only
from ...core.errors import Note, StudioError
from ...core.geometry import Size
from ...core.photo_io.reading import turned
from .about import Film
from .cache import FrameCache
from .colour import Colours, is_full_range
from .libav import reading, url
from .probe import decoded, picture_stream, probe

_NEAR = 8
"""So many frames are rather decoded than jumped over."""


class FilmReader:
    """The frames of a film, upright, as RGB of 8 bit, or of 16 bit for a film of more than 8.

    A frame that cannot be decoded is the one before it, and its number is in `missing`: the film keeps its
    length. May be used by several threads, one at a time.
    """

    def __init__(self, path: Path, film: Film | None = None) -> None:
        """Open a film, probing it unless that was done. Raises what `probe` raises."""
        self.film = probe(path) if film is None else film
        self.missing: set[int] = set()
        self._numbers = {time: number for number, time in enumerate(self.film.times)}
        self._lock = threading.RLock()
        self._cache = FrameCache()
        colour, pixel_format = self.film.colour, self.film.pixel_format
        height = self.film.coded_size.height
        self.colours = Colours(colour, height, full_range=is_full_range(pixel_format))
        self._container: InputContainer | None = None
        self._open()

    @property
    def size(self) -> Size:
        """The size of the frames, upright."""
        return self.film.size

    def __len__(self) -> int:
        return self.film.count

    def __getitem__(self, number: int, /) -> Pixels:
        """Frame `number`, upright, (H, W, 3), uint8 or uint16, read-only. Raises IndexError."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        with self._lock:
            found = self._cache.get(number)
            if found is None:
                pixels = self.colours.rgb(self.picture(number), deep=self.film.depth > 8)
                found = self._cache.put(number, read_only(turned(pixels, self.film.orientation)))
            return found

    def picture(self, number: int) -> VideoFrame:
        """Frame `number` as it was decoded, in the film's own format and not turned; not to be written to.

        Raises IndexError, and StudioError "film-broken" if no frame can be decoded, or "film-sizes".
        """
        if not 0 <= number < len(self):
            raise IndexError(number)
        with self._lock, reading(self.film.path):
            return self._picture(number)

    def close(self) -> None:
        """Close the file; frames can no longer be read."""
        with self._lock:
            if self._container is not None:
                self._container.close()
                self._container = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> None:
        """Start again at the first frame."""
        self.close()
        with reading(self.film.path):
            self._container = av.open(url(self.film.path), metadata_errors="replace")
            self._stream = picture_stream(self._container, self.film.path)
            self._stream.thread_type = "AUTO"
        self._start(from_first=True)

    def _start(self, *, from_first: bool) -> None:
        assert self._container is not None
        self._decoded: Iterator[VideoFrame] = decoded(self._container, self._stream)
        self._waiting: deque[tuple[int, VideoFrame]] = deque()
        self._at = -1
        self._held: VideoFrame | None = None
        self._count = 0
        self._from_first = from_first

    def _picture(self, number: int) -> VideoFrame:
        if self._held is not None and self._at == number:
            return self._held
        key = self._key(number)
        if number <= self._at or key > self._at + _NEAR:
            self._seek(key)
        while (step := self._step()) is not None and step[0] < number:
            self._at, self._held = step
        if step is not None and step[0] == number:
            self._at, self._held = step
            return step[1]
        if step is not None:
            self._waiting.appendleft(step)
        if self._held is None and not self._from_first:
            return self._picture_from(key - 1, number)
        self.missing.add(number)
        if self._held is not None:
            self._at = number
            return self._held
        if step is None:
            raise StudioError("film-broken", path=self.film.path, reason=Note("no-frames"))
        return step[1]  # the first frames are missing, and the first that there is stands in for them

    def _picture_from(self, before: int, number: int) -> VideoFrame:
        """The same, decoding from an earlier key frame."""
        self._seek(self._key(max(before, 0)))
        return self._picture(number)

    def _step(self) -> tuple[int, VideoFrame] | None:
        """The next frame that can be decoded and its number; None at the end."""
        if self._waiting:
            return self._waiting.popleft()
        for frame in self._decoded:
            self._require_size(frame)
            if self.film.keys:
                number = None if frame.pts is None else self._numbers.get(frame.pts)
            else:
                number = self._count
                self._count += 1
            if number is not None:
                return number, frame
        return None

    def _require_size(self, frame: VideoFrame) -> None:
        size, coded = Size(frame.width, frame.height), self.film.coded_size
        if size != coded:
            raise StudioError("film-sizes", path=self.film.path, size=size, first=coded)

    def _key(self, number: int) -> int:
        """The last key frame that is not after `number`."""
        at = bisect_right(self.film.keys, number)
        return self.film.keys[at - 1] if at else 0

    def _seek(self, key: int) -> None:
        if key == 0 or self._container is None:
            self._open()
            return
        self._container.seek(self.film.times[key], stream=self._stream)
        self._start(from_first=False)
