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
    joined = photo.astype(np.float32)
    if not kept.any():
        return joined
    joined[kept] = np.clip(fill[kept], 0, 1)
    if hole.all():
        return joined
    known = ~hole
    if options.seam != "none" or options.colour:
        _close_seam(joined, known, kept, options)
    if options.grain:
        add_grain(joined, known, kept, seed)
    joined[kept] = np.clip(joined[kept], 0, 1)
    return joined


def _close_seam(joined: np.ndarray, known: np.ndarray, kept: np.ndarray, options: JoinOptions) -> None:
    """Add to `joined`, in the hole, the offset that makes it meet its surroundings."""
    border, weight = _border(known, kept)
    if not len(weight):
        return
    step = _step(joined, known, kept, border, weight)
    if float(np.abs(step).max()) < _INVISIBLE:
        return
    offset = np.zeros((np.count_nonzero(kept), 3), np.float32)
    if options.colour and options.seam != "gradient":
        common, labels = _common_steps(step, weight, border, kept)
        offset += common[labels[kept]]
        step = step - common[labels[border]]
    if options.seam != "none":
        membrane = _spread_from(border, step, weight)[kept]
        if options.seam == "feather":
            depth = cv2.distanceTransform(kept.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
            t = np.minimum(depth[kept] / _FEATHER, 1)
            membrane *= ((1 - t) ** 2 * (1 + 2 * t))[:, None]
        offset += membrane
    joined[kept] += offset


def _border(known: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The kept pixels beside known ones (H, W), and how far each is trusted (n,); none in strokes.

    A stroke has no inside that could be compared with its outside.
    """
    beside = cv2.dilate(known.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    border = kept & beside
    height, width = kept.shape
    # the blur is wide enough to be taken at a quarter of the resolution
    inside = _blur(_shrunk(kept.view(np.uint8) * np.uint8(255), 4), _AROUND / 4) / 255
    share = _stretched(inside, 4, height, width)[border]
    weight = np.clip((share - _THIN) / (_WIDE - _THIN), 0, 1)
    border[border] = weight > 0
    return border, weight[weight > 0].astype(np.float32)


def _step(
    joined: np.ndarray, known: np.ndarray, kept: np.ndarray, border: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """What must be added to the fill at each border pixel (n, 3) to meet the photo.

    Each side is extrapolated to the border, so that a gradient is no step; the difference is averaged
    along the border. Where it varies there as much as it amounts to, it is taken for texture.
    """
    difference = _at_border(joined, known, border) - _at_border(joined, kept, border)
    mean = _averaged(np.concatenate([difference, difference**2], 1), border, weight)
    step = mean[:, :3]
    variance = np.maximum(mean[:, 3:] - step**2, 0)
    # all channels are judged together, so that a correction keeps its hue
    doubt = _SURE * variance.sum(1) / np.maximum((step**2).sum(1), 1e-12)
    return np.asarray(step * np.maximum(0, 1 - doubt)[:, None])


def _at_border(joined: np.ndarray, where: np.ndarray, border: np.ndarray) -> np.ndarray:
    """One side's value extrapolated to the border: (n, 3).

    For a straight border the blurs are means at distances proportional to their widths, so that twice
    the nearer less the farther (of double width) is exact for a gradient.
    """
    height, width = where.shape
    share = where.astype(np.float32)
    masked = cv2.merge([cv2.multiply(channel, share) for channel in cv2.split(joined)] + [share])
    near = _blur(masked, _NEAR)[border]
    far = _stretched(_blur(_shrunk(masked, 2), _NEAR), 2, height, width)[border]
    return np.asarray(
        2 * near[:, :3] / np.maximum(near[:, 3:], 1e-4) - far[:, :3] / np.maximum(far[:, 3:], 1e-4)
    )


def _averaged(values: np.ndarray, border: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weighted mean of `values` (n, k) along the border around each of its pixels: (n, k)."""
    mass, sums = _gathered(border, values, weight, 4)
    blurred = _blur(np.dstack([mass, sums]), _ALONG / 4)
    height, width = border.shape
    near = np.stack(
        [_stretched(blurred[..., k], 4, height, width)[border] for k in range(blurred.shape[2])], 1
    )
    return np.asarray(near[:, 1:] / np.maximum(near[:, :1], 1e-6))


def _common_steps(
    step: np.ndarray, weight: np.ndarray, border: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each hole the part of the step that its whole border shares (count, 3); and the labels (H, W).

    Where the step differs along the border, the mean says little and is taken accordingly less.
    """
    count, labels = cv2.connectedComponents(kept.view(np.uint8), connectivity=8)
    owner = labels[border]
    total = np.maximum(np.bincount(owner, weight, count), 1e-6)
    common = np.zeros((count, 3), np.float32)
    for channel in range(3):
        mean = np.bincount(owner, weight * step[:, channel], count) / total
        square = np.bincount(owner, weight * step[:, channel] ** 2, count) / total
        common[:, channel] = mean * mean**2 / np.maximum(square, 1e-12)
    return common, labels


def _spread_from(border: np.ndarray, values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """`values` (n, 3) at the border pixels, interpolated smoothly over everything else: (H, W, 3)."""
    mass, sums = _gathered(border, values, weight, 2)
    mean = sums / np.maximum(mass, 1e-9)[..., None]
    spread = _stretched(_spread(mean, np.minimum(mass, 1)), 2, *border.shape)
    spread[border] += (values - spread[border]) * weight[:, None]
    return spread


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


def _gathered(
    border: np.ndarray, values: np.ndarray, weight: np.ndarray, cell: int
) -> tuple[np.ndarray, np.ndarray]:
    """The sums of the weights, and of the weighted values (n, k), over square cells: (h, w), (h, w, k)."""
    rows, columns = (-(-side // cell) for side in border.shape)
    y, x = np.nonzero(border)
    at = y // cell * columns + x // cell
    sums = [np.bincount(at, weight, rows * columns)]
    sums += [np.bincount(at, weight * value, rows * columns) for value in values.T]
    cells = np.stack(sums, 1).reshape(rows, columns, len(sums)).astype(np.float32)
    return np.ascontiguousarray(cells[..., 0]), np.ascontiguousarray(cells[..., 1:])


def _shrunk(array: np.ndarray, times: int) -> np.ndarray:
    """Means over square cells of so many pixels a side, zeros beyond the border: float32."""
    height, width = array.shape[:2]
    whole = cv2.copyMakeBorder(
        array, 0, -height % times, 0, -width % times, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
    )
    size = whole.shape[1] // times, whole.shape[0] // times
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32)


def _stretched(array: np.ndarray, times: int, height: int, width: int) -> np.ndarray:
    """`array` interpolated to so many times its size, then cut to `height` and `width`."""
    size = array.shape[1] * times, array.shape[0] * times
    wide = cv2.resize(array, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide[:height, :width])


def _blur(array: np.ndarray, sigma: float) -> np.ndarray:
    # zeros beyond the border: nothing is known there, and the blurs are normalised by their masks
    return np.asarray(cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT))
