"""What is understood of the photo's structure, drawn over it: lines, planes and repeating patterns."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ...core.document.state import MASK, State
from ...core.geometry import Size
from ..kit.later import timer
from ..session.session import Session
from .viewport import Viewport

if TYPE_CHECKING:
    from ...core.structure.structure import Structure

DIRECTION_COLOURS = (QColor("#ffa51f"), QColor("#29b6ff"), QColor("#d68cff"))
"""Lines that lead to the first, second and third vanishing point."""
_OTHER = QColor(235, 236, 238, 170)
_CASING = QColor(12, 13, 15, 170)  # around lines and dots, so that they show on any photo
_LINE, _THIN, _AROUND = 1.6, 1.0, 1.5  # widget px of lines, of those in no direction, and of the casing
_DOT = 3.0  # widget px: the radius of a node
_TINT = 70  # alpha, where a pixel surely lies in a plane
_SETTLED = 250  # ms without a change after which the picture is looked at again


class StructureLayer:
    """The structure of a picture of `size`, ready to be painted."""

    def __init__(self, structure: Structure, size: Size) -> None:
        self.structure = structure
        self._scale = (size.width / structure.size.width, size.height / structure.size.height)
        owner = np.full(len(structure.segments), len(DIRECTION_COLOURS))
        for number, point in enumerate(structure.points):
            owner[point.members] = number
        self._lines: list[list[QLineF]] = [[] for _ in range(len(DIRECTION_COLOURS) + 1)]
        for segment, number in zip(structure.segments.tolist(), owner, strict=True):
            self._lines[number].append(QLineF(*segment))
        nodes = [structure.nodes(number) for number in range(len(structure.planes))]
        self._nodes = [QPointF(*node) for part in nodes for node in part.tolist()]
        self._tint = _tint(structure)

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint everything; the painter is in device px and clipped to what is exposed."""
        x, y = viewport.origin
        across, down = (viewport.zoom * scale for scale in self._scale)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(x, y)
        size = self.structure.size
        if not self._tint.isNull():
            painter.drawImage(QRectF(0, 0, size.width * across, size.height * down), self._tint)
        lines = [
            [
                QLineF(line.x1() * across, line.y1() * down, line.x2() * across, line.y2() * down)
                for line in part
            ]
            for part in self._lines
        ]
        widths = [_LINE] * len(DIRECTION_COLOURS) + [_THIN]
        for part, width in zip(lines, widths, strict=True):
            painter.setPen(_pen(_CASING, (width + _AROUND) * viewport.ratio))
            painter.drawLines(part)
        for part, width, colour in zip(lines, widths, (*DIRECTION_COLOURS, _OTHER), strict=True):
            painter.setPen(_pen(colour, width * viewport.ratio))
            painter.drawLines(part)
        painter.setPen(_pen(_CASING, _AROUND * viewport.ratio))
        painter.setBrush(QColor(255, 255, 255))
        radius = _DOT * viewport.ratio
        for node in self._nodes:
            painter.drawEllipse(QPointF(node.x() * across, node.y() * down), radius, radius)
        painter.restore()


class StructureView(QObject):
    """Looks for the structure of the present picture in the pool while it is shown."""

    changed = Signal()
    """`layer` has changed."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = self._running = False
        self._tells = False  # whether what is found is to be said in words
        self._asked: State | None = None  # whose structure the layer has, or will have
        self.layer: StructureLayer | None = None
        """None while it is hidden or not known."""
        self._timer = timer(self, _SETTLED, self._look)
        session.opened.connect(self._forget)
        session.resized.connect(self._forget)
        session.state_changed.connect(lambda *_: self._timer.start())

    def show(self, on: bool) -> None:
        """Show the structure, or hide it."""
        self._shown = self._tells = on
        self._asked = None
        if on:
            self._look()
        else:
            self._set(None)

    def _forget(self) -> None:
        """Another photo, or none."""
        self._asked = None
        self._set(None)
        self._timer.start()

    def _set(self, layer: StructureLayer | None) -> None:
        if layer is not self.layer:
            self.layer = layer
            self.changed.emit()

    def _look(self) -> None:
        session = self._session
        if not self._shown or not session.is_open or self._running or session.state is self._asked:
            return
        asked = self._asked = session.state
        self._running = True
        found, failed = partial(self._arrived, asked), partial(self._failed, asked)
        session.pool.run(partial(_found, asked), found, failed, owner=self)

    def _arrived(self, asked: State, structure: Structure) -> None:
        self._running = False
        if self._asked is not asked:  # hidden, or another photo
            self._timer.start()
            return
        self._set(StructureLayer(structure, asked.document.size))
        self._timer.start()  # the picture may have changed meanwhile
        if self._tells:
            self._tells = False
            self._session.message.emit(self._in_words(structure))

    def _failed(self, asked: State, error: Exception) -> None:
        self._running = False
        self._timer.start()  # another picture may wait to be looked at
        if self._asked is asked:
            self._session.fail(error)

    def _in_words(self, structure: Structure) -> str:
        if not len(structure.segments):
            return self.tr("No straight lines were found.")
        text = self.tr(
            "Lines: {lines}; directions: {directions}; planes: {planes}; repeating patterns: {patterns}."
        )
        return text.format(
            lines=len(structure.segments),
            directions=len(structure.points),
            planes=len(structure.planes),
            patterns=sum(lattice is not None for lattice in structure.lattices),
        )


def _found(state: State) -> Structure:
    """The structure of a state's picture, as it is known outside its mask."""
    from ...core.structure.structure import structure_of  # scipy.fft is not needed until then

    mask = state.mask(MASK)
    return structure_of(state.document, mask.coverage if mask.area else None)


def _tint(structure: Structure) -> QImage:
    """The planes, each in a mixture of the colours of its two directions; null if there are none."""
    if not structure.planes:
        return QImage()
    height, width = structure.planes[0].membership.shape
    mixed = np.zeros((height, width, 4), np.float32)
    for plane in structure.planes:
        numbers = [
            number
            for number, point in enumerate(structure.points)
            if any(np.array_equal(point.point, direction) for direction in plane.directions)
        ]
        colour = np.mean([_channels(DIRECTION_COLOURS[number]) for number in numbers], axis=0)
        mixed += plane.membership[..., None] * np.append(colour, 255)
    pixels = np.ascontiguousarray(np.rint(np.clip(mixed, 0, 255) * (_TINT / 255)).astype(np.uint8))
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def _channels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
