"""Sizes and rectangles in image space: pixels, x to the right, y down, half-open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from .arrays import Flags, Indices


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


@dataclass(frozen=True, slots=True)
class Rect:
    """The pixels `x <= column < x + width` and `y <= row < y + height`."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def of(cls, size: Size) -> Self:
        """The rectangle that covers a picture of this size."""
        return cls(0, 0, size.width, size.height)

    @classmethod
    def spanning(cls, left: int, top: int, right: int, bottom: int) -> Self:
        """From the first column and row to those just past the last; empty if they cross."""
        return cls(left, top, max(0, right - left), max(0, bottom - top))

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def numbers(self) -> list[int]:
        """x, y, width and height, as files hold them."""
        return [self.x, self.y, self.width, self.height]

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index a numpy array with."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    def __bool__(self) -> bool:
        return self.width > 0 and self.height > 0

    def __and__(self, other: Rect) -> Rect:
        """The intersection; may be empty."""
        return Rect.spanning(
            max(self.x, other.x),
            max(self.y, other.y),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def __or__(self, other: Rect) -> Rect:
        """The smallest rectangle that contains both."""
        if not self:
            return other
        if not other:
            return self
        return Rect.spanning(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, margin: int) -> Rect:
        """With `margin` pixels more on each side; clip it to the photo with `&`."""
        return Rect.spanning(self.x - margin, self.y - margin, self.right + margin, self.bottom + margin)

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def contains(self, other: Rect) -> bool:
        return (self & other) == other


def same_shape(size: Size, other: Size) -> bool:
    """Whether two pictures can show the same thing in different sizes: sides in proportion within 1 %.

    A side that was rounded may be off by 1 px.
    """
    if not size.area or not other.area:
        return False
    expected = other.width * size.height / other.height
    return abs(size.width - expected) <= 0.01 * size.width + max(1, other.width / other.height)


def pixels_of(where: Flags) -> tuple[Indices, Indices]:
    """The rows and columns of the True pixels of a bool array (H, W): a faster `np.nonzero`."""
    rows, columns = np.divmod(np.flatnonzero(where), where.shape[1])
    return rows, columns
