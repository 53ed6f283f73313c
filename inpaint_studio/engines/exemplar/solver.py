"""One level of the exemplar engine: match, vote, refine a coarser field, blend gradients.

Wexler, Shechtman, Irani: Space-Time Completion of Video, PAMI 2007 (alternate match and vote, coarse to
fine). Newson et al.: Non-Local Patch-Based Image Inpainting, IPOL 2017 (start from the border inwards).
Darabi et al.: Image Melding, SIGGRAPH 2012 (vote for gradients too, then solve a screened Poisson
equation, which removes brightness differences between copied parts and their surroundings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.arrays import Bytes, Doubles, Floats, Indices, Integers
from . import blending, contrast, patchmatch
from .levels import PatchLevel, dilated

_BAND = 32  # rows in one call of a kernel: short enough to check for cancel in between
_COHERENCE = np.float32(0.8)  # the factor by which random search must win, so that neighbours stay together
_RELAXATIONS = 100
_OMEGA = 1.92  # near the best over-relaxation for the screening of `blending`
_START_SWEEPS = 4
_START_SAMPLES = 12


@dataclass(eq=False)
class Field:
    """For each target pixel of a level its source (`y`, `x` int32) and patch distance (`d` float32)."""

    y: Integers
    x: Integers
    d: Floats

    def energy(self, level: PatchLevel) -> float:
        """Mean patch distance over the targets: how consistent the picture is, 0 being perfect."""
        return float(self.d[level.target > 0].mean())


@dataclass(frozen=True, eq=False)
class Sweep:
    """One pass over a `band` of rows (first, last + 1); `edges` are the matches in the row before it."""

    band: tuple[int, int]
    edges: tuple[Integers, Integers]
    forward: bool
    refresh: bool
    """Whether the distances in the field are from an earlier picture."""
    samples: int
    longest: int
    nearness: np.float32
    seed: int


class Solver:
    """Runs the kernels over bands of rows on a few threads; checks for cancel before each band."""

    def __init__(
        self,
        threads: int,
        check: Callable[[], None],
        rng: np.random.Generator,
        nearness: float,
        plan_weight: float = 0.0,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, "exemplar")
        self._check = check
        self._rng = rng
        self._nearness = nearness
        self._plan_weight = np.float32(plan_weight)

    def close(self) -> None:
        """End the threads after what they are running."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def start(self, level: PatchLevel, sharp: float) -> Field:
        """A first field for the coarsest level.

        Grown from the border inwards, ring by ring; at once where a plan says what belongs inside.
        """
        field = random_field(level, self._rng)
        todo = level.wanted.copy()
        known = ((level.confidence > 0) & (todo == 0)).astype(np.uint8)
        if level.plan is not None:
            self._match(level, known.astype(np.float32), field, _START_SWEEPS, _START_SAMPLES)
            self._vote(level, todo, level.confidence, field, sharp)
            return field
        everything = level.target
        even = np.ones_like(level.confidence)
        while todo.any():
            ring = dilated(known, 1) & todo
            if not ring.any():  # cut off from all known pixels: start anywhere
                ring = todo.copy()
            level.target = dilated(ring, level.radius) & everything
            weight = known.astype(np.float32)
            self._match(level, weight, field, _START_SWEEPS, _START_SAMPLES)
            self._vote(level, ring, even, field, sharp)
            todo &= 1 - ring
            known |= ring
        level.target = everything
        return field

    def improve(
        self,
        level: PatchLevel,
        field: Field,
        sweeps: int,
        samples: int,
        sharp: float,
        guide_pull: float = 0.0,
    ) -> None:
        """One round: pull the picture towards the guide, match, then vote."""
        self._pull_to_guide(level, guide_pull)
        self._match(level, level.confidence, field, sweeps, samples)
        self._vote(level, level.wanted, level.confidence, field, sharp)

    def carry_over(self, coarse: PatchLevel, field: Field, level: PatchLevel, sharp: float) -> Field:
        """The field of a coarser level upsampled to this one, which gets its first picture from it."""
        finer = _upsampled(coarse, field, level)
        self._vote(level, level.wanted, level.confidence, finer, sharp)
        return finer

    def blend(self, level: PatchLevel, field: Field, sharp: float) -> None:
        """Solve for the picture with the voted differences, close to the voted colours."""
        ys, xs = np.nonzero(level.wanted)
        order = np.argsort((ys + xs) & 1, kind="stable")  # red pixels, then black ones
        ys, xs = ys[order].astype(np.int32), xs[order].astype(np.int32)
        reds = int(np.count_nonzero((ys + xs) & 1 == 0))
        gradients = np.empty((len(ys), 4, 3), np.float32)

        def vote(first: int, last: int) -> None:
            patchmatch.vote_gradients(
                level.picture, ys, xs, level.target, field.y, field.x, field.d,
                level.confidence, level.radius, np.float32(sharp), first, last, gradients,
            )  # fmt: skip

        self._over_list(0, len(ys), vote)
        values, right_side, neighbours, weights = blending.system(level, ys, xs, gradients)

        def relax(first: int, last: int) -> None:
            patchmatch.relax(values, right_side, neighbours, weights, first, last, np.float32(_OMEGA))

        for _ in range(_RELAXATIONS):
            self._over_list(0, reds, relax)
            self._over_list(reds, len(ys), relax)
        level.picture[ys, xs, :3] = np.clip(values, 0, 255)

    def restore_contrast(self, level: PatchLevel, field: Field, sharp: float) -> None:
        """Give the blended picture the local contrast of the places that it was copied from."""
        proposed = contrast.of_known(level)
        self._vote(replace(level, picture=proposed), level.wanted, level.confidence, field, sharp)
        contrast.restore(level, proposed)

    def _pull_to_guide(self, level: PatchLevel, weight: float) -> None:
        if level.guide is not None and weight > 0:
            unknown = level.wanted > 0
            picture = level.picture[..., :3]
            picture[unknown] += np.float32(weight) * (level.guide[unknown] - picture[unknown])

    def _match(self, level: PatchLevel, weight: Floats, field: Field, sweeps: int, samples: int) -> None:
        longest = max(level.picture.shape[:2])
        nearness = np.float32(self._nearness / longest)
        bands = list(_bands(level))
        for number in range(sweeps):
            forward = number % 2 == 0
            # the row that a band's first row refers to, before another thread changes it
            before = [top - 1 if forward else bottom for top, bottom in bands]
            edges = [(field.y[row].copy(), field.x[row].copy()) for row in before]
            seeds = self._rng.integers(1, 2**31, len(bands))
            jobs = [
                Sweep(band, edge, forward, number == 0, samples, longest, nearness, int(seed))
                for band, edge, seed in zip(bands, edges, seeds, strict=True)
            ]

            def one(job: Sweep) -> None:
                self._check()
                self.sweep(level, weight, field, job)

            list(self._pool.map(one, jobs))

    def sweep(self, level: PatchLevel, weight: Floats, field: Field, job: Sweep) -> None:
        """Look for better matches in one band of rows; subclasses may use another measure."""
        side = 2 * level.radius + 1
        measure: tuple[object, ...] = (level.picture, level.flat, level.radius)
        rows = side
        if level.plan is not None:
            measure += (level.plan, self._plan_weight)
            rows += 1
        buffers = np.empty((2, rows, side * patchmatch.CHANNELS), np.float32)
        patchmatch.sweep(
            measure, *buffers, weight, level.usable, level.target,
            field.y, field.x, field.d, *job.edges, *job.band, *level.box[2:],
            job.forward, job.refresh, job.samples, job.longest, _COHERENCE, job.nearness, job.seed,
        )  # fmt: skip

    def _vote(
        self, level: PatchLevel, unknown: Bytes, confidence: Floats, field: Field, sharp: float
    ) -> None:
        radius = level.radius
        height, width = level.wanted.shape
        left, right = max(level.box[2], radius), min(level.box[3], width - radius)

        def one(band: tuple[int, int]) -> None:
            self._check()
            top, bottom = max(band[0], radius), min(band[1], height - radius)
            patchmatch.vote(
                level.picture, unknown, level.target, field.y, field.x, field.d,
                confidence, top, bottom, left, right, radius, np.float32(sharp),
            )  # fmt: skip

        list(self._pool.map(one, _bands(level)))

    def _over_list(self, start: int, end: int, kernel: Callable[[int, int], None]) -> None:
        """Run a kernel over `start` to `end` in pieces large enough for a thread."""
        self._check()
        step = max(1 << 15, -(-(end - start) // 64))
        firsts = range(start, end, step)
        if len(firsts) < 2:
            kernel(start, end)
            return
        list(self._pool.map(lambda first: kernel(first, min(first + step, end)), firsts))


def _bands(level: PatchLevel) -> Iterator[tuple[int, int]]:
    top, bottom = level.box[:2]
    for first in range(top, bottom, _BAND):
        yield first, min(first + _BAND, bottom)


def random_field(level: PatchLevel, rng: np.random.Generator) -> Field:
    """A random usable source for each target pixel, its distance unknown."""
    ys, xs = np.nonzero(level.usable)
    choice = rng.integers(0, len(ys), level.target.shape)
    targets = level.target > 0
    return Field(
        y=np.where(targets, ys[choice], 0).astype(np.int32),
        x=np.where(targets, xs[choice], 0).astype(np.int32),
        d=np.full(level.target.shape, patchmatch.FAR, np.float32),
    )


def _upsampled(coarse: PatchLevel, field: Field, level: PatchLevel) -> Field:
    """Each target gets the source of its coarse pixel, moved by its position inside that pixel."""
    top, bottom, left, right = level.box
    height, width = (side - 2 * level.radius for side in level.target.shape)
    coarse_height, coarse_width = (side - 2 * coarse.radius for side in coarse.target.shape)
    y, below = _finer(np.arange(top, bottom) - level.radius, height, coarse_height)
    x, beside = _finer(np.arange(left, right) - level.radius, width, coarse_width)
    rows, columns = (y + coarse.radius)[:, None], (x + coarse.radius)[None]
    source_y = (field.y[rows, columns] - coarse.radius) * (height / coarse_height) + below[:, None]
    source_x = (field.x[rows, columns] - coarse.radius) * (width / coarse_width) + beside[None]
    inner_y = np.clip(np.rint(source_y).astype(np.int32), 0, height - 1) + level.radius
    inner_x = np.clip(np.rint(source_x).astype(np.int32), 0, width - 1) + level.radius
    _move_to_usable(level, inner_y, inner_x)
    shape = level.target.shape
    finer = Field(np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.ones(shape, np.float32))
    finer.y[top:bottom, left:right] = inner_y
    finer.x[top:bottom, left:right] = inner_x
    return finer


def _finer(positions: Indices, length: int, coarse_length: int) -> tuple[Integers, Doubles]:
    """The coarse pixel that contains each fine one, and the fine one's offset from its start."""
    scale = length / coarse_length
    inside = np.minimum(((positions + 0.5) / scale).astype(np.int32), coarse_length - 1)
    return inside, positions - inside * scale


def _move_to_usable(level: PatchLevel, ys: Integers, xs: Integers) -> None:
    """Replace unusable sources with the nearest usable ones, in place."""
    if level.usable[ys, xs].all():
        return
    _, labels = cv2.distanceTransformWithLabels(
        1 - level.usable, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    usable_y, usable_x = np.nonzero(level.usable)
    order = np.zeros(int(labels.max()) + 1, np.int64)
    order[labels[usable_y, usable_x]] = np.arange(len(usable_y))
    nearest = order[labels[ys, xs]]
    bad = level.usable[ys, xs] == 0
    ys[bad], xs[bad] = usable_y[nearest[bad]], usable_x[nearest[bad]]
