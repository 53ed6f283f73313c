"""`inpaint-studio medical blank-text`, and `find --kinds text` for a medical picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...core.errors import Note
from ...medical.burned_text import blanked, find_burned_text, to_paint
from ...medical.derived import write_derived
from ...medical.filling import ENGINE, fill_frames
from ...medical.reading import read_medical
from ..mask_files import require_apart, require_png, save_png
from ..output import pixels, print_json, progress, say, warn
from ..usage import require_none
from .saving import check_files, derivation_from, report

_SEARCH = 0.7  # of the progress, if the text is painted over afterwards


def run(
    picture: Path,
    output: Path,
    *,
    sensitivity: float,
    paint: bool,
    value: float | None,
    overwrite: bool,
    as_json: bool,
    **derived: Any,
) -> int:
    """Find, blank or paint over, save and report; returns the exit code."""
    if paint:
        require_none({"--value": value}, because="with --paint nothing is blanked")
    require_apart({"--output": output}, {"PICTURE": picture})
    image = read_medical(picture)
    nothing = derivation_from(np.zeros(image.values.shape[:3], bool), **derived)
    check_files(image, output, nothing.mask_as, overwrite=overwrite)
    with progress("Looking", shown=not as_json) as advance:
        found = find_burned_text(
            image, sensitivity=sensitivity, report=lambda share: advance(share * _SEARCH, None)
        )
        planes = to_paint(found) if paint else found.boxes
        if paint:
            how: dict[str, Any] = {"engine": ENGINE}
            result = fill_frames(
                image,
                planes,
                ENGINE,
                on_progress=lambda share: advance(_SEARCH + (1 - _SEARCH) * share, None),
            )
        else:
            how = {"blanked": True}
            result = blanked(image, planes, value)
    derivation = derivation_from(planes, **derived, **how)
    files = write_derived(result, output, derivation, overwrite=overwrite)
    notes = [Note("text-look")]
    if paint:
        notes.append(Note("text-painted"))
    what = "Painted over" if paint else "Blanked"
    rows = [row.rect.numbers for row in found.rows]
    report(
        what,
        planes,
        files,
        notes,
        {"rows": rows, "painted": paint},
        as_json=as_json,
        nothing="No text was found",
    )
    return 0


def find(picture: Path, output: Path, *, sensitivity: float, overwrite: bool, as_json: bool) -> int:
    """Save where there is text in any frame as a mask; returns the exit code."""
    require_apart({"--output": output}, {"PHOTO": picture})
    require_png(output, overwrite=overwrite)
    image = read_medical(picture)
    with progress("Looking", shown=not as_json) as advance:
        found = find_burned_text(image, sensitivity=sensitivity, report=lambda share: advance(share, None))
    plane = found.boxes.any(axis=0)
    save_png(output, np.where(plane, 255, 0).astype(np.uint8), overwrite=overwrite)
    if as_json:
        about = {"output": str(output), "size": [image.columns, image.rows], "area": int(plane.sum())}
        rows = [row.rect.numbers for row in found.rows]
        print_json(about | {"frames": found.frames, "rows": rows, "notes": [Note("text-look")]})
        return 0
    where = f"{found.frames} of {image.frames} frame{'s' * (image.frames != 1)}"
    say(f"{output}: text in {where}, {pixels(int(plane.sum()))}")
    warn([Note("text-look")])
    return 0
