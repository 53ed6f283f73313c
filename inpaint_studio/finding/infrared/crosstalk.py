"""The film's own image in the infrared: how much of it there is, and what it looks like.

Infrared is not blocked by dust alone: the dyes of colour film absorb a little of it (the cyan dye most,
above all that of Kodachrome), silver absorbs nearly all. The logarithm of the infrared is predicted from
those of the channels by least squares, as SANE does (sanei_ir.c, M. Rickmann 2012, with a line for red).
Here red has a curve, since photos are stored with a tone curve; only details are compared, since light falls
off towards the corners; and pixels that do not fit, such as dust, are left out step by step (least trimmed
squares, Rousseeuw 1984).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ...core.arrays import AnyArray, Doubles, Flags, Floats, Pixels
from ...core.geometry import Rect
from ...core.photo import PhotoSource
from .alignment import Alignment
from .planes import STRIP, samples, sized, warped

_KNOTS, _RANGE = 10, (0.0005, 0.9995)
"""Of the curve for red: how many, and between which quantiles."""
_STIFF = 1e-3
"""How much the curve resists bending: where little is known it goes on as a line (P-splines, Eilers 1996)."""
_FINE, _COARSE = 1.0, 14.0
"""Details are what is between these two sizes, in pixels."""
_SAMPLES = 200_000
_ROUNDS, _FITS = 8, 2.5
"""How often pixels are left out, and those beyond so many deviations are."""
_LEAST_IMAGE = 0.25
"""An image whose range is below this share of the noise is not worth subtracting."""
_TO_SIGMA = 1.4826
_SHOWS, _SHOWS_GREY, _FAINT = 0.9, 0.4, 0.02
"""The infrared shows the picture if it has this share of its contrast, or that of a grey picture; but not if
its contrast is faint."""
_OFF = 0.5
"""By how many pixels the alignment may be wrong."""
_BLURS, _OUTLIER = (0.0, 0.7, 1.0, 1.4, 2.0), 6.0
"""How much less sharp than the photo the infrared may be, in pixels."""
_FARTHEST = 1.5
"""The largest error of an alignment that is put right from what is left of the image, in pixels."""
_MISFIT, _LOCAL = 0.06, 65
"""By how much the image may be predicted wrongly, as a share of its difference from those around."""
_WIDEST, _AROUND = 8192, 40
_UNEXPLAINED = 0.3
"""It is another picture if it has this share of the contrast after all that the photo explains."""
_GREY = 0.15
"""A picture is grey if its colours vary by less than this share of its brightness."""


@dataclass(frozen=True, eq=False)
class OwnImage:
    """A prediction of the infrared: a curve of the first channel's logarithm plus lines of the others'."""

    knots: Doubles
    """Increasing logarithms; the curve is constant beyond the first and the last."""
    values: Doubles
    """Of the curve at the knots."""
    slopes: tuple[float, ...]
    """Of the other channels; they are held within `low` to `high`."""
    low: float
    high: float

    def tables(self, dtype: np.dtype[Any]) -> list[Floats] | None:
        """The prediction for each level of each channel, float32 (levels,), to be added up, if any."""
        if not self.values.any() and not any(self.slopes):
            return None
        most = int(np.iinfo(dtype).max)
        log = np.log(np.arange(most + 1) + 0.5) - np.log(most + 0.5)
        curve = np.interp(log, self.knots, self.values)
        lines = (slope * np.clip(log, self.low, self.high) for slope in self.slopes)
        return [np.asarray(each, np.float32) for each in (curve, *lines)]


def shows_the_picture(colours: Floats, infrared: Floats, film: Flags) -> bool:
    """Whether the infrared is a picture rather than clean film, as it is for silver film.

    `colours` (h, w, 1|3) and `infrared` (h, w) are logarithms, `film` (h, w) says where film is.
    """
    contrast = _contrast(colours.mean(2), film)
    colourful = max(
        (_contrast(colours[..., i] - colours[..., 1], film) for i in (0, 2) if colours.shape[2] == 3),
        default=0.0,
    )
    least = _SHOWS_GREY if colourful < _GREY * contrast else _SHOWS
    return _contrast(infrared, film) > max(_FAINT, least * contrast)


def is_another_picture(colours: Floats, infrared: Floats, film: Flags, image: OwnImage) -> bool:
    """Whether the infrared has an image that the photo does not explain; arrays as in `shows_the_picture`."""
    red, *others = (colours[..., i] for i in range(colours.shape[2]))
    own = np.interp(red, image.knots, image.values)
    for slope, each in zip(image.slopes, others, strict=True):
        own += slope * np.clip(each, image.low, image.high)
    left = np.asarray(infrared - own, np.float32)
    return _contrast(left, film) > max(_FAINT, _UNEXPLAINED * _contrast(colours.mean(2), film))


def own_image(colours: Floats, infrared: Floats, film: Flags) -> OwnImage:
    """The part of the infrared (h, w) that the channels (h, w, 1|3) explain; all are logarithms."""
    red = colours[..., 0]
    inside = red[film][:: max(1, red.size // _SAMPLES)]
    low, high = (float(each) for each in np.quantile(inside, _RANGE)) if inside.size else (0.0, 0.0)
    knots = np.linspace(low, high, _KNOTS) if high - low > 1e-3 else np.array([low, low + 1])
    others = [colours[..., i] for i in range(1, colours.shape[2])]
    step = max(1, int(np.sqrt(red.size / _SAMPLES)))
    chosen = film[::step, ::step]

    def sampled(plane: AnyArray) -> Doubles:
        return np.asarray(_details(np.asarray(plane, np.float32))[::step, ::step][chosen], np.float64)

    target = sampled(infrared)
    parts = [sampled(np.interp(red, knots, hat)) for hat in np.eye(len(knots))]
    parts += [sampled(np.clip(each, low, high)) for each in others]
    features = np.stack(parts, 1)
    stiff = np.zeros((len(parts), len(parts)))
    bends = np.diff(np.eye(len(knots)), 2, axis=0)
    stiff[: len(knots), : len(knots)] = _STIFF * bends.T @ bends
    # details of all hats add up to none, so one weight is free: the smallest are taken
    stiff += 1e-6 * np.eye(len(parts))
    weights = np.zeros(features.shape[1])
    residual = target
    noise = 0.0
    for _ in range(_ROUNDS):
        noise = _TO_SIGMA * float(np.median(np.abs(residual - np.median(residual)))) if len(residual) else 0.0
        fits = np.abs(residual) <= _FITS * noise
        if fits.sum() < 10 * features.shape[1]:
            break
        some = features[fits]
        square = some.T @ some
        weights = np.linalg.solve(square + np.trace(square) * stiff, some.T @ target[fits])
        residual = target - features @ weights
    if len(target) and np.ptp(np.quantile(features @ weights, (0.005, 0.995))) < _LEAST_IMAGE * noise:
        weights[:] = 0
    slopes = tuple(float(each) for each in weights[len(knots) :])
    return OwnImage(knots, weights[: len(knots)], slopes, low, high)


def without_image(
    photo: PhotoSource,
    infrared: Pixels,
    place: Alignment,
    image: OwnImage,
    check: Callable[[], None],
) -> tuple[Floats, NDArray[np.float16] | None]:
    """Logarithm of the infrared on the photo without the film's own image, (H, W).

    And by how much that may be wrong, since the alignment and the prediction may be; None without an image.
    """
    size = photo.size
    plane = sized(infrared, size, 1)
    tables = image.tables(photo.dtype)
    blur = 0.0
    if tables is not None:
        blur = _blur(photo, plane, place, tables)
        place = _refined(photo, plane, place, tables, blur)
        blur = _blur(photo, plane, place, tables)
    log = np.empty((size.height, size.width), np.float32)
    doubt = None if tables is None else np.empty(log.shape, np.float16)
    for top in range(0, size.height, STRIP):
        for left in range(0, size.width, _WIDEST):
            check()
            part = Rect(left, top, _WIDEST, STRIP) & Rect.of(size)
            log[part.slices] = warped(plane, place, size, 1, part)
            if tables is None or doubt is None:
                continue
            seen = part.grown(_AROUND) & Rect.of(size)
            own = _predicted(photo, seen, tables, blur)
            across, down = (cv2.Sobel(own, cv2.CV_32F, *way, scale=_OFF / 8) for way in ((1, 0), (0, 1)))
            inside = part.moved(-seen.x, -seen.y).slices
            log[part.slices] -= own[inside]
            wrong = cv2.magnitude(across, down) + _MISFIT * np.abs(own - cv2.blur(own, (_LOCAL, _LOCAL)))
            doubt[part.slices] = wrong[inside]
    return log, doubt


def _predicted(photo: PhotoSource, rect: Rect, tables: list[Floats], blur: float) -> Floats:
    """The film's own image in the infrared of a part of the photo, as sharp as that is."""
    pixels = photo.read(rect)
    own = np.asarray(sum(table[pixels[..., i]] for i, table in enumerate(tables)), np.float32)
    return np.asarray(cv2.GaussianBlur(own, (0, 0), blur), np.float32) if blur else own


def _blur(photo: PhotoSource, plane: Floats, place: Alignment, tables: list[Floats]) -> float:
    """How much less sharp the infrared is than the photo, by which of `_BLURS` leaves the least."""
    left = np.zeros(len(_BLURS))
    for part in samples(photo.size):
        log = warped(plane, place, photo.size, 1, part)
        for i, blur in enumerate(_BLURS):
            details = log - _predicted(photo, part, tables, blur)
            details -= cv2.GaussianBlur(details, (0, 0), 6)
            left[i] += np.minimum(np.abs(details), _OUTLIER * float(np.median(np.abs(details)))).mean()
    return _BLURS[int(left.argmin())]


def _refined(
    photo: PhotoSource, plane: Floats, place: Alignment, tables: list[Floats], blur: float
) -> Alignment:
    """The alignment that leaves least of the film's own image at its edges (Lucas and Kanade 1981).

    What is left there is the slope of the image times the error: a shift and a stretch for each axis.
    """
    middle = photo.size.width / 2, photo.size.height / 2
    parts, residuals = [], []
    for part in samples(photo.size):
        own = _predicted(photo, part, tables, blur)
        left = _details(warped(plane, place, photo.size, 1, part) - own)
        fine = _details(own)
        down, across = np.gradient(fine) if min(fine.shape) > 1 else (np.zeros_like(fine),) * 2
        y, x = np.mgrid[part.y : part.bottom, part.x : part.right]
        x, y = (x - middle[0]) / middle[0], (y - middle[1]) / middle[1]
        parts.append(np.stack([across, across * x, down, down * y], -1).reshape(-1, 4)[::3])
        residuals.append(left.ravel()[::3])
    slopes, residual = np.concatenate(parts).astype(np.float64), np.concatenate(residuals).astype(np.float64)
    noise = _TO_SIGMA * float(np.median(np.abs(residual)))
    fits = np.abs(residual) <= _FITS * noise
    square = slopes[fits].T @ slopes[fits]
    # without edges in one direction nothing is known about it
    square += (noise / _OFF) ** 2 * np.eye(4) + 1e-12 * np.eye(4)
    error = np.linalg.solve(square, slopes[fits].T @ residual[fits])
    if np.abs(error).max() > _FARTHEST:
        return place
    stretch, shift = zip(
        *(
            (was - by / half, at - off + by)
            for was, at, off, by, half in zip(
                place.stretch, place.shift, error[::2].tolist(), error[1::2].tolist(), middle, strict=True
            )
        ),
        strict=True,
    )
    return Alignment((stretch[0], stretch[1]), (shift[0], shift[1]), place.sure)


def _details(plane: Floats) -> Floats:
    fine = cv2.GaussianBlur(plane, (0, 0), _FINE)
    return np.asarray(fine - cv2.GaussianBlur(plane, (0, 0), _COARSE), np.float32)


def _contrast(plane: Floats, film: Flags) -> float:
    """The deviation of larger details, without what stands out of them as dust does."""
    details = cv2.GaussianBlur(plane, (0, 0), 2.5) - cv2.GaussianBlur(plane, (0, 0), 25)
    inside = np.asarray(details)[film]
    return _TO_SIGMA * float(np.median(np.abs(inside - np.median(inside)))) if inside.size else 0.0
