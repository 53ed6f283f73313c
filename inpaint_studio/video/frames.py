"""What a film is to the parts that look at it and fill it: frames, masks, and frames that were filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from ..core.arrays import Coverage, Integers, Pixels


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


class FilledFrame(Protocol):
    """A frame whose hole is filled."""

    @property
    def number(self) -> int: ...

    @property
    def pixels(self) -> Pixels:
        """(H, W, 3) of the frame's dtype; outside the mask as in the frame."""

    @property
    def sources(self) -> Integers:
        """The number of the frame that each pixel was taken from, (H, W), or a negative number."""


class Filler(Protocol):
    """Fills frame after frame."""

    def __call__(
        self,
        frames: Frames,
        masks: Masks,
        /,
        *,
        start: int,
        before: FilledFrame | None,
        on_progress: Callable[[float], object] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> Iterator[FilledFrame]:
        """The filled frames from `start` on, in order.

        `before` is frame `start` - 1 as it was filled, whose invented parts go on; None where nothing goes
        on. The same arguments give the same bytes. `on_progress` gets the number of frames done since the
        `start`, which may be a fraction. The caller closes the iterator when it has enough.
        """
