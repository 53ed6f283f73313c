"""A photo in the style of a painting: made from patches of the painting, guided by the photo.

The photo, with the painting's colours, says what goes where: blurred, and as detail. The painting, seen
alike, is searched for patches that show about that and also go on from their neighbours, coarse to fine;
brush strokes are copied, and nothing else. Patches of the painting that are used more than others cost more,
so that no tree or face of it is pasted wherever it is dark.

Hertzmann, Jacobs, Oliver, Curless, Salesin: Image Analogies, SIGGRAPH 2001 (a filtered pair guides patches).
Elad, Milanfar: Style Transfer via Texture Synthesis, IEEE Transactions on Image Processing 2017 (several
scales, content as a term of fidelity, colours first). Kaspar et al., Eurographics 2015 (even use).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from ...core.arrays import AnyArray, Bytes, Flags, FloatPixels, Floats
from ...core.coverage import bounds
from ...core.geometry import Rect
from ..base import RunContext
from .colours import from_lab, lightness_like, recoloured, to_lab
from .solver import Field, Scale, Solver, finer

_FACTOR = 1.5  # from one scale to the next
_MOST_SCALES = 5
_SMALLEST_SIDE = 20  # px, of the target or the painting at the coarsest scale
_RADII = (2, 3, 3, 4, 4)  # px of patches, from the finest scale on
_ROUNDS = (2, 2, 3, 4, 6)  # of match and vote, from the finest scale on
_START_SWEEPS, _START_SAMPLES = 6, 10
_SWEEPS, _SAMPLES = 2, 5
_SHARP, _SHARP_LAST = 0.3, 0.02  # at the very end the best patch decides alone: strokes stay crisp
_EVENNESS = 0.5
_BLUR = 1.0  # px: what is finer than that is left to the painting
_DETAIL_SIGMA = 6.0  # px: the surroundings that detail is measured against
_CHROMA = 0.5  # the weight of chroma in the guide; that of lightness is 1
_RESTORED_SIGMA = 6.0  # px: what is larger than strokes
_OWN_LIGHT = 0.7  # the share of the photo's light that is put back with the photo's colours
_CHROMA_SIGMA = 1.5  # px: a brush puts down colour less finely than a photo
_PALE = 0.4  # the strength below which the photo itself shows through
_MARGIN = 16  # px around what is wanted

LEAST_SIDE = 32  # px of a painting


@dataclass(frozen=True)
class Style:
    """A painting (sRGB, float32 (H, W, 3) in [0, 1]) and how it is followed.

    `strength` 0 is the photo, 1 the painting's brush with little regard to details of the photo. `colours`
    are the painting's or the photo's own.
    """

    painting: FloatPixels
    strength: float = 0.7
    colours: Literal["painting", "photo"] = "painting"

    @property
    def guidance(self) -> float:
        """The weight of the photo beside the likeness of patches."""
        return float(6 ** (1 - self.strength))

    @property
    def restored(self) -> float:
        """The share of the photo's large forms, lost in the strokes, that is put back."""
        return 0.25 + 0.35 * (1 - self.strength)

    @property
    def share(self) -> float:
        """How much of the result is painted."""
        return min(1.0, self.strength / _PALE)


def restyled(photo: FloatPixels, wanted: Flags, style: Style, ctx: RunContext) -> FloatPixels:
    """The photo, painted where `wanted` (bool (H, W)): a new float32 (H, W, 3) in [0, 1].

    `photo` is sRGB. With a strength of 0 it is returned as it is.
    """
    result: FloatPixels = photo.copy()
    if not style.strength or not wanted.any():
        return result
    ours, theirs = to_lab(photo), to_lab(style.painting)
    goal = recoloured(ours, theirs)
    box = bounds(wanted.view(np.uint8)).grown(_MARGIN) & Rect(0, 0, photo.shape[1], photo.shape[0])
    here = box.slices
    painted = _Painter(goal[here], wanted[here], theirs, style, photo, box, ctx).paint()
    painted += np.float32(style.restored) * (_large(goal[here]) - _large(painted))
    if style.colours == "photo":
        painted = _in_own_colours(painted, theirs, ours, here)
    where = wanted[here]
    share = np.float32(style.share)
    result[here][where] += share * (from_lab(painted)[where] - result[here][where])
    return result


def _in_own_colours(painted: Floats, painting: Floats, photo: Floats, here: tuple[slice, slice]) -> Floats:
    """The painted box with the photo's colours, on the photo's light: only the strokes are the painting's."""
    own = photo[here]
    large = _large(painted[..., 0])
    light = lightness_like(large, painting[..., 0], photo[..., 0])
    light += np.float32(_OWN_LIGHT) * (_large(own[..., 0]) - _large(light))
    return np.dstack([light + painted[..., 0] - large, cv2.GaussianBlur(own[..., 1:], (0, 0), _CHROMA_SIGMA)])


class _Painter:
    """One running transfer: the scales, the solver, and its progress."""

    def __init__(
        self,
        goal: Floats,
        wanted: Flags,
        painting: Floats,
        style: Style,
        photo: FloatPixels,
        box: Rect,
        ctx: RunContext,
    ) -> None:
        self._goal, self._wanted, self._painting = goal, wanted.astype(np.uint8), painting
        self._style, self._photo, self._box, self._ctx = style, photo, box, ctx
        shortest = min(*goal.shape[:2], *painting.shape[:2])
        scales = 1 + int(np.log(max(shortest / _SMALLEST_SIDE, 1)) / np.log(_FACTOR))
        self._scales = min(scales, _MOST_SCALES)
        self._work = [_ROUNDS[index] * _FACTOR ** (-2 * index) for index in range(self._scales)]
        self._done = 0.0

    def paint(self) -> Floats:
        """The painted box: L*a*b* float32 (h, w, 3)."""
        ctx = self._ctx
        solver = Solver(ctx.threads, ctx.check, np.random.default_rng(ctx.seed), _EVENNESS)
        state: tuple[Scale, Field] | None = None
        try:
            for index in range(self._scales - 1, -1, -1):
                scale = self._scale(index)
                if state is None:
                    field = solver.random(scale)
                    solver.match(scale, field, _START_SWEEPS, _START_SAMPLES)
                else:
                    field = finer(*state, scale)
                solver.vote(scale, field, _SHARP)
                self._improve(solver, scale, field, index)
                state = scale, field
        finally:
            solver.close()
        assert state is not None
        return state[0].picture

    def _improve(self, solver: Solver, scale: Scale, field: Field, index: int) -> None:
        """The rounds of match and vote at one scale."""
        rounds = _ROUNDS[index]
        for number in range(rounds):
            solver.match(scale, field, _SWEEPS if index else 1, _SAMPLES)
            last = not index and number == rounds - 1
            solver.vote(scale, field, _SHARP_LAST if last else _SHARP)
            self._done += self._work[index] / rounds
            self._ctx.report(self._done / sum(self._work), lambda: self._preview(scale))

    def _scale(self, index: int) -> Scale:
        """Goal and painting at a scale, 0 being the finest."""
        goal, painting = (reduced(each, _FACTOR**index) for each in (self._goal, self._painting))
        wanted: Bytes = self._wanted
        if index:
            size = (goal.shape[1], goal.shape[0])
            covered = cv2.resize(wanted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            wanted = (np.asarray(covered) > 0).astype(np.uint8)
        source = np.concatenate([painting, self._guide(painting)], axis=2)
        return Scale.of(goal.copy(), self._guide(goal), source, wanted, _RADII[index])

    def _guide(self, lab: Floats) -> Floats:
        """What is compared of the photo and of the painting: (H, W, 4), blurred colours and detail."""
        weight = np.float32(np.sqrt(self._style.guidance))
        blurred = cv2.GaussianBlur(lab, (0, 0), _BLUR)
        detail = blurred[..., 0] - cv2.GaussianBlur(lab[..., 0], (0, 0), _DETAIL_SIGMA)
        weights = weight * np.array([1, _CHROMA, _CHROMA], np.float32)
        return np.asarray(np.dstack([blurred * weights, detail * weight * np.float32(1.2)]), np.float32)

    def _preview(self, scale: Scale) -> FloatPixels:
        """The photo with what has been painted so far."""
        shown: FloatPixels = self._photo.copy()
        size = (self._box.width, self._box.height)
        painted = from_lab(np.asarray(cv2.resize(scale.picture, size, interpolation=cv2.INTER_LINEAR)))
        where = self._wanted > 0
        shown[self._box.slices][where] = painted[where]
        return shown


def reduced(picture: Floats, factor: float) -> Floats:
    """A picture (H, W, C), smaller by that factor."""
    if factor == 1:
        return picture
    height, width = (max(1, round(side / factor)) for side in picture.shape[:2])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _large(values: AnyArray) -> Floats:
    """What of a picture is larger than brush strokes."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), _RESTORED_SIGMA), np.float32)
