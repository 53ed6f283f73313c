"""A picture and its hole in the form that the network takes: mirrored beyond the edges, in cells.

A *cell* (row, column) is one element of the code, 4 x 4 px of the picture after it was mirrored beyond its
edges by `PAD` px and up to a size that the network takes.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ...core.arrays import Flags, FloatPixels
from ...nets.autoencoder import CELL, Autoencoder
from ..neural import mask_tensor, to_image, to_tensor

PAD = 16


class CellLevel:
    """The picture during a fill, on the network's device."""

    def __init__(self, network: Autoencoder, image: FloatPixels, hole: Flags) -> None:
        """`image` float32 (H, W, 3) in [0, 1], `hole` bool (H, W)."""
        self.device = next(network.parameters()).device
        self.height, self.width = hole.shape
        self.rows, self.columns = (self._mirrored(length) for length in hole.shape)
        self._inner = to_tensor(np.where(hole[..., None], np.float32(0.5), image), self.device)
        self._hole = mask_tensor(hole, self.device)
        self.mask = self.padded(self._hole)
        self.picture = self.padded(self._inner)
        own = torch.zeros_like(self.mask)
        own[..., PAD : PAD + self.height, PAD : PAD + self.width] = self._hole
        self.open = F.max_pool2d(own, CELL)[0, 0] > 0
        """The cells to fill: bool (rows, columns)."""
        cells = np.pad(self.open.cpu().numpy(), 1).astype(np.uint8)
        depth = cv2.distanceTransform(cells, cv2.DIST_C, 3)[1:-1, 1:-1]
        self.depth = torch.from_numpy(depth).to(self.device)
        """The distance in cells to the nearest known one, 0 at known ones."""

    def _mirrored(self, length: int) -> Tensor:
        after = PAD + -(length + 2 * PAD) % 8
        index = np.pad(np.arange(length), (PAD, after), mode="symmetric")
        return torch.from_numpy(index).to(self.device)

    def padded(self, planes: Tensor) -> Tensor:
        """Planes (1, C, height, width) mirrored beyond their edges."""
        return planes[:, :, self.rows][:, :, :, self.columns]

    def inner(self, planes: Tensor) -> Tensor:
        """The part of mirrored planes that is the picture."""
        return planes[..., PAD : PAD + self.height, PAD : PAD + self.width]

    def put(self, painted: Tensor) -> None:
        """Replace the picture in the hole by `painted` (mirrored size, [-1, 1])."""
        self._inner = self._inner * (1 - self._hole) + self.inner(painted).clamp(-1, 1) * self._hole
        self.picture = self.padded(self._inner)

    def hidden(self, left: Tensor) -> Tensor:
        """The mask (mirrored size) of the pixels in the cells `left`, bool (rows, columns)."""
        wide = F.interpolate(left[None, None].float(), scale_factor=CELL)
        return self.mask * self.padded(self.inner(wide))

    def image(self) -> FloatPixels:
        """The present picture: float32 (H, W, 3) in [0, 1]."""
        return to_image(self._inner)
