"""What all brushes share: options kept in the settings, the ring at the pointer, and the smoothed line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath

from ....core.strokes import Stroke
from ....engines.base import Param, ParamValue
from .base import CanvasLike, Pointer, Remembered, Tool
from .marks import draw_label, draw_path, draw_ring, ring_rect
from .smoothing import Dab, Smoother

if TYPE_CHECKING:
    from ...session.session import Session

SMALLEST = 1.0
_LARGEST = 500.0  # px, while no photo is open
_LIGHTEST = 0.1  # fraction of the size that a pen draws with at zero pressure
_NOTCH = 1.15  # factor of one step of the keys for the size
_SETTINGS = {"size": "brush_size", "hardness": "brush_hardness", "pressure": "brush_pressure"}


class BrushLike(Tool):
    """What all brushes share: options kept in the settings, the ring, and the smoothed line.

    Subclasses implement what a stroke does: `begin`, `draw`, `end` and `drop`.
    """

    resizes = True

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self.last: tuple[float, float] | None = None
        """Where the last stroke ended: Shift-click draws a straight line from there."""
        self._at: Pointer | None = None
        self._alt = self._shift = False
        self._drawing = False
        self._smoother: Smoother | None = None
        self._resizing: tuple[Pointer, float] | None = None  # where it began, and the size then
        self._remembered = Remembered(session, self)
        self.set_params(self._options())
        session.opened.connect(self._on_photo)
        session.resized.connect(self._on_photo)
        session.settings_changed.connect(self._read_settings)
        self._read_settings()

    # options

    def _options(self) -> tuple[Param, ...]:
        largest = _LARGEST
        if self.session.is_open:
            size = self.session.size
            largest = float(max(16, min(size.width, size.height)))
        diameter = self.tr("Diameter of the brush; [ and ] change it.")
        crisp = self.tr("How crisp the edge is; Shift+[ and Shift+] change it.")
        pressed = self.tr("A pen draws thicker the harder it is pressed.")
        return (
            Param("size", "float", 40.0, self.tr("Size"), diameter, SMALLEST, largest, 1.0, "px"),
            Param("hardness", "int", 70, self.tr("Hardness"), crisp, 0, 100, 1, "%"),
            Param("pressure", "bool", True, self.tr("Pressure"), pressed),
        )

    def _on_photo(self) -> None:
        self.last = self._resizing = None
        self.set_params(self._options())
        self._read_settings()
        self.changed.emit()

    def _read_settings(self) -> None:
        settings = self.session.settings
        found: dict[str, ParamValue] = {
            "size": settings.brush_size * (self._diagonal / settings.brush_diagonal),
            "hardness": round(settings.brush_hardness * 100),
            "pressure": settings.brush_pressure,
        }
        for name, value in found.items():
            if not self._remembered.has_pending(_SETTINGS[name]):
                super().set_value(name, value)

    def set_value(self, name: str, value: ParamValue) -> None:
        super().set_value(name, value)
        if name in _SETTINGS:
            fitted = self.values[name]
            if name == "size":
                self._remembered.put("brush_diagonal", self._diagonal)
            self._remembered.put(_SETTINGS[name], float(fitted) / 100 if name == "hardness" else fitted)

    @property
    def _diagonal(self) -> float:
        """Of the whole photo in px, so that a crop does not change the brush."""
        if not self.session.is_open:
            return self.session.settings.brush_diagonal
        size = self.session.whole_size
        return math.hypot(size.width, size.height)

    def step_size(self, steps: float) -> None:
        size = self.size * _NOTCH**steps
        # small brushes in whole pixels, so that every press of the key does something
        least = self.size + steps
        self.set_value("size", max(size, least) if steps > 0 else min(size, least))

    def begin_resize(self, pointer: Pointer) -> None:
        self._place(pointer)
        self._resizing = pointer, self.size
        self.repaint()

    def resize(self, pointer: Pointer) -> None:
        if self._resizing is not None:
            start, size = self._resizing
            # the rim follows the pointer
            wider = 2 * (pointer.position.x() - start.position.x()) / self.canvas.viewport.scale
            self.set_value("size", round(max(SMALLEST, size + wider)))

    def end_resize(self, pointer: Pointer) -> None:
        self._resizing = None
        self.repaint()
        self._place(pointer)

    def step_hardness(self, steps: int) -> None:
        self.set_value("hardness", int(self.values["hardness"]) + 10 * steps)

    @property
    def size(self) -> float:
        """Diameter in pixels of the photo."""
        return float(self.values["size"])

    @property
    def hardness(self) -> float:
        """0 to 1."""
        return float(self.values["hardness"]) / 100

    # strokes

    def begin(self, pointer: Pointer) -> bool:
        """Begin a stroke; False if that is not possible."""
        raise NotImplementedError

    def draw(self, stroke: Stroke) -> None:
        """Draw one piece of the stroke."""
        raise NotImplementedError

    def end(self) -> None:
        """Complete the stroke."""
        raise NotImplementedError

    def drop(self) -> None:
        """Discard the stroke."""
        raise NotImplementedError

    def sign(self) -> str:
        """The sign in the middle of the ring: "", "-" or "+"."""
        return ""

    # events

    def press(self, pointer: Pointer) -> None:
        self._drop_stroke()
        self._place(pointer)
        if not self.session.can_edit or not self.begin(pointer):
            return
        self._drawing = True
        dab = self._dab(pointer)
        if pointer.shift and self.last is not None:
            self._smoother = Smoother((*self.last, dab[2]))
            self._draw(self._smoother.straight_to(dab), continues=False)
        else:
            self._smoother = Smoother(dab)
            self._draw((dab,), continues=False)

    def move(self, pointer: Pointer) -> None:
        self._place(pointer)
        if self._smoother is not None:
            self._draw(self._smoother.add(self._dab(pointer)))

    def release(self, pointer: Pointer) -> None:
        self._place(pointer)
        if self._smoother is None:
            return
        self._draw(self._smoother.end_at(pointer.x, pointer.y))
        self.last = (pointer.x, pointer.y)
        self._smoother, self._drawing = None, False
        self.end()

    def hover(self, pointer: Pointer | None) -> None:
        if pointer is None:
            self.repaint(*self._marked())
            self._at = None
        else:
            self._place(pointer)

    def cancel(self) -> bool:
        if self._resizing is not None:
            size, self._resizing = self._resizing[1], None
            self.set_value("size", size)
            self.repaint()
            return True
        return self._drop_stroke()

    @property
    def under_way(self) -> bool:
        return self._drawing or self._resizing is not None

    def key(self, event: QKeyEvent) -> bool:
        down = event.type() == QEvent.Type.KeyPress
        if event.key() in (Qt.Key.Key_Alt, Qt.Key.Key_Shift) and not event.isAutoRepeat():
            before = self._marked()
            if event.key() == Qt.Key.Key_Alt:
                self._alt = down
            else:
                self._shift = down
            self.repaint(*before, *self._marked())
            return False
        return super().key(event)

    def deactivate(self) -> None:
        super().deactivate()
        self._at = None
        self._remembered.flush()

    def _drop_stroke(self) -> bool:
        dropped, self._drawing, self._smoother = self._drawing, False, None
        if dropped:
            self.drop()
        return dropped

    def _dab(self, pointer: Pointer) -> Dab:
        share = 1.0
        if self.values["pressure"]:
            share = _LIGHTEST + (1 - _LIGHTEST) * min(max(pointer.pressure, 0.0), 1.0)
        return pointer.x, pointer.y, max(0.5, self.size / 2 * share)

    def _draw(self, piece: tuple[Dab, ...], *, continues: bool = True) -> None:
        if piece:
            self.draw(Stroke(piece, self.hardness, continues))

    # picture

    def cursor(self) -> Qt.CursorShape | None:
        return None

    def paint(self, painter: QPainter) -> None:
        if self._at is None:
            return
        line = self._line()
        if line is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath(line[0])
            path.lineTo(line[1])
            draw_path(painter, path, dashed=True)
        draw_ring(painter, self._at.position, self._radius, self.sign())
        if self._resizing is not None:
            text = self.tr("{size} px").format(size=round(self.size))
            draw_label(painter, text, self._at.position, self.canvas.rect())

    @property
    def _radius(self) -> float:
        """The radius of the ring in widget px."""
        return self.size / 2 * self.canvas.viewport.scale

    def _line(self) -> tuple[QPointF, QPointF] | None:
        """The straight line that Shift-click would draw."""
        if not self._shift or self._drawing or self.last is None or self._at is None:
            return None
        return self.canvas.viewport.to_widget(*self.last), self._at.position

    def _marked(self) -> list[QRectF]:
        """The rectangles of the ring and the line."""
        if self._at is None:
            return []
        rects = [ring_rect(self._at.position, self._radius)]
        line = self._line()
        if line is not None:
            rects.append(QRectF(*line).normalized())
        return rects

    def _place(self, pointer: Pointer) -> None:
        before = self._marked()
        self._at, self._alt, self._shift = pointer, pointer.alt, pointer.shift
        self.repaint(*before, *self._marked())
