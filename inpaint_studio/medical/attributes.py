"""What the attributes of a DICOM object say about its pixels; damaged ones become one clear error."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import StudioError
from .image import ValueTable, Voi, Window

_VOI: dict[str, Voi] = {"LINEAR": "LINEAR", "LINEAR_EXACT": "LINEAR_EXACT", "SIGMOID": "SIGMOID"}


@dataclass(frozen=True)
class Attributes:
    """The checked attributes of the Image Pixel module (DICOM PS3.3 C.7.6.3)."""

    frames: int
    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    high_bit: int
    signed: bool
    planar: bool
    photometric: str


def attributes_of(dataset: Any, path: Path) -> Attributes:
    """The attributes, checked.

    Raises StudioError "dicom-missing", "dicom-value", "dicom-bits" or "dicom-misfit".
    """

    def whole(keyword: str, least: int, otherwise: int | None = None) -> int:
        value = dataset.get(keyword)
        if value is None or value == "":
            if otherwise is None:
                raise StudioError("dicom-missing", path=path, name=keyword)
            return otherwise
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise StudioError("dicom-value", path=path, name=keyword, value=value) from None
        if number < least:
            raise StudioError("dicom-value", path=path, name=keyword, value=value)
        return number

    allocated = whole("BitsAllocated", 1)
    stored = whole("BitsStored", 1)
    if allocated not in (8, 16):
        raise StudioError("dicom-bits", path=path, bits=stored)
    high = whole("HighBit", 0, stored - 1)
    if not stored <= high + 1 <= allocated:
        raise StudioError("dicom-misfit", path=path, stored=stored, allocated=allocated, high=high)
    samples = whole("SamplesPerPixel", 1, 1)
    photometric = str(dataset.get("PhotometricInterpretation") or "").strip()
    if not photometric:
        raise StudioError("dicom-missing", path=path, name="PhotometricInterpretation")
    grey = photometric in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
    if samples != (1 if grey else 3):
        raise StudioError("dicom-value", path=path, name="SamplesPerPixel", value=samples)
    return Attributes(
        frames=whole("NumberOfFrames", 1, 1),
        rows=whole("Rows", 1),
        columns=whole("Columns", 1),
        samples=samples,
        allocated=allocated,
        stored=stored,
        high_bit=high,
        signed=whole("PixelRepresentation", 0) == 1,
        planar=samples > 1 and whole("PlanarConfiguration", 0, 0) == 1,
        photometric=photometric,
    )


def numbers(dataset: Any, keyword: str) -> tuple[float, ...]:
    """The finite numbers of an attribute; none where it is missing, empty or not a number."""
    value = dataset.get(keyword)
    many = value if isinstance(value, list | tuple) or hasattr(value, "__iter__") else [value]
    try:
        found = tuple(float(one) for one in many if one is not None)
    except (TypeError, ValueError):
        return ()
    return found if all(map(math.isfinite, found)) else ()


def groups(dataset: Any, frame: int, keyword: str) -> Iterator[Any]:
    """Where an attribute of a frame may be: its functional group, that of all frames, the top level."""
    for sequence, index in (
        ("PerFrameFunctionalGroupsSequence", frame),
        ("SharedFunctionalGroupsSequence", 0),
    ):
        items = dataset.get(sequence)
        if items and index < len(items):
            yield from items[index].get(keyword) or ()
    yield dataset


def first_numbers(dataset: Any, frame: int, group: str, keyword: str) -> tuple[float, ...]:
    """The numbers of an attribute of a frame, from the first place that has any (see `groups`)."""
    return next((found for place in groups(dataset, frame, group) if (found := numbers(place, keyword))), ())


def rescales(dataset: Any, frames: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Slopes and intercepts: one for all frames if they agree, else one for each."""
    group = "PixelValueTransformationSequence"
    each = range(frames if dataset.get("PerFrameFunctionalGroupsSequence") else 1)
    slopes = tuple(
        (first_numbers(dataset, frame, group, "RescaleSlope") or (1.0,))[0] or 1.0 for frame in each
    )
    intercepts = tuple(
        (first_numbers(dataset, frame, group, "RescaleIntercept") or (0.0,))[0] for frame in each
    )
    if len(set(zip(slopes, intercepts, strict=True))) == 1:
        return slopes[:1], intercepts[:1]
    return slopes, intercepts


def table_of(dataset: Any) -> ValueTable | None:
    """The Modality LUT, if there is one."""
    items = dataset.get("ModalityLUTSequence")
    if not items:
        return None
    described, values = numbers(items[0], "LUTDescriptor"), numbers(items[0], "LUTData")
    if len(described) != 3 or not values:
        return None
    return ValueTable(int(described[1]), np.asarray(values, np.float32))


def windows_of(dataset: Any) -> tuple[Window, ...]:
    """The windows that the file names; those of its first frame where each has its own."""
    for place in groups(dataset, 0, "FrameVOILUTSequence"):
        centers, widths = numbers(place, "WindowCenter"), numbers(place, "WindowWidth")
        named = place.get("WindowCenterWidthExplanation") or ()
        names = [named] if isinstance(named, str) else [str(one) for one in named]
        function = _VOI.get(str(place.get("VOILUTFunction") or "LINEAR"), "LINEAR")
        least = 1.0 if function == "LINEAR" else 1e-6
        found = tuple(
            Window(center, width, names[index] if index < len(names) else "", function)
            for index, (center, width) in enumerate(zip(centers, widths, strict=False))
            if width >= least
        )
        if found:
            return found
    return ()


def unit_of(dataset: Any) -> str:
    """The unit of real values, where the object says it or its modality does: "HU", "BQML" …"""
    kind = next(
        (
            str(place.get("RescaleType"))
            for place in groups(dataset, 0, "PixelValueTransformationSequence")
            if place.get("RescaleType")
        ),
        "",
    )
    if kind and kind != "US":
        return kind
    modality = str(dataset.get("Modality") or "")
    if modality == "CT" and "RescaleSlope" in dataset:
        return "HU"
    return str(dataset.get("Units") or "") if modality == "PT" else ""


def spacing_of(dataset: Any) -> tuple[float, float, float] | None:
    """Millimetres between slices, rows and columns; None where it is not known within the plane."""
    group = "PixelMeasuresSequence"
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
        plane = first_numbers(dataset, 0, group, keyword)
        if len(plane) == 2 and min(plane) > 0:
            break
    else:
        return None
    between = first_numbers(dataset, 0, group, "SpacingBetweenSlices") or first_numbers(
        dataset, 0, group, "SliceThickness"
    )
    return (abs(between[0]) if between else 0.0, plane[0], plane[1])
