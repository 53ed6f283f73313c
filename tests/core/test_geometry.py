"""Rectangles behave like the sets of pixels that they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.geometry import Rect, Size

rects = st.builds(Rect, *[st.integers(-6, 6)] * 2, *[st.integers(0, 6)] * 2)


def pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@given(rects, rects)
def test_and_is_the_intersection(one: Rect, other: Rect) -> None:
    assert pixels(one & other) == pixels(one) & pixels(other)


@given(rects, rects)
def test_or_is_the_smallest_rectangle_around_both(one: Rect, other: Rect) -> None:
    union = pixels(one) | pixels(other)
    around = one | other
    assert pixels(around) >= union
    if union:
        assert around.x == min(x for x, _ in union)
        assert around.right == max(x for x, _ in union) + 1
        assert around.y == min(y for _, y in union)
        assert around.bottom == max(y for _, y in union) + 1


@given(rects, rects)
def test_a_rectangle_contains_another_if_it_has_all_its_pixels(one: Rect, other: Rect) -> None:
    if other:
        assert one.contains(other) == (pixels(one) >= pixels(other))


@given(rects)
def test_area_counts_the_pixels_and_emptiness_is_false(rect: Rect) -> None:
    assert rect.area == len(pixels(rect))
    assert bool(rect) == bool(pixels(rect))


def test_growing_by_a_negative_margin_stops_at_empty() -> None:
    assert not Rect(0, 0, 3, 3).grown(-2)
    assert Rect(0, 0, 5, 5).grown(-2) == Rect(2, 2, 1, 1)


def test_slices_index_rows_before_columns() -> None:
    assert Rect(2, 7, 3, 1).slices == (slice(7, 8), slice(2, 5))


def test_a_size_reads_as_width_x_height() -> None:
    assert str(Size(640, 480)) == "640 x 480"
    assert Rect.of(Size(640, 480)).size == Size(640, 480)
