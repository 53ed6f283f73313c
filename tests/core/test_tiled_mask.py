"""A mask in tiles is the same mask as in one plane."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from inpaint_studio.core.arrays import Coverage
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.tiled_mask import TiledMask
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.tiles import TiledArray

SIZE = Size(600, 700)


def in_tiles(coverage: Coverage) -> TiledMask:
    tiles = TiledArray.blank(Size(coverage.shape[1], coverage.shape[0]))
    tiles.write(Rect.of(tiles.size), coverage, coverage > 0)
    return TiledMask(tiles)


def boxes(*rects: Rect, level: int = 255) -> Coverage:
    coverage = np.zeros((SIZE.height, SIZE.width), np.uint8)
    for rect in rects:
        coverage[rect.slices] = level
    return coverage


@pytest.mark.parametrize(
    "coverage",
    [
        boxes(),
        boxes(Rect(250, 255, 300, 2)),
        boxes(Rect(10, 10, 40, 50), Rect(590, 600, 10, 100)),
        boxes(Rect(30, 40, 500, 600), level=100),
        boxes(Rect.of(SIZE)),
    ],
    ids=["empty", "line", "two", "soft", "full"],
)
def test_it_is_the_same_in_tiles_and_in_one_plane(coverage: Coverage) -> None:
    plain, tiled = Mask(coverage), in_tiles(coverage)
    assert (tiled.size, tiled.bounds, tiled.area) == (plain.size, plain.bounds, plain.area)
    assert (tiled.is_soft, tiled.digest) == (plain.is_soft, plain.digest)
    np.testing.assert_array_equal(tiled.coverage, coverage)
    np.testing.assert_array_equal(tiled.read(Rect(200, 250, 300, 100)), coverage[250:350, 200:500])
    for change in (Mask.inverted, Mask.filled, lambda mask: mask.grown(3), lambda mask: mask.feathered(5)):
        np.testing.assert_array_equal(change(tiled).coverage, change(plain).coverage)
    assert tiles_of(tiled).is_alike(tiles_of(plain))


def test_its_plane_is_shared_while_it_is_used_and_then_given_up() -> None:
    mask = in_tiles(boxes(Rect(10, 10, 500, 600)))
    plane = mask.coverage
    assert mask.coverage is plane
    gone = weakref.ref(plane)
    del plane
    gc.collect()
    assert gone() is None
    assert mask.coverage[300, 300] == 255


def test_what_is_painted_later_is_not_in_it() -> None:
    tiles = TiledArray.blank(SIZE)
    mask = TiledMask(tiles)
    tiles.write(Rect(0, 0, 5, 5), 255)
    assert not mask.coverage.any()
    mask.tiles.write(Rect(0, 0, 5, 5), 255)
    assert not mask.bounds
