"""Brush strokes and outlines cover what the hand drew, however they arrive."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.strokes import Stroke, brush, ellipse, paint, polygon, rectangle
from inpaint_studio.core.tiles import TiledArray

SIZE = Size(300, 280)
CLIP = Rect.of(SIZE)

coordinates = st.floats(-40, 340, allow_subnormal=False)
points = st.tuples(coordinates, coordinates, st.floats(0.3, 40))
strokes = st.lists(points, min_size=2, max_size=6)
hardnesses = st.sampled_from([0.0, 0.4, 1.0])


def drawn(*points: tuple[float, float, float], hardness: float = 1.0) -> np.ndarray:
    """Coverage of a stroke on an empty mask."""
    mask = TiledArray.blank(SIZE)
    paint(mask, brush(Stroke(points, hardness), CLIP))
    return mask.read(CLIP)


def outlined(stamps: object) -> np.ndarray:
    mask = TiledArray.blank(SIZE)
    paint(mask, stamps)  # type: ignore[arg-type]
    return mask.read(CLIP)


@given(strokes, hardnesses, st.data(), st.booleans())
def test_it_makes_no_difference_in_how_many_pieces_a_stroke_arrives(
    points: list[tuple[float, float, float]], hardness: float, data: st.DataObject, erase: bool
) -> None:
    at_once, in_pieces = TiledArray.blank(SIZE), TiledArray.blank(SIZE)
    for mask in (at_once, in_pieces):
        mask.write(Rect(20, 30, 200, 180), 200)
    paint(at_once, brush(Stroke(tuple(points), hardness), CLIP), erase=erase)
    start = 0
    while start < len(points) - 1:
        end = data.draw(st.integers(start + 1, len(points) - 1))
        paint(in_pieces, brush(Stroke(tuple(points[start : end + 1]), hardness), CLIP), erase=erase)
        start = end
    np.testing.assert_array_equal(at_once.read(CLIP), in_pieces.read(CLIP))


@given(points, points, hardnesses)
def test_a_line_looks_the_same_drawn_backwards(
    start: tuple[float, float, float], end: tuple[float, float, float], hardness: float
) -> None:
    forth, back = drawn(start, end, hardness=hardness), drawn(end, start, hardness=hardness)
    assert np.abs(forth.astype(int) - back).max() <= 1


@given(*[st.tuples(coordinates, coordinates, st.floats(4, 40))] * 2)
def test_a_line_is_all_the_dabs_along_it(
    start: tuple[float, float, float], end: tuple[float, float, float]
) -> None:
    line = drawn(start, end)
    steps = [tuple(np.add(start, np.subtract(end, start) * t).tolist()) for t in np.linspace(0, 1, 400)]
    dabs = TiledArray.blank(SIZE)
    for x, y, radius in steps:
        paint(dabs, brush(Stroke(((x, y, radius),)), CLIP))
    more = line.astype(int) - dabs.read(CLIP)
    assert more.min() >= -1
    # dabs 1.4 px apart leave scallops of up to 0.06 px between them
    assert more.max() <= 20


@pytest.mark.parametrize("radius", [0.5, 1.0, 2.5, 20.0, 60.0])
def test_a_dab_has_the_area_of_its_disc(radius: float) -> None:
    area = drawn((150.3, 140.7, radius)).sum() / 255
    assert area == pytest.approx(math.pi * radius * radius, rel=0.02, abs=0.3)


def test_a_straight_line_has_one_width_all_along() -> None:
    line = drawn((20, 30, 6), (270, 251, 6)) / 255
    columns = line.sum(axis=0)[40:250]
    assert np.ptp(columns) < 0.15
    across = columns.mean() * math.cos(math.atan2(221, 250))
    assert across == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize("hardness", [0.0, 0.7, 1.0])
@pytest.mark.parametrize("radius", [30.0, 350.0])
def test_a_stroke_that_continues_another_adds_to_it_what_the_whole_would_have(
    radius: float, hardness: float
) -> None:
    size = Size(1500, 1300)
    points = ((400.3, 500.7, radius), (470.0, 590.0, radius), (520.0, 560.0, 1.3 * radius))
    whole, pieces = TiledArray.blank(size), TiledArray.blank(size)
    paint(whole, brush(Stroke(points, hardness), Rect.of(size)))
    paint(pieces, brush(Stroke(points[:1], hardness), Rect.of(size)))
    for start, end in itertools.pairwise(points):
        paint(pieces, brush(Stroke((start, end), hardness, continues=True), Rect.of(size)))
    np.testing.assert_array_equal(whole.read(Rect.of(size)), pieces.read(Rect.of(size)))


@given(
    st.floats(100, 500),
    st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=2, max_size=5),
    st.sampled_from([0.0, 0.4, 1.0]),
)
@settings(max_examples=25)
@example(150.0, [(60, 60)] * 5, 0.4)
def test_what_a_wide_brush_leaves_out_of_a_segment_the_next_one_covers(
    radius: float, moves: list[tuple[int, int]], hardness: float
) -> None:
    size = Size(800, 700)
    places = itertools.accumulate(moves, lambda at, by: (at[0] + by[0], at[1] + by[1]), initial=(300, 250))
    points = [(x + 0.3, y + 0.7, radius) for x, y in places]
    whole, pieces = TiledArray.blank(size), TiledArray.blank(size)
    paint(whole, brush(Stroke(tuple(points), hardness), Rect.of(size)))
    for pair in itertools.pairwise(points):
        paint(pieces, brush(Stroke(pair, hardness), Rect.of(size)))  # alone, a segment is drawn in full
    # each segment computes the same distance from its own middle, so float32 may round to the next level
    difference = whole.read(Rect.of(size)).astype(int) - pieces.read(Rect.of(size))
    assert np.abs(difference).max() <= 1


def test_a_large_brush_is_as_exact_as_a_small_one_and_shares_its_full_tiles() -> None:
    size = Size(2600, 2400)
    mask = TiledArray.blank(size)
    paint(mask, brush(Stroke(((1300.2, 1200.6, 1000.0), (1350.0, 1180.0, 1000.0)), 0.5), Rect.of(size)))
    y, x = np.mgrid[0:2400, 0:2600] + 0.5
    t = np.clip(((x - 1300.2) * 49.8 - (y - 1200.6) * 20.6) / (49.8**2 + 20.6**2), 0, 1)
    distance = np.hypot(x - 1300.2 - 49.8 * t, y - 1200.6 + 20.6 * t)
    expected = np.clip((1000.5 - distance) / 500, 0, 1) * 255
    assert np.abs(mask.read(Rect.of(size)) - expected).max() <= 0.51
    full = [mask.tile(index) for index in mask.tiles_used() if mask.tile(index).min() == 255]
    full = [tile for tile in full if tile.shape == (256, 256)]
    assert len(full) >= 4
    assert len({id(tile) for tile in full}) == 1


def test_pressure_widens_a_line_evenly() -> None:
    heights = drawn((20, 140, 2), (280, 140, 40)).sum(axis=0)[30:260] / 255
    assert (np.diff(heights) > -0.01).all()
    assert np.diff(heights, 2).max() < 0.2


def test_a_hard_brush_has_a_rim_of_one_pixel_and_a_soft_one_falls_off() -> None:
    row = drawn((150.5, 140.5, 40))[140].astype(int)
    assert np.count_nonzero((row > 0) & (row < 255)) <= 2
    soft = drawn((150.5, 140.5, 40), hardness=0.0)[140].astype(int)
    assert (np.diff(soft[110:150]) > 0).all()
    half = drawn((150.5, 140.5, 40), hardness=0.5)[140]
    assert (half[132:169] == 255).all()
    assert 100 < half[120] < 160


def test_erasing_a_stroke_from_a_full_mask_leaves_its_negative() -> None:
    stroke = Stroke(((30.0, 40.0, 9.0), (200.0, 210.0, 30.0)), 0.3)
    mask = TiledArray.blank(SIZE)
    mask.write(CLIP, 255)
    paint(mask, brush(stroke, CLIP), erase=True)
    np.testing.assert_array_equal(mask.read(CLIP), 255 - drawn(*stroke.points, hardness=0.3))


def test_painting_tells_what_to_repaint_and_touches_nothing_else() -> None:
    size = Size(3000, 2000)
    mask = TiledArray.blank(size)
    changed = paint(mask, brush(Stroke(((900, 700, 20), (1000, 760, 20))), Rect.of(size)))
    assert Rect(878, 678, 144, 104).contains(changed)
    assert mask.tiles_used() == mask.tiles_in(changed)
    again = paint(mask, brush(Stroke(((900, 700, 20), (1000, 760, 20))), Rect.of(size)))
    assert not again


def test_a_long_diagonal_works_on_a_strip_and_not_on_its_bounding_box() -> None:
    clip = Rect(0, 0, 8000, 6000)
    stamps = list(brush(Stroke(((5, 5, 4), (7990, 5990, 4))), clip))
    assert sum(stamp.rect.area for stamp in stamps) < clip.area / 50


@pytest.mark.parametrize("points", [[(-500, -500, 9)], [(-500, 50, 9), (-90, 80, 9)], []])
def test_a_stroke_off_the_picture_covers_nothing(points: list[tuple[float, float, float]]) -> None:
    assert not drawn(*points).any()


def test_a_stroke_within_a_selection_is_clipped_to_it() -> None:
    mask = TiledArray.blank(SIZE)
    paint(mask, brush(Stroke(((100, 100, 50),)), Rect(90, 95, 10, 7)))
    rows, columns = np.nonzero(mask.read(CLIP))
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (90, 99, 95, 101)


@pytest.mark.parametrize(
    ("points", "hardness"),
    [(((1, 1, 0),), 1), (((1, 1, -2),), 1), (((math.nan, 1, 1),), 1), (((1, 1, 1),), 1.5)],
)
def test_what_no_brush_can_draw_is_refused(
    points: tuple[tuple[float, float, float]], hardness: float
) -> None:
    with pytest.raises(ValueError, match=r"stroke|hardness"):
        Stroke(points, hardness)


def test_a_rectangle_covers_its_share_of_each_pixel() -> None:
    coverage = outlined(rectangle(10.25, 20.5, 13, 22, CLIP))
    assert coverage[19:23, 9:14].tolist() == [
        [0, 0, 0, 0, 0],
        [0, 96, 128, 128, 0],
        [0, 191, 255, 255, 0],
        [0, 0, 0, 0, 0],
    ]
    np.testing.assert_array_equal(coverage, outlined(rectangle(13, 22, 10.25, 20.5, CLIP)))


def test_an_ellipse_has_its_area_and_reaches_its_sides() -> None:
    coverage = outlined(ellipse(40, 60, 260, 200, CLIP))
    assert coverage.sum() / 255 == pytest.approx(math.pi * 110 * 70, rel=0.001)
    rows, columns = np.nonzero(coverage)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (40, 259, 60, 199)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=3))
def test_a_triangle_has_its_area_whichever_way_round(corners: list[tuple[float, float]]) -> None:
    clip = Rect(-50, -50, 400, 400)
    (x0, y0), (x1, y1), (x2, y2) = corners
    area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2
    for order in (corners, corners[::-1]):
        covered = sum(float(stamp.coverage.sum()) for stamp in polygon(order, clip)) / 255
        assert covered == pytest.approx(area, rel=0.01, abs=6)


def test_a_lasso_that_crosses_itself_covers_both_loops() -> None:
    eight = [(50, 50), (150, 150), (150, 50), (50, 150)]
    coverage = outlined(polygon(eight, CLIP))
    assert coverage[100, 60] == coverage[100, 140] == 255
    assert coverage[60, 100] == coverage[140, 100] == 0
    twice_around = [(50, 50), (150, 50), (150, 150), (50, 150)] * 2
    assert outlined(polygon(twice_around, CLIP))[100, 100] == 255


@pytest.mark.parametrize("corners", [[], [(5, 5)], [(5, 5), (90, 90)], [(500, 500), (600, 500), (600, 600)]])
def test_an_outline_without_an_inside_covers_nothing(corners: list[tuple[float, float]]) -> None:
    assert not outlined(polygon(corners, CLIP)).any()


def test_an_outline_beyond_the_picture_is_cut_at_its_border() -> None:
    assert (outlined(rectangle(-100, -100, 1000, 1000, CLIP)) == 255).all()


def test_an_outline_with_a_point_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        list(polygon([(0, 0), (math.inf, 3), (4, 4)], CLIP))
