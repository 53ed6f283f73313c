"""How the values of a picture are read as a mask, with notes and warnings for the user.

Programs write masks in many ways: 0 and 255, 0 and 1, 8-bit values in 16 bit, one grey on another. An
unambiguous mask is accepted with a note; an empty one gives a warning with the range of its values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .arrays import AnyArray
from .depth import eight_bit
from .errors import Note
from .mask import THRESHOLD, Mask

MUCH = 0.6
"""A mask that covers more than this share of the photo is probably inverted."""
_MOSTLY_SOFT = 0.25
_MANY = 8
_FIRST_GREY, _LAST_GREY = 16, 239

MASK, SOURCE_MASK = Note("mask"), Note("source-mask")
"""What the notes call the mask."""


@dataclass(frozen=True, eq=False)
class MaskFound:
    """A mask with `notes` on how it was read and `warnings` about what looks wrong."""

    mask: Mask
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def mask_in(plane: AnyArray, *, soft: bool = False, what: str = MASK) -> MaskFound:
    """The mask in a plane (H, W) uint8 or uint16; other kinds are left to `Mask.from_array`.

    A pixel of at least half the range is replaced, unless `soft` takes the values as coverage. If that
    threshold separates nothing but there are exactly two values, the higher one is the hole; 16-bit
    values of at most 255 are read as 8 bit. `what` is what the notes call the mask.
    """
    if plane.dtype not in (np.uint8, np.uint16) or plane.ndim != 2 or not plane.size:
        return MaskFound(Mask.from_array(plane, soft=soft))
    low, high = int(plane.min()), int(plane.max())
    notes: tuple[str, ...] = ()
    two = low < high and bool(((plane == low) | (plane == high)).all())
    if plane.dtype == np.uint16 and high <= 255:
        plane = plane.astype(np.uint8)
        if low < high and not two:
            notes = (eight_bit_note(what),)
    most = int(np.iinfo(plane.dtype).max)
    threshold = THRESHOLD * (most // 255)
    if two and not low < threshold <= high and (not soft or (low, high) == (0, 1)):
        note = Note("mask-two-values", what=what, low=low, high=high, taken=high)
        return MaskFound(Mask.from_array(plane == high), (note,))
    mask = Mask.from_array(plane, soft=soft)
    if mask.bounds:
        return MaskFound(mask, notes)
    if low == high:
        warning = Note("mask-empty", what=what, low=low)
    else:
        warning = Note("mask-faint", what=what, low=low, high=high, most=most, threshold=threshold)
    return MaskFound(mask, notes, (warning,))


def eight_bit_note(what: str) -> str:
    """The note that 16-bit values were read as 8 bit."""
    return Note("mask-eight-bit", what=what)


def with_cover_warning(found: MaskFound, way: str = Note("invert-it")) -> MaskFound:
    """With a warning if the mask covers most of the photo; `way` says how to invert it."""
    size = found.mask.size
    share = found.mask.area / size.area if size.area else 0.0
    if not MUCH < share < 1:  # a mask of everything is an error anyway
        return found
    percent = min(99, round(100 * share))  # 99.6 % must not show as 100 %
    warning = Note("mask-covers", percent=percent, way=way)
    return replace(found, warnings=(*found.warnings, warning))


def is_mostly_soft(plane: AnyArray) -> bool:
    """Whether more of a mask plane (H, W) uint8 or uint16 is grey than a hard anti-aliased edge would be."""
    counts = np.bincount(eight_bit(plane).ravel(), minlength=256)
    greys = counts[_FIRST_GREY : _LAST_GREY + 1]
    share = float(greys.sum()) / max(1.0, float(counts[_FIRST_GREY:].sum()))
    return int(np.count_nonzero(greys)) >= _MANY and share > _MOSTLY_SOFT
