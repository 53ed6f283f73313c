"""The phantom in the picture of the editor with a medical image: the head of Shepp and Logan, in slices."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid
from skimage.data import shepp_logan_phantom

_SIDE, _SLICES = 400, 24
_NOISE = 6.0  # HU


def slices() -> np.ndarray:
    """The head in HU, (slices, rows, columns) int16: smaller towards both ends, with the noise of a scan."""
    head = shepp_logan_phantom().astype(np.float32)
    dice = np.random.default_rng(7)
    found = []
    for number in range(_SLICES):
        scale = np.sqrt(1 - ((number - 11) / 18) ** 2)
        middle = _SIDE / 2 * (1 - scale)
        grown = cv2.warpAffine(head, np.array([[scale, 0, middle], [0, scale, middle]]), (_SIDE, _SIDE))
        # air, then soft tissue around 40 HU, and the skull
        values = np.where(grown < 0.05, -1000, np.where(grown > 0.7, 900, 400 * (grown - 0.2) + 40))
        found.append(values + dice.normal(0, _NOISE, values.shape))
    return np.stack(found).astype(np.int16)


def write_phantom(path: Path) -> Path:
    """Write it as a DICOM object of CT with several frames."""
    stored = (slices() + 1024).astype(np.uint16)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["phantom"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    data.PatientName, data.Modality = "Phantom", "CT"
    data.NumberOfFrames, data.Rows, data.Columns = stored.shape
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.RescaleSlope, data.RescaleIntercept = 1, -1024
    data.WindowCenter, data.WindowWidth = 40, 400
    data.PixelData = stored.tobytes()
    data.save_as(path, enforce_file_format=True)
    return path
