"""Fills frames of a medical picture, in stored values.

Each frame goes to the engine as a photo of 16 bits: grey values from the least to the greatest that the frame
has outside its mask, colours from 0 to full. What comes back is rounded to stored values and put into the
mask alone, so all other values stay as they are, and no fill has a value that its frame does not reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..core.arrays import AnyArray, Flags
from ..core.errors import Cancelled, StudioError
from ..core.mask import Mask
from ..core.photo import Photo
from ..core.reconstruct import JoinOptions
from ..engines.pipeline import run as pipeline
from ..engines.request import FillRequest
from .display import rgb, rgb_to_ybr
from .image import MedicalImage

ENGINE = "biharmonic"
"""The engine by default: it continues the values around a hole smoothly and invents no structure.

A fill that looks like tissue may be taken for tissue. The join adds neither grain nor colours either.
"""
_TOP = 65535
_PLAIN = JoinOptions(seam="none", colour=False, grain=False)


def fill_frames(
    image: MedicalImage,
    mask: Flags,
    engine: str = ENGINE,
    *,
    frames: Sequence[int] | None = None,
    params: Mapping[str, Any] | None = None,
    seed: int = 0,
    threads: int | None = None,
    device: str = "auto",
    is_cancelled: Callable[[], bool] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> MedicalImage:
    """The picture with what `mask` marks filled, frame by frame.

    `mask` is bool (rows, columns) for all frames or (frames, rows, columns); `frames` are the ones to fill,
    all by default. `on_progress` hears fractions from 0 to 1. Palette pictures get the palette's nearest
    colours.

    Raises `Cancelled` and StudioError: "medical-mask-size", "medical-frame", "mask-full" (a frame without a
    single known value), and those of `engines.pipeline.run`.
    """
    planes = planes_of(mask, image)
    wanted = range(image.frames) if frames is None else frames
    for frame in wanted:
        require_frame(image, frame)
    work = [frame for frame in wanted if planes[frame].any()]
    values = image.values.copy()
    for number, frame in enumerate(work):
        if is_cancelled is not None and is_cancelled():
            raise Cancelled

        def heard(fraction: float, _preview: object, number: int = number) -> None:
            if on_progress is not None:
                on_progress((number + fraction) / len(work))

        scale = Colours(image) if not image.is_grey else _Grey(image, values[frame], planes[frame])
        request = FillRequest(
            photo=Photo(scale.photo(values[frame])),
            mask=Mask.from_array(planes[frame]),
            engine=engine,
            params=dict(params or {}),
            seed=seed,
            join=_PLAIN,
            device=device,
            threads=threads,
        )
        fill = pipeline.run(request, on_progress=heard, is_cancelled=is_cancelled)
        values[frame][planes[frame]] = scale.stored(fill.apply(request.photo)[planes[frame]])
    if on_progress is not None:
        on_progress(1.0)
    return image.with_values(values)


def planes_of(mask: Flags, image: MedicalImage) -> Flags:
    """A mask as bool (frames, rows, columns). Raises StudioError "medical-mask-size" if it does not fit."""
    shape = image.values.shape[:3]
    if mask.shape not in (shape, shape[1:]):
        raise StudioError("medical-mask-size", mask=_words(mask.shape), image=_words(shape))
    return np.broadcast_to(mask.astype(bool, copy=False), shape)


def require_frame(image: MedicalImage, frame: int) -> None:
    """Raise StudioError "medical-frame" unless there is such a frame, counted from 0."""
    if not 0 <= frame < image.frames:
        raise StudioError("medical-frame", frame=frame, frames=image.frames)


def _words(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


class _Grey:
    """Grey values of a frame as 16-bit levels, from the least to the greatest known one."""

    def __init__(self, image: MedicalImage, values: AnyArray, hole: Flags) -> None:
        known = values[~hole]
        known = known[np.isfinite(known)]
        self._low, self._high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        self._dtype = values.dtype

    def photo(self, values: AnyArray) -> AnyArray:
        """The frame as uint16 (rows, columns, 1); what is not a finite number counts as the least."""
        span = self._high - self._low or 1.0
        share = (values.astype(np.float64) - self._low) / span
        share = np.clip(np.nan_to_num(share, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)
        return np.asarray(np.rint(share * _TOP), np.uint16)[..., None]

    def stored(self, levels: AnyArray) -> AnyArray:
        """Filled levels (n, 1) as stored values (n,)."""
        real = self._low + levels[:, 0] * ((self._high - self._low) / _TOP)
        whole = np.issubdtype(self._dtype, np.integer)
        return np.asarray(np.rint(real) if whole else real, self._dtype)


class Colours:
    """Colours of a frame as RGB levels of 16 bits."""

    def __init__(self, image: MedicalImage) -> None:
        self._image = image

    def photo(self, values: AnyArray) -> AnyArray:
        """The frame as uint16 (rows, columns, 3)."""
        colours = rgb(self._image, values)
        return colours if colours.dtype == np.uint16 else colours.astype(np.uint16) * np.uint16(257)

    def stored(self, levels: AnyArray) -> AnyArray:
        """Filled RGB levels (n, 3) as stored samples (n, 3), or for a palette as numbers of colours (n,)."""
        image = self._image
        dtype = image.values.dtype
        if image.palette is not None:
            return np.asarray(_nearest(image, levels), dtype)
        if image.photometric == "YBR_FULL":
            return np.asarray(rgb_to_ybr(levels, image.bits), dtype)
        top = int(image.highest)
        return np.asarray((levels.astype(np.uint32) * top + _TOP // 2) // _TOP, dtype)


def _nearest(image: MedicalImage, levels: AnyArray) -> AnyArray:
    """The stored values of the palette's nearest colours to RGB levels (n, 3)."""
    from scipy.spatial import KDTree

    assert image.palette is not None
    numbers = np.arange(len(image.palette)) + image.palette_first
    usable = (numbers >= image.lowest) & (numbers <= image.highest)
    found = KDTree(image.palette[usable].astype(np.float64)).query(levels.astype(np.float64))[1]
    return np.asarray(numbers[usable][found])
