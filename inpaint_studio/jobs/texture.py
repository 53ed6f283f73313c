"""Texture from a sample, from file to file, and repeating it from its sidecar."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..core.arrays import FloatPixels
from ..core.depth import as_float, as_levels
from ..core.errors import Note, StudioError
from ..core.files import atomic_write, contents, require_writable
from ..core.geometry import Size
from ..core.limits import json_of, pixel_limit
from ..core.photo import Photo
from ..core.photo_io import SaveOptions, format_of, read_photo, write_photo
from ..core.provenance import ENDING, FileMark, drop_sidecar, library_versions
from ..core.threads import thread_count
from ..core.version import VERSION
from ..engines.base import Preview, RunContext

LEAST_SIZE = 16
"""The shortest side of a texture in px."""
_SCHEMA = 1
_MOST_BYTES = 1 << 20
_MOST_VALUES = 1000

Listener = Callable[[float, object], None]


@dataclass(frozen=True)
class TextureTask:
    """A texture of `size` like the picture in `sample`; `tile` makes it repeat without a seam."""

    sample: Path
    output: Path
    size: Size
    tile: bool = False
    seed: int = 0
    threads: int | None = None
    save: SaveOptions | None = None
    sidecar: bool = False
    overwrite: bool = False


@dataclass(frozen=True)
class TextureResult:
    """What was made. `repeats` says that the sample was found to repeat, and so does the texture."""

    output: Path
    size: Size
    repeats: bool
    sidecar: Path | None = None
    notes: tuple[str, ...] = ()


class _About(BaseModel):
    """The JSON of a sidecar of a texture."""

    model_config = ConfigDict(strict=True, extra="ignore")

    schema_: Annotated[int, Field(alias="schema", ge=1)]
    kind: Literal["texture"]
    sample: str = Field(min_length=1, max_length=10_000)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: Annotated[list[Annotated[int, Field(ge=LEAST_SIZE)]], Field(min_length=2, max_length=2)]
    tile: bool
    seed: int = Field(ge=0)
    quality: Annotated[int, Field(ge=1, le=100)] | None = None
    version: str = Field(max_length=200)
    libraries: dict[str, str] = Field(default={}, max_length=100)


def size_of(words: str) -> Size:
    """The size in "1024x768". Raises StudioError "texture-size" or "texture-too-large"."""
    across, _, down = words.lower().replace(" ", "").partition("x")
    sides = [
        int(side) if side.isascii() and side.isdigit() and len(side) < 9 else 0 for side in (across, down)
    ]
    if min(sides) < LEAST_SIZE:
        raise StudioError("texture-size", value=words, least=f"{LEAST_SIZE}x{LEAST_SIZE}")
    size = Size(*sides)
    if size.area > pixel_limit():
        megapixels, limit = (f"{round(area / 1e6, 1):g}" for area in (size.area, pixel_limit()))
        raise StudioError("texture-too-large", size=size, megapixels=megapixels, limit=limit)
    return size


def make_texture(
    task: TextureTask,
    *,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> TextureResult:
    """Make the texture and save it, with the depth, the channels and the colour profile of the sample.

    The output is written completely or not at all. Raises StudioError and `Cancelled`.
    """
    from ..engines.synthesis.texture import textured  # numba compiles or loads here

    format_of(task.output)
    sidecar = task.output.with_name(task.output.name + ENDING) if task.sidecar else None
    for path in (task.output, sidecar):
        if path is not None:
            require_writable(path, overwrite=task.overwrite)
    sample = read_photo(task.sample)
    if sample.has_transparency:  # whatever colour is hidden there would be woven in
        raise StudioError("picture-transparent", path=task.sample)

    def advance(fraction: float, preview: Preview | None) -> None:
        if on_progress is not None:
            on_progress(fraction, preview)

    context = RunContext(
        seed=task.seed,
        threads=task.threads or thread_count(),
        on_progress=advance,
        is_cancelled=is_cancelled or (lambda: False),
    )
    made = textured(as_float(sample.pixels), task.size, tile=task.tile, ctx=context)
    notes = list(sample.notes)
    across, down = (f"{100 * share:.0f} %" for share in made.stretched)
    if (across, down) != ("100 %", "100 %"):
        notes.append(Note("texture-stretched", across=across, down=down))
    if not made.fits:
        notes.append(Note("texture-no-fit", size=str(task.size)))
    picture = _saved(task, sample, made.pixels)
    if task.overwrite:  # first, so that a kill never leaves the sidecar of another picture beside this one
        dropped = drop_sidecar(task.output, overwrite=True)
        notes += () if task.sidecar else dropped
    about = None if sidecar is None else _about(task)
    written = write_photo(task.output, picture, options=task.save, overwrite=task.overwrite)
    # a texture has no mask, nor pixels of a photo that JPEG could change
    notes += [note for note in written if not (isinstance(note, Note) and note.code == "jpeg-encodes")]
    if sidecar is not None and about is not None:
        with atomic_write(sidecar, overwrite=task.overwrite) as file:
            file.write(about)
    return TextureResult(task.output, task.size, made.steps is not None, sidecar, tuple(notes))


def repeat_texture(
    sidecar: Path,
    output: Path,
    *,
    sample: Path | None = None,
    overwrite: bool = False,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> TextureResult:
    """Make the texture of a sidecar again: the same bytes with the same versions; notes say what differs.

    `sample` is where the sample is now. Raises StudioError "sidecar-broken", "sidecar-newer",
    "sidecar-of-fill", "file-changed" and what `make_texture` raises.
    """
    about = _read(sidecar)
    given = Path(about.sample)
    where = given if given.is_absolute() else sidecar.absolute().parent / given
    path = FileMark(where, about.sha256).require_same(sample)
    save = None if about.quality is None else SaveOptions(quality=about.quality)
    size = size_of("x".join(map(str, about.size)))
    task = TextureTask(path, output, size, about.tile, about.seed, save=save, overwrite=overwrite)
    result = make_texture(task, on_progress=on_progress, is_cancelled=is_cancelled)
    notes: list[str] = []
    if about.version != VERSION:
        notes.append(Note("replay-version", old=about.version, new=VERSION))
    here = library_versions()
    others = [name for name, version in about.libraries.items() if here.get(name) != version]
    if others:
        notes.append(Note("replay-libraries", names=", ".join(others)))
    return replace(result, notes=(*notes, *result.notes))


def _saved(task: TextureTask, sample: Photo, pixels: FloatPixels) -> Photo:
    """The texture as a photo: of the sample it keeps what is true of it still."""
    return Photo(as_levels(pixels, sample.pixels), icc=sample.icc, dpi=sample.dpi)


def _about(task: TextureTask) -> bytes:
    """The sidecar of a texture."""
    mark = FileMark.of(task.sample)
    about = {
        "schema": _SCHEMA,
        "kind": "texture",
        "sample": str(mark.path),
        "sha256": mark.sha256,
        "size": [task.size.width, task.size.height],
        "tile": task.tile,
        "seed": task.seed,
        "quality": None if task.save is None else task.save.quality,
        "version": VERSION,
        "libraries": library_versions(),
    }
    text = json.dumps(about, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "surrogateescape")


def _read(path: Path) -> _About:
    """The checked contents of the sidecar of a texture."""
    try:
        about = json_of(contents(path, _MOST_BYTES), _MOST_VALUES)
        if isinstance(about, dict) and "photo" in about:
            raise StudioError("sidecar-of-fill", path=path)
        version = about.get("schema") if isinstance(about, dict) else None
        if isinstance(version, int) and version > _SCHEMA and about.get("kind") == "texture":
            raise StudioError("sidecar-newer", path=path, schema=version)
        return _About.model_validate(about)
    except ValidationError as error:
        name = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise StudioError("sidecar-broken", path=path, reason=Note("value-unfit", name=name)) from error
    except ValueError:
        raise StudioError("sidecar-broken", path=path, reason=Note("no-json")) from None
