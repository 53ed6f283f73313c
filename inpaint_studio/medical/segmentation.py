"""The mask as a DICOM segmentation of its own (PS3.3 A.51, C.8.20)."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from pydicom.valuerep import DSfloat

from ..core.arrays import Flags
from ..core.version import VERSION
from .attributes import first_numbers
from .derivation import Derivation
from .image import MedicalImage
from .overlays import packed_bits

_CLASS = UID("1.2.840.10008.5.1.4.1.1.66.4")
_KEPT = (
    "SpecificCharacterSet StudyDate StudyTime AccessionNumber ReferringPhysicianName StudyDescription "
    "PatientName PatientID PatientBirthDate PatientSex PatientAge StudyInstanceUID StudyID "
    "FrameOfReferenceUID PositionReferenceIndicator"
)
"""The attributes of the patient, the study and the frame of reference."""


def segmentation_of(made: Any, image: MedicalImage, planes: Flags, derivation: Derivation) -> Any:
    """A binary segmentation with one segment, which marks in the derived object `made` what was replaced.

    Only frames in which something is marked get a frame in it.
    """
    found = Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found.file_meta.MediaStorageSOPClassUID = found.SOPClassUID = _CLASS
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID = generate_uid(None)
    for keyword in _KEPT.split():
        if keyword in made:
            found[keyword] = made[keyword]
    for keyword in ("StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName", "StudyID"):
        if keyword not in found:
            setattr(found, keyword, "")
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"):
        if keyword not in found:
            setattr(found, keyword, "")
    if "StudyInstanceUID" not in found:
        found.StudyInstanceUID = generate_uid(None)
    stamp = made.ContributingEquipmentSequence[-1].ContributionDateTime
    stamp = stamp.strftime("%Y%m%d%H%M%S") if hasattr(stamp, "strftime") else str(stamp)
    found.SeriesInstanceUID, found.SeriesNumber, found.InstanceNumber = generate_uid(None), 1, 1
    found.Modality, found.ImageType = "SEG", ["DERIVED", "PRIMARY"]
    found.Manufacturer = found.ManufacturerModelName = "Inpaint Studio"
    found.DeviceSerialNumber, found.SoftwareVersions = "0", VERSION
    found.ContentDate, found.ContentTime = stamp[:8], stamp[8:14]
    found.ContentLabel = "REPLACED"
    found.ContentDescription = "Pixels that Inpaint Studio replaced"
    found.ContentCreatorName = "Inpaint Studio"
    found.SeriesDescription = "Mask of replaced pixels"
    _set_pixels(found, planes)
    found.LossyImageCompression = str(made.get("LossyImageCompression") or "00")
    for keyword in ("LossyImageCompressionRatio", "LossyImageCompressionMethod"):
        if found.LossyImageCompression == "01" and keyword in made:
            found[keyword] = made[keyword]
    found.SegmentationType = "BINARY"
    found.SegmentSequence = Sequence([_segment(derivation)])
    _set_frames(found, made, image, planes)
    return found


def _set_pixels(found: Any, planes: Flags) -> None:
    marked = planes[planes.any(axis=(1, 2))] if planes.any() else planes[:1]
    found.NumberOfFrames, found.Rows, found.Columns = marked.shape
    found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
    found.BitsAllocated, found.BitsStored, found.HighBit, found.PixelRepresentation = 1, 1, 0, 0
    found.add_new("PixelData", "OB", packed_bits(marked))


def _segment(derivation: Derivation) -> Dataset:
    item = Dataset()
    item.SegmentNumber = 1
    item.SegmentLabel = "Blanked" if derivation.blanked else "Inpainted"
    item.SegmentAlgorithmType = "MANUAL"
    item.SegmentedPropertyCategoryCodeSequence = _codes("309825002", "SCT", "Spatial and Relational Concept")
    item.SegmentedPropertyTypeCodeSequence = _codes("REPLACED", "99INPAINT", "Replaced pixels")
    return item


def _codes(value: str, scheme: str, meaning: str) -> Sequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def _reference(made: Any) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = made.get("SOPClassUID") or made.file_meta.MediaStorageSOPClassUID
    item.ReferencedSOPInstanceUID = made.SOPInstanceUID
    return item


def _set_frames(found: Any, made: Any, image: MedicalImage, planes: Flags) -> None:
    """The functional groups, the dimension along the frames, and what they refer to."""
    series = Dataset()
    series.SeriesInstanceUID = made.SeriesInstanceUID
    series.ReferencedInstanceSequence = Sequence([_reference(made)])
    found.ReferencedSeriesSequence = Sequence([series])
    organization, index = Dataset(), Dataset()
    organization.DimensionOrganizationUID = index.DimensionOrganizationUID = generate_uid(None)
    index.DimensionIndexPointer, index.FunctionalGroupPointer = 0x0062000B, 0x0062000A
    along = Dataset()
    along.DimensionOrganizationUID = organization.DimensionOrganizationUID
    along.DimensionIndexPointer, along.FunctionalGroupPointer = 0x00081160, 0x00089124
    found.DimensionOrganizationSequence = Sequence([organization])
    found.DimensionIndexSequence = Sequence([index, along])
    found.SharedFunctionalGroupsSequence = Sequence([_shared(made, image)])
    numbers = [frame for frame in range(image.frames) if planes[frame].any()] or [0]
    frames = [_frame(made, frame, place) for place, frame in enumerate(numbers, 1)]
    found.PerFrameFunctionalGroupsSequence = Sequence(frames)


def _shared(made: Any, image: MedicalImage) -> Dataset:
    """Spacing, place and orientation of single-frame objects; those of enhanced ones are in the reference."""
    shared = Dataset()
    if image.spacing is not None:
        measures = Dataset()
        measures.PixelSpacing = [DSfloat(side, auto_format=True) for side in image.spacing[1:]]
        for keyword in ("SliceThickness", "SpacingBetweenSlices"):
            if found := first_numbers(made, 0, "PixelMeasuresSequence", keyword):
                setattr(measures, keyword, DSfloat(found[0], auto_format=True))
        shared.PixelMeasuresSequence = Sequence([measures])
    if "ImageOrientationPatient" in made and "ImagePositionPatient" in made:
        orientation, position = Dataset(), Dataset()
        orientation["ImageOrientationPatient"] = made["ImageOrientationPatient"]
        position["ImagePositionPatient"] = made["ImagePositionPatient"]
        shared.PlaneOrientationSequence = Sequence([orientation])
        shared.PlanePositionSequence = Sequence([position])
    return shared


def _frame(made: Any, frame: int, place: int) -> Dataset:
    item, content, segment, derivation = Dataset(), Dataset(), Dataset(), Dataset()
    content.DimensionIndexValues = [1, place]
    segment.ReferencedSegmentNumber = 1
    source = _reference(made)
    if int(made.get("NumberOfFrames") or 1) > 1:
        source.ReferencedFrameNumber = frame + 1
    source.PurposeOfReferenceCodeSequence = _codes(
        "121322", "DCM", "Source image for image processing operation"
    )
    derivation.SourceImageSequence = Sequence([source])
    derivation.DerivationCodeSequence = _codes("113076", "DCM", "Segmentation")
    item.FrameContentSequence = Sequence([content])
    item.SegmentIdentificationSequence = Sequence([segment])
    item.DerivationImageSequence = Sequence([derivation])
    return item
