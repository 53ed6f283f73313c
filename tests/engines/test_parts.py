"""Wide holes and the scratches that run into them are separated; long nets are cut into tiles."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.engines.pipeline.holes import Components, components_of, measure, remeasure
from inpaint_studio.engines.pipeline.parts import TILE, cut_along_tiles, split_by_width
from inpaint_studio.evaluation import hole_shapes

LIMIT = 12.0


def disc(radius: int) -> np.ndarray:
    return np.asarray(cv2.circle(canvas(), (300, 250), radius, 1, -1))


def canvas() -> np.ndarray:
    return np.zeros((500, 800), np.uint8)


def square(side: int, angle: float) -> np.ndarray:
    corners = cv2.boxPoints(((300, 250), (side, side), angle))
    return np.asarray(cv2.fillPoly(canvas(), [corners.astype(np.int32)], 1))


def star(inner: int, outer: int, spikes: int = 5) -> np.ndarray:
    turns = np.arange(2 * spikes) * np.pi / spikes
    radii = np.where(np.arange(2 * spikes) % 2, inner, outer)
    points = np.stack([300 + radii * np.cos(turns), 250 + radii * np.sin(turns)], 1)
    return np.asarray(cv2.fillPoly(canvas(), [points.astype(np.int32)], 1))


def with_scratch(blob: np.ndarray) -> np.ndarray:
    blob[248:252, 300:760] = 1
    return blob


def lattice() -> np.ndarray:
    hole = canvas()
    hole[20::60, 20:780] = hole[21::60, 20:780] = hole[22::60, 20:780] = 1
    hole[20:480, 20::60] = hole[20:480, 21::60] = hole[20:480, 22::60] = 1
    return hole


def split(hole: np.ndarray, limit: float = LIMIT) -> tuple[Components, np.ndarray, np.ndarray]:
    mask = Mask.from_array(hole > 0)
    components = components_of(mask)
    parts, parents, thin = split_by_width(components, measure(components, mask.size), limit)
    require_partition(components, parts, parents)
    return parts, parents, thin


def require_partition(components: Components, parts: Components, parents: np.ndarray) -> None:
    """Every pixel of the hole is in one part, every part in one component, and the numbers are right."""
    assert parts.rect == components.rect
    assert np.array_equal(parts.labels > 0, components.labels > 0)
    where = parts.labels > 0
    assert np.array_equal(parents[parts.labels[where] - 1], components.labels[where] - 1)
    for index in range(len(parts)):
        own = parts.labels == index + 1
        assert parts.areas[index] == own.sum() > 0
        x, y, width, height = cv2.boundingRect(own.view(np.uint8))
        left, top = x + parts.rect.x, y + parts.rect.y
        assert parts.boxes[index].tolist() == [left, top, left + width, top + height]


@pytest.mark.parametrize(
    "hole",
    [
        disc(10),
        disc(40),
        disc(150),
        square(40, 0),
        square(90, 30),
        square(200, 45),
        star(60, 130),
        star(40, 90),
    ],
    ids=["disc 10", "disc 40", "disc 150", "square", "turned", "diamond", "star", "small star"],
)
def test_a_compact_hole_stays_whole_with_its_corners(hole: np.ndarray) -> None:
    parts, _, thin = split(hole)
    assert len(parts) == 1
    assert not thin[0]


@pytest.mark.parametrize("blob", [disc(20), disc(60), square(100, 20)])
def test_a_scratch_is_told_from_the_hole_that_it_runs_into(blob: np.ndarray) -> None:
    blob_area = int(blob.sum())
    parts, _, thin = split(with_scratch(blob))
    assert len(parts) == 2
    wide, scratch = parts.areas[~thin][0], parts.areas[thin][0]
    assert blob_area <= wide <= blob_area + 12 * 4
    assert parts.box(int(np.flatnonzero(thin)[0])).height == 4
    assert scratch > 250 * 4


def test_the_scratch_counts_as_thin_and_the_hole_as_wide() -> None:
    mask = Mask.from_array(with_scratch(disc(60)) > 0)
    components = components_of(mask)
    shapes = measure(components, mask.size)
    parts, parents, thin = split_by_width(components, shapes, LIMIT)
    found = remeasure(shapes, parts, parents).limited(thin, LIMIT)
    assert found.diameters[thin].max() <= LIMIT
    assert found.diameters[~thin].min() > 100


def test_a_stub_stays_with_its_hole() -> None:
    hole = disc(40)
    hole[248:252, 300:358] = 1
    assert len(split(hole)[0]) == 1


def test_a_lattice_of_scratches_is_thin_where_they_cross_too() -> None:
    parts, _, thin = split(lattice())
    assert len(parts) == 1
    parts, _, thin = split(cv2.dilate(lattice(), np.ones((7, 7), np.uint8)), limit=9.5)
    assert len(parts) == 1
    assert thin[0]


def test_a_torn_corner_leaves_the_lattice_around_it_thin() -> None:
    hole = lattice()
    hole[20:150, 20:170] = 1
    parts, _, thin = split(hole)
    assert sorted(thin) == [False, True]
    wide = parts.areas[~thin][0]
    assert 130 * 150 <= wide < 1.2 * 130 * 150


def test_two_holes_with_a_scratch_between_them_are_three_parts() -> None:
    hole = canvas()
    cv2.circle(hole, (100, 250), 50, 1, -1)
    cv2.circle(hole, (600, 250), 50, 1, -1)
    hole[249:252, 100:600] = 1
    _, parents, thin = split(hole)
    assert sorted(thin) == [False, False, True]
    assert not parents.any()


def test_only_holes_wider_than_the_limit_are_looked_at() -> None:
    hole = lattice()
    parts, parents, thin = split(hole, limit=300)
    assert np.array_equal(parents, np.arange(len(parts)))
    assert not thin.any()


@pytest.mark.parametrize("kind", ["scratches", "objects", "freeform"])
@pytest.mark.parametrize("seed", range(3))
def test_every_pixel_stays_in_one_part(kind: str, seed: int) -> None:
    hole = hole_shapes.make(kind, Size(600, 400), np.random.default_rng(seed))
    scratches = hole_shapes.scratches(Size(600, 400), np.random.default_rng(seed + 9))
    split(hole | scratches)


def test_pixels_missing_at_random_are_never_cut() -> None:
    assert len(split(np.random.default_rng(0).random((300, 300)) < 0.8, limit=6)[0]) < 60


# --- tiles ---


def test_a_net_larger_than_a_tile_is_cut_where_the_tiles_meet() -> None:
    hole = np.zeros((1500, 2600), bool)
    hole[100:104, 30:2500] = hole[80:1400, 1500:1503] = True
    hole[1200:1203, 900:1100] = True  # fits into a tile, though it lies across a border
    components = components_of(Mask.from_array(hole))
    chosen = np.ones(len(components), bool)
    parts, parents = cut_along_tiles(components, chosen)
    require_partition(components, parts, parents)
    sides = parts.boxes[:, 2:] - parts.boxes[:, :2]
    assert sides.max() <= TILE
    assert sorted(np.bincount(parents)) == [1, 4]
    for box in parts.boxes[np.bincount(parents)[parents] > 1]:
        assert np.array_equal(box[:2] // TILE, (box[2:] - 1) // TILE)


def test_what_is_not_chosen_is_not_cut() -> None:
    hole = np.zeros((60, 3000), bool)
    hole[10:13, 5:2990] = hole[40:43, 5:2990] = True
    components = components_of(Mask.from_array(hole))
    parts, parents = cut_along_tiles(components, np.array([True, False]))
    require_partition(components, parts, parents)
    assert np.bincount(parents).tolist() == [3, 1]
