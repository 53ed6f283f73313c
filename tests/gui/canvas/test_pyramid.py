"""The levels of a picture, read whole and kept up to date where it changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.display import DisplayTransform
from inpaint_studio.gui.canvas.pyramid import LEVELS, Pyramid, aligned, coarse, first_level, halve

TRANSFORM = DisplayTransform()


def photo(width: int, height: int, seed: int = 0) -> Photo:
    return Photo(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def read(source: Photo, first: int = 0) -> Pyramid:
    return Pyramid.blank(Rect.of(source.size), first).read_from(source, TRANSFORM)


def test_the_first_level_is_the_picture() -> None:
    source = photo(333, 217)
    np.testing.assert_array_equal(read(source).array(0)[..., 2::-1], source.pixels)


@pytest.mark.parametrize("shape", [(8, 6), (7, 9), (1, 5), (6, 1), (1, 1)])
def test_each_pixel_of_a_level_is_the_mean_of_four(shape: tuple[int, int]) -> None:
    finer = np.random.default_rng(1).integers(0, 256, (*shape, 4), dtype=np.uint8)
    padded = np.pad(finer, ((0, shape[0] % 2), (0, shape[1] % 2), (0, 0)), mode="edge").astype(float)
    mean = (padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]) / 4
    np.testing.assert_allclose(halve(finer), mean, atol=0.51)


@settings(max_examples=40)
@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_reading_a_changed_part_gives_what_reading_all_would(
    width: int, height: int, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    part = Rect(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    first = data.draw(st.sampled_from([0, 0, 1, 2]))
    before, after = photo(width, height), photo(width, height).pixels.copy()
    after[part.slices] = photo(part.width, part.height, 7).pixels
    updated = read(before, first).read_from(Photo(after), TRANSFORM, part)
    for one, other in zip(updated.arrays, read(Photo(after), first).arrays, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_pyramid_without_its_full_size_has_the_same_levels() -> None:
    source = photo(301, 203)
    whole, part = read(source), read(source, 2)
    assert part.level_for(1.0) == 2
    for level in range(2, LEVELS):
        np.testing.assert_array_equal(part.array(level), whole.array(level))


def test_a_region_has_the_pixels_that_the_whole_has() -> None:
    source = photo(700, 500)
    region = aligned(Rect(200, 100, 60, 50), source.size)
    assert region.contains(Rect(200, 100, 60, 50))
    part = Pyramid.blank(region).read_from(source, TRANSFORM)
    for level in range(LEVELS):
        scale = 1 << level
        there = Rect(region.x // scale, region.y // scale, region.width // scale, region.height // scale)
        np.testing.assert_array_equal(part.array(level), read(source).array(level)[there.slices])


def test_a_region_out_of_line_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 64"):
        Pyramid.blank(Rect(10, 0, 64, 64))


@pytest.mark.parametrize("size", [(3001, 2003), (2048, 2048), (9000, 333)])
def test_a_first_look_resembles_the_picture(size: tuple[int, int]) -> None:
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    source = Photo(np.stack([rows * 255 // size[1], columns * 255 // size[0], 0 * rows], 2).astype(np.uint8))
    look, whole = coarse(source, TRANSFORM, Rect.of(source.size)), read(source)
    assert look.first > 0
    for level in range(look.first, LEVELS):
        np.testing.assert_allclose(look.array(level).astype(int), whole.array(level).astype(int), atol=5)


@pytest.mark.parametrize(
    ("zoom", "level"), [(32, 0), (1, 0), (0.9, 0), (0.5, 1), (0.49, 1), (0.26, 1), (0.25, 2), (1 / 64, 6)]
)
def test_a_zoom_is_painted_from_the_next_larger_level(zoom: float, level: int) -> None:
    assert Pyramid.blank(Rect(0, 0, 640, 640)).level_for(zoom) == level


def test_only_very_large_pictures_go_without_their_full_size() -> None:
    assert first_level(Rect(0, 0, 8660, 5774)) == 0
    assert first_level(Rect(0, 0, 15000, 10000)) == 1
    assert first_level(Rect(0, 0, 20000, 15000)) == 1


def test_the_levels_of_50_megapixels_take_267_megabytes() -> None:
    assert Pyramid.blank(Rect(0, 0, 8660, 5774)).nbytes / 1e6 == pytest.approx(267, abs=2)
    assert Pyramid.blank(Rect(0, 0, 8660, 5774), 0, None).nbytes / 1e6 == pytest.approx(67, abs=1)


def test_reading_can_be_stopped() -> None:
    pyramid = Pyramid.blank(Rect(0, 0, 100, 1200))
    pyramid.read_from(photo(100, 1200), TRANSFORM, stopped=lambda: bool(pyramid.array(0)[0].any()))
    assert pyramid.array(0)[:512].any()
    assert not pyramid.array(0)[512:].any()


def test_aligned_keeps_within_the_picture() -> None:
    assert aligned(Rect(70, 1, 500, 10), Size(300, 200)) == Rect(64, 0, 236, 64)
