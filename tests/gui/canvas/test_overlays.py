"""The coverage of a mask as the canvas holds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.gui.canvas.overlays import MaskLayer
from inpaint_studio.gui.canvas.pyramid import LEVELS
from inpaint_studio.gui.canvas.viewport import Viewport

SIZE = Size(700, 500)
WHOLE = Rect.of(SIZE)


def layer_of(tiles: TiledArray) -> MaskLayer:
    layer = MaskLayer(tiles.size)
    layer.follow(tiles, Rect.of(tiles.size))
    return layer


def test_a_mask_that_was_never_painted_is_empty() -> None:
    layer = layer_of(TiledArray.blank(SIZE))
    assert layer.is_empty
    assert not layer.bounds


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 500), st.floats(1, 60), st.booleans()), max_size=6))
def test_following_strokes_gives_what_following_the_whole_mask_gives(
    dabs: list[tuple[float, float, float, bool]],
) -> None:
    tiles, layer = TiledArray.blank(SIZE), MaskLayer(SIZE)
    for x, y, radius, erase in dabs:
        layer.follow(tiles, paint(tiles, list(brush(Stroke(((x, y, radius),), 0.5), WHOLE)), erase=erase))
    expected = layer_of(tiles)
    assert layer.is_empty == expected.is_empty
    assert layer.bounds == expected.bounds
    for level in range(LEVELS):
        np.testing.assert_array_equal(layer.array(level), expected.array(level))


def test_the_bounds_are_those_of_the_coverage() -> None:
    tiles = TiledArray.blank(SIZE)
    tiles.write(Rect(250, 255, 300, 2), 1)
    assert layer_of(tiles).bounds == Rect(250, 255, 300, 2)


def test_what_is_erased_is_empty_again() -> None:
    tiles = TiledArray.blank(SIZE)
    tiles.write(Rect(250, 255, 300, 2), 255)
    layer = layer_of(tiles)
    tiles.write(Rect(250, 255, 300, 2), 0)
    layer.follow(tiles, Rect(250, 255, 300, 2))
    assert layer.is_empty
    assert not any(layer.array(level).any() for level in range(LEVELS))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("zoom", [0.1, 0.5, 0.73, 1.0, 1.4, 2.5, 17.0])
def test_samples_lie_where_the_viewport_says(zoom: float, ratio: float) -> None:
    columns = np.arange(700)[None, :] * 255 / 700
    ramp = TiledArray.from_array(np.broadcast_to(columns, (500, 700)).astype(np.uint8).copy())
    viewport = replace(Viewport(SIZE, 400, 300), ratio=ratio).zoomed(zoom)
    found = layer_of(ramp).sample(viewport, viewport.device)
    shown = viewport.device_to_image(viewport.device)
    for share in (0.2, 0.5, 0.8):
        x = shown.x + share * shown.width
        place = viewport.to_widget(x, shown.y + shown.height / 2) * ratio
        assert abs(int(found[int(place.y()), int(place.x())]) - x * 255 / 700) <= 4


def test_beyond_the_picture_there_is_no_coverage() -> None:
    full = TiledArray.from_array(np.full((500, 700), 255, np.uint8))
    viewport = Viewport(SIZE, 400, 300).zoomed(0.25)
    found = layer_of(full).sample(viewport, viewport.device)
    left, top = viewport.origin
    expected = np.zeros_like(found)
    expected[max(0, top) : top + 125, max(0, left) : left + 175] = 255
    np.testing.assert_array_equal(found, expected)
