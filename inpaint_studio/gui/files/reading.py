"""Reading what is opened: a photo, or a medical image in the stored values of its file."""

from __future__ import annotations

from pathlib import Path

from ...core.photo import Photo
from ...core.photo_io import read_photo


def read_picture(path: Path, *, max_pixels: int | None = None) -> Photo:
    """The photo in a file, which is a `MedicalPhoto` for DICOM and NIfTI. For any thread.

    `max_pixels` is the most that a photo, or all frames together, may have. Raises what `read_photo` and
    `read_medical` raise.
    """
    from ...medical.reading import is_medical, read_medical

    if not is_medical(path):
        return read_photo(path, max_pixels=max_pixels)
    from ...medical.stacked import MedicalPhoto

    return MedicalPhoto.of(read_medical(path))
