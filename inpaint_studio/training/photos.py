"""The photos to train on: found, decoded once into one flat file, and split by file for validation."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from ..core.arrays import Bytes
from ..core.errors import Note, StudioError
from ..core.files import atomic_write, reason

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"}
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")  # whatever the ending says: others may start programs
SHORT, LONG = 512, 1024
"""Photos are reduced to this short side, and panoramas to this long side."""

_VERSION = 1
_HALF = re.compile(r"_c\d+$")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Stored:
    """One decoded photo: its offset in the store, its size, and the file it came from."""

    name: str
    offset: int
    height: int
    width: int

    @property
    def end(self) -> int:
        return self.offset + self.height * self.width * 3

    def of(self, pixels: Any) -> Any:
        """Its pixels (H, W, 3) in those of the store: a view, for arrays and tensors alike."""
        return pixels[self.offset : self.end].reshape(self.height, self.width, 3)

    @property
    def short(self) -> int:
        return min(self.height, self.width)

    @property
    def folder(self) -> str:
        """The first folder of its path; "" for a photo at the top."""
        return self.name.split("/")[0] if "/" in self.name else ""


@dataclass(frozen=True, eq=False)
class PhotoStore:
    """All photos as one flat array of uint8 (H x W x 3 each), and which are for training and validation."""

    pixels: Bytes
    training: tuple[Stored, ...]
    validation: tuple[Stored, ...]
    fingerprint: str


def find_photos(folder: Path, endings: Collection[str] = ENDINGS) -> list[Path]:
    """The photos in `folder` and the folders in it, by name; those that begin with a dot are left out.

    `endings` are file endings in lower case.
    Raises StudioError "folder-missing" or "folder-empty".
    """
    if not folder.is_dir():
        raise StudioError("folder-missing", path=folder)
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in endings
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    ]
    if not found:
        raise StudioError("folder-empty", path=folder)
    return sorted(found)


def open_store(
    folder: Path,
    cache: Path,
    *,
    smallest: int,
    validation: float,
    tell: Tell,
    fingerprint: str | None = None,
) -> PhotoStore:
    """The photos of `folder`, decoded into `cache` unless they lie there already.

    A photo that is broken, or has a side under `smallest`, is skipped with a line. `fingerprint` is that
    of the photos that a run started with. Raises StudioError: those of `find_photos`, "training-photos" if
    these are different (nothing is decoded then), "training-small" if none is left, "disk-full".
    """
    paths = {path.relative_to(folder).as_posix(): path for path in find_photos(folder)}
    found = _fingerprint(paths, smallest)
    if fingerprint not in (None, found):
        raise StudioError("training-photos")
    index_path, bytes_path = cache / "photos.json", cache / "photos.u8"
    index = _read_index(index_path, bytes_path, found)
    if index is None:
        tell(f"Decoding {len(paths)} photos, once.")
        index = _decode(paths, bytes_path, smallest, tell)
        if not index:
            raise StudioError("training-small", path=folder, count=len(paths), smallest=smallest)
        record = {"fingerprint": found, "photos": [asdict(stored) for stored in index]}
        with atomic_write(index_path, overwrite=True) as file:
            file.write(json.dumps(record).encode())
    # copy on write: torch wants writable arrays
    pixels = np.memmap(bytes_path, np.uint8, "c")
    training, held = split(index, validation)
    return PhotoStore(pixels, tuple(training), tuple(held), found)


def split(photos: list[Stored], share: float) -> tuple[list[Stored], list[Stored]]:
    """For training and for validation: chosen by name, so a photo keeps its side when others come and go.

    Files whose names differ in `_c1`, `_c2` are parts of one picture and stay together. A single picture
    is used for both.
    """
    groups: dict[str, list[Stored]] = {}
    for stored in photos:
        groups.setdefault(_HALF.sub("", stored.name.rsplit(".", 1)[0]), []).append(stored)
    if len(groups) < 2:
        return photos, photos
    order = sorted(groups, key=lambda name: hashlib.sha256(name.encode()).digest())
    count = min(max(1, round(share * len(order))), len(order) - 1)
    held = set(order[:count])
    training = [stored for name in groups if name not in held for stored in groups[name]]
    return training, [stored for name in order[:count] for stored in groups[name]]


def _fingerprint(paths: Mapping[str, Path], smallest: int) -> str:
    """Changes when a photo is added, removed or renamed, or when its file size changes.

    Only names and sizes are read: a photo rewritten in the same number of bytes goes unnoticed.
    """
    digest = hashlib.sha256(f"{_VERSION} {SHORT} {LONG} {smallest}".encode())
    for name, path in paths.items():
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
    return digest.hexdigest()


def _read_index(index: Path, pixels: Path, fingerprint: str) -> list[Stored] | None:
    """The index of the store, or None if it is missing, damaged or of other photos."""
    try:
        record = json.loads(index.read_text(encoding="utf-8"))
        photos = [Stored(**entry) for entry in record["photos"]]
        whole = record["fingerprint"] == fingerprint and pixels.stat().st_size == photos[-1].end
        return photos if whole else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _decode(paths: Mapping[str, Path], target: Path, smallest: int, tell: Tell) -> list[Stored]:
    """Decode all into `target`; returns those that could be used, in the order of the names."""
    stored, offset = [], 0
    with atomic_write(target, overwrite=True) as file:
        for name, result in zip(paths, _decoded(list(paths.values())), strict=True):
            if isinstance(result, str):
                tell(f"Skipped {name}: {result}.")
                continue
            height, width = result.shape[:2]
            if min(height, width) < smallest:
                too_small = Note("photo-small", width=width, height=height, smallest=smallest)
                tell(f"Skipped {name}: {too_small}.")
                continue
            file.write(result.tobytes())
            stored.append(Stored(name, offset, height, width))
            offset += result.size
    return stored


def _decoded(paths: list[Path]) -> Iterator[Bytes | str]:
    """Each photo, or why it cannot be used, in order; decoded on all cores, a few in advance."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        for start in range(0, len(paths), 64):
            yield from pool.map(_read, paths[start : start + 64])


def _read(path: Path) -> Bytes | str:
    """uint8 (H, W, 3), upright and reduced, or the reason why there is none."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            image.draft("RGB", (2 * LONG, 2 * LONG))
            upright: Any = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # 16 bit, which Pillow would clip
                upright = Image.fromarray((np.asarray(upright) / 257).clip(0, 255).astype(np.uint8))
            picture = upright.convert("RGB")
            shrink = min(SHORT / min(picture.size), LONG / max(picture.size), 1.0)
            if shrink < 1:
                size = tuple(max(1, round(side * shrink)) for side in picture.size)
                picture = picture.resize(size, Image.Resampling.LANCZOS)
            return np.asarray(picture, np.uint8)
    except OSError as error:
        return reason(error) if error.errno else Note("no-picture-file")
    except Exception as error:  # Pillow raises all kinds for damaged files, and one file must not end the run
        return Note("cannot-be-decoded", kind=type(error).__name__)
