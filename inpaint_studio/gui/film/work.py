"""The long work on a film, for `Task`: carrying masks to other frames, and filling some to look at."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...core.arrays import Coverage, Flags, Pixels, read_only
from ...core.geometry import Rect, Size
from ...core.tiles import TiledArray
from ...video.frames import Frames
from ..canvas.display import DisplayTransform
from ..canvas.overlays import MaskLayer
from ..canvas.pyramid import Pyramid, aligned
from .clip import Clip, reopened
from .state import FilmState, PackedMask, TrackedMask
from .task import Task
from .view import Cover

if TYPE_CHECKING:
    from ...video.filling import Settings

_TRACKING, _LOOKING, _FILLING = 1.0, 2.0, 4.0
"""What it costs to track a frame, to find the motion around it, and to fill it, compared with each other."""


@dataclass(frozen=True)
class Found:
    """A mask that was carried to a frame."""

    number: int
    mask: TrackedMask


@dataclass(frozen=True, eq=False)
class FilledFrame:
    """What a frame looks like filled."""

    number: int
    cover: Cover


class Stretch:
    """Some frames of a film as a film of their own."""

    def __init__(self, frames: Frames, numbers: range) -> None:
        self._frames, self._numbers = frames, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int, /) -> Pixels:
        """A frame, counted from the first of the stretch."""
        return self._frames[self._numbers[number]]


class _Watched:
    """Frames that call `asked` before each one is decoded."""

    def __init__(self, frames: Frames, asked: Callable[[], object]) -> None:
        self._frames, self._asked = frames, asked

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, number: int, /) -> Pixels:
        """That frame."""
        self._asked()
        return self._frames[number]


class _Progress:
    """Reports the progress of a preview: first tracking, then looking at the frames around and filling."""

    def __init__(self, task: Task, tracked: int, looked: int, filled: int) -> None:
        self._task, self._most = task, looked
        self._looked, self._filled = 0, 0.0
        self._before = _TRACKING * tracked
        self._all = self._before + _LOOKING * looked + _FILLING * filled

    @property
    def tracking(self) -> float:
        """The share of tracking."""
        return self._before / self._all

    def look(self) -> None:
        """A frame is asked for. Raises Cancelled."""
        self._task.check()
        self._looked = min(self._looked + 1, self._most)
        self._report()

    def fill(self, done: float) -> None:
        """So many frames are filled."""
        self._filled = done
        self._report()

    def _report(self) -> None:
        done = self._before + _LOOKING * self._looked + _FILLING * self._filled
        self._task.report(min(1.0, done / self._all))


class FilmMasks:
    """The masks of all frames; empty where there is none."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._last: tuple[PackedMask | None, Coverage] | None = None

    def __len__(self) -> int:
        return self._state.count

    def __getitem__(self, number: int, /) -> Coverage:
        """The coverage of a frame, uint8 (H, W): the same array for frames in a row with the same mask."""
        mask, size = self._state.mask(number), self._state.size
        if self._last is None or self._last[0] is not mask:
            blank = np.zeros((size.height, size.width), np.uint8)
            self._last = mask, read_only(blank if mask is None else mask.coverage)
        return self._last[1]


def track(task: Task, clip: Clip, state: FilmState, stretch: range, share: float = 1.0) -> FilmState:
    """Carry the keyframes over a stretch; posts what it has `Found`, and returns the state with it.

    `share` is what this is of the progress of the task.
    """
    from ...video.keyframes import carried

    keyframes = {n - stretch.start: mask.coverage for n, mask in state.keyframes.items() if n in stretch}
    found: dict[int, TrackedMask] = {}
    opened = reopened(clip)
    try:
        for place, one in enumerate(carried(Stretch(opened.frames, stretch), keyframes)):
            task.check()
            number = stretch[place]
            found[number] = TrackedMask(PackedMask.of(one.mask), float(one.confidence))
            task.post(Found(number, found[number]))
            task.report(share * (place + 1) / len(stretch))
    finally:
        opened.close()
    return state.with_tracked(found)


def masked(task: Task, clip: Clip, state: FilmState, stretch: range, share: float) -> FilmState:
    """The state with masks for all frames of a stretch: those that are missing are tracked first."""
    missing = state.to_track(stretch)
    return track(task, clip, state, missing, share) if missing else state


def with_surroundings(clip: Clip, stretch: range, reach: int) -> range:
    """A stretch with the frames before and after it that pixels may be taken from: they need masks too."""
    return range(max(0, stretch.start - reach), min(clip.count, stretch.stop + reach))


def preview(task: Task, clip: Clip, state: FilmState, stretch: range) -> None:
    """Fill the frames of a stretch; posts each `FilledFrame`, and what had to be tracked before."""
    from ...video.filling import INVENTED, UNSEEN, Settings
    from ...video.running.retakes import WithRetakes

    around = with_surroundings(clip, stretch, Settings().reach)
    progress = _Progress(task, len(state.to_track(around)), len(around), len(stretch))
    ready = masked(task, clip, state, around, progress.tracking)
    parts = [(part, _in_batches(choice.settings, part)) for part, choice in state.choices.within(stretch)]

    opened = reopened(clip)
    try:
        filling = WithRetakes(parts)(
            _Watched(opened.frames, progress.look),
            FilmMasks(ready),
            start=stretch.start,
            on_progress=progress.fill,
            is_cancelled=task.is_cancelled,
        )
        with closing(filling):  # type: ignore[type-var]
            for one in filling:
                task.check()
                mask = ready.mask(one.number)
                if mask:
                    unseen = np.isin(one.sources, (INVENTED, UNSEEN))
                    task.post(FilledFrame(one.number, _cover(one.pixels, mask.rect, unseen)))
    finally:
        opened.close()


def _in_batches(settings: Settings, part: range) -> Settings:
    """Settings whose batches divide a part: frames of the last one that are not wanted cost as much."""
    batches = math.ceil(len(part) / settings.batch)
    return replace(settings, batch=math.ceil(len(part) / batches))


def _cover(pixels: Pixels, rect: Rect, unseen: Flags) -> Cover:
    height, width = pixels.shape[:2]
    size = Size(width, height)
    region = aligned(rect, size)
    picture = Pyramid.blank(region)
    picture.put(region, DisplayTransform().screen(np.ascontiguousarray(pixels[region.slices]), None))
    layer = MaskLayer(size)
    tiles = TiledArray.blank(size)
    tiles.write(rect, unseen[rect.slices] * np.uint8(255))
    layer.follow(tiles, Rect.of(size))
    return Cover(picture, layer)
