"""Smart select: strokes over an object, or a box around it, become its mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ....core.errors import Cancelled, StudioError
from ....core.geometry import Rect
from ....core.mask import Mask
from ....core.smart_select import GROW, select
from ....core.strokes import Stroke, brush, paint
from ....core.tiles import TiledArray
from ....engines.base import Param
from ....jobs.failures import studio_error
from .base import CanvasLike, Pointer, Tool
from .marks import distance, draw_path

if TYPE_CHECKING:
    from ....core.document.mask_edit import MaskEdit
    from ...session.session import Session

STROKES = str(QT_TRANSLATE_NOOP("engines", "strokes"))
BOX = str(QT_TRANSLATE_NOOP("engines", "box"))
_WIDTH = 8.0  # widget px of a stroke, at any zoom
_DRAG = 4.0  # widget px; a smaller box is a click
_OBJECT, _BACKGROUND = QColor("#58c98b"), QColor("#ff6b6b")


class _Line:
    """One stroke: its points (x, y, radius) in image coordinates, and whether it marks background."""

    def __init__(self, background: bool) -> None:
        self.points: list[tuple[float, float, float]] = []
        self.background = background


_Object = tuple[Rect | None, list[_Line]]
"""The marks of one object: its box, if it has one, and its strokes."""


class SmartSelect(Tool):
    """Finds an object from marks, in the background; each further mark refines what was found.

    The selection is an unfinished change of the mask: `finish` makes it one step of the history, and so
    does deselecting the tool, or marking something far from it.
    """

    name = "select"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        ways = self.tr("Strokes over the object, or a box around it that strokes can refine.")
        beyond = self.tr("How far the selection extends beyond the object, so that no edge of it remains.")
        draw = Param("draw", "choice", STROKES, self.tr("Draw"), ways, choices=(STROKES, BOX))
        self.set_params([draw, Param("grow", "int", GROW, self.tr("Grow"), beyond, 0, 50, 1, "px")])
        self._lines: list[_Line] = []
        self._drawn: _Line | None = None
        self._box: Rect | None = None
        self._earlier: list[_Object] = []  # that were still searched when another one began
        self._corner: Pointer | None = None
        self._opposite: Pointer | None = None
        self._edit: MaskEdit | None = None
        self._before: Mask | None = None
        self._number = 0  # of the newest request; older ones stop themselves
        self._running = self._waiting = self._finishing = False
        session.opened.connect(self._forget)
        session.resized.connect(self._forget)

    def hint(self) -> str:
        if self._running:
            return self.tr("Finding the edges…")
        if self._edit is not None:
            return self.tr("Stroke to add more, Alt-stroke to remove; Enter accepts the selection.")
        if self.values["draw"] == BOX:
            return self.tr("Drag a box around what you want to remove.")
        return self.tr("Stroke over what to remove. Alt or the right button marks what to keep.")

    def value_changed(self, name: str) -> None:
        if name == "grow" and self._marked():
            self._ask()

    # events

    def press(self, pointer: Pointer) -> None:
        background = pointer.alt or pointer.erase
        if self.values["draw"] == BOX and not background and not (self._box and self._within(pointer)):
            self._begin_another()
            if self._edit is not None or self.session.can_edit:
                self._corner = self._opposite = pointer
            return
        if self._edit is not None and not background and not self._within(pointer):
            self._begin_another()
        if not self._edit and not self.session.can_edit:
            return
        self._drawn = _Line(background)
        self._extend(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._corner is not None:
            self._opposite = pointer
            self.repaint()
        elif self._drawn is not None:
            self._extend(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._corner is not None:
            self._opposite = pointer
            box = self._dragged()
            far = distance(self._corner.position, pointer.position) >= _DRAG
            self._corner = None
            self._box = box if far and box else None
        elif self._drawn is not None:
            self._extend(pointer)
            self._lines.append(self._drawn)
            self._drawn = None
        self.repaint()
        if self._marked():
            self._ask()

    def finish(self) -> bool:
        if not self.under_way:
            return False
        if self._running:
            self._finishing = True
        else:
            self.finish_now()
        return True

    def finish_now(self) -> None:
        """Make the present selection one step of the history, without waiting for a running search."""
        edit, self._edit = self._edit, None
        self._forget()
        if edit is not None:
            edit.commit(self.tr("Smart select"))

    def cancel(self) -> bool:
        dropped = self.under_way
        edit, self._edit = self._edit, None
        self._forget()
        if edit is not None:
            edit.abort()
        return dropped

    @property
    def under_way(self) -> bool:
        return bool(self._edit or self._lines or self._drawn or self._box or self._corner)

    @property
    def selects(self) -> bool:
        return self._edit is not None or self._marked()

    def deactivate(self) -> None:
        self.finish_now()
        super().deactivate()

    # finding the object

    def _begin_another(self) -> None:
        """The next marks belong to another object; one that is still searched is found together with it."""
        if self._edit is None or not self._running:
            self.finish_now()
            return
        if self._marked():
            self._earlier.append((self._box, self._lines))
        self._box, self._lines, self._finishing = None, [], False

    def _ask(self) -> None:
        """Find the object from all marks; of several requests only the newest counts."""
        self._number += 1
        self._waiting = True
        if self._edit is None:
            if not self.session.can_edit:
                return
            self._edit = self.session.edit_mask()
            self._before = self._edit.before
        if not self._running:
            self._start()

    def _start(self) -> None:
        number = self._number
        self._waiting, self._running = False, True
        document, grow = self.session.document, float(self.values["grow"])
        objects = [
            (box, [(line.background, tuple(line.points)) for line in lines])
            for box, lines in (*self._earlier, *([(self._box, self._lines)] if self._marked() else []))
        ]
        whole = Rect.of(document.size)
        before = self._before

        def work() -> tuple[Mask, StudioError | None]:
            failure: StudioError | None = None
            together = Mask.empty(document.size) if before is None else before
            for box, lines in objects:
                marks = []
                for background in (False, True):
                    tiles = TiledArray.blank(document.size)
                    for kind, points in lines:
                        if kind == background:
                            paint(tiles, brush(Stroke(points), whole))
                    marks.append(Mask(tiles.read(whole)))
                try:
                    found = select(document, marks[0], marks[1], box, grow, lambda: number != self._number)
                except StudioError as error:  # the other objects are found all the same
                    failure = error
                else:
                    together = _both(found, together)
            return together, failure

        self.session.pool.run(
            work,
            lambda outcome: self._found(number, *outcome),
            lambda error: self._not_found(number, error),
            owner=self,
        )
        self.changed.emit()

    def _found(self, number: int, mask: Mask, failure: StudioError | None) -> None:
        self._running = False
        if number == self._number and self._edit is not None and self._edit.active:
            self._edit.replace(mask)
        if number == self._number and failure is not None:
            self.session.failed.emit(failure, "")
        self._after_request()

    def _not_found(self, number: int, error: Exception) -> None:
        self._running = False
        if number == self._number and not isinstance(error, Cancelled):
            self.session.failed.emit(studio_error(error), "")
            if self._edit is not None and not self._edit.active:
                self._edit = None
        self._after_request()

    def _after_request(self) -> None:
        if self._edit is not None and not self._edit.active:
            # an undo aborted the change
            self._edit = None
            self._forget()
        if self._waiting and self._edit is not None:
            self._start()
        elif self._finishing:
            self.finish_now()
        else:
            self.changed.emit()

    def _forget(self) -> None:
        """Drop all marks and stop a running request."""
        self._number += 1
        self._lines, self._drawn, self._box, self._before = [], None, None, None
        self._earlier = []
        self._corner = self._opposite = None
        self._edit = None
        self._waiting = self._finishing = False
        self.changed.emit()

    def _marked(self) -> bool:
        return self._box is not None or any(not line.background for line in self._lines)

    def _within(self, pointer: Pointer) -> bool:
        """Whether a mark here belongs to the found object rather than to another one."""
        known = Rect(0, 0, 0, 0) if self._box is None else self._box
        for line in self._lines:
            for x, y, radius in line.points:
                known |= Rect.spanning(
                    int(x - radius), int(y - radius), int(x + radius) + 1, int(y + radius) + 1
                )
        if self._edit is not None and self._before is not None:
            for index in self._edit.tiles.tiles_used():
                tile = self._edit.tiles.tile_rect(index)
                new = (self._edit.tiles.tile(index) > 0) & (self._before.read(tile) == 0)
                if new.any():
                    known |= Mask.from_array(new).bounds.moved(tile.x, tile.y)
        near = known.grown(max(known.width, known.height) // 2)
        return near.x <= pointer.x < near.right and near.y <= pointer.y < near.bottom

    # painting

    def _extend(self, pointer: Pointer) -> None:
        if self._drawn is not None:
            radius = max(0.75, _WIDTH / 2 / self.canvas.viewport.scale)
            self._drawn.points.append((pointer.x, pointer.y, radius))
            self.repaint()

    def _dragged(self) -> Rect:
        if self._corner is None or self._opposite is None:
            return Rect(0, 0, 0, 0)
        (x0, x1), (y0, y1) = (
            sorted((round(a), round(b)))
            for a, b in ((self._corner.x, self._opposite.x), (self._corner.y, self._opposite.y))
        )
        return Rect.spanning(x0, y0, x1, y1)

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.canvas.viewport
        box = self._dragged() if self._corner is not None else self._box
        if box:
            path = QPainterPath()
            path.addRect(view.rect_to_widget(box))
            draw_path(painter, path, dashed=self._corner is None)
        earlier = [line for _, lines in self._earlier for line in lines]
        for line in [*earlier, *self._lines, *([self._drawn] if self._drawn else [])]:
            places = [view.to_widget(x, y) for x, y, _ in line.points]
            _draw_line(painter, places, _BACKGROUND if line.background else _OBJECT, line is self._drawn)


def _draw_line(painter: QPainter, places: list[QPointF], colour: QColor, fresh: bool) -> None:
    """A stroke: at its true width while it is drawn (`fresh`), a thin line afterwards."""
    path = QPainterPath(places[0])
    for place in places[1:]:
        path.lineTo(place)
    if len(places) == 1:
        path.lineTo(places[0] + QPointF(0.01, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tint, width in ((QColor(0, 0, 0, 130), 2.0), (colour, 0.0)):
        pen = QPen(tint, width + (_WIDTH if fresh else 3.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(path)


def _both(found: Mask, before: Mask) -> Mask:
    """The union of both masks."""
    if not before.bounds:
        return found
    return Mask(np.maximum(found.coverage, before.coverage))
