"""The frames around the one that is filled, and the motion between them: a window that moves on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ...core.arrays import Bytes, Coverage, Doubles, Flags, Floats, Pixels
from ...core.coverage import widened
from ...finding.motion import grey
from ..cuts import is_cut
from ..frames import Frames, Masks
from .camera import reverse
from .flow import Motion, View, motion

_LONGEST = 640  # px: the long side at which flow is computed at most
_KERNEL = 2  # px: pixels this near to a hole are not taken, as interpolation would reach into it


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame of the film with its mask. Arrays that follow from them are made when first asked for."""

    number: int
    pixels: Pixels
    coverage: Coverage

    @cached_property
    def hole(self) -> Flags:
        return self.coverage > 0

    @cached_property
    def has_hole(self) -> bool:
        return bool(self.hole.any())

    @cached_property
    def usable(self) -> Bytes:
        """255 where pixels may be taken from, else 0: (H, W)."""
        return np.where(widened(self.hole, _KERNEL), np.uint8(0), np.uint8(255))

    @cached_property
    def view(self) -> View:
        height, width = self.hole.shape
        size = flow_size(width, height)
        picture = grey(self.pixels)
        if size != (width, height):
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        return View.of(picture, shrunk(self.hole, *size))


def shrunk(hole: Flags, width: int, height: int) -> Flags:
    """A mask in a smaller size: True where any of it is."""
    if hole.shape == (height, width):
        return hole
    share = cv2.resize(hole.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0)


def flow_size(width: int, height: int) -> tuple[int, int]:
    """Width and height at which the flow of frames of this size is computed."""
    scale = min(1.0, _LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


class Window:
    """The frames from `first` on that are held, and the motion from each to the next."""

    def __init__(self, frames: Frames, masks: Masks) -> None:
        self._frames, self._masks = frames, masks
        self._held: dict[int, Frame] = {}
        self._motions: dict[int, Motion | None] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def frame(self, number: int) -> Frame:
        if number not in self._held:
            self._held[number] = Frame(number, self._frames[number], self._masks[number])
        return self._held[number]

    def forget_before(self, number: int) -> None:
        """Drop the frames before `number`."""
        for held in (self._held, self._motions):
            for old in [one for one in held if one < number]:
                del held[old]

    def step(self, start: int, end: int) -> Floats | None:
        """The flow with its doubt (h, w, 3) from a frame to one beside it; None across a cut."""
        found = self.motion(min(start, end))
        if found is None:
            return None
        return found.forward if end > start else found.backward

    def camera(self, start: int, end: int) -> Doubles | None:
        """The homography (3, 3) of the camera between two frames, on the grid of flow, if one is known."""
        total = np.eye(3)
        for number in range(min(start, end), max(start, end)):
            found = self.motion(number)
            if found is None or found.camera is None:
                return None
            total = found.camera @ total
        return total if end > start else reverse(total)

    def motion(self, number: int) -> Motion | None:
        """The motion from the frame `number` to the next; None if there is a cut between them."""
        if number not in self._motions:
            self._motions[number] = self._motion(number)
        return self._motions[number]

    def _motion(self, number: int) -> Motion | None:
        here, there = self.frame(number), self.frame(number + 1)
        if not is_cut(here.pixels, there.pixels):
            return motion(here.view, there.view)
        # a flash, or a damaged frame: the scene goes on after it
        for start, end in ((number, number + 2), (number - 1, number + 1)):
            if start in self._held and end < len(self):
                first, last = self.frame(start), self.frame(end)
                if not is_cut(first.pixels, last.pixels):
                    return motion(first.view, last.view).half()
        return None


def bytes_held(frame: Frame) -> int:
    """The memory that a frame like this takes in a window, with the motion to the next: estimated."""
    height, width = frame.hole.shape
    across, down = flow_size(width, height)
    return int(frame.pixels.nbytes + 3 * height * width + across * down * (2 + 2 * 3 * 4))
