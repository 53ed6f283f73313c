"""Real MR and CT volumes that ship with packages, for the benchmarks of `medical`.

`apt-get install mricron-data invesalius-examples` (or unpack both with `dpkg -x` and name the folder in
`INPAINT_STUDIO_MEDICAL_DATA`); nibabel comes with the extra `medical`, and nilearn and dipy, whose data is
used for tuning alone, by `pip install nilearn dipy`. What is not installed is left out.
"""

from __future__ import annotations

import importlib.util
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nibabel as nib
import numpy as np

from inpaint_studio.core.arrays import Floats

_ROOT = Path(os.environ.get("INPAINT_STUDIO_MEDICAL_DATA", "/"))
_MRICRON = _ROOT / "usr/share/mricron/templates"
_CRANIUM = _ROOT / "usr/share/doc/invesalius-examples/examples/Cranium.inv3"


def _package(name: str, inside: str) -> Path:
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0] if places else "/missing") / inside


def _nifti(path: Path, axes: tuple[int, int, int] = (2, 1, 0)) -> Floats:
    values = np.asarray(nib.load(path).dataobj)
    if values.ndim == 4:
        values = values[..., 0]
    return np.ascontiguousarray(values.transpose(axes)).astype(np.float32)


def _cranium() -> Floats:
    """An InVesalius project is a tar with the bare voxels, int16 (108, 256, 256)."""
    with tarfile.open(_CRANIUM) as archive:
        name = next(one for one in archive.getnames() if one.endswith("/matrix.dat"))
        file = archive.extractfile(name)
        assert file is not None
        return np.frombuffer(file.read(), np.int16).reshape(108, 256, 256).astype(np.float32)


_NILEARN = "datasets/data/mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz"

TUNING: dict[str, Callable[[], Floats]] = {
    "MR, mean of 152 heads (nilearn)": lambda: _nifti(_package("nilearn", _NILEARN)),
    "the same, every 2nd slice": lambda: _nifti(_package("nilearn", _NILEARN))[::2],
    "the same, every 3rd slice": lambda: _nifti(_package("nilearn", _NILEARN))[::3],
    "MR, monkey (mricron-data), along x": lambda: _nifti(_MRICRON / "inia19-t1-brain.nii.gz", (0, 2, 1))[::2],
    "MR, diffusion (dipy)": lambda: _nifti(_package("dipy", "data/files/aniso_vox.nii.gz")),
    "MR, head of 2 mm (nibabel)": lambda: _nifti(_package("nibabel", "tests/data/anatomical.nii")),
}
"""By name: volumes (slices, rows, columns) on which what we chose was tuned."""

REPORTED: dict[str, Callable[[], Floats]] = {
    "CT, head, 1.5 mm (invesalius-examples)": _cranium,
    "MR, head, 1 mm, z (mricron-data, ch2)": lambda: _nifti(_MRICRON / "ch2.nii.gz"),
    "MR, EPI, 2.2 mm (nibabel, example4d)": lambda: _nifti(
        _package("nibabel", "tests/data/example4d.nii.gz")
    ),
}
"""The volumes of the report, which nothing was tuned on."""


def volumes(which: dict[str, Callable[[], Floats]]) -> Iterator[tuple[str, Floats]]:
    """Those that are installed."""
    for name, load in which.items():
        try:
            yield name, load()
        except FileNotFoundError:
            print(f"{name}: not installed, left out")
