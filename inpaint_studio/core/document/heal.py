"""The healing brush: the texture of one place of the photo in the light of another.

A stroke adds to what it copies a smooth membrane that equals, around the stroke, the difference between the
place that is painted and the place that is copied from (Pérez, Gangnet and Blake, "Poisson image editing",
2003; Georgiev, "Photoshop healing brush", 2004). So a patch from a bright wall also mends a dark one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np

from ..arrays import AnyArray, Floats
from ..coverage import widened
from ..geometry import Rect
from ..photo import PhotoSource
from .clone import Cloned

_RING = 3  # cells around the stroke whose differences hold the membrane
_BLUR = 1.2  # cells over which these differences are averaged, so that no texture gets into the light
_MOST = 1_000_000  # cells; a larger stroke has cells of several pixels
_SWEEPS = 12  # relaxations on each level of the membrane
_BAND = 512  # rows that are read at a time


@dataclass(frozen=True, eq=False)
class Light:
    """What is added to the copied pixels of `rect`: `values` (h, w, C) float32, one for each cell.

    Cells are squares of `cell` px from the corner of `rect` on.
    """

    rect: Rect
    cell: int
    values: Floats

    def read(self, rect: Rect) -> Floats:
        """The values of a rectangle within `self.rect`, interpolated: (h, w, C) float32."""
        here = rect.moved(-self.rect.x, -self.rect.y)
        if self.cell == 1:
            return self.values[here.slices]
        matrix = np.array(
            [
                [1 / self.cell, 0, (here.x + 0.5) / self.cell - 0.5],
                [0, 1 / self.cell, (here.y + 0.5) / self.cell - 0.5],
            ]
        )
        found = cv2.warpAffine(
            self.values,
            matrix,
            (rect.width, rect.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(found, np.float32).reshape(rect.height, rect.width, -1)


@dataclass(frozen=True, eq=False)
class Healed(Cloned):
    """A photo with a healing stroke on it; a plain clone until it is `relit`."""

    light: Light | None = None

    def relit(self) -> Self:
        """With the light of its surroundings, as the stroke is now."""
        stroke = self.bounds
        if not stroke:
            return replace(self, light=None)
        cell = max(1, math.ceil(math.sqrt(stroke.area / _MOST)))
        around = stroke.grown(2 * _RING * cell) & self.area
        return replace(self, light=Light(around, cell, self._membrane(around, cell)))

    def _copied(self, rect: Rect) -> AnyArray:
        copied = super()._copied(rect)
        if self.light is None:
            return copied
        relit = copied.astype(np.float32) + self.light.read(rect)
        return np.asarray(np.clip(relit, 0, np.iinfo(self.dtype).max))

    def _membrane(self, around: Rect, cell: int) -> Floats:
        """The light for each cell of `around`."""
        covered, mass, sums = (
            np.concatenate(parts) for parts in zip(*self._measured(around, cell), strict=True)
        )
        ring = widened(covered, _RING) & ~covered & (mass > 0)
        weight = np.where(ring, mass, 0).astype(np.float32)
        near = _blur(weight)
        mean = _blur(np.where(ring[..., None], sums, 0)) / np.maximum(near, 1e-6)[..., None]
        return membrane(np.asarray(mean, np.float32), ring)

    def _measured(self, around: Rect, cell: int) -> Iterator[tuple[AnyArray, AnyArray, AnyArray]]:
        """For each cell, band by band: whether the stroke covers any of it, and what its rest tells.

        (h, w) bool; the number of opaque pixels (h, w) and the sum of their differences (h, w, C), float32.
        """
        rows = max(1, _BAND // cell) * cell
        for top in range(around.y, around.bottom, rows):
            band = Rect(around.x, top, around.width, min(rows, around.bottom - top))
            covered = self.coverage.read(band) > 0
            there = band.moved(*self.offset)
            clear = ~covered & _opaque(self.photo, band) & _opaque(self.photo, there)
            off = self.photo.read(band).astype(np.float32) - self.photo.read(there)
            yield (
                _summed(covered.astype(np.float32), cell) > 0,
                _summed(clear.astype(np.float32), cell),
                _summed(off * clear[..., None], cell),
            )


def membrane(values: Floats, known: AnyArray) -> Floats:
    """The harmonic interpolation of `values` (h, w, C) from where `known` (h, w) to everywhere: float32.

    The edge of the array is free (Neumann). Zero if nothing is known. Solved from coarse to fine, with some
    relaxations on each level (cascadic multigrid; Bornemann and Deuflhard 1996).
    """
    height, width = known.shape
    where = known[..., None]
    if not known.any():
        return np.zeros_like(values, np.float32)
    if max(height, width) <= 2 or known.all():
        mean = values[known].mean(axis=0)
        return np.where(where, values, mean).astype(np.float32)
    share = _summed(known.astype(np.float32), 2)
    sums = _summed(np.where(where, values, 0).astype(np.float32), 2)
    coarse = membrane(np.asarray(sums / np.maximum(share, 1)[..., None], np.float32), share > 0)
    rows, columns, channels = coarse.shape
    fine = cv2.resize(coarse, (2 * columns, 2 * rows), interpolation=cv2.INTER_LINEAR)
    found = np.where(where, values, fine.reshape(2 * rows, 2 * columns, channels)[:height, :width])
    found = np.ascontiguousarray(found, np.float32)
    cross = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)
    for _ in range(_SWEEPS):
        relaxed = cv2.filter2D(found, -1, cross, borderType=cv2.BORDER_REPLICATE).reshape(found.shape)
        found = np.where(where, found, relaxed)
    return found


def _opaque(photo: PhotoSource, rect: Rect) -> AnyArray:
    """Where a pixel of `rect` has a colour: bool (h, w)."""
    alpha = photo.read_alpha(rect)
    return np.ones((rect.height, rect.width), bool) if alpha is None else alpha > 0


def _summed(array: AnyArray, cell: int) -> AnyArray:
    """Sums over square cells, those at the end cut off: (h, w) or (h, w, C) float32."""
    if cell == 1:
        return array
    height, width = array.shape[:2]
    padding = ((0, -height % cell), (0, -width % cell), (0, 0))[: array.ndim]
    whole = np.pad(array, padding)
    rows, columns = whole.shape[0] // cell, whole.shape[1] // cell
    small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small.reshape(rows, columns, *array.shape[2:]) * np.float32(cell * cell))


def _blur(array: AnyArray) -> AnyArray:
    blurred = cv2.GaussianBlur(array, (0, 0), _BLUR, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(blurred).reshape(array.shape)
