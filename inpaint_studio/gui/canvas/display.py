"""From the pixels of a photo to those of the screen: ICC profile to sRGB, 16 bit to 8, alpha over checks.

Screen pixels are (h, w, 4) uint8 in the order blue, green, red, 255, which on all machines that
Qt runs on here is `QImage.Format_RGB32`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from PIL import Image, ImageCms

from ...core.arrays import Bytes, Pixels
from ...core.depth import eight_bit, sixteen_bit
from ...core.geometry import Rect
from ...core.photo import Photo, PhotoSource
from ..session.windows import table_of

_LIGHT, _DARK = 176, 152  # of the checkerboard: quiet, so that the photo stays the brightest thing
_UNSEEN = 2  # levels; a profile that changes no colour by more is treated as sRGB, to save time


@dataclass(frozen=True, eq=False)
class DisplayTransform:
    """How one photo's pixels become screen pixels; made by `display_transform`.

    `check` is the side of a square of the checkerboard in pixels of the photo. May be used by several
    threads at once.
    """

    check: int = 8
    _colours: Any = None  # ImageCms transform of 8-bit RGB to 8-bit RGB, or None
    _greys: Bytes | None = None  # 256 levels of grey as they show, (256, 1, 3) RGB

    def screen(self, pixels: Pixels, alpha: Pixels | None, at: tuple[int, int] = (0, 0)) -> Bytes:
        """Screen pixels (h, w, 4) of `pixels` (h, w, 1 or 3) uint8 or uint16 and `alpha` (h, w) or None.

        `at` is where (x, y) they lie in the photo, for the checkerboard.
        """
        return self.into(np.empty((*pixels.shape[:2], 4), np.uint8), pixels, alpha, at)

    def into(self, out: Bytes, pixels: Pixels, alpha: Pixels | None, at: tuple[int, int] = (0, 0)) -> Bytes:
        """The same, written to `out` (h, w, 4) uint8, whose rows need not be contiguous."""
        if not pixels.size:
            return out
        eight = eight_bit(pixels)
        if eight.shape[2] == 1:
            _grey_into(out, eight, self._greys)
        else:
            cv2.cvtColor(self._in_srgb(eight), cv2.COLOR_RGB2BGRA, dst=out)
        if alpha is not None:
            self._over_checks(out, eight_bit(alpha), at)
        return out

    def read(self, source: PhotoSource, rect: Rect, out: Bytes | None = None) -> Bytes:
        """Screen pixels (h, w, 4) of a rectangle of a picture, written to `out` if given."""
        pixels, alpha = source.read(rect), source.read_alpha(rect)
        if out is None:
            out = np.empty((rect.height, rect.width, 4), np.uint8)
        return self.into(out, pixels, alpha, (rect.x, rect.y))

    def screen_of_rgb(self, pixels: Bytes) -> Bytes:
        """Screen pixels of an engine's preview, (h, w, 3) uint8 even for a grey photo."""
        return self.screen(pixels if self._greys is None else pixels[..., :1], None)

    def _in_srgb(self, eight: Bytes) -> Bytes:
        if self._colours is None:
            return np.ascontiguousarray(eight) if eight.strides[2] != 1 or eight.strides[1] != 3 else eight
        image = Image.fromarray(np.ascontiguousarray(eight))
        return np.asarray(ImageCms.applyTransform(image, self._colours))

    def _over_checks(self, out: Bytes, alpha: Bytes, at: tuple[int, int]) -> None:
        """Blend `out` over the checkerboard by `alpha`, in place."""
        if alpha.min() == 255:
            return
        height, width = alpha.shape
        across = (np.arange(at[0], at[0] + width) // self.check) & 1
        down = (np.arange(at[1], at[1] + height) // self.check) & 1
        checks = np.where(across[None, :] == down[:, None], np.uint16(_LIGHT), np.uint16(_DARK))
        share = alpha.astype(np.uint16)[..., None]
        mixed = out[..., :3] * share + (checks * (255 - alpha.astype(np.uint16)))[..., None] + 127
        # exact division by 255 of 16-bit numbers
        out[..., :3] = (mixed + 1 + (mixed >> 8)) >> 8


@dataclass(frozen=True, eq=False)
class WindowTransform(DisplayTransform):
    """How levels of 16-bit grey show through a window: `table` has the grey of each, (65536,) uint8."""

    table: Bytes | None = None

    def into(self, out: Bytes, pixels: Pixels, alpha: Pixels | None, at: tuple[int, int] = (0, 0)) -> Bytes:
        if not pixels.size:
            return out
        assert self.table is not None
        plane = np.ascontiguousarray(sixteen_bit(pixels[..., 0]))
        cv2.cvtColor(looked_up(self.table, plane), cv2.COLOR_GRAY2BGRA, dst=out)
        return out

    def screen_of_rgb(self, pixels: Bytes) -> Bytes:
        return self.screen(pixels[..., :1], None)


def looked_up(table: Bytes, levels: Pixels) -> Bytes:
    """The entry of a table (65536,) for each level of a uint16 plane."""
    if _LUT_OF_16_BIT:
        return np.asarray(cv2.LUT(levels, table), np.uint8).reshape(levels.shape)
    return np.take(table, levels)


def _has_lut_of_16_bit() -> bool:
    """Whether this OpenCV has tables for 16 bit, which are five times as fast as numpy's."""
    try:
        cv2.LUT(np.zeros((1, 1), np.uint16), np.zeros(65536, np.uint8))
    except cv2.error:
        return False
    return True


_LUT_OF_16_BIT = _has_lut_of_16_bit()
_by_profiles: WeakKeyDictionary[Photo, DisplayTransform] = WeakKeyDictionary()


def display_transform(photo: Photo) -> DisplayTransform:
    """How `photo` is shown now: through its window, or by its profile. An unusable one is taken for sRGB."""
    table = table_of(photo)
    if table is not None:
        return WindowTransform(table=table)
    found = _by_profiles.get(photo)
    if found is None:
        found = _by_profiles[photo] = _by_profile(photo)
    return found


def _by_profile(photo: Photo) -> DisplayTransform:
    check = max(8, max(photo.size.width, photo.size.height) // 160)
    if photo.icc is None:
        return DisplayTransform(check)
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(photo.icc))
        mode = "L" if photo.channels == 1 else "RGB"
        colours = ImageCms.buildTransform(
            profile,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        if mode == "L":
            levels = Image.fromarray(np.arange(256, dtype=np.uint8)[:, None])
            return DisplayTransform(check, None, np.asarray(ImageCms.applyTransform(levels, colours)))
        return DisplayTransform(check, None if _changes_nothing(colours) else colours)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return DisplayTransform(check)


def _changes_nothing(colours: Any) -> bool:
    """Whether a transform leaves a cube of colours practically unchanged."""
    steps = np.arange(0, 256, 17, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 16, 3)
    after = np.asarray(ImageCms.applyTransform(Image.fromarray(cube), colours))
    return bool(np.abs(after.astype(int) - cube).max() <= _UNSEEN)


def _grey_into(out: Bytes, eight: Bytes, greys: Bytes | None) -> None:
    plane = np.ascontiguousarray(eight[..., 0])
    if greys is None:
        cv2.cvtColor(plane, cv2.COLOR_GRAY2BGRA, dst=out)
    else:
        table = np.full((1, 256, 4), 255, np.uint8)
        table[0, :, :3] = greys[:, 0, ::-1]
        cv2.LUT(cv2.cvtColor(plane, cv2.COLOR_GRAY2BGRA), table, dst=out)
