"""Reads a mask from a picture file: finds the channel with the mask and interprets its values."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from ..arrays import Bytes, Flags, Pixels
from ..errors import Note
from ..mask import THRESHOLD, Mask
from ..mask_values import MASK, MaskFound, eight_bit_note, is_mostly_soft, mask_in
from ..photo import Photo
from .reading import read_photo

COVERAGE_MARK = (b"tEXt", b"Inpaint Studio\0coverage")
"""The PNG chunk that marks values as coverage; masks saved by the editor have it."""

_LOSSLESS = ("PNG", "TIFF", "BMP", "PPM", "TGA")
_DARK, _COLOURED = 16, 32  # of 255; the tolerance that JPEG needs
_COLOURS_OF_A_PHOTO = 64
_SAMPLES = 1 << 16
_STRAY = 0.01


def read_mask(path: str | os.PathLike[str], *, soft: bool = False, max_pixels: int | None = None) -> Mask:
    """The mask of `find_mask`, without notes."""
    return find_mask(path, soft=soft, max_pixels=max_pixels).mask


def find_mask(
    path: str | os.PathLike[str],
    *,
    soft: bool | None = False,
    max_pixels: int | None = None,
    what: str = MASK,
) -> MaskFound:
    """The mask in a picture, with notes for the user; raises what `read_photo` raises.

    The mask is the alpha channel if part of the picture is transparent: the opaque part is marked, or the
    transparent one in a photo with a part erased. Else it is the luminance, or, for coloured marks on black
    or white, their distance from it. Pixels of at least 128 of 255 are replaced, unless `soft` takes the
    values as coverage; a mask saved by the editor is always coverage, and with `soft` None so is one of a
    lossless format with more than two values. Other unambiguous masks are accepted with a note, see
    `mask_in`. `what` is what the notes call the mask.
    """
    photo = read_photo(Path(path), max_pixels=max_pixels)
    if _is_coverage(photo):
        return _coverage(photo, what)
    plane, notes, warnings = _plane(photo, what)
    if soft is None:
        soft = _is_lossless(photo) and not _is_two_valued(plane)
    found = mask_in(plane, soft=soft, what=what)
    if not soft and found.mask.bounds and _is_lossless(photo) and is_mostly_soft(plane):
        notes = (*notes, Note("mask-split", what=what))
    return replace(found, notes=(*notes, *found.notes), warnings=(*warnings, *found.warnings))


def _is_coverage(photo: Photo) -> bool:
    """Whether the editor wrote the file."""
    return photo.channels == 1 and COVERAGE_MARK in photo.source.options.get("chunks", ())


def _coverage(photo: Photo, what: str) -> MaskFound:
    mask = Mask.from_array(photo.pixels[..., 0], soft=True)
    if not mask.bounds:
        return mask_in(photo.pixels[..., 0], what=what)
    return MaskFound(mask, (Note("mask-own", what=what),) if mask.is_soft else ())


def _is_lossless(photo: Photo) -> bool:
    return photo.source.name in _LOSSLESS or bool(photo.source.options.get("lossless"))


def _is_two_valued(plane: Pixels) -> bool:
    return bool(((plane == plane.min()) | (plane == plane.max())).all())


def _plane(photo: Photo, what: str) -> tuple[Pixels, tuple[str, ...], tuple[str, ...]]:
    """The plane (H, W) in which high values mean marked, with notes and warnings."""
    if photo.alpha is not None and _alpha_is_mask(photo.alpha, photo.pixels):
        return _of_alpha(photo, photo.alpha, what)
    if photo.channels == 1:
        return photo.pixels[..., 0], (), ()
    pixels = photo.pixels
    if pixels.dtype == np.uint8 or pixels.max() > 255:
        return _of_colours(pixels, what)
    plane, notes, warnings = _of_colours(pixels.astype(np.uint8), what)
    return plane, (eight_bit_note(what), *notes) if plane.any() else notes, warnings


def _alpha_is_mask(alpha: Pixels, pixels: Pixels) -> bool:
    """Whether alpha (H, W) is the mask rather than the colours (H, W, 1|3).

    In a picture that is nowhere more than half transparent it is the colours, unless there is only one.
    """
    low, high = alpha.min(), alpha.max()
    if low == high:
        return False
    return bool(low <= np.iinfo(alpha.dtype).max // 2 or (pixels == pixels[0, 0]).all())


def _of_alpha(photo: Photo, alpha: Pixels, what: str) -> tuple[Pixels, tuple[str, ...], tuple[str, ...]]:
    most = np.iinfo(alpha.dtype).max
    opaque = alpha > most // 2
    # marks painted on transparency have few colours, a photo has many
    if 2 * np.count_nonzero(opaque) > opaque.size and _is_photo(photo.pixels[opaque]):
        return most - alpha, (Note("mask-erased", what=what),), ()
    return alpha, (), ()


def _is_photo(colours: Pixels) -> bool:
    """Whether colours (N, 1|3) are as varied as a photo's."""
    sample = colours[:: max(1, len(colours) // _SAMPLES)]
    return len(np.unique(sample, axis=0)) >= _COLOURS_OF_A_PHOTO


def _of_colours(pixels: Pixels, what: str) -> tuple[Pixels, tuple[str, ...], tuple[str, ...]]:
    red, green, blue = cv2.split(pixels)
    strongest = np.asarray(cv2.max(cv2.max(red, green), blue), pixels.dtype)
    weakest = np.asarray(cv2.min(cv2.min(red, green), blue), pixels.dtype)
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), pixels.dtype)
    spread = strongest - weakest
    if not spread.any():
        return grey, (), ()
    mark = _only_mark(pixels)
    if mark is not None:
        plane, colour, ground = mark
        return plane, (Note("mask-one-colour", what=what, colour=colour, ground=ground),), ()
    most = int(np.iinfo(pixels.dtype).max)
    unit = most // 255
    coloured = int(np.count_nonzero(spread > _COLOURED * unit))
    if not coloured:
        return grey, (), ()
    dark = int(np.count_nonzero(strongest <= _DARK * unit))
    if 2 * dark >= grey.size:
        marks = _stretched(strongest)
        if np.array_equal(marks >= THRESHOLD * unit, grey >= THRESHOLD * unit):
            return grey, (), ()
        return marks, (Note("mask-on-black", what=what),), ()
    bright = int(np.count_nonzero(weakest >= most - _DARK * unit))
    others = grey.size - bright
    if bright >= others and 2 * coloured >= others:
        return _stretched(most - weakest), (Note("mask-on-white", what=what),), ()
    if coloured <= _STRAY * grey.size:
        return grey, (), ()
    return grey, (), (Note("mask-coloured", what=what),)


def _stretched(plane: Pixels) -> Pixels:
    """Values (H, W) scaled so that the highest one is the maximum of the dtype."""
    most, high = int(np.iinfo(plane.dtype).max), int(plane.max())
    stretched: Pixels = np.rint(np.arange(high + 1) * (most / high)).astype(plane.dtype)[plane]
    return stretched


def _only_mark(pixels: Pixels) -> tuple[Bytes, str, str] | None:
    """Where a single colour on black or white is, with the names of both; None if it is not so."""
    most = int(np.iinfo(pixels.dtype).max)
    first = pixels[0, 0]
    others = ~_equal(pixels, first)
    if not others.any():
        return None
    second = pixels[np.unravel_index(int(others.argmax()), others.shape)]
    if not np.array_equal(_equal(pixels, second), others):
        return None
    for ground, mark in ((first, second), (second, first)):
        named = {0: Note("black"), most: Note("white")}.get(int(ground[0]))
        if named and len(set(ground.tolist())) == 1 and len(set(mark.tolist())) > 1:
            colour = "#" + "".join(f"{int(value) // (most // 255):02x}" for value in mark)
            marked = others if mark is second else ~others
            return marked.astype(np.uint8) * np.uint8(255), colour, named
    return None


def _equal(pixels: Pixels, colour: Pixels) -> Flags:
    """Where pixels (H, W, 3) have this colour: (H, W) bool."""
    bounds = tuple(float(value) for value in colour)
    return cv2.inRange(pixels, bounds, bounds) > 0
