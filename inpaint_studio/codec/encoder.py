"""From a picture to the bytes of a file: the search for contours, points and steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..core.arrays import Bytes, Floats
from ..core.errors import StudioError
from ..core.geometry import Size
from . import stream
from .colour import WEIGHTS, planes_of
from .container import LONGEST_SIDE, MOST_PIXELS, Header, packed
from .contours import flow_across
from .decoder import SOFT_UNIT, inpainted
from .detect import find_contours
from .fitting import Target, fitted
from .tree import Layout
from .values import UNIT

_PRICE = 14.0  # the squared error that splits a leaf, over the squared step
_BIT = 0.6  # what a bit costs in squared error, over the squared step
_SLOPE = 4
_STEEPER = 2.0  # the step is meant for leaves of 4 px; the header has that of single pixels
_CHROMA = 1.6
_TONAL = 3
_FINEST, _COARSEST = 0.1, 120.0
_CLOSE = 0.97
_TRIALS = 5
_LATE = 0.82  # below this share of the bytes asked for, points are chosen again
_NUDGE = 1.5  # how far steps alone may be moved at the end

OnProgress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class _Trial:
    """One way of encoding the picture: its bytes, squared error and what went in."""

    step: float
    header: Header
    kept: stream.Kept
    data: bytes
    cost: float


def step_of_quality(quality: float) -> float:
    """The quantiser's step, in levels, of a quality from 1 (least) to 100 (best)."""
    return float(60.0 * 2.0 ** (-(quality - 1) / 14))


def encoded(
    pixels: Bytes,
    *,
    quality: float | None = None,
    bpp: float | None = None,
    on_progress: OnProgress = lambda fraction: None,
    check: Callable[[], None] = lambda: None,
) -> bytes:
    """A picture (H, W, 1|3) uint8 as a file, of a `quality` (1 to 100) or of at most `bpp` bits per pixel.

    The file has at most the bits that are asked for, and mostly 97 % of them or more; fewer if contours and
    places, which cannot be had a little coarser, take most of them, or if the picture needs no more. Raises
    StudioError "inpz-large" for too many pixels, "inpz-bpp" if the picture cannot be made so small.
    """
    height, width = pixels.shape[:2]
    if max(height, width) > LONGEST_SIDE or height * width > MOST_PIXELS:
        raise StudioError("inpz-large", size=Size(width, height), limit=f"{MOST_PIXELS / 1e6:g}")
    search = _Search(pixels, on_progress, check)
    if bpp is None:
        return search.best(step_of_quality(60 if quality is None else quality)).data
    return search.within(int(bpp * height * width / 8 + 1e-6)).data


class _Search:
    """The trials with one picture."""

    def __init__(self, pixels: Bytes, on_progress: OnProgress, check: Callable[[], None]) -> None:
        self.planes = planes_of(pixels)
        self.size = Size(pixels.shape[1], pixels.shape[0])
        self.layout = Layout.of(self.size)
        self.on_progress, self.check = on_progress, check
        self.done = 0

    def best(self, step: float) -> _Trial:
        """With or without contours, whichever is better for its bytes."""
        drawn = self.trial(step, True)
        if not (drawn.kept.across.any() or drawn.kept.below.any()):
            return drawn
        return min(self.trial(step, False), drawn, key=lambda one: one.cost)

    def within(self, most: int) -> _Trial:
        """The best file of at most that many bytes."""
        first = self.best(min(_COARSEST, max(_FINEST, 4 * (0.2 * self.size.area / 8 / max(most, 1)))))
        contours = bool(first.kept.across.any() or first.kept.below.any())
        trials = [first]
        for _ in range(_TRIALS):
            if any(_LATE * most <= len(one.data) <= most for one in trials):
                break
            step = _next_step(trials, most)
            if any(abs(step / one.step - 1) < 0.004 for one in trials):
                break
            trials.append(self.trial(step, contours))
        fits = [self.moved(one, most) for one in trials if len(one.data) <= most * 1.15]
        fits = [one for one in fits if len(one.data) <= most]
        if not fits:
            least = self.trial(_COARSEST, False)
            if len(least.data) > most:
                thousandths = -(-len(least.data) * 8000 // self.size.area)  # rounded up: this rate is met
                raise StudioError("inpz-bpp", bpp=f"{thousandths / 1000:.3f}")
            return least
        return max(fits, key=lambda one: len(one.data))

    def moved(self, trial: _Trial, most: int) -> _Trial:
        """The trial with its steps changed until it has just the bytes asked for."""
        low, high = 1 / _NUDGE, _NUDGE  # of the steps: too many bytes, few enough
        best, count = trial.header, len(trial.data)
        for _ in range(9):
            if _CLOSE * most <= count <= most:
                break
            self.check()
            factor = (low * high) ** 0.5
            header = replace(
                trial.header,
                luma_step=_clipped(trial.header.luma_step * factor),
                chroma_step=_clipped(trial.header.chroma_step * factor),
            )
            reached = len(packed(header, stream.written(header, trial.kept)[0]))
            if reached > most:
                low = factor
            else:
                high = factor
            if count > most or count < reached <= most:
                best, count = header, reached
        return trial if best is trial.header else self.coded(trial.step, best, trial.kept)

    def trial(self, step: float, contours: bool) -> _Trial:
        """Contours, points and values for a step."""
        self.done += 1
        self.on_progress(1 - 0.75**self.done)
        across, below = (np.zeros(self.planes[0].shape, np.uint8) for _ in range(2))
        if contours:
            across, below = find_contours(self.planes[0], step * step)
        groups = []
        for members in ((0,), (1, 2))[: 1 if len(self.planes) == 1 else 2]:
            target = Target([self.planes[one] for one in members], WEIGHTS[members[0] :], across, below)
            target = replace(target, weights=target.weights[: len(members)])
            groups.append(fitted(target, self.layout, _PRICE * step * step, _TONAL, self.check))
        luma = _clipped(step * UNIT * _STEEPER)
        header = Header(self.size, len(self.planes), luma, _clipped(luma * _CHROMA), _SLOPE, ())
        return self.coded(step, header, stream.Kept(across, below, tuple(groups)))

    def coded(self, step: float, header: Header, kept: stream.Kept) -> _Trial:
        """The file, with the contours as soft as suits the picture."""
        payload, values = stream.written(header, kept)
        softness, error, channel = [], 0.0, 0
        for group, quantised in zip(kept.groups, values, strict=True):
            for plane in inpainted(header, kept, group, quantised, self.check):
                wanted = self.planes[channel] - plane
                flow = flow_across(plane, kept.across, kept.below)
                soft = _softness(wanted, flow)
                softness.append(soft)
                rest = wanted - np.float32(soft / SOFT_UNIT) * flow
                error += WEIGHTS[channel] * float(np.vdot(rest, rest))
                channel += 1
        header = replace(header, softness=tuple(softness))
        data = packed(header, payload)
        return _Trial(step, header, kept, data, error + _BIT * step * step * 8 * len(data))


def _softness(wanted: Floats, flow: Floats) -> int:
    """The best multiple of `flow`, in 1 / SOFT_UNIT, to come nearer to what is wanted."""
    energy = float(np.vdot(flow, flow))
    best = float(np.vdot(flow, wanted)) / energy if energy else 0.0
    return round(min(max(best, 0.0), 0.5) * SOFT_UNIT)


def _clipped(step: float) -> int:
    return min(max(round(step), 1), 65_535)


def _next_step(trials: list[_Trial], most: int) -> float:
    """The step that should give a little less than `most` bytes, by the trials around it."""
    goal = max(most, 1) * (1 + _LATE) / 2  # a byte of a tiny picture can be more than what is asked for
    above = max((one for one in trials if len(one.data) > goal), key=lambda one: one.step, default=None)
    under = min((one for one in trials if len(one.data) <= goal), key=lambda one: one.step, default=None)
    if above is None or under is None:
        nearest = above or under
        assert nearest is not None
        step = nearest.step * (len(nearest.data) / goal) ** 1.1
    else:
        share = np.log(len(above.data) / goal) / np.log(len(above.data) / len(under.data))
        share = min(max(float(share), 0.08), 0.92)
        step = above.step ** (1 - share) * under.step**share
    return float(min(max(step, _FINEST), _COARSEST))
