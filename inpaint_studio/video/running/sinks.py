"""Where the filled frames go: a film like the one that they come from, or a folder of pictures."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from ...core.errors import StudioError
from ...core.files import is_folder, make_folder, os_errors_as, os_errors_as_studio, require_writable
from ...core.photo_io import write_photo
from ...core.photo_io.reading import turned
from ..media.compose import compose
from ..media.pictures import PictureFolder
from ..media.reader import FilmReader
from ..media.rehearsal import Plan
from ..media.writer import FilmWriter, Fitting, Part
from .patches import FramePatch

_BACK = {6: 8, 8: 6}
"""The orientations whose turn is undone by another than themselves."""


class Sink(Protocol):
    """Takes frames in order; nothing is at the output before `finish`."""

    def write(self, number: int, patch: FramePatch | None) -> None:
        """Write frame `number`, as it was but for what was filled."""

    def finish(self) -> None:
        """Complete the output and put it in place."""

    def close(self) -> None:
        """Let go of what was not finished; may be called twice."""


class FilmSink:
    """Writes a film into `folder`, beside the output, and moves it there when it is whole."""

    def __init__(
        self, frames: FilmReader, plan: Plan, output: Path, folder: Path, part: Part, *, overwrite: bool
    ) -> None:
        """Begin a file. Raises what `FilmWriter` raises."""
        self._frames, self._output, self._overwrite = frames, output, overwrite
        self._path = folder / f"film{output.suffix.lower()}"
        self._fitting = Fitting(frames.film, plan.encoding.pixel_format)
        self._back = _BACK.get(frames.film.orientation, frames.film.orientation)
        self._writer = FilmWriter(self._path, frames.film, plan.encoding, plan.tracks, part)

    def write(self, number: int, patch: FramePatch | None) -> None:
        picture = self._fitting.fitted(self._frames.picture(number))
        if patch is not None:
            frame = self._frames[number]
            pixels = turned(patch.painted(frame), self._back)
            hole = turned(patch.whole_hole(frame).view(np.uint8), self._back) > 0
            compose(picture, pixels, hole, self._fitting.colours)
        self._writer.write(picture)

    def finish(self) -> None:
        self._writer.finish()
        require_writable(self._output, overwrite=self._overwrite)
        with os_errors_as_studio(self._output):
            self._path.replace(self._output)

    def close(self) -> None:
        self._writer.close()
        self._path.unlink(missing_ok=True)


class FolderSink:
    """Writes PNG pictures with the names of those that they come from."""

    def __init__(self, frames: PictureFolder, output: Path, folder: Path, *, overwrite: bool) -> None:
        """Begin a folder inside `folder`."""
        self._frames, self._output, self._overwrite = frames, output, overwrite
        self._folder = folder / "pictures"
        make_folder(self._folder)
        stems = Counter(path.stem for path in frames.paths)
        # a.png and a.jpg become a.png.png and a.jpg.png
        self._names = [path.stem if stems[path.stem] == 1 else path.name for path in frames.paths]

    def write(self, number: int, patch: FramePatch | None) -> None:
        source = self._frames.paths[number]
        target = self._folder / f"{self._names[number]}.png"
        if patch is None and source.suffix.lower() == ".png":
            with os_errors_as_studio(target):
                shutil.copyfile(source, target)
            return
        photo = self._frames.photo(number)
        if patch is not None:
            pixels = patch.painted(self._frames[number])
            if photo.channels == 1:
                grey = np.rint(pixels.mean(axis=2, keepdims=True)).astype(pixels.dtype)
                pixels = np.where(patch.whole_hole(pixels)[..., None], grey, photo.pixels)
            photo = replace(photo, pixels=pixels)
        write_photo(target, photo, overwrite=True)

    def finish(self) -> None:
        require_new_folder(self._output, overwrite=self._overwrite)
        with os_errors_as("folder-unwritable", self._output):
            if not is_folder(self._output):
                self._folder.replace(self._output)
                return
            for path in sorted(self._folder.iterdir()):
                path.replace(self._output / path.name)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def require_new_folder(folder: Path, *, overwrite: bool) -> None:
    """Raise StudioError "file-exists" or "folder-not-empty" unless files may be put into a folder."""
    if folder.exists() and not is_folder(folder):
        raise StudioError("file-exists", path=folder)
    if not overwrite and is_folder(folder) and _has_files(folder.iterdir()):
        raise StudioError("folder-not-empty", path=folder)


def _has_files(entries: Iterable[Path]) -> bool:
    return next(iter(entries), None) is not None
