"""A film's masks in a file: a zip with the masks as PNG and the rest as JSON."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Annotated, Self

import cv2
import numpy as np
from pydantic import BaseModel, Field, ValidationError

from ...core.errors import StudioError
from ...core.files import atomic_write, exists, opened
from ...core.geometry import Size
from .choices import Choices, FillChoice, Retake
from .clip import OpenedFilm, open_film
from .state import FilmState, PackedMask, TrackedMask

_ABOUT = "film.json"
_MOST_BYTES = 1 << 30
"""Of one mask or the JSON, unpacked: more is no project of ours."""
_Number = Annotated[int, Field(ge=0)]


class _Fill(BaseModel):
    """How frames are filled."""

    engine: str = "exemplar"
    params: dict[str, bool | int | float | str] = {}
    seed: _Number = 0
    never_invent: bool = False

    @classmethod
    def of(cls, choice: FillChoice) -> Self:
        return cls(
            engine=choice.engine,
            params=dict(choice.params),
            seed=choice.seed,
            never_invent=choice.never_invent,
        )

    @property
    def choice(self) -> FillChoice:
        return FillChoice(self.engine, self.params, self.seed, self.never_invent)


class _Retake(BaseModel):
    """A stretch that is filled in another way."""

    begin: _Number
    end: int
    fill: _Fill


class _About(BaseModel):
    """What is in `film.json`; masks are `painted/NUMBER.png`, `tracked/NUMBER.png` and `every-frame.png`."""

    version: int = Field(1, ge=1, le=1)
    film: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    count: int = Field(gt=0)
    begin: _Number
    end: int = Field(gt=0)
    same_mask: bool = False
    keyframes: list[_Number] = []
    confidence: dict[_Number, Annotated[float, Field(ge=0, le=1)]] = {}
    fill: _Fill = _Fill()
    retakes: list[_Retake] = []

    @property
    def choices(self) -> Choices:
        return Choices(
            self.fill.choice, tuple(Retake(one.begin, one.end, one.fill.choice) for one in self.retakes)
        )


def save_film_project(path: Path, film: Path, state: FilmState) -> None:
    """Write a project, whole or not at all. Raises what `atomic_write` raises."""
    about = _About(
        version=1,
        film=str(film),
        width=state.size.width,
        height=state.size.height,
        count=state.count,
        begin=state.begin,
        end=state.end,
        same_mask=state.is_still,
        keyframes=sorted(state.keyframes),
        confidence={number: one.confidence for number, one in sorted(state.tracked.items())},
        fill=_Fill.of(state.choices.whole),
        retakes=[
            _Retake(begin=one.begin, end=one.end, fill=_Fill.of(one.choice)) for one in state.choices.retakes
        ],
    )
    with (
        atomic_write(path, overwrite=True) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
    ):
        archive.writestr(_ABOUT, about.model_dump_json(indent=2))
        if state.still is not None:
            archive.writestr("every-frame.png", state.still.png)
        for number, mask in sorted(state.keyframes.items()):
            archive.writestr(f"painted/{number}.png", mask.png)
        for number, one in sorted(state.tracked.items()):
            archive.writestr(f"tracked/{number}.png", one.mask.png)


def load_film_project(path: Path) -> tuple[Path, FilmState]:
    """The path of the film and its masks.

    Raises StudioError "film-project" for a file that is none, or what `opened` raises.
    """
    try:
        with opened(path) as file, zipfile.ZipFile(file) as archive:
            about = _About.model_validate_json(_read(archive, _ABOUT))
            size = Size(about.width, about.height)
            names = set(archive.namelist())
            still = _mask(archive, "every-frame.png", size) if "every-frame.png" in names else None
            keyframes = {number: _mask(archive, f"painted/{number}.png", size) for number in about.keyframes}
            tracked = {
                number: TrackedMask(_mask(archive, f"tracked/{number}.png", size), sure)
                for number, sure in about.confidence.items()
            }
    except (zipfile.BadZipFile, KeyError, ValueError, ValidationError, json.JSONDecodeError) as error:
        raise StudioError("film-project", path=path) from error
    numbers = {*keyframes, *tracked}
    if not about.begin < about.end <= about.count or any(number >= about.count for number in numbers):
        raise StudioError("film-project", path=path)
    borders = [at for one in about.retakes for at in (one.begin, one.end)]
    if borders != sorted(borders) or any(at > about.count for at in borders):
        raise StudioError("film-project", path=path)
    state = FilmState(
        about.count,
        size,
        about.begin,
        about.end,
        about.same_mask,
        still,
        keyframes,
        tracked,
        about.choices,
    )
    return Path(about.film), state


def open_project(path: Path) -> tuple[OpenedFilm, FilmState]:
    """The film of a project, where it was or else beside the project, and its masks.

    Raises StudioError "film-project", "film-project-other" if the film is not the one that was masked, or
    what `open_film` raises.
    """
    film, state = load_film_project(path)
    beside = path.with_name(film.name)
    opened = open_film(film if exists(film) or not exists(beside) else beside)
    if (opened.clip.count, opened.clip.size) != (state.count, state.size):
        opened.close()
        raise StudioError("film-project-other", path=path, film=opened.clip.path)
    return opened, state


def _mask(archive: zipfile.ZipFile, name: str, size: Size) -> PackedMask:
    coverage = cv2.imdecode(np.frombuffer(_read(archive, name), np.uint8), cv2.IMREAD_GRAYSCALE)
    if coverage is None or coverage.shape != (size.height, size.width):
        raise ValueError(name)
    return PackedMask.of(np.asarray(coverage, np.uint8))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError(name)
    return archive.read(name)
