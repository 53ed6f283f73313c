"""Tools that draw an outline, then add its inside to the mask or subtract it: rectangle, ellipse, lasso."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath

from ....core.geometry import Rect
from ....core.strokes import Stamp, ellipse, polygon, rectangle
from ....engines.base import Param
from .base import CanvasLike, DragTool, Pointer, Tool
from .marks import distance, draw_handles, draw_label, draw_path, size_words, snapped_45

if TYPE_CHECKING:
    from ...session.session import Session

Point = tuple[float, float]
ADD = str(QT_TRANSLATE_NOOP("engines", "add"))
SUBTRACT = str(QT_TRANSLATE_NOOP("engines", "subtract"))
_DRAG = 4.0  # widget px; less is a click
_NEAR = 9.0  # widget px from the first corner at which a click closes the outline


class AreaTool(Tool):
    """An outline that is added to the mask, or subtracted with Alt, the right button or the option."""

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        about = self.tr("What happens to the mask within the outline; Alt always subtracts.")
        mode = Param("mode", "choice", ADD, self.tr("Mode"), about, choices=(ADD, SUBTRACT))
        self.set_params([mode])
        session.opened.connect(self.cancel)
        session.resized.connect(self.cancel)

    def subtracts(self, pointer: Pointer) -> bool:
        """Whether an outline that begins with this press subtracts."""
        return pointer.alt or pointer.erase or self.values["mode"] == SUBTRACT

    def cover(self, stamps: Iterator[Stamp], subtract: bool) -> None:
        """Add the shape to the mask, or subtract it, as one step."""
        if self.session.can_edit:
            edit = self.session.edit_mask()
            edit.paint(stamps, erase=subtract)
            edit.commit(self.step_label(subtract))

    def step_label(self, subtract: bool) -> str:
        """The name of the step in the history."""
        raise NotImplementedError


class DragShape(AreaTool, DragTool):
    """A shape between two opposite corners, in whole pixels."""

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self._subtract = False

    def hint(self) -> str:
        return self.tr("Drag over what to remove. Shift keeps the sides equal, Alt subtracts.")

    def stamps(self, box: Rect, clip: Rect) -> Iterator[Stamp]:
        """The shape in `box`, which may extend beyond `clip`."""
        raise NotImplementedError

    def outline(self, path: QPainterPath, box: QRectF) -> None:
        """Add the outline of the shape in `box` (widget px) to `path`."""
        raise NotImplementedError

    @property
    def box(self) -> Rect:
        """The dragged rectangle, in pixels of the photo."""
        if self._start is None or self._at is None:
            return Rect(0, 0, 0, 0)
        left, top = round(self._start.x), round(self._start.y)
        dx, dy = round(self._at.x) - left, round(self._at.y) - top
        if self._at.shift:
            side = max(abs(dx), abs(dy))
            dx, dy = side if dx >= 0 else -side, side if dy >= 0 else -side
        return Rect(min(left, left + dx), min(top, top + dy), abs(dx), abs(dy))

    def press(self, pointer: Pointer) -> None:
        if self.session.can_edit:
            self._start = self._at = pointer
            self._subtract = self.subtracts(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._start is not None:
            self._at = pointer
            self.repaint()

    def release(self, pointer: Pointer) -> None:
        if self._start is None:
            return
        self._at = pointer
        box, self._start = self.box, None
        self.repaint()
        if box:
            self.cover(self.stamps(box, Rect.of(self.session.size)), self._subtract)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Shift and self._at is not None and self._start is not None:
            down = event.type() == QEvent.Type.KeyPress
            held = Qt.KeyboardModifier.ShiftModifier if down else Qt.KeyboardModifier.NoModifier
            at = self._at
            self._at = Pointer(at.x, at.y, at.pressure, held, at.erase, at.position)
            self.repaint()
            return False
        return super().key(event)

    def paint(self, painter: QPainter) -> None:
        box = self.box
        if self._at is None or not box:
            return
        path = QPainterPath()
        self.outline(path, self.canvas.viewport.rect_to_widget(box))
        draw_path(painter, path, dashed=self._subtract)
        draw_label(painter, size_words(box), self._at.position, self.canvas.rect())


class Rectangle(DragShape):
    """Covers a rectangle."""

    name = "rectangle"

    def stamps(self, box: Rect, clip: Rect) -> Iterator[Stamp]:
        return rectangle(box.x, box.y, box.right, box.bottom, clip)

    def outline(self, path: QPainterPath, box: QRectF) -> None:
        path.addRect(box)

    def step_label(self, subtract: bool) -> str:
        return self.tr("Subtract rectangle") if subtract else self.tr("Rectangle")


class Ellipse(DragShape):
    """Covers an ellipse."""

    name = "ellipse"

    def stamps(self, box: Rect, clip: Rect) -> Iterator[Stamp]:
        return ellipse(box.x, box.y, box.right, box.bottom, clip)

    def outline(self, path: QPainterPath, box: QRectF) -> None:
        path.addEllipse(box)

    def step_label(self, subtract: bool) -> str:
        return self.tr("Subtract ellipse") if subtract else self.tr("Ellipse")


class Lasso(AreaTool):
    """A free outline when dragged, a polygon when clicked; both can be mixed."""

    name = "lasso"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self.points: list[Point] = []
        """The outline so far, in image coordinates."""
        self._corners: list[int] = []  # the number of points before each corner or drag
        self._pressed: Pointer | None = None
        self._dragging = self._clicked_before = False
        self._at: Point | None = None
        self._subtract = False

    def hint(self) -> str:
        if self.points:
            return self.tr("Click for more corners. Enter or a double-click closes, Backspace goes back.")
        return self.tr("Drag around what to remove, or click its corners. Shift keeps to 45°.")

    def step_label(self, subtract: bool) -> str:
        return self.tr("Subtract lasso") if subtract else self.tr("Lasso")

    def press(self, pointer: Pointer) -> None:
        if not self.session.can_edit:
            return
        if self.points and self._closes(pointer):
            self.finish()
            return
        self._pressed, self._dragging = pointer, False
        self._clicked_before = bool(self.points)
        if not self.points:
            self._subtract = self.subtracts(pointer)
        self._corners.append(len(self.points))
        self.points.append(self._placed(pointer))
        self._at = None
        self.repaint()
        self.changed.emit()  # another hint, or by now an area

    def move(self, pointer: Pointer) -> None:
        if self._pressed is None:
            return
        if not self._dragging and distance(pointer.position, self._pressed.position) < _DRAG:
            return
        self._dragging = True
        if pointer.shift:
            # a straight line until Shift is released
            self._at = snapped_45(self.points[-1], (pointer.x, pointer.y))
        else:
            self._at = None
            self.points.append((pointer.x, pointer.y))
        self.repaint()

    def release(self, pointer: Pointer) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        if self._dragging:
            if self._at is not None:
                self.points.append(self._at)
            if not self._clicked_before:
                self.finish()
        self._at = None

    def double_click(self, pointer: Pointer) -> None:
        if len(self.points) > 2:
            self.finish()
        else:
            self.press(pointer)

    def hover(self, pointer: Pointer | None) -> None:
        if self.points:
            self._at = None if pointer is None else self._placed(pointer)
            self.repaint()

    def wants_key(self, event: QKeyEvent) -> bool:
        return super().wants_key(event) or (bool(self.points) and event.key() == Qt.Key.Key_Backspace)

    def key(self, event: QKeyEvent) -> bool:
        going_back = event.key() == Qt.Key.Key_Backspace and event.type() == QEvent.Type.KeyPress
        if going_back and self.points and self._pressed is None:
            del self.points[self._corners.pop() :]
            self.repaint()
            self.changed.emit()
            return True
        return super().key(event)

    def finish(self) -> bool:
        if not self.points:
            return False
        points = self.points
        self.cancel()
        if len(points) > 2:
            self.cover(polygon(points, Rect.of(self.session.size)), self._subtract)
        return True

    def cancel(self) -> bool:
        dropped = bool(self.points)
        self.points, self._corners = [], []
        self._pressed = self._at = None
        if dropped:
            self.changed.emit()
            self.repaint()
        return dropped

    @property
    def under_way(self) -> bool:
        return bool(self.points)

    @property
    def selects(self) -> bool:
        return len(self.points) > 2 and not self._subtract

    def paint(self, painter: QPainter) -> None:
        if not self.points:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self.canvas.viewport.to_widget
        path = QPainterPath(place(*self.points[0]))
        for point in self.points[1:]:
            path.lineTo(place(*point))
        if self._at is not None:
            path.lineTo(place(*self._at))
        draw_path(painter, path, dashed=self._subtract)
        if not (self._dragging and not self._clicked_before):
            draw_handles(painter, [place(*self.points[index]) for index in self._corners])

    def _placed(self, pointer: Pointer) -> Point:
        here = pointer.x, pointer.y
        return snapped_45(self.points[-1], here) if pointer.shift and self.points else here

    def _closes(self, pointer: Pointer) -> bool:
        """Whether a click hits the first corner."""
        first = self.canvas.viewport.to_widget(*self.points[0])
        return len(self.points) > 2 and distance(first, QPointF(pointer.position)) <= _NEAR
