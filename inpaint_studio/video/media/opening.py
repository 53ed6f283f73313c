"""Opens what the user names as the frames of a film: a film, or a folder of numbered pictures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import StudioError
from ...core.files import is_folder
from .pictures import PictureFolder

if TYPE_CHECKING:
    from .reader import FilmReader


def open_frames(path: Path) -> FilmReader | PictureFolder:
    """The frames of a film or folder; close it after use.

    Raises StudioError "film-needs" without PyAV, else what `FilmReader` or `PictureFolder` raises.
    """
    if is_folder(path):
        return PictureFolder(path)
    require_pyav()
    from .reader import FilmReader

    return FilmReader(path)


def require_pyav() -> None:
    """Raise StudioError "film-needs" unless PyAV is installed."""
    if importlib.util.find_spec("av") is None:
        raise StudioError("film-needs")
