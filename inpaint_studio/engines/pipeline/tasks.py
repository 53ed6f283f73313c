"""What a fill has to do: which engine for which part of the hole, in which crops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ..base import Chooser, Engine, HoleShape, ParamValue
from ..registry import Registry
from .parts import TILE, cut_along_tiles, split_by_width, tile_of
from .planning import MAX_CROPS, Components, Crop, Measurements, measure, plan, remeasure

_DIAMETERS = np.geomspace(1, 512, 64)  # where a chooser is asked which engine it would take
_NARROWEST_LIMIT = 3.0  # px: thinner than that, parts of a stroke are not told from one another
_WIDEST_MARGIN = TILE // 4  # px around a tile; a hole that wants more is not cut


@dataclass(frozen=True, eq=False)
class Task:
    """One crop and the engine that fills it; `reason` is why it was chosen, if it was."""

    engine: Engine
    params: Mapping[str, ParamValue]
    reason: str
    crop: Crop


@dataclass(frozen=True, eq=False)
class _Share:
    """An engine and its components (bool (n,))."""

    engine: Engine
    params: Mapping[str, ParamValue]
    reason: str
    members: np.ndarray


def tasks_of(
    components: Components,
    photo: Size,
    chosen: Engine | Chooser,
    params: Mapping[str, ParamValue],
    registry: Registry,
) -> tuple[Components, list[Task]]:
    """What to run to fill these components, and the parts that they were cut into for it.

    A `Chooser` picks for each part of the hole, wide and thin parts of one component apart.
    """
    shapes = None
    cut = np.zeros(len(components), bool)
    if isinstance(chosen, Engine):
        shares = [_Share(chosen, params, "", np.ones(len(components), bool))]
    else:
        shapes = measure(components, photo)
        components, shapes, cut = _split(components, shapes, chosen, params)
        shares = _chosen(shapes, chosen, params, registry)
    if any(_is_large(components, share) for share in shares):
        shapes = shapes or measure(components, photo)
        components, shapes, shares, cut = _tiled(components, shapes, shares, cut)
    tasks = []
    for share in shares:
        more = None
        if share.engine.info.reach is not None and cut.any() and shapes is not None:
            more = np.where(cut, _wanted_around(share.engine.info.reach, shapes), 0)
        tasks += _planned(components, share, photo, MAX_CROPS // len(shares), more)
    return components, tasks


def _split(
    components: Components, shapes: Measurements, chooser: Chooser, params: Mapping[str, ParamValue]
) -> tuple[Components, Measurements, np.ndarray]:
    """The parts that may want different engines, their shapes, and which of them have been cut (n,)."""
    limit = _turning_diameter(chooser, params, shapes.shape(int(shapes.diameters.argmax())))
    if limit is None:
        return components, shapes, np.zeros(len(components), bool)
    parts, parents, thin = split_by_width(components, shapes, limit)
    cut = np.bincount(parents)[parents] > 1
    if parts is not components:
        shapes = remeasure(shapes, parts, parents)
    return parts, shapes.limited(thin, limit), cut


def _turning_diameter(chooser: Chooser, params: Mapping[str, ParamValue], widest: HoleShape) -> float | None:
    """The widest diameter at which a hole gets another engine than the widest one; None if none does."""
    wanted, _ = chooser.choose(widest, params)
    for diameter in _DIAMETERS[widest.diameter >= _DIAMETERS][::-1]:
        if diameter < _NARROWEST_LIMIT:
            break
        shape = replace(widest, diameter=float(diameter), scattered=False)
        if chooser.choose(shape, params)[0] != wanted:
            return float(diameter)
    return None


def _chosen(
    shapes: Measurements, chooser: Chooser, params: Mapping[str, ParamValue], registry: Registry
) -> list[_Share]:
    """The engines that `chooser` takes, each with its components."""
    components = shapes.components
    kinds = shapes.kinds()
    shares: dict[str, list[int]] = {}
    reasons: dict[str, str] = {}
    # the largest component of a kind stands for the others of that kind
    by_area = np.argsort(-components.areas, kind="stable")
    for kind, first in zip(*np.unique(kinds[by_area], return_index=True), strict=True):
        name, reason = chooser.choose(shapes.shape(int(by_area[first])), params)
        shares.setdefault(name, []).append(int(kind))
        reasons.setdefault(name, reason)
    found = []
    for name, share in shares.items():
        engine = registry.get(name)
        if not isinstance(engine, Engine):
            raise StudioError("engine-failed", name=chooser.info.name, reason=f"it chose '{name}'")
        found.append(_Share(engine, engine.info.parse_params({}), reasons[name], np.isin(kinds, share)))
    return found


def _is_large(components: Components, share: _Share) -> bool:
    """Whether a local engine has components that do not fit into a tile."""
    if share.engine.info.reach is None:
        return False
    boxes = components.boxes[share.members]
    return bool((boxes[:, 2:] - boxes[:, :2] > TILE).any())


def _tiled(
    components: Components, shapes: Measurements, shares: list[_Share], cut: np.ndarray
) -> tuple[Components, Measurements, list[_Share], np.ndarray]:
    """The components of local engines cut along tiles, where a tile with all that matters is no larger."""
    chosen = np.zeros(len(components), bool)
    for share in shares:
        if share.engine.info.reach is not None:
            fits = _wanted_around(share.engine.info.reach, shapes) <= _WIDEST_MARGIN
            chosen |= share.members & fits
    parts, parents = cut_along_tiles(components, chosen)
    # a part is as wide as the whole that it belongs to: that is what it must see the surroundings of
    inherited = Measurements(
        parts,
        shapes.depth,
        shapes.diameters[parents],
        shapes.densities[parents],
        shapes.scattered[parents],
        shapes.touched,
    )
    own = [_Share(one.engine, one.params, one.reason, one.members[parents]) for one in shares]
    return parts, inherited, own, cut[parents] | (np.bincount(parents)[parents] > 1)


def _wanted_around(reach: float, shapes: Measurements) -> np.ndarray:
    """How many pixels around each component's cut matter to a local engine: int64 (n,)."""
    return np.asarray(np.ceil(reach * shapes.diameters).astype(np.int64))


def _planned(
    components: Components, share: _Share, photo: Size, limit: int, more: np.ndarray | None
) -> list[Task]:
    """The crops of one engine. Those of a local one are no larger than about a tile each."""
    info = share.engine.info

    def margin(hole: Rect) -> int:
        return max(1, info.margin(hole, photo, share.params))

    members = np.flatnonzero(share.members)
    groups = [members]
    if info.reach is not None:
        tiles = tile_of(components.boxes[members])
        groups = [members[tiles == tile] for tile in np.unique(tiles)]
    crops = []
    for group in groups:
        crops += plan(components, group, photo, margin, max(1, limit // len(groups)), more)
    return [Task(share.engine, share.params, share.reason, crop) for crop in crops]
