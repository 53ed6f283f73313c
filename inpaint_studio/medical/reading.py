"""Opens a medical picture: a DICOM object or a NIfTI volume, told apart by their first bytes."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path
from typing import Literal

from ..core.errors import StudioError
from ..core.files import opened
from ..core.photo_io.quiet import quiet
from .image import MedicalImage

_NIFTI = {b"n+1\0": (344, 348), b"ni1\0": (344, 348), b"n+2\0": (4, 8), b"ni2\0": (4, 8)}
_GZIP = b"\x1f\x8b"
_HEAD = 352


def kind_of(path: str | os.PathLike[str]) -> Literal["dicom", "nifti"] | None:
    """What a file is by its first bytes, whatever its name; None for other files and for none at all."""
    try:
        with opened(Path(path)) as file:
            head = file.read(_HEAD)
            if head[128:132] == b"DICM":
                return "dicom"
            if head.startswith(_GZIP):
                file.seek(0)
                with gzip.open(file) as unpacked:
                    head = unpacked.read(_HEAD)
    except (StudioError, OSError, EOFError, zlib.error):
        return None
    found = any(head[start:end] == magic for magic, (start, end) in _NIFTI.items())
    return "nifti" if found else None


def is_medical(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a DICOM object or a NIfTI volume, by its first bytes."""
    return kind_of(path) is not None


def read_medical(path: str | os.PathLike[str]) -> MedicalImage:
    """The picture in a DICOM object or a NIfTI volume (.nii, .nii.gz), in stored values.

    Raises StudioError: what `core.files.opened` raises, "medical-unknown", "medical-needs" (without the extra
    "medical"), "medical-broken", "medical-memory", "photo-too-large", "dicom-…" and "nifti-unsuited".
    """
    given = Path(path)
    with opened(given):
        kind = kind_of(given)
    if kind is None:
        raise StudioError("medical-unknown", path=given)
    try:
        from . import dicom, nifti
    except ImportError as error:
        raise StudioError("medical-needs") from error
    with quiet():
        return dicom.read(given) if kind == "dicom" else nifti.read(given)
