"""The scales that the exemplar engine works at, from the full crop down to a hole of a few pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import AnyArray, Bytes, Flags, FloatPixels, Floats
from ...core.coverage import bounds

FACTOR = 1.5  # from one level to the next: finer steps than 2 preserve structures better
_COARSEST_DIAMETER = 10  # px: stop where the hole is hardly wider than a patch
_SMALLEST_SIDE = 24  # px
_FEWEST_SOURCES = 10  # patches: with fewer there is no choice at a level
_MUCH_UNKNOWN = 0.25  # share of the crop
_TEXTURE_SIGMA = 5.0  # px: the neighbourhood in which texture is measured
_FALLOFF = 2.0  # confidence halves with each pixel from the known ones: the border decides
_SHARP = 0.5  # width of the votes at the finest level, in units of the best distance
_SHARP_RISE = 3.0  # and how much wider at each coarser one, where the mean of many is better
SHARP_LAST = 0.02  # at the very end the best patch decides alone


@dataclass(frozen=True)
class Effort:
    """Rounds of match and vote at each level and at the finest, sweeps and random samples in each round,
    and how many starts to try at the coarse levels."""

    rounds: int
    last_rounds: int
    sweeps: int
    samples: int
    starts: int = 1


@dataclass(frozen=True, eq=False)
class Scale:
    """A crop at one scale, without padding.

    `picture` is float32 (H, W, 4): RGB in 0..255 and the texture feature; `hole` bool (H, W) the
    unknown pixels, `wanted` bool (H, W) those to fill, `sources` bool (H, W) where to copy from; `plan`
    float32 (H, W, 6) in 0..255 is what a guide shows and what the photo shows (see `guide`), or None.
    """

    picture: Floats
    hole: Flags
    wanted: Flags
    sources: Flags
    plan: Floats | None = None


@dataclass(eq=False)
class PatchLevel:
    """A scale prepared for the kernels: padded by `radius`, with its sources and targets.

    `usable` uint8 (H, W) marks the centres of fully known patches, `target` uint8 (H, W) the centres of
    patches that touch wanted pixels, `box` (top, bottom, left, right) bounds the targets. `confidence`
    float32 (H, W) falls from 1 at known pixels with the distance to them; it is 0 at unknown pixels that
    are not wanted. `plan` is that of the scale; `guide` float32 (H, W, 3) a picture towards which a round
    may pull (see `Solver.improve`).
    """

    radius: int
    picture: Floats
    wanted: Bytes
    inside: Bytes
    usable: Bytes
    target: Bytes
    confidence: Floats
    box: tuple[int, int, int, int]
    plan: Floats | None = None
    guide: Floats | None = None

    @property
    def flat(self) -> Floats:
        """`picture` as (H, W * 4): rows in one piece."""
        return self.picture.reshape(self.picture.shape[0], -1)

    def image(self) -> FloatPixels:
        """The picture without padding and texture: float32 (H, W, 3) in [0, 1]."""
        inner = slice(self.radius, -self.radius)
        return np.asarray(np.clip(self.picture[inner, inner, :3] / np.float32(255), 0, 1))


def with_texture(image: FloatPixels, hole: Flags, weight: float) -> Floats:
    """float32 (H, W, 4) in 0..255: the picture and how rough its surroundings are, times `weight`.

    The feature is the mean gradient magnitude of the known pixels around (Newson et al. 2017, section
    3.3, use two such features): without it smooth patches win over textured ones, because they are never
    very different from anything.
    """
    picture = np.zeros((*hole.shape, 4), np.float32)
    picture[..., :3] = image * np.float32(255)
    if weight:
        grey = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY)
        rough = np.abs(cv2.Sobel(grey, -1, 1, 0, scale=0.25)) + np.abs(cv2.Sobel(grey, -1, 0, 1, scale=0.25))
        known = (cv2.dilate(hole.view(np.uint8), np.ones((3, 3), np.uint8)) == 0).astype(np.float32)
        share = np.maximum(cv2.GaussianBlur(known, (0, 0), _TEXTURE_SIGMA), 1e-3)
        picture[..., 3] = cv2.GaussianBlur(rough * known, (0, 0), _TEXTURE_SIGMA) / share * np.float32(weight)
    return picture


def scales(finest: Scale, radius: int) -> list[Scale]:
    """The finest scale and its reductions, each by 1.5, until the hole is about as wide as a patch.

    Stops earlier if too few whole patches would be left to copy. If much is unknown, a reduced pixel counts
    as known as soon as a little of it is; otherwise the known parts would vanish from the coarse scales,
    which determine the layout.
    """
    found = [finest]
    known_share = 0.1 if finest.hole.mean() > _MUCH_UNKNOWN else 0.5
    while True:
        last = found[-1]
        widest = 2 * float(cv2.distanceTransform(last.wanted.view(np.uint8), cv2.DIST_L2, 5).max())
        if widest <= _COARSEST_DIAMETER or min(last.hole.shape) < _SMALLEST_SIDE * FACTOR:
            return found
        reduced = _reduced(last, known_share)
        if not reduced.wanted.any() or _usable(reduced, radius).sum() < _FEWEST_SOURCES:
            return found
        found.append(reduced)


def sharpness(index: int) -> float:
    """The width of the votes at the level `index`, 0 being the finest."""
    return float(_SHARP * _SHARP_RISE**index)


def prepare(scale: Scale, radius: int) -> PatchLevel:
    """Pad a scale and find its sources and targets."""

    def padded(flags: AnyArray) -> Bytes:
        return np.pad(flags.astype(np.uint8), radius)

    def mirrored(values: Floats) -> Floats:
        return np.asarray(cv2.copyMakeBorder(values, *(radius,) * 4, cv2.BORDER_REFLECT_101), np.float32)

    wanted = padded(scale.wanted)
    hole = padded(scale.hole)
    inside = padded(np.ones_like(scale.hole))
    target = dilated(wanted, radius) & inside
    depth = cv2.distanceTransform(hole, cv2.DIST_L2, 5)
    confidence = np.maximum(np.float32(_FALLOFF) ** -depth, np.float32(0.02))
    confidence *= (inside > 0) & ((hole == 0) | (wanted > 0))
    box = bounds(target)
    return PatchLevel(
        radius=radius,
        picture=mirrored(scale.picture),
        wanted=wanted,
        inside=inside,
        usable=padded(_usable(scale, radius)),
        target=target,
        confidence=confidence.astype(np.float32),
        box=(box.y, box.bottom, box.x, box.right),
        plan=None if scale.plan is None else mirrored(scale.plan),
    )


def has_sources(scale: Scale, radius: int) -> bool:
    """Whether any whole patch of that radius may be copied."""
    return bool(_usable(scale, radius).any())


def _usable(scale: Scale, radius: int) -> Bytes:
    """uint8 (H, W): centres of patches that lie inside the crop, known and allowed throughout."""
    bad = (scale.hole | ~scale.sources).astype(np.uint8)
    spoilt = cv2.dilate(bad, _square(radius), borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return np.equal(spoilt, 0).astype(np.uint8)


def dilated(flags: Bytes, radius: int) -> Bytes:
    """The flags (0 or 1) spread over squares of 2 radius + 1 px."""
    return np.asarray(cv2.dilate(flags, _square(radius)), np.uint8)


def _square(radius: int) -> Bytes:
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)


def _reduced(scale: Scale, known_share: float) -> Scale:
    """The next coarser scale: means of the known pixels of each area."""
    height, width = scale.hole.shape
    size = (max(1, round(width / FACTOR)), max(1, round(height / FACTOR)))

    def mean(values: AnyArray) -> Floats:
        flat = values.astype(np.float32, copy=False)
        return np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), np.float32)

    known = (~scale.hole).astype(np.float32)
    share = mean(known)
    picture = mean(scale.picture * known[..., None]) / np.maximum(share, 1e-3)[..., None]
    hole = share < known_share
    return Scale(
        picture=np.asarray(picture, np.float32),
        hole=hole,
        wanted=hole & (mean(scale.wanted) > 0),
        sources=mean(scale.sources) > 0.99,
        plan=None if scale.plan is None else np.dstack([mean(half) for half in np.dsplit(scale.plan, 2)]),
    )
