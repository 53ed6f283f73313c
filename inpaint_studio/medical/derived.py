"""Writes a filled picture as what it is: a derived object that names its source, and never over that."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import atomic_write, is_same_file, require_writable, write_all
from ..core.photo_io.quiet import quiet
from .derivation import MASK_AS, ChangedOutsideError, Derivation, MaskAs
from .filling import planes_of
from .image import MedicalImage

_OF_OTHERS = (
    *(".nii", ".gz", ".png", ".jpg", ".jpeg", ".jxl", ".tif", ".tiff", ".webp", ".bmp", ".gif"),
    *(".jp2", ".j2k", ".ppm", ".pgm", ".exr", ".hdr", ".heic", ".avif", ".psd", ".ora"),
)
"""Endings of names that would say something else than DICOM."""

__all__ = ["MASK_AS", "Derivation", "MaskAs", "check_output", "mask_path", "write_derived"]


def mask_path(image: MedicalImage, path: Path) -> Path:
    """Where the mask of a derived object goes as an object of its own: NAME.seg.dcm or NAME.mask.nii.gz."""
    if image.kind == "dicom":
        return path.with_name(f"{path.stem}.seg.dcm")
    name = path.name.removesuffix(".gz").removesuffix(".nii")
    return path.with_name(f"{name}.mask.nii.gz")


def check_output(
    image: MedicalImage, path: str | os.PathLike[str], mask_as: MaskAs, *, overwrite: bool
) -> None:
    """Raise now what `write_derived` would raise about its files after the work."""
    target = Path(path)
    for one in _targets(image, target, mask_as):
        if image.path is not None and is_same_file(one, image.path):
            raise StudioError("medical-original", path=one)
        require_writable(one, overwrite=overwrite)
    if image.kind == "nifti" and mask_as == "overlay":
        raise StudioError("nifti-overlay")
    if image.kind == "dicom" and target.suffix.lower() in _OF_OTHERS:
        raise StudioError("dicom-name", path=target)
    if image.kind == "nifti" and not target.name.lower().endswith((".nii", ".nii.gz")):
        raise StudioError("nifti-name", path=target)


def _targets(image: MedicalImage, path: Path, mask_as: MaskAs) -> list[Path]:
    return [path, mask_path(image, path)] if mask_as == "seg" else [path]


def write_derived(
    image: MedicalImage,
    path: str | os.PathLike[str],
    derivation: Derivation,
    *,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a picture that `read_medical` read and whose values have changed; returns the files.

    Both files are complete or not there. What the mask does not mark has the bytes of the source; see
    `dicom_write` and `nifti_write` for what else differs.

    Raises StudioError "medical-original" for a path that is the source, "medical-mask-size", "dicom-name",
    "nifti-overlay", "nifti-name", "medical-unwritable" for damaged attributes, and those of
    `core.files.atomic_write`;
    `ChangedOutsideError` if a value outside the mask of an uncompressed DICOM object has changed.
    """
    target = Path(path)
    check_output(image, target, derivation.mask_as, overwrite=overwrite)
    planes = planes_of(derivation.mask, image)
    from . import dicom_write, nifti_write

    write = dicom_write.files if image.kind == "dicom" else nifti_write.files
    try:
        with quiet():
            contents = write(image, planes, derivation, packed=target.name.lower().endswith(".gz"))
    except (StudioError, ChangedOutsideError, MemoryError):
        raise
    except Exception as error:  # pydicom raises anything for attributes that it cannot write again
        raise StudioError("medical-unwritable", path=target) from error
    files = _targets(image, target, derivation.mask_as)
    with ExitStack() as both:  # neither file takes its name before all bytes of both are on the disk
        for one, data in zip(files, contents, strict=True):
            write_all(both.enter_context(atomic_write(one, overwrite=overwrite)), data)
    return tuple(files)
