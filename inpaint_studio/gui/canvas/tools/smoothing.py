"""Turns the points of a hand-drawn stroke into a smooth line without corners, at any speed.

Each stretch is a quadratic curve from the middle between two points to the middle between the next two,
bent by the point they share. The line lags half a stretch behind the pointer and catches up at the end.
"""

from __future__ import annotations

import math

Dab = tuple[float, float, float]
"""x, y and the radius there, in pixels of the photo."""

_CHORD = 0.15  # px by which the curve may differ from the straight pieces it is drawn with


class Smoother:
    """Turns points into pieces of a stroke; each piece begins with the last point of the previous one."""

    def __init__(self, first: Dab) -> None:
        self._control = first
        self._at = first

    def add(self, point: Dab) -> tuple[Dab, ...]:
        """The next piece, or () for a point too close to the last one to matter."""
        if math.dist(point[:2], self._control[:2]) < max(0.5, 0.04 * point[2]):
            return ()
        start, control = self._at, self._control
        end = _middle(control, point)
        self._at, self._control = end, point
        return _curve(start, control, end)

    def straight_to(self, point: Dab) -> tuple[Dab, ...]:
        """A straight piece to `point`, after catching up with the last point."""
        piece = (*self.finish(), point)
        self._at = self._control = point
        return piece

    def end_at(self, x: float, y: float) -> tuple[Dab, ...]:
        """The last stretch, and on to (x, y) at the last width, as a lifted pen has no pressure."""
        return self.straight_to((x, y, self._control[2]))

    def finish(self) -> tuple[Dab, ...]:
        """The last stretch, to the last point."""
        piece = (self._at, self._control) if self._at != self._control else (self._at,)
        self._at = self._control
        return piece


def _middle(one: Dab, other: Dab) -> Dab:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2, (one[2] + other[2]) / 2


def _curve(start: Dab, control: Dab, end: Dab) -> tuple[Dab, ...]:
    """Points of a quadratic curve, as many as its bend needs."""
    bend = math.hypot(start[0] - 2 * control[0] + end[0], start[1] - 2 * control[1] + end[1])
    # a wide brush hides a coarser curve, and each of its pieces costs more
    steps = max(1, math.ceil(math.sqrt(bend / (4 * max(_CHORD, 0.004 * end[2])))))
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        x, y, radius = (a * p + b * q + c * r for p, q, r in zip(start, control, end, strict=True))
        points.append((x, y, radius))
    return tuple(points)
