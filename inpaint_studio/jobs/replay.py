"""Repeating a fill from its sidecar: the same photo in, the same bytes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..core.errors import Note, StudioError
from ..core.geometry import Size
from ..core.photo_io import photo_size
from ..core.provenance import FileMark, Provenance, library_versions, read_sidecar
from ..core.version import VERSION
from .devices import can_be_used
from .files import FileFill, FileResult, FillSettings, Listener, fill_file


def replay(
    sidecar: Path,
    output: Path,
    *,
    photo: Path | None = None,
    again: bool = False,
    overwrite: bool = False,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> FileResult:
    """Repeat the fill of a sidecar. `photo` is where the photo is now, `again` writes a sidecar too.

    The bytes are the same with the same versions and extension of `output`; notes say what differs.
    Raises StudioError "sidecar-…", "file-missing" or, if the photo has changed, "file-changed", and what
    `fill_file` raises.
    """

    def check(mark: FileMark, size: Size) -> None:
        nonlocal photo
        photo = mark.require_same(photo)
        if photo_size(photo) not in (None, size):
            raise StudioError("sidecar-broken", path=sidecar, reason=Note("photo-resized"))

    made = read_sidecar(sidecar, check=check)
    assert photo is not None
    device = made.device if can_be_used(made.device) else "auto"
    task = FileFill(
        photo,
        made.mask,
        output,
        FillSettings(
            made.engine,
            {**made.params, **{name: str(mark.require_same()) for name, mark in made.files.items()}},
            made.seed,
            device,
            made.threads,
            join=made.join,
            attempts=made.attempts,
        ),
        source_mask=None if made.sources is None else made.sources.require_same(),
        guide=None if made.guide is None else made.guide.require_same(),
        found=made.found,
        widened=made.widened,
        save=made.save,
        sidecar=again,
        mark=True,
        overwrite=overwrite,
        extend=made.canvas,
    )
    result = fill_file(task, on_progress=on_progress, is_cancelled=is_cancelled)
    return replace(result, notes=(*_differences(made, result), *result.notes))


def _differences(made: Provenance, result: FileResult) -> tuple[str, ...]:
    """Notes on why the result may not be the same."""
    notes = []
    if made.version != VERSION:
        notes.append(Note("replay-version", old=made.version, new=VERSION))
    here = library_versions()
    others = [name for name, version in made.libraries.items() if here.get(name) != version]
    if others:
        notes.append(Note("replay-libraries", names=", ".join(others)))
    if result.fill.device != made.device:
        notes.append(Note("replay-device", old=made.device, new=result.fill.device))
    if result.fill.weights_hash != made.weights:
        notes.append(Note("replay-weights"))
    if [patch.engine for patch in made.patches] != [patch.engine for patch in result.fill.patches]:
        notes.append(Note("replay-engines"))
    return tuple(notes)
