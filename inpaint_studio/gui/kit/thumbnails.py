"""Thumbnails of files, cached on disk, and of parts of an open picture."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import zipfile
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from ...core.arrays import Bytes
from ...core.depth import eight_bit
from ...core.errors import StudioError
from ...core.files import atomic_write, opened
from ...core.geometry import Rect
from ...core.paths import cache_dir
from ...core.photo import PhotoSource
from ...core.photo_io import read_photo
from ...core.photo_io.quiet import quiet
from ...core.photo_io.reading import turned
from ...core.project import ENDING
from ...core.tiles import TILE

MOST_FILES = 400
"""The most thumbnails kept on disk; the least recently used are removed first."""

_MOST_PROJECT_BYTES = 4 << 20
_ORIENTATION = 0x0112
_pruning = threading.Lock()


def thumbnail(path: str | os.PathLike[str], size: int, *, max_pixels: int) -> QImage | None:
    """The picture in a file, at most `size` px on a side. For any thread.

    None without a picture, or if it has more than `max_pixels`. Large JPEG files are decoded at a fraction
    of their size. Thumbnails are cached until the file changes.
    """
    given = Path(path)
    try:
        about = given.stat()
    except (OSError, ValueError):
        return None
    key = f"{given.absolute()}\n{about.st_mtime_ns}\n{about.st_size}\n{size}"
    kept = cache_dir() / "thumbnails" / (hashlib.sha256(os.fsencode(key)).hexdigest()[:32] + ".png")
    found = QImage(str(kept)) if kept.exists() else QImage()
    if not found.isNull():
        with contextlib.suppress(OSError):
            os.utime(kept)  # mark it as used
        return found.convertToFormat(QImage.Format.Format_RGB888)
    try:
        made = _made(given, size, max_pixels)
    except (StudioError, OSError, ValueError, SyntaxError, KeyError, zipfile.BadZipFile, MemoryError):
        return None
    _keep(made, kept)
    return made


def image_of(source: PhotoSource, rect: Rect, size: int) -> QImage:
    """The part `rect` of a picture, at most `size` px on a side; for any thread."""
    rect = rect & Rect.of(source.size)
    if not rect:
        return QImage()
    # twice the shown resolution is enough, and avoids a copy of a large photo
    step = max(1, max(rect.width, rect.height) // (2 * size))
    band = -(-TILE // step) * step
    parts = [
        source.read(Rect(rect.x, top, rect.width, min(band, rect.bottom - top)))[::step, ::step]
        for top in range(rect.y, rect.bottom, band)
    ]
    pixels = eight_bit(np.concatenate(parts))
    return _shrunk(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), size)


def _made(path: Path, size: int, max_pixels: int) -> QImage:
    if path.suffix.lower() == ENDING:
        return _of_project(path, size)
    with opened(path) as file:
        if file.read(3) == b"\xff\xd8\xff":
            file.seek(0)
            return _of_jpeg(file, size, max_pixels)
    photo = read_photo(path, max_pixels=max_pixels)
    return image_of(photo, Rect.of(photo.size), size)


def _of_jpeg(file: BinaryIO, size: int, max_pixels: int) -> QImage:
    with quiet(), Image.open(file, formats=("JPEG",)) as image:
        if image.width * image.height > max_pixels:
            raise ValueError("too large")
        image.draft("RGB", (size, size))
        orientation = image.getexif().get(_ORIENTATION, 1)
        pixels = np.asarray(image.convert("RGB"))
    upright = turned(pixels, orientation if orientation in range(1, 9) else 1)
    return _shrunk(np.asarray(upright, np.uint8), size)


def _of_project(path: Path, size: int) -> QImage:
    """The thumbnail that every OpenRaster file contains."""
    with (
        opened(path) as whole,
        zipfile.ZipFile(whole) as archive,
        archive.open("Thumbnails/thumbnail.png") as file,
    ):
        data = file.read(_MOST_PROJECT_BYTES + 1)
    image = QImage.fromData(QByteArray(data[:_MOST_PROJECT_BYTES]))
    if image.isNull() or max(image.width(), image.height()) > 1024:
        raise ValueError("no thumbnail")
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return _shrunk(pixels[:, : 3 * image.width()].reshape(image.height(), image.width(), 3), size)


def _shrunk(pixels: Bytes, size: int) -> QImage:
    """(h, w, 3) uint8 as an image that owns its pixels, at most `size` px on a side."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    factor = min(1.0, size / max(height, width))
    if factor < 1:
        small = (max(1, round(width * factor)), max(1, round(height * factor)))
        pixels = np.asarray(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = pixels.shape[:2]
    # the copy owns its pixels, so the numpy array need not be kept
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _keep(image: QImage, kept: Path) -> None:
    """Save a thumbnail in the cache; if that fails, it is made again next time."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        return
    with contextlib.suppress(OSError, StudioError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(kept, overwrite=True) as file:
            file.write(bytes(buffer.data().data()))
        _prune(kept.parent)


def _prune(folder: Path) -> None:
    """Remove the least recently used thumbnails."""
    with _pruning:
        files = sorted(folder.glob("*.png"), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in files[MOST_FILES:]:
            with contextlib.suppress(OSError):
                old.unlink()
