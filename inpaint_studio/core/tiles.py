"""A large array in square tiles with copy-on-write, so that copies cost almost nothing.

A tile is never modified in place: a write replaces it by a new one. So a snapshot is a list of pointers,
views never change, threads that read a snapshot need no lock, and two states of the same picture share
all unchanged tiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from operator import is_, or_
from typing import Any, Self

import numpy as np

from .arrays import AnyArray, Flags, read_only
from .geometry import Rect, Size

TILE = 256
"""Side of a tile in pixels; the last column and row of tiles are cut off at the border."""


class TiledArray:
    """An array (H, W) or (H, W, C) of any dtype in tiles, numbered by rows from the top left.

    Tiles that were never written are views of the original array. One thread writes; others need a
    `snapshot` made by it, since a read over several tiles during a write may see both states.
    """

    __slots__ = ("_columns", "_origin", "_tiles", "_written")

    def __init__(self, origin: AnyArray, tiles: list[AnyArray], written: set[int]) -> None:
        """Called by `from_array`, `blank` and `snapshot`."""
        self._origin = origin
        self._tiles = tiles
        self._written = written
        self._columns = -(-origin.shape[1] // TILE)

    @classmethod
    def from_array(cls, array: AnyArray) -> Self:
        """Tiles that are views of `array`, which must not be written to afterwards: nothing is copied."""
        if array.ndim not in (2, 3):
            raise ValueError(f"a tiled array is (H, W) or (H, W, C), not {array.shape}")
        origin = read_only(array)
        return cls(origin, _cut(origin), set())

    @classmethod
    def blank(cls, size: Size, channels: int | None = None, dtype: Any = np.uint8) -> Self:
        """All zeros, (H, W) or (H, W, channels), in almost no memory."""
        shape = (size.height, size.width) if channels is None else (size.height, size.width, channels)
        origin, tiles = _blank_tiles(shape, np.dtype(dtype))
        return cls(origin, list(tiles), set())

    @property
    def shape(self) -> tuple[int, ...]:
        return self._origin.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._origin.dtype

    @property
    def size(self) -> Size:
        return Size(self._origin.shape[1], self._origin.shape[0])

    def __len__(self) -> int:
        return len(self._tiles)

    def snapshot(self) -> Self:
        """A copy: writing to either does not change the other."""
        return type(self)(self._origin, list(self._tiles), set(self._written))

    def read(self, rect: Rect) -> AnyArray:
        """The values of `rect` (ValueError if it is not inside): read-only, and never changed later.

        A view if one tile contains it or nothing in it was written, else a copy.
        """
        self._require_inside(rect)
        if not rect or not self._written:
            return self._origin[rect.slices]
        indices = self.tiles_in(rect)
        if len(indices) == 1:
            home = self.tile_rect(indices[0])
            return self._tiles[indices[0]][rect.moved(-home.x, -home.y).slices]
        if self._written.isdisjoint(indices):
            return self._origin[rect.slices]
        shape = (rect.height, rect.width, *self.shape[2:])
        if self._is_blank:
            # fresh zeros take no memory until written to, and most of a mask never is
            result = np.zeros(shape, self.dtype)
            indices = [index for index in indices if index in self._written]
        else:
            result = np.empty(shape, self.dtype)
        for index, in_tile, in_rect in self._parts(rect, indices):
            result[in_rect] = self._tiles[index][in_tile]
        result.flags.writeable = False
        return result

    def write(self, rect: Rect, values: Any, where: Flags | None = None) -> None:
        """Write `values` (broadcast to the shape of `rect`) to `rect`, or only `where` (bool (h, w)) is True.

        ValueError if `rect` is not inside. Tiles in which nothing is written are not replaced.
        """
        self._require_inside(rect)
        if not rect:
            return
        if isinstance(values, int | float):
            values = np.asarray(values, self.dtype)
        values = np.broadcast_to(values, (rect.height, rect.width, *self.shape[2:]))
        for index, in_tile, in_rect in self._parts(rect, self.tiles_in(rect)):
            chosen = True if where is None else where[in_rect]
            if not np.any(chosen):
                continue
            tile = np.array(self._tiles[index])
            if isinstance(chosen, np.ndarray) and tile.ndim == 3:
                chosen = chosen[..., None]
            np.copyto(tile[in_tile], values[in_rect], where=chosen)
            self.put_tile(index, tile)

    def tile(self, index: int) -> AnyArray:
        """One tile: read-only, and never changed later."""
        return self._tiles[index]

    def tile_rect(self, index: int) -> Rect:
        """The rectangle of a tile."""
        row, column = divmod(index, self._columns)
        return Rect(column * TILE, row * TILE, TILE, TILE) & Rect.of(self.size)

    def put_tile(self, index: int, tile: AnyArray) -> None:
        """Replace a tile by `tile`, which becomes read-only. ValueError for another shape or dtype."""
        if tile.shape != self._tiles[index].shape or tile.dtype != self.dtype:
            raise ValueError(f"tile {index} is {self._tiles[index].shape} {self.dtype}, not {tile.shape}")
        tile.flags.writeable = False
        self._tiles[index] = tile
        self._written.add(index)

    def tiles_in(self, rect: Rect) -> list[int]:
        """The numbers of the tiles that share pixels with `rect`, in order."""
        rect = rect & Rect.of(self.size)
        if not rect:
            return []
        columns = range(rect.x // TILE, (rect.right - 1) // TILE + 1)
        rows = range(rect.y // TILE, (rect.bottom - 1) // TILE + 1)
        return [row * self._columns + column for row in rows for column in columns]

    def tiles_used(self) -> list[int]:
        """The numbers of the tiles that are not all zeros."""
        return [index for index in self.tiles_touched() if self._tiles[index].any()]

    def tiles_touched(self) -> Sequence[int]:
        """The numbers of the tiles that may be non-zero: all that were ever written to."""
        return sorted(self._written) if self._is_blank else range(len(self._tiles))

    def is_same(self, other: TiledArray) -> bool:
        """Whether both share all tiles, which are not compared: a quick test for a change."""
        return self.shape == other.shape and all(map(is_, self._tiles, other._tiles))

    def nbytes_beside(self, other: TiledArray) -> int:
        """The bytes of the tiles that this array does not share with another of its shape."""
        pairs = zip(self._tiles, other._tiles, strict=True)
        return sum(mine.nbytes for mine, theirs in pairs if mine is not theirs)

    def tiles_unlike(self, other: TiledArray) -> list[int]:
        """The numbers of the tiles that differ between two arrays of the same shape and dtype.

        Shared tiles are skipped without comparing.
        """
        return [
            index
            for index, (mine, theirs) in enumerate(zip(self._tiles, other._tiles, strict=True))
            if mine is not theirs and not _alike(mine, theirs)
        ]

    def is_alike(self, other: TiledArray) -> bool:
        """Whether all values are the same, for two arrays of the same shape and dtype."""
        pairs = zip(self._tiles, other._tiles, strict=True)
        return all(mine is theirs or _alike(mine, theirs) for mine, theirs in pairs)

    def rect_unlike(self, other: TiledArray) -> Rect:
        """The rectangle, in whole tiles, outside which two arrays of the same shape and dtype are equal."""
        return reduce(or_, map(self.tile_rect, self.tiles_unlike(other)), Rect(0, 0, 0, 0))

    @property
    def _is_blank(self) -> bool:
        """Whether it was made by `blank`: its origin is one zero with strides of 0."""
        return self._origin.size > 1 and not any(self._origin.strides) and not self._origin.flat[0]

    def _parts(
        self, rect: Rect, indices: list[int]
    ) -> Iterator[tuple[int, tuple[slice, slice], tuple[slice, slice]]]:
        """Each tile's number, and the slices of its overlap with `rect`, in the tile and in `rect`."""
        for index in indices:
            home = self.tile_rect(index)
            shared = home & rect
            yield index, shared.moved(-home.x, -home.y).slices, shared.moved(-rect.x, -rect.y).slices

    def _require_inside(self, rect: Rect) -> None:
        if not Rect.of(self.size).contains(rect):
            raise ValueError(f"{rect} is not within {self.size}")


def _alike(one: AnyArray, other: AnyArray) -> bool:
    """Whether two tiles of the same shape are equal."""
    # most tiles that differ do so in their corner already: a mask that was inverted, a photo-wide fill
    return bool(one.item(0) == other.item(0)) and np.array_equal(one, other)


def _cut(origin: AnyArray) -> list[AnyArray]:
    """The tiles of an array, as views."""
    height, width = origin.shape[:2]
    return [
        origin[top : top + TILE, left : left + TILE]
        for top in range(0, height, TILE)
        for left in range(0, width, TILE)
    ]


@lru_cache(maxsize=16)
def _blank_tiles(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[AnyArray, list[AnyArray]]:
    """Zeros and their tiles, shared by all blank arrays of a shape, so that they compare quickly."""
    origin = np.broadcast_to(np.zeros((), dtype), shape)
    return origin, _cut(origin)
