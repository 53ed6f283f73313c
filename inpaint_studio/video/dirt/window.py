"""The few frames around the one that is looked at: their looks, the flow between them, and the cuts."""

from __future__ import annotations

from ...core.arrays import Floats, Pixels
from ..cuts import is_cut
from ..frames import Frames
from .look import Look

_REACH = 2
"""How many frames before and after one are known."""


class Window:
    """Moves over a film from its first frame to its last, reading each frame once."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._looks: dict[int, Look] = {}
        self._flows: dict[tuple[int, int], Floats] = {}
        self._cuts: set[int] = set()
        self._last: Pixels | None = None

    def move_to(self, number: int) -> None:
        """Look at the frame `number`, the next one or later; those long before it are forgotten."""
        first, last = number - _REACH, min(number + _REACH, len(self._frames) - 1)
        for one in range(max(self._looks, default=-1) + 1, last + 1):
            frame = self._frames[one]
            if self._last is not None and is_cut(self._last, frame):
                self._cuts.add(one)
            self._last = frame
            self._looks[one] = Look.of(frame)
        self._looks = {one: look for one, look in self._looks.items() if one >= first}
        self._flows = {pair: flow for pair, flow in self._flows.items() if min(pair) >= first}
        self._cuts = {one for one in self._cuts if one > first}

    def look(self, number: int) -> Look:
        """The look of a frame of the window."""
        return self._looks[number]

    def flow(self, here: int, there: int) -> Floats:
        """Where the pixels of a frame are in another: (dx, dy), float32 (H, W, 2)."""
        if (here, there) not in self._flows:
            self._flows[here, there] = self._looks[here].flow_to(self._looks[there])
        return self._flows[here, there]

    def witnesses(self, number: int) -> tuple[int, int] | None:
        """The two frames to compare one with: next to it, or both on one side beside a cut or an end.

        None in a scene that has no two others.
        """
        before, after = self.is_joined(number - 1), self.is_joined(number)
        if before and after:
            return number - 1, number + 1
        if after and self.is_joined(number + 1):
            return number + 1, number + 2
        if before and self.is_joined(number - 2):
            return number - 1, number - 2
        return None

    def is_joined(self, number: int) -> bool:
        """Whether the frame and the next one exist and show the same scene."""
        return number in self._looks and number + 1 in self._looks and number + 1 not in self._cuts
