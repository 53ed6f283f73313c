"""Synthetic holes look like the damage they stand for, at any size, and a seed repeats them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.geometry import Size
from inpaint_studio.evaluation import hole_shapes

SIZES = [Size(1, 1), Size(8, 500), Size(500, 8), Size(160, 120), Size(512, 512)]


def widest(hole: np.ndarray) -> float:
    """Diameter of the largest circle inside the hole, in px."""
    return 2 * float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5).max()) - 1


@pytest.mark.parametrize("kind", hole_shapes.KINDS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_hole_has_the_size_of_the_photo_and_leaves_something_known(kind: str, size: Size) -> None:
    hole = hole_shapes.make(kind, size, np.random.default_rng(0))
    assert hole.shape == (size.height, size.width)
    assert hole.dtype == bool
    assert not hole.all()


@pytest.mark.parametrize("kind", hole_shapes.KINDS)
def test_the_same_seed_gives_the_same_hole_and_another_seed_another(kind: str) -> None:
    size = Size(300, 200)
    first, again, other = (hole_shapes.make(kind, size, np.random.default_rng(n)) for n in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("size", [Size(512, 512), Size(300, 900), Size(1500, 1000)], ids=str)
@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("scratches", 0.04, 0.06), ("dust", 0.01, 0.02), ("objects", 0.02, 0.085), ("freeform", 0.3, 0.8)],
)
def test_a_kind_covers_its_share_of_any_photo(kind: str, low: float, high: float, size: Size) -> None:
    for seed in range(4):
        assert low <= hole_shapes.make(kind, size, np.random.default_rng(seed)).mean() <= high


def test_scratches_are_thin_and_objects_are_not() -> None:
    size = Size(512, 512)
    assert widest(hole_shapes.scratches(size, np.random.default_rng(1))) < 15
    assert widest(hole_shapes.objects(size, np.random.default_rng(1))) > 50


def test_scratches_grow_with_the_photo() -> None:
    small, large = (hole_shapes.scratches(Size(side, side), np.random.default_rng(2)) for side in (512, 2048))
    assert widest(large) > 2.5 * widest(small)


def test_an_object_is_one_piece_without_islands() -> None:
    hole = hole_shapes.objects(Size(400, 300), np.random.default_rng(3))
    count, _ = cv2.connectedComponents(hole.astype(np.uint8))
    assert count == 2
    known, _ = cv2.connectedComponents((~hole).astype(np.uint8), connectivity=4)
    assert known == 2


def test_several_objects_share_what_was_asked_for() -> None:
    hole = hole_shapes.objects(Size(600, 400), np.random.default_rng(4), share=0.06, count=3)
    assert 0.03 < hole.mean() < 0.065


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="scratches"):
        hole_shapes.make("rain", Size(9, 9), np.random.default_rng(0))
