"""Keyframes in a folder: masks whose names say which frames they were painted on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ...core.arrays import Coverage
from ...core.errors import StudioError
from ...core.geometry import Size
from ...core.photo_io import find_mask
from ..media.pictures import PictureFolder, numbered_in
from ..media.reader import FilmReader


@dataclass(frozen=True)
class FollowKeyframes:
    """The masks of a film that are to be carried from those of a few frames, which lie in a folder."""

    folder: Path


@dataclass(frozen=True, eq=False)
class Keyframes:
    """Masks of the size of the film, by the numbers of their frames."""

    folder: Path
    paths: Mapping[int, Path]
    size: Size

    @classmethod
    def of(cls, folder: Path, frames: FilmReader | PictureFolder) -> Self:
        """The masks in a folder, all of which are read once.

        Of a film the last number in a name is that of its frame, counted from 0; of a folder of pictures a
        mask has the name of its picture. Raises StudioError "keyframe-unknown", "mask-size", and what
        `numbered_in` and `find_mask` raise.
        """
        paths: dict[int, Path] = {}
        names = _names(frames) if isinstance(frames, PictureFolder) else None
        for path in numbered_in(folder):
            number = _last_number(path.stem) if names is None else names.get(path.stem, -1)
            if not 0 <= number < len(frames) or number in paths:
                raise StudioError("keyframe-unknown", path=path)
            paths[number] = path
        found = cls(folder, paths, frames.size)
        for number in paths:
            found.mask(number)
        return found

    def mask(self, number: int) -> Coverage:
        """The mask that was painted on a frame. Raises "mask-size" and what `find_mask` raises."""
        mask = find_mask(self.paths[number]).mask
        mask.require_size(self.size)
        return mask.coverage

    def around(self, searched: range) -> range:
        """These frames, and as many more as the nearest keyframes before and after them need."""
        before = [number for number in self.paths if number <= searched.start]
        after = [number for number in self.paths if number >= searched.stop]
        start = max(before, default=searched.start)
        return range(start, min(after, default=searched.stop - 1) + 1)


def _names(pictures: PictureFolder) -> Mapping[str, int]:
    """The numbers of the pictures by their names, without what says the kind of file."""
    return {path.stem: number for number, path in enumerate(pictures.paths)}


def _last_number(name: str) -> int:
    """The last number in a name; -1 without one."""
    digits = re.findall(r"[0-9]+", name)
    return int(digits[-1]) if digits else -1
