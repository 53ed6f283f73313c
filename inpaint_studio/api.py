"""The Python interface: fill and compare, on NumPy arrays and on files."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack, overload

import numpy as np

from .core.arrays import AnyArray
from .core.errors import Note, StudioError
from .core.files import require_writable
from .core.geometry import Size
from .core.mask import Mask
from .core.mask_values import MASK, SOURCE_MASK, MaskFound, mask_in
from .core.photo import Photo
from .core.photo_io import find_mask, photo_size, read_photo, write_photo
from .core.provenance import with_sidecar
from .core.reconstruct import JoinOptions
from .engines.pipeline import run as pipeline
from .engines.registry import REGISTRY, EngineEntry
from .engines.request import FillRequest
from .evaluation.contest import Contestant, contest
from .jobs.files import FillSettings, MaskOptions, guide_array, laid_over, request_for, require_sizes

StrPath = str | os.PathLike[str]
MaskLike = AnyArray | Mask | StrPath
GuideLike = AnyArray | Photo | StrPath
Progress = Callable[[float, pipeline.PreviewImage | None], None]

_DEFAULT_JOIN = JoinOptions()


def open_photo(path: StrPath) -> Photo:
    """The photo in a file: upright, 8 or 16 bit, with its profile, EXIF and format.

    Raises StudioError for a file that is missing, damaged or not a picture.
    """
    return read_photo(path)


class FillOptions(TypedDict, total=False):
    """The keyword arguments of `fill` for arrays and for files."""

    params: Mapping[str, Any] | None
    seed: int
    soft: bool
    invert: bool
    grow: float
    feather: float
    source_mask: MaskLike | None
    guide: GuideLike | None
    join: JoinOptions
    device: str
    threads: int | None
    on_progress: Progress | None
    is_cancelled: Callable[[], bool] | None


class FileFillOptions(FillOptions, total=False):
    """Those of `fill` for files alone."""

    output: StrPath | None
    overwrite: bool


@overload
def fill(photo: AnyArray, mask: MaskLike, engine: str = ..., **options: Unpack[FillOptions]) -> AnyArray: ...


@overload
def fill(
    photo: Photo | StrPath, mask: MaskLike, engine: str = ..., **options: Unpack[FileFillOptions]
) -> Photo: ...


def fill(
    photo: AnyArray | Photo | StrPath,
    mask: MaskLike,
    engine: str = "auto",
    *,
    params: Mapping[str, Any] | None = None,
    seed: int = 0,
    soft: bool = False,
    invert: bool = False,
    grow: float = 0.0,
    feather: float = 0.0,
    source_mask: MaskLike | None = None,
    guide: GuideLike | None = None,
    join: JoinOptions = _DEFAULT_JOIN,
    device: str = "auto",
    threads: int | None = None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    output: StrPath | None = None,
    overwrite: bool = False,
) -> AnyArray | Photo:
    """The photo with its hole filled; the arguments are not changed.

    `photo` is an array (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA of uint8 or uint16, and the
    result is a new array of the same shape and dtype; or it is a file or a `Photo`, and the result is a
    `Photo`, also saved to `output` if one is named (the sidecar of a previous file there is removed).

    `mask` is a file or an array (H, W) of bool, uint8, uint16, or float in [0, 1]; it is split at one half,
    unless `soft` lets greys blend; `invert` fills the rest instead. `grow` and `feather` are in pixels. A
    mask that looks wrong (it marks nothing, or most of the photo) gives a `UserWarning`. Pixels that the
    mask keeps have exactly the same values in the result.

    `engine` is a name from `list_engines` and `params` its parameters. `source_mask` (like `mask`) says
    where an engine may copy from and `guide` (like `photo`) what to stay close to, for engines that use
    them. The same arguments give the same result. `on_progress(fraction, preview)` is called with the
    progress; if `is_cancelled()` becomes true, `Cancelled` is raised.

    Raises StudioError, whose text is for people and whose `code` is for programs: for a mask of another
    size ("mask-size") or that covers everything ("mask-full"), an unknown engine or parameter, a file that
    cannot be read or written.

    >>> import numpy as np
    >>> photo = np.tile(np.arange(64, dtype=np.uint8), (48, 1))
    >>> mask = np.zeros((48, 64), bool)
    >>> mask[20:28, 30:34] = True
    >>> filled = fill(photo, mask, engine="telea")
    >>> filled.shape, filled.dtype.name, bool((filled[~mask] == photo[~mask]).all())
    ((48, 64), 'uint8', True)
    """
    target = None if output is None else Path(output)
    if target is not None:
        require_writable(target, overwrite=overwrite)
    _require_sizes(photo, {"mask-size": mask, "sources-size": source_mask, "guide-size": guide})
    given = _photo_of(photo)
    settings = FillSettings(
        engine, dict(params or {}), seed, device, threads, MaskOptions(soft, grow, feather, invert), join
    )
    request = _with_hints(request_for(given, _mask_of(mask, settings.edit), settings), source_mask, guide)
    done = laid_over(given, pipeline.run(request, on_progress=on_progress, is_cancelled=is_cancelled))
    if target is not None:
        with with_sidecar(target, None, overwrite=overwrite):
            write_photo(target, done, overwrite=overwrite)
    return _like(photo, done) if isinstance(photo, np.ndarray) else done


def list_engines() -> list[EngineEntry]:
    """All engines: the name, the `info` (what it is good for, its parameters), whether it is `available`.

    >>> "telea" in [engine.name for engine in list_engines() if engine.available]
    True
    """
    return REGISTRY.entries()


def compare(
    photo: AnyArray | Photo | StrPath,
    mask: MaskLike,
    engines: Sequence[str],
    *,
    truth: AnyArray | Photo | StrPath | None = None,
    seed: int = 0,
    soft: bool = False,
    invert: bool = False,
    grow: float = 0.0,
    feather: float = 0.0,
    join: JoinOptions | None = None,
    device: str = "auto",
    threads: int | None = None,
) -> list[Contestant]:
    """The fills of the same hole by several engines, in the order of `engines`; each may fail separately.

    Each has the `engine`, its filled `photo`, its `seconds`, its `error` or None, and with `truth` (what
    should be in the hole) its `scores`. With a truth, no grain is added unless `join` says so, as it would
    count as texture. The arguments are those of `fill`.
    """
    _require_sizes(photo, {"mask-size": mask, "truth-size": truth})
    known = None if truth is None else _photo_of(truth)
    if join is None:
        join = JoinOptions(grain=known is None)
    settings = FillSettings(
        seed=seed, device=device, threads=threads, edit=MaskOptions(soft, grow, feather, invert), join=join
    )
    for engine in engines:
        REGISTRY.get(engine)
    return list(contest(_photo_of(photo), _mask_of(mask, settings.edit), engines, settings, truth=known))


def _require_sizes(photo: AnyArray | Photo | StrPath, others: Mapping[str, object]) -> None:
    """Raise for files of another size than the photo, before any is decoded."""
    if isinstance(photo, np.ndarray):
        size = Size(photo.shape[1], photo.shape[0]) if photo.ndim > 1 else None
    else:
        size = photo.size if isinstance(photo, Photo) else photo_size(photo)
    files = {code: Path(one) for code, one in others.items() if isinstance(one, str | os.PathLike)}
    require_sizes(size, files)


def _photo_of(given: AnyArray | Photo | StrPath) -> Photo:
    if isinstance(given, Photo):
        return given
    if not isinstance(given, np.ndarray):
        return read_photo(given)
    pixels = given[..., None] if given.ndim == 2 else given
    known = given.dtype in (np.uint8, np.uint16) and pixels.ndim == 3 and pixels.shape[2] in (1, 3, 4)
    if not known or not pixels.size:
        raise StudioError("array-kind", shape=given.shape, dtype=given.dtype)
    return Photo(pixels[..., :3], pixels[..., 3]) if pixels.shape[2] == 4 else Photo(pixels)


def _like(given: AnyArray, photo: Photo) -> AnyArray:
    """The photo as an array of the shape of `given`."""
    pixels = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    return np.array(pixels.reshape(given.shape))


def _mask_of(given: MaskLike, edit: MaskOptions) -> Mask:
    """The mask for `request_for`, with warnings if it looks wrong."""
    if isinstance(given, Mask):
        return given
    found = _found(given, soft=edit.soft)
    _warn(edit.warned(found, invert=Note("pass-invert"), revert=Note("leave-out-invert-true")), 2)
    return found.mask


def _sources_of(given: MaskLike) -> Mask:
    if isinstance(given, Mask):
        return given
    found = _found(given, what=SOURCE_MASK)
    _warn(found.warnings, 3)
    return found.mask


def _found(given: AnyArray | StrPath, *, soft: bool = False, what: str = MASK) -> MaskFound:
    if isinstance(given, np.ndarray):
        return mask_in(given, soft=soft, what=what)
    return find_mask(given, soft=soft, what=what)


def _warn(lines: Sequence[str], level: int) -> None:
    """Warn on behalf of the frame `level` calls above the caller."""
    for line in lines:
        warnings.warn(line, UserWarning, stacklevel=level + 2)


def _with_hints(request: FillRequest, sources: MaskLike | None, guide: GuideLike | None) -> FillRequest:
    if sources is not None:
        request = replace(request, sources=_sources_of(sources))
    if guide is not None:
        request = replace(request, guide=guide_array(_photo_of(guide)))
    return request
