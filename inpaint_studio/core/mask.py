"""The mask as a value: how much of each pixel is replaced, and operations on it.

Coverage is uint8: 0 keeps a pixel, 255 replaces it, values between blend the fill and the photo.
Engines treat every pixel with coverage > 0 as unknown. The promise that pixels with coverage 0 stay the
same byte for byte is about the final mask, after growing and feathering.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from .arrays import AnyArray, Coverage, Flags, read_only
from .bands import bands
from .coverage import MaskComponents, bounds, components, feather, fill_enclosed, grow, shrink
from .depth import eight_bit
from .errors import StudioError
from .geometry import Rect, Size

THRESHOLD = 128
"""The lowest coverage (of 255) at which a hard mask replaces a pixel."""


@dataclass(frozen=True, eq=False)
class Mask:
    """`coverage` (H, W) uint8, marked read-only; `Mask.from_array` takes other kinds of array.

    All operations return a new mask of the same size; their cost depends on the mask's bounding rectangle,
    not on the photo (apart from one pass to find that rectangle). Whoever knows that nothing is covered
    outside `within` says so, and then that pass is as short.
    """

    coverage: Coverage
    within: Rect | None = None

    def __post_init__(self) -> None:
        if self.coverage.ndim != 2 or self.coverage.dtype != np.uint8:
            raise ValueError(
                f"coverage must be (H, W) uint8, not {self.coverage.shape} {self.coverage.dtype}"
            )
        object.__setattr__(self, "coverage", read_only(self.coverage))

    @classmethod
    def empty(cls, size: Size) -> Self:
        """A mask that replaces nothing."""
        return cls(np.zeros((size.height, size.width), np.uint8))

    @classmethod
    def full(cls, size: Size) -> Self:
        """A mask that replaces everything."""
        return cls(np.full((size.height, size.width), 255, np.uint8))

    @classmethod
    def from_array(cls, array: AnyArray, *, soft: bool = False) -> Self:
        """A mask from (H, W) bool, uint8, uint16 or float in [0, 1]; the array is copied.

        Values of at least 128 of 255 mean replace, lower ones keep; with `soft` they are the coverage.
        Raises StudioError "mask-kind" or "mask-range".
        """
        return cls(_coverage_of(np.asarray(array), soft))

    @property
    def size(self) -> Size:
        return Size(self.coverage.shape[1], self.coverage.shape[0])

    @property
    def hole(self) -> Flags:
        """The unknown pixels, coverage > 0: a new bool array (H, W)."""
        return self.coverage > 0

    @cached_property
    def bounds(self) -> Rect:
        """The smallest rectangle around coverage > 0; an empty one for an empty mask."""
        if self.within is None:
            return bounds(self.coverage)
        found = bounds(self.coverage[self.within.slices])
        return found.moved(self.within.x, self.within.y) if found else found

    @cached_property
    def area(self) -> int:
        """The number of unknown pixels."""
        return int(np.count_nonzero(self.read(self.bounds)))

    @cached_property
    def is_soft(self) -> bool:
        """Whether any pixel is blended (coverage neither 0 nor 255)."""
        crop = self.read(self.bounds)
        # 255 wraps to 0, so that 0 and 255 are the two lowest
        return any(bool((crop[rows] + np.uint8(1) > 1).any()) for rows in bands(len(crop)))

    @cached_property
    def digest(self) -> str:
        """sha256 over size and coverage, in hexadecimal: equal masks have equal digests."""
        state = hashlib.sha256(f"{self.size.width} {self.size.height}\n".encode())
        for rows in bands(self.size.height):
            band = self.read(Rect(0, rows.start, self.size.width, rows.stop - rows.start))
            state.update(np.ascontiguousarray(band).data)
        return state.hexdigest()

    def read(self, rect: Rect) -> Coverage:
        """The coverage of `rect` (within the mask): a read-only view (height, width) uint8."""
        return self.coverage[rect.slices]

    def require_size(self, size: Size) -> None:
        """Raise StudioError "mask-size" unless the mask has this size."""
        if self.size != size:
            raise StudioError("mask-size", mask=str(self.size), photo=str(size))

    def grown(self, px: float) -> Mask:
        """Spread over every pixel within `px` (Euclidean); a negative `px` shrinks.

        A soft edge moves outwards unchanged (grey-level dilation by a disc). Like `shrunk` and `feathered`,
        raises StudioError "mask-distance" for infinity and NaN.
        """
        _require_finite(px)
        if px < 0:
            return self.shrunk(-px)
        reach = self.bounds.grown(int(px)) & Rect.of(self.size)
        return self._with(reach, grow(self.read(reach), px, self.is_soft))

    def shrunk(self, px: float) -> Mask:
        """Moved back by `px` (Euclidean) from every kept pixel; a negative `px` grows.

        The border of the photo is not an edge: a hole that touches it still touches it.
        """
        _require_finite(px)
        if px < 0:
            return self.grown(-px)
        reach = self._surroundings()
        return self._with(reach, shrink(self.read(reach), px, self.is_soft))

    def feathered(self, px: float) -> Mask:
        """With an edge that rises over `px` pixels, all of them inside the hole.

        The hole stays the same: coverage is above 0 exactly where it was before. The border of the photo
        is not an edge.
        """
        _require_finite(px)
        reach = self._surroundings()
        return self._with(reach, feather(self.read(reach), px))

    def filled(self) -> Mask:
        """With the enclosed kept areas covered too."""
        reach = self._surroundings()
        return self._with(reach, fill_enclosed(self.read(reach), self.is_soft))

    def inverted(self) -> Mask:
        """Coverage 255 becomes 0 and the other way round."""
        return Mask(255 - self.coverage)

    def components(self) -> MaskComponents:
        """The separate holes: areas of coverage > 0 that touch at sides or corners."""
        return components(self.coverage, self.bounds)

    def _surroundings(self) -> Rect:
        """The bounds grown by one pixel, within the photo."""
        return self.bounds.grown(1) & Rect.of(self.size) if self.bounds else self.bounds

    def _with(self, rect: Rect, coverage: Coverage) -> Mask:
        """A mask that is empty but for `coverage` in `rect`."""
        whole = np.zeros((self.size.height, self.size.width), np.uint8)  # in no memory until written to
        whole[rect.slices] = coverage
        return Mask(whole, rect)


def _require_finite(px: float) -> None:
    if not math.isfinite(px):
        raise StudioError("mask-distance", value=px)


def _coverage_of(array: AnyArray, soft: bool) -> Coverage:
    """Coverage (H, W) uint8 from an array of any supported kind."""
    if array.ndim != 2 or not (
        array.dtype in (np.bool_, np.uint8, np.uint16) or np.issubdtype(array.dtype, np.floating)
    ):
        raise StudioError("mask-kind", shape=" x ".join(map(str, array.shape)), dtype=str(array.dtype))
    if array.dtype == np.bool_:
        return _hard(array)
    if array.dtype == np.uint8:
        return array.copy() if soft else _hard(array >= THRESHOLD)
    if array.dtype == np.uint16:
        return eight_bit(array) if soft else _hard(array >= THRESHOLD * 257)
    # negated, so that NaN is rejected too
    if array.size and not (array.min() >= 0 and array.max() <= 1):
        raise StudioError("mask-range", low=f"{array.min():g}", high=f"{array.max():g}")
    return np.rint(array * 255).astype(np.uint8) if soft else _hard(array >= THRESHOLD / 255)


def _hard(covered: Flags) -> Coverage:
    return covered.astype(np.uint8) * np.uint8(255)
