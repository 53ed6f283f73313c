"""Tools that only change the view: hand, zoom and the compare wipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from .base import CanvasLike, DragTool, Pointer, Tool
from .marks import distance, draw_path

if TYPE_CHECKING:
    from ...session.session import Session

_DRAG = 8.0  # widget px; a smaller box is a click


class Hand(Tool):
    """Moves the picture."""

    name = "hand"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self._at: QPointF | None = None

    def hint(self) -> str:
        return self.tr("Drag to move the picture; a double-click shows all of it.")

    def cursor(self) -> Qt.CursorShape | None:
        return Qt.CursorShape.OpenHandCursor if self._at is None else Qt.CursorShape.ClosedHandCursor

    def press(self, pointer: Pointer) -> None:
        self._at = pointer.position
        self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._at is not None:
            moved = pointer.position - self._at
            self._at = pointer.position
            self.canvas.scroll_by(moved.x(), moved.y())

    def release(self, pointer: Pointer) -> None:
        self._at = None
        self.changed.emit()

    def double_click(self, pointer: Pointer) -> None:
        self.canvas.zoom_to_fit()

    def cancel(self) -> bool:
        held, self._at = self._at is not None, None
        return held


class Zoom(DragTool):
    """Zooms in or out."""

    name = "zoom"

    def hint(self) -> str:
        return self.tr("Click to zoom in, Alt-click or right-click to zoom out, or drag a box.")

    def press(self, pointer: Pointer) -> None:
        self._start = self._at = pointer

    def move(self, pointer: Pointer) -> None:
        self._at = pointer
        self.repaint()

    def release(self, pointer: Pointer) -> None:
        start, self._start = self._start, None
        if start is None:
            return
        self.repaint()
        if start.alt or start.erase:
            self.canvas.zoom_by(0.5, pointer.position)
        elif distance(start.position, pointer.position) < _DRAG:
            self.canvas.zoom_by(2.0, pointer.position)
        else:
            box = QRectF(start.position, pointer.position).normalized()
            view = self.canvas.rect()
            factor = min(view.width() / max(box.width(), 1.0), view.height() / max(box.height(), 1.0))
            self.canvas.zoom_by(factor)
            self.canvas.centre_on((start.x + pointer.x) / 2, (start.y + pointer.y) / 2)

    def paint(self, painter: QPainter) -> None:
        if self._start is None or self._at is None or self._start.alt or self._start.erase:
            return
        if distance(self._start.position, self._at.position) >= _DRAG:
            path = QPainterPath()
            path.addRect(QRectF(self._start.position, self._at.position).normalized())
            draw_path(painter, path)


class Wipe(Tool):
    """Shows the original left of a line that can be dragged."""

    name = "wipe"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        session.opened.connect(self._to_the_middle)
        session.resized.connect(self._to_the_middle)

    def hint(self) -> str:
        return self.tr("Drag the line: left of it is the original.")

    def cursor(self) -> Qt.CursorShape | None:
        return Qt.CursorShape.SplitHCursor

    def activate(self) -> None:
        super().activate()
        self._to_the_middle()

    def deactivate(self) -> None:
        super().deactivate()
        self.canvas.set_wipe(None)

    def press(self, pointer: Pointer) -> None:
        if self.session.is_open:
            self.canvas.set_wipe(min(max(pointer.x, 0.0), float(self.session.size.width)))

    def move(self, pointer: Pointer) -> None:
        self.press(pointer)

    def _to_the_middle(self) -> None:
        """Put the line in the middle of the visible part of the photo."""
        if not self.active:
            return
        if not self.session.is_open:
            self.canvas.set_wipe(None)
            return
        view = self.canvas.rect()
        left, _ = self.canvas.viewport.to_image(QPointF(view.left(), view.top()))
        right, _ = self.canvas.viewport.to_image(QPointF(view.right(), view.bottom()))
        width = float(self.session.size.width)
        self.canvas.set_wipe((max(left, 0.0) + min(right, width)) / 2)
