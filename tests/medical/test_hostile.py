"""Damaged objects and volumes end in one line, or are read: never in another error."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.medical.derived import Derivation, write_derived
from inpaint_studio.medical.display import shown
from inpaint_studio.medical.reading import read_medical

from .pictures import nifti, sample

NAMES = (
    "MR_small.dcm",
    "MR_small_implicit.dcm",
    "MR_small_RLE.dcm",
    "SC_rgb_rle_2frame.dcm",
    "image_dfl.dcm",
)


def damaged(data: bytes, seed: int) -> bytes:
    """The file cut off somewhere, or with a few other bytes in its header."""
    rng = np.random.default_rng(seed)
    if seed % 2:
        return data[: rng.integers(133, len(data))]
    changed = bytearray(data)
    for place in rng.integers(0, min(len(data), 2500), rng.integers(1, 12)):
        changed[place] = rng.integers(0, 256)
    return bytes(changed)


def outcome(path: Path) -> str:
    """An empty text if the file is read, shown and written again, else the line that says why not."""
    try:
        image = read_medical(path)
        for window in image.windows:
            shown(image, 0, window)
        mask = np.zeros((image.rows, image.columns), bool)
        mask[:1] = True
        out = path.with_name("out" + "".join(path.suffixes))
        write_derived(image, out, Derivation(mask=mask), overwrite=True)
    except StudioError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_damaged_objects(tmp_path: Path, name: str) -> None:
    data = sample(name).read_bytes()
    said = []
    for seed in range(12):
        (tmp_path / "a.dcm").write_bytes(damaged(data, seed))
        said.append(outcome(tmp_path / "a.dcm"))
    assert any(said)
    assert not any("\n" in line for line in said)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_damaged_volumes(tmp_path: Path, ending: str) -> None:
    values = np.random.default_rng(1).integers(0, 99, (12, 13, 5)).astype(np.int16)
    data = nifti(tmp_path / "source.nii", values).read_bytes()
    if ending == ".nii.gz":
        data = gzip.compress(data, mtime=0)
    said = []
    for seed in range(24):
        (tmp_path / f"a{ending}").write_bytes(damaged(data, seed))
        said.append(outcome(tmp_path / f"a{ending}"))
    assert any(said)
    assert not any("\n" in line for line in said)


def test_a_volume_that_claims_to_be_enormous(tmp_path: Path) -> None:
    path = nifti(tmp_path / "a.nii", np.zeros((4, 4, 4), np.int16), dim=[3, 32767, 12000, 32767, 1, 1, 1, 1])
    path.with_suffix(".nii.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    assert "ends too early" in outcome(path)
    assert "GB of memory" in outcome(path.with_suffix(".nii.gz"))
