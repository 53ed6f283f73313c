"""Extending the canvas beyond the photo: what is asked for, and the hole that it leaves to be filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from ..errors import StudioError
from ..geometry import Rect, Size
from ..limits import pixel_limit
from ..mask import Mask
from ..memory import physical_bytes
from ..photo import PhotoSource
from .document import Document
from .mask_edit import tiles_of
from .state import MASK, State

SIDES = ("left", "top", "right", "bottom")
"""The sides of a picture, in the order of all tuples of sides here."""

_SQUARE = "square"
_NUMBER = r"(\d{1,9}(?:\.\d{1,9})?)"  # so that no arithmetic overflows
_RATIO = re.compile(rf"{_NUMBER}:{_NUMBER}")
_SIZE = re.compile(r"(\d{1,9})x(\d{1,9})")
_SHARE = re.compile(rf"\+?{_NUMBER}%")
_SIDE = re.compile(rf"({'|'.join(SIDES)})={_NUMBER}(px|%)?")
_WORKING_BYTES = 48
"""Bytes for each pixel that a fill and its display take, apart from the picture."""


@dataclass(frozen=True)
class Extension:
    """How to extend a picture: to a `ratio` of width to height or a `size`, or by so much on each side.

    `pixels` and `shares` (of the width for left and right, of the height for top and bottom) add up.
    """

    ratio: float | None = None
    pixels: tuple[float, float, float, float] = (0, 0, 0, 0)
    shares: tuple[float, float, float, float] = (0, 0, 0, 0)
    size: Size | None = None

    @classmethod
    def parse(cls, words: str) -> Self:
        """The extension in words: "16:9" or "square", "2560x1080", "25%" (wider and taller), "left=9,top=9%".

        Raises StudioError "extend-value".
        """
        text = words.replace(" ", "").lower()
        if text == _SQUARE:
            return cls(1.0)
        if found := _RATIO.fullmatch(text):
            across, down = float(found[1]), float(found[2])
            if across > 0 and down > 0:
                return cls(across / down)
        elif found := _SIZE.fullmatch(text):
            return cls(size=Size(int(found[1]), int(found[2])))
        elif found := _SHARE.fullmatch(text):
            return cls(shares=(float(found[1]) / 200,) * 4)
        elif found_sides := [_SIDE.fullmatch(part) for part in text.split(",")]:
            named = [found[1] for found in found_sides if found]
            if len(named) == len(found_sides) == len(set(named)):
                return cls._of_sides(
                    {found[1]: (float(found[2]), found[3] == "%") for found in found_sides if found}
                )
        raise StudioError("extend-value", value=words)

    @classmethod
    def _of_sides(cls, sides: dict[str, tuple[float, bool]]) -> Self:
        """By so much on each side: a number, and whether it is in per cent."""
        lengths = [sides.get(side, (0.0, False)) for side in SIDES]
        pixels = tuple(0.0 if percent else number for number, percent in lengths)
        shares = tuple(number / 100 if percent else 0.0 for number, percent in lengths)
        return cls(None, pixels, shares)  # type: ignore[arg-type]

    def canvas(self, picture: Rect) -> Rect:
        """The canvas that extends `picture`, which it contains; with a ratio, the smallest, centred one.

        Raises StudioError "extend-too-small" for a size that does not hold the picture.
        """
        width, height = picture.width, picture.height
        if self.size is not None:
            across, down = self.size.width - width, self.size.height - height
            if across < 0 or down < 0:
                raise StudioError("extend-too-small", picture=str(picture.size), size=str(self.size))
            left, top, right, bottom = _halved(across, down)
        elif self.ratio is None:
            lengths = (width, height, width, height)
            left, top, right, bottom = (
                round(px + share * length)
                for px, share, length in zip(self.pixels, self.shares, lengths, strict=True)
            )
        else:
            across = max(0, round(height * self.ratio) - width)
            down = max(0, round(width / self.ratio) - height) if not across else 0
            left, top, right, bottom = _halved(across, down)
        return Rect.spanning(
            picture.x - left, picture.y - top, picture.right + right, picture.bottom + bottom
        )


def _halved(across: int, down: int) -> tuple[int, int, int, int]:
    """So many columns and rows on the four sides, half of them on each."""
    left, top = across // 2, down // 2
    return left, top, across - left, down - top


def require_room(canvas: Size, photo: PhotoSource, most: int | None = None) -> None:
    """Raise unless a picture like `photo` of the size of `canvas` can be filled on this machine.

    `most` is the limit in pixels, None that of `pixel_limit`. Raises StudioError "extend-too-large" or
    "extend-memory".
    """
    limit = pixel_limit() if most is None else most
    if canvas.area > limit:
        megapixels, at_most = (f"{round(area / 1e6, 1):g}" for area in (canvas.area, limit))
        raise StudioError("extend-too-large", size=canvas, megapixels=megapixels, limit=at_most)
    planes = photo.channels + photo.has_alpha
    needed, has = canvas.area * (2 * planes * photo.dtype.itemsize + _WORKING_BYTES), physical_bytes()
    if needed > has:
        words = {"needed": f"{needed / 1e9:.1f}", "has": f"{has / 1e9:.1f}"}
        raise StudioError("extend-memory", size=canvas, **words)


def unfilled(document: Document) -> Mask:
    """The part of the canvas beyond the photo that no visible fill covers: coverage 255 there."""
    canvas = document.canvas
    coverage = np.full((canvas.height, canvas.width), 255, np.uint8)
    known = Rect.of(document.photo.size) & canvas
    if known:
        coverage[known.moved(-canvas.x, -canvas.y).slices] = 0
    for layer in document.layers if coverage.any() else ():
        for patch in layer.content.patches if layer.shows else ():
            shared = patch.rect & canvas
            if shared:
                filled = patch.coverage[shared.moved(-patch.rect.x, -patch.rect.y).slices] > 0
                coverage[shared.moved(-canvas.x, -canvas.y).slices][filled] = 0
    return Mask(coverage)


def border_is_unfilled(document: Document) -> bool:
    """Whether the canvas reaches beyond the photo and some of that is not filled."""
    return not Rect.of(document.photo.size).contains(document.canvas) and bool(unfilled(document).bounds)


def extended(state: State, canvas: Rect) -> State:
    """The state on another canvas (coordinates of the photo): what is `unfilled` there joins the mask."""
    moved = state.with_document(state.document.with_canvas(canvas))
    return with_hole(moved, unfilled(moved.document))


def with_hole(state: State, hole: Mask) -> State:
    """The state with `hole` added to its mask."""
    both = Mask(np.maximum(state.mask(MASK).coverage, hole.coverage)) if hole.bounds else state.mask(MASK)
    return state.with_mask(tiles_of(both))
