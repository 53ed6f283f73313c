"""Crop and extend: a rectangle with handles, from which the photo is cut or which reaches beyond it.

What lies outside is shaded, and hidden (never deleted) by cropping; what lies beyond the photo becomes a
hole to be filled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ....core.document.extend import Extension
from ....core.errors import StudioError
from ....core.geometry import Rect
from ....engines.base import Param
from ..viewport import Viewport
from .base import CanvasLike, Pointer, Tool
from .boxes import Box, bounds_of_pull, box_of, contains, is_beyond, moved, pulled, spanned
from .marks import distance, draw_handles, draw_label, draw_path, size_words

if TYPE_CHECKING:
    from ...session.session import Session

FREE = str(QT_TRANSLATE_NOOP("engines", "free"))
ORIGINAL = str(QT_TRANSLATE_NOOP("engines", "original"))
ASPECTS = {"1:1": 1.0, "4:3": 4 / 3, "3:2": 3 / 2, "16:9": 16 / 9}
BY_HAND = str(QT_TRANSLATE_NOOP("engines", "by hand"))
EXTENSIONS = ("4:3", "16:9", "21:9", "1:1", "+25%")
"""What a picture can be extended to, as `Extension.parse` reads it."""
_GRIP = 10.0  # widget px around a handle or a side within which it can be grabbed
_LEAST = 4.0  # widget px; less is a click, not a drag
_SHARE_OF_VIEW = 0.8
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


class Crop(Tool):
    """Drag a rectangle, adjust it, Enter crops; drag an edge of the photo outwards, Enter extends it."""

    name = "crop"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        about = self.tr("Width to height; swapped for a portrait photo.")
        choices = (FREE, ORIGINAL, *ASPECTS)
        more = self.tr("Makes the picture larger; the new border is marked, ready to fill.")
        self.set_params(
            [
                Param("aspect", "choice", FREE, self.tr("Aspect"), about, choices=choices),
                Param("extend", "choice", BY_HAND, self.tr("Extend"), more, choices=(BY_HAND, *EXTENSIONS)),
            ]
        )
        self._box: Box | None = None
        self._grip = ""  # what is grabbed: "n", "se", "in" (all of it), or "" for nothing
        self._edge = ""  # the edge of the photo at which the drag began
        self._start: Pointer | None = None
        self._box_at_start: Box | None = None
        self._at: Pointer | None = None
        self._over = ""
        self._zoomed_out: Viewport | None = None  # the view, if it was zoomed out for the rectangle
        self._was_fitted = False
        session.opened.connect(self.cancel)
        session.resized.connect(self.cancel)

    @property
    def shows_pins(self) -> bool:
        return False

    def hint(self) -> str:
        if self._box is None:
            return self.tr("Drag a box around what to keep, or drag an edge of the photo outwards.")
        if self.rect == self._picture:
            return self.tr("Drag a side outwards to extend the picture, inwards to crop it.")
        if self.extends:
            return self.tr("Enter extends, Esc cancels. The new border is marked, ready to fill.")
        return self.tr("Enter crops, Esc cancels. Undo crop shows the whole photo again.")

    def cursor(self) -> Qt.CursorShape | None:
        return _CURSORS.get(self._grip or self._over, Qt.CursorShape.CrossCursor)

    @property
    def rect(self) -> Rect:
        """The rectangle in whole pixels; empty if nothing is drawn."""
        if self._box is None:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = (round(value) for value in self._box)
        return Rect.spanning(left, top, right, bottom)

    @property
    def extends(self) -> bool:
        """Whether the rectangle reaches beyond the picture."""
        return self._box is not None and not self._picture.contains(self.rect)

    @property
    def _picture(self) -> Rect:
        return Rect.of(self.session.size)

    @property
    def _reach(self) -> Rect:
        """How far the rectangle may reach: the picture's long side on each side of it."""
        return self._picture.grown(max(self.session.size.width, self.session.size.height))

    def begin_extending(self) -> None:
        """Put the rectangle around the picture, its sides ready to be dragged outwards."""
        if self.session.can_edit:
            self._box = box_of(self._picture)
            self._show_around()
            self.changed.emit()

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
        if name == "extend":
            self._extend_to(str(self.values[name]))
            return
        ratio = self.ratio if self.session.is_open else None
        if ratio is not None and self._box is not None:
            left, top, right, bottom = self._box
            x, y = (left + right) / 2, (top + bottom) / 2
            width = min(right - left, (bottom - top) * ratio)
            self._box = (x - width / 2, y - width / ratio / 2, x + width / 2, y + width / ratio / 2)
            self.repaint()

    def _extend_to(self, words: str) -> None:
        """Put the rectangle around the picture extended as `words` say."""
        if words != BY_HAND and self.session.can_edit:
            self._box = box_of(Extension.parse(words).canvas(self._picture))
            self._show_around()

    def _show_around(self) -> None:
        """Zoom out until there is room to drag the rectangle outwards."""
        if self._box is None:
            return
        left, top, right, bottom = self._box
        view = self.canvas.viewport
        if view != self._zoomed_out:
            self._was_fitted = view == view.fitted()
        fitting = min(view.width / (right - left), view.height / (bottom - top)) * _SHARE_OF_VIEW
        if view.scale > fitting:
            self.canvas.zoom_to(fitting)
        self.canvas.centre_on((left + right) / 2, (top + bottom) / 2)
        self._zoomed_out = self.canvas.viewport

    # events

    def press(self, pointer: Pointer) -> None:
        if not self.session.can_edit:
            return
        self._start = self._at = pointer
        self._box_at_start = self._box
        self._grip, self._edge = self._grip_at(pointer), ""
        if not self._grip:
            self._box = None
            self._edge = self._part_at(pointer, box_of(self._picture)).removeprefix("in")
        self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._start is None:
            return
        self._at = pointer
        picture, ratio = self._picture, self.ratio
        is_drag = distance(self._start.position, pointer.position) >= _LEAST
        if self._edge and is_drag and is_beyond(picture, self._edge, pointer.x, pointer.y):
            self._grip, self._edge, self._box_at_start = self._edge, "", box_of(picture)
        before = self._box_at_start
        if self._grip == "in" and before is not None:
            bounds = picture if contains(picture, before) else self._reach
            self._box = moved(before, pointer.x - self._start.x, pointer.y - self._start.y, bounds)
        elif self._grip and before is not None:
            bounds = bounds_of_pull(before, picture, self._reach)
            self._box = pulled(before, self._grip, (pointer.x, pointer.y), ratio, bounds)
        elif is_drag:
            if ratio is None and pointer.shift:
                ratio = 1.0
            self._box = spanned((self._start.x, self._start.y), (pointer.x, pointer.y), ratio, picture)
        if self._grip:
            self._by_hand()
        self.repaint()

    def release(self, pointer: Pointer) -> None:
        self._start, self._grip, self._edge = None, "", ""
        if not self.rect:
            self._box = None
            self._by_hand()
        self.changed.emit()

    def _by_hand(self) -> None:
        """Note that the rectangle is no longer that of a choice."""
        self.values["extend"] = BY_HAND

    def double_click(self, pointer: Pointer) -> None:
        if self._box is not None and self._grip_at(pointer) == "in":
            self.finish()
        else:
            self.press(pointer)

    def hover(self, pointer: Pointer | None) -> None:
        self._at = pointer
        over = "" if pointer is None else self._grip_at(pointer)
        if pointer is not None and self._box is None and self.session.can_edit:
            over = self._part_at(pointer, box_of(self._picture)).removeprefix("in")
        if over != self._over:
            self._over = over
            self.changed.emit()

    def finish(self) -> bool:
        rect = self.rect
        if not rect:
            return False
        if self.extends:
            try:
                self.session.extend(rect, self.session.settings.max_pixels)
            except StudioError as error:
                self.session.fail(error)  # the rectangle stays, to be made smaller
                return True
            self.cancel()
        else:
            self.cancel()
            self.session.crop(rect)
        return True

    def cancel(self) -> bool:
        dropped = self._box is not None or self._start is not None
        self._box = self._start = None
        self._grip = self._over = self._edge = ""
        self._by_hand()
        if self._was_fitted and self._zoomed_out == self.canvas.viewport:
            self.canvas.zoom_to_fit()
        self._zoomed_out = None
        if dropped:
            self.changed.emit()
        return dropped

    @property
    def under_way(self) -> bool:
        return self._box is not None

    def _grip_at(self, pointer: Pointer) -> str:
        """Which part of the rectangle is under the pointer."""
        return "" if self._box is None else self._part_at(pointer, self._box)

    def _part_at(self, pointer: Pointer, of: Box) -> str:
        """Which part of a box is under the pointer."""
        box = self._in_widget(of)
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
        if self.extends:
            colour = QColor(self.session.settings.overlay_colour)
            colour.setAlphaF(self.session.settings.overlay_opacity)
            painter.fillPath(hole.subtracted(shade), colour)
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
        elif self.extends:
            draw_label(painter, size_words(rect), box.topLeft(), self.canvas.rect())
