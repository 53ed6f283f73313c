"""Tools for found damage: one that takes and rejects marks, and a lasso that protects a region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath

from ....core.document.curation import PROTECTED
from ....core.strokes import Stamp, Stroke
from ....engines.base import Param
from .areas import ADD, SUBTRACT, Lasso
from .base import CanvasLike, Pointer
from .brush import BrushLike
from .marks import distance, draw_path

if TYPE_CHECKING:
    from ...session.session import Session

_CLICK = 4.0  # widget px; a longer way is a stroke
_REACH = 8.0  # widget px from a mark at which a click still hits it


class MarkTool(BrushLike):
    """A click toggles the nearest mark, a stroke rejects all marks under it, with Alt takes them back."""

    name = "marks"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        self._strokes: list[Stroke] = []
        self._began: Pointer | None = None
        self._takes = False
        super().__init__(session, canvas)
        session.finding.changed.connect(self.changed)  # the hint says whether there are marks

    def hint(self) -> str:
        if self.session.finding.review is None:
            return self.tr("Find damage first (F); then a click on a mark rejects or accepts it.")
        return self.tr("Click a mark to reject or accept it. A stroke rejects, with Alt it accepts.")

    def begin(self, pointer: Pointer) -> bool:
        if self.session.finding.review is None or not self.session.finding.is_shown:
            return False
        self._strokes, self._began = [], pointer
        self._takes = pointer.alt or pointer.erase
        return True

    def draw(self, stroke: Stroke) -> None:
        self._strokes.append(stroke)
        self.repaint()

    def end(self) -> None:
        strokes, self._strokes = self._strokes, []
        began, self._began = self._began, None
        finding = self.session.finding
        self.repaint()
        if began is None:
            return
        if self._is_click(began, strokes):
            finding.toggle_at(began.x, began.y, _REACH / self.canvas.viewport.scale)
        elif self._takes:
            finding.accept_under(strokes)
        else:
            finding.reject_under(strokes)

    def drop(self) -> None:
        self._strokes, self._began = [], None
        self.repaint()

    def sign(self) -> str:
        takes = self._takes if self._began is not None else self._alt
        return "+" if takes else "-"

    def paint(self, painter: QPainter) -> None:
        if self._strokes and self._began is not None and not self._is_click(self._began, self._strokes):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath(self._began.position)
            for stroke in self._strokes:
                for x, y, _ in stroke.points:
                    path.lineTo(self.canvas.viewport.to_widget(x, y))
            draw_path(painter, path)
        super().paint(painter)

    def _is_click(self, began: Pointer, strokes: list[Stroke]) -> bool:
        place = self.canvas.viewport.to_widget
        points = (QPointF(place(x, y)) for stroke in strokes for x, y, _ in stroke.points)
        return all(distance(point, began.position) < _CLICK for point in points)


class ProtectLasso(Lasso):
    """Protects a region: no found damage is taken in it."""

    name = "protect"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        about = self.tr("Whether the region becomes protected or loses its protection; Alt removes it.")
        self.set_params([Param("mode", "choice", ADD, self.tr("Mode"), about, choices=(ADD, SUBTRACT))])

    def hint(self) -> str:
        if self.points:
            return super().hint()
        return self.tr("Drag around what must stay, such as a face. Alt removes the protection.")

    def step_label(self, subtract: bool) -> str:
        return self.tr("Remove protection here") if subtract else self.tr("Protect")

    @property
    def selects(self) -> bool:
        return False  # what is protected is no part of the mask

    def cover(self, stamps: Iterator[Stamp], subtract: bool) -> None:
        if self.session.can_edit:
            edit = self.session.edit_mask(PROTECTED)
            edit.paint(stamps, erase=subtract)
            edit.commit(self.step_label(subtract))
