"""The clone stamp: paints one place of the photo over another; each stroke is kept as a fill."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath

from ....core.document.clone import Cloned
from ....core.document.layers import LayerPatch
from ....core.geometry import Rect
from ....core.strokes import Stroke
from ....engines.base import Param
from .base import CanvasLike, Pointer
from .brush import BrushLike
from .marks import cross_rect, draw_cross

if TYPE_CHECKING:
    from ...session.session import Session

_NOWHERE = Rect(0, 0, 0, 0)


_AT_ONCE = 300_000
"""Pixels in the bounds of a stroke that is completed within an event; a larger one is in the pool."""


class CloneStamp(BrushLike):
    """Alt-click, Ctrl-click or a right click sets the source; strokes copy from there.

    The ring shows what would be copied.
    """

    name = "clone"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        self.source: tuple[float, float] | None = None
        """Where strokes copy from, in image coordinates."""
        self._offset: tuple[int, int] | None = None
        self._picture: Cloned | None = None
        super().__init__(session, canvas)

    def _options(self) -> tuple[Param, ...]:
        share = self.tr("How much of the source shows; one stroke never gets stronger than this.")
        follows = self.tr(
            "The source follows from stroke to stroke; otherwise each begins at the same place."
        )
        opacity = Param("opacity", "int", 100, self.tr("Opacity"), share, 1, 100, 1, "%")
        aligned = Param("aligned", "bool", True, self.tr("Aligned"), follows)
        return (*super()._options(), opacity, aligned)

    def hint(self) -> str:
        if self.source is None:
            return self.tr("Alt- or Ctrl-click the place to copy from.")
        return self.tr("Paint to copy from the cross; Alt- or Ctrl-click sets another.")

    def sign(self) -> str:
        return "+" if self._sets_source and not self._drawing else ""

    def press(self, pointer: Pointer) -> None:
        if pointer.alt or pointer.ctrl or pointer.erase:
            self._place(pointer)
            self._set_source(pointer)
        else:
            super().press(pointer)

    def begin(self, pointer: Pointer) -> bool:
        if self.source is None:
            self.session.message.emit(self.hint())
            return False
        if self._offset is None or not self.values["aligned"]:
            start = self.last if pointer.shift and self.last is not None else (pointer.x, pointer.y)
            self._offset = round(self.source[0] - start[0]), round(self.source[1] - start[1])
        if self.session.fills.chosen is not None:
            self.session.fills.choose(None)
        self._picture = self.picture_of(self._offset, float(self.values["opacity"]) / 100)
        return True

    def picture_of(self, offset: tuple[int, int], opacity: float) -> Cloned:
        """The photo with an empty stroke."""
        return Cloned.of(self.session.document, offset, opacity)

    def step_label(self) -> str:
        """The name of the step in the history."""
        return self.tr("Clone")

    def draw(self, stroke: Stroke) -> None:
        if self._picture is None:
            return
        self._picture, changed = self._picture.painted(stroke)
        self.session.show_live(self._picture, changed)

    def end(self) -> None:
        picture, self._picture = self._picture, None
        if picture is None:
            return
        label, description = self.step_label(), self._description(picture)
        if picture.bounds.area > _AT_ONCE:
            self.session.add_fill_later(label, partial(self.patches_of, picture), description)
            return
        patches = self.patches_of(picture)
        # no repaint, as the fill looks exactly like what is on the screen
        self.session.show_live(None, _NOWHERE)
        if patches:
            self.session.add_fill(label, patches, description)

    def patches_of(self, picture: Cloned) -> tuple[LayerPatch, ...]:
        """What the complete stroke adds to the photo; called in any thread."""
        return picture.patches()

    def drop(self) -> None:
        picture, self._picture = self._picture, None
        if picture is not None:
            self.session.show_live(None, picture.bounds)

    def _description(self, picture: Cloned) -> dict[str, object]:
        return {
            "engine": self.name,
            "params": {
                "offset_x": picture.offset[0],
                "offset_y": picture.offset[1],
                "opacity": picture.opacity,
                "size": self.size,
                "hardness": self.hardness,
            },
        }

    def _set_source(self, pointer: Pointer) -> None:
        if not self.session.is_open:
            return
        size = self.session.size
        if not (0 <= pointer.x < size.width and 0 <= pointer.y < size.height):
            self.session.message.emit(self.tr("The source must lie in the photo."))
            return
        before = self._marked()
        self.source, self._offset = (pointer.x, pointer.y), None
        self.repaint(*before, *self._marked())
        self.changed.emit()

    def _on_photo(self) -> None:
        self.source = self._offset = self._picture = None
        super()._on_photo()

    def _cross(self) -> QPointF | None:
        """Where the source is now, in widget px: it follows the brush once a stroke has fixed the offset."""
        if self.source is None:
            return None
        following = self._offset is not None and (self._drawing or bool(self.values["aligned"]))
        if following and self._at is not None and self._offset is not None:
            x, y = self._at.x + self._offset[0], self._at.y + self._offset[1]
        else:
            x, y = self.source
        return self.canvas.viewport.to_widget(x, y)

    def _marked(self) -> list[QRectF]:
        cross = self._cross()
        return super()._marked() + ([] if cross is None else [cross_rect(cross)])

    @property
    def _sets_source(self) -> bool:
        """Whether a press would set the source."""
        return self._at is not None and (self._alt or self._at.ctrl)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Control and not event.isAutoRepeat() and self._at is not None:
            held = Qt.KeyboardModifier.ControlModifier
            down = event.type() == QEvent.Type.KeyPress
            others = self._at.modifiers & ~held
            self._place(replace(self._at, modifiers=others | held if down else others))
            return False
        return super().key(event)

    def _paint_source(self, painter: QPainter, cross: QPointF) -> None:
        """Show in the ring what a click would copy there: as far as the brush covers more than half."""
        if self._at is None or self._drawing or self._sets_source or self._resizing is not None:
            return
        radius = self._radius * (1 + self.hardness) / 2
        shift = self._at.position - cross
        disc = QRectF(cross.x() - radius, cross.y() - radius, 2 * radius, 2 * radius)
        shown = disc.toAlignedRect() & self.canvas.rect().translated(-shift.toPoint())
        ring = QPainterPath()
        ring.addEllipse(self._at.position, radius, radius)
        painter.save()
        painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
        painter.setOpacity(float(self.values["opacity"]) / 100)
        painter.translate(shift)
        self.canvas.paint_picture(painter, shown)
        painter.restore()

    def paint(self, painter: QPainter) -> None:
        cross = self._cross()
        if cross is not None:
            self._paint_source(painter, cross)
        super().paint(painter)
        if cross is not None:
            draw_cross(painter, cross)
