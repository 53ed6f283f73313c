"""Picking per region: a brush paints which fill is used where; the regions are joined without seams."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from ...core.arrays import Bytes, Flags
from ...core.document.document import Document
from ...core.document.merge import Ingredient, description, merge, picked
from ...core.geometry import Rect
from ..canvas.pyramid import Pyramid
from ..kit.theme import palette
from ..session.session import Session
from .colours import colour_of
from .labels import LegendEntry, draw_label, draw_legend
from .pane import Cover, Pane, Pictures, SharedView
from .run import CompareRun

_TINT = 0.38
_STEPS_BACK = 30
_FIXED_BITS = 4  # fractional bits of the coordinates passed to OpenCV
_COARSE = 512  # px on the long side of the small copy in which the places for the numbers are found
_LEAST = 7.0  # px on the screen from a number to the edge of its region; smaller ones have none


class RegionPane(Pane):
    """Paints `labels` (uint8 over the bounds of the mask): the index of the entrant used at each pixel.

    During a stroke the fills are shown side by side, tinted; afterwards they are shown joined. A legend says
    which colour is which fill, and tinted regions have their number in them.
    """

    labels_changed = Signal()
    brush_changed = Signal()

    def __init__(self, session: Session, run: CompareRun, view: SharedView, pictures: Pictures) -> None:
        super().__init__(view, pictures)
        self._session, self._run = session, run
        self.part = run.part
        self.hole = run.mask.read(self.part) > 0
        self.labels = np.zeros((self.part.height, self.part.width), np.uint8)
        self.index = 0
        self.legend: list[tuple[int, str]] = []
        """The entrants that can be painted with, by index, and their names."""
        self._numbers: list[tuple[int, float, float, float]] = []  # as `number_places`
        self.colours_shown = False
        self.brush = float(max(8, min(self.part.width, self.part.height) // 3))
        self._pyramid = Pyramid.blank(pictures.part) if pictures.part else None
        self._ingredients: list[Ingredient] = []
        self._undo: list[Bytes] = []
        self._serial = 0
        self._last: tuple[float, float] | None = None
        self._panning = False
        self._pointer: QPointF | None = None
        self._begun = False
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def used(self) -> list[int]:
        """The entrants whose fill is used somewhere."""
        return [int(index) for index in np.unique(self.labels[self.hole])]

    def begin(self, index: int) -> None:
        """Use entrant `index` everywhere at first; later calls only choose what the brush paints."""
        self._ingredients = self._made()
        if not self._begun:
            self._begun = True
            self.labels[:] = index
        self.index = index
        # an entrant that was run again may have another fill, or none
        lost = [used for used in self.used if self._run.entrants[used].document is None]
        self.labels[np.isin(self.labels, lost)] = index
        self._join()

    def set_brush(self, diameter: float) -> None:
        """Set the diameter of the brush in pixels of the photo."""
        self.brush = min(max(2.0, diameter), float(max(self.part.width, self.part.height, 8)))
        self.brush_changed.emit()
        self.update()

    def show_colours(self, shown: bool) -> None:
        """Tint the regions, even between strokes."""
        self.colours_shown = shown
        self._join()

    def undo(self) -> None:
        """Undo the last stroke."""
        if self._undo:
            self.labels = self._undo.pop()
            self._join()
            self.labels_changed.emit()

    def commit(self, label: str, done: Callable[[], None]) -> None:
        """Keep the joined fill as one step, set the mask aside, then call `done`.

        Its description records its ingredients. Computed in the pool.
        """
        labels, used = self._whole_labels(self.labels), self._made()
        session, document, mask = self._session, self._run.document, self._run.mask

        def work() -> Document:
            about = description(used, mask, labels)
            return document.with_fill(merge(document, mask, used, labels), label, about)

        def kept(filled: Document) -> None:
            if session.can_edit and session.document is document:
                session.commit(label, session.state.with_kept(filled))
                done()
            else:
                session.message.emit(self.tr("The photo has changed since; compare again."))

        session.pool.run(work, kept, owner=self)

    # -- display ------------------------------------------------------------------------------------

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        return [] if self._pyramid is None else [(self._pyramid, self.part)]

    def _made(self) -> list[Ingredient]:
        return [
            Ingredient(() if entrant.fill is None else entrant.fill.patches, self._run.description(entrant))
            for entrant in self._run.entrants
        ]

    def _whole_labels(self, labels: Bytes) -> Bytes:
        size = self._run.document.size
        whole = np.zeros((size.height, size.width), np.uint8)
        whole[self.part.slices] = labels
        return whole

    def _join(self) -> None:
        """Show the regions joined, as soon as that has been computed."""
        if self._pyramid is None or not self._ingredients:
            return
        self._serial += 1
        serial, labels, ingredients = self._serial, self.labels.copy(), tuple(self._ingredients)
        document, mask = self._run.document, self._run.mask

        transform, part, tinted = self.pictures.transform, self.pictures.part, self.colours_shown

        def work() -> tuple[Pyramid, list[tuple[int, float, float, float]]]:
            patches = merge(document, mask, ingredients, self._whole_labels(labels))
            shown = document.with_fill(patches)
            pyramid = Pyramid.blank(part).read_from(shown, transform)
            if tinted:
                pyramid.put(self.part, self._tinted(transform.read(shown, self.part), labels, self.hole))
            return pyramid, number_places(labels, self.hole) if tinted else []

        def joined(outcome: tuple[Pyramid, list[tuple[int, float, float, float]]]) -> None:
            if serial == self._serial:
                self._pyramid, self._numbers = outcome
                self.update()

        self._session.pool.run(work, joined, owner=self)

    def _show_painted(self, rect: Rect) -> None:
        """Show the fills side by side in `rect` (of the picture)."""
        if self._pyramid is None or not rect:
            return
        local = rect.moved(-self.part.x, -self.part.y).slices
        pixels = picked(self._run.document, rect, self._ingredients, self.labels[local])
        screen = self.pictures.transform.screen(pixels, None, (rect.x, rect.y))
        self._pyramid.put(rect, self._tinted(screen, self.labels[local], self.hole[local]))
        self.update()

    def _tinted(self, screen: Bytes, labels: Bytes, hole: Flags) -> Bytes:
        colours = map(colour_of, range(int(labels.max(initial=0)) + 1))
        table = np.array([[c.blue(), c.green(), c.red()] for c in colours], np.float32)
        tinted = screen.copy()
        mixed = screen[..., :3] * (1 - _TINT) + table[labels] * _TINT
        tinted[..., :3] = np.where(hole[..., None], np.rint(mixed).astype(np.uint8), screen[..., :3])
        return tinted

    def paint_over(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_numbers(painter)
        self._paint_legend(painter)
        if self._pointer is None or self._panning:
            return
        radius = self.brush / 2 * self.viewport.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
        painter.drawEllipse(self._pointer, radius, radius)
        painter.setPen(QPen(colour_of(self.index).lighter(130), 1.6))
        painter.drawEllipse(self._pointer, radius, radius)

    def _paint_numbers(self, painter: QPainter) -> None:
        if not self.colours_shown or self._last is not None:
            return
        for index, x, y, room in self._numbers:
            if room * self.viewport.scale >= _LEAST:
                at = self.viewport.to_widget(self.part.x + x, self.part.y + y)
                text = str(index + 1)
                width = painter.fontMetrics().horizontalAdvance(text) + 12
                draw_label(painter, text, QPointF(at.x() - width / 2, at.y() - 11))

    def _paint_legend(self, painter: QPainter) -> None:
        """The colours and names, the one that is painted with in an outline of the accent."""
        chosen = palette().accent
        entries = [
            LegendEntry(index + 1, name, colour_of(index), chosen if index == self.index else None)
            for index, name in self.legend
        ]
        draw_legend(painter, entries, self.size())

    # -- painting -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._ingredients:
            self._remember()
            self._last = self.viewport.to_image(event.position())
            self._stroke(self._last)
            return
        self._panning = True
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._last is not None:
            self._stroke(self.viewport.to_image(event.position()))
        elif self._panning:
            super().mouseMoveEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._last = None
            self._join()
            self.labels_changed.emit()
            return
        self._panning = False
        super().mouseReleaseEvent(event)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    def _remember(self) -> None:
        self._undo = [*self._undo[1 - _STEPS_BACK :], self.labels.copy()]

    def _stroke(self, to: tuple[float, float]) -> None:
        """Paint from the last point to this one."""
        begin = to if self._last is None else self._last
        self._last = to
        # pixel centres are at halves
        scale = 1 << _FIXED_BITS
        points = [
            (round((x - self.part.x - 0.5) * scale), round((y - self.part.y - 0.5) * scale))
            for x, y in (begin, to)
        ]
        if begin == to:
            radius = round(self.brush / 2 * scale)
            cv2.circle(self.labels, points[1], radius, self.index, cv2.FILLED, cv2.LINE_8, _FIXED_BITS)
        else:
            width = max(1, round(self.brush))
            cv2.line(self.labels, points[0], points[1], self.index, width, cv2.LINE_8, _FIXED_BITS)
        left, right = sorted((begin[0], to[0]))
        top, bottom = sorted((begin[1], to[1]))
        reach = self.brush / 2 + 2
        touched = Rect.spanning(
            int(left - reach), int(top - reach), int(right + reach) + 1, int(bottom + reach) + 1
        )
        self._show_painted(touched & self.part)


def number_places(labels: Bytes, hole: Flags) -> list[tuple[int, float, float, float]]:
    """Where to write the numbers of the regions: (label, x, y, room) for the largest region of each label.

    `labels` is (h, w) uint8, `hole` bool (h, w) says where they count. `room` is the distance to the edge of
    the region in pixels, like `x` and `y`.
    """
    height, width = labels.shape
    step = max(1, -(-max(height, width) // _COARSE))
    labels, hole = labels[::step, ::step], hole[::step, ::step]
    found = []
    for label in np.unique(labels[hole]).tolist():
        region = np.pad((hole & (labels == label)).astype(np.uint8), 1)
        room = cv2.distanceTransform(region, cv2.DIST_L2, cv2.DIST_MASK_5)
        y, x = np.unravel_index(int(room.argmax()), room.shape)
        found.append((label, (int(x) - 0.5) * step, (int(y) - 0.5) * step, float(room[y, x]) * step))
    return found
