"""A coarse fill from a network, with fine detail from the photo itself.

A network sees a hole at the scale that it was trained for. Its output is enlarged and given to `exemplar`
as a guide, which says what belongs where, with the scale of its detail and how far it is to be believed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ..core.arrays import Flags, FloatPixels
from ..core.coverage import bounds
from ..core.geometry import Rect
from ..weights.fitting import known_means
from .base import Preview, RunContext
from .exemplar.engine import ENGINE as EXEMPLAR
from .exemplar.guide import Guide

_KNOWN_SHARE = 0.5  # of known pixels from which a reduced pixel counts as known
_WHOLE = 0.999  # 1, allowing for rounding
_LAST = 0.999  # of the progress


@dataclass(frozen=True, eq=False)
class Small:
    """The part of a crop that a network sees, reduced.

    `rect` is that part, in pixels of the crop; `image` float32 (h, w, 3) in [0, 1] and `hole` bool (h, w)
    show it at `scale` (at most 1).
    """

    rect: Rect
    image: FloatPixels
    hole: Flags
    scale: float

    @property
    def reduced(self) -> bool:
        return self.scale < 1


def reduce(
    image: FloatPixels, hole: Flags, wanted: Flags, *, margin: int, widest: float, longest: int
) -> Small:
    """The wanted pixels with `margin` px on each side, never enlarged.

    Reduced until the largest circle in the wanted pixels is at most `widest` px across, and the picture at
    most `longest` px long. `image` is float32 (H, W, 3), `hole` and `wanted` bool (H, W).
    """
    whole = Rect(0, 0, hole.shape[1], hole.shape[0])
    rect = bounds(wanted.view(np.uint8)).grown(margin) & whole
    if hole[rect.slices].all():  # the known pixels are farther away
        rect = whole
    image, hole = image[rect.slices], hole[rect.slices]
    inside = np.ascontiguousarray(wanted[rect.slices]).view(np.uint8)
    diameter = 2 * float(cv2.distanceTransform(inside, cv2.DIST_L2, 5).max()) if not inside.all() else 0.0
    scale = min(1.0, widest / max(diameter, 1.0), longest / max(rect.width, rect.height))
    if scale == 1:
        return Small(rect, image, hole, scale)
    size = (max(1, round(rect.height * scale)), max(1, round(rect.width * scale)))
    small, share = known_means(image, hole, size)
    unknown = share < _KNOWN_SHARE
    if unknown.all():  # only specks are known
        unknown = share < share.max()
    elif not unknown.any():  # the hole is thinner than a pixel
        unknown = share < _WHOLE
    return Small(rect, small, unknown, scale)


def enlarge(small: FloatPixels, part: Small, image: FloatPixels, hole: Flags) -> FloatPixels:
    """The crop with the fill `small` (h, w, 3) of the reduced `part` in its hole: new, float32 in [0, 1]."""
    rect = part.rect
    # known pixels stay: cubic interpolation would draw the edge of the fill into them
    whole = np.where(part.hole[..., None], small, part.image)
    if part.reduced:
        whole = cv2.resize(whole, (rect.width, rect.height), interpolation=cv2.INTER_CUBIC)
    result: FloatPixels = np.nan_to_num(image, posinf=1, neginf=0)
    here = result[rect.slices]
    unknown = hole[rect.slices]
    here[unknown] = np.clip(whole[unknown], 0, 1)
    return result


def guided(image: FloatPixels, hole: Flags, guide: Guide, ctx: RunContext, *, begun: float) -> FloatPixels:
    """The crop filled with patches of the photo, chosen and placed as the guide says.

    `guide.picture` shows the whole crop, `guide.scale` says how fine its detail is, `guide.belief` how far
    it counts against the surroundings. Progress goes from `begun` to 1. Other arguments and result as in
    `Engine.fill`. Returns `guide.picture` if there are no known patches to copy, as in photos with pixels
    missing everywhere.
    """
    if not _has_patches(hole):
        ctx.report(1, guide.picture)
        return guide.picture
    copied = EXEMPLAR.fill(image, hole, _copying(ctx, begun), guide)
    ctx.report(1, copied)
    return copied


def _copying(ctx: RunContext, begun: float) -> RunContext:
    """The context for `exemplar`: its default settings, and the rest of the progress."""

    def heard(fraction: float, preview: Preview | None) -> None:
        ctx.on_progress(min(begun + (1 - begun) * fraction, _LAST), preview)

    given = EXEMPLAR.info.parse_params({})
    return replace(ctx, params=given, guide=None, sources=None, on_progress=heard)


def _has_patches(hole: Flags) -> bool:
    """Whether a square of 3 x 3 px is known anywhere."""
    size = np.ones((3, 3), np.uint8)
    known = cv2.erode((~hole).view(np.uint8), size, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return bool(known.any())


def padded(image: FloatPixels, hole: Flags, multiple: int, least: int) -> tuple[FloatPixels, Flags]:
    """Both padded by reflection, below and to the right, to multiples of `multiple`, at least `least` px."""
    height, width = hole.shape
    wanted = [-(-max(side, least) // multiple) * multiple for side in (height, width)]
    more = (0, wanted[0] - height, 0, wanted[1] - width)
    if not any(more):
        return image, hole
    larger, unknown = (
        cv2.copyMakeBorder(np.ascontiguousarray(each), *more, cv2.BORDER_REFLECT_101)
        for each in (image, hole.view(np.uint8))
    )
    return np.asarray(larger, np.float32), np.asarray(unknown, bool)
