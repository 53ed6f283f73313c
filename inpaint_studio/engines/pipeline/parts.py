"""Cutting holes into parts that are filled separately: wide and thin parts, and long nets by tiles.

A part is a set of pixels of one component. Every pixel of a hole stays in exactly one part.
"""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Flags, Floats, Indices, Labels
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

    eligible = np.concatenate([[False], wider])[labels]
    core = eligible & (shapes.depth[here] >= radius)
    opened = eligible & (_distance_to(core) < radius)
    opened &= _worth_a_part(opened, labels, shapes.depth[here], components.areas, radius)
    split = np.zeros(len(components) + 1, bool)
    split[labels[opened]] = True
    thin = np.concatenate([[False], wider]) & ~split
    if split.any():
        eligible = split[labels]
        away = _distance_to(opened)
        near = eligible & (away <= radius / 2)
        wide = near & _holding(near, opened)
        rest = eligible & ~wide
        count, ends = _areas(rest)
        farthest = np.zeros(count, np.float32)
        np.maximum.at(farthest, ends[rest], away[rest])
        wide |= rest & (farthest < _CRUMB * limit)[ends]
        rest = eligible & ~wide
        whole = components.labels.copy()
        pieces = whole[here]
        first = len(components)
        for part in (wide, rest):
            count, numbers = _areas(part)
            pieces[part] = numbers[part] + first
            first += count - 1
            thin = np.concatenate([thin, np.full(count - 1, part is rest)])
        cut, used, parents = _renumbered(components, whole)
        return cut, parents, thin[used]
    return *unsplit[:2], thin[1:]


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
    labels = components.labels.copy()
    rank = np.concatenate([[0], np.cumsum(chosen)])
    y, x = np.nonzero(np.concatenate([[False], chosen])[labels])
    tile = rows[y] * across + columns[x]
    labels[y, x] = len(components) + 1 + (rank[labels[y, x]] - 1) * tiles + tile
    cut, _, parents = _renumbered(components, labels)
    return cut, parents


def tile_of(boxes: Indices) -> Indices:
    """A number for the tile that the centre of each box (n, 4) lies in: int64 (n,)."""
    column, row = ((boxes[:, :2] + boxes[:, 2:] - 1) // (2 * TILE)).T
    return np.asarray(row * (int(column.max(initial=0)) + 1) + column)


def _worth_a_part(opened: Flags, labels: Labels, depth: Floats, areas: Indices, radius: float) -> Flags:
    """Where the opened blobs are wide holes rather than places where strokes meet: bool (h, w)."""
    count, blobs = _areas(opened)
    owner = blobs[opened]
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, owner, depth[opened])
    component = np.ones(count, np.int64)
    component[owner] = labels[opened]
    share = np.bincount(owner, minlength=count) / areas[component - 1]
    worth = (deepest >= _WELL_ABOVE * radius) | (share >= _MOSTLY)
    worth[0] = False
    return np.asarray(worth[blobs])


def _areas(where: Flags) -> tuple[int, Labels]:
    """How many connected areas of True pixels there are, plus one, and the number of each pixel's, from 1."""
    count, labels = cv2.connectedComponents(where.view(np.uint8), connectivity=8)
    return count, np.asarray(labels, np.int32)


def _holding(where: Flags, seeds: Flags) -> Flags:
    """The connected areas of `where` that contain a seed."""
    count, areas = _areas(where)
    held = np.zeros(count, bool)
    held[areas[seeds]] = True
    held[0] = False
    return np.asarray(held[areas])


def _distance_to(where: Flags) -> Floats:
    """For each pixel the distance to the nearest True one of `where`, which has some: float32."""
    return np.asarray(cv2.distanceTransform((~where).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5))


def _renumbered(components: Components, labels: Labels) -> tuple[Components, Indices, Indices]:
    """The components in `labels`, numbered without gaps; the labels used; and their parents."""
    y, x = np.nonzero(labels)
    raw = labels[y, x]
    areas = np.bincount(raw)
    used = np.flatnonzero(areas)
    numbers = np.zeros(len(areas), np.int32)
    numbers[used] = np.arange(1, len(used) + 1)
    owner = numbers[raw]
    parents = np.zeros(len(used), np.int64)
    parents[owner - 1] = components.labels[y, x] - 1
    labels[y, x] = owner
    boxes = np.empty((len(used), 4), np.int64)
    boxes[:, :2] = np.iinfo(np.int64).max
    boxes[:, 2:] = np.iinfo(np.int64).min
    for axis, places in enumerate((x + components.rect.x, y + components.rect.y)):
        np.minimum.at(boxes[:, axis], owner - 1, places)
        np.maximum.at(boxes[:, axis + 2], owner - 1, places + 1)
    return Components(components.rect, labels, boxes, areas[used]), used, parents
