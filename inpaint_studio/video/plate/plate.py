"""The plate: frames are placed one after another, then each place gets what it shows most often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import AnyArray, Bytes, Doubles, Flags, Floats, Integers, Pixels
from ...core.depth import eight_bit_rgb
from ...core.errors import Cancelled, StudioError
from ...core.geometry import Rect
from ...finding.motion import grey
from ..frames import Frames
from .light import Light
from .register import Register
from .state import most_frequent

_MOST_SAMPLES, _MEMORY = 240, 512 * 2**20
"""So many frames are compared at most, spread evenly, and fewer if they need more bytes than this."""
_STRIPE = 16 * 2**20
"""The bytes of the samples of one stripe."""
_MOST_PIXELS = 200_000_000
"""A plate is no larger than this."""
_QUARTER = 0.3186
"""A quarter of a normal distribution is nearer to its middle than this many deviations."""
_NOISE_TIMES, _LEAST_WIDTH, _MOST_WIDTH = 5.0, 6.0, 40.0
"""A state is as wide as this many deviations of the noise, and within these levels of 256."""


@dataclass(frozen=True, eq=False)
class Plate:
    """The empty scene. Each array is (H, W, …) of the plate, which is larger than a frame if the camera pans.

    `pixels` are (H, W, 3) in the frames' dtype, and `shown` where there are any. `uncertainty` is 0 where all
    that was seen agrees and 255 where nothing is known: one less the share of the compared frames that show
    the state, less for few of them and for more spread than noise has. `first`, `last` and `nearest` are
    the numbers of the frames that show the state first, last and most exactly, -1 for none.

    `compared` are the numbers of the frames that were compared, `left_out` of those that could not be placed.
    `gains` are by how much each of the compared was brightened, (n, 3).
    """

    pixels: Pixels
    shown: Flags
    uncertainty: Bytes
    first: Integers
    last: Integers
    nearest: Integers
    compared: tuple[int, ...]
    left_out: tuple[int, ...]
    gains: Floats
    noise: float


def plate_of(
    frames: Frames,
    *,
    on_progress: Callable[[float], None] = lambda share: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Plate:
    """The empty scene of the frames of a film, or of photos of one place.

    Deterministic. `on_progress` hears the share that is done. Raises `Cancelled`, StudioError "plate-few" if
    fewer than three frames show the same place, and "plate-wide" if the camera turns too far for one picture.
    """
    numbers = _sampled(frames)
    register, light = Register(), Light()
    samples: list[Pixels] = []
    places: list[Doubles] = []
    compared: list[int] = []
    gains: list[Floats] = []
    left_out: list[int] = []
    for done, number in enumerate(numbers):
        if is_cancelled():
            raise Cancelled
        frame = frames[number]
        place = register.place(grey(frame))
        if place is None:
            left_out.append(number)
        else:
            gains.append(light.gain(eight_bit_rgb(frame), place))
            samples.append(frame)
            places.append(place)
            compared.append(number)
        on_progress(0.5 * (done + 1) / len(numbers))
    if len(samples) < 3:
        raise StudioError("plate-few", count=len(samples))
    level = np.median(np.stack(gains), axis=0)
    found = _Canvas(samples, _centred(places), np.stack(gains) / level)
    noise = found.noise()
    width = float(np.clip(_NOISE_TIMES * noise, _LEAST_WIDTH, _MOST_WIDTH))
    stripes = found.stripes()
    arrays = found.blank()
    for done, stripe in enumerate(stripes):
        if is_cancelled():
            raise Cancelled
        found.fill(stripe, arrays, width, noise)
        on_progress(0.5 + 0.5 * (done + 1) / len(stripes))
    table = np.array([*compared, -1], np.int32)
    first, last, nearest = (table[one] for one in (arrays.first, arrays.last, arrays.nearest))
    return Plate(
        arrays.pixels,
        arrays.shown,
        arrays.uncertainty,
        first,
        last,
        nearest,
        tuple(compared),
        tuple(left_out),
        found.gains,
        noise,
    )


def _sampled(frames: Frames) -> list[int]:
    """The numbers of the frames to compare."""
    count = len(frames)
    if count == 0:
        return []
    most = max(8, min(_MOST_SAMPLES, _MEMORY // max(1, frames[0].nbytes)))
    return sorted({round(i * (count - 1) / max(1, min(most, count) - 1)) for i in range(min(most, count))})


def _centred(places: Sequence[Doubles]) -> list[Doubles]:
    """The places on the middle frame instead of the first: a pan is then distorted least."""
    if all(np.array_equal(place, np.eye(3)) for place in places):
        return list(places)
    back = np.linalg.inv(places[len(places) // 2])
    return [place / place[2, 2] for place in (back @ place for place in places)]


@dataclass(eq=False)
class _Arrays:
    pixels: Pixels
    shown: Flags
    uncertainty: Bytes
    first: Integers
    last: Integers
    nearest: Integers


class _Canvas:
    """Samples, placed and in one light, on the rectangle that holds them all."""

    def __init__(self, samples: Sequence[Pixels], places: Sequence[Doubles], gains: Floats) -> None:
        self.samples = samples
        self.gains = np.where(np.abs(gains - 1) < 0.004, 1, gains).astype(np.float32)
        height, width = samples[0].shape[:2]
        corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
        reach = np.concatenate([cv2.perspectiveTransform(corners, place)[0] for place in places])
        low, high = np.floor(reach.min(0) + 0.01), np.ceil(reach.max(0) - 0.01)
        self.rect = Rect.spanning(*(int(one) for one in (*low, *high)))
        if self.rect.width * self.rect.height > _MOST_PIXELS:
            raise StudioError("plate-wide", size=self.rect.size)
        away = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]], np.float64)
        self.places = [away @ place for place in places]
        self.scale = 257.0 if samples[0].dtype == np.uint16 else 1.0

    def blank(self) -> _Arrays:
        shape = self.rect.height, self.rect.width
        numbers = (np.zeros(shape, np.int32) for _ in range(3))
        pixels = np.zeros((*shape, 3), self.samples[0].dtype)
        return _Arrays(pixels, np.zeros(shape, bool), np.full(shape, 255, np.uint8), *numbers)

    def stripes(self) -> list[slice]:
        """The rows of the plate, as many at a time as fit into memory."""
        rows = max(1, _STRIPE // (self.rect.width * len(self.samples) * 16))
        return [slice(top, min(top + rows, self.rect.height)) for top in range(0, self.rect.height, rows)]

    def noise(self) -> float:
        """The deviation of the noise of a sample, in levels of 256, over the middle of the plate.

        It is that of the quieter half of what changes from one sample to the next: the rest moves.
        """
        middle = self.rect.height // 2
        rows = slice(max(0, middle - 8), min(self.rect.height, middle + 8))
        samples, known = self._read(rows)
        steps = np.abs(np.diff(samples, axis=1))[known[:, 1:] & known[:, :-1]]
        return float(np.quantile(steps, 0.25) / (_QUARTER * np.sqrt(2))) if steps.size else 1.0

    def fill(self, rows: slice, arrays: _Arrays, width: float, noise: float) -> None:
        """Fill these rows of the arrays."""
        shape = rows.stop - rows.start, self.rect.width
        samples, known = self._read(rows)
        state = most_frequent(samples, known, width)
        top = 65535 if self.scale > 1 else 255
        levels = np.clip(np.rint(state.colour * self.scale), 0, top)
        arrays.pixels[rows] = levels.reshape(*shape, 3).astype(arrays.pixels.dtype)
        arrays.shown[rows] = (state.known > 0).reshape(shape)
        share = (state.seen - 1) / np.maximum(state.known, 1)
        steady = np.minimum(1, 2 * max(noise, 0.5) / np.maximum(state.spread, 0.5))
        arrays.uncertainty[rows] = np.rint(255 * (1 - np.clip(share * steady, 0, 1))).reshape(shape)
        for name in ("first", "last", "nearest"):
            getattr(arrays, name)[rows] = getattr(state, name).reshape(shape)

    def _read(self, rows: slice) -> tuple[Floats, Flags]:
        """The samples of these rows, (P, S, 3) in levels of 256, and where there are any, (P, S)."""
        size = self.rect.width, rows.stop - rows.start
        samples = np.empty((size[0] * size[1], len(self.samples), 3), np.float32)
        known = np.empty(samples.shape[:2], bool)
        up = np.array([[1, 0, 0], [0, 1, -rows.start], [0, 0, 1]], np.float64)
        for number, (sample, place) in enumerate(zip(self.samples, self.places, strict=True)):
            part, there = _seen(sample, up @ place, size)
            samples[:, number] = part.reshape(-1, 3)
            samples[:, number] *= self.gains[number] / np.float32(self.scale)
            known[:, number] = there.ravel()
        return samples, known


def _seen(sample: Pixels, place: Doubles, size: tuple[int, int]) -> tuple[AnyArray, Flags]:
    """What a sample shows of a part of the plate (h, w, 3), and where."""
    shift = np.rint(place[:2, 2]).astype(int)
    if np.array_equal(place, [[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]]):
        part = np.zeros((size[1], size[0], 3), sample.dtype)
        here = Rect(int(shift[0]), int(shift[1]), sample.shape[1], sample.shape[0]) & Rect(0, 0, *size)
        part[here.slices] = sample[here.moved(-int(shift[0]), -int(shift[1])).slices]
        there = np.zeros((size[1], size[0]), bool)
        there[here.slices] = True
        return part, there
    moved = cv2.warpPerspective(sample, place, size, flags=cv2.INTER_CUBIC)
    whole = np.full(sample.shape[:2], 255, np.uint8)
    return moved, np.asarray(cv2.warpPerspective(whole, place, size, flags=cv2.INTER_LINEAR) == 255)
