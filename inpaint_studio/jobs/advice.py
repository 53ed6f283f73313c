"""Whether an engine suits the holes of a mask, and which one would suit them better. Without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..core.errors import StudioError
from ..core.geometry import Rect
from ..core.mask import Mask
from ..core.tiles import TiledArray
from ..engines.base import Chooser, EngineInfo, HoleShape, ParamValue
from ..engines.pipeline.holes import components_of, measure
from ..engines.pipeline.plan import Choice, choices_of
from ..engines.ranking import is_slow, ranked, score
from ..engines.registry import Registry

_BLOCK = 2048
"""Masks are measured in squares of this side (px), to bound memory; no score changes beyond this size."""
_MUCH_BETTER = 0.2
"""Scores are shares of test fills won; below this difference advice would be noise."""


@dataclass(frozen=True)
class Advice:
    """`better` is the engine that suits the mask best, `widest` the diameter (px) of its widest hole."""

    better: str
    widest: float
    scattered: bool


Shapes = tuple[tuple[HoleShape, int], ...]
"""The kinds of holes in a mask, each with the number of pixels in holes of that kind."""


@dataclass(frozen=True)
class Survey:
    """The holes of a mask, and what each engine that chooses (`auto`) would pick for them."""

    shapes: Shapes
    taken: Mapping[str, tuple[Choice, ...]]


NOTHING = Survey((), {})
"""What is known of an empty mask."""


def survey(
    tiles: TiledArray, registry: Registry, params: Mapping[str, Mapping[str, ParamValue]] | None = None
) -> Survey:
    """Measure a mask; runs in any thread. The choices are sorted by the pixels they would fill.

    `params` are those of the engines that choose, by name; one that is not named has its defaults.
    """
    pieces = _pieces(tiles)
    shapes = shapes_of(tiles)
    if not shapes:
        return NOTHING
    touched = shapes[0][0].touched
    taken: dict[str, tuple[Choice, ...]] = {}
    for entry in registry.entries():
        if entry.info is None or not entry.available or entry.info.family != "auto":
            continue
        engine = registry.get(entry.name)
        if not isinstance(engine, Chooser):
            continue
        chosen = entry.info.parse_params((params or {}).get(entry.name, {}))
        try:
            found = [
                _chosen_in(tiles, piece, pieces[0], touched, engine, chosen, registry) for piece in pieces
            ]
        except StudioError:
            continue  # a fill will report what is missing
        taken[entry.name] = _joined(choice for choices in found for choice in choices)
    return Survey(shapes, taken)


def shapes_of(tiles: TiledArray) -> Shapes:
    """The kinds of holes in a mask (coverage > 0); empty for an empty mask. Runs in any thread."""
    found: list[tuple[HoleShape, int]] = []
    touched = 0
    for piece in _pieces(tiles):
        here = _shapes_in(Mask(tiles.read(piece)))
        touched += here[0][0].touched if here else 0
        found += here
    return tuple((replace(shape, touched=touched), area) for shape, area in found)


def _pieces(tiles: TiledArray) -> list[Rect]:
    """The squares in which a mask is measured."""
    area = Rect(0, 0, 0, 0)
    for index in tiles.tiles_used():
        area |= tiles.tile_rect(index)
    area = area.grown(2) & Rect.of(tiles.size)
    return [
        Rect(left, top, _BLOCK, _BLOCK) & area
        for top in range(area.y, area.bottom, _BLOCK)
        for left in range(area.x, area.right, _BLOCK)
    ]


def _shapes_in(mask: Mask) -> list[tuple[HoleShape, int]]:
    if not mask.bounds:
        return []
    if mask.area == mask.size.area:
        return [(_whole(mask), mask.area)]
    shapes = measure(components_of(mask), mask.size)
    kinds = shapes.kinds()
    areas = np.bincount(kinds, shapes.components.areas)
    _, first = np.unique(kinds, return_index=True)
    return [(shapes.shape(int(one)), int(area)) for one, area in zip(first, areas, strict=True)]


def _whole(mask: Mask) -> HoleShape:
    """A piece without anything known: a hole that is at least as wide as the piece."""
    whole = Rect.of(mask.size)
    return HoleShape(whole, whole.area, float(min(whole.width, whole.height)), 1.0, touched=whole.area)


def _chosen_in(
    tiles: TiledArray,
    piece: Rect,
    first: Rect,
    touched: int,
    chooser: Chooser,
    params: Mapping[str, ParamValue],
    registry: Registry,
) -> tuple[Choice, ...]:
    """What a chooser picks in one piece of a mask; a hole counts in the leftmost, topmost piece of it."""
    mask = Mask(tiles.read(piece))
    if not mask.bounds:
        return ()
    begins = np.array([piece.x > first.x, piece.y > first.y])
    if mask.area == mask.size.area:
        shape = replace(_whole(mask), touched=touched)
        name, _ = chooser.choose(shape, params)
        across = shape.diameter
        return (Choice(name, mask.area, int(not begins.any()), False, across, across),)
    parts = components_of(mask)
    counted = ~((parts.boxes[:, :2] == 0) & begins).any(axis=1)
    shapes = replace(measure(parts, mask.size), touched=touched)
    return choices_of(shapes, chooser, params, registry, counted)


def _joined(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The choices with those of one engine added up, the largest first."""
    found: dict[str, Choice] = {}
    for one in choices:
        had = found.get(one.engine)
        found[one.engine] = one if had is None else Choice(
            one.engine,
            had.area + one.area,
            had.holes + one.holes,
            had.parts or one.parts,
            min(had.narrowest, one.narrowest),
            max(had.widest, one.widest),
            had.scattered and one.scattered,
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda choice: -choice.area))


def suiting(engines: Iterable[EngineInfo], shapes: Shapes) -> tuple[list[EngineInfo], int]:
    """The engines but `auto` from best to worst for the holes, and how many of them suit those well.

    By the rule of `auto`; the order stays and none is singled out if there are no holes.
    """
    best_first = ranked((info for info in engines if info.family != "auto"), shapes)
    if not shapes or not best_first:
        return best_first, 0
    enough = score(best_first[0], shapes) - _MUCH_BETTER
    count = sum(score(info, shapes) > max(enough, 0) and not is_slow(info, shapes) for info in best_first)
    return best_first, count


def too_wide(info: EngineInfo, shapes: Shapes) -> int | None:
    """The width (px) of the widest hole if it is more than this engine is meant for; None if not."""
    return info.beyond(max(shape.diameter for shape, _ in shapes)) if shapes else None


def advise(chosen: EngineInfo, engines: Iterable[EngineInfo], shapes: Shapes) -> Advice | None:
    """Advice about `chosen`, one of the available `engines`; None if it suits the holes well enough."""
    if not shapes or chosen.family == "auto":
        return None
    best_first, _ = suiting(engines, shapes)
    if not best_first:
        return None
    better = best_first[0]
    if better.name == chosen.name or score(better, shapes) - score(chosen, shapes) < _MUCH_BETTER:
        return None
    total = sum(area for _, area in shapes)
    scattered = sum(area for shape, area in shapes if shape.scattered)
    return Advice(better.name, max(shape.diameter for shape, _ in shapes), scattered > total / 2)
