"""What was found, as values: marks with their kind and confidence, and the masks that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ..core.arrays import AnyArray, Bytes, Coverage, Flags, Floats, Labels
from ..core.damage import KINDS, SENSITIVITY
from ..core.geometry import Rect, Size
from ..core.mask import Mask

_STEEPNESS = 15.0
_DEFAULT_CONFIDENCE = 0.6
FAINT = 0.8
"""A mark reaches as far as the confidence is this share of what its peak must have."""
CARE = 30
"""By how much lower the sensitivity is in faces, when they are treated with care: on portraits that spared
five of six false marks (highlights, nostrils, freckles), and kept three of five true ones (rendered)."""


def least_confidence(sensitivity: float) -> float:
    """The confidence that a mark needs at a sensitivity from 0 (only what is certain) to 100 (all)."""
    logit = np.log(_DEFAULT_CONFIDENCE / (1 - _DEFAULT_CONFIDENCE))
    return float(1 / (1 + np.exp(-logit + (sensitivity - SENSITIVITY) / _STEEPNESS)))


@dataclass(frozen=True)
class Mark:
    """One piece of damage."""

    kind: str
    """One of `KINDS`."""
    confidence: float
    """The highest in it, 0 to 1."""
    rect: Rect
    """Its bounding rectangle at the highest sensitivity."""
    area: int
    """In pixels, at the highest sensitivity."""


def shown_marks(
    marks: Sequence[Mark], sensitivity: float, kinds: Collection[str], careful: Flags | None = None
) -> list[int]:
    """The indices of the marks of these kinds that are certain enough at a sensitivity of 0 to 100.

    Those in `careful`, bool (n,), must be more certain.
    """
    least = np.full(len(marks), least_confidence(sensitivity))
    if careful is not None:
        least[careful] = least_confidence(sensitivity - CARE)
    return [i for i, mark in enumerate(marks) if mark.confidence >= least[i] and mark.kind in kinds]


@dataclass(frozen=True, eq=False)
class Findings:
    """All that a look at a photo found. `marks[i]` is the mark of label `i + 1`."""

    confidence: Bytes
    """How likely each pixel is damage, 0 to 255 for 0 to 1: (H, W)."""
    labels: Labels
    """The mark that each pixel belongs to, 0 for none: (H, W)."""
    marks: tuple[Mark, ...]
    faces: tuple[Rect, ...] | None = None
    """Where there are faces, from `find_faces`; None if nobody looked for them."""
    infrared: Bytes | None = None
    """What the infrared of the scan alone says, as `confidence`: (H, W); None if there is none of use."""
    notes: tuple[str, ...] = ()
    """What the user should know of the look, such as why the infrared was of no use."""

    @property
    def size(self) -> Size:
        return Size(self.labels.shape[1], self.labels.shape[0])

    def shown(
        self,
        sensitivity: float = SENSITIVITY,
        kinds: Collection[str] = KINDS,
        *,
        careful_faces: bool = False,
    ) -> list[int]:
        """The indices of the marks of these kinds that are sure enough.

        With `careful_faces`, those mostly in a face must be surer: highlights in eyes and freckles go,
        a crack stays. Raises ValueError if nobody looked for faces.
        """
        return shown_marks(self.marks, sensitivity, kinds, self.in_faces if careful_faces else None)

    def counts(self, sensitivity: float = SENSITIVITY, *, careful_faces: bool = False) -> Counter[str]:
        """How many marks of each kind are shown."""
        return Counter(self.marks[i].kind for i in self.shown(sensitivity, careful_faces=careful_faces))

    def mask(self, marks: Collection[int], sensitivity: float = SENSITIVITY) -> Mask:
        """The pixels of these marks: those that reach a part of the confidence that a mark needs."""
        wanted = np.zeros(len(self.marks) + 1, np.uint8)
        wanted[np.asarray(list(marks), np.intp) + 1] = 255
        coverage: Coverage = wanted[self.labels]
        coverage[self.confidence < round(255 * FAINT * least_confidence(sensitivity))] = 0
        return Mask(coverage)

    @cached_property
    def in_faces(self) -> Flags:
        """Which marks have most of their pixels in a face: (number of marks,)."""
        if self.faces is None:
            raise ValueError("faces were not looked for")
        inside = np.zeros(self.labels.shape, bool)
        for face in self.faces:
            inside[face.slices] = True
        pixels = np.bincount(self.labels[inside], minlength=len(self.marks) + 1)[1:]
        areas = np.array([mark.area for mark in self.marks], np.int64)
        return np.asarray(2 * pixels > areas)


def findings(confidence: Floats, kinds: Floats) -> Findings:
    """The marks in a confidence (H, W), of the kinds that `kinds` (7, h, w), at any scale, says.

    A mark is an area of touching pixels that are likely enough at the usual sensitivity, with the fainter
    ones around it; or one of fainter pixels alone, which only a higher sensitivity shows.
    """
    levels: Bytes = np.round(confidence * 255).astype(np.uint8)
    labels, count = _labelled(levels)
    if not count:
        return Findings(levels, labels, ())
    y, x = np.nonzero(labels)
    at, level = labels[y, x], levels[y, x]
    peaks = np.zeros(count + 1, np.uint8)
    np.maximum.at(peaks, at, level)
    rows, columns = (place * kinds.shape[i + 1] // labels.shape[i] for i, place in enumerate((y, x)))
    shares = np.stack([np.bincount(at, kind[rows, columns] * level, count + 1) for kind in kinds])
    areas = np.bincount(at, minlength=count + 1)
    read = (shares.argmax(0), peaks / 255, areas, *_bounds(at, x, y, count))
    return Findings(levels, labels, tuple(
        Mark(KINDS[kind], peak, Rect(left, top, right - left, bottom - top), area)
        for kind, peak, area, left, top, right, bottom in zip(*(c[1:].tolist() for c in read), strict=True)
    ))  # fmt: skip


def _labelled(levels: Bytes) -> tuple[Labels, int]:
    """The mark of each pixel from 1, and how many there are."""
    faint, usual = (
        (levels >= max(1, round(255 * FAINT * least_confidence(sensitivity)))).astype(np.uint8)
        for sensitivity in (100, SENSITIVITY)
    )
    count, labels = cv2.connectedComponents(usual, connectivity=8, ltype=cv2.CV_32S)
    # what only touches faintly would join half a picture to one mark, so the faint go to the nearest mark
    _, around = cv2.connectedComponents(faint, connectivity=8, ltype=cv2.CV_32S)
    strong = np.zeros(int(around.max()) + 1, bool)
    strong[around[usual > 0]] = True
    if count > 1:
        _, nearest = cv2.distanceTransformWithLabels(
            1 - usual, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP
        )
        name = np.zeros(int(nearest.max()) + 1, np.int32)
        name[nearest[usual > 0]] = labels[usual > 0]
        joined = (labels == 0) & (faint > 0) & strong[around]
        labels[joined] = name[nearest[joined]]
    alone = (faint > 0) & ~strong[around]
    renumbered = np.cumsum(~strong) + count - 2  # label 0 of `around` is no mark
    labels[alone] = renumbered[around[alone]]
    return np.asarray(labels, np.int32), int(labels.max())


def _bounds(at: AnyArray, x: AnyArray, y: AnyArray, count: int) -> tuple[AnyArray, ...]:
    """Left, top, right and bottom of marks 1 to `count`, whose pixels are at x and y: each (count + 1,)."""
    least = np.full((2, count + 1), np.iinfo(np.intp).max)
    most = np.zeros((2, count + 1), np.intp)
    for axis, places in enumerate((x, y)):
        np.minimum.at(least[axis], at, places)
        np.maximum.at(most[axis], at, places + 1)
    return *least, *most
