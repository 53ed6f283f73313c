"""Folders of photos and masks: their files, and which mask belongs to which photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import exists, is_file, is_folder, is_same_file, os_errors_as
from ..core.photo_io import ENDINGS
from ..core.photo_io.infrared import is_infrared

PHOTO_ENDINGS = (
    *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".jp2", ".gif", ".ppm", ".pgm"),
    *(".heic", ".heif", ".avif", ".jxl"),
)
"""The extensions that a folder is searched for, in lower case; a single file may have any."""

FILM_ENDINGS = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".m2v", ".ts", ".mts", ".m2ts"),
    *(".wmv", ".flv", ".ogv", ".3gp", ".mxf", ".dv", ".y4m"),
)
"""The extensions by which the editor knows a film, in lower case; the command line takes any."""
FILM_PROJECT = ".film"
"""The extension of the masks of a film, as the editor saves them."""

MASK_RULE = "the mask of NAME.* is NAME.* or NAME_mask.* in the folder of masks"


def photos_in(folder: Path, masks: Path | None = None) -> list[Path]:
    """The photos in a folder (not in its subfolders), by name.

    If the masks are in the same folder, they (NAME_mask.*, or the one file `masks`) are left out, and so is
    NAME_IR.*, the infrared of a scan, beside its photo; in colour or of another shape it is a photo itself.
    Raises StudioError "folder-missing", "folder-unreadable" or "folder-empty".
    """
    found = _pictures_in(folder)
    found = [path for path in found if not is_infrared(path, found)]
    if masks is not None and is_file(masks):
        found = [path for path in found if not path.samefile(masks)]
    elif masks is not None and is_folder(masks) and masks.samefile(folder):
        found = [path for path in found if not path.stem.endswith("_mask")]
    if not found:
        raise StudioError("folder-empty", path=folder)
    return found


def photos_of(given: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, StudioError]]]:
    """The photos that files and folders give, in that order, each once; and what is wrong with the others.

    The errors are those of `photos_in`, and StudioError "file-missing".
    """
    found: list[Path] = []
    errors: list[tuple[Path, StudioError]] = []
    for path in given:
        if is_folder(path):
            try:
                found += photos_in(path)
            except StudioError as error:
                errors.append((path, error))
        elif exists(path):
            found.append(path)
        else:
            errors.append((path, StudioError("file-missing", path=path)))
    once: dict[Path, Path] = {}
    for path in found:
        once.setdefault(path.resolve(), path)
    return list(once.values()), errors


def result_name(photo: Path) -> str:
    """The file name of a result: that of the photo, with ".png" added if that format can't be written."""
    return photo.name if photo.suffix.lower() in ENDINGS else f"{photo.name}.png"


def masks_at(masks: Path, photos: Path) -> Callable[[Path], Path]:
    """The mask of each photo of the folder `photos`: `masks` itself if it is a file, else what is in it.

    The folder is listed once. Raises StudioError "folder-unreadable"; the function, what
    `MaskFolder.mask_of` raises.
    """
    if not is_folder(masks):
        return lambda photo: masks
    folder, beside = MaskFolder(masks, _pictures_in(masks)), is_same_file(masks, photos)
    return lambda photo: folder.mask_of(photo, beside=beside)


class MaskFolder:
    """A folder of masks that is listed once for many photos."""

    def __init__(self, folder: Path, pictures: Sequence[Path]) -> None:
        self._folder = folder
        self._by_stem: dict[str, list[Path]] = {}
        for path in pictures:
            self._by_stem.setdefault(path.stem, []).append(path)

    def mask_of(self, photo: Path, *, beside: bool) -> Path:
        """The mask with the photo's name; `beside` says that the photos are in the same folder.

        Raises StudioError "mask-not-found" or "mask-ambiguous".
        """
        found = self._by_stem.get(f"{photo.stem}_mask", [])
        if not beside:
            found = found or self._by_stem.get(photo.stem, [])
        if not found:
            raise StudioError("mask-not-found", photo=photo.name, folder=self._folder, stem=photo.stem)
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise StudioError("mask-ambiguous", photo=photo.name, masks=names)
        return found[0]


def is_picture(path: Path) -> bool:
    """Whether a file in a folder is looked at, by its name: a picture that is not hidden."""
    return path.suffix.lower() in PHOTO_ENDINGS and not path.name.startswith(".")


def _pictures_in(folder: Path) -> list[Path]:
    if not is_folder(folder):
        raise StudioError("folder-missing", path=folder)
    with os_errors_as("folder-unreadable", folder):
        entries = sorted(folder.iterdir())
    return [path for path in entries if is_picture(path) and is_file(path)]
