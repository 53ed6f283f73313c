"""The engines to compare for the holes of a mask. Without Qt."""

from __future__ import annotations

from ..core.tiles import TiledArray
from ..engines.ranking import is_slow, ranked, score
from ..engines.registry import Registry
from .advice import shapes_of

MOST = 5
"""How many engines are worth comparing at once."""
_ALIKE = 0.5
"""An engine is worth comparing if it scores at least this share of the best score."""


def suited(tiles: TiledArray, registry: Registry) -> tuple[str, ...]:
    """The names of the engines to compare for the holes of a mask by the rule of `auto`, best first.

    At most `MOST`, none for an empty mask. They need not be as good as those that the list of engines
    recommends, since one compares to see what is best here. Runs in any thread.
    """
    shapes = shapes_of(tiles)
    infos = [entry.info for entry in registry.entries() if entry.info is not None and entry.available]
    best = ranked((info for info in infos if info.family != "auto"), shapes)[:MOST] if shapes else []
    return tuple(
        info.name
        for info in best
        if not is_slow(info, shapes) and score(info, shapes) >= _ALIKE * score(best[0], shapes)
    )
