from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest

from inpaint_studio.medical.reading import read_medical
from tests.cli.studio import Studio
from tests.medical.pictures import dicom, nifti, sample

CT = sample("CT_small.dcm")


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    plane = np.zeros((128, 128), np.uint8)
    plane[60:70, 50:64] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), plane)
    return tmp_path / "mask.png"


def test_fill_takes_a_dicom_object(studio: Studio, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.dcm"
    ran = studio("fill", CT, "--mask", mask, "-o", out)
    assert ran.code == 0, ran.err
    assert ran.out == (
        f"Filled 140 px in 1 frame. Saved {out} and {tmp_path / 'out.seg.dcm'}. Not for diagnosis.\n"
    )
    before, after = read_medical(CT).values[0], read_medical(out).values[0]
    marked = cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE) > 0
    np.testing.assert_array_equal(before[~marked], after[~marked])
    assert (before[marked] != after[marked]).any()


def test_medical_fill_with_all_its_options(studio: Studio, tmp_path: Path) -> None:
    words = np.random.default_rng(8).integers(0, 200, (4, 128, 128)).astype(np.uint8)
    source = dicom(tmp_path / "a.dcm", words)
    cv2.imwrite(str(tmp_path / "m.png"), np.pad(np.full((4, 4), 255, np.uint8), 62))
    out = tmp_path / "out.dcm"
    ran = studio(
        *("medical", "fill", source, "--mask", tmp_path / "m.png", "-o", out, "--frames", "0,2-3"),
        *("--engine", "exemplar", "--seed", 3, "--grow", 1, "--mask-as", "overlay", "--burned-in", "no"),
        *("--drop-private", "--description", "A test", "--json"),
    )
    assert ran.code == 0, ran.err
    assert ran.json["frames"] == [0, 2, 3]
    assert ran.json["files"] == [str(out)]
    after = pydicom.dcmread(out)
    assert after.BurnedInAnnotation == "NO"
    assert "engine exemplar, seed 3" in after.DerivationDescription
    assert after.DerivationDescription.endswith("A test")
    np.testing.assert_array_equal(after.pixel_array[1], words[1])


def test_a_volume_with_a_mask_for_each_slice(studio: Studio, tmp_path: Path) -> None:
    values = np.random.default_rng(9).normal(100, 5, (20, 24, 3)).astype(np.float32)
    marked = np.zeros(values.shape, np.uint8)
    marked[4:8, 15:20, 1] = 1
    out = tmp_path / "out.nii.gz"
    source, mask = nifti(tmp_path / "a.nii", values), nifti(tmp_path / "m.nii", marked)
    assert studio("fill", source, "--mask", mask, "-o", out).code == 0
    import nibabel

    after = np.asarray(nibabel.load(out).dataobj)
    np.testing.assert_array_equal((after != values), marked > 0)


def test_info(studio: Studio) -> None:
    ran = studio("medical", "info", CT, "--json")
    assert (ran.json["modality"], ran.json["unit"], ran.json["intercept"]) == ("CT", "HU", -1024)
    assert "Explicit VR Little Endian" in studio("medical", "info", CT).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--sidecar",), 2, "Leave out --sidecar: medical pictures are filled in stored values"),
        (("--feather", "2"), 2, "Leave out --feather"),
        (("--time", "2"), 2, "Leave out --time"),
    ],
)
def test_options_of_photos_are_refused(
    studio: Studio, mask: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in studio.fails("fill", CT, "-m", mask, "-o", tmp_path / "a.dcm", *words, code=code)


def test_wrong_frames_masks_and_outputs(studio: Studio, mask: Path, tmp_path: Path) -> None:
    given = ("medical", "fill", CT, "-m", mask)
    out = tmp_path / "a.dcm"
    assert "counted from 0" in studio.fails(*given, "-o", out, "--frames", "4")
    assert "--frames takes numbers" in studio.fails(*given, "-o", out, "--frames", "x", code=2)
    assert "--mask-as takes one of" in studio.fails(*given, "-o", out, "--mask-as", "x", code=2)
    assert "cannot be the mask" in studio.fails(*given[:-1], sample("MR_small.dcm"), "-o", out)
    assert "the picture is 1 x 64 x 64" in studio.fails(
        "medical", "fill", sample("MR_small.dcm"), "-m", mask, "-o", out
    )
    assert "same file" in studio.fails(*given, "-o", mask, "--overwrite", code=2)
    assert list(tmp_path.iterdir()) == [mask]


def test_without_the_extra_the_command_that_installs_it_is_said(
    studio: Studio, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.partition(".")[0] == "pydicom" or name in ("inpaint_studio.medical.dicom",):
            monkeypatch.delitem(sys.modules, name)
    import inpaint_studio.medical

    monkeypatch.delattr(inpaint_studio.medical, "dicom", raising=False)
    monkeypatch.setitem(sys.modules, "pydicom", None)
    line = studio.fails("fill", CT, "--mask", mask, "-o", tmp_path / "a.dcm")
    assert line == (
        'Error: Medical pictures need pydicom and nibabel: pip install "inpaint-studio[medical]".\n'
    )


def test_a_photo_command_says_where_medical_pictures_belong(studio: Studio, tmp_path: Path) -> None:
    assert "inpaint-studio medical fill" in studio.fails("find", CT, "-o", tmp_path / "a.png")
