"""A state of the history: the document, its masks, and how found damage is to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from ..errors import StudioError
from ..geometry import Rect
from ..mask import Mask
from ..tiles import TiledArray
from .curation import Curation
from .document import Document
from .tiled_mask import TiledMask

MASK = "mask"
"""Name of the mask that the next fill will use."""
LAST_MASK = "last mask"
"""Name of the mask of the last kept fill, so that it can be reused."""
SOURCES = "sources"
"""Name of the mask of areas where texture may be copied from; empty means everywhere."""
AVOID = "avoid"
"""Name of the mask of areas where texture must not be copied from."""


@dataclass(frozen=True, eq=False)
class State:
    """A document, its masks by name, each (H, W) uint8 coverage of the size of the canvas, and a curation.

    A frozen value: make a `snapshot` of a mask before painting on it. A missing name means an empty mask.
    Raises StudioError "mask-size" for a mask of another size.
    """

    document: Document
    masks: Mapping[str, TiledArray] = field(default_factory=dict)
    curation: Curation = field(default_factory=Curation)

    def __post_init__(self) -> None:
        """Check the size and dtype of all masks."""
        for tiles in self.masks.values():
            if tiles.size != self.document.size:
                raise StudioError("mask-size", mask=str(tiles.size), photo=str(self.document.size))
            if tiles.dtype != np.uint8 or len(tiles.shape) != 2:
                raise ValueError(f"a mask is (H, W) uint8, not {tiles.shape} {tiles.dtype}")

    def tiles(self, name: str = MASK) -> TiledArray:
        """A copy of a mask in tiles, to paint on."""
        found = self.masks.get(name)
        return TiledArray.blank(self.document.size) if found is None else found.snapshot()

    def mask(self, name: str = MASK) -> Mask:
        """A mask as a value, as fills need it."""
        return TiledMask(self.tiles(name))

    def with_mask(self, tiles: TiledArray, name: str = MASK) -> Self:
        """With another mask `name`."""
        return replace(self, masks={**self.masks, name: tiles.snapshot()})

    def with_document(self, document: Document) -> Self:
        """With another document; the masks move with its canvas and are cut to it (undo restores them)."""
        before, after = self.document.canvas, document.canvas
        if before == after:
            return replace(self, document=document)
        masks = {name: _on_canvas(tiles, before, after) for name, tiles in self.masks.items()}
        return replace(self, document=document, masks=masks)

    def without_sources(self) -> Self:
        """With nothing said about where texture may be copied from: that belongs to one fill."""
        blank = TiledArray.blank(self.document.size)
        there = {name: blank for name in (SOURCES, AVOID) if name in self.masks}
        return replace(self, masks={**self.masks, **there})

    def with_kept(self, document: Document) -> Self:
        """With the document of a kept fill: the mask becomes the last one; mask and sources are empty."""
        moved = self.with_document(document).without_sources()
        return moved.with_mask(moved.tiles(MASK), LAST_MASK).with_mask(TiledArray.blank(document.size))


def cost(old: State, new: State) -> int:
    """Roughly how many bytes the history has to process for the step from one state to the other."""
    found = 0
    known = {id(layer.content) for layer in old.document.layers}
    for layer in new.document.layers:
        if id(layer.content) not in known:
            found += layer.content.nbytes
    if old.document.canvas == new.document.canvas:
        for name in {*old.masks, *new.masks}:
            before, after = old.tiles(name), new.tiles(name)
            found += 4 * sum(after.tile(index).nbytes for index in after.tiles_unlike(before))
    else:
        for tiles in (*old.masks.values(), *new.masks.values()):
            found += 4 * sum(tiles.tile(index).nbytes for index in tiles.tiles_touched())
    return found


def _on_canvas(tiles: TiledArray, before: Rect, after: Rect) -> TiledArray:
    """A mask moved from the canvas `before` to the canvas `after`."""
    result = TiledArray.blank(after.size)
    for index in tiles.tiles_used():
        home = tiles.tile_rect(index).moved(before.x, before.y)
        shared = home & after
        if shared:
            values = tiles.tile(index)[shared.moved(-home.x, -home.y).slices]
            result.write(shared.moved(-after.x, -after.y), values)
    return result
