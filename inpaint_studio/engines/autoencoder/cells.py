"""A picture and its hole in the form that the network takes: mirrored beyond the edges, in cells.

A *cell* (row, column) is one element of the code, 4 x 4 px of the picture after it was mirrored beyond its
edges by `PAD` px and up to a size that the network takes.
"""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats, Indices
from ...nets.cells import AROUND, CELL

PAD = 16


class CellLevel:
    """The picture during a fill."""

    def __init__(self, image: FloatPixels, hole: Flags) -> None:
        """`image` float32 (H, W, 3) in [0, 1], `hole` bool (H, W)."""
        self.height, self.width = hole.shape
        self.rows, self.columns = (_mirrored(length) for length in hole.shape)
        self._inner = to_planes(np.where(hole[..., None], np.float32(0.5), image))
        self._hole = hole
        self.mask = self.padded(hole[None, None].astype(np.float32))
        """float32 (1, 1, height, width): 1 where unknown."""
        self.picture = self.padded(self._inner)
        """float32 (1, 3, height, width) in [-1, 1]."""
        own = np.zeros(self.mask.shape[2:], bool)
        own[PAD : PAD + self.height, PAD : PAD + self.width] = hole
        cells = np.pad(_any_in_cells(own), 1).astype(np.uint8)
        self.depth = np.asarray(cv2.distanceTransform(cells, cv2.DIST_C, 3)[1:-1, 1:-1], np.float32)
        """The distance in cells to the nearest known one, 0 at known ones: (rows, columns)."""

    def padded(self, planes: Floats) -> Floats:
        """Planes (1, C, height, width) mirrored beyond their edges."""
        return np.ascontiguousarray(planes[:, :, self.rows][:, :, :, self.columns])

    def inner(self, planes: Floats) -> Floats:
        """The part of mirrored planes that is the picture."""
        return planes[..., PAD : PAD + self.height, PAD : PAD + self.width]

    def put(self, painted: Floats) -> None:
        """Replace the picture in the hole by `painted` (mirrored size, [-1, 1])."""
        self._inner = np.where(self._hole, np.clip(self.inner(painted), -1, 1), self._inner)
        self.picture = self.padded(self._inner)

    def hidden(self, left: Flags) -> Floats:
        """The mask (mirrored size) of the pixels in the cells `left`, bool (rows, columns)."""
        wide = left.repeat(CELL, 0).repeat(CELL, 1)[None, None].astype(np.float32)
        return self.mask * self.padded(self.inner(wide))

    def image(self) -> FloatPixels:
        """The present picture: float32 (H, W, 3) in [0, 1]."""
        return np.clip(np.ascontiguousarray(self._inner[0].transpose(1, 2, 0) + 1) / 2, 0, 1)


def to_planes(image: FloatPixels) -> Floats:
    """A picture, float32 (H, W, 3) in [0, 1], as planes (1, 3, H, W) in [-1, 1]."""
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32) * np.float32(2) - np.float32(1)


def blind(unknown: Flags) -> Flags:
    """The cells whose code would see unknown pixels, (H / 4, W / 4), of pixels (H, W)."""
    side = np.ones((2 * AROUND + 1,) * 2, np.uint8)
    cells = _any_in_cells(unknown).view(np.uint8)
    return np.asarray(cv2.dilate(cells, side, borderType=cv2.BORDER_CONSTANT, borderValue=0), bool)


def _any_in_cells(pixels: Flags) -> Flags:
    rows, columns = (length // CELL for length in pixels.shape)
    return np.asarray(pixels.reshape(rows, CELL, columns, CELL).any((1, 3)))


def _mirrored(length: int) -> Indices:
    after = PAD + -(length + 2 * PAD) % 8
    return np.pad(np.arange(length), (PAD, after), mode="symmetric")
