"""`inpaint-studio find`: the damage in a photo, as a mask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..core.damage import KINDS
from ..core.files import opened
from ..core.photo_io import read_photo
from ..core.photo_io.infrared import Infrared, infrared_of, read_infrared
from ..evaluation.words import mark_words
from ..finding.findings import Mark
from ..jobs.damage import examine
from ..jobs.files import MaskOptions, drawn_mask
from .mask_files import require_apart, require_png, save_png
from .output import pixels, print_json, progress, say
from .settings import kinds_from
from .usage import require_none, wrong_usage


def run(
    photo: Path,
    output: Path,
    *,
    sensitivity: float,
    kinds: str | None,
    careful_faces: bool,
    ir: Path | None,
    exclude: Path | None,
    confidence: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Find and save; returns the exit code 0."""
    if kinds is not None and "text" in [kind.strip() for kind in kinds.split(",")]:
        others = {"--ir": ir, "--exclude": exclude, "--map": confidence, "--careful-faces": careful_faces}
        return _find_text(photo, output, kinds, sensitivity, others, overwrite=overwrite, as_json=as_json)
    wanted = kinds_from(kinds)
    read = {"PHOTO": photo, "--ir": ir, "--exclude": exclude}
    require_apart({"--output": output, "--map": confidence}, read)
    for path in (output, confidence):
        if path is not None:
            require_png(path, overwrite=overwrite)
    picture = read_photo(photo)
    kept = None if exclude is None else drawn_mask(exclude, MaskOptions()).mask
    if kept is not None:
        kept.require_size(picture.size)
    infrared = infrared_of(photo, picture.size) if ir is None else Infrared(read_infrared(ir, picture.size))
    with progress("Looking", shown=not as_json) as advance:
        found = examine(
            picture,
            infrared=infrared,
            faces=careful_faces,
            on_progress=lambda share: advance(share, None),
        )
    shown = found.shown(sensitivity, wanted, careful_faces=careful_faces)
    coverage = found.mask(shown, sensitivity).coverage.copy()
    if kept is not None:
        coverage[kept.hole] = 0
        left = set(np.unique(found.labels[coverage > 0]).tolist())
        shown = [i for i in shown if i + 1 in left]
    save_png(output, coverage, overwrite=overwrite)
    if confidence is not None:
        save_png(confidence, found.confidence, overwrite=overwrite)
    counts = {kind: sum(found.marks[i].kind == kind for i in shown) for kind in KINDS}
    area = int(np.count_nonzero(coverage))
    if as_json:
        report: dict[str, Any] = {"output": str(output), "size": [picture.size.width, picture.size.height]}
        report |= {"sensitivity": sensitivity, "area": area, "counts": counts}
        report |= {"infrared": found.infrared is not None, "notes": list(found.notes)}
        if found.faces is not None:
            report["faces"] = [face.numbers for face in found.faces]
        print_json(report | {"marks": [_described(found.marks[i]) for i in shown]})
        return 0
    also = "" if found.infrared is None else ", with infrared"
    say(f"{output}: {mark_words(counts)}, {pixels(area)}{also}")
    for note in found.notes:
        say(f"  {note}")
    return 0


def _find_text(
    photo: Path,
    output: Path,
    kinds: str,
    sensitivity: float,
    others: dict[str, Any],
    *,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Find burned-in text: in medical pictures alone, as foliage and façades look like rows of glyphs too."""
    from ..medical.reading import is_medical
    from .medical import text

    with opened(photo):  # a file that isn't there is said to be so
        pass
    if kinds.strip() != "text" or not is_medical(photo):
        raise wrong_usage("The kind 'text' is found by itself, in DICOM and NIfTI pictures only.")
    require_none(others, because="text is found without it")
    return text.find(photo, output, sensitivity=sensitivity, overwrite=overwrite, as_json=as_json)


def _described(mark: Mark) -> dict[str, Any]:
    """A mark for scripts."""
    confidence = round(mark.confidence, 4)
    return {"kind": mark.kind, "confidence": confidence, "rect": mark.rect.numbers, "area": mark.area}
