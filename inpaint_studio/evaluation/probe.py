"""Which engine suits this photo? The hole's shape is moved to intact places, where the truth is known.

The places are near the hole, as similar to its surroundings as possible, and overlap neither the hole nor
each other. The engines' fills are scored against the truth there, and the engines are ranked by how often
each came closer to it than another. Only crops are filled, so a photo of 50 megapixels takes no longer
than a small one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from ..core.errors import StudioError
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo import Photo, PhotoSource
from ..core.reconstruct import JoinOptions
from ..engines.base import ParamValue
from ..engines.request import Fill, FillRequest
from . import metrics
from .contest import comparable
from .perceptual import Measure
from .summary import Row

PLACES = 3
LONGEST = 320
"""px on the long side of the hole's shape; a larger one is tried on a reduced copy of the photo."""
LEVEL = 0.80
"""Confidence of the intervals: with this few places, no engine would ever win at a higher one."""

_Z = 1.2816  # of a normal distribution, for LEVEL
_OVERVIEW = 384  # px on the long side of the small picture that is searched for places
_CONTEXT = (64, 160)  # px of photo around the shape in a crop, at least and at most
_SHRINK = 0.75  # the factor by which a shape that fits nowhere is reduced each time
_SMALLEST = 6  # px: the shape is not reduced below this
_NEARNESS = 0.35  # the weight of the distance relative to the similarity
_JITTER = 0.02  # of the cost, random, so that another seed finds other places

TURNS = ("", "mirrored", "upside down", "turned by 180°", "turned by 90°", "turned by 270°")
"""Ways to turn a shape that does not fit unchanged."""


@dataclass(frozen=True, eq=False)
class ProbePlace:
    """An intact part of the photo with the hole's shape moved to it.

    `truth` is the original crop, `mask` the shape in it together with the unknown pixels there, `hole`
    bool (h, w) the shape alone. `rect` is the crop in the photo, `scale` how much it was reduced, `turn` an
    index into `TURNS`.
    """

    rect: Rect
    truth: Photo
    mask: Mask
    hole: np.ndarray
    scale: float = 1.0
    turn: int = 0

    @property
    def question(self) -> Photo:
        """What engines see: the mean colour in the hole instead of the truth."""
        unknown = self.mask.hole
        pixels = np.array(self.truth.pixels)
        if not unknown.all():
            pixels[unknown] = np.rint(pixels[~unknown].mean(axis=0)).astype(pixels.dtype)
        return Photo(pixels)


@dataclass(frozen=True, eq=False)
class Probe:
    """The places, and how the shape was changed to find them.

    `part` says that only the densest part of the hole was moved, `size` how much the shape was reduced in
    the photo itself (1: not at all).
    """

    places: tuple[ProbePlace, ...]
    part: bool = False
    size: float = 1.0


@dataclass(frozen=True)
class Contender:
    """An engine with its parameters, ranked as `name`."""

    name: str
    engine: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    device: str = "cpu"


@dataclass(frozen=True, eq=False)
class ProbeTrial:
    """One contender at one place: the request to run, and its owner."""

    contender: str
    place: int
    request: FillRequest


@dataclass(frozen=True)
class Standing:
    """A contender's place in the ranking.

    `share` (0 to 1) is the share of the duels that it won, against every other contender at each place in
    each measure, ties counting half, with its interval `low` to `high`. `scores` are means over the places.
    """

    name: str
    share: float
    low: float
    high: float
    scores: Mapping[str, float]
    seconds: float
    failed: int = 0


@dataclass(frozen=True)
class Verdict:
    """The ranking, best first, and whether it is conclusive.

    `rivals` are the contenders, best first, that the first does not clearly beat; empty if it wins. `wins`
    is at how many of the `places` the first came closer than the second.
    """

    standings: tuple[Standing, ...]
    places: int
    rivals: tuple[str, ...] = ()
    wins: int = 0

    @property
    def winner(self) -> str | None:
        return self.standings[0].name if self.standings and not self.rivals else None

    def __str__(self) -> str:
        """One sentence in plain English."""
        if not self.standings:
            return "No engine could fill the places."
        if len(self.standings) == 1:
            return f"Only {self.standings[0].name} was tried, so there is nothing to compare."
        if self.winner is None:
            names = ", ".join((self.standings[0].name, *self.rivals))
            return f"No clear winner at {_places(self.places)}: {names} are too close to tell apart."
        return (
            f"{self.winner} suits this photo best: at {self.wins} of {_places(self.places)} "
            f"it came closer to the truth than {self.standings[1].name}."
        )


def find_places(photo: PhotoSource, mask: Mask, *, count: int = PLACES, seed: int = 0) -> Probe:
    """Up to `count` places for the shape of `mask`; the same for the same seed, none if there is no room.

    Raises StudioError "mask-size".
    """
    mask.require_size(photo.size)
    if not mask.bounds or count < 1:
        return Probe(())
    overview = _Overview.of(photo, mask)
    shape, part = _shape(mask)
    rng = np.random.default_rng(seed)
    size = 1.0
    while True:
        spots = _spots(overview, shape, mask, count, rng)
        smaller = size * _SHRINK
        if spots or min(shape.hole.shape) * _SHRINK < _SMALLEST:
            break
        size, shape = smaller, _resized(shape, _SHRINK)
    places = tuple(_place(photo, mask, hole, rect, turn) for hole, rect, turn in spots)
    return Probe(places, part, size)


def trials(
    probe: Probe,
    contenders: Sequence[Contender],
    *,
    seed: int = 0,
    join: JoinOptions = JoinOptions(),
    threads: int | None = None,
) -> list[ProbeTrial]:
    """The trials: each contender at each place, place after place, so that early results are comparable."""
    found = []
    for number, place in enumerate(probe.places):
        question = place.question
        for one in contenders:
            request = FillRequest(
                question,
                place.mask,
                one.engine,
                one.params,
                int(np.random.SeedSequence([seed, number]).generate_state(1)[0]),
                join=join,
                device=one.device,
                threads=threads,
            )
            found.append(ProbeTrial(one.name, number, request))
    return found


def scored(probe: Probe, trial: ProbeTrial, fill: Fill, measure: Measure | None = None) -> Row:
    """How close a fill is to the truth: `hole_psnr`, `ssim`, `texture` and, if measured, `stlpips`.

    All are measured around the shape. By the first two alone, a blur would beat texture that is slightly
    misplaced. `measure` is that of `perceptual.load`.
    """
    place = probe.places[trial.place]
    bounds = Mask.from_array(place.hole).bounds
    near = (bounds.grown(8) & Rect.of(place.truth.size)).slices
    truth = comparable(place.truth)[near]
    filled = comparable(Photo(fill.apply(trial.request.photo)))[near]
    hole = place.hole[near]
    result = np.where(hole[..., None], filled, truth)
    scores = {
        "hole_psnr": metrics.psnr(truth, result, hole),
        "ssim": metrics.ssim(truth, result),
    }
    if metrics.texture(truth, truth, hole) == 1:  # otherwise there is hardly any texture
        scores["texture"] = metrics.texture(truth, result, hole)
    if measure is not None:
        scores["stlpips"] = measure(*(_at_least(picture, 64) for picture in (truth, result)))
    share = float(place.hole.mean())
    return Row(str(trial.place), trial.contender, share, fill.seconds, scores)


def failure(trial: ProbeTrial, error: StudioError) -> Row:
    """The row of a failed trial."""
    return Row(str(trial.place), trial.contender, 0.0, error=str(error))


def verdict(rows: Sequence[Row]) -> Verdict:
    """The ranking from the rows of any number of places; a failed trial loses all its duels."""
    names = list(dict.fromkeys(row.engine for row in rows))
    by = {(row.engine, row.photo): row for row in rows}
    photos = list(dict.fromkeys(row.photo for row in rows))
    # only places where every contender has run
    photos = [photo for photo in photos if all((name, photo) in by for name in names)]
    duels = {
        (name, other): [_duel(by[name, photo], by[other, photo]) for photo in photos]
        for name in names
        for other in names
        if other != name
    }
    standings = [_standing(name, [by[name, photo] for photo in photos], duels) for name in names]
    standings = [one for one in standings if one.failed < len(photos)]
    standings.sort(key=lambda one: (-one.share, one.seconds))
    if len(standings) < 2:
        return Verdict(tuple(standings), len(photos))
    first = standings[0].name
    rivals = []
    for other in standings[1:]:
        won = duels[first, other.name]
        if interval(float(np.mean(won)), len(won))[0] <= 0.5:
            rivals.append(other.name)
    wins = sum(share > 0.5 for share in duels[first, standings[1].name])
    return Verdict(tuple(standings), len(photos), tuple(rivals), wins)


def interval(share: float, count: int) -> tuple[float, float]:
    """The interval (Wilson 1927, at `LEVEL`) of a share of `count` trials: (low, high) within 0 to 1."""
    if count < 1:
        return 0.0, 1.0
    weight = _Z**2 / count
    middle = (share + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * float(np.sqrt(share * (1 - share) / count + weight / (4 * count)))
    return max(0.0, middle - half), min(1.0, middle + half)


def _duel(mine: Row, theirs: Row) -> float:
    """The share of the measures in which `mine` came closer to the truth; ties count half."""
    if mine.error or theirs.error:
        return 0.5 if mine.error and theirs.error else float(not mine.error)
    won = []
    for key in mine.scores.keys() & theirs.scores.keys():
        ahead = _closeness(key, mine.scores[key]) - _closeness(key, theirs.scores[key])
        won.append(0.5 if ahead == 0 else float(ahead > 0))
    return float(np.mean(won)) if won else 0.5


def _closeness(measure: str, score: float) -> float:
    """A score, negated if necessary so that higher is better."""
    if measure == "stlpips":  # a distance
        return -score
    if measure == "texture":  # 1 is as sharp as the truth; half is as bad as double
        return -abs(float(np.log(max(score, 1e-3))))
    return score


def _standing(name: str, rows: list[Row], duels: Mapping[tuple[str, str], list[float]]) -> Standing:
    won = [value for (mine, _), values in duels.items() if mine == name for value in values]
    share = float(np.mean(won)) if won else 0.5
    done = [row for row in rows if not row.error]
    keys = list(dict.fromkeys(key for row in done for key in row.scores))
    scores = {key: float(np.mean([row.scores[key] for row in done])) for key in keys}
    seconds = float(np.median([row.seconds for row in done])) if done else 0.0
    # only the places are independent samples; the duels at one place are correlated
    low, high = interval(share, len(rows))
    return Standing(name, share, low, high, scores, seconds, len(rows) - len(done))


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


@dataclass(frozen=True, eq=False)
class _Shape:
    """The shape to move: `hole` bool (h, w), and where it was cut from."""

    hole: np.ndarray
    rect: Rect


def _shape(mask: Mask) -> tuple[_Shape, bool]:
    """The whole hole if its bounding rectangle leaves room beside it, else its densest part."""
    bounds, size = mask.bounds, mask.size
    if 3 * bounds.area <= size.area or len(mask.components()) == 1:
        return _Shape(mask.read(bounds) > 0, bounds), False
    # damage all over the photo: use a window of it
    side = max(_SMALLEST, min(LONGEST, min(size.width, size.height) // 4))
    density = cv2.boxFilter(
        mask.hole.astype(np.float32), -1, (side, side), normalize=True, borderType=cv2.BORDER_CONSTANT
    )
    # at most half covered: a window that is all hole shows no pattern of damage
    y, x = np.unravel_index(int(np.argmax(np.where(density > 0.5, 0, density))), density.shape)
    window = Rect(int(x) - side // 2, int(y) - side // 2, side, side) & Rect.of(size)
    tight = Mask.from_array(mask.read(window) > 0).bounds
    rect = tight.moved(window.x, window.y) if tight else bounds
    return _Shape(mask.read(rect) > 0, rect), True


def _resized(shape: _Shape, factor: float) -> _Shape:
    """The same shape, smaller."""
    height, width = (max(1, round(side * factor)) for side in shape.hole.shape)
    small = cv2.resize(shape.hole.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) >= 0.5
    if not small.any():
        small[height // 2, width // 2] = True
    return _Shape(small, shape.rect)


def _turned(hole: np.ndarray, turn: int) -> np.ndarray:
    """The shape turned as in `TURNS`."""
    ways = (hole, hole[:, ::-1], hole[::-1], hole[::-1, ::-1], np.rot90(hole), np.rot90(hole, 3))
    return np.ascontiguousarray(ways[turn])


@dataclass(frozen=True, eq=False)
class _Overview:
    """The photo reduced: `features` float32 (h, w, 4) lightness, colour and detail; `blocked` bool (h, w),
    where anything is unknown; `step` pixels of the photo per pixel."""

    features: np.ndarray
    blocked: np.ndarray
    step: int

    @classmethod
    def of(cls, photo: PhotoSource, mask: Mask) -> _Overview:
        size = photo.size
        step = -(-max(size.width, size.height) // _OVERVIEW)
        rows, columns = size.height // step, size.width // step
        if not rows or not columns:
            return cls(np.zeros((0, 0, 4), np.float32), np.zeros((0, 0), bool), step)
        small = np.empty((rows, columns, photo.channels), np.float32)
        lively = np.empty((rows, columns), np.float32)
        blocked = np.zeros((rows, columns), bool)
        band = max(1, 512 // step)
        for top in range(0, rows, band):
            bottom = min(rows, top + band)
            rect = Rect(0, top * step, columns * step, (bottom - top) * step)
            pixels = photo.read(rect)
            shape = (columns, bottom - top)
            small[top:bottom] = _mean(pixels, shape)
            grey = pixels[..., pixels.shape[2] // 2].astype(np.float32)
            edge = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
            lively[top:bottom] = _mean(edge, shape)[..., 0]
            unknown = mask.read(rect) > 0
            alpha = photo.read_alpha(rect)
            if alpha is not None:
                unknown = unknown | (alpha == 0)
            blocked[top:bottom] = _mean(unknown.astype(np.float32), shape)[..., 0] > 0
        high = np.float32(np.iinfo(photo.dtype).max)
        colour = small / high if photo.channels == 3 else np.repeat(small / high, 3, axis=2)
        lab = cv2.cvtColor(colour, cv2.COLOR_RGB2LAB)
        # scaled so that a step of 1 is about equally significant in both
        return cls(np.dstack([lab / 10, np.log1p(lively * 255 / high)[..., None]]), blocked, step)


def _mean(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Means over cells: float32 (h, w, C) for `size` (w, h)."""
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA).astype(np.float32).reshape(*size[::-1], -1)


def _spots(
    overview: _Overview, shape: _Shape, mask: Mask, count: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, Rect, int]]:
    """Up to `count` spots: the turned shape, its rectangle in the photo, its turn."""
    blocked = overview.blocked.copy()
    wanted = _surroundings(overview, shape)
    found: list[tuple[np.ndarray, Rect, int]] = []
    for turn in range(len(TURNS)):
        hole = _turned(shape.hole, turn)
        small = _small(hole, overview.step)
        if small.shape[0] > blocked.shape[0] or small.shape[1] > blocked.shape[1]:
            continue
        cost = _cost(overview, small, shape, wanted)
        cost += _JITTER * max(float(cost.std()), 1e-3) * rng.standard_normal(cost.shape).astype(np.float32)
        while len(found) < count:
            touched = _overlap(blocked, small)
            free = np.where(touched < 0.5, cost, np.inf)
            at = int(np.argmin(free))
            if not np.isfinite(free.flat[at]):
                break
            row, column = divmod(at, free.shape[1])
            rect = Rect(column * overview.step, row * overview.step, hole.shape[1], hole.shape[0])
            rect = _pushed_in(rect, mask.size)
            blocked[row : row + small.shape[0], column : column + small.shape[1]] |= small
            if not (hole & (mask.read(rect) > 0)).any():
                found.append((hole, rect, turn))
        if len(found) >= count:
            break
    return found


def _surroundings(overview: _Overview, shape: _Shape) -> np.ndarray:
    """The mean features (4,) around the hole, which a place should resemble."""
    rows, columns = overview.blocked.shape
    step = overview.step
    width, height = _cells(shape, overview)
    rect = Rect(shape.rect.x // step, shape.rect.y // step, width, height)
    near = rect.grown(max(3, max(rect.width, rect.height) // 4)) & Rect(0, 0, columns, rows)
    known = ~overview.blocked[near.slices]
    features = overview.features[near.slices]
    if not known.any():
        known, features = ~overview.blocked, overview.features
    if not known.any():
        return np.zeros(4, np.float32)
    return np.asarray(features[known].mean(axis=0))


def _cells(shape: _Shape, overview: _Overview) -> tuple[int, int]:
    return -(-shape.rect.width // overview.step) + 1, -(-shape.rect.height // overview.step) + 1


def _small(hole: np.ndarray, step: int) -> np.ndarray:
    """The shape in the overview, with a margin of one cell for rounding: bool."""
    height, width = (-(-side // step) for side in hole.shape)
    padded = np.zeros((height * step, width * step), np.uint8)
    padded[: hole.shape[0], : hole.shape[1]] = hole
    cells = padded.reshape(height, step, width, step).max(axis=(1, 3))
    return np.asarray(cells, bool)


def _overlap(blocked: np.ndarray, small: np.ndarray) -> np.ndarray:
    """The number of blocked cells of the shape, for each place of its top left corner: float32."""
    return np.asarray(cv2.matchTemplate(blocked.astype(np.float32), small.astype(np.float32), cv2.TM_CCORR))


def _cost(overview: _Overview, small: np.ndarray, shape: _Shape, wanted: np.ndarray) -> np.ndarray:
    """How different each place is from the hole's surroundings, and how far away: float32, by corner."""
    height, width = small.shape
    known = (~overview.blocked).astype(np.float32)
    window = np.ones((height, width), np.float32)
    mass = np.maximum(cv2.matchTemplate(known, window, cv2.TM_CCORR), 1e-3)
    unlike = np.zeros(mass.shape, np.float32)
    for channel in range(overview.features.shape[2]):
        plane = np.ascontiguousarray(overview.features[..., channel]) * known
        unlike += (cv2.matchTemplate(plane, window, cv2.TM_CCORR) / mass - wanted[channel]) ** 2
    rows, columns = np.mgrid[: mass.shape[0], : mass.shape[1]].astype(np.float32)
    x = (shape.rect.x + shape.rect.width / 2) / overview.step - width / 2
    y = (shape.rect.y + shape.rect.height / 2) / overview.step - height / 2
    far = np.hypot(columns - x, rows - y) / max(overview.blocked.shape)
    return np.asarray(np.sqrt(unlike) + _NEARNESS * 10 * far, np.float32)


def _pushed_in(rect: Rect, size: Size) -> Rect:
    """The rectangle, moved as little as necessary to be inside the photo."""
    x = min(max(0, rect.x), size.width - rect.width)
    y = min(max(0, rect.y), size.height - rect.height)
    return Rect(x, y, rect.width, rect.height)


def _place(photo: PhotoSource, mask: Mask, hole: np.ndarray, rect: Rect, turn: int) -> ProbePlace:
    """The crop around the shape at `rect`, reduced if it is large."""
    least, most = _CONTEXT
    context = min(max(least, max(rect.width, rect.height) // 2), max(most, max(rect.width, rect.height) // 3))
    crop = rect.grown(context) & Rect.of(photo.size)
    pixels, unknown = photo.read(crop), mask.read(crop) > 0
    alpha = photo.read_alpha(crop)
    if alpha is not None:
        unknown = unknown | (alpha == 0)
    moved = np.zeros(unknown.shape, bool)
    moved[rect.moved(-crop.x, -crop.y).slices] = hole
    scale = min(1.0, LONGEST / max(rect.width, rect.height))
    if scale < 1:
        size = (max(1, round(crop.width * scale)), max(1, round(crop.height * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], -1)
        moved, unknown = (
            cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
            for plane in (moved, unknown)
        )
    unknown = unknown & ~moved
    return ProbePlace(crop, Photo(np.array(pixels)), Mask.from_array(moved | unknown), moved, scale, turn)


def _at_least(picture: np.ndarray, side: int) -> np.ndarray:
    """Padded to at least `side` px, which the network needs."""
    missing = [max(0, side - length) for length in picture.shape[:2]]
    return np.pad(picture, ((0, missing[0]), (0, missing[1]), (0, 0)), "edge")
