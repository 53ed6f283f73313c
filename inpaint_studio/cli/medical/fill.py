"""`inpaint-studio medical fill`, and `inpaint-studio fill` for a DICOM object or a NIfTI volume."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...jobs.files import check_settings
from ...medical.derived import write_derived
from ...medical.filling import ENGINE, fill_frames, planes_of
from ...medical.reading import read_medical
from ..mask_files import require_apart
from ..output import progress
from ..settings import flag, settings_from
from ..usage import require_none
from .saving import check_files, derivation_from, frames_from, mask_from, report, require_marked

_OWN = {"engine", "params", "seed", "device", "threads", "grow", "invert"}


def run(
    picture: Path,
    mask: Path,
    output: Path,
    *,
    frames: str | None = None,
    engine: str | None = None,
    mask_as: str | None = None,
    burned_in: str | None = None,
    drop_private: bool = False,
    description: str | None = None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill, save and report; returns the exit code."""
    settings = settings_from(engine=engine or ENGINE, **options)
    check_settings(settings)
    require_apart({"--output": output}, {"PICTURE": picture, "--mask": mask})
    image = read_medical(picture)
    wanted = frames_from(frames, image)
    marked, warnings = mask_from(mask, image, settings.edit)
    planes = np.zeros(image.values.shape[:3], bool)
    planes[wanted] = planes_of(marked, image)[wanted]
    require_marked(planes)
    how = {"engine": settings.engine, "params": settings.params, "seed": settings.seed}
    derivation = derivation_from(
        planes,
        mask_as=mask_as,
        burned_in=burned_in,
        drop_private=drop_private,
        description=description,
        **how,
    )
    check_files(image, output, derivation.mask_as, mask, overwrite=overwrite)
    with progress("Filling", shown=not as_json) as advance:
        filled = fill_frames(
            image,
            planes,
            settings.engine,
            params=settings.params,
            seed=settings.seed,
            threads=settings.threads,
            device=settings.device,
            on_progress=lambda fraction: advance(fraction, None),
        )
    files = write_derived(filled, output, derivation, overwrite=overwrite)
    report("Filled", planes, files, warnings, how, as_json=as_json)
    return 0


def run_for_fill(picture: Path, mask: Path, output: Path, *, given: dict[str, Any], **options: Any) -> int:
    """The same from `inpaint-studio fill`, whose other options (`given`, by their flags) don't apply."""
    own = {name: value for name, value in options.items() if name in _OWN}
    given |= {flag(name): value for name, value in options.items() if name not in _OWN | _COMMON}
    require_none(given, because="medical pictures are filled in stored values, see 'medical fill --help'")
    return run(picture, mask, output, **own, overwrite=options["overwrite"], as_json=options["as_json"])


_COMMON = {"overwrite", "as_json"}
