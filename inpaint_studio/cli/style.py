"""`inpaint-studio style`: a photo, or a part of it, in the style of a painting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.mask import Mask
from ..core.photo_io import photo_size, read_photo
from ..evaluation.words import seconds
from ..jobs.files import FileFill, FileResult, fill_file
from .fill import report
from .mask_files import require_apart
from .output import pixels, print_json, progress, say, warn
from .settings import require_no_mask_edit, save_options, settings_from
from .usage import require_one_of

COLOURS = ("painting", "photo")


def run(
    photo: Path,
    *,
    painting: Path,
    output: Path,
    mask: Path | None,
    strength: float | None,
    colours: str | None,
    strokes: float | None,
    quality: int | None,
    sidecar: bool,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Paint, save and report; returns the exit code 0."""
    require_one_of("--colours", colours, COLOURS)
    require_apart({"--output": output}, {"--mask": mask, "--from": painting})
    if mask is None:
        require_no_mask_edit(options)
    settings = settings_from(engine="style", **options)
    given = {
        "painting": str(painting.absolute()),
        "strength": strength,
        "colours": colours,
        "strokes": strokes,
    }
    params = {name: value for name, value in given.items() if value is not None}
    task = FileFill(
        photo,
        _whole(photo) if mask is None else mask,
        output,
        replace(settings, params=params),
        save=save_options(quality),
        sidecar=sidecar,
        overwrite=overwrite,
    )
    with progress("Painting", shown=not as_json) as advance:
        result = fill_file(task, on_progress=advance)
    _show(result, as_json=as_json)
    return 0


def _whole(photo: Path) -> Mask:
    """A mask of all of the photo."""
    size = photo_size(photo)
    return Mask.full(read_photo(photo).size if size is None else size)


def _show(result: FileResult, *, as_json: bool) -> None:
    """Print the result, for people or for a script."""
    warn(result.warnings)
    if as_json:
        print_json(report(result))
        return
    saved = f"Saved {result.output}"
    if result.sidecar is not None:
        saved += f" and {result.sidecar.name}"
    if result.fill.patches:
        painted = f"Painted {pixels(result.fill.mask_pixels)} in {seconds(result.fill.seconds)}"
        say(f"{painted}. {saved}.")
    else:
        say(f"The mask marks nothing, so nothing was painted. {saved}.")
    for note in result.notes:
        say(f"  {note}")
