"""What the user has made of a film: masks painted on some frames, carried to others, and a stretch of it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Self

import cv2
import numpy as np

from ...core.arrays import Coverage
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.tiles import TiledArray
from .choices import Choices

_LEVEL = 1  # of zlib: masks are mostly flat


@dataclass(frozen=True)
class PackedMask:
    """A mask in a few kilobytes: the coverage within its bounds, compressed."""

    size: Size
    rect: Rect
    data: bytes

    @classmethod
    def of(cls, coverage: Coverage) -> Self:
        """Pack a coverage, uint8 (H, W)."""
        mask = Mask(coverage)
        return cls(mask.size, mask.bounds, zlib.compress(mask.read(mask.bounds).tobytes(), _LEVEL))

    @classmethod
    def of_tiles(cls, tiles: TiledArray) -> Self:
        """Pack a mask in tiles, (H, W) uint8."""
        return cls.of(np.asarray(tiles.read(Rect.of(tiles.size)), np.uint8))

    @property
    def coverage(self) -> Coverage:
        """The whole mask, uint8 (H, W)."""
        whole = np.zeros((self.size.height, self.size.width), np.uint8)
        whole[self.rect.slices] = self._inside
        return whole

    @property
    def tiles(self) -> TiledArray:
        """The mask in tiles that may be written to; those outside its bounds take no memory."""
        made = TiledArray.blank(self.size)
        if self.rect:
            made.write(self.rect, self._inside)
        return made

    @cached_property
    def png(self) -> bytes:
        """The mask as a PNG file."""
        done, data = cv2.imencode(".png", self.coverage)
        assert done
        return data.tobytes()

    @property
    def _inside(self) -> Coverage:
        found = np.frombuffer(zlib.decompress(self.data), np.uint8)
        return found.reshape(self.rect.height, self.rect.width)

    def __bool__(self) -> bool:
        """Whether anything is covered."""
        return bool(self.rect)


@dataclass(frozen=True)
class TrackedMask:
    """A mask that was carried from the keyframes, and how far it can be trusted, 0 to 1."""

    mask: PackedMask
    confidence: float


@dataclass(frozen=True)
class FilmState:
    """The masks of a film of `count` frames, and the stretch from `begin` to before `end` that is exported.

    With `is_still` the mask `still` holds for every frame; else those of the `keyframes`, which were
    painted, and of the frames to which they were `tracked`. `choices` say how they are filled.
    """

    count: int
    size: Size
    begin: int
    end: int
    is_still: bool = False
    still: PackedMask | None = None
    keyframes: Mapping[int, PackedMask] = field(default_factory=lambda: MappingProxyType({}))
    tracked: Mapping[int, TrackedMask] = field(default_factory=lambda: MappingProxyType({}))
    choices: Choices = field(default_factory=Choices)

    @classmethod
    def of(cls, count: int, size: Size) -> Self:
        """The whole film without masks."""
        return cls(count, size, 0, count)

    def mask(self, number: int) -> PackedMask | None:
        """The mask of a frame; None if it has none, or none yet."""
        if self.is_still:
            return self.still
        if number in self.keyframes:
            return self.keyframes[number]
        found = self.tracked.get(number)
        return None if found is None else found.mask

    @property
    def has_masks(self) -> bool:
        """Whether anything is to be filled in any frame."""
        masks = [self.still] if self.is_still else list(self.keyframes.values())
        return any(masks)

    def keyframe_before(self, number: int) -> int | None:
        """The last keyframe before a frame."""
        return max((one for one in self.keyframes if one < number), default=None)

    def keyframe_after(self, number: int) -> int | None:
        """The first keyframe after a frame."""
        return min((one for one in self.keyframes if one > number), default=None)

    def stretch_around(self, number: int) -> range:
        """The frames whose masks depend on that of one: up to the next keyframes, or the ends."""
        before, after = self.keyframe_before(number), self.keyframe_after(number)
        first = min(self.begin, number) if before is None else before
        last = max(self.end - 1, number) if after is None else after
        return range(first, last + 1)

    def with_still(self, mask: PackedMask) -> Self:
        """With one mask for every frame."""
        return replace(self, is_still=True, still=mask)

    def with_mask(self, number: int, mask: PackedMask) -> Self:
        """Another mask for a frame, which becomes a keyframe; what was tracked across it is dropped."""
        if self.is_still:
            return self.with_still(mask)
        kept = self._tracked_outside(self.stretch_around(number))
        return replace(self, keyframes={**self.keyframes, number: mask}, tracked=kept)

    def without_keyframe(self, number: int) -> Self:
        """Without a keyframe, and what was tracked from it."""
        keyframes = {one: mask for one, mask in self.keyframes.items() if one != number}
        return replace(self, keyframes=keyframes, tracked=self._tracked_outside(self.stretch_around(number)))

    def with_tracked(self, found: Mapping[int, TrackedMask]) -> Self:
        """With masks that were carried to frames; keyframes stay as they are."""
        fresh = {number: one for number, one in found.items() if number not in self.keyframes}
        return replace(self, tracked={**self.tracked, **fresh})

    def unmasked(self, stretch: range) -> list[int]:
        """The frames of a stretch to which no mask has been carried yet."""
        if self.is_still:
            return []
        return [one for one in stretch if one not in self.keyframes and one not in self.tracked]

    def to_track(self, stretch: range) -> range:
        """The frames to carry masks over so that all of a stretch have one; empty if they have."""
        missing = self.unmasked(stretch)
        if not missing or not self.keyframes:
            return range(0)
        first, last = missing[0], missing[-1]
        before, after = self.keyframe_before(first), self.keyframe_after(last)
        # without one on that side the masks come from the other
        return range(first if before is None else before, (last if after is None else after) + 1)

    def _tracked_outside(self, stretch: range) -> dict[int, TrackedMask]:
        return {number: one for number, one in self.tracked.items() if number not in stretch}
