"""Filling parts of a film in different ways."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from ..filling import Settings
from ..frames import FilledFrame, Frames, Masks
from .fillers import OverTime


class WithRetakes:
    """A `Filler` that fills each part of a film, one after the other, with settings of its own.

    What is invented in one part does not go on in the next.
    """

    def __init__(self, parts: Sequence[tuple[range, Settings]]) -> None:
        self._parts = parts

    def __call__(
        self,
        frames: Frames,
        masks: Masks,
        /,
        *,
        start: int = 0,
        before: FilledFrame | None = None,
        on_progress: Callable[[float], object] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[FilledFrame]:
        for part, settings in self._parts:
            first = max(start, part.start)
            if first >= part.stop:
                continue
            filling = OverTime(settings)(
                frames,
                masks,
                start=first,
                before=before if first > part.start else None,
                on_progress=_shifted(on_progress, first - start, len(part)),
                is_cancelled=is_cancelled,
            )
            with closing(filling):  # type: ignore[type-var]
                yield from itertools.islice(filling, part.stop - first)


def _shifted(
    on_progress: Callable[[float], object] | None, done: int, most: int
) -> Callable[[float], object] | None:
    """The listener of a part, of at most so many frames, that begins when `done` frames are done."""
    return None if on_progress is None else lambda more: on_progress(done + min(more, most))
