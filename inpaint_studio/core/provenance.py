"""How a saved photo was made: a sidecar from which a fill can be replayed, and a mark inside the photo.

The sidecar is JSON beside the output. It contains the mask, so that a replay needs only the photo, and no
time or date, so that a replay gives the same bytes. Paths in it are relative to its folder.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib.metadata
import io
import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from . import attempts
from .arrays import AnyArray
from .attempts import Attempts
from .errors import Note, StudioError
from .files import atomic_write, exists, is_file, opened, os_errors_as_studio
from .geometry import Rect, Size
from .limits import photo_too_large, pixel_limit
from .mask import Mask
from .photo import Photo
from .photo_io import SaveOptions
from .photo_io.metadata import xmp
from .photo_io.png import read as png_read
from .photo_io.png import write as png
from .reconstruct import JoinOptions

if TYPE_CHECKING:
    from .sidecar import File, Sidecar

SCHEMA = 2
"""Sidecars of a photo whose canvas is its own, filled once, are still written as 1, for older versions."""
ENDING = ".inpaint.json"

_PLAIN = ("engine", "seed", "device", "threads", "weights", "trained", "version")
"""What a sidecar holds as it is."""
_LIBRARIES = ("numpy", "scipy", "opencv-python-headless", "scikit-image", "numba", "pillow", "torch")
_DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_OURS = "urn:inpaint-studio:provenance:1:"
_PREFIXES = {_IPTC_EXTENSION: "Iptc4xmpExt", _OURS: "inpaint"}


@dataclass(frozen=True)
class FileMark:
    """A file that was used: its path and the SHA-256 of its bytes at that time."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> FileMark:
        """The mark of a file with its present contents. Raises what `files.opened` raises."""
        given = Path(path)
        with opened(given) as file:
            return cls(given.absolute(), hashlib.file_digest(cast(Any, file), "sha256").hexdigest())

    def require_same(self, path: str | os.PathLike[str] | None = None) -> Path:
        """The path of the file (`path`, if it has moved), after checking its contents.

        Raises StudioError "file-changed", "file-missing" or "file-unreadable".
        """
        where = self.path if path is None else Path(path)
        if FileMark.of(where).sha256 != self.sha256:
            raise StudioError("file-changed", path=where)
        return where


@dataclass(frozen=True)
class PatchMark:
    """One filled rectangle, the engine that filled it and why it was chosen."""

    rect: Rect
    engine: str
    reason: str = ""


@dataclass(frozen=True)
class FoundMark:
    """How a mask was found in the photo.

    `kinds` were looked for; `marks` says how many marks of each it covers, `grown` by how many pixels these
    were grown; `finder` is the SHA-256 of the network's file.
    """

    sensitivity: float
    kinds: tuple[str, ...]
    careful_faces: bool
    grown: float
    marks: Mapping[str, int]
    finder: str


@dataclass(frozen=True)
class About:
    """What a sidecar says in a few words: of which photo, how many pixels were filled, and how found."""

    photo: FileMark
    area: int
    found: FoundMark | None


@dataclass(frozen=True, eq=False)
class Provenance:
    """Everything that one fill from file to file depended on.

    `mask` is the final mask, after grow and feather, and `widened` by how many pixels its parts had been
    widened (see `document.widen`); `size` is the size of the upright photo. `canvas` is
    what was filled and saved, in the photo's coordinates, if that was extended; the mask has its size.
    `engine` and `params` are what was requested; `attempts` were made for each hole; `patches` say which
    engine filled it. `weights` is the SHA-256 of the weights of a trained model, `trained` whether one was
    used. `found` is None for a mask that was given. `copied` is the share of the filled pixels whose colours
    were copied from the photo, 0 to 1; None if it is not known. `files` are those that `params` name, by
    the name of the parameter.
    """

    photo: FileMark
    size: Size
    mask: Mask
    engine: str
    params: Mapping[str, int | float | bool | str]
    seed: int
    version: str
    device: str = "cpu"
    threads: int = 1
    join: JoinOptions = JoinOptions()
    save: SaveOptions = field(default_factory=SaveOptions)
    guide: FileMark | None = None
    sources: FileMark | None = None
    attempts: Attempts = ()
    patches: tuple[PatchMark, ...] = ()
    found: FoundMark | None = None
    copied: float | None = None
    weights: str | None = None
    trained: bool = False
    libraries: Mapping[str, str] = field(default_factory=dict)
    canvas: Rect | None = None
    widened: float = 0.0
    files: Mapping[str, FileMark] = field(default_factory=dict)


def sidecar_path(output: str | os.PathLike[str]) -> Path:
    """Where the sidecar of an output belongs: beside it, `photo.png.inpaint.json` for `photo.png`."""
    path = Path(output)
    return path.with_name(path.name + ENDING)


def library_versions() -> dict[str, str]:
    """The versions of Python and of the installed libraries that affect pixels, without importing them."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def write_sidecar(path: str | os.PathLike[str], provenance: Provenance, *, overwrite: bool = False) -> None:
    """Write the sidecar: the same bytes for the same provenance. Raises what `atomic_write` raises."""
    folder = Path(path).absolute().parent
    size = [provenance.size.width, provenance.size.height]
    files = {name: _mark(mark, folder) for name, mark in provenance.files.items()}
    about = {
        "schema": 1 if provenance.canvas is None and not provenance.attempts else SCHEMA,
        "photo": _mark(provenance.photo, folder) | {"size": size},
        "mask": {
            "digest": provenance.mask.digest,
            "area": provenance.mask.area,
            "png": base64.b64encode(_png_of(provenance.mask)).decode("ascii"),
            **({"widened": provenance.widened} if provenance.widened else {}),
        },
        **{name: getattr(provenance, name) for name in _PLAIN},
        "params": {**provenance.params, **{name: mark["path"] for name, mark in files.items()}},
        "join": asdict(provenance.join),
        "guide": provenance.guide and _mark(provenance.guide, folder),
        "sources": provenance.sources and _mark(provenance.sources, folder),
        "patches": [
            {"rect": patch.rect.numbers, "engine": patch.engine, "reason": patch.reason}
            for patch in provenance.patches
        ],
        **({"attempts": attempts.to_json(provenance.attempts)} if provenance.attempts else {}),
        **({} if provenance.copied is None else {"copied": provenance.copied}),
        **({} if provenance.found is None else {"found": asdict(provenance.found)}),
        **({} if provenance.canvas is None else {"canvas": provenance.canvas.numbers}),
        **({"files": files} if files else {}),
        "save": asdict(provenance.save),
        "libraries": dict(provenance.libraries),
    }
    text = json.dumps(about, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(text.encode("utf-8", "surrogateescape"))


def drop_sidecar(output: str | os.PathLike[str], *, overwrite: bool) -> tuple[str, ...]:
    """Remove an old sidecar after `output` was written without one; returns notes for the user.

    Only a sidecar is removed, and only with `overwrite`; otherwise the note says that it is out of date.
    """
    from .sidecar import parsed

    path = sidecar_path(output)
    if not is_file(path):
        return ()
    try:
        parsed(path, SCHEMA)
    except StudioError as error:
        if error.code not in ("sidecar-newer", "sidecar-of-texture"):
            return ()
    if overwrite:
        with contextlib.suppress(OSError):
            path.unlink()
            return (Note("sidecar-removed", name=path.name),)
    return (Note("sidecar-stale", name=path.name),)


@contextlib.contextmanager
def with_sidecar(path: Path, made: Provenance | None, *, overwrite: bool) -> Iterator[tuple[str, ...]]:
    """Keep the sidecar in step with the picture that the block writes to `path`; yields notes for the user.

    Afterwards it is `made`; None removes that of the picture before. A kill never leaves a picture with the
    sidecar of another one: a new one is written before its picture, that of the picture before is removed
    before it is replaced. If the block fails, all is as it was. Raises what `atomic_write` raises; a sidecar
    that cannot be written leaves none.
    """
    sidecar = sidecar_path(path)
    if made is not None and not exists(path):
        write_sidecar(sidecar, made, overwrite=overwrite)
        try:
            yield ()
        except BaseException:
            drop_sidecar(path, overwrite=True)
            raise
        return
    before = None
    if overwrite and is_file(sidecar):
        with os_errors_as_studio(sidecar):
            before = sidecar.read_bytes()
    notes = drop_sidecar(path, overwrite=overwrite)
    try:
        yield notes if made is None else ()
    except BaseException:
        if before is not None and not exists(sidecar):
            with contextlib.suppress(StudioError), atomic_write(sidecar, overwrite=False) as file:
                file.write(before)
        raise
    if made is not None:
        write_sidecar(sidecar, made, overwrite=overwrite)


def read_about(path: str | os.PathLike[str]) -> About:
    """What a sidecar says in a few words, without unpacking its mask. Raises what `read_sidecar` raises."""
    from .sidecar import parsed

    given = Path(path)
    read = parsed(given, SCHEMA)
    return About(_marked_file(read.photo, given.absolute().parent), read.mask.area, _found(read))


def read_sidecar(
    path: str | os.PathLike[str], *, check: Callable[[FileMark, Size], object] = lambda photo, size: None
) -> Provenance:
    """The provenance in a sidecar.

    `check` is called with the photo and its recorded size before the mask of that size is unpacked, and may
    raise. Raises what `files.opened` raises, StudioError "photo-too-large", "sidecar-broken", or
    "sidecar-newer" for one that a later version wrote.
    """
    from .sidecar import parsed  # pydantic is slow to load and only a replay needs it

    given = Path(path)
    read = parsed(given, SCHEMA)
    folder, size = given.absolute().parent, Size(*read.photo.size)
    photo = _marked_file(read.photo, folder)
    check(photo, size)
    canvas = None if read.canvas is None else Rect(*read.canvas)
    if canvas is not None and not (canvas and canvas & Rect.of(size)):
        raise StudioError("sidecar-broken", path=given, reason=Note("value-unfit", name="canvas"))
    return Provenance(
        photo=photo,
        size=size,
        canvas=canvas,
        mask=_mask_of(read, size if canvas is None else canvas.size, given),
        widened=read.mask.widened,
        params=read.params,
        join=JoinOptions(**read.join.model_dump()),
        save=SaveOptions(**read.save.model_dump()),
        guide=None if read.guide is None else _marked_file(read.guide, folder),
        sources=None if read.sources is None else _marked_file(read.sources, folder),
        attempts=attempts.from_json([one.model_dump() for one in read.attempts]),
        patches=tuple(PatchMark(Rect(*one.rect), one.engine, one.reason) for one in read.patches),
        found=_found(read),
        files={name: _marked_file(mark, folder) for name, mark in read.files.items()},
        copied=read.copied,
        libraries=read.libraries,
        **{name: getattr(read, name) for name in _PLAIN},
    )


def marked(photo: Photo, provenance: Provenance) -> Photo:
    """The photo with an XMP packet that says how it was filled; other XMP properties are kept.

    IPTC's digital source type is `compositeWithTrainedAlgorithmicMedia` if a trained model took part,
    else `humanEdits` ("using non-generative tools": a person chose what to replace). A photo already
    declared as made with a trained model keeps that type.
    """
    kind = "compositeWithTrainedAlgorithmicMedia" if provenance.trained else "humanEdits"
    before = xmp.value_of(photo.xmp, _IPTC_EXTENSION, "DigitalSourceType") or ""
    values = {
        (_OURS, "engine"): provenance.engine,
        (_OURS, "filledBy"): ", ".join(dict.fromkeys(patch.engine for patch in provenance.patches)),
        (_OURS, "seed"): str(provenance.seed),
        (_OURS, "maskDigest"): provenance.mask.digest,
        (_OURS, "maskArea"): str(provenance.mask.area),
        (_OURS, "version"): provenance.version,
    }
    if provenance.weights:
        values[_OURS, "weights"] = provenance.weights
    if "trained" not in before.lower():
        values[_IPTC_EXTENSION, "DigitalSourceType"] = _DIGITAL_SOURCE + kind
    return replace(photo, xmp=xmp.with_values(photo.xmp, values, _PREFIXES))


def _mark(mark: FileMark, folder: Path) -> dict[str, Any]:
    try:
        path = Path(os.path.relpath(mark.path, folder)).as_posix()
    except ValueError:  # another drive
        path = mark.path.as_posix()
    return {"path": path, "sha256": mark.sha256}


def _marked_file(read: File, folder: Path) -> FileMark:
    return FileMark(Path(os.path.normpath(folder / read.path)), read.sha256)


def _found(read: Sidecar) -> FoundMark | None:
    if read.found is None:
        return None
    values = read.found.model_dump()
    return FoundMark(**values | {"kinds": tuple(values["kinds"])})


def _png_of(mask: Mask) -> bytes:
    file = io.BytesIO()
    png.write(file, mask.coverage[..., None], None)
    return file.getvalue()


def _mask_of(read: Sidecar, size: Size, path: Path) -> Mask:
    """The embedded mask, checked against its digest."""
    if size.area > pixel_limit():
        raise photo_too_large(path, size, pixel_limit())
    try:
        file = io.BytesIO(base64.b64decode(read.mask.png, validate=True))
        coverage: AnyArray = png_read.read(file, size.area).pixels
        mask = Mask(coverage.reshape(coverage.shape[:2]))
    except MemoryError:
        raise
    except Exception as error:  # base64, PNG, size and shape can all be wrong
        raise StudioError("sidecar-broken", path=path, reason=Note("mask-unreadable")) from error
    if mask.digest != read.mask.digest or mask.size != size:
        raise StudioError("sidecar-broken", path=path, reason=Note("mask-changed"))
    return mask
