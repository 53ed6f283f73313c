"""Step three of a fill: joining what an engine made to the photo around it.

Known pixels exist only outside the hole, so there is nothing to cross-fade with. Instead the step
between the fill and its surroundings is measured along the border of the hole, where it differs from
texture, and removed by a smooth offset: near the border only, or across the hole as a membrane (Pérez et
al. 2003, with the multi-scale interpolation of Farbman et al. 2009). A fill without a step is left
unchanged. Before this, `flat` removes texture from fills in flat surroundings; after it, `grain` adds noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from .arrays import AnyArray, Flags, FloatPixels, Floats, Indices, Labels
from .coverage import widened
from .geometry import pixels_of
from .texture.flat import flatten
from .texture.grain import add_grain
from .texture.pull_push import spread

_NEAR = 2.0  # px: the smaller of the two blurs that extrapolate each side to the border
_ALONG = 8.0  # px along the border over which a step is averaged
_FEATHER = 24.0  # px over which a feathered correction fades
_STRANGE = 4.0  # a pixel this many standard deviations of the rim away belongs to another object,
_PLAIN, _SLOPE = 8 / 255, 2 / 255  # at least this far, and this much more per pixel of distance
_LITTLE = 0.01  # the weight of such a pixel: where nothing else is near, it decides
_SURE = 1.5  # a step counts once its square is this many times its variance along the border
_CELL = 4  # px: side of the cells of the coarse grids
_BLOCK = 160  # px: side of the blocks in which the border is measured
_REACH = 17  # px: how far the blurs reach
_AROUND = 8.0  # px: the blur that distinguishes a stroke from a wide hole
_THIN, _WIDE = 0.35, 0.45  # share of hole around a border pixel: a stroke has less, a wide hole about half
_STROKE = 7  # px: strokes are narrower
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
    photo: FloatPixels,
    fill: AnyArray,
    hole: Flags,
    options: JoinOptions,
    seed: int,
    *,
    wanted: Flags | None = None,
    guided: bool = False,
    continues: bool = False,
) -> FloatPixels:
    """The photo with its hole filled: float32 (H, W, 3) in [0, 1], exactly `photo` outside the hole.

    `photo` and `fill` are float32 (H, W, 3), `hole` bool (H, W), True where `photo` is unknown. With
    `wanted`, only that part of the hole is filled; the rest is neither fill nor ring. `guided` means that
    the user chose the content of the hole (by a guide or sources): a flat ring then doesn't flatten it. A
    fill that `continues` its surroundings has no step to close. The same seed gives the same grain.
    """
    kept = hole if wanted is None else wanted
    joined = photo.astype(np.float32, order="C")
    if not kept.any():
        return joined
    _put(fill, kept, joined)
    if hole.all():
        return joined
    known = ~hole
    if options.seam != "none" or options.colour:
        if not guided:
            flatten(joined, known, kept)
        if not continues:
            _close_seam(joined, known, kept, options)
    if options.grain:
        add_grain(joined, known, kept, seed)
    _put(joined, kept, joined)
    return joined


def _put(fill: AnyArray, kept: Flags, joined: FloatPixels) -> None:
    """Copy `fill` to `joined` where `kept`, clipped to [0, 1]."""
    # clipping whole rows is faster than gathering the kept pixels
    for top in range(0, len(joined), _BLOCK):
        rows = slice(top, top + _BLOCK)
        cv2.copyTo(np.clip(fill[rows], 0, 1, dtype=np.float32), kept[rows].view(np.uint8), joined[rows])


def _close_seam(joined: FloatPixels, known: Flags, kept: Flags, options: JoinOptions) -> None:
    """Add to `joined`, in the hole, the offset that makes it meet its surroundings."""
    border, weight = _border(known, kept)
    if not len(weight):
        return
    near = _around(border, int(_FEATHER))
    step = _step(joined[near], known[near], kept[near], border[near], weight)
    if float(np.abs(step).max()) < _INVISIBLE:
        return
    if options.colour and options.seam != "gradient":
        common, labels = _common_steps(step, weight, border, kept)
        joined[kept] += common[labels[kept]]
        step = step - common[labels[border]]
    if options.seam == "gradient":
        joined[kept] += _spread_from(border, step, weight)[kept]
    elif options.seam == "feather":
        inside = kept[near]
        t = np.minimum(_distance_to(border[near])[inside] / _FEATHER, 1)
        fade = (1 - t) ** 2 * (1 + 2 * t)
        joined[near][inside] += _spread_from(border[near], step, weight)[inside] * fade[:, None]


def _around(where: Flags, reach: int) -> tuple[slice, slice]:
    """The part of the picture within `reach` px of `where`, aligned to the cells of the coarse grids."""
    x, y, width, height = cv2.boundingRect(where.view(np.uint8))
    top, left = (max(0, first - reach) // _CELL * _CELL for first in (y, x))
    return slice(top, y + height + reach), slice(left, x + width + reach)


def _distance_to(where: Flags) -> Floats:
    distance = cv2.distanceTransform((~where).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(distance, np.float32)


def _border(known: Flags, kept: Flags) -> tuple[Flags, Floats]:
    """The kept pixels beside known ones (H, W), and the weight of each (n,); none in strokes.

    A stroke, or many crossing strokes, has no inside that could be compared with the outside.
    """
    inside = cv2.erode(kept.view(np.uint8), np.ones((_STROKE, _STROKE), np.uint8))
    wide = cv2.dilate(inside, np.ones((_STROKE + 2, _STROKE + 2), np.uint8)) > 0
    border = kept & wide & widened(known, 1)
    if not border.any():
        return border, np.zeros(0, np.float32)
    # the blur is wide enough to be computed at a quarter of the resolution
    share = _blur(_shrunk(kept.view(np.uint8) * np.uint8(255), _CELL), _AROUND / _CELL) / 255
    weight = np.clip((_sampled(share, _CELL, pixels_of(border)) - _THIN) / (_WIDE - _THIN), 0, 1)
    border[border] = weight > 0
    return border, weight[weight > 0].astype(np.float32)


def _step(joined: FloatPixels, known: Flags, kept: Flags, border: Flags, weight: Floats) -> Floats:
    """What must be added to the fill at each border pixel (n, 3) to meet the photo.

    Each side is extrapolated to the border, so that a gradient is not a step; the difference is averaged
    along the border. Where it varies there as much as its own size, it counts as texture.
    """
    photo = _at_border(joined, known, known & widened(kept, 1), border)
    fill = _at_border(joined, kept, border, border)
    difference = photo - fill
    mean = _averaged(np.concatenate([difference, difference**2], 1), border, weight)
    step = mean[:, :3]
    variance = np.maximum(mean[:, 3:] - step**2, 0)
    # one factor for all channels, so that a correction keeps its hue
    doubt = _SURE * variance.sum(1) / np.maximum((step**2).sum(1), 1e-12)
    return np.asarray(step * np.maximum(0, 1 - doubt)[:, None])


def _at_border(joined: FloatPixels, side: Flags, rim: Flags, border: Flags) -> Floats:
    """The colours on one side of the border, extrapolated to its pixels: (n, 3).

    `side` is bool (H, W), `rim` its pixels at the border. For a straight border the blurs are means at
    distances proportional to their widths, so that twice the near one minus the far one (of double width)
    is exact for a gradient.
    """
    kinds = _kinds(joined, rim)
    y, x = pixels_of(border)
    values = np.empty((len(y), 3), np.float32)
    for here, inside in _blocks(y, x, border.shape):
        share = _likeness(joined[here], kinds, here, border[here]) * side[here]
        weighted = [cv2.multiply(channel, share) for channel in cv2.split(joined[here])]
        masked = cv2.merge([*weighted, share])
        at = y[inside] - here[0].start, x[inside] - here[1].start
        means = _blur(masked, _NEAR)[at], _sampled(_blur(_shrunk(masked, 2), _NEAR), 2, at)
        near, far = (mean[:, :3] / np.maximum(mean[:, 3:], 1e-4) for mean in means)
        values[inside] = 2 * near - far
    return values


def _blocks(y: Indices, x: Indices, shape: tuple[int, ...]) -> Iterator[tuple[tuple[slice, slice], Indices]]:
    """Parts of the picture, small enough for the cache, that together contain the pixels (`y`, `x`).

    Each includes the reach of the blurs, is aligned to whole cells, and comes with the indices of its
    pixels.
    """
    columns = shape[1] // _BLOCK + 1
    block = y // _BLOCK * columns + x // _BLOCK
    order = np.argsort(block, kind="stable")
    for inside in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        top, left = (max(0, int(at[inside].min()) - _REACH) // _CELL * _CELL for at in (y, x))
        bottom, right = (int(at[inside].max()) + _REACH for at in (y, x))
        yield (slice(top, min(bottom, shape[0])), slice(left, min(right, shape[1]))), inside


def _kinds(joined: FloatPixels, rim: Flags) -> Floats:
    """The mean colour of the rim around every cell of 4 x 4 px, and its variance: (h, w, 4)."""
    values = joined[rim]
    moments = np.concatenate([values, (values**2).sum(1, keepdims=True)], 1)
    mass, sums = _gathered(rim, moments, np.ones(len(values), np.float32), _CELL)
    blurred = _blur(np.dstack([sums, mass]), _ALONG / _CELL)
    kinds = blurred[..., :4] / np.maximum(blurred[..., 4:], 1e-6)
    kinds[..., 3] = np.maximum(kinds[..., 3] - (kinds[..., :3] ** 2).sum(2), 0)
    return np.asarray(kinds)


def _likeness(picture: FloatPixels, kinds: Floats, here: tuple[slice, slice], border: Flags) -> Floats:
    """How likely each pixel belongs to the same object as the rim near it: float32 (H, W) in (0, 1].

    A fill must match what borders the hole: a red pole five pixels away says nothing about the grey wall
    between it and the hole. The more the rim itself varies, the larger the tolerance.
    """
    height, width = border.shape
    cells = tuple(slice(side.start // _CELL, -(-side.stop // _CELL)) for side in here)
    kind = _stretched(kinds[cells], _CELL, height, width)
    *means, variance = cv2.split(kind)
    off = cv2.subtract(picture, cv2.merge(means))
    off = cv2.transform(cv2.multiply(off, off), np.ones((1, 3), np.float32))
    limit = _STRANGE**2 * variance + (_PLAIN + _SLOPE * _distance_to(border)) ** 2
    return np.asarray(np.clip(2 - off / limit, _LITTLE, 1), np.float32)


def _averaged(values: Floats, border: Flags, weight: Floats) -> Floats:
    """The weighted mean of `values` (n, k) along the border around each of its pixels: (n, k)."""
    mass, sums = _gathered(border, values, weight, _CELL)
    near = _sampled(_blur(np.dstack([mass, sums]), _ALONG / _CELL), _CELL, pixels_of(border))
    return np.asarray(near[:, 1:] / np.maximum(near[:, :1], 1e-6))


def _common_steps(step: Floats, weight: Floats, border: Flags, kept: Flags) -> tuple[Floats, Labels]:
    """For each hole the step that its whole border shares (count, 3); and the labels (H, W).

    The more the step varies along the border, the less of its mean is used.
    """
    count, labels = cv2.connectedComponents(kept.view(np.uint8), connectivity=8)
    owner = labels[border]
    total = np.maximum(np.bincount(owner, weight, count), 1e-6)
    common = np.zeros((count, 3), np.float32)
    for channel in range(3):
        mean = np.bincount(owner, weight * step[:, channel], count) / total
        square = np.bincount(owner, weight * step[:, channel] ** 2, count) / total
        common[:, channel] = mean * mean**2 / np.maximum(square, 1e-12)
    return common, np.asarray(labels, np.int32)


def _spread_from(border: Flags, values: Floats, weight: Floats) -> Floats:
    """`values` (n, 3) at the border pixels, interpolated smoothly over everything else: (H, W, 3)."""
    mass, sums = _gathered(border, values, weight, 2)
    mean = sums / np.maximum(mass, 1e-9)[..., None]
    field = _stretched(spread(mean, np.minimum(mass, 1)), 2, *border.shape)
    field[border] += (values - field[border]) * weight[:, None]
    return field


def _gathered(border: Flags, values: Floats, weight: Floats, cell: int) -> tuple[Floats, Floats]:
    """The sums of the weights, and of the weighted values (n, k), over square cells: (h, w), (h, w, k)."""
    rows, columns = (-(-side // cell) for side in border.shape)
    y, x = pixels_of(border)
    at = y // cell * columns + x // cell
    sums = [np.bincount(at, weight, rows * columns)]
    sums += [np.bincount(at, weight * value, rows * columns) for value in values.T]
    cells = np.stack(sums, 1).reshape(rows, columns, len(sums)).astype(np.float32)
    return np.ascontiguousarray(cells[..., 0]), np.ascontiguousarray(cells[..., 1:])


def _shrunk(array: AnyArray, times: int) -> Floats:
    """Means over cells of `times` x `times` pixels, zeros beyond the border: float32."""
    height, width = array.shape[:2]
    whole = cv2.copyMakeBorder(
        array, 0, -height % times, 0, -width % times, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
    )
    size = whole.shape[1] // times, whole.shape[0] // times
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32)


def _stretched(array: AnyArray, times: int, height: int, width: int) -> Floats:
    """`array` enlarged `times` times by interpolation, then cut to `height` and `width`."""
    size = array.shape[1] * times, array.shape[0] * times
    wide = cv2.resize(array, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide[:height, :width])


def _sampled(array: AnyArray, times: int, where: tuple[Indices, ...]) -> Floats:
    """`_stretched` at the pixels `where` (rows, columns) only: (n,) or (n, channels)."""
    y, x = (np.maximum((at + 0.5) / times - 0.5, 0) for at in where)
    row, column = y.astype(np.intp), x.astype(np.intp)
    below, beside = (
        np.minimum(at + 1, side - 1) for at, side in zip((row, column), array.shape[:2], strict=True)
    )
    down, right = (np.asarray(at - first, np.float32) for at, first in ((y, row), (x, column)))
    if array.ndim == 3:
        down, right = down[:, None], right[:, None]
    upper = array[row, column] * (1 - right) + array[row, beside] * right
    lower = array[below, column] * (1 - right) + array[below, beside] * right
    return np.asarray(upper * (1 - down) + lower * down)


def _blur(array: AnyArray, sigma: float) -> Floats:
    # zeros beyond the border, where nothing is known; the blurs are normalised by their masks
    return np.asarray(cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT))
