"""Spot healing: strokes that are filled as soon as they are drawn, each of them one step with its fill."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ...core.document.document import Document
from ...core.document.mask_edit import parts_under
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.tiles import TiledArray

_SMALL = 64
"""px; a spot up to this size, or this share of the photo's longer side, is small."""
_SMALL_SHARE = 0.05


@dataclass(frozen=True, eq=False)
class Heal:
    """A stroke to be filled: what it added to the mask, and the time of its step in the history."""

    stroke: TiledArray
    time: float


class Heals:
    """The strokes that wait to be filled, in their order, and the one that is being filled."""

    def __init__(self) -> None:
        self._waiting: deque[Heal] = deque()
        self.current: Heal | None = None
        """The one that is being filled, until its fill is a step."""
        self._go = 0  # the group that small spots join, 0 for none

    @property
    def pending(self) -> bool:
        """Whether a stroke is being filled, or waits for it."""
        return self.current is not None or bool(self._waiting)

    def add(self, stroke: TiledArray, time: float) -> None:
        """Add a stroke; one that only erased is ignored."""
        if stroke.tiles_used():
            self._waiting.append(Heal(stroke, time))

    def begin(self, mask: Mask) -> Mask | None:
        """Make the next stroke the current one; what to fill for it, or None if nothing waits.

        It is filled with the parts of the `mask` that it touches, so that a spot elsewhere, marked before,
        stays as it is.
        """
        while self._waiting:
            heal = self._waiting.popleft()
            hole = parts_under(mask, heal.stroke)
            if hole.bounds:
                self.current = heal
                return hole
        return None

    def repeat(self) -> None:
        """Let the current one be the next again."""
        if self.current is not None:
            self._waiting.appendleft(self.current)
        self.end()

    def end(self) -> None:
        """The current one is done, or has failed."""
        self.current = None

    def group_for(self, document: Document, spot: Rect) -> int:
        """The group that a spot with these bounds joins: small ones of one go share one; 0 for none.

        A go ends with a larger spot, another fill, or `end_go`.
        """
        longest = max(document.size.width, document.size.height)
        if max(spot.width, spot.height) > max(_SMALL, _SMALL_SHARE * longest):
            self._go = 0
        elif not (self._go and document.layers and document.layers[-1].group == self._go):
            self._go = document.next_number
        return self._go

    def end_go(self) -> None:
        """Let the next spot begin another group."""
        self._go = 0

    def forget(self) -> None:
        """Drop all of them; their strokes stay in the mask."""
        self._waiting.clear()
        self.end()
