"""DICOM objects made by code: frames of a rendered phantom, whose values are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid


def phantom(frames: int = 1, rows: int = 60, columns: int = 80) -> NDArray[np.int16]:
    """A disc of soft tissue with a denser core, in air: HU (frames, rows, columns), wider in each frame."""
    y, x = np.mgrid[0:rows, 0:columns]
    away = np.hypot(y - rows / 2, x - columns / 2)
    values = np.full((frames, rows, columns), -1000, np.int16)
    for number in range(frames):
        values[number][away < rows / 3 + number] = 40 + 10 * number
        values[number][away < rows / 8] = 300
    return values


def write_dicom(path: Path, values: NDArray[Any], **about: Any) -> Path:
    """Write (frames, rows, columns) values in HU as CT of 16 bit with an intercept of -1024."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[path.name])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    stored = (values.astype(np.int32) + 1024).astype(np.uint16)
    frames, rows, columns = stored.shape
    wanted = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "StudyInstanceUID": generate_uid(entropy_srcs=["study"]),
        "SeriesInstanceUID": generate_uid(entropy_srcs=["series"]),
        "PatientName": "Phantom",
        "PatientID": "1",
        "Modality": "CT",
        "Rows": rows,
        "Columns": columns,
        "NumberOfFrames": frames,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        "RescaleSlope": 1,
        "RescaleIntercept": -1024,
        "WindowCenter": 40,
        "WindowWidth": 400,
        **about,
    }
    for name, value in wanted.items():
        setattr(data, name, value)
    data.PixelData = stored.tobytes()
    data.save_as(path, enforce_file_format=True)
    return path
