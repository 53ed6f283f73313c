"""`inpaint-studio shadow`: a mask with the shadows and reflections of what it covers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.photo_io import read_photo
from ..finding.shadow import Suggestion, suggest
from ..jobs.files import MaskOptions, drawn_mask
from .mask_files import require_apart, require_png, save_png
from .output import pixels, print_json, say, warn


def run(photo: Path, *, mask: Path, output: Path, overwrite: bool, as_json: bool) -> int:
    """Look and save; returns the exit code 0."""
    require_apart({"--output": output}, {"PHOTO": photo, "--mask": mask})
    require_png(output, overwrite=overwrite)
    picture = read_photo(photo)
    drawn = drawn_mask(mask, MaskOptions())
    warn(drawn.warnings)
    found = suggest(picture, drawn.mask)
    wider = drawn.mask
    for one in found:
        wider = one.added_to(wider)
    save_png(output, wider.coverage, overwrite=overwrite)
    added = wider.area - drawn.mask.area
    if as_json:
        print_json({"output": str(output), "added": added, "found": [_described(one) for one in found]})
        return 0
    names = ", ".join(f"a {one.kind} ({one.confidence:.0%} sure)" for one in found)
    if found:
        say(f"{output}: the mask with {names}, {pixels(added)} more")
    else:
        say(f"{output}: no shadow or reflection found, the mask as it was")
    return 0


def _described(one: Suggestion) -> dict[str, Any]:
    """A suggestion for scripts."""
    return {"kind": one.kind, "confidence": round(one.confidence, 4), "rect": one.rect.numbers}
