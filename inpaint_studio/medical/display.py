"""A frame as it is shown: rescaled, windowed, in colours. Nothing of this touches the stored values."""

from __future__ import annotations

import cv2
import numpy as np

from ..core.arrays import AnyArray, Bytes
from .image import MedicalImage, Window


def shown(image: MedicalImage, frame: int, window: Window | None = None) -> Bytes:
    """A frame as uint8 (rows, columns), in colours (rows, columns, 3) RGB.

    Grey values are rescaled, windowed as DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3 say (the first window of the
    picture by default), and inverted for MONOCHROME1. Colours are shown as they are, whatever the window.
    """
    values = np.ascontiguousarray(image.values[frame])
    if not image.is_grey:
        return _colours(image, values)
    window = window or image.windows[0]
    if image.table is None and window.function != "SIGMOID":
        levels = _linear(image, values, frame, window)
    elif values.dtype.itemsize <= 2:
        levels = _by_table(image, values, frame, window)
    else:
        levels = np.rint(voi(image.real(values, frame), window)).astype(np.uint8)
    return ~levels if image.photometric == "MONOCHROME1" else levels


def voi(values: AnyArray, window: Window) -> AnyArray:
    """Real values through a window: floats from 0 to 255 of the same shape (PS3.3 C.11.2.1)."""
    gain, offset = _line(window)
    if window.function == "SIGMOID":
        power = np.clip(-4.0 * (values - window.center) / window.width, -80, 80)
        return 255.0 / (1.0 + np.exp(power))
    return np.clip(values * gain + offset, 0.0, 255.0)


def _line(window: Window) -> tuple[float, float]:
    """Gain and offset of a linear window, onto 0 to 255."""
    if window.function == "LINEAR":
        width = max(window.width - 1.0, 1e-9)
        return 255.0 / width, 127.5 - 255.0 * (window.center - 0.5) / width
    return 255.0 / window.width, 127.5 - 255.0 * window.center / window.width


def _linear(image: MedicalImage, values: AnyArray, frame: int, window: Window) -> Bytes:
    """Rescaling and window in one pass; OpenCV rounds and saturates."""
    slope, intercept = image.rescale(frame)
    gain, offset = _line(window)
    plane = values if values.dtype in _OF_OPENCV else values.astype(np.float64)
    scaled = cv2.addWeighted(plane, gain * slope, plane, 0.0, gain * intercept + offset, dtype=cv2.CV_8U)
    return np.asarray(scaled, np.uint8).reshape(values.shape)


_OF_OPENCV = [np.dtype(kind) for kind in (np.uint8, np.uint16, np.int16, np.int32, np.float32, np.float64)]


def _by_table(image: MedicalImage, values: AnyArray, frame: int, window: Window) -> Bytes:
    """One entry for each value that a word can hold."""
    bits = 8 * values.dtype.itemsize
    words = np.arange(1 << bits, dtype=np.uint32).astype(f"u{bits // 8}").view(values.dtype)
    levels = np.rint(voi(image.real(words, frame), window)).astype(np.uint8)
    return np.asarray(levels[values.view(f"u{bits // 8}")], np.uint8)


def _colours(image: MedicalImage, values: AnyArray) -> Bytes:
    colours = rgb(image, values)
    if colours.dtype == np.uint8:
        return colours
    return np.asarray((colours.astype(np.uint32) * 255 + 32767) // 65535, np.uint8)


def rgb(image: MedicalImage, values: AnyArray) -> AnyArray:
    """Stored values of a colour picture as RGB: uint8 (0 to 255) or uint16 (0 to 65535), (…, 3)."""
    if image.palette is not None:
        places = np.clip(values.astype(np.int32) - image.palette_first, 0, len(image.palette) - 1)
        return np.asarray(image.palette[places], np.uint16)
    if image.photometric == "YBR_FULL":
        return ybr_to_rgb(values, image.bits)
    if image.bits == 8:
        return np.asarray(values, np.uint8)
    top = int(image.highest)
    return np.asarray((values.astype(np.uint32) * 65535 + top // 2) // top, np.uint16)


def ybr_to_rgb(values: AnyArray, bits: int = 8) -> AnyArray:
    """YBR_FULL (…, 3) as RGB, uint8 or uint16 of full range (PS3.3 C.7.6.3.1.2)."""
    top, half = (1 << bits) - 1, 1 << (bits - 1)
    luma, blue, red = np.moveaxis(values.astype(np.float32), -1, 0)
    blue, red = blue - half, red - half
    mixed = (luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue)
    colours = np.clip(np.stack(mixed, axis=-1), 0, top)
    if bits == 8:
        return np.asarray(np.rint(colours), np.uint8)
    return np.asarray(np.rint(colours * np.float32(65535 / top)), np.uint16)


def rgb_to_ybr(colours: AnyArray, bits: int = 8) -> AnyArray:
    """RGB (…, 3) from 0 to 65535 as YBR_FULL of so many bits: int64."""
    top, half = (1 << bits) - 1, 1 << (bits - 1)
    red, green, blue = np.moveaxis(colours.astype(np.float64) * (top / 65535), -1, 0)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    mixed = (luma, half + (blue - luma) / 1.772, half + (red - luma) / 1.402)
    return np.asarray(np.clip(np.rint(np.stack(mixed, axis=-1)), 0, top), np.int64)
