"""A mask that stays in its tiles, for photos of which it covers little."""

from __future__ import annotations

import weakref
from functools import cached_property, reduce
from operator import or_

import numpy as np

from ..arrays import Coverage
from ..coverage import bounds
from ..geometry import Rect, Size
from ..mask import Mask
from ..tiles import TiledArray


class TiledMask(Mask):
    """A mask with the coverage of (H, W) uint8 tiles, which it shares.

    Its plane is put together when `coverage` is asked for, and given up when nobody uses it any more: strokes
    all over a photo of 50 megapixels take a few megabytes in tiles, and 50 as a plane.
    """

    def __init__(self, tiles: TiledArray) -> None:
        object.__setattr__(self, "_tiles", tiles.snapshot())
        object.__setattr__(self, "_plane", None)

    _tiles: TiledArray
    _plane: weakref.ref[Coverage] | None

    @property
    def coverage(self) -> Coverage:
        """The whole mask (H, W) uint8, read-only."""
        plane = None if self._plane is None else self._plane()
        if plane is None:
            plane = self._tiles.read(Rect.of(self.size))
            object.__setattr__(self, "_plane", weakref.ref(plane))
        return plane

    @property
    def tiles(self) -> TiledArray:
        """The mask in tiles, to paint on."""
        return self._tiles.snapshot()

    @property
    def size(self) -> Size:
        return self._tiles.size

    def read(self, rect: Rect) -> Coverage:
        return self._tiles.read(rect)

    @cached_property
    def bounds(self) -> Rect:
        found = (
            bounds(self._tiles.tile(index)).moved(home.x, home.y)
            for index, home in ((index, self._tiles.tile_rect(index)) for index in self._tiles.tiles_used())
        )
        return reduce(or_, found, Rect(0, 0, 0, 0))

    @cached_property
    def area(self) -> int:
        return sum(int(np.count_nonzero(self._tiles.tile(index))) for index in self._tiles.tiles_touched())

    @cached_property
    def is_soft(self) -> bool:
        # 255 wraps to 0, so that 0 and 255 are the two lowest
        touched = self._tiles.tiles_touched()
        return any(bool((self._tiles.tile(index) + np.uint8(1) > 1).any()) for index in touched)
