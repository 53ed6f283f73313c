"""The strip below a frame: thumbnails of the film, keyframes as diamonds, and how sure tracked masks are."""

from __future__ import annotations

import math
from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..kit.later import timer
from ..kit.theme import GRID, palette, watcher
from .clip import Clip
from .state import FilmState

_FILM = 44  # px of the height of a thumbnail
_LANE = 24  # px below it, for the masks
_MARGIN = 2 * GRID  # px on both sides
_DIAMOND = 5.5  # px from the middle of a keyframe to its corners
_BAND = 6  # px of the height of the colours of tracked masks
_SURE, _DOUBTFUL = 0.75, 0.5
"""Tracked masks are shown as sure from the first, as doubtful from the second confidence on."""
_SOON = 150  # ms after a resize until thumbnails are drawn again


class TimeLine(QWidget):
    """Shows where in the film the present frame is; a press or drag goes to another one."""

    sought = Signal(int)
    """The user wants to see that frame."""
    thumbnails_wanted = Signal(list, int)
    """The numbers of the frames to draw, and their height in px of the screen."""

    def __init__(self, clip: Clip, state: FilmState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip, self._state = clip, state
        self.number = 0
        self._previewed: frozenset[int] = frozenset()
        self._pictures: dict[int, QImage] = {}
        self._soon = timer(self, _SOON, self._want_thumbnails)
        self.setAccessibleName(self.tr("Time line"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_FILM + _LANE + GRID)
        self.setMouseTracking(True)
        watcher.theme_changed.connect(self.update)

    def show_number(self, number: int) -> None:
        """Mark another frame as the present one."""
        if number != self.number:
            self.number = number
            self.update()

    def show_state(self, state: FilmState) -> None:
        """Show other masks."""
        self._state = state
        self.update()

    def show_previewed(self, numbers: Collection[int]) -> None:
        """Mark the frames that a preview has filled."""
        self._previewed = frozenset(numbers)
        self.update()

    def show_thumbnail(self, number: int, picture: QImage) -> None:
        """A thumbnail has come."""
        self._pictures[number] = picture
        self.update()

    # -- places ---------------------------------------------------------------------------------------

    def x_of(self, number: float) -> float:
        """Where the middle of a frame is, in px of the widget."""
        return _MARGIN + (number + 0.5) * self._width / self._clip.count

    def number_at(self, x: float) -> int:
        """The frame at a place."""
        share = (x - _MARGIN) / self._width
        return min(self._clip.count - 1, max(0, math.floor(share * self._clip.count)))

    @property
    def _width(self) -> float:
        return max(1.0, self.width() - 2 * _MARGIN)

    def _slots(self) -> list[tuple[int, QRectF]]:
        """The frames that thumbnails are drawn of, and their places."""
        size = self._clip.size
        across = max(8.0, _FILM * size.width / size.height)
        count = max(1, math.ceil(self._width / across))
        slots = []
        for place in range(count):
            left = _MARGIN + place * across
            right = min(left + across, _MARGIN + self._width)
            slots.append((self.number_at((left + right) / 2), QRectF(left, GRID / 2, right - left, _FILM)))
        return slots

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._soon.start()

    def _want_thumbnails(self) -> None:
        wanted = {number for number, _ in self._slots()}
        self._pictures = {number: one for number, one in self._pictures.items() if number in wanted}
        missing = sorted(wanted - self._pictures.keys())
        self.thumbnails_wanted.emit(missing, round(_FILM * self.devicePixelRatioF()))

    def sizeHint(self) -> QSize:
        return QSize(400, _FILM + _LANE + GRID)

    # -- painting -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_film(painter)
        self._paint_masks(painter)
        self._paint_stretch(painter)
        self._paint_previewed(painter)
        self._paint_retakes(painter)
        self._paint_head(painter)
        painter.end()

    def _paint_film(self, painter: QPainter) -> None:
        for number, where in self._slots():
            picture = self._pictures.get(number)
            painter.fillRect(where, palette().field)
            if picture is not None:
                share = where.width() / max(1.0, _FILM * picture.width() / picture.height())
                part = QRectF(0, 0, picture.width() * min(1.0, share), picture.height())
                painter.drawImage(where, picture, part)

    def _paint_masks(self, painter: QPainter) -> None:
        colours, state = palette(), self._state
        middle = GRID / 2 + _FILM + _LANE / 2
        lane = QRectF(_MARGIN, middle - _BAND / 2, self._width, _BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(lane, _BAND / 2, _BAND / 2)
        if state.is_still:
            if state.still:
                painter.setBrush(colours.accent)
                painter.drawRoundedRect(lane, _BAND / 2, _BAND / 2)
            return
        for x, colour in self._columns():
            painter.fillRect(QRectF(_MARGIN + x, lane.y(), 1, _BAND), colour)
        painter.setPen(QPen(colours.window, 1.5))
        for number in state.keyframes:
            at = QPointF(self.x_of(number), middle)
            painter.setBrush(colours.text if number == self.number else colours.accent)
            painter.drawPolygon(_diamond(at))

    def _columns(self) -> list[tuple[int, QColor]]:
        """The columns of px where masks were tracked, in the colour of the least sure one there."""
        colours, least = palette(), dict[int, float]()
        per_frame = self._width / self._clip.count
        for number, one in self._state.tracked.items():
            first, last = int(number * per_frame), math.ceil((number + 1) * per_frame)
            for x in range(first, max(first + 1, last)):
                least[x] = min(least.get(x, 1.0), one.confidence)
        return [
            (x, colours.ok if sure >= _SURE else colours.warning if sure >= _DOUBTFUL else colours.danger)
            for x, sure in least.items()
        ]

    def _paint_stretch(self, painter: QPainter) -> None:
        """Dim what is not exported, and mark where it begins and ends."""
        colours, state = palette(), self._state
        left = _MARGIN + state.begin * self._width / state.count
        right = _MARGIN + state.end * self._width / state.count
        shade = QColor(colours.window)
        shade.setAlphaF(0.7)
        top, height = GRID / 2, _FILM
        painter.fillRect(QRectF(_MARGIN, top, left - _MARGIN, height), shade)
        painter.fillRect(QRectF(right, top, _MARGIN + self._width - right, height), shade)
        if (state.begin, state.end) != (0, state.count):
            painter.fillRect(QRectF(left - 2, top, 2, height), colours.accent)
            painter.fillRect(QRectF(right, top, 2, height), colours.accent)

    def _paint_previewed(self, painter: QPainter) -> None:
        if self._previewed:
            width = self._width / self._clip.count
            left, right = min(self._previewed) * width, (max(self._previewed) + 1) * width
            line = QRectF(_MARGIN + left, GRID / 2 + _FILM - 3, right - left, 3)
            painter.fillRect(line, palette().accent)

    def _paint_retakes(self, painter: QPainter) -> None:
        """A line above the thumbnails where the film is filled in another way."""
        width = self._width / self._clip.count
        for one in self._state.choices.retakes:
            line = QRectF(_MARGIN + one.begin * width, 0, (one.end - one.begin) * width, 3)
            painter.fillRect(line, palette().warning)

    def _paint_head(self, painter: QPainter) -> None:
        colours = palette()
        x = self.x_of(self.number)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.window)
        painter.drawRect(QRectF(x - 2, 0, 4, GRID / 2 + _FILM + 2))
        painter.setBrush(colours.text)
        painter.drawRect(QRectF(x - 1, 0, 2, GRID / 2 + _FILM + 2))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 6)]))

    # -- the pointer ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self._aimed(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self.number_at(event.position().x()))

    def _aimed(self, at: QPointF) -> int:
        """The frame of a press: a keyframe's, if its diamond was hit."""
        if at.y() > GRID / 2 + _FILM and not self._state.is_still:
            near = [one for one in self._state.keyframes if abs(self.x_of(one) - at.x()) <= _DIAMOND + 1]
            if near:
                return min(near, key=lambda one: abs(self.x_of(one) - at.x()))
        return self.number_at(at.x())


def _diamond(at: QPointF) -> QPolygonF:
    x, y, reach = at.x(), at.y(), _DIAMOND
    return QPolygonF(
        [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
    )
