"""Dust, hairs and scratches on film, from what the scanner saw in infrared.

The dyes of colour film let infrared pass, and what lies on it blocks it; so the infrared of clean film is
a grey plane, and damage is dark in it. Four things are in the way of a plain threshold, and are dealt with
in this order:

- the plane has another size and place than the photo: see `alignment`;
- the film's own image shows through, most of all the cyan dye of Kodachrome, which the red channel sees.
  As in SANE (sanei_ir.c, M. Rickmann 2012) the logarithm of the infrared is predicted from those of the
  channels by a regression; here with a curve for red, from details alone, and without what deviates from
  it, that is, dust;
- light and film are uneven, and scanners differ tenfold in the noise of clean film (standard deviations of
  .005 to .063 have been measured). So each pixel is compared with the median of its surroundings, in units of
  their median absolute deviation;
- edges of an image that shows through remain where the alignment is off by a part of a pixel: what half
  a pixel explains does not count.

The principle is that of Digital ICE (A. Edgar, US patent 5,266,805, 1993). The silver of black-and-white film
blocks infrared as dust does: then the infrared shows the whole picture, and nothing is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Bytes, Flags, Indices, Labels, Pixels
from ...core.errors import Cancelled, Note
from ...core.geometry import Rect, Size, pixels_of
from ...core.photo import PhotoSource
from ...core.photo_io.infrared import require_shape
from .alignment import Alignment, aligned, working_scale
from .crosstalk import OwnImage, is_another_picture, own_image, shows_the_picture, without_image
from .film import SMOOTHINGS, clean_film, holder_of, noise_left
from .planes import STRIP, coarser, reduced, sized, warped
from .shapes import kinds_of

_CERTAIN, _SLOPE = 5.5, 0.6
"""So many deviations under clean film make a confidence of a half; and how fast it rises."""
_EXTENT = 3.0
"""A mark reaches as far as the infrared is darker than this many deviations …"""
_SHARE, _REACH = 0.25, 6
"""… and than this share of the darkest pixel at most so far away: beyond is the blur of the lens."""
_LEAST, _MOST = 4.0, 40.0
"""Marks have a pixel that is darker than the first; beyond the second, nothing changes."""
_UNIT = 64
"""Deviations are kept as whole numbers of 1/64."""
_CORE = 0.85
"""The confidence at the edges of a mark, as a share of that of the mark."""
_LEAST_STEP = 0.3
"""The least deviation that is assumed, in levels of the plane."""
_ALIKE, _ALL = 0.002, 0.99
_MOST_HOLDER, _MOST_MARKED = 0.4, 0.1
"""Shares of the scan above which the plane is something else."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the infrared shows, pixel by pixel of the marks alone: n pixels of m marks."""

    size: Size
    """Of the photo."""
    rows: Indices
    columns: Indices
    confidence: Bytes
    """Of each pixel, 1 to 255 for 0 to 1."""
    marks: Labels
    """The mark that each pixel belongs to, from 0: (n,)."""
    kinds: tuple[str, ...]
    """Of each mark, by its shape: "speck", "hair" or "scratch"."""
    notes: tuple[str, ...] = ()
    """Why the infrared is not used, if so."""

    def where(self, valid: Flags) -> Seen:
        """The same with these pixels (H, W) alone; marks without any remain, empty."""
        kept = valid[self.rows, self.columns]
        return replace(
            self,
            rows=self.rows[kept],
            columns=self.columns[kept],
            confidence=self.confidence[kept],
            marks=self.marks[kept],
        )

    @property
    def map(self) -> Bytes:
        """The confidence of each pixel of the photo: (H, W)."""
        levels = np.zeros((self.size.height, self.size.width), np.uint8)
        levels[self.rows, self.columns] = self.confidence
        return levels


def look(photo: PhotoSource, infrared: Pixels, *, is_cancelled: Callable[[], bool] | None = None) -> Seen:
    """The damage that a plane of infrared (h, w), uint8 or uint16, shows on a photo.

    The plane shows the whole photo, in any size. Deterministic. Raises `Cancelled`, and StudioError
    "infrared-size" for a plane of another shape.
    """
    size = photo.size
    require_shape(infrared, size)

    def check() -> None:
        if is_cancelled is not None and is_cancelled():
            raise Cancelled

    scale = working_scale(size)
    colours = reduced(photo, scale)
    whole = sized(infrared, size, scale)
    there = Rect(0, 0, colours.shape[1], colours.shape[0])
    small = warped(whole, Alignment(), size, scale, there)
    holder = holder_of(small)
    if holder.mean() > _MOST_HOLDER or np.ptp(small) < _ALIKE:
        return _nothing(size, Note("infrared-flat"))
    place = aligned(colours.mean(2), small, scale)
    small = warped(whole, place, size, scale, there)
    coarse = coarser(colours), coarser(small), coarser((~holder).astype(np.float32)) > _ALL
    if shows_the_picture(*coarse):
        return _nothing(size, Note("infrared-image"))
    image = own_image(*coarse)
    if is_another_picture(*coarse, image):
        return _nothing(size, Note("infrared-flat"))
    seen = _marks(_darker(photo, infrared, place, image, holder, check))
    return seen if len(seen.rows) <= _MOST_MARKED * size.area else _nothing(size, Note("infrared-flat"))


def _nothing(size: Size, note: str) -> Seen:
    none = np.zeros(0, np.intp)
    return Seen(size, none, none, np.zeros(0, np.uint8), np.zeros(0, np.int32), (), (note,))


def _darker(
    photo: PhotoSource,
    infrared: Pixels,
    place: Alignment,
    image: OwnImage,
    holder: Flags,
    check: Callable[[], None],
) -> NDArray[np.uint16]:
    """By how many deviations, in 1/64, pixels of marks are darker than clean film; 0 elsewhere: (H, W)."""
    size = photo.size
    log, doubt = without_image(photo, infrared, place, image, check)
    least = _LEAST_STEP / (float(np.median(infrared)) + 1)
    film = clean_film(log, holder, least)
    is_film = np.zeros((size.height, size.width), np.uint8)
    shared = place.covered(size).slices
    is_film[shared] = 1 - _resized(holder.astype(np.uint8), size)[shared]
    lower = noise_left(log)
    darker = np.zeros((size.height, size.width), np.uint16)
    margin = _REACH + round(3 * max(SMOOTHINGS))
    around = np.ones((2 * _REACH + 1, 2 * _REACH + 1), np.uint8)
    for top in range(0, size.height, STRIP):
        check()
        seen = Rect(0, top - margin, size.width, STRIP + 2 * margin) & Rect.of(size)
        level, noise = film.at(seen)
        under = (level - log[seen.slices]) * is_film[seen.slices]
        off = None if doubt is None else doubt[seen.slices].astype(np.float32)
        most = np.zeros(under.shape, np.float32)
        for smoothing, share in zip(SMOOTHINGS, lower, strict=True):
            mean = cv2.GaussianBlur(under, (0, 0), smoothing) if smoothing else under
            np.maximum(
                most, (mean if off is None else mean - off) / np.maximum(share * noise, least), out=most
            )
        np.minimum(most, 65535 // _UNIT, out=most)
        most[most < np.maximum(_EXTENT, _SHARE * cv2.dilate(most, around))] = 0
        inside = slice(top - seen.y, top - seen.y + STRIP)
        darker[top : top + STRIP] = most[inside] * _UNIT
    return darker * is_film


def _resized(plane: Bytes, size: Size) -> Bytes:
    nearest = cv2.resize(plane, (size.width, size.height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(nearest, np.uint8)


def _marks(darker: NDArray[np.uint16]) -> Seen:
    """The marks among the pixels that are darker than clean film."""
    _, labels = cv2.connectedComponents((darker > 0).astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    rows, columns = pixels_of(labels > 0)
    at = np.asarray(labels[rows, columns] - 1, np.intp)
    deviations = darker[rows, columns].astype(np.float32) / _UNIT
    peaks = np.zeros(int(at.max(initial=-1)) + 1, np.float32)
    np.maximum.at(peaks, at, deviations)
    strong = peaks >= _LEAST
    kept = strong[at]
    marks = (np.cumsum(strong) - 1)[at[kept]].astype(np.int32)
    rows, columns, deviations, peaks = rows[kept], columns[kept], deviations[kept], peaks[strong]
    sure = 1 / (1 + np.exp((_CERTAIN - np.minimum(peaks, _MOST)) / _SLOPE))
    # fainter pixels of a mark belong to it as well: they are shown with it at any sensitivity
    share = _CORE + (1 - _CORE) * deviations / peaks[marks]
    confidence = np.maximum(1, np.rint(255 * sure[marks] * share)).astype(np.uint8)
    size = Size(darker.shape[1], darker.shape[0])
    return Seen(size, rows, columns, confidence, marks, kinds_of(rows, columns, marks, len(peaks)))
