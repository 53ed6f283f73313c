"""One rising fraction over all the crops of a fill, and previews that nobody pays for unasked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.errors import Cancelled
from ..core.geometry import Rect
from .base import Preview

PREVIEW_SIDE = 512
PREVIEWS_PER_SECOND = 30


@dataclass(frozen=True, eq=False)
class PreviewImage:
    """How the part `rect` of the photo looks so far: uint8 (h, w, 3), at most 512 px on a side."""

    rect: Rect
    pixels: np.ndarray


Listener = Callable[[float, PreviewImage | None], None]


class ProgressMeter:
    """Turns the progress of each crop into that of the whole fill. Used by one thread."""

    def __init__(self, on_progress: Listener | None, is_cancelled: Callable[[], bool] | None) -> None:
        self._listener = on_progress
        self.is_cancelled = is_cancelled or (lambda: False)
        self._steps = np.array([0.0, 1.0])
        self._current = 0
        self._reached = -1.0  # so that 0 is said
        self._last_preview = -1.0
        self._say(0.0, None)

    def expect(self, costs: Sequence[float]) -> None:
        """The costs of the crops to come, in any unit."""
        steps = np.cumsum([0.0, *costs])
        self._steps = steps / steps[-1]

    def begin(self, index: int) -> None:
        self._current = index

    def end(self, index: int) -> None:
        self._say(float(self._steps[index + 1]), None)

    def finish(self) -> None:
        """Everything is done, whatever was said before."""
        self.check()
        self._say(1.0, None)

    def check(self) -> None:
        if self.is_cancelled():
            raise Cancelled

    def listener(
        self, rect: Rect, image: np.ndarray, wanted: np.ndarray
    ) -> Callable[[float, Preview | None], None]:
        """What an engine reports to while it fills the crop `rect`."""
        if self._listener is None:
            return lambda fraction, preview: None
        painter = _Painter(rect, image, wanted)

        def heard(fraction: float, preview: Preview | None) -> None:
            low, high = self._steps[self._current : self._current + 2]
            now = time.monotonic()
            shown = None
            if preview is not None and now - self._last_preview >= 1 / PREVIEWS_PER_SECOND:
                self._last_preview = now
                shown = painter.paint(preview)
            self._say(float(low + (high - low) * fraction), shown)

        return heard

    def _say(self, fraction: float, preview: PreviewImage | None) -> None:
        if fraction <= self._reached and preview is None:
            return
        self._reached = min(1.0, max(self._reached, fraction))
        if self._listener is not None:
            self._listener(self._reached, preview)


class _Painter:
    """Paints an engine's previews into a small copy of its crop, made when the first one comes."""

    def __init__(self, rect: Rect, image: np.ndarray, wanted: np.ndarray) -> None:
        self._rect = rect
        self._crop = (image, wanted)
        self._small: tuple[np.ndarray, np.ndarray] | None = None

    def paint(self, preview: Preview) -> PreviewImage:
        pixels = preview() if callable(preview) else preview
        if self._small is None:
            image, wanted = self._crop
            self._small = self._fitted(image), self._fitted(wanted.astype(np.float32))[..., None]
        image, share = self._small
        mixed = image + (self._fitted(np.asarray(pixels, np.float32)) - image) * share
        return PreviewImage(self._rect, np.rint(np.clip(mixed, 0, 1) * 255).astype(np.uint8))

    def _fitted(self, array: np.ndarray) -> np.ndarray:
        scale = min(1.0, PREVIEW_SIDE / max(self._rect.width, self._rect.height))
        width, height = (max(1, round(side * scale)) for side in (self._rect.width, self._rect.height))
        if array.shape[:2] == (height, width):
            return array
        smaller = array.shape[1] > width or array.shape[0] > height
        return cv2.resize(
            array, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        )
