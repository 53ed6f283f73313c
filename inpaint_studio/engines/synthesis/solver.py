"""One scale of a picture that is made from patches of another: match, vote, and the field of the next scale.

Wexler, Shechtman, Irani: Space-Time Completion of Video, PAMI 2007 (alternate match and vote, coarse to
fine). Kaspar et al.: Self Tuning Texture Optimization, Eurographics 2015 (use all of the source alike).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import AnyArray, Bytes, Floats, Integers
from ..exemplar.patchmatch import FAR
from . import kernels

_BAND = 32  # rows in one call of a kernel: short enough to check for cancel in between
_COHERENCE = np.float32(0.85)  # the factor by which random search must win, so that neighbours stay together


@dataclass(eq=False)
class Scale:
    """Target and source at one scale.

    `picture` float32 (H, W, K) are the colours that are being made, `guide` float32 (H, W, G) what guides
    them; `source` float32 (Hs, Ws, K + G) has both. `wanted` uint8 (H, W) says what is to be made, `todo`
    which patches reach it. With `wraps` the target continues at its opposite edge.
    """

    picture: Floats
    guide: Floats
    source: Floats
    wanted: Bytes
    todo: Bytes
    radius: int
    wraps: bool = False

    @classmethod
    def of(
        cls, picture: Floats, guide: Floats, source: Floats, wanted: Bytes, radius: int, wraps: bool = False
    ) -> Scale:
        """A scale with its `todo`."""
        side = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
        todo = np.asarray(cv2.dilate(wanted, side), np.uint8)
        return cls(picture, guide, source, wanted, todo, radius, wraps)

    def padded(self) -> Floats:
        """Colours and guide of the target, padded by the radius: what patches are compared with."""
        both = np.concatenate([self.picture, self.guide], axis=2)
        around = ((self.radius, self.radius), (self.radius, self.radius), (0, 0))
        wide = np.pad(both, around, mode="wrap") if self.wraps else np.pad(both, around, mode="reflect")
        return np.ascontiguousarray(wide, np.float32)


@dataclass(eq=False)
class Field:
    """For each pixel of a target its source (`y`, `x` int32 (H, W)) and patch distance (`d` float32)."""

    y: Integers
    x: Integers
    d: Floats


class Solver:
    """Runs the kernels over bands of rows on a few threads; checks for cancel before each band.

    `evenness` is how much a source patch that is used twice as often as the average one costs, in shares of
    the mean distance.
    """

    def __init__(
        self, threads: int, check: Callable[[], None], rng: np.random.Generator, evenness: float
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, "synthesis")
        self._check = check
        self._rng = rng
        self._evenness = evenness

    def close(self) -> None:
        """End the threads after what they are running."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def random(self, scale: Scale) -> Field:
        """A random source for each pixel."""
        shape, radius = scale.wanted.shape, scale.radius
        height, width = scale.source.shape[:2]
        return Field(
            self._rng.integers(radius, height - radius, shape).astype(np.int32),
            self._rng.integers(radius, width - radius, shape).astype(np.int32),
            np.full(shape, FAR, np.float32),
        )

    def match(self, scale: Scale, field: Field, sweeps: int, samples: int) -> None:
        """Look for better sources, `sweeps` times."""
        target, source = _flat(scale.padded()), _flat(scale.source)
        channels = scale.source.shape[2]
        bands = list(_bands(scale))
        for number in range(sweeps):
            use = self._use(scale, field)
            forward = number % 2 == 0
            # the row that a band's first row refers to, before another thread changes it
            height = scale.wanted.shape[0]
            before = [(top - 1 if forward else bottom) % height for top, bottom in bands]
            edges = [(field.y[row].copy(), field.x[row].copy()) for row in before]
            seeds = [int(seed) for seed in self._rng.integers(1, 2**31, len(bands))]

            def one(
                job: tuple[tuple[int, int], tuple[Integers, Integers], int],
                use: Floats = use,
                forward: bool = forward,
            ) -> None:
                band, edge, seed = job
                self._check()
                # how often a patch is used changes with each sweep, so all distances do
                kernels.search(
                    target, source, channels, scale.todo, use, field.y, field.x, field.d, *edge, *band,
                    scale.radius, scale.wraps, forward, True, samples, _COHERENCE, seed,
                )  # fmt: skip

            list(self._pool.map(one, zip(bands, edges, seeds, strict=True)))

    def vote(self, scale: Scale, field: Field, sharp: float) -> None:
        """Make the picture from the sources; the smaller `sharp`, the more the best patch decides alone."""

        def one(band: tuple[int, int]) -> None:
            self._check()
            kernels.vote(
                scale.picture, scale.source, scale.wanted, scale.todo, field.y, field.x, field.d, *band,
                scale.radius, np.float32(sharp), scale.wraps,
            )  # fmt: skip

        list(self._pool.map(one, _bands(scale)))

    def _use(self, scale: Scale, field: Field) -> Floats:
        """What each source patch costs because of how often it and those around it are used."""
        uses = np.zeros(scale.source.shape[:2], np.float32)
        known = field.d < FAR
        if not self._evenness or not known.any():
            return uses
        kernels.count_uses(scale.todo, field.y, field.x, uses)
        side = 2 * scale.radius + 1
        around = cv2.blur(uses, (side, side), borderType=cv2.BORDER_REFLECT_101)
        height, width = scale.source.shape[:2]
        mean = np.count_nonzero(scale.todo) / max((height - side + 1) * (width - side + 1), 1)
        typical = float(field.d[known & (scale.todo > 0)].mean())
        excess = np.maximum(around / np.float32(mean) - 1, 0)
        return np.asarray(np.minimum(excess, 8) * np.float32(self._evenness * typical), np.float32)


def finer(coarse: Scale, field: Field, scale: Scale) -> Field:
    """The field of a coarser scale at this one: each pixel gets the source of its coarse pixel, moved by its
    position inside that pixel."""
    height, width = scale.wanted.shape
    coarse_height, coarse_width = coarse.wanted.shape
    y, below = _inside(height, coarse_height)
    x, beside = _inside(width, coarse_width)
    source_height, source_width = scale.source.shape[:2]
    up_y = source_height / coarse.source.shape[0]
    up_x = source_width / coarse.source.shape[1]
    rows, columns = y[:, None], x[None]
    # a coarse pixel's middle lies at the middle of the fine ones that it contains
    source_y = (field.y[rows, columns] + 0.5) * up_y - 0.5 + below[:, None]
    source_x = (field.x[rows, columns] + 0.5) * up_x - 0.5 + beside[None]
    low = scale.radius
    return Field(
        np.clip(np.rint(source_y), low, source_height - low - 1).astype(np.int32),
        np.clip(np.rint(source_x), low, source_width - low - 1).astype(np.int32),
        np.ones((height, width), np.float32),
    )


def _inside(length: int, coarse: int) -> tuple[Integers, AnyArray]:
    """The coarse pixel that contains each fine one, and the fine one's offset from its middle."""
    scale = length / coarse
    at = np.arange(length)
    inside = np.minimum(((at + 0.5) / scale).astype(np.int32), coarse - 1)
    return inside, at - ((inside + 0.5) * scale - 0.5)


def _flat(picture: Floats) -> Floats:
    """A picture as (H, W * C): rows in one piece."""
    return np.ascontiguousarray(picture).reshape(picture.shape[0], -1)


def _bands(scale: Scale) -> Iterator[tuple[int, int]]:
    rows = np.flatnonzero(scale.todo.any(axis=1))
    if not len(rows):
        return
    first, end = int(rows[0]), int(rows[-1]) + 1
    for top in range(first, end, _BAND):
        yield top, min(top + _BAND, end)
