"""What an earlier run, perhaps a killed one, has left where a result should be saved."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import exists, is_same_file
from ..core.provenance import About, FileMark, drop_sidecar, read_about, sidecar_path


class Place(Enum):
    """What is where the result for a photo should be saved."""

    FREE = auto()
    """Nothing."""
    DONE = auto()
    """The result for this photo."""
    INTERRUPTED = auto()
    """A sidecar for this photo, maybe before it changed, without its picture: the run was killed between."""
    OTHERS = auto()
    """The result for another photo."""
    TAKEN = auto()
    """Something else, or the result for this photo before it changed."""


def place_of(photo: Path, output: Path) -> Place:
    """What is at `output`, where the result for `photo` should be saved."""
    about = about_of(output)
    if about is None:
        return Place.TAKEN if exists(output) or exists(sidecar_path(output)) else Place.FREE
    try:
        same = FileMark.of(photo).sha256 == about.photo.sha256
    except StudioError:
        same = False
    if not same and not is_same_file(about.photo.path, photo):
        return Place.OTHERS
    if not exists(output):
        return Place.INTERRUPTED
    return Place.DONE if same else Place.TAKEN


def about_of(output: Path) -> About | None:
    """What the sidecar of a result says; None if there is none that can be read."""
    try:
        return read_about(sidecar_path(output))
    except StudioError:
        return None


def clear_interrupted(photo: Path, output: Path) -> None:
    """Remove the sidecar that a killed run left for this photo without its picture."""
    if not exists(output) and place_of(photo, output) is Place.INTERRUPTED:
        drop_sidecar(output, overwrite=True)
