"""Whether an engine suits the holes of a mask, and which one would suit them better. Without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.errors import StudioError
from ..core.geometry import Rect
from ..core.mask import Mask
from ..core.tiles import TiledArray
from ..engines.base import Chooser, EngineInfo, HoleShape
from ..engines.pipeline.holes import components_of, measure
from ..engines.registry import Registry

_BLOCK = 2048
"""Masks are measured in squares of this side (px), to bound memory; no score changes beyond this size."""
_MUCH_BETTER = 0.2
"""Scores are shares of test fills won; below this difference advice would be noise."""
_LOOKED_AT = 24
"""How many kinds of holes, the largest ones, are passed to an engine that chooses."""


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
    """The holes of a mask, and the engines that each engine that chooses (`auto`) would use for them."""

    shapes: Shapes
    taken: Mapping[str, tuple[str, ...]]


def survey(tiles: TiledArray, registry: Registry) -> Survey:
    """Measure a mask; runs in any thread. The engines are sorted by the pixels they would fill."""
    shapes = shapes_of(tiles)
    largest = sorted(shapes, key=lambda one: -one[1])[:_LOOKED_AT]
    taken: dict[str, tuple[str, ...]] = {}
    for entry in registry.entries():
        if entry.info is None or not entry.available or entry.info.family != "auto":
            continue
        engine = registry.get(entry.name)
        if not isinstance(engine, Chooser):
            continue
        params = entry.info.parse_params({})
        pixels: dict[str, int] = {}
        for shape, area in largest:
            try:
                name, _ = engine.choose(shape, params)
            except StudioError:
                continue  # a fill will report what is missing
            pixels[name] = pixels.get(name, 0) + area
        taken[entry.name] = tuple(sorted(pixels, key=lambda name: -pixels[name]))
    return Survey(shapes, taken)


def shapes_of(tiles: TiledArray) -> Shapes:
    """The kinds of holes in a mask (coverage > 0); empty for an empty mask. Runs in any thread."""
    area = Rect(0, 0, 0, 0)
    for index in tiles.tiles_used():
        area |= tiles.tile_rect(index)
    area = area.grown(2) & Rect.of(tiles.size)
    found: list[tuple[HoleShape, int]] = []
    for top in range(area.y, area.bottom, _BLOCK):
        for left in range(area.x, area.right, _BLOCK):
            block = Rect(left, top, _BLOCK, _BLOCK) & area
            found += _shapes_in(Mask(tiles.read(block)))
    return tuple(found)


def _shapes_in(mask: Mask) -> list[tuple[HoleShape, int]]:
    if not mask.bounds:
        return []
    if mask.area == mask.size.area:
        # nothing known in the block: at least as wide as the block
        whole = Rect.of(mask.size)
        return [(HoleShape(whole, whole.area, float(min(whole.width, whole.height)), 1.0), whole.area)]
    shapes = measure(components_of(mask), mask.size)
    kinds = shapes.kinds()
    areas = np.bincount(kinds, shapes.components.areas)
    _, first = np.unique(kinds, return_index=True)
    return [(shapes.shape(int(one)), int(area)) for one, area in zip(first, areas, strict=True)]


def score(info: EngineInfo, shapes: Shapes) -> float:
    """How well an engine suits the holes, 0 to 1: the mean over their pixels."""
    total = sum(area for _, area in shapes)
    if not total:
        return 0.0
    return sum(info.suitability.score(shape) * area for shape, area in shapes) / total


def too_wide(info: EngineInfo, shapes: Shapes) -> int | None:
    """The width (px) of the widest hole if it is more than this engine is meant for; None if not."""
    return info.beyond(max(shape.diameter for shape, _ in shapes)) if shapes else None


def advise(chosen: EngineInfo, engines: Iterable[EngineInfo], shapes: Shapes) -> Advice | None:
    """Advice about `chosen`, one of the available `engines`; None if it suits the holes well enough."""
    if not shapes or chosen.family == "auto":
        return None
    rated: Sequence[tuple[float, EngineInfo]] = [
        (score(info, shapes), info) for info in engines if info.family != "auto"
    ]
    if not rated:
        return None
    best, better = max(rated, key=lambda one: one[0])
    if better.name == chosen.name or best - score(chosen, shapes) < _MUCH_BETTER:
        return None
    total = sum(area for _, area in shapes)
    scattered = sum(area for shape, area in shapes if shape.scattered)
    return Advice(better.name, max(shape.diameter for shape, _ in shapes), scattered > total / 2)
