"""From the scores per photo to a summary per engine, with confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..core.arrays import Doubles

RESAMPLES = 10_000


@dataclass(frozen=True)
class Row:
    """One engine on one photo. `error` is empty unless it failed; then there are no scores."""

    photo: str
    engine: str
    hole: float
    """The share of the photo that was missing, 0 to 1."""
    seconds: float = 0.0
    scores: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Mean:
    """A mean over photos; `difference` to the first engine on the same photos, with its 95 % interval."""

    value: float
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sure(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Summary:
    """One engine over all photos: the number filled, the median time, the mean of each score."""

    engine: str
    photos: int
    failed: int
    seconds: float
    scores: Mapping[str, Mean]


def summarise(rows: Sequence[Row], seed: int = 0) -> list[Summary]:
    """A summary for each engine, in order of first appearance; the first is the reference."""
    engines = list(dict.fromkeys(row.engine for row in rows))
    return [_summary(engine, engines[0], rows, seed) for engine in engines]


def interval(values: Doubles, seed: int = 0, level: float = 0.95) -> tuple[float, float]:
    """The percentile bootstrap interval of the mean of `values` (n,): (low, high). Efron 1979."""
    rng = np.random.default_rng(seed)
    means = np.concatenate(
        [
            rng.choice(values, (RESAMPLES // 10, len(values))).mean(axis=1)  # in parts, to stay small
            for _ in range(10)
        ]
    )
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _summary(engine: str, reference: str, rows: Sequence[Row], seed: int) -> Summary:
    mine = {row.photo: row for row in rows if row.engine == engine}
    theirs = {row.photo: row for row in rows if row.engine == reference}
    done = [row for row in mine.values() if not row.error]
    keys = list(dict.fromkeys(key for row in done for key in row.scores))
    scores = {}
    for key in keys:
        values = np.array([row.scores[key] for row in done if key in row.scores])
        pairs = [
            (row.scores[key], theirs[row.photo].scores[key])
            for row in done
            if key in row.scores and row.photo in theirs and key in theirs[row.photo].scores
        ]
        if engine == reference or len(pairs) < 2:
            scores[key] = Mean(float(values.mean()))
            continue
        differences = np.array([own - other for own, other in pairs])
        low, high = interval(differences, seed)
        scores[key] = Mean(float(values.mean()), float(differences.mean()), low, high)
    seconds = float(np.median([row.seconds for row in done])) if done else 0.0
    return Summary(engine, len(done), len(mine) - len(done), seconds, scores)
