"""Which engines suit the holes of a fill: one rule for `auto`, for advice, and for the list of engines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .base import EngineInfo, HoleShape

Holes = Sequence[tuple[HoleShape, int]]
"""The shapes of holes, each with the number of pixels in holes of that shape."""


def score(info: EngineInfo, holes: Holes) -> float:
    """How well an engine suits the holes, 0 to 1: the mean of its suitability over their pixels."""
    total = sum(area for _, area in holes)
    if not total:
        return 0.0
    return sum(info.suitability.score(shape) * area for shape, area in holes) / total


def is_slow(info: EngineInfo, holes: Holes) -> bool:
    """Whether all holes together exceed what the engine fills in reasonable time (`Suitability.up_to`)."""
    limit = info.suitability.up_to
    return limit is not None and any(shape.touched > limit for shape, _ in holes)


def ranked(infos: Iterable[EngineInfo], holes: Holes, *, patient: bool = False) -> list[EngineInfo]:
    """The engines from best to worst for the holes, in the given order on a tie.

    Those that are too slow come last, unless `patient`.
    """
    return sorted(infos, key=lambda info: (not patient and is_slow(info, holes), -score(info, holes)))
