"""Saving a picture: its pixels and metadata as chosen, and its sidecar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..core import attempts, provenance
from ..core.depth import eight_bit
from ..core.document.extend import border_is_unfilled
from ..core.document.layers import FillLayer
from ..core.document.state import AVOID, SOURCES, State
from ..core.document.widen import widened_by
from ..core.errors import Note, StudioError
from ..core.files import is_same_file, require_writable
from ..core.geometry import Rect
from ..core.photo import Photo, SourceFormat
from ..core.photo_io import SaveOptions, read_photo, write_photo
from ..core.provenance import FileMark, PatchMark, Provenance, sidecar_path
from ..core.version import VERSION
from .results import copied_in, join_in


@dataclass(frozen=True)
class SaveChoice:
    """How the user wants a picture saved.

    `deep` keeps 16 bit where the format can; `metadata` keeps EXIF, XMP and texts (the colour profile is
    always kept, as the colours mean nothing without it); `sidecar` also writes a file to repeat the fill
    from.
    """

    options: SaveOptions = field(default_factory=SaveOptions)
    deep: bool = True
    metadata: bool = True
    sidecar: bool = False


@dataclass(frozen=True)
class Written:
    """Lines to show the user: what the format changed, about the sidecar, and what may not be meant."""

    notes: tuple[str, ...]
    about_sidecar: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def write_picture(
    path: Path,
    state: State,
    origin: Path | None,
    choice: SaveChoice,
    *,
    overwrite: bool,
    max_pixels: int,
    prepare: Callable[[], None],
) -> Written:
    """Save the picture, and its sidecar if one is wanted and possible. For the thread pool.

    `origin` is the file of the photo, of at most `max_pixels`. The sidecar of a previous file at `path` is
    always removed. `prepare` is called before `path` is touched. Raises what `write_photo` raises.
    """
    wanted = choice.sidecar and origin is not None
    made = provenance_of(state, origin, path, choice, max_pixels) if wanted and origin is not None else None
    photo = as_chosen(state.document.flattened(), choice)
    if made is not None:
        require_writable(sidecar_path(path), overwrite=overwrite)
        photo = provenance.marked(photo, made)
    prepare()
    with provenance.with_sidecar(path, made, overwrite=overwrite) as about_sidecar:
        notes = write_photo(path, photo, options=choice.options, overwrite=overwrite)
    lines = [Note("sidecar-none")] if wanted and made is None else []
    warnings = (Note("border-unfilled"),) if border_is_unfilled(state.document) else ()
    return Written(notes, (*lines, *about_sidecar), warnings)


def as_chosen(photo: Photo, choice: SaveChoice) -> Photo:
    """The photo reduced to what is to be saved."""
    if not choice.deep and photo.dtype == np.uint16:
        alpha = None if photo.alpha is None else eight_bit(photo.alpha)
        photo = replace(photo, pixels=eight_bit(photo.pixels), alpha=alpha)
    if not choice.metadata:
        options = photo.source.options
        kept = {name: value for name, value in options.items() if name not in ("chunks", "tags")}
        photo = replace(
            photo,
            exif=None,
            xmp=None,
            iptc=None,
            photoshop=None,
            comments=(),
            source=SourceFormat(photo.source.name, kept),
        )
    return photo


def repeatable(state: State, origin: Path | None) -> FillLayer | None:
    """The one fill that makes the picture from `origin` (its file), if a sidecar can describe it."""
    document = state.document
    shown = [layer for layer in document.layers if layer.shows]
    if origin is None or len(shown) != 1 or len(document.layers) != 1 or shown[0].opacity < 1:
        return None
    if not document.canvas.contains(Rect.of(document.photo.size)):
        return None
    if any(state.tiles(name).tiles_used() for name in (SOURCES, AVOID)):
        return None
    about = shown[0].content.description
    if about.get("partial"):  # when it was stopped cannot be repeated
        return None
    return shown[0] if {"engine", "params", "seed", "mask_hash", "version"} <= about.keys() else None


def provenance_of(
    state: State, origin: Path, target: Path, choice: SaveChoice, max_pixels: int
) -> Provenance | None:
    """Everything that the one fill of the picture depended on; None if a sidecar cannot describe it.

    The file `origin` must hold exactly this photo and must not be `target`. Raises
    StudioError "file-missing" or "file-unreadable".
    """
    layer = repeatable(state, origin)
    if layer is None or is_same_file(origin, target) or not _holds(origin, state.document.photo, max_pixels):
        return None
    about: dict[str, Any] = dict(layer.content.description)
    mask = state.document.mask_of_layer(0)
    if mask.digest != about["mask_hash"]:
        return None
    engines = about.get("engines") or [about["engine"]]
    size, canvas = state.document.photo.size, state.document.canvas
    return Provenance(
        photo=FileMark.of(origin),
        size=size,
        canvas=None if canvas == Rect.of(size) else canvas,
        mask=mask,
        widened=widened_by(about),
        engine=str(about["engine"]),
        params=dict(about["params"]),
        seed=int(about["seed"]),
        version=str(about["version"] or VERSION),
        device=str(about.get("device", "cpu")),
        threads=int(about.get("threads", 1)),
        join=join_in(about),
        save=choice.options,
        attempts=attempts.from_json(about.get("attempts", ())),
        patches=tuple(
            PatchMark(
                patch.rect.moved(-canvas.x, -canvas.y),
                str(engines[0]) if len(engines) == 1 else str(about["engine"]),
            )
            for patch in layer.content.patches
        ),
        copied=copied_in(about),
        weights=about.get("weights_hash"),
        trained=about.get("weights_hash") is not None,
        libraries=provenance.library_versions(),
    )


def _holds(path: Path, photo: Photo, max_pixels: int) -> bool:
    """Whether the file still holds that photo."""
    try:
        found = read_photo(path, max_pixels=max_pixels)
    except StudioError:
        return False
    planes = ((found.pixels, photo.pixels), (found.alpha, photo.alpha))
    return all(
        one is other or (one is not None and other is not None and np.array_equal(one, other))
        for one, other in planes
    )
