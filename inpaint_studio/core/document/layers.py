"""Fills on a photo: their patches, in coordinates of the photo, and what each fill is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from ..arrays import Coverage, Pixels, read_only
from ..geometry import Rect
from ..tiles import TILE

LONGEST_NAME = 80
"""Characters in the name that a person gives to a fill."""


class PatchLike(Protocol):
    """One filled rectangle of a fill; see `LayerPatch`."""

    @property
    def rect(self) -> Rect: ...

    @property
    def pixels(self) -> Pixels: ...

    @property
    def coverage(self) -> Coverage: ...

    @property
    def alpha(self) -> Pixels | None: ...


@dataclass(frozen=True, eq=False)
class LayerPatch:
    """A rectangle of a fill, in coordinates of the photo; the arrays are marked read-only.

    `pixels` (h, w, C) and `alpha` (h, w) or None are final: the picture at opacity 1 wherever `coverage`
    (h, w) uint8 is above 0. Soft edges are already blended, so they are not multiplied by the coverage
    again. Where it is 0 they are undefined.
    """

    rect: Rect
    pixels: Pixels
    coverage: Coverage
    alpha: Pixels | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for arrays that do not fit the rectangle or each other."""
        shape = (self.rect.height, self.rect.width)
        if self.pixels.shape[:2] != shape or self.pixels.ndim != 3:
            raise ValueError(f"pixels are {self.pixels.shape}, the rectangle is {shape}")
        if self.coverage.shape != shape or self.coverage.dtype != np.uint8:
            raise ValueError(f"coverage is {self.coverage.shape} {self.coverage.dtype}, not {shape} uint8")
        if self.alpha is not None and (self.alpha.shape, self.alpha.dtype) != (shape, self.pixels.dtype):
            raise ValueError(f"alpha is {self.alpha.shape} {self.alpha.dtype}, the rectangle is {shape}")
        for name in ("pixels", "coverage", "alpha"):
            array = getattr(self, name)
            if array is not None:
                object.__setattr__(self, name, read_only(array))


@dataclass(frozen=True, eq=False)
class LayerContent:
    """The patches of a fill, and a `description` of how it was made (engine, parameters, seed …).

    The description must be JSON: it is stored in the history and the provenance. Contents are compared by
    identity.
    """

    patches: tuple[LayerPatch, ...]
    name: str = ""
    description: Mapping[str, Any] = field(default_factory=dict)

    def patches_in(self, rect: Rect) -> list[LayerPatch]:
        """The patches that may overlap `rect` (coordinates of the photo), in order."""
        found = {place for cell in _cells(rect) for place in self._by_cell.get(cell, ())}
        return [self.patches[place] for place in sorted(found)]

    @cached_property
    def _by_cell(self) -> dict[tuple[int, int], list[int]]:
        """The indices of the patches that overlap each tile-sized cell of the photo."""
        places: dict[tuple[int, int], list[int]] = {}
        for place, patch in enumerate(self.patches):
            for cell in _cells(patch.rect):
                places.setdefault(cell, []).append(place)
        return places

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays."""
        return sum(
            patch.pixels.nbytes + patch.coverage.nbytes + (0 if patch.alpha is None else patch.alpha.nbytes)
            for patch in self.patches
        )


@dataclass(frozen=True)
class FillLayer:
    """A fill on the photo: its content, visibility and opacity (0 to 1), and what it is called.

    `number` tells it from the other fills of its document, which gives one to each (0: not yet). `name` is
    what a person calls it, "" if nothing. Fills that were made in one go share a `group` (0 for none), the
    number of the first of them, and its `group_name`.
    """

    content: LayerContent
    visible: bool = True
    opacity: float = 1.0
    number: int = 0
    name: str = ""
    group: int = 0
    group_name: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for an opacity out of range."""
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity is 0 to 1, not {self.opacity}")

    @property
    def shows(self) -> bool:
        """Whether it changes anything."""
        return self.visible and self.opacity > 0

    @property
    def look(self) -> tuple[LayerContent, bool, float]:
        """What the picture depends on, whatever the fill is called."""
        return self.content, self.visible, self.opacity


def one_line(name: str) -> str:
    """A name for a fill as it is kept: one line of printable characters, at most `LONGEST_NAME`."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(plain.split())[:LONGEST_NAME].rstrip()


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    """The tile-sized cells that `rect` overlaps: row and column from the photo's corner."""
    for row in range(rect.y // TILE, -(-rect.bottom // TILE)):
        for column in range(rect.x // TILE, -(-rect.right // TILE)):
            yield row, column
