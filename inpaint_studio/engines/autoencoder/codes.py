"""The code of a picture at every pixel, in the few main directions of the codes of this picture.

The encoder gives a code for each cell of 4 x 4 px. Copies may be shifted by single pixels, so the picture
is encoded 16 times, shifted by one pixel each time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.arrays import Bytes, Doubles, Floats, Indices
from ...nets.cells import CELL, FINE
from .cells import blind, to_planes
from .network import Network

DIRECTIONS = 16
"""The number of directions in which codes are compared; one more value is the roughness."""

MARGIN = CELL  # px around a map of codes, as the sweep of `patchmatch` needs it
_WHITEN = 0.1  # 0: directions count by their variance (contrast, then light), 1: all equally
_LEARNED = 1.0  # the weight of the learned features relative to the pixel values
_BEYOND = 12  # px: more than a code sees beyond its cell
_BEFORE = 1  # px of a cell before the pixel that it describes
_FEW = 64  # known codes: with fewer, all codes determine the directions
_STRIP = 96  # rows encoded at once: bounds the memory, and the time until a cancel takes effect

Check = Callable[[], None]


class Measure:
    """Compares the places of one picture by their codes."""

    def __init__(self, network: Network, picture: Floats, hole: Bytes, check: Check) -> None:
        """`picture` float32 (H, W, 4) as of `exemplar.levels.with_texture`; `hole` uint8 (H, W), not 0 where
        pixels are not to be learned from."""
        self._network, self._check = network, check
        height, width = (length - length % CELL for length in hole.shape)
        code = self._network.encoded(_planes(picture[:height, :width]))[0]
        clean = ~blind(hole[:height, :width] > 0)
        known = code[:, clean] if np.count_nonzero(clean) >= _FEW else code.reshape(len(code), -1)
        self._learn(known.T.astype(np.float64))
        colours = picture[hole == 0][:, :3]
        self._rough = np.float32(1 / np.sqrt(colours.var(0).sum() + 1)) if len(colours) else np.float32(0)

    def _learn(self, known: Doubles) -> None:
        """The mean and main directions of known codes (N, C), scaled so that lengths are 1 in the mean."""
        mean = known.mean(0)
        varied = known - mean
        exact, learned = (
            max(float(np.square(part).sum(1).mean()), 1e-9) for part in (varied[:, :FINE], varied[:, FINE:])
        )
        worth = np.ones(known.shape[1])
        worth[FINE:] = _LEARNED * np.sqrt(exact / learned)
        varied = varied * worth
        values, vectors = np.linalg.eigh(varied.T @ varied / len(varied))
        values = np.maximum(values[::-1][:DIRECTIONS], values.max() * 1e-6 + 1e-12)
        turn = vectors[:, ::-1][:, :DIRECTIONS] * values ** (-_WHITEN / 2)
        turn = worth[:, None] * turn / np.sqrt((values ** (1 - _WHITEN)).sum())
        self._turn = turn.astype(np.float32)
        self._mean = (mean @ turn).astype(np.float32)

    def codes(self, picture: Floats) -> Floats:
        """The map of the whole picture: float32 (H + 2 MARGIN, W + 2 MARGIN, DIRECTIONS + 1)."""
        height, width = picture.shape[:2]
        found = np.empty((height + 2 * MARGIN, width + 2 * MARGIN, self._turn.shape[1] + 1), np.float32)
        self.renew(found, picture, (-MARGIN, height + MARGIN, -MARGIN, width + MARGIN))
        return found

    def renew(self, codes: Floats, picture: Floats, box: tuple[int, int, int, int]) -> None:
        """Recompute the map in place where the box (top, bottom, left, right) has changed."""
        height, width = picture.shape[:2]
        top, bottom = (min(max(place, -MARGIN), height + MARGIN) for place in box[:2])
        left, right = (min(max(place, -MARGIN), width + MARGIN) for place in box[2:])
        for first in range(top, bottom, _STRIP):
            last = min(first + _STRIP, bottom)
            part = self._encoded(picture, first, last, left, right)
            there = codes[first + MARGIN : last + MARGIN, left + MARGIN : right + MARGIN]
            there[..., :-1] = part
            where = _mirrored(first, last - first, height), _mirrored(left, right - left, width)
            there[..., -1] = picture[..., 3][np.ix_(*where)] * self._rough

    def _encoded(self, picture: Floats, top: int, bottom: int, left: int, right: int) -> Floats:
        rows, columns = (-(-(last - first) // CELL) for first, last in ((top, bottom), (left, right)))
        around = [
            _mirrored(first - _BEFORE - _BEYOND, CELL * count + 2 * _BEYOND + CELL, length)
            for first, count, length in ((top, rows, picture.shape[0]), (left, columns, picture.shape[1]))
        ]
        planes = _planes(picture[np.ix_(*around)])
        edge = _BEYOND // CELL
        found = np.empty((rows, CELL, columns, CELL, self._turn.shape[1]), np.float32)
        height, width = (length - CELL for length in planes.shape[2:])
        for down in range(CELL):
            self._check()
            moved = [planes[..., down : down + height, step : step + width] for step in range(CELL)]
            code = self._network.encoded(np.concatenate(moved))
            inner = code[..., edge : edge + rows, edge : edge + columns]
            found[:, down] = np.tensordot(inner.transpose(2, 3, 0, 1), self._turn, 1) - self._mean
        return found.reshape(rows * CELL, columns * CELL, -1)[: bottom - top, : right - left]


def _planes(picture: Floats) -> Floats:
    """A picture (H, W, 3 or more) in 0..255 as planes (1, 3, H, W) in [-1, 1]."""
    return to_planes(picture[..., :3] / np.float32(255))


def _mirrored(first: int, count: int, length: int) -> Indices:
    """`count` indices from `first` on, those outside 0..length mirrored into it."""
    place = np.arange(first, first + count) % (2 * length)
    return np.where(place < length, place, 2 * length - 1 - place)
