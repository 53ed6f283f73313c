"""The user's settings: a small JSON file, read leniently and written atomically."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .damage import MOST_WIDEN, WIDEN
from .errors import Note, StudioError
from .files import atomic_write, contents, os_errors_as
from .limits import DEFAULT_MAX_PIXELS, json_of, pixel_limit
from .paths import settings_file

_MOST_BYTES = 1 << 20

# JSON has only lists, which the strict model would reject for a tuple
Names = Annotated[tuple[str, ...], Field(strict=False)]
Theme = Literal["system", "dark", "light"]
Language = Literal["", "en", "zh_CN"]
Device = Literal["auto", "cpu", "cuda", "mps"]
FillTime = Literal["", "quick", "balanced", "best"]
Page = Literal["appearance", "brush", "performance"]

MAX_RECENT = 12


@dataclass(frozen=True)
class Shown:
    """How the preferences show a setting. Texts are message ids of the context "Settings".

    `heading` is above the control, `hint` below it. `usual` is the range of the control where more is
    valid; `lowest` is the text for its lowest value. A number has a slider unless it is `typed`; a
    `percent` is a value in [0, 1]. `choices` are (value, text).
    """

    page: Page
    label: str
    heading: str = ""
    hint: str = ""
    unit: str = ""
    usual: tuple[float, float] | None = None
    lowest: str = ""
    step: float = 1
    typed: bool = False
    percent: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts to translate."""
        texts = (self.label, self.heading, self.hint, self.lowest, *(text for _, text in self.choices))
        return tuple(text for text in texts if text)


class Settings(BaseModel):
    """The user's settings on this machine; unknown keys are kept.

    None of them affects the command line, so that a command does the same everywhere. The preferences show
    the settings marked `Shown`, in this order.
    """

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    # fmt: off
    # appearance
    theme: Annotated[Theme, Shown("appearance", "Theme", choices=(
        ("system", "Same as system"), ("dark", "Dark"), ("light", "Light")))] = "system"
    language: Annotated[Language, Shown(
        "appearance", "Language", hint="Takes effect at the next start.",
        # each in its own language
        choices=(("", "Same as system"), ("en", "English"), ("zh_CN", "简体中文")))] = ""
    """"" follows the system."""
    reduced_motion: Annotated[bool, Shown("appearance", "Reduce motion")] = False
    overlay_colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), Shown(
        "appearance", "Colour", heading="Mask")] = "#ff3d71"
    overlay_opacity: Annotated[float, Field(ge=0, le=1), Shown(
        "appearance", "Opacity", usual=(0.05, 1), percent=True)] = 0.45
    overlay_outline: Annotated[bool, Shown("appearance", "Show it as an outline")] = False
    """Show the mask as an outline instead of a tint."""

    # the brush at the start
    brush_size: Annotated[float, Field(ge=1, le=1e6), Shown(
        "brush", "Size", unit="px", usual=(1, 1000),
        hint="In the photo that you painted last; in others in proportion to their size.")] = 40.0
    """Diameter in px of a photo whose diagonal is `brush_diagonal`."""
    brush_diagonal: Annotated[float, Field(ge=1, le=1e6)] = 2000.0
    """Diagonal in px of the photo for which `brush_size` was chosen: other photos scale the brush."""
    brush_hardness: Annotated[float, Field(ge=0, le=1), Shown("brush", "Hardness", percent=True)] = 0.7
    brush_pressure: Annotated[bool, Shown("brush", "Pen pressure sets the size")] = True
    """The pressure of a tablet's pen sets the size."""

    # where fills are computed, and their limits
    device: Annotated[Device, Shown("performance", "Device", choices=(
        ("auto", "Automatic"), ("cpu", "CPU"), ("cuda", "NVIDIA GPU"), ("mps", "Apple GPU")))] = "auto"
    threads: Annotated[int | None, Field(ge=1, le=1024), Shown(
        "performance", "Threads", usual=(0, 1024), lowest="All {cores} cores", typed=True)] = None
    """Threads of a fill; None (0 in the preferences): one for each core."""
    undo_megabytes: Annotated[int, Field(ge=16, le=1_000_000), Shown(
        "performance", "Undo", heading="Memory", unit="MB", usual=(64, 16384),
        hint="Older steps are kept on disk. Takes effect with the next photo.")] = 512
    """Memory of the undo history; older entries are kept on disk."""
    max_megapixels: Annotated[float, Field(gt=0, lt=1e6), Shown(
        "performance", "Largest photo", unit="MP", usual=(1, 100_000), step=10, typed=True,
        )] = DEFAULT_MAX_PIXELS / 1e6
    """The largest photo that can be opened."""
    models_megabytes: Annotated[int, Field(ge=0, le=1_000_000), Shown(
        "performance", "Keep loaded", heading="Third-party models", unit="MB", lowest="none", step=256,
        typed=True, hint="Memory for models kept loaded between fills. Takes effect with the next fill.",
        )] = 2048
    """Memory of the third-party models that are kept loaded between fills."""
    offline: Annotated[bool, Shown("performance", "Work offline (download no models)")] = False
    """Never use the network."""
    # fmt: on

    # behaviour
    widen: Annotated[float, Field(ge=0, le=MOST_WIDEN)] = WIDEN
    """By how many px *Fill* widens the mask; 0: not at all."""
    auto_fill: bool = False
    show_pins: bool = True
    """Show a pin on each kept fill."""
    fill_time: FillTime = ""
    """The time that a fill may take; "" for no limit."""
    variations: Annotated[int, Field(ge=2, le=24)] = 4
    """How many fills "Variations" makes."""
    last_engine: str = "auto"
    style: dict[str, bool | int | float | str] = Field(default_factory=dict)
    """The painting, and how it was followed, of the last transfer of style."""
    compare_engines: Names = ()
    """Names of the engines that were last compared."""
    keymap: dict[str, str] = Field(default_factory=dict)
    """The user's own shortcuts by command id, in Qt's portable text; "" removes a shortcut."""

    # remembered state
    last_folder: str = ""
    save_folder: str = ""
    """The first folder of "Save as"; "": the photo's."""
    recent: Names = ()
    """Paths of recently opened photos, latest first."""
    hints_seen: Names = ()

    @property
    def max_pixels(self) -> int:
        """The pixel limit for `read_photo`: from the environment if set there, else `max_megapixels`."""
        return pixel_limit(round(self.max_megapixels * 1e6))


def shown_settings() -> dict[str, Shown]:
    """How the preferences show each setting, by name, in their order."""
    fields = Settings.model_fields.items()
    return {name: one for name, field in fields for one in field.metadata if isinstance(one, Shown)}


def bounds(name: str) -> tuple[float, float]:
    """The lowest and highest number that the preferences, or the panels, offer for a setting."""
    field = Settings.model_fields[name]
    shown = shown_settings().get(name)
    if shown is not None and shown.usual is not None:
        return shown.usual
    least = next(one.ge for one in field.metadata if hasattr(one, "ge"))
    return least, next(one.le for one in field.metadata if hasattr(one, "le"))


def load_settings(path: str | os.PathLike[str] | None = None) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and notes for the user.

    An invalid value is replaced by its default; a file that is not a settings file at all is renamed to
    `settings.json.broken`.
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
        why = error.values.get("reason", Note("not-ordinary-file"))
        return Settings(), (Note("settings-unreadable", file=file, reason=why),)
    except ValueError:
        return Settings(), (_set_aside(file),)
    try:
        return Settings.model_validate(read), ()
    except ValidationError as error:
        wrong = sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})
        kept = {key: value for key, value in read.items() if key not in wrong}
        names = ", ".join(wrong)
        return Settings.model_validate(kept), (Note("settings-unfit", file=file, names=names),)


def save_settings(settings: Settings, path: str | os.PathLike[str] | None = None) -> None:
    """Write the settings, creating the folder if needed. Raises what `atomic_write` raises."""
    file = settings_file() if path is None else Path(path)
    with os_errors_as("file-unwritable", file):
        file.parent.mkdir(parents=True, exist_ok=True)
    # only what differs from the defaults, so that a later version can change a default
    about: dict[str, Any] = settings.model_dump(exclude_defaults=True)
    text = json.dumps(about, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with atomic_write(file, overwrite=True) as target:
        target.write(text.encode("utf-8"))


def _set_aside(file: Path) -> str:
    """Rename a broken file; returns the note about it."""
    aside = file.with_name(file.name + ".broken")
    with contextlib.suppress(OSError):
        file.replace(aside)
        return Note("settings-set-aside", file=file, aside=aside.name)
    return Note("settings-damaged", file=file)
