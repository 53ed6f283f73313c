"""One fill from file to file: read the photo and the mask, fill, save; with the time of each step."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..core import provenance
from ..core.arrays import Pixels
from ..core.attempts import Attempts
from ..core.document.extend import Extension, require_room
from ..core.document.widen import widen
from ..core.errors import Note, StudioError
from ..core.files import (
    atomic_write,
    is_same_file,
    opened,
    require_writable,
)
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.mask_values import SOURCE_MASK, MaskFound, with_cover_warning
from ..core.photo import Photo
from ..core.photo_io import SaveOptions, find_mask, format_of, photo_size, read_photo, write_photo
from ..core.photo_io.infrared import infrared_of
from ..core.provenance import FileMark, FoundMark, PatchMark, Provenance, sidecar_path
from ..core.reconstruct import JoinOptions
from ..engines.pipeline import run as pipeline
from ..engines.pipeline.run import PreviewImage
from ..engines.registry import REGISTRY, Registry
from ..engines.request import Fill, FillRequest
from .budget.planning import plan_for
from .damage import Damage, DamageOptions, Look, find_damage
from .devices import can_use_gpu, require_device
from .extending import canvas_of, extended_request

Listener = Callable[[float, PreviewImage | None], None]

_FINDING = 0.4
"""The share of finding the damage in the progress of a fill."""


@dataclass(frozen=True)
class MaskOptions:
    """What to do with a mask before the fill: read it `soft`, invert, grow, widen, then feather it (px)."""

    soft: bool = False
    grow: float = 0.0
    feather: float = 0.0
    invert: bool = False
    widen: float = 0.0

    def applied(self, mask: Mask) -> Mask:
        """The mask, inverted, grown, widened and feathered."""
        if self.invert:
            mask = mask.inverted()
        if self.grow:
            mask = mask.grown(self.grow)
        mask = widen(mask, self.widen)
        return mask.feathered(self.feather) if self.feather else mask

    def warned(self, found: MaskFound, *, invert: str, revert: str) -> tuple[str, ...]:
        """The warnings about a mask that was found, and about the outcome of this edit.

        `invert` and `revert` are the notes on how to invert it.
        """
        lines = found.warnings
        marks = bool(found.mask.bounds)
        if self.invert:
            found = replace(found, mask=found.mask.inverted())
            if not found.mask.bounds:
                marks = False
                lines = (*lines, Note("inverse-empty"))
        if marks and self.grow < 0 and not found.mask.grown(self.grow).bounds:
            lines = (*lines, Note("shrunk-to-nothing", pixels=f"{-self.grow:g}"))
        return with_cover_warning(replace(found, warnings=lines), revert if self.invert else invert).warnings


@dataclass(frozen=True)
class FillSettings:
    """How to fill, independent of the photo: small and picklable, for worker processes.

    `attempts` and `within` are those of `FillRequest`.
    """

    engine: str = "auto"
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    edit: MaskOptions = MaskOptions()
    join: JoinOptions = JoinOptions()
    attempts: Attempts = ()
    within: float | None = None


@dataclass(frozen=True)
class FileFill:
    """A fill from file to file. `source_mask` and `guide` are files of the photo's size.

    `mask` is a file, or which damage to find in the photo or, for a replay, the mask itself (`found` is then
    how it was found, `widened` by how many pixels it had been widened). `look` is an earlier look for damage,
    which is used unless the photo has changed. `extend` says how the photo is
    extended first, or on which canvas; the border is filled too; `mask` may then be None, and `guide`, like
    the mask of a replay, has the size of that canvas.
    `sidecar` writes beside the output a file to repeat the fill from; it, and `mark` alone, also record in
    the photo's XMP how it was made. The photo may have `max_pixels`, by default `pixel_limit()`.
    """

    photo: Path
    mask: Path | Mask | DamageOptions | None
    output: Path
    settings: FillSettings = FillSettings()
    source_mask: Path | None = None
    guide: Path | None = None
    found: FoundMark | None = None
    widened: float = 0.0
    save: SaveOptions | None = None
    sidecar: bool = False
    mark: bool = False
    overwrite: bool = False
    max_pixels: int | None = None
    extend: Extension | Rect | None = None
    look: Look | None = None


@dataclass(frozen=True, eq=False)
class FileResult:
    """The result of a `FileFill`. Seconds are wall-clock; those of the fill itself are in `fill`."""

    fill: Fill
    output: Path
    load_seconds: float
    save_seconds: float
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the user should check: the fill may not be what was meant."""
    sidecar: Path | None = None
    marks: Mapping[str, int] | None = None
    """How many marks of each kind were found; None if the mask was given."""
    canvas: Rect | None = None
    """What was filled and saved, in the photo's coordinates, if it was extended."""


def fill_file(
    task: FileFill,
    *,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    registry: Registry = REGISTRY,
) -> FileResult:
    """Run a `FileFill`. The output is written completely or not at all.

    If the mask marks nothing, the output is a copy of the photo's file, unless it needs another format or
    `save` options. A run that was killed leaves no picture without its sidecar or with an old one (see
    `with_sidecar` and `resuming`).

    What would fail only at the end (an existing output, a missing folder, an unknown engine or parameter)
    is checked before the work. Raises StudioError and `Cancelled`.
    """
    sidecar = sidecar_path(task.output) if task.sidecar else None
    format_of(task.output)
    for path in (task.output, sidecar):
        if path is not None:
            require_writable(path, overwrite=task.overwrite)
    check_settings(task.settings, registry)
    start = time.perf_counter()
    helpers = {"sources-size": task.source_mask}
    if isinstance(task.mask, Path):
        helpers = {"mask-size": task.mask, **helpers}
    expected = photo_size(task.photo)
    require_sizes(expected, helpers)
    canvas = None if expected is None else canvas_of(task.extend, expected)
    require_sizes(expected if canvas is None else canvas.size, {"guide-size": task.guide})
    photo = read_photo(task.photo, max_pixels=task.max_pixels)
    size = photo.size
    canvas = canvas_of(task.extend, size)
    if canvas is not None:
        require_room(canvas.size, photo, task.max_pixels)
    drawn, damage = _mask_of(task, photo, on_progress, is_cancelled)
    final = drawn.mask if canvas is not None and isinstance(task.mask, Mask) else None
    request = request_for(photo, drawn.mask if final is None else Mask.empty(size), task.settings, registry)
    sources = None
    if task.source_mask is not None:
        sources = find_mask(task.source_mask, what=SOURCE_MASK)
        request = replace(request, sources=sources.mask)
    if canvas is not None:
        photo, request = extended_request(photo, request, canvas, final)
    if task.guide is not None:
        request = replace(request, guide=guide_array(read_photo(task.guide)))
    loaded = time.perf_counter()
    hurried: tuple[str, ...] = ()
    if request.within is not None:
        plan = plan_for(request, registry, is_cancelled=is_cancelled)
        request = plan.applied(request)
        if not plan.fits:
            takes = f"{plan.seconds:.{0 if plan.seconds >= 10 else 1}f}"
            hurried = (Note("time-short", seconds=takes, wanted=f"{request.within:g}"),)
    advance = on_progress if damage is None or damage.kept else _from(_FINDING, on_progress)
    fill = pipeline.run(request, on_progress=advance, is_cancelled=is_cancelled, registry=registry)
    filled = time.perf_counter()
    found = task.found if damage is None else damage.mark(task.settings.edit.grow)
    made = _provenance(task, size, canvas, request, fill, found) if task.sidecar or task.mark else None
    notes = _saved(task, photo, fill, made)
    return FileResult(
        fill,
        task.output,
        load_seconds=loaded - start,
        save_seconds=time.perf_counter() - filled,
        notes=(
            *photo.notes,
            *drawn.notes,
            *(() if sources is None else sources.notes),
            *device_notes(task.settings, registry),
            *((Note("extend-nothing"),) if task.extend and canvas is None else ()),
            *hurried,
            *fill.notes,
            *notes,
        ),
        warnings=(*drawn.warnings, *(() if sources is None else sources.warnings)),
        sidecar=sidecar,
        marks=None if damage is None else damage.counts,
        canvas=canvas,
    )


def _mask_of(
    task: FileFill,
    photo: Photo,
    on_progress: Listener | None,
    is_cancelled: Callable[[], bool] | None,
) -> tuple[MaskFound, Damage | None]:
    """The mask, before its edit, and the damage that it masks if that is what it is."""
    if task.mask is None:
        return MaskFound(Mask.empty(photo.size)), None
    if isinstance(task.mask, Mask):
        return MaskFound(task.mask), None
    if isinstance(task.mask, Path):
        return drawn_mask(task.mask, task.settings.edit), None
    advance = None if on_progress is None else lambda share: on_progress(_FINDING * share, None)
    infrared = infrared_of(task.photo, photo.size)
    damage = find_damage(
        photo,
        task.mask,
        infrared=infrared,
        look=task.look,
        on_progress=advance,
        is_cancelled=is_cancelled,
    )
    return MaskFound(damage.mask, damage.notes), damage


def _from(done: float, on_progress: Listener | None) -> Listener | None:
    """The listener for what comes after the share that is done."""
    if on_progress is None:
        return None
    return lambda fraction, preview: on_progress(done + (1 - done) * fraction, preview)


def _saved(task: FileFill, photo: Photo, fill: Fill, made: Provenance | None) -> tuple[str, ...]:
    """Write the picture and its sidecar; returns notes."""
    about = made if task.sidecar else None
    with provenance.with_sidecar(task.output, about, overwrite=task.overwrite) as about_sidecar:
        notes = _written(task, photo, fill, made)
    return (*notes, *about_sidecar)


def _written(task: FileFill, photo: Photo, fill: Fill, made: Provenance | None) -> tuple[str, ...]:
    plain = task.save in (None, SaveOptions())
    if not fill.patches and plain and photo.source.name == format_of(task.output):
        if is_same_file(task.photo, task.output):
            return ()
        with opened(task.photo) as source, atomic_write(task.output, overwrite=task.overwrite) as copy:
            shutil.copyfileobj(source, copy)
        return ()
    result = laid_over(photo, fill)
    if made is not None:
        result = provenance.marked(result, made)
    return write_photo(task.output, result, options=task.save, overwrite=task.overwrite)


def require_sizes(photo: Size | None, others: Mapping[str, Path | None]) -> None:
    """Raise unless other pictures have the size of the photo, as far as their headers say.

    Each has as its key the code of the error to raise: "mask-size", "sources-size", "guide-size" or
    "truth-size". So no picture of a wrong size is decoded.
    """
    for code, path in others.items():
        found = None if path is None or photo is None else photo_size(path)
        if found is not None and found != photo:
            raise StudioError(code, **{code.partition("-")[0]: str(found), "photo": str(photo)})


def drawn_mask(path: Path, edit: MaskOptions) -> MaskFound:
    """The mask in a file, for `request_for`, with the warnings about it and its edit."""
    found = find_mask(path, soft=edit.soft)
    return replace(
        found, warnings=edit.warned(found, invert=Note("use-invert"), revert=Note("leave-out-invert"))
    )


def request_for(
    photo: Photo, mask: Mask, settings: FillSettings, registry: Registry = REGISTRY
) -> FillRequest:
    """The request that fills `mask` (as read; it is edited here) in `photo`."""
    mask.require_size(photo.size)
    info = registry.get(settings.engine).info
    return FillRequest(
        photo=photo,
        mask=settings.edit.applied(mask),
        engine=settings.engine,
        params=settings.params,
        seed=settings.seed,
        join=settings.join,
        device=settings.device if can_use_gpu(info, registry) else "cpu",
        threads=settings.threads,
        attempts=settings.attempts,
        within=settings.within,
    )


def device_notes(settings: FillSettings, registry: Registry = REGISTRY) -> tuple[str, ...]:
    """The note for a user who asked for a GPU that the engine does not use."""
    info = registry.get(settings.engine).info
    if settings.device in ("auto", "cpu") or can_use_gpu(info, registry):
        return ()
    return (Note("processor-only", engine=info.label, device=settings.device),)


def laid_over(photo: Photo, fill: Fill) -> Photo:
    """The photo with its fill: everything else, metadata included, unchanged."""
    return replace(photo, pixels=fill.apply(photo), alpha=fill.apply_alpha(photo))


def check_settings(settings: FillSettings, registry: Registry = REGISTRY) -> None:
    """Raise now the StudioError that the engine, its parameters or the device would raise later."""
    registry.get(settings.engine).info.parse_params(settings.params)
    require_device(settings.device)


def _provenance(
    task: FileFill, size: Size, canvas: Rect | None, request: FillRequest, fill: Fill, found: FoundMark | None
) -> Provenance:
    """What the fill depended on; `size` is that of the photo in its file."""
    return Provenance(
        photo=FileMark.of(task.photo),
        size=size,
        canvas=canvas,
        mask=request.mask,
        widened=task.widened or task.settings.edit.widen,
        engine=fill.engine,
        params=fill.params,
        seed=fill.seed,
        version=fill.version,
        device=fill.device,
        threads=fill.threads,
        join=request.join,
        save=task.save or SaveOptions(),
        guide=None if task.guide is None else FileMark.of(task.guide),
        sources=None if task.source_mask is None else FileMark.of(task.source_mask),
        attempts=fill.attempts,
        patches=tuple(PatchMark(patch.rect, patch.engine, patch.reason) for patch in fill.patches),
        found=found,
        copied=fill.copied,
        files={name: FileMark.of(path) for name, path in files_of(fill).items()},
        weights=fill.weights_hash,
        trained=fill.weights_hash is not None,
        libraries=provenance.library_versions(),
    )


def files_of(fill: Fill, registry: Registry = REGISTRY) -> dict[str, str]:
    """The files that the parameters of a fill name, by parameter."""
    info = registry.info(fill.engine)
    named = () if info is None else (param.name for param in info.params if param.kind == "file")
    return {name: str(fill.params[name]) for name in named if fill.params.get(name)}


def guide_array(guide: Photo) -> Pixels:
    """A guide for a request: (H, W, 3) in the guide's own dtype."""
    return guide.pixels if guide.channels == 3 else np.repeat(guide.pixels, 3, axis=2)
