"""Cutting holes into parts that are filled separately: wide and thin parts, and long nets by tiles.

A part is a set of pixels of one component. Every pixel of a hole stays in exactly one part.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...core.arrays import Flags, Floats, Indices, PartNumbers
from ...core.bands import bands, looked_up, numbered, numbers_for, within
from ...core.geometry import pixels_of
from .holes import Components, Measurements

TILE = 1024  # px: side of the squares that the holes of a local engine are cut into

_WELL_ABOVE = 1.5  # times the limit: from here a widening of a stroke counts as a hole of its own
_MOSTLY = 0.5  # … or if it is this share of its component
_CRUMB = 2.0  # times the limit: thin parts that end closer to the wide one stay with it (corners, spikes)


def split_by_width(
    components: Components, shapes: Measurements, limit: float
) -> tuple[Components, Indices, Flags]:
    """The components, split where they are partly wider and partly thinner than `limit` (a diameter in px).

    The wide part is what a disc of that diameter can reach (an opening), grown by a quarter of it to keep
    its border; corners and spikes that the disc does not reach stay with it unless they extend two limits
    farther. Pixels missing at random are never split.

    Also returns for each new component (n,) the index of the one that it was part of, and whether it is a
    thin part, or a stroke that is only slightly wider than `limit` where strokes cross.
    """
    unsplit = components, np.arange(len(components)), np.zeros(len(components), bool)
    wider = (shapes.diameters > limit) & ~shapes.scattered
    if not wider.any():
        return unsplit
    boxes = components.boxes[wider] - (components.rect.x, components.rect.y) * 2
    left, top = boxes[:, :2].min(0)
    right, bottom = boxes[:, 2:].max(0)
    here = slice(top, bottom), slice(left, right)
    labels = components.labels[here]
    radius = (limit + 1) / 2

    eligible = looked_up(np.concatenate([[False], wider]), labels)
    opened = _opened(components, shapes, here, eligible, radius)
    split = np.zeros(len(components) + 1, bool)
    for rows in bands(len(opened)):
        split[labels[rows][opened[rows]]] = True
    thin = np.concatenate([[False], wider]) & ~split
    if not split.any():
        return *unsplit[:2], thin[1:]
    eligible = looked_up(split, labels)
    wide = _wide(eligible, opened, radius, limit)
    del opened
    rest = eligible > wide
    del eligible
    whole, total = components.labels, len(components)
    for part, is_thin in ((wide, False), (rest, True)):
        numbers, _, areas = numbered(part)
        enough = numbers_for(total + len(areas), whole.shape)
        enough[:] = whole
        whole = enough
        for rows in bands(len(part)):
            pieces = whole[here][rows]
            np.add(numbers[rows], total, out=pieces, where=part[rows], casting="unsafe")
        total += len(areas)
        thin = np.concatenate([thin, np.full(len(areas), is_thin)])
    cut, used, parents = _renumbered(components, whole)
    return cut, parents, thin[used]


def cut_along_tiles(components: Components, chosen: Flags) -> tuple[Components, Indices]:
    """The components with the `chosen` ones (bool (n,)) cut along the borders of tiles of 1024 px.

    Those that fit into a tile stay whole, wherever they are. Also returns for each new component the index
    of the one that it was part of.
    """
    sides = components.boxes[:, 2:] - components.boxes[:, :2]
    chosen = chosen & (sides > TILE).any(1)
    if not chosen.any():
        return components, np.arange(len(components))
    rows = (np.arange(components.rect.height) + components.rect.y) // TILE
    columns = (np.arange(components.rect.width) + components.rect.x) // TILE
    across = int(columns[-1]) + 1
    tiles = (int(rows[-1]) + 1) * across
    rank = np.concatenate([[0], np.cumsum(chosen)])
    labels = numbers_for(len(components) + int(rank[-1]) * tiles, components.labels.shape)
    labels[:] = components.labels
    is_cut = np.concatenate([[False], chosen])
    for band in bands(len(labels)):
        part = labels[band]
        y, x = np.nonzero(is_cut[part])
        tile = rows[band][y] * across + columns[x]
        part[y, x] = len(components) + 1 + (rank[part[y, x]] - 1) * tiles + tile
    cut, _, parents = _renumbered(components, labels)
    return cut, parents


def tile_of(boxes: Indices) -> Indices:
    """A number for the tile that the centre of each box (n, 4) lies in: int64 (n,)."""
    column, row = ((boxes[:, :2] + boxes[:, 2:] - 1) // (2 * TILE)).T
    return np.asarray(row * (int(column.max(initial=0)) + 1) + column)


def _opened(
    components: Components,
    shapes: Measurements,
    here: tuple[slice, slice],
    eligible: Flags,
    radius: float,
) -> Flags:
    """What a disc can reach of the eligible components (bool (h, w) in `here`), where that is a wide hole."""
    core = np.zeros(eligible.shape, bool)
    for rows, depth in _depths_in(components, shapes, here):
        np.logical_and(eligible[rows], depth >= radius, out=core[rows])
    opened = within(core, radius, strictly=True)
    del core
    opened &= eligible
    opened &= _worth_a_part(opened, components, shapes, here, radius)
    return opened


def _wide(eligible: Flags, opened: Flags, radius: float, limit: float) -> Flags:
    """What is opened, with its border, and with the thin parts that end close to it."""
    near = within(opened, radius / 2)
    near &= eligible
    wide = _holding(near, opened)
    del near
    far = within(opened, _CRUMB * limit, strictly=True)
    rest = eligible > wide
    np.greater(rest, far, out=far)
    ends = _holding(rest, far)
    np.greater(rest, ends, out=ends)
    wide |= ends
    return wide


def _worth_a_part(
    opened: Flags, components: Components, shapes: Measurements, here: tuple[slice, slice], radius: float
) -> Flags:
    """Where the opened blobs (in `here`) are wide holes, not places where strokes meet: bool (h, w)."""
    blobs, _, areas = numbered(opened)
    deepest = np.zeros(len(areas) + 1, np.float32)
    component = np.ones(len(areas) + 1, np.int64)
    labels = components.labels[here]
    for rows, depth in _depths_in(components, shapes, here):
        where = opened[rows]
        owner = blobs[rows][where]
        np.maximum.at(deepest, owner, depth[where])
        component[owner] = labels[rows][where]
    share = np.concatenate([[0], areas]) / components.areas[component - 1]
    worth = (deepest >= _WELL_ABOVE * radius) | (share >= _MOSTLY)
    worth[0] = False
    return looked_up(worth, blobs)


def _depths_in(
    components: Components, shapes: Measurements, here: tuple[slice, slice]
) -> Iterator[tuple[slice, Floats]]:
    """The depths (h, w) in a part of the components' rectangle: some rows of that part at a time."""
    down, across = here
    for rows in bands(down.stop - down.start):
        of_all = slice(down.start + rows.start, down.start + rows.stop)
        yield rows, shapes.depth.plane(components.labels, of_all)[:, across]


def _holding(where: Flags, seeds: Flags) -> Flags:
    """The connected areas of `where` that contain a seed; seeds lie in it or do not count."""
    areas, _, sizes = numbered(where)
    held = np.zeros(len(sizes) + 1, bool)
    for rows in bands(len(where)):
        held[areas[rows][seeds[rows]]] = True
    held[0] = False
    return looked_up(held, areas)


def _renumbered(components: Components, labels: PartNumbers) -> tuple[Components, Indices, Indices]:
    """The components in `labels`, numbered without gaps; the labels used; and their parents."""
    height = len(labels)
    areas = np.zeros(0, np.int64)
    for rows in bands(height):
        counts = np.bincount(labels[rows].ravel(), minlength=len(areas))
        counts[: len(areas)] += areas
        areas = counts
    areas[0] = 0
    used = np.flatnonzero(areas)
    numbers = numbers_for(len(used), areas.shape)
    numbers[used] = np.arange(1, len(used) + 1)
    parents = np.zeros(len(used), np.int64)
    boxes = np.empty((len(used), 4), np.int64)
    boxes[:, :2], boxes[:, 2:] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    result = numbers_for(len(used), labels.shape)
    for rows in bands(height):
        result[rows] = numbers[labels[rows]]
        y, x = pixels_of(result[rows] > 0)
        owner = result[rows][y, x].astype(np.intp) - 1
        parents[owner] = components.labels[rows][y, x].astype(np.int64) - 1
        for axis, places in enumerate((x + components.rect.x, y + (components.rect.y + rows.start))):
            np.minimum.at(boxes[:, axis], owner, places)
            np.maximum.at(boxes[:, axis + 2], owner, places + 1)
    return Components(components.rect, result, boxes, areas[used]), used, parents
