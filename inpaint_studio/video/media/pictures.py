"""A folder of numbered pictures as the frames of a film."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from ...core.arrays import Pixels, read_only
from ...core.errors import StudioError
from ...core.photo import Photo
from ...core.photo_io import read_photo
from ...jobs.folders import photos_in
from .cache import FrameCache


class PictureFolder:
    """The pictures of a folder, in the order of the numbers in their names, as RGB of 8 or 16 bit.

    All must have the size and depth of the first. Alpha stays in the photos (`photo`), not in the frames.
    """

    def __init__(self, folder: Path) -> None:
        """Find the pictures. Raises what `jobs.folders.photos_in` and `read_photo` raise."""
        self.folder = folder
        self.paths = numbered_in(folder)
        self.first = read_photo(self.paths[0])
        self.size = self.first.size
        self._cache = FrameCache()
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self.paths)

    def photo(self, number: int) -> Photo:
        """Picture `number` with its alpha and metadata.

        Raises IndexError, StudioError "frame-size" or "frame-depth", and what `read_photo` raises.
        """
        if not 0 <= number < len(self):
            raise IndexError(number)
        path = self.paths[number]
        photo = read_photo(path)
        if photo.size != self.size:
            raise StudioError("frame-size", path=path, size=photo.size, first=self.size)
        if photo.dtype != self.first.dtype:
            raise StudioError("frame-depth", path=path)
        return photo

    def __getitem__(self, number: int, /) -> Pixels:
        """Picture `number`, (H, W, 3), uint8 or uint16, read-only; a grey one with three equal channels."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        with self._lock:
            found = self._cache.get(number)
            if found is None:
                pixels = self.photo(number).pixels
                if pixels.shape[2] == 1:
                    pixels = np.repeat(pixels, 3, axis=2)
                found = self._cache.put(number, read_only(pixels))
            return found

    def close(self) -> None:
        """Nothing is open; here so that films and folders are used alike."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def numbered_in(folder: Path) -> tuple[Path, ...]:
    """The pictures in a folder in the order of the numbers in their names. Raises what `photos_in` raises."""
    return tuple(sorted(photos_in(folder), key=_in_order))


def _in_order(path: Path) -> tuple[list[tuple[int, int | str]], str]:
    """2.png before 10.png: digits count as numbers."""
    parts = re.split(r"(\d+)", path.stem)
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts if part], path.name
