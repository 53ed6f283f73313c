"""Masks that are found in a pass of their own, and kept on disk for the filling.

They are the dirt on a film, or what is carried from keyframes.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterator
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
from ..keyframes import carried
from .keyed import Keyframes

FOUND = "found.zip"
_DOUBTFUL = "doubtful"
_TRUSTED = 0.5
"""Masks with less confidence are doubtful."""
MARGIN = 48
"""So many frames before and after those that are filled are searched too: they are what is filled from."""


@dataclass(frozen=True)
class FindDirt:
    """What to look for: some of `KINDS`, and how much is marked, 0 to 100."""

    kinds: tuple[str, ...] = KINDS
    sensitivity: float = SENSITIVITY


class FoundMasks:
    """Masks in a file, one for each frame that was searched; the others are empty.

    `doubtful` are the frames whose masks follow keyframes and can hardly be trusted.
    """

    def __init__(self, path: Path, frames: Frames, height: int, width: int) -> None:
        """Open a file that `find_masks` has written. Raises OSError or BadZipFile."""
        self._archive = zipfile.ZipFile(path)
        self._names = set(self._archive.namelist())
        self._count, self._shape = len(frames), (height, width)
        self.doubtful: tuple[int, ...] = ()
        if _DOUBTFUL in self._names:
            self.doubtful = tuple(np.frombuffer(self._archive.read(_DOUBTFUL), np.int64).tolist())

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
    wanted: FindDirt | Keyframes,
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
            doubtful = []
            for number, (coverage, confidence) in zip(searched, _found(some, searched, wanted), strict=True):
                if is_cancelled is not None and is_cancelled():
                    raise Cancelled
                mask = edit.applied(Mask(coverage)).coverage
                out.writestr(str(number), np.ascontiguousarray(mask).tobytes())
                if confidence < _TRUSTED:
                    doubtful.append(number)
                if on_progress is not None:
                    on_progress(number + 1 - searched.start, len(searched))
            out.writestr(_DOUBTFUL, np.array(doubtful, np.int64).tobytes())
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
    with os_errors_as_studio(path):
        begun.replace(path)
    return FoundMasks(path, frames, height, width)


def _found(frames: Frames, searched: range, wanted: FindDirt | Keyframes) -> Iterator[tuple[Coverage, float]]:
    """The masks of `frames`, which are those `searched` of the film, and how far each can be trusted."""
    if isinstance(wanted, FindDirt):
        for coverage in find_dirt(frames, kinds=wanted.kinds, sensitivity=wanted.sensitivity):
            yield coverage, 1.0
        return
    painted = {number - searched.start: wanted.mask(number) for number in wanted.paths if number in searched}
    for tracked in carried(frames, painted):
        # beyond a cut there is nothing to follow, and so nothing to doubt
        yield tracked.mask, tracked.confidence if tracked.mask.any() else 1.0


class _Some:
    """Some frames of a film, numbered from 0."""

    def __init__(self, frames: Frames, numbers: range) -> None:
        self._frames, self._numbers = frames, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int, /) -> Pixels:
        return self._frames[self._numbers[number]]
