"""The user's settings: a small JSON file, forgiving to read and atomic to write."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import StudioError
from .files import atomic_write, contents, reason
from .limits import DEFAULT_MAX_PIXELS, json_of, pixel_limit
from .paths import settings_file

_MOST_BYTES = 1 << 20

# A JSON list comes as a list; nothing else about these is taken loosely.
Names = Annotated[tuple[str, ...], Field(strict=False)]
Theme = Literal["system", "dark", "light"]
Language = Literal["", "en", "zh_CN"]

MAX_RECENT = 12


class Settings(BaseModel):
    """What the user has set for this machine; keys that are not known here are kept.

    Nothing in it changes what the command line makes, so that a command does the same everywhere.
    """

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    threads: int | None = Field(default=None, ge=1, le=1024)
    """Threads of a fill; None: one for each core."""
    max_megapixels: float = Field(default=DEFAULT_MAX_PIXELS / 1e6, gt=0, lt=1e6)
    """How large a photo may be to be opened."""

    # how the editor looks
    theme: Theme = "system"
    language: Language = ""
    """"" follows the system."""
    reduced_motion: bool = False
    overlay_colour: str = Field(default="#ff3d71", pattern=r"^#[0-9a-fA-F]{6}$")
    overlay_opacity: float = Field(default=0.45, ge=0, le=1)
    overlay_outline: bool = False
    """Show the mask as an outline instead of a tint."""

    # how it works
    brush_size: float = Field(default=40.0, ge=1, le=10_000)
    """Diameter in px of the photo."""
    brush_hardness: float = Field(default=0.7, ge=0, le=1)
    brush_pressure: bool = True
    """The pressure of a tablet's pen sets the size."""
    auto_fill: bool = False
    last_engine: str = "auto"
    compare_engines: Names = ()
    """Names of the engines that were last compared."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    offline: bool = False
    """Fetch nothing from the network, whatever is asked for."""
    models_megabytes: int = Field(default=2048, ge=0, le=1_000_000)
    """Memory of the models of others that are kept loaded between fills."""
    undo_megabytes: int = Field(default=512, ge=16, le=1_000_000)
    """Memory of the undo history; older entries lie on disk."""
    keymap: dict[str, str] = Field(default_factory=dict)
    """The user's own shortcuts by command id, in Qt's portable text; "" takes a shortcut away."""

    # what it remembers
    last_folder: str = ""
    save_folder: str = ""
    """Where "Save as" starts; "": the folder of the photo."""
    recent: Names = ()
    """Paths of the photos that were open, the latest first."""
    hints_seen: Names = ()

    @property
    def max_pixels(self) -> int:
        """The pixel limit for `read_photo`: the environment's, if it sets one, else `max_megapixels`."""
        return pixel_limit(round(self.max_megapixels * 1e6))


def load_settings(path: str | os.PathLike[str] | None = None) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and lines to show the user: a broken file is set aside and the defaults are used.

    A single value that does not fit is replaced by its default and the rest is kept; a file that is no
    settings file at all is renamed to `settings.json.broken`.
    """
    file = settings_file() if path is None else Path(path)
    try:
        read = json_of(contents(file, _MOST_BYTES), _MOST_BYTES)
        if not isinstance(read, dict):
            raise ValueError("not an object")
    except StudioError as error:
        if error.code == "file-missing":
            return Settings(), ()
        if error.code == "file-empty":
            return Settings(), (_set_aside(file),)
        why = error.values.get("reason", "it is not an ordinary file")
        return Settings(), (f"The settings in '{file}' cannot be read: {why}. Using the defaults.",)
    except ValueError:
        return Settings(), (_set_aside(file),)
    try:
        return Settings.model_validate(read), ()
    except ValidationError as error:
        wrong = sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})
        kept = {key: value for key, value in read.items() if key not in wrong}
        names = ", ".join(wrong)
        return Settings.model_validate(kept), (
            f"In '{file}' these do not fit: {names}. Using their defaults.",
        )


def save_settings(settings: Settings, path: str | os.PathLike[str] | None = None) -> None:
    """Write the settings, making the folder if need be. Raises what `atomic_write` raises."""
    file = settings_file() if path is None else Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError("file-unwritable", path=file, reason=reason(error)) from error
    # only what differs from the defaults, so that a later version's better default reaches everybody
    about: dict[str, Any] = settings.model_dump(exclude_defaults=True)
    with atomic_write(file, overwrite=True) as target:
        target.write((json.dumps(about, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8"))


def _set_aside(file: Path) -> str:
    """Move a broken file out of the way, and the line that tells so."""
    aside = file.with_name(file.name + ".broken")
    with contextlib.suppress(OSError):
        file.replace(aside)
        return f"The settings in '{file}' are damaged; they are now '{aside.name}'. Using the defaults."
    return f"The settings in '{file}' are damaged. Using the defaults."
