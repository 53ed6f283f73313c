"""Where the pixels around a hole lie in other frames: flow concatenated from frame to frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Flags, Floats
from ...core.geometry import Rect
from .sample import linear, marked
from .window import Window, flow_size

_GUESS = 1.5  # px


@dataclass(frozen=True, eq=False)
class Grid:
    """The pixels of flow that cover `rect` of a frame of `width` x `height` pixels."""

    rect: Rect
    width: int
    height: int

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of flow in one of the frame, across and down."""
        width, height = flow_size(self.width, self.height)
        return width / self.width, height / self.height

    @property
    def start(self) -> Floats:
        """Where they are among those of flow: float32 (h, w, 2), columns and rows."""
        across, down = self.scale
        left, top = int((self.rect.x + 0.5) * across - 0.5), int((self.rect.y + 0.5) * down - 0.5)
        right, bottom = int(np.ceil(self.rect.right * across)), int(np.ceil(self.rect.bottom * down))
        x, y = np.meshgrid(np.arange(left, max(right, left + 1)), np.arange(top, max(bottom, top + 1)))
        return np.dstack([x, y]).astype(np.float32)

    def to_frame(self, at: Floats) -> Floats:
        """Positions (h, w, 2) in flow as positions in the frame."""
        return np.asarray((at + 0.5) / np.array(self.scale) - 0.5, np.float32)

    def at_pixels(self, values: Floats) -> Floats:
        """`values` (h, w, k) on this grid, interpolated at the pixels of `rect`."""
        across, down = self.scale
        if across == down == 1:
            return values
        first = self.start[0, 0]
        x = (np.arange(self.rect.x, self.rect.right) + 0.5) * across - 0.5 - first[0]
        y = (np.arange(self.rect.y, self.rect.bottom) + 0.5) * down - 0.5 - first[1]
        columns, rows = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        return linear(values, np.dstack([columns, rows]))


@dataclass(frozen=True, eq=False)
class Place:
    """Where pixels of a grid lie in another frame.

    `at` are positions in that frame (h, w, 2), `doubt` by how many pixels they may be wrong (h, w), and
    `shown` where they lie on pixels that are known there.
    """

    number: int
    distance: int
    at: Floats
    doubt: Floats
    shown: Flags


def places(window: Window, number: int, grid: Grid, reach: int) -> Iterator[Place]:
    """Where the pixels of `grid` in the frame `number` are in the frames around it, the nearest first."""
    ends = {step: (number, grid.start, np.zeros(grid.start.shape[:2], np.float32)) for step in (-1, 1)}
    for distance in range(1, reach + 1):
        for step in tuple(ends):
            here, at, doubt = ends[step]
            there = here + step
            if not 0 <= there < len(window):
                del ends[step]
                continue
            flow = window.step(here, there)
            if flow is None:
                del ends[step]
                continue
            move = linear(flow, at)
            at = at + move[..., :2]
            doubt = np.sqrt(doubt**2 + move[..., 2] ** 2)
            ends[step] = there, at, doubt
            where = grid.to_frame(at)
            yield Place(there, distance, where, doubt, marked(window.frame(there).usable, where))


def camera_place(window: Window, number: int, grid: Grid, other: int) -> Place | None:
    """Where the pixels of `grid` in the frame `number` are in the frame `other` if only the camera moves.

    That is a guess, whose doubt is set accordingly.
    """
    found = window.camera(number, other)
    if found is None:
        return None
    where = grid.to_frame(np.asarray(cv2.perspectiveTransform(grid.start, found), np.float32))
    shown = marked(window.frame(other).usable, where)
    return Place(other, abs(other - number), where, np.full(shown.shape, _GUESS, np.float32), shown)
