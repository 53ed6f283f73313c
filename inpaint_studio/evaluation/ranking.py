"""The ranking of a probe: engines in duels, and whether the best one is clearly best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .summary import Row

LEVEL = 0.80
"""Confidence of the intervals: with this few places, no engine would ever win at a higher one."""

_Z = 1.2816  # of a normal distribution, for LEVEL


@dataclass(frozen=True)
class Standing:
    """An engine's place in the ranking.

    `share` (0 to 1) is the share of the duels that it won, against every other engine at each place in
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

    `rivals` are the engines, best first, that the first does not clearly beat; empty if it wins. `wins`
    is the number of `places` at which the first beats the second.
    """

    standings: tuple[Standing, ...]
    places: int
    rivals: tuple[str, ...] = ()
    wins: int = 0

    @property
    def winner(self) -> str | None:
        return self.standings[0].name if self.standings and not self.rivals else None


def verdict(rows: Sequence[Row]) -> Verdict:
    """The ranking from the rows of any number of places; a failed trial loses all its duels."""
    names = list(dict.fromkeys(row.engine for row in rows))
    by = {(row.engine, row.photo): row for row in rows}
    photos = list(dict.fromkeys(row.photo for row in rows))
    # only places where every engine has run
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
    """The share of the measures in which `mine` is better; ties count half."""
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
