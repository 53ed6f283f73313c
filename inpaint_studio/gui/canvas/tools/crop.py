"""Crop: a rectangle with handles; its outside is shaded, and hidden (never deleted) by cropping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ....core.geometry import Rect, Size
from ....engines.base import Param
from .base import CanvasLike, Pointer, Tool
from .marks import distance, draw_handles, draw_label, draw_path, size_words

if TYPE_CHECKING:
    from ...session.session import Session

FREE = str(QT_TRANSLATE_NOOP("engines", "free"))
ORIGINAL = str(QT_TRANSLATE_NOOP("engines", "original"))
ASPECTS = {"1:1": 1.0, "4:3": 4 / 3, "3:2": 3 / 2, "16:9": 16 / 9}
_GRIP = 10.0  # widget px around a handle or a side within which it can be grabbed
_SHADE = QColor(0, 0, 0, 140)
_CURSORS = {
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "w": Qt.CursorShape.SizeHorCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "in": Qt.CursorShape.SizeAllCursor,
}

Box = tuple[float, float, float, float]
"""left, top, right, bottom in image coordinates."""


class Crop(Tool):
    """Drag a rectangle, adjust it, Enter crops."""

    name = "crop"
    shows_pins = False

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        about = self.tr("Width to height; swapped for a portrait photo.")
        choices = (FREE, ORIGINAL, *ASPECTS)
        self.set_params([Param("aspect", "choice", FREE, self.tr("Aspect"), about, choices=choices)])
        self._box: Box | None = None
        self._grip = ""  # what is grabbed: "n", "se", "in" (all of it), or "" for nothing
        self._start: Pointer | None = None
        self._box_at_start: Box | None = None
        self._at: Pointer | None = None
        self._over = ""
        session.opened.connect(self.cancel)
        session.resized.connect(self.cancel)

    def hint(self) -> str:
        if self._box is None:
            return self.tr("Drag a rectangle around what you want to keep.")
        return self.tr("Enter crops, Esc cancels; nothing is lost, Undo crop shows the whole photo again.")

    def cursor(self) -> Qt.CursorShape | None:
        return _CURSORS.get(self._grip or self._over, Qt.CursorShape.CrossCursor)

    @property
    def rect(self) -> Rect:
        """The rectangle in whole pixels; empty if nothing is drawn."""
        if self._box is None:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = (round(value) for value in self._box)
        return Rect.spanning(left, top, right, bottom) & Rect.of(self.session.size)

    @property
    def ratio(self) -> float | None:
        """The chosen width to height, or None."""
        size = self.session.size
        chosen = str(self.values["aspect"])
        if chosen == ORIGINAL:
            return size.width / size.height
        ratio = ASPECTS.get(chosen)
        return ratio if ratio is None or size.width >= size.height else 1 / ratio

    def value_changed(self, name: str) -> None:
        ratio = self.ratio if self.session.is_open else None
        if ratio is not None and self._box is not None:
            left, top, right, bottom = self._box
            x, y = (left + right) / 2, (top + bottom) / 2
            width = min(right - left, (bottom - top) * ratio)
            self._box = (x - width / 2, y - width / ratio / 2, x + width / 2, y + width / ratio / 2)
            self.repaint()

    # events

    def press(self, pointer: Pointer) -> None:
        if not self.session.can_edit:
            return
        self._start = self._at = pointer
        self._box_at_start = self._box
        self._grip = self._grip_at(pointer)
        if not self._grip:
            self._box = None
        self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._start is None:
            return
        self._at = pointer
        size, ratio = self.session.size, self.ratio
        if self._grip == "in" and self._box_at_start is not None:
            self._box = _moved(self._box_at_start, pointer.x - self._start.x, pointer.y - self._start.y, size)
        elif self._grip and self._box_at_start is not None:
            self._box = _pulled(self._box_at_start, self._grip, pointer, ratio, size)
        elif distance(self._start.position, pointer.position) >= 4:
            if ratio is None and pointer.shift:
                ratio = 1.0
            self._box = _spanned((self._start.x, self._start.y), (pointer.x, pointer.y), ratio, size)
        self.repaint()

    def release(self, pointer: Pointer) -> None:
        self._start, self._grip = None, ""
        if not self.rect:
            self._box = None
        self.changed.emit()

    def double_click(self, pointer: Pointer) -> None:
        if self._box is not None and self._grip_at(pointer) == "in":
            self.finish()
        else:
            self.press(pointer)

    def hover(self, pointer: Pointer | None) -> None:
        self._at = pointer
        over = "" if pointer is None else self._grip_at(pointer)
        if over != self._over:
            self._over = over
            self.changed.emit()

    def finish(self) -> bool:
        rect = self.rect
        if not rect:
            return False
        self.cancel()
        self.session.crop(rect)
        return True

    def cancel(self) -> bool:
        dropped = self._box is not None or self._start is not None
        self._box = self._start = None
        self._grip = self._over = ""
        if dropped:
            self.changed.emit()
        return dropped

    @property
    def under_way(self) -> bool:
        return self._box is not None

    def _grip_at(self, pointer: Pointer) -> str:
        """Which part of the rectangle is under the pointer."""
        if self._box is None:
            return ""
        box = self._in_widget(self._box)
        x, y = pointer.position.x(), pointer.position.y()
        if not box.adjusted(-_GRIP, -_GRIP, _GRIP, _GRIP).contains(pointer.position):
            return ""
        # even a small rectangle can be grabbed in the middle to move it
        grip_x, grip_y = min(_GRIP, box.width() / 3), min(_GRIP, box.height() / 3)
        down = "n" if y < box.top() + grip_y else "s" if y > box.bottom() - grip_y else ""
        across = "w" if x < box.left() + grip_x else "e" if x > box.right() - grip_x else ""
        return down + across or "in"

    # painting

    def _in_widget(self, box: Box) -> QRectF:
        view = self.canvas.viewport
        return QRectF(view.to_widget(box[0], box[1]), view.to_widget(box[2], box[3]))

    def paint(self, painter: QPainter) -> None:
        rect = self.rect
        if not rect:
            return
        box = self.canvas.viewport.rect_to_widget(rect)
        shade = QPainterPath()
        shade.addRect(self.canvas.viewport.rect_to_widget(Rect.of(self.session.size)))
        hole = QPainterPath()
        hole.addRect(box)
        painter.fillPath(shade.subtracted(hole), _SHADE)
        if self._start is not None:
            painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
            for third in (1 / 3, 2 / 3):
                x, y = box.left() + third * box.width(), box.top() + third * box.height()
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        draw_path(painter, hole)
        across = (box.left(), box.center().x(), box.right())
        down = (box.top(), box.center().y(), box.bottom())
        middle = QPointF(across[1], down[1])
        places = [QPointF(x, y) for x in across for y in down]
        draw_handles(painter, [place for place in places if place != middle])
        if self._start is not None and self._at is not None:
            draw_label(painter, size_words(rect), self._at.position, self.canvas.rect())


def _spanned(
    start: tuple[float, float], end: tuple[float, float], ratio: float | None, size: Size
) -> Box | None:
    """The rectangle between two corners, within the photo; with a ratio, `start` is one of its corners."""
    x0, y0 = min(max(start[0], 0), size.width), min(max(start[1], 0), size.height)
    x1, y1 = min(max(end[0], 0), size.width), min(max(end[1], 0), size.height)
    if ratio is not None:
        right, down = end[0] >= start[0], end[1] >= start[1]
        room_x, room_y = size.width - x0 if right else x0, size.height - y0 if down else y0
        width = min(max(abs(x1 - x0), abs(y1 - y0) * ratio), room_x, room_y * ratio)
        x1 = x0 + width if right else x0 - width
        y1 = y0 + width / ratio if down else y0 - width / ratio
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] > box[0] and box[3] > box[1] else None


def _moved(box: Box, dx: float, dy: float, size: Size) -> Box:
    """The rectangle moved by (dx, dy), kept within the photo."""
    dx = min(max(dx, -box[0]), size.width - box[2])
    dy = min(max(dy, -box[1]), size.height - box[3])
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def _pulled(box: Box, grip: str, pointer: Pointer, ratio: float | None, size: Size) -> Box | None:
    """The rectangle with one side or corner dragged to the pointer."""
    left, top, right, bottom = box
    if ratio is not None and len(grip) == 2:
        anchor = right if "w" in grip else left, bottom if "n" in grip else top
        return _spanned(anchor, (pointer.x, pointer.y), ratio, size)
    x, y = min(max(pointer.x, 0.0), size.width), min(max(pointer.y, 0.0), size.height)
    left, right = (x if "w" in grip else left), (x if "e" in grip else right)
    top, bottom = (y if "n" in grip else top), (y if "s" in grip else bottom)
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    if ratio is not None:
        # one side is dragged: the two adjacent sides move evenly
        if grip in ("n", "s"):
            middle = (left + right) / 2
            half = min((bottom - top) * ratio / 2, middle, size.width - middle)
            left, right = middle - half, middle + half
            reach = 2 * half / ratio
            top, bottom = (bottom - reach, bottom) if grip == "n" else (top, top + reach)
        else:
            middle = (top + bottom) / 2
            half = min((right - left) / ratio / 2, middle, size.height - middle)
            top, bottom = middle - half, middle + half
            reach = 2 * half * ratio
            left, right = (right - reach, right) if grip == "w" else (left, left + reach)
    return (left, top, right, bottom) if right > left and bottom > top else None
