"""The plan of a fill: which engine fills which part of the hole, in which crops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...core.arrays import Flags, Indices
from ...core.errors import Note, StudioError
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ..base import Chooser, Engine, EngineInfo, HoleShape, ParamValue
from ..registry import Registry
from .holes import Components, Measurements, components_of, measure, remeasure
from .parts import TILE, cut_along_tiles, split_by_width, tile_of
from .sharing import MAX_CROPS, Crop, crops_of

_DIAMETERS = np.geomspace(1, 512, 64)  # at which a chooser is asked for an engine
_NARROWEST_LIMIT = 3.0  # px: parts of a stroke that is thinner are not split
_WIDEST_MARGIN = TILE // 4  # px around a tile; a hole that wants more is not cut


@dataclass(frozen=True, eq=False)
class CropTask:
    """One crop and the engine that fills it; `reason` says why it was chosen, "" if it was not."""

    engine: Engine
    params: Mapping[str, ParamValue]
    reason: str
    crop: Crop


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything to run for a fill: the parts of the hole, and the tasks that fill them.

    `notes` are for the user.
    """

    parts: Components
    tasks: tuple[CropTask, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What a chooser picks one engine for.

    `area` is the number of its pixels, `holes` the number of holes that it fills wholly or mostly; with
    `parts` it also fills thin or wide parts of others. `narrowest` and `widest` are the diameters (px) of
    what it fills; `scattered` says that all of that is pixels missing at random.
    """

    engine: str
    area: int
    holes: int
    parts: bool
    narrowest: float
    widest: float
    scattered: bool = False


@dataclass(frozen=True, eq=False)
class _Share:
    """An engine and its components (bool (n,))."""

    engine: Engine
    params: Mapping[str, ParamValue]
    reason: str
    members: Flags

    @property
    def reach(self) -> float | None:
        return self.engine.info.reach


def plan_of(
    mask: Mask, chosen: Engine | Chooser, params: Mapping[str, ParamValue], registry: Registry
) -> Plan:
    """The plan to fill the hole of a mask, which must not be empty.

    A `Chooser` picks an engine for each part of the hole, separately for wide and thin parts of one
    component; long nets of local engines are cut along tiles. Raises StudioError "engine-…".
    """
    parts = components_of(mask)
    notes = _width_notes(chosen.info, parts, mask.size)
    shapes: Measurements | None = None
    if isinstance(chosen, Engine):
        shares = [_Share(chosen, params, "", np.ones(len(parts), bool))]
    else:
        shapes, _ = _split(measure(parts, mask.size), chosen, params)
        shares = _chosen(shapes, chosen, params, registry)
        parts = shapes.components
    if any(_is_large(parts, share) for share in shares):
        shapes, shares = _tiled(shapes or measure(parts, mask.size), shares)
        parts = shapes.components
    tasks = tuple(
        CropTask(share.engine, share.params, share.reason, crop)
        for share in shares
        for crop in _crops(parts, shapes, share, mask.size, MAX_CROPS // len(shares))
    )
    return Plan(parts, tasks, notes)


def choices_of(
    shapes: Measurements,
    chooser: Chooser,
    params: Mapping[str, ParamValue],
    registry: Registry,
    counted: Flags | None = None,
) -> tuple[Choice, ...]:
    """What a chooser would pick for holes: what `plan_of` would plan, without planning any crop.

    `counted` bool (n,) says which of the holes count as holes (None: all): one that lies across two pieces
    of a mask is measured in both. Raises StudioError "engine-…".
    """
    count = len(shapes.components)
    shapes, parents = _split(shapes, chooser, params)
    shares = _chosen(shapes, chooser, params, registry)
    areas = np.stack(
        [np.bincount(parents, shapes.components.areas * share.members, count) for share in shares]
    )
    mostly = areas.argmax(axis=0)
    found = []
    for number, share in enumerate(shares):
        own = mostly == number
        across = shapes.diameters[share.members]
        found.append(
            Choice(
                share.engine.info.name,
                int(areas[number].sum()),
                int(np.count_nonzero(own if counted is None else own & counted)),
                bool((areas[number][~own] > 0).any()),
                float(across.min()),
                float(across.max()),
                bool(shapes.scattered[share.members].all()),
            )
        )
    return tuple(found)


def _width_notes(info: EngineInfo, components: Components, photo: Size) -> tuple[str, ...]:
    """The note about holes that are too wide for the requested engine."""
    sides = components.boxes[:, 2:] - components.boxes[:, :2]
    if info.widest is None or sides.min(axis=1).max() <= info.widest:
        return ()
    across = info.beyond(float(measure(components, photo).diameters.max()))
    if across is None:
        return ()
    return (Note("hole-wide", engine=info.label, widest=f"{info.widest:g}", width=across),)


def _split(
    shapes: Measurements, chooser: Chooser, params: Mapping[str, ParamValue]
) -> tuple[Measurements, Indices]:
    """The shapes of the parts that may want different engines, and the hole that each is a part of (n,)."""
    limit = _turning_diameter(chooser, params, shapes.shape(int(shapes.diameters.argmax())))
    if limit is None:
        return shapes, np.arange(len(shapes.components))
    parts, parents, thin = split_by_width(shapes.components, shapes, limit)
    if parts is not shapes.components:
        shapes = remeasure(shapes, parts, parents)
    return shapes.limited(thin, limit), parents


def _turning_diameter(chooser: Chooser, params: Mapping[str, ParamValue], widest: HoleShape) -> float | None:
    """The widest diameter at which a hole gets a different engine than the widest hole; None if none does."""
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
    """The engines that `chooser` picks, each with its components."""
    components = shapes.components
    kinds = shapes.kinds()
    shares: dict[str, list[int]] = {}
    reasons: dict[str, str] = {}
    # the largest component of a kind represents the kind
    by_area = np.argsort(-components.areas, kind="stable")
    for kind, first in zip(*np.unique(kinds[by_area], return_index=True), strict=True):
        name, reason = chooser.choose(shapes.shape(int(by_area[first])), params)
        shares.setdefault(name, []).append(int(kind))
        reasons.setdefault(name, reason)
    found = []
    for name, share in shares.items():
        engine = registry.get(name)
        if not isinstance(engine, Engine):
            raise StudioError(
                "engine-failed", name=chooser.info.name, reason=Note("chose-no-engine", name=name)
            )
        found.append(_Share(engine, engine.info.parse_params({}), reasons[name], np.isin(kinds, share)))
    return found


def _is_large(components: Components, share: _Share) -> bool:
    """Whether a local engine has components that do not fit into a tile."""
    boxes = components.boxes[share.members]
    return share.reach is not None and bool((boxes[:, 2:] - boxes[:, :2] > TILE).any())


def _tiled(shapes: Measurements, shares: list[_Share]) -> tuple[Measurements, list[_Share]]:
    """The components of local engines cut along tiles, unless they need too wide a margin around a tile."""
    chosen = np.zeros(len(shapes.components), bool)
    for share in shares:
        if share.reach is not None:
            chosen |= share.members & (_wanted_around(share.reach, shapes) <= _WIDEST_MARGIN)
    parts, parents = cut_along_tiles(shapes.components, chosen)
    # a part counts as wide as its component, whose surroundings it must see
    own = [replace(share, members=share.members[parents]) for share in shares]
    return shapes.inherited(parts, parents), own


def _wanted_around(reach: float, shapes: Measurements) -> Indices:
    """How many pixels around each cut component matter to a local engine: int64 (n,)."""
    return np.asarray(np.ceil(reach * shapes.diameters).astype(np.int64))


def _crops(
    parts: Components, shapes: Measurements | None, share: _Share, photo: Size, limit: int
) -> Iterator[Crop]:
    """The crops of one engine; those of a local one are not much larger than a tile."""
    info = share.engine.info

    def margin(hole: Rect) -> int:
        return max(1, info.margin(hole, photo, share.params))

    members, more = np.flatnonzero(share.members), None
    groups = [members]
    if share.reach is not None:
        tiles = tile_of(parts.boxes[members])
        groups = [members[tiles == tile] for tile in np.unique(tiles)]
        if shapes is not None and shapes.cut.any():
            more = np.where(shapes.cut, _wanted_around(share.reach, shapes), 0)
    for group in groups:
        yield from crops_of(parts, group, photo, margin, max(1, limit // len(groups)), more)
