import numpy as np
import pytest
from pydicom.pixels.processing import apply_modality_lut, apply_windowing

from inpaint_studio.medical.display import shown
from inpaint_studio.medical.image import Window
from inpaint_studio.medical.reading import read_medical

from .pictures import dicom, sample


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_a_window_shows_what_pydicom_shows(function):
    image = read_medical(sample("CT_small.dcm"))
    image.source.WindowCenter, image.source.WindowWidth, image.source.VOILUTFunction = 40, 400, function
    rescaled = apply_modality_lut(image.source.pixel_array, image.source)
    ours = shown(image, 0, Window(40, 400, "", function)).astype(float) / 255
    theirs = apply_windowing(rescaled, image.source)
    low, high = (-32768 - 1024, 32767 - 1024)  # pydicom's output has the range of the rescaled values
    np.testing.assert_allclose(ours, (theirs - low) / (high - low), atol=0.51 / 255)


def test_low_is_white_for_monochrome1_only_when_shown(tmp_path):
    words = np.array([[0, 255]], np.uint8)
    image = read_medical(dicom(tmp_path / "a.dcm", words, PhotometricInterpretation="MONOCHROME1"))
    assert image.values.tolist() == [[[0, 255]]]
    assert shown(image, 0).tolist() == [[255, 0]]


def test_palette_colours_are_those_of_the_palette():
    image = read_medical(sample("examples_palette.dcm"))
    from pydicom.pixels.processing import apply_color_lut

    expected = apply_color_lut(image.source.pixel_array, image.source)
    scale = 257 if expected.dtype == np.uint16 else 1
    assert np.abs(shown(image, 0).astype(float) - expected / scale).max() <= 0.51
