"""One scale of a fill by the autoencoder: the picture, its code at every pixel, and what may be copied.

Places are of two kinds. A *cell* (row, column) is one of the lattice of the code, 4 x 4 px; a *source*
(y, x) is any 4 x 4 px square, so copies may be shifted by single pixels. Both count in the picture as it
is mirrored beyond its edges by `PAD` px and up to a size that the network takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from ..nets.autoencoder import CELL, Autoencoder, roughness, spread

PAD = 16
FEATURES = 24
"""Directions in which codes are compared."""

_WHITEN = 0.4  # 0: directions count as much as they vary (contrast, then light), 1: all alike
_GROUPS = 8  # numbers into which the roughness of the channels is gathered
_WINDOWS = (24, 16, 4)  # px around a source that must be known: all its neighbours, its code, itself
_ENOUGH = 16  # sources, or the next smaller window
_AHEAD = {24: 10, 16: 6, 4: 0}  # of the window, above and left of the source

Check = Callable[[], None]


class Level:
    """The picture at one scale, with everything that matching asks of it. Lives on one device."""

    def __init__(self, network: Autoencoder, image: np.ndarray, hole: np.ndarray, check: Check) -> None:
        """`image` float32 (H, W, 3) in [0, 1], `hole` bool (H, W); `check` is asked between steps."""
        self.network, self.check = network, check
        self.device = next(network.parameters()).device
        self.height, self.width = hole.shape
        self.rows, self.columns = (self._mirrored(length) for length in hole.shape)
        planes = np.where(hole[..., None], np.float32(0.5), image).transpose(2, 0, 1)[None]
        self._inner = torch.from_numpy(np.ascontiguousarray(planes * 2 - 1)).to(self.device)
        self._hole = torch.from_numpy(hole.astype(np.float32)[None, None]).to(self.device)
        self.mask = self.padded(self._hole)
        self.picture = self.padded(self._inner)
        self.lattice = (len(self.rows) // CELL, len(self.columns) // CELL)

        own = torch.zeros_like(self.mask)
        own[..., PAD : PAD + self.height, PAD : PAD + self.width] = self._hole
        self.open = F.max_pool2d(own, CELL)[0, 0] > 0
        """Cells to be filled: bool of the lattice."""
        self.cells = self.open.nonzero()
        """The same as (N, 2)."""
        self.number = torch.full(self.lattice, -1, dtype=torch.long, device=self.device)
        self.number[self.cells[:, 0], self.cells[:, 1]] = torch.arange(len(self.cells), device=self.device)
        cells = np.pad(self.open.cpu().numpy(), 1).astype(np.uint8)
        depth = cv2.distanceTransform(cells, cv2.DIST_C, 3)[1:-1, 1:-1]
        self.depth = torch.from_numpy(depth).to(self.device)
        """How many cells from the known ones: 0 there."""

    def look_for_sources(self) -> None:
        """Find out what may be copied and how alike it is; before any matching."""
        self.codes = self._codes()
        self.allowed = self._sources()
        self.sources = self.allowed.flatten().nonzero()[:, 0]
        """Places to copy from, as y * width + x of the mirrored picture."""
        self._learn_measure()

    def _mirrored(self, length: int) -> Tensor:
        after = PAD + -(length + 2 * PAD) % 8
        index = np.pad(np.arange(length), (PAD, after), mode="symmetric")
        return torch.from_numpy(index).to(self.device)

    def padded(self, planes: Tensor) -> Tensor:
        """Planes (1, C, height, width) mirrored beyond their edges."""
        return planes[:, :, self.rows][:, :, :, self.columns]

    def inner(self, planes: Tensor) -> Tensor:
        """Of mirrored planes, the part that is the picture."""
        return planes[..., PAD : PAD + self.height, PAD : PAD + self.width]

    def put(self, painted: Tensor) -> None:
        """Take what is painted (mirrored size, [-1, 1]) for the picture in the hole."""
        self._inner = self._inner * (1 - self._hole) + self.inner(painted).clamp(-1, 1) * self._hole
        self.picture = self.padded(self._inner)

    def hidden(self, left: Tensor) -> Tensor:
        """The mask (mirrored size) of the pixels in the cells that are `left`, bool of the lattice."""
        wide = F.interpolate(left[None, None].float(), scale_factor=CELL)
        return self.mask * self.padded(self.inner(wide))

    def image(self) -> np.ndarray:
        """The picture as it is now: float32 (H, W, 3) in [0, 1]."""
        planes = self._inner[0].add(1).div(2).clamp(0, 1).cpu().numpy()
        return np.ascontiguousarray(planes.transpose(1, 2, 0))

    def _codes(self) -> Tensor:
        """The code of the square at each pixel: (height * width, C) of the mirrored picture.

        Where the code looks at masked pixels it is of no use.
        """
        height, width = len(self.rows), len(self.columns)
        beyond = (0, CELL, 0, CELL)
        picture, mask = (F.pad(each, beyond, mode="replicate") for each in (self.picture, self.mask))
        codes = torch.empty(
            (height // CELL, CELL, width // CELL, CELL, self.network.config.code), device=self.device
        )
        for down in range(CELL):
            for right in range(CELL):
                self.check()
                here = (..., slice(down, down + height), slice(right, right + width))
                codes[:, down, :, right] = self.network.encoder(picture[here], mask[here])[0].permute(1, 2, 0)
        return codes.reshape(height * width, -1)

    def _sources(self) -> Tensor:
        """Which squares lie in the picture and in known surroundings, as wide as enough of them have."""
        allowed = torch.zeros_like(self.mask[0, 0], dtype=torch.bool)
        for window in _WINDOWS:
            ahead = _AHEAD[window]
            around = (ahead, window - 1 - ahead) * 2
            touched = F.max_pool2d(F.pad(self.mask, around), window, stride=1)[0, 0] > 0
            allowed.zero_()
            if min(self.height, self.width) >= CELL:
                inside = slice(PAD, PAD + self.height - CELL + 1), slice(PAD, PAD + self.width - CELL + 1)
                allowed[inside] = ~touched[inside]
            if int(allowed.sum()) >= _ENOUGH:
                break
        return allowed

    def _learn_measure(self) -> None:
        """How codes of this picture vary, from the known ones; and all codes in these directions."""
        known = self.codes[self.sources] if len(self.sources) else self.codes
        self._mean = known.mean(0)
        varied = (known - self._mean).double().cpu()
        values, vectors = torch.linalg.eigh(varied.T @ varied / len(varied))
        count = min(FEATURES, len(values))
        values = values.flip(0)[:count].clamp(min=float(values.max()) * 1e-6 + 1e-12)
        turn = vectors.flip(1)[:, :count] * values.pow(-_WHITEN / 2)
        turn = turn / values.pow(1 - _WHITEN).sum().sqrt()
        self._turn = turn.float().to(self.device)
        self.features = self.compared(self.codes)
        self.spread = spread(known.T[None, :, :, None])

    def compared(self, codes: Tensor) -> Tensor:
        """Codes (..., C) in the directions in which they are compared (..., F); known ones have length 1
        in the mean."""
        found: Tensor = (codes - self._mean) @ self._turn
        return found

    def code(self) -> Tensor:
        """The code of the picture as it is now (1, C, rows, columns)."""
        code: Tensor = self.network.encoder(self.picture)
        return code

    def source_roughness(self) -> Tensor:
        """How rough the code about each source is: (height * width, G) of the mirrored picture."""
        height, width = self.lattice
        by_phase = self.codes.reshape(height, CELL, width, CELL, -1)
        out = torch.empty((*by_phase.shape[:-1], _GROUPS), device=self.device)
        for down in range(CELL):
            for right in range(CELL):
                self.check()
                codes = by_phase[:, down, :, right].permute(2, 0, 1)[None]
                rough = roughness(codes, self.spread)[0].permute(1, 2, 0)
                out[:, down, :, right] = grouped(rough)
        return out.reshape(-1, _GROUPS)


def grouped(rough: Tensor) -> Tensor:
    """The roughness of all channels (..., C) as a few means (..., G), of about length 1."""
    each = rough.shape[-1] // _GROUPS
    groups = rough[..., : _GROUPS * each].reshape(*rough.shape[:-1], _GROUPS, each)
    return torch.mean(groups, -1) * math.sqrt(1 / _GROUPS)
