"""The colours of the pictures: all different, to everyone as far as possible."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from inpaint_studio.gui.compare.colours import FIRST, colour_of, difference
from inpaint_studio.gui.compare.regions import number_places


def test_no_colour_is_used_twice() -> None:
    assert len({colour_of(index).name() for index in range(256)}) == 256


def test_a_colour_stays_when_pictures_are_added() -> None:
    few = [colour_of(index).name() for index in range(10)]
    colour_of(200)
    assert [colour_of(index).name() for index in range(10)] == few
    assert few[: len(FIRST)] == list(FIRST)


@pytest.mark.parametrize(("count", "least"), [(16, 14), (24, 12), (32, 10)])
def test_colours_differ_to_the_colour_blind_too(count: int, least: float) -> None:
    colours = [colour_of(index) for index in range(count)]
    assert min(difference(one, other) for one, other in combinations(colours, 2)) >= least


def test_red_and_green_differ_less_without_cones_for_them() -> None:
    assert difference(QColor(200, 60, 40), QColor(110, 110, 30)) < 30
    assert difference(QColor("black"), QColor("white")) > 99


def test_numbers_lie_inside_the_largest_region_of_their_label() -> None:
    labels = np.zeros((40, 90), np.uint8)
    labels[:, 30:60] = 1
    labels[0:3, 0:3] = 1
    hole = np.ones(labels.shape, bool)
    hole[:, 80:] = False
    found = {label: (x, y, room) for label, x, y, room in number_places(labels, hole)}
    assert set(found) == {0, 1}
    for label, (x, y, room) in found.items():
        assert labels[int(y), int(x)] == label
        assert room >= 10


def test_a_large_region_is_found_in_a_small_copy() -> None:
    labels = np.zeros((2000, 3000), np.uint8)
    labels[:, 1500:] = 2
    places = number_places(labels, np.ones(labels.shape, bool))
    assert [place[0] for place in places] == [0, 2]
    assert all(labels[int(y), int(x)] == label for label, x, y, _ in places)
