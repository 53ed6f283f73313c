"""The views with one large picture: a wipe between two, blinking through all, maps with a legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QMouseEvent, QPainter, QPen

from ...core.arrays import Bytes, Flags, Floats
from ...core.geometry import Rect
from ...evaluation import maps
from ..canvas.pyramid import Pyramid, rounded
from ..kit.theme import tabular
from ..session.session import Session
from .labels import GROUND, draw_label
from .pane import Cover, Pane, Pictures, SharedView
from .run import CompareRun

GRAB = 24
"""px around the divider within which it can be grabbed."""
ORIGINAL = -1
"""Index of the photo without a fill, in place of an entrant."""


class PicturePane(Pane):
    """One entrant, or the original."""

    def __init__(self, view: SharedView, pictures: Pictures) -> None:
        super().__init__(view, pictures)
        self.index = ORIGINAL
        self.label = ""

    def show_entrant(self, index: int, label: str) -> None:
        """Show an entrant, with its name in the corner."""
        self.index, self.label = index, label
        self.update()

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        cover = None if self.index == ORIGINAL else self.pictures.cover(self.index)
        return [] if cover is None else [(cover, None)]

    def paint_over(self, painter: QPainter) -> None:
        if self.label:
            draw_label(painter, self.label, QPointF(8, 8))


class WipePane(Pane):
    """Two pictures with a draggable divider between them."""

    moved = Signal()

    def __init__(self, view: SharedView, pictures: Pictures) -> None:
        super().__init__(view, pictures)
        self.left = self.right = ORIGINAL
        self.labels = ("", "")
        self.position = view.hole.x + view.hole.width / 2 if view.hole else view.image.width / 2
        self._held: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pair(self, left: int, right: int, labels: tuple[str, str]) -> None:
        """Show these two entrants."""
        self.left, self.right, self.labels = left, right, labels
        self.update()

    @property
    def divider(self) -> float:
        """Where the divider is, in widget px; always visible."""
        at = self.viewport.to_widget(round(self.position), 0).x()
        return min(max(at, GRAB / 2), self.width() - GRAB / 2)

    def set_divider(self, x: float) -> None:
        """Move the divider to `x` (widget px)."""
        x = min(max(x, GRAB / 2), self.width() - GRAB / 2)
        self.position = self.viewport.to_image(QPointF(x, 0))[0]
        self.moved.emit()
        self.update()

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        size = self.view.image
        split = round(self.viewport.to_image(QPointF(self.divider, 0))[0])
        split = min(max(0, split), size.width)
        sides = (
            (self.left, Rect(0, 0, split, size.height)),
            (self.right, Rect(split, 0, size.width - split, size.height)),
        )
        found: list[tuple[Cover, Rect | None]] = []
        for index, clip in sides:
            cover = None if index == ORIGINAL else self.pictures.cover(index)
            if cover is not None and clip:
                found.append((cover, clip))
        return found

    def paint_over(self, painter: QPainter) -> None:
        x = round(self.divider)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # white with a dark edge, visible on any photo
        painter.fillRect(QRectF(x - 1, 0, 3, self.height()), QColor(0, 0, 0, 90))
        painter.fillRect(QRectF(x, 0, 1, self.height()), QColor("white"))
        middle = QPointF(x + 0.5, self.height() / 2)
        painter.setPen(QPen(QColor("white"), 1.6))
        painter.setBrush(GROUND)
        painter.drawEllipse(middle, GRAB / 2, GRAB / 2)
        for side in (-1, 1):
            tip = QPointF(middle.x() + side * 8, middle.y())
            for rise in (-4, 4):
                painter.drawLine(tip, QPointF(middle.x() + side * 4, middle.y() + rise))
        draw_label(painter, self.labels[0], QPointF(8, 8))
        draw_label(painter, self.labels[1], QPointF(self.width() - 8, 8), right=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offset = event.position().x() - self.divider
        if event.button() == Qt.MouseButton.LeftButton and abs(offset) <= GRAB / 2:
            self._held = offset
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.set_divider(event.position().x() - self._held)
            return
        near = abs(event.position().x() - self.divider) <= GRAB / 2
        if not event.buttons():
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            return
        super().mouseReleaseEvent(event)


class MapPane(Pane):
    """A map over the hole with a legend from 0 to `high`, surrounded by the photo."""

    def __init__(self, session: Session, run: CompareRun, view: SharedView, pictures: Pictures) -> None:
        super().__init__(view, pictures)
        self._session, self._run = session, run
        self._serial = 0
        self.high = 0.0
        self.label = ""
        self._map: Pyramid | None = None
        self._where = Rect(0, 0, 0, 0)

    def show_difference(self, first: int, second: int, names: tuple[str, str]) -> None:
        """Show where two pictures differ."""
        label = self.tr("{first} against {second}").format(first=names[0], second=names[1])
        otherwise = self.tr("Choose two different pictures.")
        self._compute([first, second], lambda read, hole: maps.difference(*read), label, otherwise)

    def show_disagreement(self) -> None:
        """Show where the fills disagree."""
        chosen = [entrant.index for entrant in self._run.done]
        self._compute(chosen, maps.disagreement, self.tr("%n fill(s)", "", len(chosen)), "")

    def _compute(
        self,
        chosen: Sequence[int],
        measure: Callable[[Sequence[Bytes], Flags], Floats],
        label: str,
        otherwise: str,
    ) -> None:
        """Compute a map in the pool, then show it; `otherwise` is shown without two pictures."""
        self._serial += 1
        run, part, transform = self._run, self.pictures.part, self.pictures.transform
        if not part or len(set(chosen)) < 2:
            self.show_map(None, 0.0, otherwise, part)
            return
        sources = [run.document if i == ORIGINAL else run.entrants[i].document for i in chosen]
        serial, hole = self._serial, run.mask.read(part) > 0

        def work() -> tuple[Pyramid, float]:
            read = [transform.read(one, part)[..., 2::-1] for one in sources if one is not None]
            values = measure(read, hole)
            high = maps.legend_range(values, hole)
            return self.pictures.pyramid(maps.over(read[0], values, high, hole), part), high

        def ready(outcome: tuple[Pyramid, float]) -> None:
            if serial == self._serial:
                self.show_map(*outcome, label, part)

        self._session.pool.run(work, ready, owner=self)

    def show_map(self, pyramid: Pyramid | None, high: float, label: str, where: Rect) -> None:
        """Show a map, clipped to `where`, or (None) only the label."""
        self._map, self.high, self.label, self._where = pyramid, high, label, where
        self.update()

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        return [] if self._map is None else [(self._map, self._where)]

    def paint_between(self, painter: QPainter, exposed: Rect) -> None:
        if self._map is not None:
            photo = rounded(self.viewport, Rect.of(self.view.image)) & exposed
            shade = QColor(0, 0, 0, round(255 * (1 - maps.DIM)))
            painter.fillRect(QRect(photo.x, photo.y, photo.width, photo.height), shade)

    def paint_over(self, painter: QPainter) -> None:
        if self.label:
            draw_label(painter, self.label, QPointF(8, 8))
        if self._map is not None:
            draw_legend(painter, QPointF(16, self.height() - 60), self._words())

    def _words(self) -> tuple[str, str, str]:
        return (
            self.tr("the same"),
            self.tr("very different"),
            self.tr("{value} ΔE").format(value=f"{self.high:g}"),
        )


def draw_legend(painter: QPainter, at: QPointF, words: tuple[str, str, str]) -> None:
    """The colours of a difference from 0 up, with words at both ends and the highest value on the right."""
    box = QRectF(at.x() - 8, at.y() - 8, 276, 56)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(box, 6, 6)
    bar = QRectF(at.x(), at.y(), 260, 12)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    table = maps.colour_table()
    for step in range(0, 256, 15):
        red, green, blue = (int(value) for value in table[step])
        gradient.setColorAt(step / 255, QColor(red, green, blue))
    painter.setBrush(QBrush(gradient))
    painter.drawRect(bar)
    painter.setPen(QColor("#e4e6ea"))
    painter.setFont(tabular(painter.font()))
    low, top, number = words
    line = QRectF(bar.left(), bar.bottom() + 4, bar.width(), 24)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"0  {low}")
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{top}  {number}")
