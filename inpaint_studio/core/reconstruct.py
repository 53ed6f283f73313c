"""Step three of a fill: joining what an engine made to the photo around it.

Known pixels exist only outside the hole, so there is nothing to cross-fade with. Instead the step
between the fill and its surroundings is measured along the border of the hole, where it can be told
from texture, and a smooth offset takes it away: near the border only, or carried across the hole as a
membrane (Pérez et al. 2003, with the multi-scale interpolation of Farbman et al. 2009). A fill that
meets its surroundings is left as it is. Grain is in `grain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from .grain import add_grain

_NEAR = 2.0  # px: the nearer of the two blurs that extrapolate each side to the border
_ALONG = 8.0  # px along the border over which a step is averaged
_FEATHER = 24.0  # px over which a feathered correction fades
_SURE = 1.5  # a step counts once its square is so many times its variance along the border
_AROUND = 8.0  # px: the blur that tells a stroke from a wide hole
_THIN, _WIDE = 0.35, 0.45  # share of hole around a border pixel: a stroke has less, a wide hole about half
_INVISIBLE = 0.25 / 255


@dataclass(frozen=True)
class JoinOptions:
    """How a fill is joined to its photo.

    `seam` closes the step at the border of the hole: "feather" only near the border, "gradient" across
    the whole hole (Pérez et al. 2003), "none" not at all. `colour` matches the fill's colour to the ring
    around the hole, `grain` adds the noise that the ring has and the fill lacks.
    """

    seam: Literal["feather", "gradient", "none"] = "feather"
    colour: bool = True
    grain: bool = True


def join(
    photo: np.ndarray,
    fill: np.ndarray,
    hole: np.ndarray,
    options: JoinOptions,
    seed: int,
    *,
    wanted: np.ndarray | None = None,
) -> np.ndarray:
    """The photo with its hole filled: float32 (H, W, 3) in [0, 1], exactly `photo` outside the hole.

    `photo` and `fill` are float32 (H, W, 3), `hole` bool (H, W), True where `photo` is unknown. With
    `wanted`, only that part of the hole is filled; the rest is neither fill nor ring. The same seed
    gives the same grain.
    """
    kept = hole if wanted is None else wanted
    joined = np.where(kept[..., None], np.clip(fill, 0, 1), photo).astype(np.float32)
    if hole.all() or not kept.any():
        return joined
    if options.seam != "none" or options.colour:
        _close_seam(joined, ~hole, kept, options)
    if options.grain:
        add_grain(joined, ~hole, kept, seed)
    np.clip(joined, 0, 1, out=joined)
    joined[~kept] = photo[~kept]
    return joined


def _close_seam(joined: np.ndarray, known: np.ndarray, kept: np.ndarray, options: JoinOptions) -> None:
    """Add to `joined`, in the hole, the offset that makes it meet its surroundings."""
    border, weight = _border(known, kept)
    if not border.any():
        return
    step = _step(joined, known, kept, border, weight)
    if float(np.abs(step).max()) < _INVISIBLE:
        return
    overall = np.zeros_like(joined)
    if options.colour and options.seam != "gradient":
        overall = _common_step(step, weight, border, kept)
    if options.seam != "none":
        rest = np.zeros_like(joined)
        rest[border] = step - overall[border]
        membrane = _spread(rest, np.where(border, weight, 0).astype(np.float32))
        if options.seam == "feather":
            depth = cv2.distanceTransform(kept.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
            t = np.minimum(depth / _FEATHER, 1)
            membrane *= ((1 - t) ** 2 * (1 + 2 * t))[..., None]
        overall += membrane
    joined[kept] += overall[kept]


def _border(known: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The kept pixels beside known ones, and how far each is trusted (0 in strokes): (H, W) both.

    A stroke has no inside that could be compared with its outside.
    """
    beside = cv2.dilate(known.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    inside = _blur(kept.astype(np.float32), _AROUND)
    weight = np.clip((inside - _THIN) / (_WIDE - _THIN), 0, 1)
    border = kept & beside & (weight > 0)
    return border, weight


def _step(
    joined: np.ndarray, known: np.ndarray, kept: np.ndarray, border: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """What must be added to the fill at each border pixel (n, 3) to meet the photo.

    Each side is extrapolated to the border, so that a gradient is no step; the difference is averaged
    along the border. Where it varies there as much as it amounts to, it is taken for texture.
    """
    difference = _at_border(joined, known, border) - _at_border(joined, kept, border)
    trusted = np.where(border, weight, 0).astype(np.float32)
    mass = np.maximum(_blur(trusted, _ALONG)[border], 1e-6)[:, None]
    spread = np.zeros_like(joined)

    def averaged(values: np.ndarray) -> np.ndarray:
        spread[border] = values * trusted[border][:, None]
        return np.asarray(_blur(spread, _ALONG)[border] / mass)

    step = averaged(difference)
    variance = np.maximum(averaged(difference**2) - step**2, 0)
    # all channels are judged together, so that a correction keeps its hue
    doubt = _SURE * variance.sum(1) / np.maximum((step**2).sum(1), 1e-12)
    return np.asarray(step * np.maximum(0, 1 - doubt)[:, None])


def _at_border(joined: np.ndarray, where: np.ndarray, border: np.ndarray) -> np.ndarray:
    """One side's value extrapolated to the border: (n, 3).

    For a straight border the blurs are means at distances proportional to their widths, so that twice
    the nearer less the farther (of double width) is exact for a gradient.
    """
    share = where.astype(np.float32)
    masked = joined * share[..., None]
    near, far = (
        _blur(masked, width)[border] / np.maximum(_blur(share, width)[border], 1e-4)[:, None]
        for width in (_NEAR, 2 * _NEAR)
    )
    return np.asarray(2 * near - far)


def _common_step(step: np.ndarray, weight: np.ndarray, border: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """For each hole the part of the step that its whole border shares: (H, W, 3).

    Where the step differs along the border, the mean says little and is taken accordingly less.
    """
    count, labels = cv2.connectedComponents(kept.view(np.uint8), connectivity=8)
    owner, trust = labels[border], weight[border]
    total = np.maximum(np.bincount(owner, trust, count), 1e-6)
    common = np.zeros((count, 3), np.float32)
    for channel in range(3):
        mean = np.bincount(owner, trust * step[:, channel], count) / total
        square = np.bincount(owner, trust * step[:, channel] ** 2, count) / total
        common[:, channel] = mean * mean**2 / np.maximum(square, 1e-12)
    return np.asarray(common[labels])


def _spread(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """`values` (H, W, 3) where `weight` (H, W) is positive, interpolated smoothly everywhere else.

    Averages are pulled up a pyramid and pushed down again into the gaps.
    """
    height, width = weight.shape
    if not weight.all() and max(height, width) > 1:
        coarse_size = ((width + 1) // 2, (height + 1) // 2)
        mass = cv2.resize(weight, coarse_size, interpolation=cv2.INTER_AREA)
        mean = cv2.resize(values * weight[..., None], coarse_size, interpolation=cv2.INTER_AREA)
        mean = mean.reshape(*mass.shape, 3) / np.maximum(mass, 1e-9)[..., None]
        coarse = _spread(mean * (mass > 0)[..., None], np.minimum(mass * 4, 1))
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(values.shape)
        return np.asarray(values * weight[..., None] + fine * (1 - weight[..., None]))
    return values


def _blur(array: np.ndarray, sigma: float) -> np.ndarray:
    # zeros beyond the border: nothing is known there, and the blurs are normalised by their masks
    return np.asarray(cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT))
