"""One rising fraction over all the crops of a fill, and previews that are made only when shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import Bytes, Flags, FloatPixels, Floats
from ..core.errors import Cancelled
from ..core.geometry import Rect
from .base import Preview

PREVIEW_SIDE = 512
PREVIEWS_PER_SECOND = 30


@dataclass(frozen=True, eq=False)
class PreviewImage:
    """How the part `rect` of the photo looks so far: uint8 (h, w, 3), at most 512 px on a side.

    `own` marks the pixels of `rect` that are being filled (`np.packbits` of bool (h, w) along the rows);
    the rest, holes of other crops included, shows the photo. None: all that the mask covers. `engine` is
    the one that fills it, "" if that is not known.
    """

    rect: Rect
    pixels: Bytes
    own: Bytes | None = None
    engine: str = ""

    def own_pixels(self) -> Flags | None:
        """`own` as bool (h, w)."""
        if self.own is None:
            return None
        return np.unpackbits(self.own, axis=1, count=self.rect.width).view(bool)


Listener = Callable[[float, PreviewImage | None], None]


class ProgressMeter:
    """Turns the progress of each crop into that of the whole fill.

    The listener and the cancel check are called from one thread only, that of the fill. While `relaying`,
    other threads fill the crops, and their reports wait for the next `relay` of that thread.
    """

    def __init__(self, on_progress: Listener | None, is_cancelled: Callable[[], bool] | None) -> None:
        self._listener = on_progress
        self._cancelled = is_cancelled or (lambda: False)
        self._costs = self._done = np.zeros(0)
        self._reached = -1.0  # so that 0 is reported
        self._last_preview = -1.0
        self._lock = threading.Lock()
        self._relaying = False
        self._stopped = threading.Event()
        self._waiting: tuple[float, PreviewImage | None] | None = None
        self._report(0.0, None)

    def expect(self, costs: Sequence[float]) -> None:
        """Set the costs of the crops to come, in any unit."""
        self._costs = np.asarray(costs, float) / sum(costs)
        self._done = np.zeros(len(costs))

    def end(self, index: int) -> None:
        """Report that the crop `index` is done."""
        self._advance(index, 1.0, None)

    def finish(self) -> None:
        """Report that everything is done, whatever was reported before."""
        self.check()
        self._report(1.0, None)

    def check(self) -> None:
        if self.is_cancelled():
            raise Cancelled

    def is_cancelled(self) -> bool:
        """Whether the fill is to stop; other threads learn it from the one that relays."""
        return self._stopped.is_set() if self._relaying else self._cancelled()

    @contextmanager
    def relaying(self) -> Iterator[None]:
        """Let other threads report. They must have ended when the context is left."""
        self._relaying = True
        try:
            yield
        finally:
            self._relaying = False

    def stop(self) -> None:
        """Make the other threads end, because one of them failed or the fill was cancelled."""
        self._stopped.set()

    def relay(self) -> None:
        """Pass the latest report on to the listener. Raises `Cancelled`."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None and self._listener is not None:
            self._listener(*waiting)
        if self._cancelled():
            raise Cancelled

    def listener(
        self, index: int, rect: Rect, image: FloatPixels, wanted: Flags, engine: str = ""
    ) -> Callable[[float, Preview | None], None]:
        """The function that an engine reports to while it fills the crop `index`, which is `rect`."""
        if self._listener is None:
            return lambda fraction, preview: None
        painter = _Painter(rect, image, wanted, engine)

        def heard(fraction: float, preview: Preview | None) -> None:
            shown = painter.paint(preview) if preview is not None and self._wants_preview() else None
            self._advance(index, fraction, shown)

        return heard

    def _wants_preview(self) -> bool:
        now = time.monotonic()
        with self._lock:
            if now - self._last_preview < 1 / PREVIEWS_PER_SECOND:
                return False
            self._last_preview = now
            return True

    def _advance(self, index: int, fraction: float, preview: PreviewImage | None) -> None:
        with self._lock:
            self._done[index] = max(self._done[index], fraction)
            total = float(self._done @ self._costs)
        # 1 is left to `finish`, whatever rounding does
        self._report(min(total, 1 - 1e-9), preview)

    def _report(self, fraction: float, preview: PreviewImage | None) -> None:
        with self._lock:
            if fraction <= self._reached and preview is None:
                return
            self._reached = min(1.0, max(self._reached, fraction))
            latest = self._reached, preview
            if self._relaying:
                if self._waiting and preview is None:
                    preview = self._waiting[1]
                self._waiting = self._reached, preview
                return
        if self._listener is not None:
            self._listener(*latest)


class _Painter:
    """Paints an engine's previews into a small copy of its crop, made for the first one."""

    def __init__(self, rect: Rect, image: FloatPixels, wanted: Flags, engine: str) -> None:
        self._rect, self._engine = rect, engine
        self._crop = (image, wanted)
        self._own: Bytes | None = None
        self._small: tuple[FloatPixels, Floats] | None = None

    def paint(self, preview: Preview) -> PreviewImage:
        pixels = preview() if callable(preview) else preview
        if self._small is None:
            image, wanted = self._crop
            self._small = self._fitted(image), self._fitted(wanted.astype(np.float32))[..., None]
            self._own = np.packbits(wanted, axis=1)
        image, share = self._small
        mixed = image + (self._fitted(np.asarray(pixels, np.float32)) - image) * share
        levels = np.rint(np.clip(mixed, 0, 1) * 255).astype(np.uint8)
        return PreviewImage(self._rect, levels, self._own, self._engine)

    def _fitted(self, array: Floats) -> Floats:
        scale = min(1.0, PREVIEW_SIDE / max(self._rect.width, self._rect.height))
        width, height = (max(1, round(side * scale)) for side in (self._rect.width, self._rect.height))
        if array.shape[:2] == (height, width):
            return array
        smaller = array.shape[1] > width or array.shape[0] > height
        way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(array, (width, height), interpolation=way), np.float32)
