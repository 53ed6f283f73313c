"""How the picture moves from one frame to another: dense flow, continued through holes.

Flow is computed by dense inverse search (Kroeger et al., Fast Optical Flow using Dense Inverse Search, ECCV
2016) in both directions. Inside a hole it is the motion of the camera, a homography, plus a residual that is
interpolated smoothly from around the hole: what is seen there has no bearing on what is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Bytes, Doubles, Flags, Floats
from ...core.texture.pull_push import spread
from ...finding.motion import flow, length, moved, round_trip
from . import camera
from .complete import completed

_FAR_EDGE = 10  # px around a hole in which flow is disturbed by its edge,
_EDGE = 4  # and once that is mended
_AGREE = 0.7  # px: forward and backward flow that differ by less are consistent,
_SLACK = 0.04  # plus this share of their length
_EFFORT = 2


@dataclass(frozen=True, eq=False)
class View:
    """A frame as flow sees it: `grey` (h, w), its hole painted over smoothly, and where it is a `hole`."""

    grey: Bytes
    hole: Flags

    @classmethod
    def of(cls, grey: Bytes, hole: Flags) -> View:
        if hole.any() and not hole.all():
            known = np.asarray(~hole, np.float32)
            smooth = spread((grey * known)[..., None], known)[..., 0]
            grey = np.rint(smooth).astype(np.uint8)
        return cls(grey, hole)


@dataclass(frozen=True, eq=False)
class Motion:
    """Motion between two frames on the grid of their views.

    `forward` and `backward` are (h, w, 3): dx, dy, and by how many pixels the way there and back misses the
    start. `camera` is the homography that explains the background from the first to the second, if one does.
    """

    forward: Floats
    backward: Floats
    camera: Doubles | None

    def half(self) -> Motion:
        """The motion of the first half of the time, if it is even."""
        halves = np.asarray([0.5, 0.5, 1], np.float32)
        return Motion(self.forward * halves, self.backward * halves, None)


def motion(first: View, second: View) -> Motion:
    """The motion from `first` to `second` and back.

    It is found twice: the edges of a hole, which move in their own way, pull flow along from quite far. The
    second time each hole shows what the other picture has there, by the first motion, and hardly any edge.
    """
    found = _found(first.grey, second.grey, first.hole, second.hole, guess=True)
    if not (first.hole.any() or second.hole.any()):
        return found
    return _found(
        _mended(first, second, found.forward),
        _mended(second, first, found.backward),
        first.hole,
        second.hole,
        guess=False,
    )


def _mended(view: View, other: View, way: Floats) -> Bytes:
    """The picture of a view, its hole filled with what the other one shows there."""
    shown = view.hole & (moved(other.hole.view(np.uint8), way[..., :2]) == 0)
    return np.where(shown, moved(other.grey, way[..., :2]), view.grey)


def _found(first: Bytes, second: Bytes, hole: Flags, other_hole: Flags, *, guess: bool) -> Motion:
    edge = _FAR_EDGE if guess else _EDGE
    there, back = flow(first, second, _EFFORT), flow(second, first, _EFFORT)
    lost, lost_back = _hidden(hole, there, other_hole, edge), _hidden(other_hole, back, hole, edge)
    miss, miss_back = round_trip(there, back), round_trip(back, there)
    sure = ~lost & (miss < _AGREE + _SLACK * length(there))
    sure_back = ~lost_back & (miss_back < _AGREE + _SLACK * length(back))
    seen = camera.homography(there, sure & _textured(first))
    there = _completed(there, lost, sure, seen, in_pieces=not guess)
    back = _completed(
        back, lost_back, sure_back, None if seen is None else camera.reverse(seen), in_pieces=not guess
    )
    return Motion(
        np.dstack([there, round_trip(there, back)]), np.dstack([back, round_trip(back, there)]), seen
    )


def _hidden(hole: Flags, way: Floats, other: Flags, edge: int) -> Flags:
    """Where flow says nothing: at holes, and where it leads into one."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1))
    near, near_other = (np.asarray(cv2.dilate(one.view(np.uint8), disc), np.uint8) for one in (hole, other))
    return np.asarray((near > 0) | (moved(near_other, way) > 0))


def _textured(grey: Bytes) -> Flags:
    slope = length(np.dstack([cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)]))
    return np.asarray(slope > max(8.0, float(np.median(slope))))


def _completed(way: Floats, lost: Flags, sure: Flags, seen: Doubles | None, *, in_pieces: bool) -> Floats:
    """The flow `way` with its `lost` part from around it: the camera's motion, and what differs from it."""
    if not lost.any() or not sure.any():
        return way
    base = np.zeros_like(way) if seen is None else camera.flow_of(seen, way.shape[1], way.shape[0])
    return np.asarray(base + completed(way - base, sure, lost, in_pieces=in_pieces), np.float32)
