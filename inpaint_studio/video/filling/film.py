"""Filling a film: batch after batch, with the frames around it in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...core.arrays import Pixels
from ...core.errors import Cancelled
from ..frames import FilledFrame, Frames, Masks
from .draft import Draft
from .invent import Inventor
from .propagate import propagate
from .sample import top_level
from .settings import Filled, Settings
from .steady import steadied
from .window import Window, bytes_held


def fill(
    frames: Frames,
    masks: Masks,
    settings: Settings,
    *,
    start: int = 0,
    before: FilledFrame | None = None,
    on_progress: Callable[[float], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[Filled]:
    """The filled frames from `start` on, in order.

    What was invented in `before`, the frame before `start` as it was filled, goes on. `frames` and `masks`
    are asked in rising order, each number once; at most `settings.batch` and twice `settings.reach` frames
    are held. Pixels that the masks keep stay as they are; where coverage is between 0 and 255 the fill and
    the frame are blended. The same arguments give the same frames.
    `on_progress(fraction)` is called with what is done, from 0 to 1.

    Raises `Cancelled` once `is_cancelled()` becomes true, and StudioError as `engines.pipeline.run` does.
    """

    def check() -> None:
        if is_cancelled is not None and is_cancelled():
            raise Cancelled

    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done / (2 * (len(frames) - start)))

    window = Window(frames, masks)
    reach = _reach(window, settings)
    for number in range(max(0, start - reach), start):  # in rising order, as the film is decoded
        window.frame(number)
    inventor = Inventor(window, settings, is_cancelled)
    if before is not None:
        inventor.go_on_from(before)
    beside: dict[int, Draft] = {}
    if before is not None:
        beside = {start - 1: Draft(window.frame(start - 1), before.pixels, before.sources)}
    sources = None if before is None else before.sources
    for first in range(start, len(window), settings.batch):
        drafts = []
        for number in range(first, min(first + settings.batch, len(window))):
            check()
            draft = propagate(window, number, reach, sources, check)
            sources = draft.sources
            drafts.append(draft)
            step()
        if not settings.never_invent:
            inventor.fill(drafts)
        beside |= {draft.number: draft for draft in drafts}
        for draft in drafts:
            check()
            yield _finished(draft, steadied(window, draft, beside, settings.seed + draft.number), settings)
            step()
        beside = {drafts[-1].number: drafts[-1]}
        window.forget_before(first + settings.batch - reach)


def _reach(window: Window, settings: Settings) -> int:
    """How many frames before and after one may be held within the memory."""
    if not len(window):
        return 0
    most = settings.memory // bytes_held(window.frame(0)) - settings.batch
    return max(1, min(settings.reach, most // 2))


def _finished(draft: Draft, pixels: Pixels, settings: Settings) -> Filled:
    """A filled frame: marked where no frame shows anything, blended with the film where the mask is soft."""
    frame = draft.frame
    unseen = draft.unseen
    if unseen.any():
        mark = np.rint(np.array(settings.mark) * top_level(pixels))
        pixels[unseen] = mark.astype(pixels.dtype)
    soft = (frame.coverage > 0) & (frame.coverage < 255)
    if soft.any():
        share = np.asarray(frame.coverage[soft], np.float32)[:, None] / 255
        blend = pixels[soft] * share + frame.pixels[soft] * (1 - share)
        pixels[soft] = np.rint(blend).astype(pixels.dtype)
    return Filled(draft.number, pixels, draft.sources)
