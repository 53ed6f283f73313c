"""The ways to fill a film: from the frames that show what is hidden, or each frame alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...core.errors import Cancelled
from ...core.mask import Mask
from ...core.photo import Photo
from ...engines.pipeline import run as pipeline
from ...engines.request import FillRequest
from ..filling import INVENTED, UNTOUCHED, Filled, Settings, fill
from ..frames import FilledFrame, Frames, Masks


class OverTime:
    """A `Filler` that takes what is hidden from frames that show it, and invents the rest."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

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
        left = len(frames) - start
        return fill(
            frames,
            masks,
            self._settings,
            start=start,
            before=before,
            on_progress=None if on_progress is None else lambda share: on_progress(share * left),
            is_cancelled=is_cancelled,
        )


class EachFrame:
    """A `Filler` that gives each frame to an engine as a photo: to compare with."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

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
        chosen = self._settings
        for number in range(start, len(frames)):
            if is_cancelled is not None and is_cancelled():
                raise Cancelled
            frame, coverage = frames[number], masks[number]
            request = FillRequest(Photo(frame), Mask(coverage), chosen.engine, chosen.params, chosen.seed)
            pixels = pipeline.run(request, is_cancelled=is_cancelled).apply(request.photo)
            sources = np.where(coverage > 0, np.int32(INVENTED), np.int32(UNTOUCHED))
            yield Filled(number, pixels, sources)
            if on_progress is not None:
                on_progress(number + 1 - start)
