"""What a fill within a time budget tries for each hole before it keeps the best.

The attempts are fixed before the fill starts and recorded with it, so a replay tries the same without
measuring any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Attempt:
    """One way to fill the holes that an engine gets: all its parameters, and how its chance is varied.

    Attempts with the same `variation` (0 or more) use the same seeds; 0 are those of a plain fill.
    """

    engine: str
    params: Mapping[str, int | float | bool | str] = field(default_factory=dict)
    variation: int = 0


Attempts = tuple[Attempt, ...]


def to_json(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    """The attempts as values that JSON can hold."""
    return [
        {"engine": one.engine, "params": dict(one.params), "variation": one.variation} for one in attempts
    ]


def from_json(found: Sequence[Mapping[str, Any]]) -> Attempts:
    """The attempts in what `to_json` returned. Raises KeyError, TypeError or ValueError for anything else."""
    read = tuple(Attempt(str(one["engine"]), dict(one["params"]), int(one["variation"])) for one in found)
    if any(one.variation < 0 for one in read):
        raise ValueError("a variation is 0 or more")
    return read
