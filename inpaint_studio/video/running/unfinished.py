"""The folder beside the output with what was filled so far, so that a stopped run can go on."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from ...core.errors import StudioError
from ...core.files import (
    atomic_write,
    contents,
    is_folder,
    make_folder,
    os_errors_as,
    os_errors_as_studio,
    sweep,
)
from ...core.geometry import Rect
from ...core.locks import LOCK_NAME, FolderLock
from .patches import FramePatch

_MANIFEST, _BEGUN = "manifest.json", "begun.part"
_LEVEL = 1  # of zlib: grain hardly gets smaller with more effort
_MOST_MANIFEST = 1 << 20
_NAME = re.compile(r"(\d{8})-(\d{8})\.npz")


def unfinished_folder(output: Path) -> Path:
    """Where the unfinished work for an output is kept."""
    named = output if output.name not in ("", "..") else output.resolve()
    return named.parent / f"{named.name}.unfinished"


class Unfinished:
    """Filled stretches of a film, one file each, which are complete or not there at all.

    The frames that are done are those from `start` to before `done`.
    """

    def __init__(self, folder: Path, lock: FolderLock, start: int) -> None:
        """Called by `begin`."""
        self.folder = folder
        self._lock = lock
        self._stretches: list[tuple[int, int, Path]] = []
        self.start = self.done = start
        self._find()

    @classmethod
    def begin(
        cls, output: Path, manifest: Mapping[str, Any], start: int, *, resume: bool, overwrite: bool
    ) -> Self:
        """Start a folder, or take one up again with `resume`; `manifest` says what would change the fill.

        Raises StudioError "film-unfinished" if there is one already (unless `overwrite` lets go of it),
        "film-resume-other" if it was begun with another manifest, "film-busy" or "folder-unwritable".
        """
        folder = unfinished_folder(output)
        said = json.dumps(dict(manifest), indent=2)
        was_there = is_folder(folder)
        if was_there and not (folder / _MANIFEST).exists() and _has_others(folder):
            raise StudioError("folder-not-empty", path=folder)  # somebody else's
        if was_there and not resume and not overwrite:
            raise StudioError("film-unfinished", path=output, folder=folder)
        make_folder(folder)
        with os_errors_as("folder-unwritable", folder):
            lock = FolderLock.take(folder)
        if lock is None:
            raise StudioError("film-busy", path=output)
        try:
            if was_there and not resume:
                _empty(folder)
            if was_there and resume and _read(folder / _MANIFEST) not in (None, json.loads(said)):
                raise StudioError("film-resume-other", folder=folder)
            with atomic_write(folder / _MANIFEST, overwrite=True) as file:
                file.write(said.encode())
            return cls(folder, lock, start)
        except BaseException:
            lock.release()
            raise

    def save(self, patches: Iterable[FramePatch | None]) -> None:
        """Keep a stretch: what was filled in the frames from `done` on, in order.

        The patches go to the disk as they come, and count when the last one is there. Raises StudioError
        "disk-full" or "file-unwritable", and whatever `patches` raises.
        """
        end = self.done
        begun = self.folder / _BEGUN
        with os_errors_as_studio(begun, callers_too=True), begun.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                for patch in patches:
                    if patch is not None:
                        _add(archive, end, patch)
                    end += 1
            file.flush()
            os.fsync(file.fileno())
        path = self.folder / f"{self.done:08d}-{end:08d}.npz"
        with os_errors_as_studio(path):
            begun.replace(path)
        self._stretches.append((self.done, end, path))
        self.done = end

    def patches(self) -> Iterator[FramePatch | None]:
        """The patch of each frame that is done, in order; None for a frame without a hole."""
        for first, end, path in self._stretches:
            found = _load(path)
            for number in range(first, end):
                yield found.get(number)

    def last(self) -> FramePatch | None:
        """The patch of the last frame that is done."""
        return _load(self._stretches[-1][2]).get(self.done - 1) if self._stretches else None

    def remove(self) -> None:
        """Remove the folder: the work is finished."""
        self._lock.remove()
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder)

    def close(self) -> None:
        """Let go of the folder, which stays unless nothing is in it yet."""
        kept = {_MANIFEST, _BEGUN, LOCK_NAME}
        if is_folder(self.folder) and all(path.name in kept for path in self.folder.iterdir()):
            self.remove()
        self._lock.release()

    def _find(self) -> None:
        """Find the stretches; one that is damaged, and what comes after it, is done again."""
        found = sorted(
            (int(name[1]), int(name[2]), path)
            for path in self.folder.iterdir()
            if (name := _NAME.fullmatch(path.name))
        )
        for first, end, path in found:
            if first != self.done or not _is_whole(path):
                break
            self._stretches.append((first, end, path))
            self.done = end


def _has_others(folder: Path) -> bool:
    """Whether there is more in a folder than a run leaves that was killed before its manifest was written."""
    with os_errors_as("folder-unwritable", folder):
        sweep(folder)
        return any(path.name != LOCK_NAME for path in folder.iterdir())


def _read(path: Path) -> Any:
    """What a manifest says; None if it cannot be read."""
    try:
        return json.loads(contents(path, _MOST_MANIFEST))
    except (StudioError, ValueError):
        return None


def _empty(folder: Path) -> None:
    """Remove what an earlier run left."""
    with os_errors_as("folder-unwritable", folder):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != LOCK_NAME:
                path.unlink()


def _is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def _add(archive: zipfile.ZipFile, number: int, patch: FramePatch) -> None:
    rect = np.array(patch.rect.numbers, np.int64)
    arrays = {"rect": rect, "hole": patch.hole, "pixels": patch.pixels, "sources": patch.sources}
    for name, array in arrays.items():
        with archive.open(f"{number}.{name}.npy", "w", force_zip64=True) as entry:
            np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def _load(path: Path) -> dict[int, FramePatch]:
    with np.load(path, allow_pickle=False) as arrays:
        numbers = [int(name.partition(".")[0]) for name in arrays.files if name.endswith(".rect")]
        return {
            number: FramePatch(
                number,
                Rect(*(int(value) for value in arrays[f"{number}.rect"])),
                arrays[f"{number}.hole"],
                arrays[f"{number}.pixels"],
                arrays[f"{number}.sources"],
            )
            for number in numbers
        }
