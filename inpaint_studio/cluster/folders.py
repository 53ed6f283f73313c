"""Folders of photos, masks and results that may be in remote storage: what `jobs.folders` does, for both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..core import files
from ..core.errors import StudioError
from ..jobs import folders
from . import storage
from .storage import is_remote, url_of

_INFRARED = ("_IR", "_ir")


def require_cluster(*paths: Path | None) -> None:
    """Raise StudioError "storage-needs-cluster" if one of them is in remote storage."""
    for path in paths:
        if path is not None and is_remote(path):
            raise StudioError("storage-needs-cluster", url=url_of(path))


def require_local(*paths: Path) -> None:
    """Raise StudioError "storage-batch-alone" if one of them is in remote storage."""
    for path in paths:
        if is_remote(path):
            raise StudioError("storage-batch-alone", url=url_of(path))


def absolute(path: Path) -> Path:
    """The path in words that mean the same in other processes."""
    return path if is_remote(path) else path.absolute()


def exists(path: Path) -> bool:
    """Whether there is a file or folder. Raises what `storage.there` raises."""
    return storage.there(path) if is_remote(path) else files.exists(path)


def make_folder(folder: Path) -> None:
    """Make a folder, or make sure that remote storage can be used, where it comes with its first file."""
    if is_remote(folder):
        storage.require_storage(folder)
    else:
        files.make_folder(folder)


def same_folder(one: Path, other: Path) -> bool:
    """Whether both are the same folder."""
    if is_remote(one) or is_remote(other):
        return url_of(one).rstrip("/") == url_of(other).rstrip("/")
    return files.is_same_file(one, other)


def names_in(folder: Path) -> set[str]:
    """The names of the files in a folder; none where it is not there yet."""
    if not is_remote(folder):
        with files.os_errors_as("folder-unreadable", folder):
            return {path.name for path in folder.iterdir()} if files.is_folder(folder) else set()
    try:
        return {path.name for path in storage.files_in(folder)}
    except StudioError as error:
        if error.code != "file-missing":
            raise
        return set()


def photos_in(folder: Path, masks: Path | None = None) -> list[Path]:
    """The photos in a folder, as `jobs.folders.photos_in` gives them.

    In remote storage NAME_IR.* beside NAME.* is always taken for its infrared: nothing is opened to know.
    """
    if not is_remote(folder):
        return folders.photos_in(folder, masks if masks is None or not is_remote(masks) else None)
    found = _pictures_in(folder)
    stems = {path.stem for path in found}
    found = [path for path in found if not (path.stem.endswith(_INFRARED) and path.stem[:-3] in stems)]
    if masks is not None and same_folder(masks, folder):
        found = [path for path in found if not path.stem.endswith("_mask")]
    elif masks is not None:
        found = [path for path in found if url_of(path) != url_of(masks)]
    if not found:
        raise StudioError("folder-empty", path=url_of(folder))
    return found


def infrared_beside(photos: Path) -> Callable[[Path], tuple[Path, ...]]:
    """What may be the infrared of a photo in this folder of remote storage."""
    by_stem: dict[str, list[Path]] = {}
    for path in storage.files_in(photos):
        if path.stem.endswith(_INFRARED):
            by_stem.setdefault(path.stem[:-3], []).append(path)
    return lambda photo: tuple(by_stem.get(photo.stem, ()))


def masks_at(masks: Path, photos: Path) -> Callable[[Path], Path]:
    """The mask of each photo of the folder `photos`: the file itself, or the one in the folder `masks`.

    The folder is listed once. Raises StudioError "file-missing"; the function, what `MaskFolder.mask_of`
    raises.
    """
    if not exists(masks):
        raise StudioError("file-missing", path=url_of(masks))
    if not is_remote(masks):
        return folders.masks_at(masks, photos)
    if not storage.is_folder(masks):
        return lambda photo: masks
    folder, beside = folders.MaskFolder(masks, _pictures_in(masks)), same_folder(masks, photos)
    return lambda photo: folder.mask_of(photo, beside=beside)


def _pictures_in(folder: Path) -> list[Path]:
    return [path for path in storage.files_in(folder) if folders.is_picture(path)]
