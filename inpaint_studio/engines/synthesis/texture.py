"""Texture of any size from a sample, and seamless tiles: patches of the sample that go on from one another.

The sample is used evenly, so that the texture has its histogram and no part of it is seen again and again. A
sample that repeats (bricks, fabric) keeps its lattice: the start lays copies of it side by side, shifted by
whole steps of the lattice, and what is random is only which of its cells stand where.

Kwatra, Essa, Bobick, Kwatra: Texture Optimization for Example-based Synthesis, SIGGRAPH 2005 (match and
vote).
Kaspar, Neubert, Lischinski, Pauly, Kopf: Self Tuning Texture Optimization, Eurographics 2015 (even use,
regular starts).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import AnyArray, Doubles, FloatPixels, Floats, Integers
from ...core.errors import StudioError
from ...core.geometry import Size
from ...core.structure.lattice import find_lattice
from ..base import RunContext
from .colours import from_lab, to_lab
from .solver import Field, Scale, Solver, finer
from .style import reduced

_FACTOR = 1.5
_MOST_SCALES = 7
_SMALLEST_SIDE = 24  # px, of the sample at the coarsest scale
_RADII = (3, 4, 4)  # px of patches, from the finest scale on
_ROUNDS = (2, 3, 4, 6)  # of match and vote, from the finest scale on
_START_ROUNDS = 12
_SWEEPS, _SAMPLES = 2, 6
_SHARP, _SHARP_LAST = 0.5, 0.02
_EVENNESS = 0.3
_FINE_SIGMA, _WIDE_SIGMA, _NEARNESS = 2.0, 4.0, 1.0
_PHASE = 1.0  # the weight of the place in a cell of the lattice, in units of the sample's contrast
_LEAST_STEP = 7  # px, at the coarsest scale
_ALIKE = 0.3  # the least correlation of the sample with itself two and three steps on
_MOST_STRETCHED = 0.15  # of the sample, so that a tile holds whole steps of its lattice
_LATTICE_SIDE = 512  # px: a larger sample is reduced to look for its lattice

LEAST_SIDE = 32  # px of a sample


@dataclass(frozen=True, eq=False)
class Texture:
    """`pixels` float32 (H, W, 3) in [0, 1]; `steps` (1 or 2, 2) the x and y of the sample's repeats, or None.

    `stretched` (x, y) says by how much the sample was stretched first, so that they fit into a tile; `fits`
    is False for a tile into which they can't.
    """

    pixels: FloatPixels
    steps: Doubles | None = None
    stretched: tuple[float, float] = (1.0, 1.0)
    fits: bool = True


def textured(sample: FloatPixels, size: Size, *, tile: bool, ctx: RunContext) -> Texture:
    """Texture of that size like the sample, which is sRGB float32 (H, W, 3) in [0, 1].

    With `tile`, its right edge continues at its left and its bottom at its top. The same seed, the same
    texture, whatever the number of threads. Raises StudioError "sample-small" and `Cancelled`.
    """
    height, width = sample.shape[:2]
    if min(height, width) < LEAST_SIDE:
        raise StudioError("sample-small", size=str(Size(width, height)), least=LEAST_SIDE)
    steps = _steps(sample)
    stretched, fits = (1.0, 1.0), True
    if steps is not None and tile:
        fits, stretched = _fit(steps, size)
        if not fits:
            steps = None
        elif stretched != (1.0, 1.0):
            new = (round(width * stretched[0]), round(height * stretched[1]))
            sample = np.asarray(
                np.clip(cv2.resize(sample, new, interpolation=cv2.INTER_CUBIC), 0, 1), np.float32
            )
            steps = steps * np.array([new[0] / width, new[1] / height])
    lab = to_lab(sample)
    made = _Weaver(lab, size, steps, tile, ctx).weave()
    return Texture(from_lab(made), steps, stretched, fits)


def _steps(sample: FloatPixels) -> Doubles | None:
    """The shifts that repeat the sample, float64 (1 or 2, 2); None if it doesn't repeat."""
    factor = max(1.0, max(sample.shape[:2]) / _LATTICE_SIDE)
    small = reduced(sample, factor)
    lattice = find_lattice(small, np.ones(small.shape[:2], np.float32))
    if lattice is None or not _goes_on(small, lattice.steps):
        return None
    scale = np.array([sample.shape[1] / small.shape[1], sample.shape[0] / small.shape[0]])
    return np.asarray(lattice.steps * scale, np.float64)


def _goes_on(sample: FloatPixels, steps: Doubles) -> bool:
    """Whether the sample is like itself also a few steps on; in perspective, steps get shorter."""
    grey = sample.mean(axis=2)
    grey = grey - cv2.GaussianBlur(grey, (0, 0), 12)
    height, width = grey.shape
    for step in steps:
        for count in (2, 3):
            dx, dy = (round(float(count * length)) for length in step)
            if abs(dx) > width * 2 // 3 or abs(dy) > height * 2 // 3:
                break
            one = grey[max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)]
            other = grey[max(0, -dy) : height + min(0, -dy), max(0, -dx) : width + min(0, -dx)]
            if np.corrcoef(one.ravel(), other.ravel())[0, 1] < _ALIKE:
                return False
    return True


def _fit(steps: Doubles, size: Size) -> tuple[bool, tuple[float, float]]:
    """Whether a tile of `size` can repeat the lattice, and by how much to stretch the sample for that.

    The sides of the tile must be sums of whole steps, within `_MOST_STRETCHED`.
    """
    sides = (float(size.width), float(size.height))
    scales = [1.0, 1.0]
    if len(steps) == 1:
        axis = int(np.abs(steps[0]).argmax())
        period = abs(float(steps[0][axis]))
        scales[axis] = sides[axis] / (max(1, round(sides[axis] / period)) * period)
    else:
        nearest = [_nearest(steps, axis, sides[axis]) for axis in range(2)]
        if not all(nearest):
            return False, (1.0, 1.0)
        scales = [side / length for side, length in zip(sides, nearest, strict=True)]
    fits = max(abs(scale - 1) for scale in scales) <= _MOST_STRETCHED
    return fits, (scales[0], scales[1]) if fits else (1.0, 1.0)


def _nearest(steps: Doubles, axis: int, side: float) -> float:
    """The length nearest to `side` that a sum of whole steps along that axis has; 0 if there is none.

    What such a sum has across the axis must be less than a twelfth of a step.
    """
    other = 1 - axis
    most = int(np.ceil(1.5 * side / max(np.abs(steps).max(axis=1).min(), 1))) + 2
    # for each number of the flatter steps the few of the others that bring it back into line
    flat, steep = steps[np.abs(steps[:, other]).argsort()]
    one = np.arange(-most, most + 1)
    two = np.rint(-one * flat[other] / steep[other])[:, None] + np.arange(-1, 2)
    along = one[:, None] * flat[axis] + two * steep[axis]
    across = one[:, None] * flat[other] + two * steep[other]
    straight = (np.abs(across) < np.hypot(*steps.T).min() / 12) & (along > 0)
    if not straight.any():
        return 0.0
    lengths = along[straight]
    return float(lengths[np.abs(lengths - side).argmin()])


class _Weaver:
    """One running synthesis: the scales, the solver, and its progress."""

    def __init__(
        self, sample: Floats, size: Size, steps: Doubles | None, tile: bool, ctx: RunContext
    ) -> None:
        self._sample, self._size, self._steps, self._tile, self._ctx = sample, size, steps, tile, ctx
        shortest = min(*sample.shape[:2], size.width, size.height)
        scales = 1 + int(np.log(max(shortest / _SMALLEST_SIDE, 1)) / np.log(_FACTOR))
        if steps is not None:
            shortest_step = float(np.hypot(*steps.T).min())
            scales = min(scales, 1 + int(np.log(max(shortest_step / _LEAST_STEP, 1)) / np.log(_FACTOR)))
        self._scales = min(scales, _MOST_SCALES)
        self._rng = np.random.default_rng(ctx.seed)
        rounds = [_ROUNDS[min(index, len(_ROUNDS) - 1)] for index in range(self._scales)]
        rounds[-1] = _START_ROUNDS
        self._rounds = rounds
        self._work = [count * _FACTOR ** (-2 * index) for index, count in enumerate(rounds)]
        self._done = 0.0

    def weave(self) -> Floats:
        """The texture: L*a*b* float32 (H, W, 3)."""
        ctx = self._ctx
        solver = Solver(ctx.threads, ctx.check, self._rng, _EVENNESS)
        state: tuple[Scale, Field] | None = None
        try:
            for index in range(self._scales - 1, -1, -1):
                scale = self._scale(index)
                field = self._start(scale, solver) if state is None else finer(*state, scale)
                solver.vote(scale, field, _SHARP)
                for number in range(self._rounds[index]):
                    solver.match(scale, field, _SWEEPS, _SAMPLES)
                    last = not index and number == self._rounds[0] - 1
                    solver.vote(scale, field, _SHARP_LAST if last else _SHARP)
                    self._done += self._work[index] / self._rounds[index]
                    ctx.report(
                        self._done / sum(self._work), lambda scale=scale: from_lab(scale.picture[..., :3])
                    )
                state = scale, field
        finally:
            solver.close()
        assert state is not None
        return np.ascontiguousarray(state[0].picture[..., :3])

    def _scale(self, index: int) -> Scale:
        """The empty target and the sample at a scale, 0 being the finest."""
        factor = _FACTOR**index
        height, width = (max(1, round(side / factor)) for side in (self._size.height, self._size.width))
        radius = _RADII[min(index, len(_RADII) - 1)]
        sample = reduced(self._sample, factor)
        made = np.dstack([sample, _nearness(sample[..., 0])])
        ours, theirs = np.zeros((height, width, 0), np.float32), np.zeros((*sample.shape[:2], 0), np.float32)
        if self._steps is not None:
            steps = self._steps * np.array([sample.shape[1], sample.shape[0]]) / self._sample.shape[1::-1]
            weight = _PHASE * float(sample[..., 0].std())
            ours, theirs = (weight * _phases(size, steps) for size in ((height, width), sample.shape[:2]))
        return Scale.of(
            np.zeros((height, width, made.shape[2]), np.float32),
            ours,
            np.concatenate([made, theirs], axis=2),
            np.ones((height, width), np.uint8),
            radius,
            self._tile,
        )

    def _start(self, scale: Scale, solver: Solver) -> Field:
        """Random blocks of the sample; of a sample that repeats, copies at whole steps of its lattice."""
        field = solver.random(scale)
        height, width = scale.wanted.shape
        if self._steps is None:
            side = 4 * scale.radius
            rows, columns = np.arange(height), np.arange(width)
            first_y = field.y[(rows // side * side)[:, None], (columns // side * side)[None]]
            first_x = field.x[(rows // side * side)[:, None], (columns // side * side)[None]]
            low = scale.radius
            field.y = _folded(first_y + (rows % side)[:, None], low, scale.source.shape[0] - low)
            field.x = _folded(first_x + (columns % side)[None], low, scale.source.shape[1] - low)
            return field
        factor = np.array([scale.source.shape[1], scale.source.shape[0]]) / self._sample.shape[1::-1]
        return _laid(field, scale, self._steps * factor, self._rng)


def _nearness(lightness: Floats) -> Floats:
    """How near each pixel is to lines and edges: float32 (H, W), voted for with the colours.

    Flat patches are alike; this tells those next to a joint from those in the middle of a brick (Kaspar et
    al. 2015 use the distance to edges).
    """
    fine = np.abs(lightness - cv2.GaussianBlur(lightness, (0, 0), _FINE_SIGMA))
    wide = cv2.GaussianBlur(np.asarray(fine), (0, 0), _WIDE_SIGMA)
    spread = float(wide.std())
    if spread < 0.1:
        return np.zeros_like(wide)
    return np.asarray((wide - wide.mean()) * np.float32(_NEARNESS * lightness.std() / spread), np.float32)


def _phases(size: tuple[int, int], steps: Doubles) -> Floats:
    """Where each pixel is in its cell of the lattice: float32 (H, W, 2 N), cosines and sines."""
    y, x = np.mgrid[: size[0], : size[1]].astype(np.float64)
    if len(steps) == 2:
        cells = np.stack([x, y], axis=2) @ np.linalg.inv(steps)
    else:
        cells = (np.stack([x, y], axis=2) @ steps[0] / (steps[0] @ steps[0]))[..., None]
    turns = 2 * np.pi * cells
    return np.concatenate([np.cos(turns), np.sin(turns)], axis=2).astype(np.float32)


def _folded(places: AnyArray, low: int, high: int) -> Integers:
    """Places in [low, high), those beyond the end starting again."""
    return np.asarray(low + (places - low) % (high - low), np.int32)


def _laid(field: Field, scale: Scale, steps: Doubles, rng: np.random.Generator) -> Field:
    """A field of copies of the sample at whole steps of its lattice.

    Each cell of the lattice in the target takes a random one of the sample that lies wholly in it.
    """
    height, width = scale.wanted.shape
    y, x = np.mgrid[:height, :width].astype(np.float64)
    basis = steps if len(steps) == 2 else np.stack([steps[0], _across(steps[0], scale)])
    inverse = np.linalg.inv(basis)
    cells = np.stack([x, y], axis=2) @ inverse
    whole = np.floor(cells).astype(int)
    inside = (cells - whole) @ basis
    corners = _cells_inside(scale, basis)
    if not len(corners):
        return field
    if scale.wraps:  # a cell that the edge cuts is the same on both sides
        across, down = (
            np.rint(np.array(side) @ inverse).astype(int) for side in ((width, 0.0), (0.0, height))
        )
        number = _wrapped(whole, across, down)
    else:
        number = whole
    names, label = np.unique(number.reshape(-1, 2), axis=0, return_inverse=True)
    chosen = corners[rng.integers(0, len(corners), len(names))][label.reshape(height, width)]
    at = np.rint(chosen + inside).astype(np.int32)
    low = scale.radius
    field.x = np.clip(at[..., 0], low, scale.source.shape[1] - low - 1).astype(np.int32)
    field.y = np.clip(at[..., 1], low, scale.source.shape[0] - low - 1).astype(np.int32)
    return field


def _across(step: Doubles, scale: Scale) -> Doubles:
    """A second direction for a sample that repeats in one only: as far as the sample reaches."""
    length = float(np.hypot(*step))
    reach = 0.6 * min(scale.source.shape[:2])
    return np.asarray(np.array([-step[1], step[0]]) / length * reach, np.float64)


def _cells_inside(scale: Scale, basis: Doubles) -> Doubles:
    """The corners (N, 2), x and y, of the cells of the sample's lattice that lie wholly in it.

    Cells start at the sample's own corner, so all of them show the same part of the pattern.
    """
    height, width = scale.source.shape[:2]
    most = int(np.ceil(2 * max(height, width) / max(np.abs(basis).max(axis=1).min(), 1))) + 1
    counts = np.arange(-most, most + 1)
    one, two = (each.ravel() for each in np.meshgrid(counts, counts))
    corners = one[:, None] * basis[0] + two[:, None] * basis[1]
    ends = np.array([[0, 0], basis[0], basis[1], basis[0] + basis[1]])
    spread = corners[:, None] + ends[None]
    fits = (
        (spread.min(axis=(1, 2)) >= -1) & (spread[..., 0].max(1) <= width) & (spread[..., 1].max(1) <= height)
    )
    return np.asarray(corners[fits], np.float64)


def _wrapped(whole: AnyArray, across: AnyArray, down: AnyArray) -> AnyArray:
    """The cells' numbers, those that lie a width or a height apart being the same."""
    determinant = int(across[0] * down[1] - across[1] * down[0])
    if determinant == 0:
        return whole
    turns = whole @ np.array([[down[1], -across[1]], [-down[0], across[0]]])
    shift = np.floor(turns / determinant).astype(int)
    return np.asarray(whole - shift[..., :1] * across - shift[..., 1:] * down)
