import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.medical.display import rgb
from inpaint_studio.medical.filling import fill_frames
from inpaint_studio.medical.reading import read_medical

from .pictures import dicom, nifti, sample


def square(image, size=6):
    mask = np.zeros((image.rows, image.columns), bool)
    mask[3 : 3 + size, 4 : 4 + size] = True
    return mask


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small.dcm",
        "examples_palette.dcm",
        "SC_rgb_rle_16bit.dcm",
        "examples_ybr_color.dcm",
    ],
)
def test_only_what_the_mask_marks_changes(name):
    image = read_medical(sample(name))
    filled = fill_frames(image, square(image), frames=[0])
    assert filled.values.dtype == image.values.dtype
    np.testing.assert_array_equal(filled.values[:, ~square(image)], image.values[:, ~square(image)])
    np.testing.assert_array_equal(filled.values[1:], image.values[1:])


def test_a_ramp_of_signed_values_is_continued(tmp_path):
    ramp = np.repeat(np.arange(-1000, -1000 + 40 * 50, 50, dtype=np.int16)[None], 40, axis=0)
    image = read_medical(dicom(tmp_path / "a.dcm", ramp))
    mask = np.zeros((40, 40), bool)
    mask[15:25, 15:25] = True
    holed = image.with_values(np.where(mask, np.int16(3000), image.values))
    filled = fill_frames(holed, mask)
    assert np.abs(filled.values[0].astype(int) - ramp).max() <= 3


def test_no_value_is_beyond_those_of_the_frame(tmp_path):
    words = np.random.default_rng(1).integers(500, 900, (24, 24)).astype(np.uint16)
    image = read_medical(dicom(tmp_path / "a.dcm", words, BitsStored=12, HighBit=11))
    filled = fill_frames(image, square(image, 12), "exemplar")
    assert words.min() <= filled.values.min() <= filled.values.max() <= words.max()


def test_a_palette_gets_its_own_colours():
    image = read_medical(sample("examples_palette.dcm"))
    mask = np.zeros((image.rows, image.columns), bool)
    mask[100:110, 200:210] = True
    filled = fill_frames(image, mask)
    colours = rgb(image, filled.values[0][mask])
    assert np.isin(colours.view("u2,u2,u2"), image.palette.view("u2,u2,u2")).all()


def test_a_volume_of_floats_with_holes_of_its_own(tmp_path):
    values = np.full((20, 20, 2), 0.25, np.float32)
    values[0, 0, 0] = np.nan
    image = read_medical(nifti(tmp_path / "a.nii", values))
    filled = fill_frames(image, square(image), frames=[1])
    np.testing.assert_array_equal(filled.values[1], np.full((20, 20), 0.25, np.float32))
    assert np.isnan(filled.values[0]).sum() == 1


def test_one_mask_for_each_frame(tmp_path):
    words = np.random.default_rng(2).integers(0, 255, (3, 16, 16)).astype(np.uint8)
    image = read_medical(dicom(tmp_path / "a.dcm", words))
    mask = np.zeros(words.shape, bool)
    mask[1, 4:8, 4:8] = True
    filled = fill_frames(image, mask)
    assert (filled.values != words).any(axis=(1, 2)).tolist() == [False, True, False]


def test_masks_and_frames_that_do_not_fit():
    image = read_medical(sample("CT_small.dcm"))
    with pytest.raises(StudioError, match="128 x 128"):
        fill_frames(image, np.zeros((3, 3), bool))
    with pytest.raises(StudioError, match="no frame 1"):
        fill_frames(image, square(image), frames=[1])


def test_a_fill_can_be_cancelled():
    image = read_medical(sample("CT_small.dcm"))
    with pytest.raises(Cancelled):
        fill_frames(image, square(image), is_cancelled=lambda: True)
