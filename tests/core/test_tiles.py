"""Tiled arrays: what is read is what was written, copies are free, and snapshots do not change."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.tiles import TILE, TiledArray

SIZE = Size(2 * TILE + 37, TILE + 5)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    """Rectangles within SIZE, empty ones included, many with edges on or next to those of a tile."""
    edges = [0, 1, TILE - 1, TILE, TILE + 1]
    xs = st.sampled_from([*edges, 2 * TILE, SIZE.width]) | st.integers(0, SIZE.width)
    ys = st.sampled_from([*edges, SIZE.height]) | st.integers(0, SIZE.height)
    x, y = sorted(draw(st.tuples(xs, xs))), sorted(draw(st.tuples(ys, ys)))
    return Rect.spanning(x[0], y[0], x[1], y[1])


def noise(shape: tuple[int, ...], dtype: Any, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 250, shape).astype(dtype)


@given(
    st.lists(st.tuples(rects(), st.integers(0, 99), st.booleans()), max_size=5),
    rects(),
    st.sampled_from([(None, np.uint8), (3, np.uint16), (1, np.float32), (None, bool)]),
    st.booleans(),
)
def test_it_reads_like_the_array_that_it_stands_for(
    writes: list[tuple[Rect, int, bool]], read: Rect, kind: tuple[int | None, Any], blank: bool
) -> None:
    channels, dtype = kind
    shape = (SIZE.height, SIZE.width) if channels is None else (SIZE.height, SIZE.width, channels)
    plain = np.zeros(shape, dtype) if blank else noise(shape, dtype)
    tiled = TiledArray.blank(SIZE, channels, dtype) if blank else TiledArray.from_array(plain.copy())
    for rect, seed, some in writes:
        values = noise((rect.height, rect.width, *shape[2:]), dtype, seed)
        where = noise((rect.height, rect.width), np.uint8, seed + 1) > 125 if some else None
        tiled.write(rect, values, where)
        chosen = np.ones((rect.height, rect.width), bool) if where is None else where
        plain[rect.slices][chosen] = values[chosen]
    np.testing.assert_array_equal(tiled.read(read), plain[read.slices])
    np.testing.assert_array_equal(tiled.read(Rect.of(SIZE)), plain)


@given(rects(), rects())
def test_a_snapshot_and_what_was_read_stay_as_they_were(first: Rect, second: Rect) -> None:
    tiled = TiledArray.from_array(noise((SIZE.height, SIZE.width), np.uint8))
    tiled.write(first, 251)
    before, snapshot = tiled.read(Rect.of(SIZE)).copy(), tiled.snapshot()
    view = tiled.read(first)
    tiled.write(second, 252)
    assert (view == 251).all()
    np.testing.assert_array_equal(snapshot.read(Rect.of(SIZE)), before)
    snapshot.write(first, 253)
    np.testing.assert_array_equal(tiled.read(second), 252)


@given(rects())
def test_a_write_copies_only_the_tiles_that_it_touches(rect: Rect) -> None:
    origin = noise((SIZE.height, SIZE.width), np.uint8)
    tiled = TiledArray.from_array(origin)
    tiled.write(rect, 255)
    own = [index for index in range(len(tiled)) if not np.shares_memory(tiled.tile(index), origin)]
    assert own == tiled.tiles_in(rect)
    assert tiled.tiles_unlike(TiledArray.from_array(origin)) == own


def test_making_one_copies_nothing() -> None:
    array = noise((SIZE.height, SIZE.width, 3), np.uint16)
    tiled = TiledArray.from_array(array)
    assert np.shares_memory(tiled.read(Rect.of(SIZE)), array)
    assert all(np.shares_memory(tiled.tile(index), array) for index in range(len(tiled)))


def test_a_snapshot_of_untouched_tiles_goes_on_reading_without_a_copy() -> None:
    array = noise((SIZE.height, SIZE.width), np.uint8)
    tiled = TiledArray.from_array(array)
    snapshot = tiled.snapshot()
    tiled.write(Rect.of(SIZE), 9)
    assert np.shares_memory(snapshot.read(Rect.of(SIZE)), array)


def test_reading_within_one_tile_is_a_view_of_it() -> None:
    tiled = TiledArray.from_array(noise((SIZE.height, SIZE.width), np.uint8))
    tiled.write(Rect(0, 0, SIZE.width, 3), 7)
    assert np.shares_memory(tiled.read(Rect(TILE, 2, 10, 10)), tiled.tile(1))


def test_what_is_read_cannot_be_written_to() -> None:
    tiled = TiledArray.from_array(noise((SIZE.height, SIZE.width), np.uint8))
    for rect in (Rect(0, 0, 9, 9), Rect.of(SIZE)):
        with pytest.raises(ValueError, match="read-only"):
            tiled.read(rect)[:] = 0
        tiled.write(rect, 1)
        with pytest.raises(ValueError, match="read-only"):
            tiled.read(rect)[:] = 0


def test_a_write_where_nothing_is_chosen_touches_no_tile() -> None:
    tiled = TiledArray.blank(SIZE)
    tiled.write(Rect.of(SIZE), 9, np.zeros((SIZE.height, SIZE.width), bool))
    assert tiled.tiles_used() == []
    assert tiled.tiles_unlike(TiledArray.blank(SIZE)) == []


def test_a_blank_one_of_150_megapixels_takes_no_memory() -> None:
    tiled = TiledArray.blank(Size(15000, 10000))
    assert sum(tile.strides != (0, 0) for tile in map(tiled.tile, range(len(tiled)))) == 0
    tiled.write(Rect(5000, 5000, 10, 10), 1)
    assert len(tiled.tiles_used()) == 1


@pytest.mark.parametrize(
    "rect", [Rect(-1, 0, 5, 5), Rect(SIZE.width - 2, 0, 5, 5), Rect(0, SIZE.height, 1, 1)]
)
def test_rectangles_that_stick_out_are_refused(rect: Rect) -> None:
    tiled = TiledArray.blank(SIZE)
    with pytest.raises(ValueError, match="is not within"):
        tiled.read(rect)
    with pytest.raises(ValueError, match="is not within"):
        tiled.write(rect, 1)


def test_a_tile_of_another_shape_or_dtype_is_refused() -> None:
    tiled = TiledArray.blank(SIZE)
    for tile in (np.zeros((3, 3), np.uint8), np.zeros((TILE, TILE), np.uint16)):
        with pytest.raises(ValueError, match="tile 0 is"):
            tiled.put_tile(0, tile)
    with pytest.raises(TypeError):
        tiled.write(Rect(0, 0, 2, 2), np.full((2, 2), 0.5))


def test_a_reader_of_snapshots_sees_no_half_done_write() -> None:
    tiled = TiledArray.blank(SIZE)
    whole = Rect.of(SIZE)
    latest, torn, done = [tiled.snapshot()], [], threading.Event()

    def look() -> None:
        while not done.is_set():
            values = latest[0].read(whole)
            torn.append(values.min() != values.max())

    reader = threading.Thread(target=look)
    reader.start()
    for value in range(200):
        tiled.write(whole, value)
        latest[0] = tiled.snapshot()
    done.set()
    reader.join()
    assert torn
    assert not any(torn)


def test_two_arrays_are_alike_if_all_their_values_are() -> None:
    one = TiledArray.from_array(np.zeros((300, 520), np.uint8))
    other = TiledArray.blank(Size(520, 300))
    assert one.is_alike(other)
    assert not one.is_same(other)
    assert one.is_same(one.snapshot())
    other.write(Rect(519, 299, 1, 1), 7)
    assert not one.is_alike(other)
    assert one.tiles_unlike(other) == [5]
