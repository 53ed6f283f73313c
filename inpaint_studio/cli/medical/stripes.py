"""`inpaint-studio medical stripes`: fills lost columns or rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...core.arrays import Flags
from ...core.errors import Note, StudioError
from ...jobs.files import check_settings
from ...medical.derived import write_derived
from ...medical.filling import fill_frames, planes_of
from ...medical.image import MedicalImage
from ...medical.reading import read_medical
from ...medical.stripes import ENGINE, PARAMS, find_lines, mask_of
from ..mask_files import require_apart
from ..output import progress
from ..settings import settings_from
from ..usage import require_one_of
from .saving import check_files, derivation_from, numbers_from, report

_AXES = ("columns", "rows")


def run(
    picture: Path,
    output: Path,
    *,
    lines: str,
    lost: str | None,
    sensitivity: float,
    engine: str | None,
    params: list[str] | None,
    seed: int | None,
    device: str | None,
    threads: int | None,
    overwrite: bool,
    as_json: bool,
    **derived: Any,
) -> int:
    """Find, fill, save and report; returns the exit code."""
    require_one_of("--lines", lines, _AXES)
    settings = settings_from(
        engine=engine or ENGINE, params=params, seed=seed, device=device, threads=threads
    )
    check_settings(settings)
    require_apart({"--output": output}, {"PICTURE": picture})
    image = read_medical(picture)
    wanted = _lost(image, lines, lost, sensitivity)
    plane = mask_of(wanted, (image.rows, image.columns), lines)  # type: ignore[arg-type]
    planes = planes_of(plane, image)
    given = dict(settings.params) if settings.engine != ENGINE else {**PARAMS, **settings.params}
    how: dict[str, Any] = {"engine": settings.engine, "params": given, "seed": settings.seed}
    derivation = derivation_from(planes, **derived, **how)
    check_files(image, output, derivation.mask_as, overwrite=overwrite)
    with progress("Filling", shown=not as_json) as advance:
        filled = fill_frames(
            image,
            planes,
            settings.engine,
            params=given,
            seed=settings.seed,
            threads=settings.threads,
            device=settings.device,
            on_progress=lambda fraction: advance(fraction, None),
        )
    files = write_derived(filled, output, derivation, overwrite=overwrite)
    numbers = [int(number) + 1 for number in np.flatnonzero(wanted)]
    found = () if lost is not None else (Note("stripes-found", lines=lines, numbers=_short(numbers)),)
    report("Filled", planes, files, found, {"lines": lines, "numbers": numbers} | how, as_json=as_json)
    return 0


def _lost(image: MedicalImage, lines: str, lost: str | None, sensitivity: float) -> Flags:
    """Which columns or rows are lost: bool (count,). Raises StudioError "stripes-…"."""
    count = image.columns if lines == "columns" else image.rows
    wanted = np.zeros(count, bool)
    if lost is not None:
        for number in numbers_from("--lost", lost):
            if not 1 <= number <= count:
                raise StudioError("stripes-number", line=lines[:-1], number=number, count=count)
            wanted[number - 1] = True
        return wanted
    if not image.is_grey:
        raise StudioError("stripes-colours")
    wanted = find_lines(image.values, lines, sensitivity=sensitivity)  # type: ignore[arg-type]
    if not wanted.any():
        raise StudioError("stripes-none", lines=lines)
    return wanted


def _short(numbers: list[int]) -> str:
    """'3, 7-9' for 3, 7, 8 and 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
