"""Masks: coverage from any array, and growing, shrinking, feathering and filling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask

shapes = st.tuples(st.integers(1, 14), st.integers(1, 14))
hard_masks = arrays.arrays(bool, shapes).map(Mask.from_array)
soft_masks = arrays.arrays(np.uint8, shapes, elements=st.sampled_from([0, 0, 0, 1, 100, 255])).map(Mask)
masks = hard_masks | soft_masks
radii = st.sampled_from([0.5, 1, 1.5, 2, 3, 5, 20])


def by_brute_force(mask: Mask, px: float) -> np.ndarray:
    """The largest coverage within `px` of each pixel, by looking at every pair of pixels."""
    rows, columns = np.indices(mask.coverage.shape)
    result = np.zeros_like(mask.coverage)
    for y, x in np.ndindex(mask.coverage.shape):
        near = (rows - y) ** 2 + (columns - x) ** 2 <= px * px
        result[y, x] = mask.coverage[near].max()
    return result


@given(masks, radii)
def test_growing_spreads_by_a_euclidean_disc(mask: Mask, px: float) -> None:
    np.testing.assert_array_equal(mask.grown(px).coverage, by_brute_force(mask, px))


@given(masks, radii)
def test_shrinking_is_growing_of_what_is_kept(mask: Mask, px: float) -> None:
    np.testing.assert_array_equal(mask.shrunk(px).coverage, mask.inverted().grown(px).inverted().coverage)


@given(masks, radii)
def test_a_negative_radius_goes_the_other_way(mask: Mask, px: float) -> None:
    assert mask.grown(-px).digest == mask.shrunk(px).digest
    assert mask.shrunk(-px).digest == mask.grown(px).digest


@given(masks, radii)
def test_feathering_changes_coverage_but_never_the_hole(mask: Mask, px: float) -> None:
    feathered = mask.feathered(px)
    np.testing.assert_array_equal(feathered.hole, mask.hole)
    assert (feathered.coverage <= mask.coverage).all()


def test_a_feather_of_three_pixels_rises_over_three_pixels() -> None:
    hole = np.zeros((1, 12), bool)
    hole[:, 2:11] = True
    feathered = Mask.from_array(hole).feathered(3)
    assert feathered.coverage[0].tolist() == [0, 0, 64, 128, 191, 255, 255, 255, 191, 128, 64, 0]


def test_even_a_very_wide_feather_keeps_the_hole() -> None:
    hole = np.zeros((5, 5), bool)
    hole[2, 2] = True
    assert Mask.from_array(hole).feathered(2000).coverage[2, 2] == 1


def test_the_border_of_the_photo_is_no_edge() -> None:
    hole = np.zeros((9, 9), bool)
    hole[:, :5] = True
    mask = Mask.from_array(hole)
    assert mask.shrunk(2).coverage[:, 0].tolist() == [255] * 9
    assert mask.feathered(2).coverage[:, 0].tolist() == [255] * 9
    assert Mask.full(Size(4, 4)).shrunk(30_000).area == 16


@given(hard_masks)
def test_filling_covers_what_is_enclosed(mask: Mask) -> None:
    expected = ndimage.binary_fill_holes(mask.hole)
    np.testing.assert_array_equal(mask.filled().hole, expected)


def test_filling_a_soft_ring_leaves_no_ring_behind() -> None:
    ring = np.zeros((41, 41), bool)
    ring[5:36, 5:36] = True
    ring[18:23, 18:23] = False
    filled = Mask.from_array(ring).feathered(6).filled()
    assert filled.coverage[12:29, 12:29].min() == 255
    assert filled.coverage[5, 20] < 255


@given(masks)
def test_inverting_twice_gives_the_same_mask(mask: Mask) -> None:
    assert mask.inverted().inverted().digest == mask.digest
    assert (mask.inverted().coverage.astype(int) + mask.coverage == 255).all()


@given(masks)
def test_bounds_and_area_are_those_of_the_hole(mask: Mask) -> None:
    rows, columns = np.nonzero(mask.hole)
    assert mask.area == len(rows)
    if len(rows):
        expected = Rect.spanning(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert mask.bounds == expected
    else:
        assert not mask.bounds


@given(masks)
def test_components_are_the_areas_that_touch_at_sides_or_corners(mask: Mask) -> None:
    found = mask.components()
    labels, count = ndimage.label(mask.hole, np.ones((3, 3)))
    assert len(found) == count
    together = np.zeros_like(mask.hole)
    for index, rect in enumerate(found.rects):
        hole = found.hole(index)
        assert hole.sum() == found.areas[index]
        assert hole.any(axis=0).all()
        assert hole.any(axis=1).all()
        assert len(set(labels[rect.slices][hole])) == 1
        together[rect.slices] |= hole
    np.testing.assert_array_equal(together, mask.hole)


def test_equal_masks_have_equal_digests_and_others_do_not() -> None:
    mask = Mask.full(Size(6, 4))
    assert mask.digest == Mask.full(Size(6, 4)).digest
    assert len({mask.digest, Mask.full(Size(4, 6)).digest, Mask.empty(Size(6, 4)).digest}) == 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_a_hard_mask_takes_half_and_more_as_covered(dtype: type) -> None:
    one = {np.uint8: 1, np.uint16: 257}.get(dtype, 1 / 255)
    values = (np.array([[0, 1, 127, 128, 255]]) * one).astype(dtype)
    assert Mask.from_array(values).coverage.tolist() == [[0, 0, 0, 255, 255]]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_a_soft_mask_keeps_its_levels(dtype: type) -> None:
    one = {np.uint8: 1, np.uint16: 257}.get(dtype, 1 / 255)
    levels = np.arange(256).reshape(16, 16)
    mask = Mask.from_array((levels * one).astype(dtype), soft=True)
    np.testing.assert_array_equal(mask.coverage, levels)
    assert mask.is_soft


def test_a_mask_of_bools_covers_wholly() -> None:
    assert Mask.from_array(np.array([[True, False]])).coverage.tolist() == [[255, 0]]


@pytest.mark.parametrize("array", [np.zeros((2, 2, 3), np.uint8), np.zeros(4, bool), np.zeros((2, 2), int)])
def test_other_kinds_of_array_are_refused(array: np.ndarray) -> None:
    with pytest.raises(StudioError, match="A mask must be a single plane") as raised:
        Mask.from_array(array)
    assert raised.value.code == "mask-kind"


@pytest.mark.parametrize("value", [-0.1, 1.5, 255.0, np.nan])
def test_float_values_out_of_range_are_refused(value: float) -> None:
    with pytest.raises(StudioError) as raised:
        Mask.from_array(np.array([[0.0, value]]))
    assert raised.value.code == "mask-range"


def test_a_mask_does_not_share_memory_with_what_it_was_made_from() -> None:
    array = np.zeros((3, 3), np.uint8)
    mask = Mask.from_array(array, soft=True)
    array[:] = 9
    assert mask.area == 0
    with pytest.raises(ValueError, match="read-only"):
        mask.coverage[0, 0] = 1


def test_a_wrong_size_is_an_error_that_names_both() -> None:
    Mask.empty(Size(30, 20)).require_size(Size(30, 20))
    with pytest.raises(StudioError, match=r"30 x 20 .* 20 x 30") as raised:
        Mask.empty(Size(30, 20)).require_size(Size(20, 30))
    assert raised.value.code == "mask-size"


def test_an_empty_mask_stays_empty_through_everything() -> None:
    mask = Mask.empty(Size(7, 5))
    for changed in (mask, mask.grown(3), mask.shrunk(3), mask.feathered(3), mask.filled()):
        assert (changed.area, changed.size, len(changed.components())) == (0, Size(7, 5), 0)


def test_a_small_hole_in_a_large_photo_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Distances, which take longest, are taken around the hole alone."""
    measured: list[int] = []
    transform = cv2.distanceTransform

    def counting(where: np.ndarray, *how: Any) -> np.ndarray:
        measured.append(where.size)
        return np.asarray(transform(where, *how))

    monkeypatch.setattr(cv2, "distanceTransform", counting)
    hole = np.zeros((4000, 6000), bool)
    hole[1000:1300, 2000:2300] = True
    mask = Mask.from_array(hole)
    assert mask.bounds == Rect(2000, 1000, 300, 300)
    assert mask.grown(10).feathered(5).area > mask.area
    assert measured
    assert max(measured) < 400 * 400


@pytest.mark.parametrize("px", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("change", [Mask.grown, Mask.shrunk, Mask.feathered])
def test_a_distance_that_is_no_number_is_refused(change: Callable[[Mask, float], Mask], px: float) -> None:
    with pytest.raises(StudioError) as caught:
        change(Mask.from_array(np.eye(5, dtype=bool)), px)
    assert caught.value.code == "mask-distance"


def test_bounds_within_a_known_rectangle_are_the_same() -> None:
    coverage = np.zeros((60, 80), np.uint8)
    coverage[20:30, 40:45] = 9
    assert Mask(coverage, Rect(32, 16, 20, 20)).bounds == Mask(coverage).bounds == Rect(40, 20, 5, 10)
    for empty in (Rect(0, 0, 0, 0), Rect(10, 10, 20, 5)):
        assert Mask(np.zeros((60, 80), np.uint8), empty).bounds == Rect(0, 0, 0, 0)
    grown = Mask(coverage).grown(3)
    assert grown.bounds == Mask(grown.coverage).bounds


@given(masks, st.lists(st.sampled_from(["grown", "shrunk", "feathered", "filled", "inverted"]), max_size=5))
def test_whatever_is_done_to_a_mask_its_bounds_are_those_of_its_coverage(
    mask: Mask, steps: list[str]
) -> None:
    changed = mask
    for step in steps:
        change = getattr(changed, step)
        changed = change() if step in ("filled", "inverted") else change(1.5)
        assert changed.bounds == Mask(changed.coverage).bounds


@pytest.mark.parametrize("px", [1, 2.5, 40])
def test_a_tall_mask_is_changed_in_bands_as_in_one_piece(px: float) -> None:
    chance = np.random.default_rng(0)
    coverage = np.zeros((1500, 90), np.uint8)
    for y in chance.integers(0, 1400, 12):
        x = int(chance.integers(0, 60))
        coverage[y : y + 110, x : x + 30] = 255
    coverage[200:1100, 40:] = 255  # a band without a kept pixel nearby
    away_from_hole = cv2.distanceTransform((coverage == 0).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    away_from_kept = cv2.distanceTransform((coverage > 0).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    mask = Mask(coverage)
    np.testing.assert_array_equal(mask.grown(px).coverage, np.where(away_from_hole <= px, 255, 0))
    np.testing.assert_array_equal(mask.shrunk(px).coverage, np.where(away_from_kept > px, 255, 0))
    ramp = np.maximum(np.rint(np.minimum(away_from_kept * (255 / (px + 1)), 255)), 1)
    np.testing.assert_array_equal(mask.feathered(px).coverage, np.where(coverage > 0, ramp, 0))
