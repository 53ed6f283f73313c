"""Thumbnails for the panels: rendered in the pool, kept in a cache of limited size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from ...core.arrays import Pixels
from ...core.document.document import Document
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.tiles import TILE, TiledArray
from ..canvas.display import display_transform
from ..kit.theme import palette

if TYPE_CHECKING:
    from ..session.workers import Pool

_TINT_SHARE = 0.55


def around(bounds: Rect, size: Size, aspect: float, context: float = 0.3, least: float = 32.0) -> Rect:
    """A rectangle of the picture with some context around `bounds`, as close to `aspect` (w / h) as possible.

    Empty bounds give the whole picture. Never smaller than `least` px where the picture allows it.
    """
    whole = Rect.of(size)
    bounds = bounds & whole
    if not bounds:
        return whole
    width = max(bounds.width * (1 + 2 * context), least)
    height = max(bounds.height * (1 + 2 * context), least)
    width, height = max(width, height * aspect), max(height, width / aspect)
    left = _slid(bounds.x + (bounds.width - width) / 2, width, size.width)
    top = _slid(bounds.y + (bounds.height - height) / 2, height, size.height)
    rect = Rect.spanning(left, top, left + max(1, round(width)), top + max(1, round(height)))
    return rect & whole


def _slid(start: float, length: float, limit: int) -> int:
    """The start of a span, moved so that it lies within 0 … `limit`."""
    return max(0, min(round(start), round(limit - length)))


def render(document: Document, rect: Rect, width: int, height: int, mask: TiledArray | None = None) -> QImage:
    """The part `rect` of a picture, scaled to fit `width` x `height` pixels; for any thread.

    `mask` (of the picture's size) is drawn over it in the colour of masks. Large parts are read in bands
    and subsampled, so that a thumbnail of a whole photo needs no copy of it.
    """
    rect = rect & Rect.of(document.size)
    if not rect:
        return QImage()
    scale = min(width / rect.width, height / rect.height, 8.0)
    size = max(1, round(rect.width * scale)), max(1, round(rect.height * scale))

    def small(read: Callable[[Rect], Pixels]) -> Pixels:
        return np.asarray(cv2.resize(_thinned(read, rect, scale), size, interpolation=cv2.INTER_AREA))

    pixels = small(document.read).reshape(size[1], size[0], document.channels)
    alpha = small(partial(_alpha, document)) if document.has_alpha else None
    shown = display_transform(document.photo).screen(pixels, alpha)
    if mask is not None:
        share = (small(mask.read).astype(np.float32) * (_TINT_SHARE / 255))[..., None]
        tint = palette().overlay
        colour = np.array([tint.blue(), tint.green(), tint.red(), 255], np.float32)
        shown = np.rint(shown * (1 - share) + colour * share).astype(np.uint8)
    shown = np.ascontiguousarray(shown)
    return QImage(shown.data, *size, 4 * size[0], QImage.Format.Format_RGB32).copy()


def _alpha(document: Document, rect: Rect) -> Pixels:
    alpha = document.read_alpha(rect)
    assert alpha is not None
    return alpha


def _thinned(read: Callable[[Rect], Pixels], rect: Rect, scale: float) -> Pixels:
    """`rect`, subsampled to at least twice the resolution of the thumbnail."""
    step = max(1, int(1 / (2 * scale)))
    if step == 1:
        return np.ascontiguousarray(read(rect))
    rows = -(-TILE // step) * step
    bands = [
        read(Rect(rect.x, top, rect.width, min(rows, rect.bottom - top)))[::step, ::step].copy()
        for top in range(rect.y, rect.bottom, rows)
    ]
    return np.ascontiguousarray(np.concatenate(bands))


def changed_bounds(before: TiledArray, after: TiledArray) -> Rect:
    """The smallest rectangle around all differences between two masks of the same size."""
    found = Rect(0, 0, 0, 0)
    for index in after.tiles_unlike(before):
        home = after.tile_rect(index)
        differs = after.tile(index) != before.tile(index)
        found |= Mask.from_array(differs).bounds.moved(home.x, home.y)
    return found


class Thumbnails(QObject):
    """Pixmaps by key, made in the pool on first request; the least recently used are dropped."""

    ready = Signal(object)
    """The key of a thumbnail that is now available."""

    def __init__(self, pool: Pool, limit: int = 256, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._limit = limit
        self._made: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._asked: set[Hashable] = set()
        self._round = 0

    def get(self, key: Hashable) -> QPixmap | None:
        """The thumbnail, if there is one yet."""
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
        return found

    def ask(self, key: Hashable, make: Callable[[], QImage], ratio: float = 1.0) -> None:
        """Have a thumbnail made by `make` (called in the pool), unless it exists or is being made."""
        if key in self._made or key in self._asked:
            return
        self._asked.add(key)
        asked_in = self._round

        def done(image: QImage) -> None:
            if asked_in == self._round:
                self.put(key, image, ratio)

        # no message for a thumbnail that cannot be made: its place stays empty
        self._pool.run(make, done, lambda error: self._asked.discard(key))

    def clear(self) -> None:
        """Forget all thumbnails, including those being made."""
        self._round += 1
        self._made.clear()
        self._asked.clear()

    def __len__(self) -> int:
        """The number of available thumbnails."""
        return len(self._made)

    def put(self, key: Hashable, image: QImage, ratio: float) -> None:
        """Add a thumbnail with `ratio` pixels for each device-independent pixel."""
        self._asked.discard(key)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self._made[key] = pixmap
        while len(self._made) > self._limit:
            self._made.popitem(last=False)
        self.ready.emit(key)
