"""A whole album: find the damage in each photo, fill it with `auto`, go on where an earlier run ended."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..core.damage import GROW
from ..core.errors import Cancelled, StudioError
from ..core.files import is_same_file
from ..core.photo_io import SaveOptions
from .damage import DamageOptions, Look
from .files import FileFill, FillSettings, MaskOptions
from .folders import result_name
from .resuming import Place, about_of, clear_interrupted, place_of

_SHEET = re.compile(r"contact-sheet(-\d+)?\.jpg", re.IGNORECASE)


@dataclass(frozen=True)
class RestoreOptions:
    """How to restore photos; `device`, `threads` and `within` are those of `FillSettings`.

    A photo of more than `max_pixels` (`pixel_limit()` by default) is refused.
    """

    damage: DamageOptions = field(default_factory=DamageOptions)
    device: str = "auto"
    threads: int | None = None
    within: float | None = None
    save: SaveOptions | None = None
    overwrite: bool = False
    max_pixels: int | None = None

    @property
    def settings(self) -> FillSettings:
        """The settings of each fill: `auto`, with the marks grown by `GROW`."""
        return FillSettings(
            device=self.device, threads=self.threads, edit=MaskOptions(grow=GROW), within=self.within
        )


@dataclass(frozen=True)
class Entry:
    """A photo of an album and where its result is, or will be, saved."""

    photo: Path
    output: Path
    place: Place
    """What is at `output`; never `OTHERS`."""

    @property
    def done(self) -> bool:
        """Whether the result is there."""
        return self.place is Place.DONE


def entries(
    photos: Sequence[Path],
    folder: Path,
    *,
    overwrite: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[Entry]:
    """Where the result for each photo belongs in `folder`, which need not exist, and which are there.

    The name of a result is that of its photo; where another photo's is called so, a number is added. No
    photo is ever the output of another. With `overwrite` no result counts as there. Raises StudioError
    "results-among-photos", and `Cancelled`.
    """
    if any(is_same_file(photo.parent, folder) for photo in photos):
        raise StudioError("results-among-photos", path=folder)
    inputs = {number for photo in photos if (number := _file_number(photo)) is not None}
    names: set[str] = set()
    found = []
    for photo in photos:
        if is_cancelled():
            raise Cancelled
        for name in _names(result_name(photo)):
            output = folder / name
            if name.casefold() in names or is_sheet(name) or _file_number(output) in inputs:
                continue
            place = place_of(photo, output)
            if place is not Place.OTHERS:
                break
        names.add(name.casefold())
        found.append(Entry(photo, output, Place.TAKEN if overwrite and place is Place.DONE else place))
    return found


def tasks(
    album: Sequence[Entry], options: RestoreOptions, looks: Mapping[Path, Look] | None = None
) -> list[FileFill]:
    """The fills of the photos that are not done yet, each with a sidecar.

    Photos that are in `looks` need not be looked at again. What a killed run left of them is removed.
    """
    looks = looks or {}
    wanted = FileFill(
        Path(),
        options.damage,
        Path(),
        options.settings,
        save=options.save,
        sidecar=True,
        overwrite=options.overwrite,
        max_pixels=options.max_pixels,
    )
    left = [entry for entry in album if not entry.done]
    for entry in left:
        clear_interrupted(entry.photo, entry.output)
    return [
        replace(wanted, photo=entry.photo, output=entry.output, look=looks.get(entry.photo)) for entry in left
    ]


def made_otherwise(entry: Entry, options: RestoreOptions) -> bool:
    """Whether the result was made by this program with another sensitivity, kinds or growth of the marks."""
    about = about_of(entry.output)
    if about is None or about.found is None:
        return False
    found = about.found
    made = DamageOptions(found.sensitivity, found.kinds, found.careful_faces)
    return made != options.damage or found.grown != GROW


def sheet_path(folder: Path, page: int, pages: int) -> Path:
    """The file of a page (from 1) of the contact sheet."""
    return folder / ("contact-sheet.jpg" if pages == 1 else f"contact-sheet-{page}.jpg")


def is_sheet(name: str) -> bool:
    """Whether files of this name are pages of the contact sheet."""
    return _SHEET.fullmatch(name) is not None


def _names(name: str) -> Iterator[str]:
    """`name`, then 'stem (2).ext', 'stem (3).ext' …"""
    yield name
    path = Path(name)
    for number in itertools.count(2):
        yield f"{path.stem} ({number}){path.suffix}"


def _file_number(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others, whatever its path; None if there is no such file."""
    try:
        about = os.stat(path)  # noqa: PTH116 - Path's method raises for more names
    except (OSError, ValueError):
        return None
    return about.st_dev, about.st_ino
