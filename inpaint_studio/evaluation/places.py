"""Intact places in a photo to which the shape of a hole can be moved, for a probe.

They are near the hole, as similar to its surroundings as possible, and overlap neither the hole nor each
other. A small copy of the photo is searched; only crops are read in full.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import AnyArray, Flags, FloatPixels, Floats
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo import Photo, PhotoSource
from .contest import without

PLACES = 3
LONGEST = 320
"""px on the long side of the hole's shape; a larger one is tried on a reduced copy of the photo."""

_OVERVIEW = 384  # px on the long side of the small picture that is searched for places
_CONTEXT = (64, 160)  # px of photo around the shape in a crop, at least and at most
_SHRINK = 0.75  # the factor by which a shape that fits nowhere is reduced each time
_SMALLEST = 6  # px: the shape is not reduced below this
_NEARNESS = 3.5  # the weight of the distance relative to the similarity
_JITTER = 0.02  # of the cost, random, so that another seed finds other places


@dataclass(frozen=True, eq=False)
class ProbePlace:
    """An intact part of the photo with the hole's shape moved to it.

    `truth` is the original crop, `mask` the shape in it together with the unknown pixels there, `hole`
    bool (h, w) the shape alone. `rect` is the crop in the photo, `scale` how much it was reduced.
    """

    rect: Rect
    truth: Photo
    mask: Mask
    hole: Flags
    scale: float = 1.0

    @property
    def question(self) -> Photo:
        """What engines see: the mean colour in the hole instead of the truth."""
        return without(self.truth, self.mask.hole)


@dataclass(frozen=True, eq=False)
class Probe:
    """The places, and how the shape was changed to find them.

    `part` says that only the densest part of the hole was moved, `size` how much the shape was reduced in
    the photo itself (1: not at all).
    """

    places: tuple[ProbePlace, ...]
    part: bool = False
    size: float = 1.0


def find_places(photo: PhotoSource, mask: Mask, *, count: int = PLACES, seed: int = 0) -> Probe:
    """Up to `count` places for the shape of `mask`; the same for the same seed, none if there is no room.

    Raises StudioError "mask-size".
    """
    mask.require_size(photo.size)
    if not mask.bounds or count < 1:
        return Probe(())
    overview = _Overview.of(photo, mask)
    shape, part = _shape(mask)
    rng = np.random.default_rng(seed)
    size = 1.0
    while True:
        spots = _spots(overview, shape, mask, count, rng)
        if spots or min(shape.hole.shape) * _SHRINK < _SMALLEST:
            break
        size, shape = size * _SHRINK, _resized(shape, _SHRINK)
    return Probe(tuple(_place(photo, mask, hole, rect) for hole, rect in spots), part, size)


@dataclass(frozen=True, eq=False)
class _Shape:
    """The shape to move: `hole` bool (h, w), and where it was cut from."""

    hole: Flags
    rect: Rect


def _shape(mask: Mask) -> tuple[_Shape, bool]:
    """The whole hole if its bounding rectangle leaves room beside it, else its densest part."""
    bounds, size = mask.bounds, mask.size
    if 3 * bounds.area <= size.area or len(mask.components()) == 1:
        return _Shape(mask.read(bounds) > 0, bounds), False
    # damage all over the photo: use a window of it
    side = max(_SMALLEST, min(LONGEST, min(size.width, size.height) // 4))
    density = cv2.boxFilter(
        mask.hole.astype(np.float32), -1, (side, side), normalize=True, borderType=cv2.BORDER_CONSTANT
    )
    # at most half covered: a window that is all hole shows no pattern of damage
    y, x = np.unravel_index(int(np.argmax(np.where(density > 0.5, 0, density))), density.shape)
    window = Rect(int(x) - side // 2, int(y) - side // 2, side, side) & Rect.of(size)
    tight = Mask.from_array(mask.read(window) > 0).bounds
    rect = tight.moved(window.x, window.y) if tight else bounds
    return _Shape(mask.read(rect) > 0, rect), True


def _resized(shape: _Shape, factor: float) -> _Shape:
    """The same shape, smaller."""
    height, width = (max(1, round(side * factor)) for side in shape.hole.shape)
    small = cv2.resize(shape.hole.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) >= 0.5
    if not small.any():
        small[height // 2, width // 2] = True
    return _Shape(small, shape.rect)


def _turned(hole: Flags) -> list[Flags]:
    """The shape unchanged, mirrored, upside down, and turned by 180, 90 and 270 degrees."""
    ways = (hole, hole[:, ::-1], hole[::-1], hole[::-1, ::-1], np.rot90(hole), np.rot90(hole, 3))
    return [np.ascontiguousarray(way) for way in ways]


@dataclass(frozen=True, eq=False)
class _Overview:
    """The photo reduced: `features` float32 (h, w, 4) lightness, colour and detail; `blocked` bool (h, w),
    where anything is unknown; `step` pixels of the photo per pixel."""

    features: FloatPixels
    blocked: Flags
    step: int

    @classmethod
    def of(cls, photo: PhotoSource, mask: Mask) -> _Overview:
        size = photo.size
        step = -(-max(size.width, size.height) // _OVERVIEW)
        rows, columns = size.height // step, size.width // step
        if not rows or not columns:
            return cls(np.zeros((0, 0, 4), np.float32), np.zeros((0, 0), bool), step)
        small = np.empty((rows, columns, photo.channels), np.float32)
        lively = np.empty((rows, columns), np.float32)
        blocked = np.zeros((rows, columns), bool)
        band = max(1, 512 // step)
        for top in range(0, rows, band):
            bottom = min(rows, top + band)
            rect = Rect(0, top * step, columns * step, (bottom - top) * step)
            pixels = photo.read(rect)
            shape = (columns, bottom - top)
            small[top:bottom] = _mean(pixels, shape)
            grey = pixels[..., pixels.shape[2] // 2].astype(np.float32)
            edge = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
            lively[top:bottom] = _mean(edge, shape)[..., 0]
            unknown = mask.read(rect) > 0
            alpha = photo.read_alpha(rect)
            if alpha is not None:
                unknown = unknown | (alpha == 0)
            blocked[top:bottom] = _mean(unknown.astype(np.float32), shape)[..., 0] > 0
        high = np.float32(np.iinfo(photo.dtype).max)
        colour = small / high if photo.channels == 3 else np.repeat(small / high, 3, axis=2)
        lab = cv2.cvtColor(colour, cv2.COLOR_RGB2LAB)
        # scaled so that a step of 1 is about equally significant in both
        return cls(np.dstack([lab / 10, np.log1p(lively * 255 / high)[..., None]]), blocked, step)


def _mean(values: AnyArray, size: tuple[int, int]) -> Floats:
    """Means over cells: float32 (h, w, C) for `size` (w, h)."""
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA).astype(np.float32).reshape(*size[::-1], -1)


def _spots(
    overview: _Overview, shape: _Shape, mask: Mask, count: int, rng: np.random.Generator
) -> list[tuple[Flags, Rect]]:
    """Up to `count` spots: the shape, turned if necessary, and its rectangle in the photo."""
    blocked = overview.blocked.copy()
    wanted = _surroundings(overview, shape)
    found: list[tuple[Flags, Rect]] = []
    for hole in _turned(shape.hole):
        small = _small(hole, overview.step)
        if small.shape[0] > blocked.shape[0] or small.shape[1] > blocked.shape[1]:
            continue
        cost = _cost(overview, small, shape, wanted)
        cost += _JITTER * max(float(cost.std()), 1e-3) * rng.standard_normal(cost.shape).astype(np.float32)
        while len(found) < count:
            touched = _overlap(blocked, small)
            free = np.where(touched < 0.5, cost, np.inf)
            at = int(np.argmin(free))
            if not np.isfinite(free.flat[at]):
                break
            row, column = divmod(at, free.shape[1])
            rect = Rect(column * overview.step, row * overview.step, hole.shape[1], hole.shape[0])
            rect = _pushed_in(rect, mask.size)
            blocked[row : row + small.shape[0], column : column + small.shape[1]] |= small
            if not (hole & (mask.read(rect) > 0)).any():
                found.append((hole, rect))
        if len(found) >= count:
            break
    return found


def _surroundings(overview: _Overview, shape: _Shape) -> FloatPixels:
    """The mean features (4,) around the hole, which a place should resemble."""
    rows, columns = overview.blocked.shape
    step = overview.step
    width, height = (-(-side // step) + 1 for side in (shape.rect.width, shape.rect.height))
    rect = Rect(shape.rect.x // step, shape.rect.y // step, width, height)
    near = rect.grown(max(3, max(rect.width, rect.height) // 4)) & Rect(0, 0, columns, rows)
    known = ~overview.blocked[near.slices]
    features = overview.features[near.slices]
    if not known.any():
        known, features = ~overview.blocked, overview.features
    if not known.any():
        return np.zeros(4, np.float32)
    return np.asarray(features[known].mean(axis=0))


def _small(hole: Flags, step: int) -> Flags:
    """The shape in the overview, with a margin of one cell for rounding: bool."""
    height, width = (-(-side // step) for side in hole.shape)
    padded = np.zeros((height * step, width * step), np.uint8)
    padded[: hole.shape[0], : hole.shape[1]] = hole
    cells = padded.reshape(height, step, width, step).max(axis=(1, 3))
    return np.asarray(cells, bool)


def _overlap(blocked: Flags, small: Flags) -> FloatPixels:
    """The number of blocked cells of the shape, for each place of its top left corner: float32."""
    return np.asarray(cv2.matchTemplate(blocked.astype(np.float32), small.astype(np.float32), cv2.TM_CCORR))


def _cost(overview: _Overview, small: Flags, shape: _Shape, wanted: FloatPixels) -> FloatPixels:
    """How different each place is from the hole's surroundings, and how far away: float32, by corner."""
    height, width = small.shape
    known = (~overview.blocked).astype(np.float32)
    window = np.ones((height, width), np.float32)
    mass = np.maximum(cv2.matchTemplate(known, window, cv2.TM_CCORR), 1e-3)
    unlike = np.zeros(mass.shape, np.float32)
    for channel in range(overview.features.shape[2]):
        plane = np.ascontiguousarray(overview.features[..., channel]) * known
        unlike += (cv2.matchTemplate(plane, window, cv2.TM_CCORR) / mass - wanted[channel]) ** 2
    rows, columns = np.mgrid[: mass.shape[0], : mass.shape[1]].astype(np.float32)
    x = (shape.rect.x + shape.rect.width / 2) / overview.step - width / 2
    y = (shape.rect.y + shape.rect.height / 2) / overview.step - height / 2
    far = np.hypot(columns - x, rows - y) / max(overview.blocked.shape)
    return np.asarray(np.sqrt(unlike) + _NEARNESS * far, np.float32)


def _pushed_in(rect: Rect, size: Size) -> Rect:
    """The rectangle, moved as little as necessary to be inside the photo."""
    x = min(max(0, rect.x), size.width - rect.width)
    y = min(max(0, rect.y), size.height - rect.height)
    return Rect(x, y, rect.width, rect.height)


def _place(photo: PhotoSource, mask: Mask, hole: Flags, rect: Rect) -> ProbePlace:
    """The crop around the shape at `rect`, reduced if it is large."""
    least, most = _CONTEXT
    context = min(max(least, max(rect.width, rect.height) // 2), max(most, max(rect.width, rect.height) // 3))
    crop = rect.grown(context) & Rect.of(photo.size)
    pixels, unknown = photo.read(crop), mask.read(crop) > 0
    alpha = photo.read_alpha(crop)
    if alpha is not None:
        unknown = unknown | (alpha == 0)
    moved = np.zeros(unknown.shape, bool)
    moved[rect.moved(-crop.x, -crop.y).slices] = hole
    scale = min(1.0, LONGEST / max(rect.width, rect.height))
    if scale < 1:
        size = (max(1, round(crop.width * scale)), max(1, round(crop.height * scale)))
        shrunk = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), pixels.dtype)
        pixels = shrunk.reshape(*size[::-1], -1)
        moved, unknown = (
            cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
            for plane in (moved, unknown)
        )
    unknown = unknown & ~moved
    return ProbePlace(crop, Photo(np.array(pixels)), Mask.from_array(moved | unknown), moved, scale)
