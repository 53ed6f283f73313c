"""`inpaint-studio medical volume`: fills lost slices and blocks of a volume from the slices around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...core.arrays import AnyArray, Flags
from ...core.errors import StudioError
from ...jobs.files import MaskOptions
from ...medical.derived import write_derived
from ...medical.filling import planes_of
from ...medical.image import MedicalImage
from ...medical.reading import read_medical
from ...medical.volume.filling import AXES, METHODS, blank_slices, diffused_slices, fill_volume
from ..mask_files import require_apart
from ..output import progress
from ..usage import require_one_of
from .saving import check_files, derivation_from, mask_from, numbers_from, report, require_marked


def run(
    picture: Path,
    output: Path,
    *,
    along: str,
    lost: str | None,
    mask: Path | None,
    method: str | None,
    overwrite: bool,
    as_json: bool,
    **derived: Any,
) -> int:
    """Fill, save and report; returns the exit code."""
    require_one_of("--along", along, tuple(AXES))
    require_one_of("--method", method, METHODS)
    require_apart({"--output": output}, {"PICTURE": picture, "--mask": mask})
    image = read_medical(picture)
    if not image.is_grey:
        raise StudioError("volume-colours")
    planes, warnings = _lost(image, along, lost, mask)
    params = {"along": along}
    diffused = [] if method == "biharmonic" else diffused_slices(planes, along)  # type: ignore[arg-type]
    if diffused:
        params["biharmonic in slices"] = ",".join(str(number + 1) for number in diffused)
    how: dict[str, Any] = {"engine": f"volume-{method or 'auto'}", "params": params}
    derivation = derivation_from(planes, **derived, **how)
    check_files(image, output, derivation.mask_as, mask, overwrite=overwrite)
    with progress("Filling", shown=not as_json) as advance:
        filled = fill_volume(
            _real(image),
            planes,
            along=along,  # type: ignore[arg-type]
            method=method or "auto",  # type: ignore[arg-type]
            spacing=image.spacing,
            report=lambda share: advance(share, None),
        )
    result = image.with_values(_stored(image, filled, planes))
    files = write_derived(result, output, derivation, overwrite=overwrite)
    report("Filled", planes, files, warnings, {"method": method or "auto", "along": along}, as_json=as_json)
    return 0


def _lost(
    image: MedicalImage, along: str, lost: str | None, mask: Path | None
) -> tuple[Flags, tuple[str, ...]]:
    """What is lost, bool (frames, rows, columns), and warnings about the mask.

    `--lost` and `--mask` together are what the mask covers in these slices; without either, it is the slices
    that have one value all over. Raises StudioError "volume-slice", "volume-nothing".
    """
    axis = AXES[along]
    count = image.values.shape[axis]
    planes = np.zeros(image.values.shape, bool)
    chosen = np.moveaxis(planes, axis, 0)
    if lost is not None:
        for number in numbers_from("--lost", lost):
            if not 1 <= number <= count:
                raise StudioError("volume-slice", number=number, axis=along, count=count)
            chosen[number - 1] = True
    elif mask is None:
        chosen[blank_slices(np.moveaxis(image.values, axis, 0))] = True
        if not planes.any():
            raise StudioError("volume-nothing")
    else:
        planes[:] = True
    if mask is None:
        return planes, ()
    covered, warnings = mask_from(mask, image, MaskOptions())
    planes &= planes_of(covered, image)
    require_marked(planes)
    return planes, warnings


def _real(image: MedicalImage) -> AnyArray:
    """The values to fill: as stored, or real ones where each frame has its own scale."""
    if len(image.slopes) == 1:
        return image.values
    return np.stack([image.rescaled(frame) for frame in range(image.frames)])


def _stored(image: MedicalImage, filled: AnyArray, planes: Flags) -> AnyArray:
    """Filled values as stored ones; all others as they were."""
    if len(image.slopes) == 1:
        return filled
    values = image.values.copy()
    for frame in np.flatnonzero(planes.any(axis=(1, 2))):
        slope, intercept = image.rescale(int(frame))
        stored = (filled[frame][planes[frame]] - intercept) / (slope or 1.0)
        if np.issubdtype(values.dtype, np.integer):
            stored = np.rint(stored)
        values[frame][planes[frame]] = np.clip(stored, image.lowest, image.highest)
    return values
