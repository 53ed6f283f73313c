"""How far the fills of engines are from the values that they hide, in medical pictures.

    python -m tests.benchmarks.medical_engines [--engines biharmonic,navier-stokes,exemplar]

Hides discs of 6, 12 and 24 px and lines of 2 px in CT and MR pictures that come with pydicom and nibabel,
where there is something to see, and fills them by `medical.filling.fill_frames`. Prints for each engine and
kind of hole the mean over the pictures of the root mean square error divided by the standard deviation of the
known values, and of the error at which 99 % of the pixels are no worse.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import nibabel
import numpy as np

from inpaint_studio.core.threads import limit_threads
from inpaint_studio.medical.filling import fill_frames
from inpaint_studio.medical.image import MedicalImage
from inpaint_studio.medical.reading import read_medical
from tests.medical.pictures import sample

_DICOM = ("CT_small.dcm", "MR_small.dcm", "J2K_pixelrep_mismatch.dcm", "examples_overlay.dcm", "693_J2KI.dcm")
_NIFTI = Path(nibabel.__file__).parent / "tests/data/anatomical.nii"


def pictures() -> list[tuple[MedicalImage, int]]:
    """Pictures with the number of a frame."""
    volume = read_medical(_NIFTI)
    return [*((read_medical(sample(name)), 0) for name in _DICOM), (volume, volume.frames // 2)]


def holes(values: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    """A mask (rows, columns) of up to eight discs, or of three lines, where the picture is not empty."""
    rows, columns = np.mgrid[: values.shape[0], : values.shape[1]]
    full = values > np.percentile(values, 40)
    mask = np.zeros(values.shape, bool)
    if kind == "lines of 2 px":
        for row in rng.integers(values.shape[0] // 4, 3 * values.shape[0] // 4, 3):
            mask[row : row + 2] = True
        return mask
    radius = int(kind.split()[0]) / 2
    if 8 * radius > min(values.shape):
        return mask
    places = np.argwhere(full[int(radius) : -int(radius), int(radius) : -int(radius)]) + int(radius)
    for row, column in places[rng.permutation(len(places))[:8]]:
        mask |= (rows - row) ** 2 + (columns - column) ** 2 < radius**2
    return mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engines", default="biharmonic,navier-stokes,exemplar,sparse,low-rank,gan,auto")
    engines = parser.parse_args().engines.split(",")
    limit_threads(1)
    kinds = ("lines of 2 px", "6 px", "12 px", "24 px")
    print(f"{'':<14}" + "".join(f"{kind:>20}" for kind in kinds))
    for engine in engines:
        cells = []
        for kind in kinds:
            rng = np.random.default_rng(11)
            errors, tails = [], []
            for image, frame in pictures():
                values = image.values[frame].astype(float)
                mask = holes(values, kind, rng)
                if not mask.any():
                    continue
                hidden = image.values.copy()
                hidden[frame][mask] = hidden[frame][~mask].min()
                filled = fill_frames(image.with_values(hidden), mask, engine, frames=[frame], device="cpu")
                error = np.abs(filled.values[frame][mask] - values[mask]) / values[~mask].std()
                errors.append(np.sqrt((error**2).mean()))
                tails.append(np.percentile(error, 99))
            cells.append(f"{np.mean(errors):>12.3f} {np.mean(tails):>7.2f}")
        print(f"{engine:<14}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
