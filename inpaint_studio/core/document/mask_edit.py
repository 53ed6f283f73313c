"""A mask edit in progress: painted piece by piece, then committed as one step of the history, or undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..arrays import AnyArray
from ..coverage import parts_touching
from ..geometry import Rect
from ..mask import Mask
from ..strokes import Stamp, paint
from ..tiles import TiledArray
from .tiled_mask import TiledMask


class MaskEdit:
    """Ends with `commit` or `abort`, after which its methods do nothing.

    `changed` is called with each changed rectangle. `ended` is called at the end with the name of the step
    (None after `abort`) and returns whether a step was added.
    """

    def __init__(
        self,
        name: str,
        tiles: TiledArray,
        changed: Callable[[str, Rect], None],
        ended: Callable[[MaskEdit, str | None], bool],
    ) -> None:
        self.name = name
        self.tiles = tiles
        self._changed, self._ended = changed, ended
        self._before = tiles.snapshot()
        self.active = True

    def paint(self, stamps: Iterator[Stamp] | Sequence[Stamp], *, erase: bool = False) -> None:
        """Add stamps to the mask, or erase them from it."""
        if self.active:
            self._report(paint(self.tiles, stamps, erase=erase))

    def restore(self) -> None:
        """Reset to the start without ending; to redraw a shape while it is dragged."""
        if self.active:
            changed = self.tiles.rect_unlike(self._before)
            self.tiles = self._before.snapshot()
            self._report(changed)

    def replace(self, mask: Mask) -> None:
        """Replace the whole mask. Raises StudioError "mask-size" for another size."""
        if not self.active:
            return
        mask.require_size(self.tiles.size)
        tiles = tiles_of(mask)
        changed = self.tiles.rect_unlike(tiles)
        self.tiles = tiles
        self._report(changed)

    @property
    def before(self) -> Mask:
        """The mask at the start of the edit."""
        return TiledMask(self._before)

    @property
    def added(self) -> TiledArray:
        """What the edit has added to the mask so far."""
        return without(self.tiles, self._before)

    def commit(self, label: str) -> bool:
        """Add it to the history as one step named `label`; False if it changed nothing."""
        if not self.active:
            return False
        self.active = False
        return self._ended(self, label)

    def abort(self) -> None:
        """Undo the whole edit and end it."""
        if self.active:
            self.restore()
            self.active = False
            self._ended(self, None)

    def _report(self, changed: Rect) -> None:
        if changed:
            self._changed(self.name, changed)


class AreaCounter:
    """Counts the pixels of masks, recounting only tiles that have changed since the last time."""

    def __init__(self) -> None:
        self._known: dict[str, dict[int, tuple[AnyArray, int]]] = {}
        self._last: dict[str, tuple[TiledArray, int]] = {}

    def count(self, name: str, tiles: TiledArray) -> int:
        """How many pixels of the mask `name` have coverage > 0."""
        last = self._last.get(name)
        if last is not None and last[0].is_same(tiles):
            return last[1]
        known, fresh = self._known.get(name, {}), {}
        for index in tiles.tiles_touched():
            tile = tiles.tile(index)
            before = known.get(index)
            same = before is not None and before[0] is tile
            fresh[index] = before if same and before is not None else (tile, int(np.count_nonzero(tile)))
        self._known[name] = fresh
        found = sum(count for _, count in fresh.values())
        self._last[name] = tiles.snapshot(), found
        return found

    def clear(self) -> None:
        """Forget all masks."""
        self._known.clear()
        self._last.clear()


def tiles_of(mask: Mask) -> TiledArray:
    """A mask in tiles; empty ones are shared and take no memory."""
    if isinstance(mask, TiledMask):
        return mask.tiles
    tiles = TiledArray.blank(mask.size)
    if mask.bounds:
        tiles.write(mask.bounds, mask.read(mask.bounds), mask.read(mask.bounds) > 0)
    return tiles


def without(tiles: TiledArray, other: TiledArray) -> TiledArray:
    """A mask minus everything that another one covers."""
    left = tiles.snapshot()
    for index in other.tiles_used():
        tile, covered = left.tile(index), other.tile(index) > 0
        if (tile[covered] > 0).any():
            left.put_tile(index, np.where(covered, np.uint8(0), tile))
    return left


def parts_under(mask: Mask, stroke: TiledArray) -> Mask:
    """The separate parts of a mask that a stroke touches, whole; a stroke is (H, W) uint8 coverage."""
    around = mask.bounds
    area = np.ascontiguousarray(mask.hole[around.slices])
    seeds = area & (stroke.read(around) > 0)
    coverage = np.zeros_like(mask.coverage)
    if seeds.any():
        coverage[around.slices] = np.where(parts_touching(area, seeds), mask.read(around), np.uint8(0))
    return Mask(coverage)
