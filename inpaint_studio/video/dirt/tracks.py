"""Scratches followed from frame to frame: a clear one is believed where it is faint, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...core.arrays import Bytes, Coverage, Floats
from .scratches import REACH, Line, Trace, drawn, scratches, side

_FAINT = 2.0
"""A line beside a scratch of the frame before, or of one of the next few, needs log-odds lower by this."""


def tracked(seen: Iterable[tuple[Bytes, Floats | None]], least: float) -> Iterator[Coverage]:
    """Where each frame has scratches: 0 or 255, (H, W), frame by frame.

    `seen` are the frames of a film as grey pictures (H, W), each with the flow to the next one (H, W, 2),
    None for the last of a scene. `least` are the log-odds that a line must have. Answers come `2 REACH`
    frames late.
    """
    scene = _Scene(least)
    for grey, flow in seen:
        scene.add(grey, Trace.of(grey, flow))
        yield from scene.drawn(whole=flow is None)
        if flow is None:
            scene = _Scene(least)
    yield from scene.drawn(whole=True)


class _Scene:
    """The frames of a scene that are still needed."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._first = 0  # the number, in the scene, of the first trace kept
        self._traces: list[Trace] = []
        self._greys: dict[int, Bytes] = {}
        self._lines: dict[int, list[Line]] = {}
        self._next = 0
        self._before: list[Line] = []

    def add(self, grey: Bytes, trace: Trace) -> None:
        self._greys[self._first + len(self._traces)] = grey
        self._traces.append(trace)

    def drawn(self, *, whole: bool) -> Iterator[Coverage]:
        """The scratches of the frames whose neighbours are known, of all of them if the scene is `whole`."""
        known = self._first + len(self._traces)
        while self._next + (0 if whole else 2 * REACH) < known:
            number, self._next = self._next, self._next + 1
            grey = self._greys.pop(number)
            ahead = range(number, min(number + REACH + 1, known))
            for one in ahead:
                if one not in self._lines:
                    self._lines[one] = scratches(
                        self._traces, one - self._first, len(grey), self._least - _FAINT
                    )
            sure = [line for one in ahead for line in self._lines[one] if line.log_odds >= self._least]
            near = side(grey.shape)
            self._before = [
                line
                for line in self._lines.pop(number)
                if any(_is_same(line, other, near) for other in (*sure, *self._before))
            ]
            yield drawn(self._before, grey)
            forgotten = max(0, number - REACH - self._first)
            del self._traces[:forgotten]
            self._first += forgotten


def _is_same(line: Line, other: Line, near: int) -> bool:
    return line.bright == other.bright and abs(line.column - other.column) <= near
