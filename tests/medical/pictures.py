"""DICOM objects and NIfTI volumes for tests: pydicom's own files, and small ones made by code."""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pydicom
import pydicom.data
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

SAMPLES = Path(pydicom.data.__file__).parent / "test_files"


def sample(name: str) -> Path:
    """One of the files that come with pydicom."""
    return SAMPLES / name


def reference(path: Path) -> np.ndarray:
    """The pixels of an object by pydicom, which warns about padding."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path).pixel_array


def dicom(path: Path, words: np.ndarray, *, syntax: str = ExplicitVRLittleEndian, **changes: Any) -> Path:
    """An uncompressed object with these words (rows, columns) or (frames, rows, columns[, 3]).

    `changes` are attributes by their keywords; None leaves one out.
    """
    set_ = Dataset()
    set_.file_meta = FileMetaDataset()
    set_.file_meta.TransferSyntaxUID = syntax
    set_.file_meta.MediaStorageSOPClassUID = set_.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    set_.file_meta.MediaStorageSOPInstanceUID = set_.SOPInstanceUID = generate_uid()
    set_.StudyInstanceUID, set_.SeriesInstanceUID = generate_uid(), generate_uid()
    set_.Modality, set_.PatientName, set_.PatientID = "OT", "Test^Made", "1"
    colours = words.ndim == 4
    set_.Rows, set_.Columns = words.shape[1:3] if words.ndim > 2 else words.shape
    if words.ndim > 2:
        set_.NumberOfFrames = len(words)
    set_.SamplesPerPixel = 3 if colours else 1
    set_.PhotometricInterpretation = "RGB" if colours else "MONOCHROME2"
    if colours:
        set_.PlanarConfiguration = 0
    bits = 8 * words.dtype.itemsize
    set_.BitsAllocated, set_.BitsStored, set_.HighBit = bits, bits, bits - 1
    set_.PixelRepresentation = 1 if words.dtype.kind == "i" else 0
    big = syntax == pydicom.uid.ExplicitVRBigEndian
    data = words.astype(words.dtype.newbyteorder(">" if big else "<")).tobytes()
    set_.add_new("PixelData", "OW" if bits == 16 else "OB", data + b"\0" * (len(data) % 2))
    for keyword, value in changes.items():
        if value is None:
            delattr(set_, keyword)
        else:
            setattr(set_, keyword, value)
    set_.save_as(path, enforce_file_format=True)
    return path


def nifti(path: Path, values: np.ndarray, affine: np.ndarray | None = None, **changes: Any) -> Path:
    """A volume with these stored values (columns, rows, slices); `changes` are fields of its header."""
    image = nibabel.Nifti1Image(values, np.eye(4) if affine is None else affine, dtype=values.dtype)
    data = bytearray(image.to_bytes())
    header = nibabel.Nifti1Header(bytes(data[:348]))
    for field, value in changes.items():
        header[field] = value  # not by the image, which would rescale the values
    data[:348] = header.binaryblock
    path.write_bytes(data)
    return path


def dcmtk_picture(path: Path, folder: Path, window: tuple[float, float] = (600, 3000)) -> np.ndarray:
    """The first frame as dcmtk shows it, grey values through a window: uint8 (rows, columns[, 3])."""
    made = folder / "seen-by-dcmtk.pnm"
    command = ["dcm2pnm", "--write-raw-pnm", "--no-overlays"]
    if (
        "PhotometricInterpretation" in (about := pydicom.dcmread(path))
        and "MONO" in about.PhotometricInterpretation
    ):
        command += ["--set-window", *map(str, window)]
    subprocess.run([*command, path, made], check=True, capture_output=True)
    with Image.open(made) as picture:
        return np.asarray(picture)


def dcmtk_dump(path: Path) -> str:
    """The attributes of an object as dcmtk reads them; fails where it finds a fault."""
    done = subprocess.run(["dcmdump", "--quiet", path], check=True, capture_output=True)
    return done.stdout.decode("latin-1")
