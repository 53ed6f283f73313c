"""Decodes frames of the open film for the screen, on threads: the one that is wanted now, and thumbnails."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ...core.arrays import Bytes, Pixels
from ...core.depth import eight_bit
from ...core.geometry import Rect
from ..canvas.display import DisplayTransform
from ..canvas.pyramid import Pyramid
from ..session.workers import Pool
from .clip import OpenedFilm, reopened

_PLAIN = DisplayTransform()


class Reel(QObject):
    """Shows frames of a film: only the last one asked for is decoded, and at most one waits.

    Each kind of work has a reader of its own, as a reader is fastest from frame to frame.
    """

    arrived = Signal(int, object)
    """The number of a frame, and its Pyramid of screen pixels."""
    thumbnail = Signal(int, object)
    """The number of a frame, and a small QImage of it."""
    failed = Signal(object)

    def __init__(self, opened: OpenedFilm, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clip = opened.clip
        self._opened, self._pool = opened, pool
        self._small: OpenedFilm | None = None
        self._wanted: int | None = None
        self._is_reading = self._is_unwanted = False
        self._to_draw: list[int] = []
        self._height = 0
        self._is_drawing = False

    @property
    def is_behind(self) -> bool:
        """Whether a frame that was asked for has not come yet."""
        return self._is_reading

    def look(self, number: int) -> None:
        """Ask for a frame; one that was asked for before and is not read yet is left out."""
        self._wanted = number
        if not self._is_reading:
            self._read()

    def _read(self) -> None:
        number, self._wanted = self._wanted, None
        if number is None:
            return
        self._is_reading, self._is_unwanted = True, False

        def work() -> Pyramid:
            return pyramid_of(self._opened.frames[number])

        def done(picture: Pyramid) -> None:
            self._is_reading = False
            if not self._is_unwanted:
                self.arrived.emit(number, picture)
            self._read()

        def failed(error: Exception) -> None:
            self._is_reading = False
            self.failed.emit(error)
            self._read()

        self._pool.run(work, done, failed, owner=self)

    def forget(self) -> None:
        """The frames that were asked for are no longer wanted."""
        self._wanted, self._is_unwanted = None, True

    def draw(self, numbers: Sequence[int], height: int) -> None:
        """Ask for thumbnails of these frames, `height` px high; what was asked for before is dropped."""
        self._to_draw, self._height = list(numbers), height
        if not self._is_drawing:
            self._draw()

    def _draw(self) -> None:
        if not self._to_draw:
            if self._small is not None:  # the frames that it holds take more than opening it again
                self._small.close()
                self._small = None
            return
        number, height = self._to_draw.pop(0), self._height
        self._is_drawing = True

        def work() -> Bytes:
            if self._small is None:
                self._small = reopened(self.clip)
            return _small(self._small.frames[number], height)

        def done(pixels: Bytes) -> None:
            rows, columns = pixels.shape[:2]
            image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
            self._is_drawing = False
            self.thumbnail.emit(number, image)
            self._draw()

        def failed(error: Exception) -> None:
            self._is_drawing = False  # it is said when the frame itself is shown
            self._draw()

        self._pool.run(work, done, failed, owner=self)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._wanted = None
        self._to_draw.clear()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        return not self._is_reading and not self._is_drawing

    def close(self) -> None:
        """Close the film, once its pool is closed."""
        self._opened.close()
        if self._small is not None:
            self._small.close()


def pyramid_of(pixels: Pixels) -> Pyramid:
    """The screen pixels of a frame, (H, W, 3) uint8 or uint16."""
    height, width = pixels.shape[:2]
    whole = Rect(0, 0, width, height)
    made = Pyramid.blank(whole)
    made.put(whole, _PLAIN.screen(pixels, None))
    return made


def _small(pixels: Pixels, height: int) -> Bytes:
    """A frame as a contiguous RGB thumbnail of that height."""
    width = max(1, round(pixels.shape[1] * height / pixels.shape[0]))
    return np.ascontiguousarray(
        cv2.resize(eight_bit(pixels), (width, height), interpolation=cv2.INTER_AREA), np.uint8
    )
