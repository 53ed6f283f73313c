"""Frames that were used last, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict

from ...core.arrays import Pixels

_MOST_BYTES = 128 << 20


class FrameCache:
    """Keeps the frames that were used last; at least one, however large."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._frames: OrderedDict[int, Pixels] = OrderedDict()

    def get(self, number: int) -> Pixels | None:
        """A frame, if it is still here."""
        found = self._frames.get(number)
        if found is not None:
            self._frames.move_to_end(number)
        return found

    def put(self, number: int, pixels: Pixels) -> Pixels:
        """Keep a frame, and let go of those that were not used for longest; returns the frame."""
        self._frames[number] = pixels
        self._bytes += pixels.nbytes
        while self._bytes > self._most and len(self._frames) > 1:
            _, oldest = self._frames.popitem(last=False)
            self._bytes -= oldest.nbytes
        return pixels
