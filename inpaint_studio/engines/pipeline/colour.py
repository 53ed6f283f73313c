"""Converts crops to sRGB for engines that were trained on it, and their fills back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...core.errors import Note
from ...core.photo import PhotoSource
from ..base import EngineInfo, Preview, RunContext
from ..progress import PREVIEW_SIDE
from .icc import Conversion, conversion

PROFILE_UNREADABLE = Note("profile-unusable")


def conversion_for(
    photo: PhotoSource, info: EngineInfo, note: Callable[[str], None] = lambda text: None
) -> Conversion | None:
    """The conversion that the engine needs for that photo; None if it may see the pixels unchanged.

    None for sRGB, grey, no profile, and (with a note) a profile that cannot be read.
    """
    if info.colour != "srgb" or photo.channels == 1 or not photo.icc:
        return None
    try:
        return conversion(photo.icc)
    except ValueError:
        note(PROFILE_UNREADABLE)
        return None


@dataclass(frozen=True, eq=False)
class Seen:
    """A crop in sRGB, and the function that converts its fill back."""

    image: FloatPixels
    context: RunContext
    back: Callable[[FloatPixels, Flags], FloatPixels]


def seen_through(found: Conversion, image: FloatPixels, context: RunContext) -> Seen:
    """The crop, its guide and its previews, converted. `back(filled, where)` returns the fill.

    Only the pixels `where` (bool (H, W)) are converted back; the others are left as they are.
    """

    def on_progress(fraction: float, preview: Preview | None) -> None:
        shown = None if preview is None else lambda: found.from_srgb(_small(preview))
        context.on_progress(fraction, shown)

    def back(filled: FloatPixels, where: Flags) -> FloatPixels:
        filled = filled.copy()
        filled[where] = found.from_srgb(filled[where])
        return filled

    converted = found.to_srgb(image)
    converted.flags.writeable = False
    guide = None if context.guide is None else found.to_srgb(context.guide)
    return Seen(converted, replace(context, guide=guide, on_progress=on_progress), back)


def _small(preview: Preview) -> FloatPixels:
    """A preview, at most as large as it will be shown."""
    pixels = np.asarray(preview() if callable(preview) else preview, np.float32)
    scale = PREVIEW_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.float32)
