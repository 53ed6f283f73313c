"""What a film is to the parts that look at it and fill it: frames and masks by their numbers."""

from __future__ import annotations

from typing import Protocol

from ..core.arrays import Coverage, Pixels


class Frames(Protocol):
    """The frames of a film, numbered from 0.

    Those after the last one asked for cost least; going back may decode again from a key frame, so ask for
    frames in rising order where you can, and keep the few that you need again.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Pixels:
        """The frame `number`, (H, W, 3), uint8 or uint16; not to be written to. Raises IndexError."""


class Masks(Protocol):
    """What is to be filled in each frame of a film."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Coverage:
        """How far each pixel of the frame is replaced, uint8 (H, W): 0 keep, 255 replace."""
