"""What should go with a selected object: its shadow, or its reflection. Suggested, and only when sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from ..core.arrays import Coverage, Flags
from ..core.errors import Cancelled
from ..core.geometry import Rect, Size
from ..core.mask import THRESHOLD, Mask
from ..core.photo import PhotoSource
from . import cast_shadow, reflection
from .surroundings import SIDE, Surroundings, reduced, spread

_FEW_PIXELS = 120
"""The fewest pixels of an object, where it is looked at, that have a shape."""
_MOST = 8
"""The most objects that are looked at, largest first."""
_SMALL_PART = 0.1
"""What has less than this share of the largest object's area is no object of its own."""
_APART = 0.02
"""Parts closer than this share of the selection's longer side are one object."""


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A region that should go with an object."""

    kind: Literal["shadow", "reflection"]
    confidence: float
    """How likely it is that, 0 to 1."""
    rect: Rect
    """Where it lies in the photo."""
    coverage: Coverage
    """Its pixels in `rect`, 0 or 255: (height, width)."""

    def added_to(self, mask: Mask) -> Mask:
        """The mask, of the photo's size, with this region."""
        coverage = mask.coverage.copy()
        part = coverage[self.rect.slices]
        np.maximum(part, self.coverage, out=part)
        return Mask(coverage)


def suggest(
    photo: PhotoSource, mask: Mask, is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Suggestion, ...]:
    """The shadows and reflections of the objects in `mask`; none if there are none, or it isn't sure.

    For each object the likelier of both. Deterministic. Raises StudioError "mask-size" if the mask does not
    fit the photo, and `Cancelled`.
    """
    mask.require_size(photo.size)
    found = []
    for bounds, shape in _objects(mask):
        around = Surroundings.of(photo, mask, bounds, shape)
        if int(around.object.sum()) < _FEW_PIXELS:
            continue
        best: Suggestion | None = None
        for kind, look, sure in (
            ("reflection", reflection.reflection, reflection.SURE),
            ("shadow", cast_shadow.cast_shadow, cast_shadow.SURE),
        ):
            if is_cancelled():
                raise Cancelled
            seen = look(around)
            if seen is not None and seen[1] >= max(sure, 0 if best is None else best.confidence):
                best = _suggestion(kind, *seen, around, mask)
        if best is not None and best.coverage.any():
            found.append(best)
    return tuple(found)


def _suggestion(kind: str, seen: Flags, confidence: float, around: Surroundings, mask: Mask) -> Suggestion:
    """What was seen in the reduced surroundings, in the photo, with a margin of half a reduced pixel."""
    rect = around.rect
    closed = seen | (spread(seen, 2) & around.near)  # nothing may remain between the object and its shadow
    soft = cv2.resize(closed.astype(np.float32), (rect.width, rect.height), interpolation=cv2.INTER_LINEAR)
    there = (soft > 0.3) & (mask.read(rect) == 0)
    coverage: Coverage = np.where(there, np.uint8(255), np.uint8(0))
    return Suggestion("shadow" if kind == "shadow" else "reflection", confidence, rect, coverage)


def _objects(mask: Mask) -> list[tuple[Rect, Flags]]:
    """The objects in a mask, largest first: their bounds, and their pixels in these."""
    bounds = mask.bounds
    if not bounds:
        return []
    hard = mask.read(bounds) >= THRESHOLD
    longest = max(bounds.width, bounds.height)
    scale = min(1.0, 2 * SIDE / longest)
    size = Size(max(1, round(scale * bounds.width)), max(1, round(scale * bounds.height)))
    small = reduced(np.where(hard, np.uint8(255), np.uint8(0)), size) >= THRESHOLD
    joined = spread(small, max(1, round(_APART * max(size.width, size.height))))
    count, labels = cv2.connectedComponents(joined.astype(np.uint8), connectivity=8)
    if count < 2:
        return []
    areas = np.bincount(labels[small], minlength=count)
    areas[0] = 0
    numbers = [
        int(n) for n in np.argsort(-areas, kind="stable")[:_MOST] if areas[n] > _SMALL_PART * areas.max()
    ]
    whole = cv2.resize(
        labels.astype(np.float32), (bounds.width, bounds.height), interpolation=cv2.INTER_NEAREST
    )
    objects = []
    for number in numbers:
        shape = hard & (whole == number)
        own = Mask.from_array(shape).bounds
        if own:
            objects.append((own.moved(bounds.x, bounds.y), shape[own.slices]))
    return objects
