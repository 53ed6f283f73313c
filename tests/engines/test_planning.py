"""Holes are measured and distributed over few crops, however many specks a mask has."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.engines.base import HoleShape
from inpaint_studio.engines.pipeline import sharing
from inpaint_studio.engines.pipeline.holes import components_of, measure
from inpaint_studio.engines.pipeline.sharing import MAX_CROPS, Crop
from inpaint_studio.evaluation import hole_shapes


def crops_of(hole: np.ndarray, margin: int = 16, limit: int = MAX_CROPS) -> list[Crop]:
    mask = Mask.from_array(hole)
    components = components_of(mask)
    return sharing.crops_of(components, np.arange(len(components)), mask.size, lambda rect: margin, limit)


def shapes_of(hole: np.ndarray) -> list[HoleShape]:
    mask = Mask.from_array(hole)
    measured = measure(components_of(mask), mask.size)
    return [measured.shape(index) for index in range(len(measured.components))]


def drawn(size: Size, *rects: Rect) -> np.ndarray:
    hole = np.zeros((size.height, size.width), bool)
    for rect in rects:
        hole[rect.slices] = True
    return hole


def test_holes_far_apart_get_a_crop_each_in_reading_order() -> None:
    low, high = Rect(100, 1500, 30, 40), Rect(1700, 20, 50, 10)
    crops = crops_of(drawn(Size(2000, 1600), low, high))
    assert [crop.core for crop in crops] == [high, low]
    assert [crop.rect for crop in crops] == [Rect(1684, 4, 82, 42), Rect(84, 1484, 62, 72)]


def test_holes_close_together_share_a_crop() -> None:
    crops = crops_of(drawn(Size(500, 500), Rect(100, 100, 30, 30), Rect(140, 110, 30, 30)))
    assert len(crops) == 1
    assert crops[0].core == Rect(100, 100, 70, 40)
    assert sorted(crops[0].members) == [0, 1]


def test_pixels_that_touch_at_corners_are_one_hole() -> None:
    assert len(components_of(Mask.from_array(np.eye(50, dtype=bool)))) == 1


def test_a_crop_never_leaves_the_photo() -> None:
    crop = crops_of(drawn(Size(40, 30), Rect(0, 0, 5, 30)), margin=100)[0]
    assert crop.rect == Rect(0, 0, 40, 30)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.8])
def test_pixels_missing_at_random_are_a_few_crops(share: float) -> None:
    assert len(crops_of(np.random.default_rng(0).random((512, 512)) < share)) <= 8


def test_thousands_of_specks_all_find_a_place_in_few_crops() -> None:
    hole = np.zeros((3000, 4000), bool)
    rng = np.random.default_rng(0)
    hole[rng.integers(0, 3000, 5000), rng.integers(0, 4000, 5000)] = True
    crops = crops_of(hole)
    assert len(crops) <= MAX_CROPS
    members = np.sort(np.concatenate([crop.members for crop in crops]))
    assert np.array_equal(members, np.arange(len(components_of(Mask.from_array(hole)))))
    for crop in crops:
        assert crop.rect.contains(crop.core)


def test_the_margin_is_asked_for_groups_not_for_specks() -> None:
    hole = np.random.default_rng(0).random((1500, 1500)) < 0.01
    components = components_of(Mask.from_array(hole))
    asked = 0

    def margin(rect: Rect) -> int:
        nonlocal asked
        asked += 1
        return 8

    sharing.crops_of(components, np.arange(len(components)), Size(1500, 1500), margin)
    assert len(components) > 15_000
    assert asked < 1000


def test_distant_holes_are_joined_when_there_are_too_many() -> None:
    places = [Rect(x, y, 3, 3) for x in range(50, 4000, 400) for y in range(50, 4000, 400)]
    crops = crops_of(drawn(Size(4000, 4000), *places), margin=8)
    assert len(places) == 100
    assert len(crops) == MAX_CROPS


@pytest.mark.parametrize("width", [3, 9, 31])
def test_the_diameter_of_a_stroke_is_its_width(width: int) -> None:
    shape = shapes_of(drawn(Size(300, 200), Rect(20, 50, 200, width)))[0]
    assert shape.diameter == pytest.approx(width, abs=0.5)
    assert shape.area == 200 * width
    assert shape.density == 1
    assert not shape.scattered


def test_at_the_edge_of_the_photo_only_known_pixels_count_for_the_diameter() -> None:
    shape = shapes_of(drawn(Size(300, 200), Rect(0, 0, 300, 10)))[0]
    assert shape.diameter == pytest.approx(19, abs=0.5)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_pixels_missing_at_random_are_scattered(share: float) -> None:
    hole = np.random.default_rng(0).random((300, 300)) < share
    shapes = shapes_of(hole)
    scattered = sum(shape.area for shape in shapes if shape.scattered)
    assert scattered > 0.7 * hole.sum()


@pytest.mark.parametrize("kind", ["scratches", "dust", "objects"])
def test_scratches_dust_and_objects_are_not_scattered(kind: str) -> None:
    hole = hole_shapes.make(kind, Size(512, 512), np.random.default_rng(0))
    scattered = sum(shape.area for shape in shapes_of(hole) if shape.scattered)
    assert scattered < 0.05 * hole.sum()


def test_components_of_about_the_same_shape_are_of_one_kind() -> None:
    dots = [Rect(x, 20, 4, 4) for x in range(20, 400, 20)]
    mask = Mask.from_array(drawn(Size(500, 300), *dots, Rect(50, 100, 100, 90)))
    kinds = measure(components_of(mask), mask.size).kinds()
    assert len(set(kinds[:-1])) == 1
    assert kinds[-1] != kinds[0]
