import errno
import gzip
import shutil

import nibabel
import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRBigEndian

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.version import VERSION
from inpaint_studio.medical import derived as writing
from inpaint_studio.medical.derived import Derivation, write_derived
from inpaint_studio.medical.filling import fill_frames
from inpaint_studio.medical.reading import read_medical

from .pictures import dcmtk_dump, dcmtk_picture, dicom, nifti, reference, sample

CHANGED = (
    *("ImageType", "SOPInstanceUID", "SeriesInstanceUID", "PixelData", "DerivationDescription"),
    *("SourceImageSequence", "DerivationCodeSequence", "ContributingEquipmentSequence"),
)
needs_dcmtk = pytest.mark.skipif(shutil.which("dcmdump") is None, reason="dcmtk is not installed")


def square(image):
    mask = np.zeros((image.rows, image.columns), bool)
    row, column = image.rows // 2, image.columns // 2
    mask[row : row + 6, column : column + 6] = True
    return mask


def derived(path, source, **about):
    """The object made of a filled square in `source`, with the mask and what was filled."""
    image = read_medical(source)
    mask = about.pop("mask", square(image))
    filled = fill_frames(image, mask)
    files = write_derived(filled, path, Derivation(mask=mask, engine="biharmonic", **about))
    return files, filled, mask


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_implicit.dcm",
        "MR_small_bigendian.dcm",
        "image_dfl.dcm",
        "examples_palette.dcm",
    ],
)
def test_all_other_attributes_keep_their_bytes(tmp_path, name):
    (path, *_), filled, _ = derived(tmp_path / "a.dcm", sample(name))
    before, after = pydicom.dcmread(sample(name)), pydicom.dcmread(path)
    names = {tag: pydicom.datadict.keyword_for_tag(tag) for tag in {*before.keys(), *after.keys()}}
    for tag, keyword in names.items():
        if keyword in CHANGED or tag.element == 0:
            continue
        one, other = before.get_item(tag), after.get_item(tag)
        assert (one.VR, one.value) == (other.VR, other.value), keyword
    np.testing.assert_array_equal(read_medical(path).values, filled.values)


def test_it_says_what_it_is_and_what_it_was_made_of(tmp_path):
    (path, *_), _, _ = derived(
        tmp_path / "a.dcm", sample("CT_small.dcm"), burned_in="NO", description="Line 5 was lost"
    )
    before, after = pydicom.dcmread(sample("CT_small.dcm")), pydicom.dcmread(path)
    assert list(after.ImageType) == ["DERIVED", "SECONDARY", "AXIAL"]
    assert after.SOPInstanceUID == after.file_meta.MediaStorageSOPInstanceUID != before.SOPInstanceUID
    assert after.SeriesInstanceUID != before.SeriesInstanceUID
    assert after.SourceImageSequence[0].ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert after.DerivationCodeSequence[0].CodeValue == "113047"
    assert "36 pixels in 1 of 1 frame inpainted (engine biharmonic, seed 0)" in after.DerivationDescription
    assert after.DerivationDescription.endswith("Not for diagnosis. Line 5 was lost")
    assert after.ContributingEquipmentSequence[-1].SoftwareVersions == VERSION
    assert after.BurnedInAnnotation == "NO"
    assert "LossyImageCompression" not in after


def test_the_source_in_memory_is_not_changed(tmp_path):
    image = read_medical(sample("CT_small.dcm"))
    write_derived(
        image, tmp_path / "a.dcm", Derivation(mask=square(image), mask_as="overlay", keep_private=False)
    )
    assert image.source.SOPInstanceUID == pydicom.dcmread(sample("CT_small.dcm")).SOPInstanceUID
    assert not any(tag.group == 0x6000 for tag in image.source.keys())  # noqa: SIM118


def test_what_lies_beside_a_value_in_its_word_stays(tmp_path):
    words = np.random.default_rng(3).integers(0, 1 << 16, (20, 20)).astype(np.uint16)
    for syntax in ("1.2.840.10008.1.2.1", ExplicitVRBigEndian):
        source = dicom(tmp_path / "source.dcm", words, syntax=syntax, BitsStored=12, HighBit=13)
        (path, *_), filled, mask = derived(tmp_path / f"{syntax}.dcm", source)
        order = ">u2" if syntax == ExplicitVRBigEndian else "<u2"
        after = np.frombuffer(pydicom.dcmread(path).PixelData, order).reshape(20, 20)
        np.testing.assert_array_equal(after[~mask], words[~mask])
        np.testing.assert_array_equal(after & 0xC003, words & 0xC003)
        np.testing.assert_array_equal((after >> 2) & 0xFFF, filled.values[0])


def test_planar_colours_stay_planar(tmp_path):
    words = np.random.default_rng(4).integers(0, 256, (1, 16, 20, 3)).astype(np.uint8)
    source = dicom(tmp_path / "source.dcm", words, PlanarConfiguration=1)
    (path, *_), filled, _ = derived(tmp_path / "a.dcm", source)
    assert pydicom.dcmread(path).PlanarConfiguration == 1
    np.testing.assert_array_equal(reference(path), filled.values[0])


def test_lossy_sources_stay_marked(tmp_path):
    (path, *_), filled, _ = derived(tmp_path / "a.dcm", sample("JPGExtended.dcm"))
    after = pydicom.dcmread(path)
    assert after.LossyImageCompression == "01"
    assert after.LossyImageCompressionMethod == "ISO_10918_1"
    assert not after.file_meta.TransferSyntaxUID.is_compressed
    np.testing.assert_array_equal(after.pixel_array, filled.values[0])


def test_private_attributes_and_what_shows_the_source_are_left_out(tmp_path):
    item = pydicom.Dataset()
    item.add_new(0x00091001, "LO", "secret")
    item.ReferencedSOPInstanceUID = "1.2.3"
    source = dicom(
        tmp_path / "source.dcm",
        np.zeros((16, 16), np.uint8),
        ReferencedImageSequence=[item],
        IconImageSequence=[pydicom.Dataset()],
    )
    for keep in (True, False):
        (path, *_), _, _ = derived(tmp_path / f"{keep}.dcm", source, keep_private=keep)
        after = pydicom.dcmread(path)
        assert "IconImageSequence" not in after
        assert (0x00091001 in after.ReferencedImageSequence[0]) is keep
        assert after.ReferencedImageSequence[0].ReferencedSOPInstanceUID == "1.2.3"


def test_the_mask_as_a_segmentation(tmp_path):
    image = read_medical(sample("SC_rgb_rle_2frame.dcm"))
    mask = np.zeros(image.values.shape[:3], bool)
    mask[1, 5:9, 6:11] = True
    (path, beside), _, _ = derived(tmp_path / "a.dcm", sample("SC_rgb_rle_2frame.dcm"), mask=mask)
    found = pydicom.dcmread(beside)
    assert beside.name == "a.seg.dcm"
    np.testing.assert_array_equal(found.pixel_array, mask[1])
    derivation = found.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence[0]
    assert derivation.SourceImageSequence[0].ReferencedSOPInstanceUID == pydicom.dcmread(path).SOPInstanceUID
    assert derivation.SourceImageSequence[0].ReferencedFrameNumber == 2


@pytest.mark.parametrize("name", ["MR_small.dcm", "MR_small_bigendian.dcm", "examples_overlay.dcm"])
def test_the_mask_as_an_overlay(tmp_path, name):
    (path,), _, mask = derived(tmp_path / "a.dcm", sample(name), mask_as="overlay")
    after = pydicom.dcmread(path)
    group = max(tag.group for tag in after.keys() if 0x6000 <= tag.group < 0x6020)  # noqa: SIM118
    assert after[group, 0x0040].value == "R"
    if name != "MR_small_bigendian.dcm":  # pydicom takes the bytes as little-endian
        np.testing.assert_array_equal(after.overlay_array(group), mask)


@needs_dcmtk
@pytest.mark.parametrize(
    "name", ["CT_small.dcm", "MR_small_bigendian.dcm", "examples_rgb_color.dcm", "examples_palette.dcm"]
)
def test_dcmtk_sees_the_same_outside_the_mask(tmp_path, name):
    image = read_medical(sample(name))
    mask = square(image)
    values = image.values.copy()
    values[:, mask] ^= 64  # what any window and palette shows
    path, beside = write_derived(image.with_values(values), tmp_path / "a.dcm", Derivation(mask=mask))
    before, after = dcmtk_picture(sample(name), tmp_path), dcmtk_picture(path, tmp_path)
    np.testing.assert_array_equal(before[~mask], after[~mask])
    assert (before[mask] != after[mask]).any(axis=-1).all()
    assert "(0008,2111) ST" in dcmtk_dump(path)
    assert "(0062,0001) CS [BINARY]" in dcmtk_dump(beside)


def test_a_volume_keeps_its_header_and_says_that_it_was_filled(tmp_path):
    values = np.random.default_rng(5).integers(-500, 500, (12, 14, 3)).astype(np.int16)
    affine = np.array([[-2, 0, 0, 5], [0, 3, 0, 6], [0, 0, 4, 7], [0, 0, 0, 1.0]])
    source = nifti(tmp_path / "a.nii", values, affine, scl_slope=2.0, scl_inter=1.0, descrip=b"as it was")
    (path, beside), filled, mask = derived(tmp_path / "b.nii.gz", source)
    before, after = nibabel.load(source), nibabel.load(path)
    np.testing.assert_array_equal(after.affine, before.affine)
    assert after.header["descrip"] == before.header["descrip"]
    assert (after.dataobj.slope, after.dataobj.inter) == (2.0, 1.0)
    assert b"not for diagnosis" in after.header.extensions[0].get_content().lower()
    changed = np.asarray(after.dataobj.get_unscaled()) != values
    marked = np.asarray(nibabel.load(beside).dataobj) > 0
    assert marked.sum() == 3 * mask.sum()
    assert not changed[~marked].any()
    np.testing.assert_array_equal(read_medical(path).values, filled.values)
    first = path.read_bytes()
    write_derived(filled, path, Derivation(mask=mask, engine="biharmonic"), overwrite=True)
    assert path.read_bytes() == first
    assert gzip.decompress(first)[:40] == source.read_bytes()[:40]


def test_the_original_is_never_replaced(tmp_path):
    source = dicom(tmp_path / "a.dcm", np.zeros((16, 16), np.uint8))
    image = read_medical(source)
    with pytest.raises(StudioError) as caught:
        write_derived(image, source, Derivation(mask=square(image)), overwrite=True)
    assert caught.value.code == "medical-original"


def test_values_outside_the_mask_that_changed_are_a_fault(tmp_path):
    image = read_medical(sample("CT_small.dcm"))
    with pytest.raises(ValueError, match="outside the mask"):
        write_derived(image.with_values(image.values + 1), tmp_path / "a.dcm", Derivation(mask=square(image)))
    assert list(tmp_path.iterdir()) == []


def test_attributes_that_cannot_be_written_again_are_said_in_a_line(tmp_path):
    source = bytearray(sample("MR_small.dcm").read_bytes())
    place = source.index(b"\x20\x00\x10\x00SH")  # Study ID, whose kind becomes one that does not exist
    source[place + 4 : place + 6] = b"S?"
    (tmp_path / "a.dcm").write_bytes(source)
    image = read_medical(tmp_path / "a.dcm")
    with pytest.raises(StudioError) as caught:
        write_derived(image, tmp_path / "b.dcm", Derivation(mask=square(image)))
    assert caught.value.code == "medical-unwritable"
    assert [each.name for each in tmp_path.iterdir()] == ["a.dcm"]


def test_a_file_that_is_implicit_although_it_says_otherwise(tmp_path):
    (path, *_), filled, _ = derived(tmp_path / "a.dcm", sample("SC_rgb_jpeg.dcm"))
    np.testing.assert_array_equal(read_medical(path).values, filled.values)
    assert pydicom.dcmread(path).ContentDate == "20200217"


def test_enhanced_frames_say_which_have_changed(tmp_path):
    frames = []
    for _ in range(3):
        item, inner = pydicom.Dataset(), pydicom.Dataset()
        inner.FrameType = ["ORIGINAL", "PRIMARY", "M", "NONE"]
        item.MRImageFrameTypeSequence = [inner]
        frames.append(item)
    words = np.random.default_rng(6).integers(0, 99, (3, 16, 16)).astype(np.uint16)
    source = dicom(tmp_path / "source.dcm", words, PerFrameFunctionalGroupsSequence=frames)
    mask = np.zeros(words.shape, bool)
    mask[1, 4:8, 4:8] = True
    (path, *_), _, _ = derived(tmp_path / "a.dcm", source, mask=mask)
    groups = pydicom.dcmread(path).PerFrameFunctionalGroupsSequence
    kinds = [list(group.MRImageFrameTypeSequence[0].FrameType) for group in groups]
    assert [kind[0] for kind in kinds] == ["ORIGINAL", "DERIVED", "ORIGINAL"]
    assert kinds[1][1:] == ["PRIMARY", "M", "NONE"]


def test_a_long_description_never_displaces_what_was_done(tmp_path):
    source = dicom(tmp_path / "source.dcm", np.zeros((16, 16), np.uint8), DerivationDescription="old " * 250)
    (path, *_), _, _ = derived(tmp_path / "a.dcm", source, description="new " * 500)
    said = pydicom.dcmread(path).DerivationDescription
    assert len(said) == 1024
    assert said.startswith("...")
    assert "old; 36 pixels in 1 of 1 frame inpainted (engine biharmonic, seed 0): invented values" in said
    assert ", all others unchanged. Not for diagnosis. new new" in said
    assert said.endswith("...")


def test_private_attributes_in_a_sequence_of_unknown_kind(tmp_path):
    item = pydicom.Dataset()
    item.add_new(0x00091001, "LO", "secret")
    words = np.zeros((16, 16), np.uint8)
    source = dicom(tmp_path / "source.dcm", words, RequestAttributesSequence=[item])
    data = source.read_bytes()
    assert data.count(b"\x40\x00\x75\x02SQ") == 1
    source.write_bytes(data.replace(b"\x40\x00\x75\x02SQ", b"\x40\x00\x75\x02UN"))
    with_header = pydicom.dcmread(source)
    with_header.file_meta.PrivateInformationCreatorUID = "1.2.3"
    with_header.file_meta.PrivateInformation = b"secret"
    with_header.save_as(source)
    (path, *_), _, _ = derived(tmp_path / "a.dcm", source, keep_private=False)
    assert b"secret" not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "said"), [("MR_small_jp2klossless.dcm", None), ("693_J2KI.dcm", "01"), ("JPEG2000.dcm", "01")]
)
def test_jpeg_2000_is_lossy_by_its_wavelet(tmp_path, name, said):
    source = pydicom.dcmread(sample(name))
    source.file_meta.TransferSyntaxUID = pydicom.uid.JPEG2000
    source.save_as(tmp_path / "source.dcm")
    (path, *_), _, _ = derived(tmp_path / "a.dcm", tmp_path / "source.dcm")
    assert pydicom.dcmread(path).get("LossyImageCompression") == said


def test_a_segmentation_has_the_measures_of_its_source_and_invents_none(tmp_path):
    words = np.zeros((16, 16), np.uint8)
    for third, given in ((1 / 3, {}), (0.5, {"SliceThickness": 2, "SpacingBetweenSlices": 3})):
        source = dicom(tmp_path / "source.dcm", words, **given)
        object_ = pydicom.dcmread(source)
        side = pydicom.DataElement(0x00280030, "DS", [str(third)] * 2, validation_mode=0)
        object_.add(side)
        with pydicom.config.disable_value_validation():
            object_.save_as(source)
        (_, path), _, _ = derived(tmp_path / "a.dcm", source)
        (tmp_path / "a.dcm").unlink()
        measures = pydicom.dcmread(path).SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
        path.unlink()
        assert all(len(str(one)) <= 16 for one in measures.PixelSpacing)
        assert measures.PixelSpacing == pytest.approx([third, third])
        assert measures.get("SliceThickness") == given.get("SliceThickness")
        assert measures.get("SpacingBetweenSlices") == given.get("SpacingBetweenSlices")


@pytest.mark.parametrize("name", ["a.png", "a.nii", "a.nii.gz", "a.JPG"])
def test_an_object_is_not_named_like_another_format(tmp_path, name):
    with pytest.raises(StudioError, match=r"saved as \.dcm"):
        derived(tmp_path / name, sample("CT_small.dcm"))
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_neither_the_object_nor_its_mask(tmp_path, monkeypatch):
    image = read_medical(dicom(tmp_path / "a.dcm", np.arange(64, dtype=np.uint16).reshape(8, 8)))
    mask = np.zeros((1, 8, 8), bool)
    mask[0, 2:4, 2:4] = True
    written = []

    def full(file, data):
        written.append(data)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        file.write(data)

    monkeypatch.setattr(writing, "write_all", full)
    with pytest.raises(StudioError, match="disk is full"):
        write_derived(image, tmp_path / "out.dcm", Derivation(mask=mask))
    assert len(written) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.dcm"]
