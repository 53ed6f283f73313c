"""Smoothing: segments that join, pass near every point, have no corners and reach the end."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.gui.canvas.tools.smoothing import Dab, Smoother

POINT = st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(0.5, 60))


def line(points: list[Dab]) -> list[list[Dab]]:
    """The pieces, as a brush gets them."""
    smoother = Smoother(points[0])
    pieces = [list(smoother.add(point)) for point in points[1:]]
    pieces.append(list(smoother.end_at(*points[-1][:2])))
    return [piece for piece in pieces if piece]


@given(st.lists(POINT, min_size=1, max_size=30))
def test_each_piece_begins_where_the_last_one_ended(points: list[Dab]) -> None:
    pieces = line(points)
    assert pieces[0][0] == pytest.approx(points[0])
    for one, other in pairwise(pieces):
        assert other[0] == pytest.approx(one[-1])


@given(st.lists(POINT, min_size=1, max_size=30))
def test_the_line_reaches_the_end(points: list[Dab]) -> None:
    assert line(points)[-1][-1][:2] == pytest.approx(points[-1][:2])


@given(st.lists(POINT, min_size=1, max_size=30))
def test_the_radius_stays_within_what_was_asked_for(points: list[Dab]) -> None:
    radii = [radius for _, _, radius in points]
    for piece in line(points):
        for _, _, radius in piece:
            assert min(radii) - 1e-6 <= radius <= max(radii) + 1e-6


def test_a_fast_circle_is_round() -> None:
    points = [(200 + 100 * math.cos(a / 2), 200 + 100 * math.sin(a / 2), 5.0) for a in range(14)]
    pieces = line(points)[1:-1]
    turns = []
    flat = [point for piece in pieces for point in piece[:-1]]
    for (x0, y0, _), (x1, y1, _), (x2, y2, _) in zip(flat, flat[1:], flat[2:], strict=False):
        turn = math.atan2(y2 - y1, x2 - x1) - math.atan2(y1 - y0, x1 - x0)
        turns.append(abs((turn + math.pi) % (2 * math.pi) - math.pi))
    assert max(turns) < math.radians(12)


def test_a_straight_line_stays_one() -> None:
    for piece in line([(float(x), 2.0 * x, 4.0) for x in range(0, 100, 7)]):
        for x, y, _ in piece:
            assert y == pytest.approx(2 * x)


def test_points_that_hardly_differ_cost_nothing() -> None:
    smoother = Smoother((10, 10, 100))
    assert smoother.add((11, 11, 100)) == ()
