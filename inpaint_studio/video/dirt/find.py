"""The dirt in each frame of a film, from its first to its last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from ...core.arrays import Bytes, Coverage, Floats
from ...core.damage import SENSITIVITY
from ..frames import Frames
from .spikes import Spots, Witness, spots
from .tracks import tracked
from .window import Window

KINDS = ("dirt", "scratches")
"""Specks and hairs that one frame has; upright scratches that stay for many."""
_STEP = 0.06
"""By how much the log-odds that are asked for change with one step of the sensitivity."""
_SPECKS, _SCRATCHES = -1.25, 0.7
"""The log-odds that are asked for at a sensitivity of 50."""
_RIM = 1
"""Specks are grown by so many pixels, over their soft edge."""


def find_dirt(
    frames: Frames, *, kinds: Iterable[str] = KINDS, sensitivity: float = SENSITIVITY
) -> Iterator[Coverage]:
    """Where each frame has dirt: 0 or 255, (H, W), frame by frame.

    `kinds` are some of `KINDS`; a higher `sensitivity`, 0 to 100, marks more. For specks a frame is compared
    with those before and after it, beside a cut and at the ends of the film with two on one side; in scenes
    of one or two frames none are found. A dozen frames are kept in memory at most, and each is read once, in
    rising order.
    """
    wanted = frozenset(kinds)
    specks: deque[Coverage] = deque()

    def seen() -> Iterator[tuple[Bytes, Floats | None]]:
        for number, window in _moves(frames):
            grey = window.look(number).grey
            found = _spots(window, number) if "dirt" in wanted else Spots.none(grey.shape)
            specks.append(_marked(found, _asked(_SPECKS, sensitivity)))
            yield grey, window.flow(number, number + 1) if window.is_joined(number) else None

    if "scratches" not in wanted:
        for _ in seen():
            yield specks.popleft()
        return
    for scratches in tracked(seen(), _asked(_SCRATCHES, sensitivity)):
        yield scratches | specks.popleft()


def _spots(window: Window, number: int) -> Spots:
    """What may be specks and hairs in the frame that the window has moved to."""
    here, others = window.look(number), window.witnesses(number)
    if others is None:
        return Spots.none(here.grey.shape)
    first, second = (
        Witness(window.look(other), window.flow(number, other), window.flow(other, number))
        for other in others
    )
    return spots(here, first, second, around=others[0] < number < others[1])


def _asked(even: float, sensitivity: float) -> float:
    """The least log-odds of what is marked; `even` are those at a sensitivity of 50."""
    return even + (SENSITIVITY - sensitivity) * _STEP


def _moves(frames: Frames) -> Iterator[tuple[int, Window]]:
    window = Window(frames)
    for number in range(len(frames)):
        window.move_to(number)
        yield number, window


def _marked(found: Spots, least: float) -> Coverage:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _RIM + 1, 2 * _RIM + 1))
    marked = found.likelier_than(least).view(np.uint8) * np.uint8(255)
    return np.asarray(cv2.dilate(marked, disc), np.uint8)
