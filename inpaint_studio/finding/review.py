"""Marks under review: which of those that were found would be taken, and why others would not.

Decisions are masks of the picture, not numbers of marks: a mark is decided if most of its core, its most
certain pixels, lies in the mask. So they hold in another look, whose marks differ, and after a crop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import AnyArray, Bytes, Coverage, Doubles, Flags, Floats, Indices
from ..core.damage import GROW, KINDS
from ..core.document.curation import Curation
from ..core.document.mask_edit import tiles_of
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.strokes import Stamp
from ..core.tiles import TILE, TiledArray
from .findings import CARE, FAINT, Findings, Mark, least_confidence

Keys = NDArray[np.uint32]
"""What a pixel shows: the label of its mark (0 for none) in the lower 24 bits, its confidence above them."""
LABEL_BITS = 24

_MOST = 0.5
"""The share of a mark's core that a mask must cover to decide about it."""
_BEYOND = 15
"""Marks that this much more sensitivity would show count as doubtful too."""
_LEVELS = 6
_BAND = 512


class Standing(IntEnum):
    """What would become of a mark."""

    FAINT = 0
    """It is not certain enough."""
    TAKEN = 1
    REJECTED = 2
    PROTECTED = 3
    HIDDEN = 4
    """Marks of its kind are left out."""
    DONE = 5
    """It is in the mask already, or filled, or outside the picture."""


@dataclass(frozen=True, eq=False)
class Covered:
    """How much of each mark's core the masks cover, 0 to 1: float32 (n,) each."""

    accepted: Floats
    rejected: Floats
    protected: Floats
    done: Floats


@dataclass(frozen=True, eq=False)
class Verdict:
    """The marks at one curation."""

    standing: Bytes
    """A `Standing` for each mark: (n,)."""
    least: Bytes
    """The confidence, 0 to 255, that a pixel of each mark must have to be taken with it: (n,)."""
    counts: dict[str, int]
    """How many marks of each kind would be taken, were no kind hidden."""

    @property
    def taken(self) -> Indices:
        """The indices of the marks that would be taken, ascending: (n,)."""
        return np.flatnonzero(self.standing == Standing.TAKEN)


class Review:
    """Findings prepared for quick answers: the pixels of each mark, and reduced pictures of them.

    Takes about a second for 24 megapixels, and is not changed afterwards. Marks are numbered as in
    `Findings.marks`.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        count = len(findings.marks)
        self.kinds: Bytes = np.array([KINDS.index(mark.kind) for mark in findings.marks], np.uint8)
        """The place in `KINDS` of each mark's kind: (n,)."""
        self.confidences: Doubles = np.array([mark.confidence for mark in findings.marks], np.float64)
        flat = findings.labels.reshape(-1)
        where = np.flatnonzero(flat)
        labels = flat[where]
        order = np.argsort(labels, kind="stable")
        # sorted by mark, so that sums over marks are differences of running sums
        self._pixels: Indices = where[order]
        self._ends = np.cumsum(np.bincount(labels, minlength=count + 1))
        labels = labels[order]
        peaks = np.concatenate([[0], self.confidences])
        core = findings.confidence.reshape(-1)[self._pixels] >= np.round(255 * FAINT * peaks)[labels]
        self._core: Indices = self._pixels[core]
        self._core_ends = np.cumsum(np.bincount(labels[core], minlength=count + 1))
        self._reduced = _reduced(findings)
        self._in_faces = None if findings.faces is None else findings.in_faces

    @property
    def size(self) -> Size:
        """The size of the picture."""
        return self.findings.size

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, also those too faint to be taken."""
        return self.findings.marks

    # -- verdicts -------------------------------------------------------------------------------------

    def share(self, tiles: TiledArray) -> Floats:
        """How much of each mark's core a mask of the picture covers, 0 to 1: float32 (n,)."""
        if not self.marks or not tiles.tiles_used():
            return np.zeros(len(self.marks), np.float32)
        covered = tiles.read(Rect.of(self.size)).reshape(-1)[self._core] > 0
        sums = np.concatenate([[0], np.cumsum(covered)])[self._core_ends]
        areas = np.diff(self._core_ends)
        return np.asarray(np.diff(sums) / np.maximum(areas, 1), np.float32)

    def verdict(self, curation: Curation, covered: Covered) -> Verdict:
        """What would become of each mark. Takes well under a millisecond for 10,000 marks."""
        peaks = self.confidences
        needed = self._needed(curation)
        standing: Bytes = np.where(peaks >= needed, Standing.TAKEN, Standing.FAINT).astype(np.uint8)
        standing[covered.accepted >= _MOST] = Standing.TAKEN
        standing[covered.rejected >= _MOST] = Standing.REJECTED
        standing[covered.protected >= _MOST] = Standing.PROTECTED
        standing[(covered.done >= _MOST) | (np.diff(self._ends) == 0)] = Standing.DONE
        taken = standing == Standing.TAKEN
        counts = np.bincount(self.kinds[taken], minlength=len(KINDS))
        hidden = np.array([kind in curation.hidden for kind in KINDS])
        standing[hidden[self.kinds] & (standing <= Standing.REJECTED)] = Standing.HIDDEN
        least = np.minimum(peaks, least_confidence(curation.sensitivity))
        levels = np.round(255 * FAINT * least).astype(np.uint8)
        return Verdict(standing, levels, dict(zip(KINDS, counts.tolist(), strict=True)))

    def doubtful(self, curation: Curation, verdict: Verdict) -> list[int]:
        """The marks to look at, the most doubtful first: those near the confidence that is needed.

        Rejected ones are among them; marks that only much more sensitivity would show are not.
        """
        more = replace(curation, sensitivity=min(100, curation.sensitivity + _BEYOND))
        near = (verdict.standing <= Standing.REJECTED) & (self.confidences >= self._needed(more))
        distance = np.abs(_logit(self.confidences) - _logit(self._needed(curation)))
        order = np.argsort(distance, kind="stable")
        return [int(mark) for mark in order[near[order]]]

    def _needed(self, curation: Curation) -> Doubles:
        """The confidence that each mark needs: (n,)."""
        needed = np.full(len(self.marks), least_confidence(curation.sensitivity))
        if curation.careful and self._in_faces is not None:
            needed[self._in_faces] = least_confidence(curation.sensitivity - CARE)
        return needed

    # -- places ---------------------------------------------------------------------------------------

    def mark_at(self, x: float, y: float, reach: float, verdict: Verdict) -> int | None:
        """The mark at a point of the picture, or the nearest within `reach` px; None if there is none.

        Marks that would be taken or were rejected come before those that are too faint.
        """
        around = Rect.spanning(int(x - reach), int(y - reach), int(x + reach) + 1, int(y + reach) + 1)
        around = around & Rect.of(self.size)
        labels = self.findings.labels[around.slices]
        rows, columns = np.nonzero(labels)
        if not len(rows):
            return None
        marks = labels[rows, columns] - 1
        standing = verdict.standing[marks]
        shown = self.findings.confidence[around.slices][rows, columns] >= verdict.least[marks]
        away = np.hypot(columns + around.x + 0.5 - x, rows + around.y + 0.5 - y)
        away[(standing == Standing.FAINT) | ~shown] += 2 * reach
        away[(standing > Standing.REJECTED) | (away > 3 * reach + 1)] = np.inf
        best = int(away.argmin())
        return None if np.isinf(away[best]) else int(marks[best])

    def marks_under(self, stamps: Iterable[Stamp], verdict: Verdict, standing: Standing) -> list[int]:
        """The marks of that standing whose shown pixels a stroke touches."""
        found: set[int] = set()
        for stamp in stamps:
            labels = self.findings.labels[stamp.rect.slices]
            rows, columns = np.nonzero((labels > 0) & (stamp.coverage > 0))
            marks = labels[rows, columns] - 1
            shown = self.findings.confidence[stamp.rect.slices][rows, columns] >= verdict.least[marks]
            found.update(np.unique(marks[shown & (verdict.standing[marks] == standing)]).tolist())
        return sorted(found)

    def rect_of(self, mark: int, verdict: Verdict) -> Rect:
        """The rectangle around the shown pixels of a mark."""
        pixels = self._pixels[self._ends[mark] : self._ends[mark + 1]]
        pixels = pixels[self.findings.confidence.reshape(-1)[pixels] >= verdict.least[mark]]
        if not len(pixels):
            return self.marks[mark].rect
        rows, columns = np.divmod(pixels, self.size.width)
        left, top = int(columns.min()), int(rows.min())
        return Rect.spanning(left, top, int(columns.max()) + 1, int(rows.max()) + 1)

    # -- masks ----------------------------------------------------------------------------------------

    def painted(self, tiles: TiledArray, marks: Collection[int], value: int) -> TiledArray:
        """A mask with all pixels of these marks set to `value`, 0 to 255; the mask itself stays as it is."""
        return _set(tiles, self._pixels_of(_chosen(marks, len(self.marks))), value)

    def added(self, tiles: TiledArray, verdict: Verdict, protected: TiledArray) -> TiledArray:
        """A mask with what would be taken, grown by `GROW` to cover its rim; nothing of it in `protected`."""
        grown = tiles_of(self.mask(verdict, protected).grown(GROW))
        result = tiles.snapshot()
        for index in grown.tiles_used():
            allowed = np.where(protected.tile(index) > 0, np.uint8(0), grown.tile(index))
            result.put_tile(index, np.maximum(result.tile(index), allowed))
        return result

    def mask(self, verdict: Verdict, protected: TiledArray) -> Mask:
        """The pixels that would be taken, without their rim."""
        coverage: Coverage = np.zeros(self.size.area, np.uint8)
        coverage[self._taken(verdict, protected)] = 255
        return Mask(coverage.reshape(self.size.height, self.size.width))

    def _taken(self, verdict: Verdict, protected: TiledArray) -> Indices:
        taken = verdict.standing == Standing.TAKEN
        pixels = self._pixels_of(taken)
        least = np.repeat(verdict.least[taken], np.diff(self._ends)[taken])
        keep = self.findings.confidence.reshape(-1)[pixels] >= least
        if protected.tiles_used():
            keep &= protected.read(Rect.of(self.size)).reshape(-1)[pixels] == 0
        return pixels[keep]

    def _pixels_of(self, chosen: Flags) -> Indices:
        return self._pixels[np.repeat(chosen, np.diff(self._ends))]

    # -- reduced pictures -----------------------------------------------------------------------------

    def keys(self, level: int, rows: Indices, columns: Indices) -> Keys:
        """`Keys` at these rows and columns of the picture in 1 / 2^level of its size: (rows, columns).

        Each pixel of a reduced picture shows the most certain of the pixels that it stands for, so that no
        speck is lost.
        """
        if level > 0:
            part = self._reduced[min(level, _LEVELS) - 1][rows[0] : rows[-1] + 1]
            return _picked(part, rows, columns)
        within = slice(rows[0], rows[-1] + 1)
        labels = _picked(self.findings.labels[within], rows, columns).astype(np.uint32)
        confidence = _picked(self.findings.confidence[within], rows, columns).astype(np.uint32)
        return np.asarray(confidence << LABEL_BITS | labels, np.uint32) * (labels > 0)

    @property
    def levels(self) -> int:
        """The highest level of `keys`."""
        return _LEVELS


def part_of(findings: Findings, part: Rect) -> Findings:
    """What was found in `part` of the picture, which may reach beyond it; the marks keep their numbers.

    Marks that lie outside keep their area and have an empty rectangle.
    """
    shared = part & Rect.of(findings.size)
    home = shared.moved(-part.x, -part.y)

    def cut(plane: AnyArray) -> AnyArray:
        there = np.zeros((part.height, part.width), plane.dtype)
        there[home.slices] = plane[shared.slices]
        return there

    marks = (replace(mark, rect=(mark.rect & part).moved(-part.x, -part.y)) for mark in findings.marks)
    faces = findings.faces
    if faces is not None:
        faces = tuple((face & part).moved(-part.x, -part.y) for face in faces)
    return replace(
        findings,
        confidence=cut(findings.confidence),
        labels=cut(findings.labels),
        marks=tuple(marks),
        faces=faces,
        infrared=None if findings.infrared is None else cut(findings.infrared),
    )


def _picked(part: AnyArray, rows: Indices, columns: Indices) -> AnyArray:
    return np.take(np.take(part, rows - rows[0], axis=0), columns, axis=1)


def _reduced(findings: Findings) -> tuple[Keys, ...]:
    """The keys at half, quarter … size, each pixel the greatest of four: that of the most certain mark."""
    height, width = findings.labels.shape
    half = np.zeros((-(-height // 2), -(-width // 2)), np.uint32)
    for top in range(0, height, _BAND):
        labels = findings.labels[top : top + _BAND]
        keys: Keys = np.left_shift(findings.confidence[top : top + _BAND], LABEL_BITS, dtype=np.uint32)
        keys |= labels.astype(np.uint32)
        keys[labels == 0] = 0
        half[top // 2 : -(-(top + len(keys)) // 2)] = _halved(keys)
    levels = [half]
    while len(levels) < _LEVELS:
        levels.append(_halved(levels[-1]))
    return tuple(levels)


def _halved(keys: Keys) -> Keys:
    height, width = (side // 2 for side in keys.shape)
    half = keys[::2, ::2].copy()
    for part, other in (
        (half[:, :width], keys[::2, 1::2]),
        (half[:height], keys[1::2, ::2]),
        (half[:height, :width], keys[1::2, 1::2]),
    ):
        np.maximum(part, other, out=part)
    return half


def _set(tiles: TiledArray, pixels: Indices, value: int) -> TiledArray:
    """A copy of a mask with those pixels (numbered row by row) set."""
    result = tiles.snapshot()
    if not len(pixels):
        return result
    rows, columns = np.divmod(pixels, tiles.size.width)
    across = -(-tiles.size.width // TILE)
    homes = rows // TILE * across + columns // TILE
    order = np.argsort(homes, kind="stable")
    found, starts = np.unique(homes[order], return_index=True)
    for index, chosen in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
        tile = result.tile(index).copy()
        tile[rows[chosen] % TILE, columns[chosen] % TILE] = value
        result.put_tile(index, tile)
    return result


def _chosen(marks: Collection[int] | Sequence[int], count: int) -> Flags:
    chosen = np.zeros(count, bool)
    chosen[np.asarray(list(marks), np.intp)] = True
    return chosen


def _logit(share: Doubles) -> Doubles:
    inside = np.clip(share, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(inside / (1 - inside)), np.float64)
