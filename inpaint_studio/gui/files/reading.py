"""Reading what is opened: a photo, or a medical image in the stored values of its file."""

from __future__ import annotations

from pathlib import Path

from ...core.geometry import Size
from ...core.limits import photo_too_large, pixel_limit
from ...core.photo import Photo
from ...core.photo_io import read_photo


def read_picture(path: Path, *, max_pixels: int | None = None) -> Photo:
    """The photo in a file, which is a `MedicalPhoto` for DICOM and NIfTI. For any thread.

    `max_pixels` is the most that a photo, or all frames together, may have. Raises what `read_photo` and
    `read_medical` raise, "photo-too-large" for more frames as well.
    """
    from ...medical.reading import is_medical, read_medical

    if not is_medical(path):
        return read_photo(path, max_pixels=max_pixels)
    from ...medical.stacked import MedicalPhoto

    image = read_medical(path)
    frames, rows, columns = image.values.shape[:3]
    whole, most = Size(columns, frames * rows), pixel_limit() if max_pixels is None else max_pixels
    if whole.area > most:
        raise photo_too_large(path, whole, most)
    return MedicalPhoto.of(image)
