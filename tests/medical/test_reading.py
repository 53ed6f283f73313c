import numpy as np
import pydicom
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from inpaint_studio.core.errors import StudioError
from inpaint_studio.medical.display import ybr_to_rgb
from inpaint_studio.medical.reading import is_medical, read_medical

from .pictures import SAMPLES, dicom, nifti, reference, sample

READ = (
    "CT_small.dcm MR_small.dcm MR_small_RLE.dcm MR_small_bigendian.dcm MR_small_implicit.dcm "
    "MR_small_jp2klossless.dcm MR_small_jpeg_ls_lossless.dcm MR_small_padded.dcm J2K_pixelrep_mismatch.dcm "
    "SC_rgb_rle_16bit_2frame.dcm SC_rgb_small_odd_big_endian.dcm ExplVR_BigEnd.dcm examples_palette.dcm "
    "image_dfl.dcm JPGExtended.dcm SC_rgb_jpeg_gdcm.dcm dicomdirtests/77654033/CR1/6154"
)


@pytest.mark.parametrize("name", READ.split())
def test_stored_values_are_those_of_pydicom(name):
    image = read_medical(sample(name))
    expected = reference(sample(name))
    np.testing.assert_array_equal(image.values, expected.reshape(image.values.shape))


@pytest.mark.parametrize("name", ["examples_ybr_color.dcm", "SC_ybr_full_422_uncompressed.dcm"])
def test_ybr_stays_as_it_is_stored_and_is_shown_in_rgb(name):
    image = read_medical(sample(name))
    assert image.photometric == "YBR_FULL"
    expected = reference(sample(name)).reshape(image.values.shape)
    assert np.abs(ybr_to_rgb(image.values[0]).astype(int) - expected[0]).max() <= 1


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
)
def test_twelve_bits_in_the_middle_of_a_word(tmp_path, syntax):
    values = np.arange(-2048, 2048, 16, dtype=np.int16).reshape(16, 16)
    words = ((values.astype(np.uint16) & 0xFFF) << 2) | 0x8001  # other bits are set above and below
    image = read_medical(
        dicom(tmp_path / "a.dcm", words, syntax=syntax, BitsStored=12, HighBit=13, PixelRepresentation=1)
    )
    np.testing.assert_array_equal(image.values[0], values)
    assert (image.lowest, image.highest) == (-2048, 2047)


def test_planar_colours(tmp_path):
    colours = np.arange(2 * 4 * 5 * 3, dtype=np.uint8).reshape(2, 4, 5, 3)
    planes = np.ascontiguousarray(colours.transpose(0, 3, 1, 2)).reshape(colours.shape)
    image = read_medical(dicom(tmp_path / "a.dcm", planes, PlanarConfiguration=1))
    np.testing.assert_array_equal(image.values, colours)


def test_ct_is_in_hounsfield_units():
    image = read_medical(sample("CT_small.dcm"))
    stored = reference(sample("CT_small.dcm"))
    assert image.unit == "HU"
    assert image.spacing == (5.0, 0.661468, 0.661468)
    assert image.value_at(0, 64, 70) == stored[64, 70] - 1024
    assert image.rescaled(0)[5, 7] == stored[5, 7] - 1024


def test_each_frame_of_an_enhanced_object_has_its_own_rescale(tmp_path):
    frames = []
    for slope in (1, 2):
        item, inner = pydicom.Dataset(), pydicom.Dataset()
        inner.RescaleSlope, inner.RescaleIntercept, inner.RescaleType = slope, -slope, "US"
        item.PixelValueTransformationSequence = [inner]
        frames.append(item)
    words = np.full((2, 4, 4), 10, np.uint16)
    path = dicom(tmp_path / "a.dcm", words, PerFrameFunctionalGroupsSequence=frames)
    image = read_medical(path)
    assert [image.value_at(frame, 0, 0) for frame in (0, 1)] == [9, 18]


def test_a_volume_is_turned_for_the_eye_and_its_values_stay(tmp_path):
    values = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)
    affine = np.diag([2.0, 3.0, 4.0, 1.0])  # towards right, front and head
    image = read_medical(nifti(tmp_path / "a.nii", values, affine, scl_slope=0.5, scl_inter=10))
    assert image.values.shape == (4, 3, 2)
    assert image.spacing == (4.0, 3.0, 2.0)
    assert image.values[3, 0, 0] == values[1, 2, 3]  # the patient's front is up, the right side is left
    assert image.value_at(3, 0, 0) == 0.5 * values[1, 2, 3] + 10


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Rows": None}, "dicom-missing"),
        ({"Rows": 9}, "medical-broken"),
        ({"BitsStored": None}, "dicom-missing"),
        ({"BitsStored": 17}, "dicom-misfit"),
        ({"HighBit": 3}, "dicom-misfit"),
        ({"BitsAllocated": 32}, "dicom-bits"),
        ({"PixelData": None}, "medical-broken"),
        ({"FloatPixelData": bytes(256), "PixelData": None}, "dicom-bits"),
        ({"PhotometricInterpretation": "CMYK"}, "dicom-value"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "dicom-missing"),
        ({"SamplesPerPixel": 3}, "dicom-value"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(tmp_path, changes, code):
    path = dicom(tmp_path / "a.dcm", np.zeros((8, 8), np.uint16), **changes)
    with pytest.raises(StudioError) as caught:
        read_medical(path)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("MR_truncated.dcm", "medical-broken"),
        ("rtplan.dcm", "dicom-no-pixels"),
        ("reportsi.dcm", "dicom-no-pixels"),
        ("rtdose.dcm", "dicom-bits"),
        ("meta_missing_tsyntax.dcm", "dicom-missing"),
        ("no_meta.dcm", "medical-unknown"),
        ("zipMR.gz", "medical-unknown"),
    ],
)
def test_unsuited_files_of_pydicom(name, code):
    with pytest.raises(StudioError) as caught:
        read_medical(sample(name))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("JPGExtended.dcm", pydicom.uid.JPEGExtended12Bit),
        ("SC_rgb_jpeg_gdcm.dcm", pydicom.uid.JPEGLosslessSV1),
        ("MR_small_jpeg_ls_lossless.dcm", pydicom.uid.JPEGLSLossless),
    ],
)
def test_a_missing_decoder_is_named(name, syntax):
    decoder = pydicom.pixels.get_decoder(syntax)
    decoder.remove_plugin("pylibjpeg")
    try:
        with pytest.raises(StudioError, match="pip install pylibjpeg pylibjpeg-libjpeg") as caught:
            read_medical(sample(name))
    finally:
        decoder.add_plugin("pylibjpeg", ("pydicom.pixels.decoders.pylibjpeg", "_decode_frame"))
    assert caught.value.code == "dicom-decoder"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.zeros((2, 2, 2, 3), np.int16), "nifti-unsuited"),
        (np.zeros((2, 2, 2), np.complex64), "nifti-unsuited"),
    ],
)
def test_unsuited_volumes(tmp_path, values, code):
    with pytest.raises(StudioError) as caught:
        read_medical(nifti(tmp_path / "a.nii", values))
    assert caught.value.code == code


def test_files_are_told_apart_by_their_first_bytes(tmp_path):
    assert is_medical(sample("CT_small.dcm"))
    assert not is_medical(SAMPLES / "README.txt")
    assert not is_medical(tmp_path)
