"""The dirt on a film as its masks: found in a pass of its own, and kept on disk for the filling."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...core.arrays import Coverage, Pixels
from ...core.damage import SENSITIVITY
from ...core.errors import Cancelled
from ...core.files import os_errors_as_studio
from ...core.mask import Mask
from ...jobs.files import MaskOptions
from ..dirt.find import KINDS, find_dirt
from ..frames import Frames

FOUND = "found.zip"
MARGIN = 48
"""So many frames before and after those that are filled are searched too: they are what is filled from."""


@dataclass(frozen=True)
class FindDirt:
    """What to look for: some of `KINDS`, and how much is marked, 0 to 100."""

    kinds: tuple[str, ...] = KINDS
    sensitivity: float = SENSITIVITY


class FoundMasks:
    """Masks in a file, one for each frame that was searched; the others are empty."""

    def __init__(self, path: Path, frames: Frames, height: int, width: int) -> None:
        """Open a file that `find_masks` has written. Raises OSError or BadZipFile."""
        self._archive = zipfile.ZipFile(path)
        self._names = set(self._archive.namelist())
        self._count, self._shape = len(frames), (height, width)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int, /) -> Coverage:
        if not 0 <= number < self._count:
            raise IndexError(number)
        if str(number) not in self._names:
            return np.zeros(self._shape, np.uint8)
        return np.frombuffer(self._archive.read(str(number)), np.uint8).reshape(self._shape)

    def close(self) -> None:
        """Close the file."""
        self._archive.close()


def find_masks(
    frames: Frames,
    searched: range,
    folder: Path,
    wanted: FindDirt,
    edit: MaskOptions,
    *,
    on_progress: Callable[[float, int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> FoundMasks:
    """The masks of the frames `searched`: from the file in `folder`, or found and written there.

    `on_progress` gets how many frames are done, and of how many. Raises `Cancelled` and StudioError
    "disk-full" or "file-unwritable".
    """
    path, begun = folder / FOUND, folder / f"{FOUND}.part"
    height, width = frames[searched.start].shape[:2]
    with contextlib.suppress(OSError, zipfile.BadZipFile):
        return FoundMasks(path, frames, height, width)
    some = _Some(frames, searched)
    try:
        with os_errors_as_studio(begun), zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED) as out:
            found = find_dirt(some, kinds=wanted.kinds, sensitivity=wanted.sensitivity)
            for done, coverage in enumerate(found, 1):
                if is_cancelled is not None and is_cancelled():
                    raise Cancelled
                mask = edit.applied(Mask(coverage)).coverage
                out.writestr(str(searched[done - 1]), np.ascontiguousarray(mask).tobytes())
                if on_progress is not None:
                    on_progress(done, len(searched))
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
    with os_errors_as_studio(path):
        begun.replace(path)
    return FoundMasks(path, frames, height, width)


class _Some:
    """Some frames of a film, numbered from 0."""

    def __init__(self, frames: Frames, numbers: range) -> None:
        self._frames, self._numbers = frames, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int, /) -> Pixels:
        return self._frames[self._numbers[number]]
