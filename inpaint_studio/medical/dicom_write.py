"""Writes filled DICOM objects as derived ones (DICOM PS3.3 C.7.6.1.1.2, C.12.4).

A derived object has a new SOP Instance UID and Series Instance UID. Image Type (DERIVED\\SECONDARY),
Derivation Description and Code Sequence, Source Image Sequence and Contributing Equipment Sequence say what
was made of what; Frame Type, Burned In Annotation, the lossy attributes and the smallest and largest pixel
value are kept true. An icon, digital signatures and group lengths are left out: they would show, or vouch
for, the source. All other attributes keep their bytes.

Uncompressed objects keep their transfer syntax, and outside the mask every bit of their pixel data. Others
become uncompressed (Explicit VR Little Endian), with the values that were decoded.
"""

from __future__ import annotations

import copy
import datetime
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from ..core.arrays import AnyArray, Flags
from ..core.version import VERSION
from .attributes import numbers
from .codestreams import is_reversible
from .datasets import separate
from .derivation import ChangedOutsideError, Derivation
from .image import MedicalImage
from .overlays import add_overlay
from .segmentation import segmentation_of
from .words import description_of

_LEFT_OUT = (
    "IconImageSequence",
    "DigitalSignaturesSequence",
    "MACParametersSequence",
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
)
_MOST_TEXT = 1024  # characters of an attribute of VR ST
_HISTORY = 256  # of them that are kept for what the object said before
_LOSSY = {
    "1.2.840.10008.1.2.4.50": "ISO_10918_1",
    "1.2.840.10008.1.2.4.51": "ISO_10918_1",
    "1.2.840.10008.1.2.4.81": "ISO_14495_1",
    "1.2.840.10008.1.2.4.91": "ISO_15444_1",
    "1.2.840.10008.1.2.4.203": "ISO_15444_15",
}
"""Transfer syntaxes that lose something, and Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1)."""


def files(image: MedicalImage, planes: Flags, derivation: Derivation, *, packed: bool) -> list[bytes]:
    """The derived object and, if that is wanted, its mask as a segmentation, as files."""
    del packed  # a DICOM object is never gzip
    made = derived_object(image, planes, derivation)
    contents = [_encoded(made)]
    if derivation.mask_as == "seg":
        contents.append(_encoded(segmentation_of(made, image, planes, derivation)))
    return contents


def _encoded(dataset: Any) -> bytes:
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def derived_object(image: MedicalImage, planes: Flags, derivation: Derivation) -> Any:
    """The derived object as a data set of its own; the source is not changed.

    Raises `ChangedOutsideError` if values outside the mask `planes` (frames, rows, columns) differ from those
    of an uncompressed source.
    """
    source = image.source
    made = separate(source)
    made.file_meta = copy.deepcopy(source.file_meta)
    look = separate(source)
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = generate_uid(None)
    made.SeriesInstanceUID = derivation.series or generate_uid(None)
    for keyword in ("ImplementationClassUID", "ImplementationVersionName"):
        if keyword in made.file_meta:  # of the program that writes the file
            delattr(made.file_meta, keyword)
    for keyword in _LEFT_OUT:
        if keyword in made:
            del made[keyword]
    _set_type(made, look, planes)
    before = str(look.get("DerivationDescription") or "").strip()
    room = _MOST_TEXT - min(len(before) + 2, _HISTORY)
    _set_derivation(made, look, before, description_of(image, planes, derivation, room))
    _set_equipment(made, look, derivation)
    _set_lossy(made, look, image)
    if derivation.burned_in is not None:
        made.BurnedInAnnotation = derivation.burned_in
    if not derivation.keep_private:
        _drop_private(made)
        for keyword in ("PrivateInformationCreatorUID", "PrivateInformation"):
            made.file_meta.pop(keyword, None)
    _set_pixels(made, image, planes)
    _set_extremes(made, look, image)
    if derivation.mask_as == "overlay":
        add_overlay(made, planes)
    return made


def _set_type(made: Any, look: Any, planes: Flags) -> None:
    """Image Type, and the Frame Type of the frames that have changed."""
    kinds = look.get("ImageType") or []
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    made.ImageType = ["DERIVED", "SECONDARY", *kinds[2:]]
    for keyword in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        items = look.get(keyword)
        if not items:
            continue
        shared = keyword.startswith("Shared")
        places = [
            inner
            for number, item in enumerate(items)
            if shared or (number < len(planes) and planes[number].any())
            for inner in _frame_types(item)
        ]
        if places:
            made[keyword] = copy.deepcopy(look[keyword])
            for number, item in enumerate(made[keyword].value):
                if shared or (number < len(planes) and planes[number].any()):
                    for inner in _frame_types(item):
                        inner.FrameType = ["DERIVED", *list(inner.FrameType)[1:]]


def _frame_types(item: Any) -> Iterator[Any]:
    """The items with a Frame Type in a functional group, such as those of MR Image Frame Type Sequence."""
    for element in item:
        if element.VR == "SQ":
            yield from (inner for inner in element.value if inner.get("FrameType"))


def _code(value: str, meaning: str, scheme: str = "DCM") -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _set_derivation(made: Any, look: Any, before: str, text: str) -> None:
    """Derivation Description and Code, and Source Image Sequence.

    CID 7203 has no code for inpainting; "Pixel by pixel mask" says that values were replaced where a mask is.
    """
    if before:
        room = _MOST_TEXT - len(text) - 2
        before = before if len(before) <= room else "..." + before[3 - room :]
        text = f"{before}; {text}"
    made.DerivationDescription = _encodable(text, made)
    made.DerivationCodeSequence = Sequence(
        [*(look.get("DerivationCodeSequence") or ()), _code("113047", "Pixel by pixel mask")]
    )
    if look.get("SOPInstanceUID") and look.get("SOPClassUID"):
        item = Dataset()
        item.ReferencedSOPClassUID = look.SOPClassUID
        item.ReferencedSOPInstanceUID = look.SOPInstanceUID
        item.SpatialLocationsPreserved = "YES"
        item.PurposeOfReferenceCodeSequence = Sequence(
            [_code("121322", "Source image for image processing operation")]
        )
        made.SourceImageSequence = Sequence([item])


def _encodable(text: str, dataset: Any) -> str:
    """A text that an attribute can hold; without a character set that is ASCII."""
    if not dataset.get("SpecificCharacterSet"):
        text = text.encode("ascii", "replace").decode("ascii")
    return text


def _set_equipment(made: Any, look: Any, derivation: Derivation) -> None:
    item = Dataset()
    item.PurposeOfReferenceCodeSequence = Sequence([_code("109102", "Processing Equipment")])
    item.Manufacturer = item.ManufacturerModelName = "Inpaint Studio"
    item.SoftwareVersions = VERSION
    item.ContributionDateTime = datetime.datetime.now().astimezone().strftime("%Y%m%d%H%M%S%z")
    item.ContributionDescription = "Blanking" if derivation.blanked else "Inpainting"
    made.ContributingEquipmentSequence = Sequence([*(look.get("ContributingEquipmentSequence") or ()), item])


def _set_lossy(made: Any, look: Any, image: MedicalImage) -> None:
    """Once an image was compressed with loss, it stays marked (PS3.3 C.7.6.1.1.5)."""
    method = _LOSSY.get(str(look.file_meta.TransferSyntaxUID))
    if method is None:
        return
    if look.get("LossyImageCompression") != "01":
        if all(map(is_reversible, generate_frames(look.PixelData, number_of_frames=image.frames))):
            return
        made.LossyImageCompression = "01"
    if "LossyImageCompressionMethod" in look:  # with the ratios, one for each time
        return
    ratio = image.values.nbytes / max(1, len(look["PixelData"].value))
    made.LossyImageCompressionRatio = f"{ratio:.4g}"
    made.LossyImageCompressionMethod = method


def _drop_private(dataset: Any) -> None:
    """Remove private attributes, in sequences too; these are copied before they change."""
    for tag in list(dataset.keys()):
        if tag.is_private:
            del dataset[tag]
    for tag in list(dataset.keys()):
        element = dataset.get_item(tag)
        vr = None if element is None else element.VR
        if (_vr(tag) if vr in (None, "UN") else vr) == "SQ":
            items = copy.deepcopy(dataset[tag])
            for item in items.value:
                _drop_private(item)
            dataset[tag] = items


def _vr(tag: Any) -> str:
    """The kind of an attribute of an object that does not say it."""
    from pydicom.datadict import dictionary_VR

    try:
        return dictionary_VR(tag)
    except KeyError:
        return ""


def _set_pixels(made: Any, image: MedicalImage, planes: Flags) -> None:
    element = separate(image.source)["PixelData"]
    layout = image.layout
    if layout is not None:
        words = layout.words(element.value)
        arranged = layout.arranged(words)
        _require_same(layout.values(arranged), image.values, planes)
        layout.put(arranged, image.values, planes)
        made.add_new("PixelData", element.VR, layout.packed(words, element.value))
        return
    meta = made.file_meta
    encapsulated = meta.TransferSyntaxUID.is_encapsulated
    if encapsulated:
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
    little = meta.TransferSyntaxUID.is_little_endian
    values = image.values
    data = values.astype(np.uint8 if image.bits <= 8 else values.dtype.newbyteorder("<" if little else ">"))
    made.BitsAllocated = 8 if image.bits <= 8 else 16
    made.BitsStored, made.HighBit = image.bits, image.bits - 1
    made.PhotometricInterpretation = image.photometric
    if values.ndim == 4:
        made.PlanarConfiguration = 0
    packed = data.tobytes()
    made.add_new("PixelData", "OW" if data.itemsize == 2 else "OB", packed + b"\0" * (len(packed) % 2))
    made["PixelData"].is_undefined_length = False


def _require_same(before: AnyArray, after: AnyArray, planes: Flags) -> None:
    differs = before != after
    if (differs.any(axis=-1) if differs.ndim == 4 else differs)[~planes].any():
        raise ChangedOutsideError("values outside the mask have changed")


def _set_extremes(made: Any, look: Any, image: MedicalImage) -> None:
    """Smallest and Largest Image Pixel Value, where they are given and a new value is beyond them."""
    vr = "SS" if image.lowest < 0 else "US"
    low, high = int(image.values.min()), int(image.values.max())
    for keyword, value, sign in (("SmallestImagePixelValue", low, -1), ("LargestImagePixelValue", high, 1)):
        said = numbers(look, keyword)
        if said and sign * value > sign * said[0]:
            made[keyword] = pydicom.DataElement(made.data_element(keyword).tag, vr, value)
