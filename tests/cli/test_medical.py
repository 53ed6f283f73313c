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


def test_a_mask_that_marks_nothing_writes_nothing(studio: Studio, mask: Path, tmp_path: Path) -> None:
    empty, out = tmp_path / "empty.png", tmp_path / "out" / "a.dcm"
    out.parent.mkdir()
    cv2.imwrite(str(empty), np.zeros((128, 128), np.uint8))
    assert "marks nothing in the frames to fill" in studio.fails("fill", CT, "--mask", empty, "-o", out)
    volume = nifti(tmp_path / "volume.nii", np.random.default_rng(9).normal(100, 5, (128, 128, 3)))
    assert "marks nothing" in studio.fails(
        "medical", "volume", volume, "--lost", 2, "--mask", empty, "-o", tmp_path / "out" / "b.nii"
    )
    assert not list(out.parent.iterdir())


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
    ran = studio("medical", "info", CT)
    assert ran.code == 0, ran.err
    assert "Explicit VR Little Endian" in ran.out
    assert "Greatest       2191" in ran.out
    assert "-38.0, 1646.0" in ran.out.splitlines()[-1]


def test_info_of_a_volume_with_values_that_are_no_numbers(studio: Studio, tmp_path: Path) -> None:
    values = np.arange(60, dtype=np.float32).reshape(5, 4, 3)
    values[2, 2, 1] = np.nan
    ran = studio("medical", "info", nifti(tmp_path / "a.nii", values), "--json")
    assert (ran.json["least"], ran.json["greatest"]) == (0, 59)


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


def vessels(count: int = 12, side: int = 40) -> np.ndarray:
    """Bright tubes that cross the slices at an angle: int16 (count, side, side)."""
    z, y, x = np.mgrid[:count, :side, :side].astype(np.float64)
    away = (x - 8 - 1.6 * z) ** 2 + (y - 12 - 0.8 * z) ** 2
    return np.rint(200 + 4 * x + 700 * np.exp(-away / 18)).astype(np.int16)


def test_a_blank_slice_is_found_and_filled(studio: Studio, tmp_path: Path) -> None:
    whole = vessels()
    damaged = whole.copy()
    damaged[5] = 0
    source, out = dicom(tmp_path / "a.dcm", damaged), tmp_path / "out.dcm"
    ran = studio("medical", "volume", source, "-o", out, "--mask-as", "none", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["frames"] == [5]
    filled = read_medical(out).values
    np.testing.assert_array_equal(np.delete(filled, 5, 0), np.delete(whole, 5, 0))
    mean = np.abs((whole[4].astype(float) + whole[6]) / 2 - whole[5]).mean()
    assert np.abs(filled[5].astype(float) - whole[5]).mean() < 0.5 * mean
    assert "volume-auto" in pydicom.dcmread(out).DerivationDescription


def test_a_block_of_a_nifti_volume(studio: Studio, tmp_path: Path) -> None:
    whole = vessels()
    source = nifti(tmp_path / "a.nii", whole.transpose(2, 1, 0))
    before = read_medical(source).values
    cv2.imwrite(str(tmp_path / "m.png"), np.pad(np.full((8, 8), 255, np.uint8), 16))
    out = tmp_path / "out.nii"
    ran = studio(
        *("medical", "volume", source, "-o", out, "--mask", tmp_path / "m.png", "--lost", "4-5"),
        *("--method", "biharmonic", "--mask-as", "none"),
    )
    assert ran.code == 0, ran.err
    after = read_medical(out).values
    changed = np.argwhere(before != after)
    assert changed.min(axis=0)[0] >= 3
    assert changed.max(axis=0)[0] <= 4
    assert changed[:, 1:].min() >= 16
    assert changed[:, 1:].max() < 24


def test_the_description_says_where_a_method_could_not_be_used(studio: Studio, tmp_path: Path) -> None:
    source, out = dicom(tmp_path / "a.dcm", vessels()), tmp_path / "out.dcm"
    cv2.imwrite(str(tmp_path / "m.png"), np.pad(np.full((8, 8), 255, np.uint8), 16))
    given = ("medical", "volume", source, "-o", out, "--mask", tmp_path / "m.png", "--mask-as", "none")
    for lost, method, is_said in (
        ("6,12", "linear", True),
        ("6", "linear", False),
        ("12", "biharmonic", False),
    ):
        ran = studio(*given, "--lost", lost, "--method", method, "--overwrite")
        assert ran.code == 0, ran.err
        said = pydicom.dcmread(out).DerivationDescription
        assert f"volume-{method}" in said
        assert ("biharmonic in slices 12" in said) == is_said, said


def test_what_cannot_be_filled_across_slices(studio: Studio, tmp_path: Path) -> None:
    source, out = dicom(tmp_path / "a.dcm", vessels()), tmp_path / "out.dcm"
    assert "is blank" in studio.fails("medical", "volume", source, "-o", out)
    assert "no slice 13" in studio.fails("medical", "volume", source, "-o", out, "--lost", "13")
    assert "at an end" in studio.fails("medical", "volume", source, "-o", out, "--lost", "12")
    assert "--lost takes numbers" in studio.fails(
        "medical", "volume", source, "-o", out, "--lost", "a", code=2
    )
    assert "grey values" in studio.fails(
        "medical", "volume", sample("examples_rgb_color.dcm"), "-o", out, "--lost", "1"
    )
    assert not out.exists()


def test_a_dead_column_is_found_and_filled(studio: Studio, tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows, columns = np.mgrid[:64, :80]
    whole = np.rint(800 + 200 * np.sin(rows / 9 + columns / 11) + rng.normal(0, 3, (64, 80)))
    damaged = whole.astype(np.uint16)
    damaged[:, 33] = 0
    source, out = dicom(tmp_path / "a.dcm", damaged), tmp_path / "out.dcm"
    ran = studio("medical", "stripes", source, "-o", out, "--mask-as", "none", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["numbers"] == [34]
    assert "34" in ran.json["warnings"][0]
    filled = read_medical(out).values[0].astype(float)
    assert np.abs(filled[:, 33] - whole[:, 33]).mean() < 15
    assert "no column 81" in studio.fails("medical", "stripes", source, "-o", out, "--lost", "81")
    assert "at most half" in studio.fails("medical", "stripes", source, "-o", out, "--lost", "1-60")


def test_text_is_blanked_or_painted_over(studio: Studio, tmp_path: Path) -> None:
    words = np.zeros((2, 64, 160), np.uint8)
    words[:] = (40 + 30 * np.sin(np.arange(160) / 20)).astype(np.uint8)
    strokes = np.zeros((64, 160), np.uint8)
    cv2.putText(strokes, "DOE JANE", (40, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 255, 1)
    words[:, strokes > 0] = 255
    source, out = dicom(tmp_path / "a.dcm", words, BurnedInAnnotation="YES"), tmp_path / "out.dcm"
    ran = studio("medical", "blank-text", source, "-o", out, "--mask-as", "none")
    assert ran.code == 0, ran.err
    assert "Look at every frame" in ran.err
    blank = read_medical(out).values
    assert set(blank[:, strokes > 0].ravel().tolist()) == {int(words.min())}
    made = pydicom.dcmread(out)
    assert "blanked" in made.DerivationDescription
    assert made.BurnedInAnnotation == "YES"  # nobody has looked yet
    ran = studio("medical", "blank-text", source, "-o", out, "--paint", "--mask-as", "none", "--overwrite")
    assert ran.code == 0, ran.err
    assert "invented values" in pydicom.dcmread(out).DerivationDescription
    assert read_medical(out).values[:, strokes > 0].max() < 100
    mask = tmp_path / "text.png"
    ran = studio("find", source, "-o", mask, "--kinds", "text", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["frames"] == 2
    assert (cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE)[strokes > 0] == 255).all()


def test_text_is_not_looked_for_in_photos(studio: Studio, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert "DICOM and NIfTI pictures only" in studio.fails("find", mask, "-o", out, "--kinds", "text", code=2)


def test_text_in_a_file_that_is_not_there(studio: Studio, tmp_path: Path) -> None:
    missing, out = tmp_path / "missing.dcm", tmp_path / "out.png"
    assert "There is no file" in studio.fails("find", missing, "-o", out, "--kinds", "text")


def test_without_text_it_is_said_that_none_was_found(studio: Studio, tmp_path: Path) -> None:
    ran = studio("medical", "blank-text", CT, "-o", tmp_path / "out.dcm", "--mask-as", "none")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("No text was found, so nothing was changed.")


def test_the_mask_beside_the_output_replaces_no_mask_that_is_read(studio: Studio, tmp_path: Path) -> None:
    marked = np.zeros((20, 18, 9), np.uint8)
    marked[5:9, 5:9, 4] = 1
    source = nifti(tmp_path / "a.nii", np.arange(20 * 18 * 9).reshape(20, 18, 9).astype(np.int16))
    mask = nifti(tmp_path / "out.mask.nii.gz", marked)
    before = mask.read_bytes()
    for command in ("fill", "volume"):
        words = ("medical", command, source, "-m", mask, "-o", tmp_path / "out.nii.gz", "--overwrite")
        assert "same file" in studio.fails(*words, code=2)
    assert mask.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nii", "out.mask.nii.gz"]


@pytest.mark.parametrize(
    "words",
    [("fill", "-m", "m.png", "--frames", "5-2"), ("volume", "--lost", "5-2"), ("stripes", "--lost", "3-1")],
)
def test_ranges_that_run_backwards(
    studio: Studio, mask: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    command, *options = (mask if word == "m.png" else word for word in words)
    said = studio.fails("medical", command, CT, "-o", tmp_path / "out.dcm", *options, code=2)
    assert "from the lower to the higher number" in said
