"""What no frame shows: made up in one frame of a stretch and carried along to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.photo import Photo
from ...core.texture.pull_push import spread
from ...engines.pipeline import run as pipeline
from ...engines.request import FillRequest
from ..frames import FilledFrame
from .chain import Grid, places
from .draft import Draft
from .fit import bound_of, misfit_of
from .light import lit_like
from .sample import as_floats, cubic, grid, linear, marked
from .settings import INVENTED, Settings
from .window import Window

_MARGIN = 24  # px around what is carried, to match its light
_THIN = 5  # px: narrower parts are too small to invent anything for
_MOST = 8  # references for one batch


@dataclass(frozen=True, eq=False)
class Reference:
    """Invented pixels, and where they are in one frame.

    `picture` (h, w, 3) was invented in some frame, with what is around it. `at` (H, W, 2) are the positions
    in it of the pixels of the frame `number`, of which those in `shown` (H, W) show what was invented.
    """

    number: int
    picture: FloatPixels
    at: Floats
    shown: Flags


class Inventor:
    """Fills what is `UNSEEN` in batches of consecutive frames, and keeps what the next batch continues."""

    def __init__(self, window: Window, settings: Settings, is_cancelled: Callable[[], bool] | None) -> None:
        self._window, self._settings, self._is_cancelled = window, settings, is_cancelled
        self._references: list[Reference] = []

    def go_on_from(self, filled: FilledFrame) -> None:
        """Carry on what was invented in a frame: the one before those that will be filled."""
        invented = np.asarray(filled.sources == INVENTED)
        if invented.any():
            height, width = invented.shape
            picture = as_floats(filled.pixels)
            self._references.append(Reference(filled.number, picture, grid(width, height), invented))

    def fill(self, drafts: Sequence[Draft]) -> None:
        """Fill what is unseen in `drafts`, which are frames in order without gaps."""
        for draft in drafts:
            if draft.frame.has_hole:
                for reference in self._references:
                    self._carry(reference, draft)
        fresh = []
        for _ in range(_MOST):
            widest = max(drafts, key=lambda draft: np.count_nonzero(_thick(draft.unseen)))
            if not _thick(widest.unseen).any():
                break
            reference = self._invented(widest)
            fresh.append(reference)
            for draft in drafts:
                self._carry(reference, draft)
        for draft in drafts:
            _close(draft)
        last = drafts[-1]
        moved = [self._moved(reference, last) for reference in [*self._references, *fresh]]
        self._references = [one for one in moved if one is not None]

    def _invented(self, draft: Draft) -> Reference:
        """The unseen part of `draft`, filled by the engine, as a reference for other frames."""
        unseen = draft.unseen
        mask = Mask(np.where(unseen, np.uint8(255), np.uint8(0)))
        request = FillRequest(
            Photo(draft.pixels), mask, self._settings.engine, self._settings.params, self._settings.seed
        )
        filled = pipeline.run(request, is_cancelled=self._is_cancelled).apply(request.photo)
        height, width = unseen.shape
        draft.pixels[unseen] = filled[unseen]
        draft.sources[unseen] = INVENTED
        whole = Rect(0, 0, width, height)
        return Reference(draft.number, draft.crop(whole), grid(width, height), unseen)

    def _seen(self, reference: Reference, draft: Draft, where: Flags) -> tuple[Rect, Floats, Flags] | None:
        """Where the pixels `where` of `draft` are in the reference's picture: a rectangle around them, their
        positions (h, w, 2), and those that were invented."""
        height, width = where.shape
        rect = Rect(*(int(v) for v in cv2.boundingRect(where.view(np.uint8)))).grown(_MARGIN)
        rect &= Rect.of(Size(width, height))
        if draft.number == reference.number:
            return rect, reference.at[rect.slices], reference.shown[rect.slices]
        grid = Grid(rect, width, height)
        distance = abs(draft.number - reference.number)
        for place in places(self._window, draft.number, grid, distance):
            if place.number == reference.number:
                at = grid.at_pixels(place.at)
                return rect, linear(reference.at, at), marked(reference.shown.view(np.uint8), at)
        return None

    def _carry(self, reference: Reference, draft: Draft) -> None:
        """Fill what is unseen in `draft` with what was invented for the reference."""
        unseen = draft.unseen
        if not unseen.any():
            return
        found = self._seen(reference, draft, unseen)
        if found is None:
            return
        rect, at, shown = found
        wanted = unseen[rect.slices] & shown
        if not wanted.any():
            return
        colours = cubic(reference.picture, at)
        target = draft.crop(rect)
        hole = draft.frame.hole[rect.slices]
        known = ~unseen[rect.slices] & ~shown
        colours = lit_like(target, colours, known)
        wanted &= misfit_of(target, colours, ~hole) <= bound_of(target, ~hole)
        draft.put(rect, wanted, colours, INVENTED)

    def _moved(self, reference: Reference, draft: Draft) -> Reference | None:
        """The reference as positions in the frame of `draft`; None if nothing of it is there."""
        invented = np.asarray(draft.sources == INVENTED)
        if not invented.any():
            return None
        found = self._seen(reference, draft, invented)
        if found is None:
            return None
        rect, positions, shown = found
        height, width = invented.shape
        here = np.zeros((height, width), bool)
        here[rect.slices] = shown & invented[rect.slices]
        if not here.any():
            return None
        at = np.full((height, width, 2), -1e4, np.float32)
        at[rect.slices] = positions
        return replace(reference, number=draft.number, at=at, shown=here)


def _thick(where: Flags) -> Flags:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THIN, _THIN))
    return np.asarray(cv2.morphologyEx(where.view(np.uint8), cv2.MORPH_OPEN, disc) > 0)


def _close(draft: Draft) -> None:
    """Fill the narrow parts that are left with what is around them."""
    unseen = draft.unseen
    if not unseen.any():
        return
    rect = Rect(*(int(v) for v in cv2.boundingRect(unseen.view(np.uint8)))).grown(_MARGIN)
    rect &= Rect.of(Size(unseen.shape[1], unseen.shape[0]))
    known = np.asarray(~unseen[rect.slices], np.float32)
    colours = spread(draft.crop(rect) * known[..., None], known)
    draft.put(rect, unseen[rect.slices], colours, INVENTED)
