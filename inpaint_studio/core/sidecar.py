"""The schema of a sidecar's JSON: reads it and checks every field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import Note, StudioError
from .files import contents
from .limits import json_of, pixel_limit
from .threads import MOST_THREADS

_MOST_VALUES = 500_000
_REST = 16 << 20
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Side = Annotated[int, Field(ge=1)]
_Place = Annotated[int, Field(ge=0)]
_Word = Annotated[str, Field(max_length=200)]
_Text = Annotated[str, Field(max_length=10_000)]


class _Part(BaseModel):
    """Strict types; fields that a later version added without a new schema are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class File(_Part):
    """A file by path and contents."""

    path: str = Field(min_length=1, max_length=10_000)
    sha256: _Sha256


class SizedFile(File):
    """The photo, with its width and height."""

    size: Annotated[list[_Side], Field(min_length=2, max_length=2)]


class EmbeddedMask(_Part):
    """The mask: a PNG in base64, the digest of its decoded coverage, and by how much it was widened (px)."""

    digest: _Sha256
    area: int = Field(ge=0)
    png: str
    widened: Annotated[float, Field(ge=0)] = 0.0


class SidecarPatch(_Part):
    """A filled rectangle: x, y, width, height."""

    rect: Annotated[list[_Place], Field(min_length=4, max_length=4)]
    engine: _Word
    reason: _Text = ""


class Join(_Part):
    """The options of the join."""

    seam: Literal["feather", "gradient", "none"] = "feather"
    colour: bool = True
    grain: bool = True


class TriedAttempt(_Part):
    """One way in which each hole of an engine was filled before the best fill was kept."""

    engine: _Word
    params: dict[_Word, bool | int | float | _Text] = Field(max_length=100)
    variation: Annotated[int, Field(ge=0, lt=1 << 32)]


class Save(_Part):
    """The options of the codec."""

    quality: Annotated[int, Field(ge=1, le=100)] | None = None
    lossless: bool | None = None


class Finding(_Part):
    """How the mask was found in the photo."""

    sensitivity: Annotated[float, Field(ge=0, le=100)]
    kinds: list[_Word] = Field(max_length=100)
    careful_faces: bool
    grown: Annotated[float, Field(ge=0)]
    marks: dict[_Word, Annotated[int, Field(ge=0)]] = Field(max_length=100)
    finder: _Sha256


class Sidecar(_Part):
    """The whole file."""

    photo: SizedFile
    canvas: Annotated[list[int], Field(min_length=4, max_length=4)] | None = None
    mask: EmbeddedMask
    engine: _Word
    params: dict[_Word, bool | int | float | _Text]
    seed: int
    version: _Word
    device: _Word = "cpu"
    threads: int = Field(default=1, ge=1, le=MOST_THREADS)
    join: Join = Join()
    save: Save = Save()
    guide: File | None = None
    sources: File | None = None
    files: dict[_Word, File] = Field(default={}, max_length=10)
    attempts: list[TriedAttempt] = Field(default=[], max_length=1000)
    patches: list[SidecarPatch] = []
    found: Finding | None = None
    copied: Annotated[float, Field(ge=0, le=1)] | None = None
    weights: _Word | None = None
    trained: bool = False
    libraries: dict[_Word, _Word] = Field(default={}, max_length=100)


def parsed(path: Path, schema: int) -> Sidecar:
    """The checked contents of a sidecar of this schema or an older one.

    Raises StudioError "file-missing", "file-unreadable", "sidecar-broken", "sidecar-newer" or
    "sidecar-of-texture".
    """
    about = _json(path)
    if isinstance(about, dict) and about.get("kind") == "texture":
        raise StudioError("sidecar-of-texture", path=path)
    version = about.get("schema") if isinstance(about, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StudioError("sidecar-broken", path=path, reason=Note("no-sidecar"))
    if version > schema:
        raise StudioError("sidecar-newer", path=path, schema=version)
    try:
        return Sidecar.model_validate(about)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        code = "value-missing" if first["type"] == "missing" else "value-unfit"
        raise StudioError("sidecar-broken", path=path, reason=Note(code, name=where)) from error


def _json(path: Path) -> Any:
    # an incompressible mask takes one byte per pixel, and a third more in base64
    most = pixel_limit() * 3 // 2 + _REST
    try:
        data = contents(path, most)
    except ValueError:
        raise StudioError("sidecar-broken", path=path, reason=Note("too-long")) from None
    try:
        return json_of(data, _MOST_VALUES)
    except ValueError as error:
        raise StudioError("sidecar-broken", path=path, reason=Note("no-json")) from error
