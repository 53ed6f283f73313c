"""Pictures from the clipboard or a drop, and to the clipboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColorSpace, QImage

from ...core.depth import eight_bit
from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ...core.limits import photo_too_large
from ...core.photo import Photo, PhotoSource

_WEB = ("http", "https", "ftp")


def local_files(mime: QMimeData) -> list[Path]:
    """The local files in dropped or copied data."""
    return [Path(url.toLocalFile()) for url in _urls(mime) if url.isLocalFile()]


def can_take(mime: QMimeData) -> bool:
    """Whether data may hold a picture; also for a web address, whose rejection is then explained."""
    return mime.hasImage() or bool(_urls(mime))


def photo_in(mime: QMimeData, *, max_pixels: int) -> Photo:
    """The picture in dropped or copied data.

    Raises StudioError "drop-link" if there is only a web address, "drop-nothing", or "photo-too-large".
    """
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return photo_of(image, max_pixels=max_pixels)
    if any(url.scheme() in _WEB for url in _urls(mime)):
        raise StudioError("drop-link")
    raise StudioError("drop-nothing")


def photo_of(image: QImage, *, max_pixels: int) -> Photo:
    """A copy of a QImage as a photo: 8 bit, or 16 if it has more; with alpha only if it is used.

    Raises StudioError "photo-too-large".
    """
    size = Size(image.width(), image.height())
    if size.area > max_pixels:
        raise photo_too_large("", size, max_pixels)
    profile = bytes(image.colorSpace().iccProfile().data()) if image.colorSpace().isValid() else b""
    deep = image.depth() > 32
    form = QImage.Format.Format_RGBA64 if deep else QImage.Format.Format_RGBA8888
    converted = image.convertToFormat(form)
    dtype = np.dtype(np.uint16 if deep else np.uint8)
    rows = np.frombuffer(converted.constBits(), np.uint8).reshape(size.height, converted.bytesPerLine())
    pixels = rows[:, : size.width * 4 * dtype.itemsize].copy().view(dtype)
    pixels = pixels.reshape(size.height, size.width, 4)
    alpha = pixels[..., 3]
    opaque = bool(alpha.min() == (65535 if deep else 255))
    colours = np.ascontiguousarray(pixels[..., :1] if image.isGrayscale() else pixels[..., :3])
    return Photo(colours, None if opaque else np.ascontiguousarray(alpha), icc=profile or None)


def image_of_picture(source: PhotoSource, icc: bytes | None = None) -> QImage:
    """The whole picture as an 8-bit QImage that owns its pixels; for any thread."""
    whole = Rect.of(source.size)
    pixels, alpha = source.read(whole), source.read_alpha(whole)
    planes = [pixels if pixels.shape[2] == 3 else np.repeat(pixels, 3, axis=2)]
    if alpha is not None:
        planes.append(alpha[..., None])
    both = np.concatenate(planes, axis=2)
    both = np.ascontiguousarray(eight_bit(both))
    form = QImage.Format.Format_RGB888 if alpha is None else QImage.Format.Format_RGBA8888
    image = QImage(both.data, whole.width, whole.height, both.strides[0], form).copy()
    if icc:
        space = QColorSpace.fromIccProfile(icc)
        if space.isValid():
            image.setColorSpace(space)
    return image


def _urls(mime: QMimeData) -> list[QUrl]:
    """The URLs in data; browsers sometimes give that of a picture only as text."""
    if mime.hasUrls():
        return mime.urls()
    text = mime.text().strip() if mime.hasText() else ""
    if "\n" in text or not text:
        return []
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    return [url] if url.isValid() and url.scheme() in (*_WEB, "file") else []
