"""The panes in which a comparison shows its pictures; all show the same place at the same zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ...core.arrays import Bytes
from ...core.geometry import Rect, Size
from ..canvas.display import DisplayTransform, display_transform
from ..canvas.picture import Picture
from ..canvas.pyramid import Pyramid, aligned
from ..canvas.viewport import MAX_ZOOM, MIN_ZOOM, Viewport
from ..kit.theme import palette, watcher
from ..session.session import Session
from .places import PlaceMark
from .run import CompareRun

_WHEEL = 1.0015  # to the power of the wheel angle: 120 units zoom by a fifth
_ROOM = 2.2  # the first view is this many times the size of the hole
_SMOOTH = 2.0  # but at no larger zoom, above which pixels show as squares,
_LEAST = 6.0  # unless the pane is then more than this many times the size of the hole,
_LARGEST = 6.0  # and never at a larger one

Cover = Picture | Pyramid


class SharedView(QObject):
    """The view of all panes: the point of the picture in their middle, and the zoom (device px)."""

    changed = Signal()

    def __init__(self, image: Size, hole: Rect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.image = image
        self.hole = hole
        self.zoom = 0.0  # 0: each pane fits the hole by itself
        self.marks: tuple[PlaceMark, ...] = ()
        self.centre = (image.width / 2, image.height / 2)

    def viewport(self, pane: QWidget) -> Viewport:
        """The viewport of a pane."""
        width, height, ratio = pane.width(), pane.height(), pane.devicePixelRatioF()
        plain = Viewport(self.image, max(1, width), max(1, height), ratio=ratio)
        if self.zoom <= 0:
            return self._around(plain, self.hole)
        return plain.zoomed(self.zoom).centred_on(*self.centre)

    def take(self, viewport: Viewport) -> None:
        """Show the view of this viewport in all panes."""
        self.zoom = viewport.zoom
        self.centre = viewport.to_image(QPointF(viewport.width / 2, viewport.height / 2))
        self.changed.emit()

    def fit(self, pane: QWidget) -> None:
        """Show the whole picture."""
        self.take(self.viewport(pane).fitted())

    def fit_hole(self) -> None:
        """Fit the hole with some surroundings in panes of any size, until the user zooms or pans."""
        self.zoom = 0.0
        self.changed.emit()

    def fit_rect(self, pane: QWidget, rect: Rect) -> None:
        """Show a part of the picture with some surroundings, at no larger zoom than the hole."""
        self.take(self._around(self.viewport(pane), rect))

    def mark(self, marks: Sequence[PlaceMark]) -> None:
        """Draw these outlines on the original from now on."""
        self.marks = tuple(marks)
        self.changed.emit()

    def rescale(self, before: QSize, after: QSize) -> None:
        """After a resize, show the same part of the picture, larger or smaller."""
        if self.zoom > 0 and before != after and not before.isEmpty() and not after.isEmpty():
            # the geometric mean of both directions, so that resizing back restores the zoom
            self.zoom *= ((after.width() * after.height()) / (before.width() * before.height())) ** 0.5
            self.zoom = min(max(self.zoom, MIN_ZOOM), MAX_ZOOM)
            self.changed.emit()

    def _around(self, viewport: Viewport, rect: Rect) -> Viewport:
        hole = rect if rect else Rect.of(self.image)
        share = max(hole.width / viewport.width, hole.height / viewport.height, 1e-6)
        wanted, least = (viewport.ratio / (share * room) for room in (_ROOM, _LEAST))
        zoom = min(wanted, max(_SMOOTH, min(least, _LARGEST)))
        if zoom <= viewport.fit_zoom:
            return viewport.fitted()
        # as close to the middle of the hole as possible with the picture filling the pane
        half_width, half_height = (
            side * viewport.ratio / zoom / 2 for side in (viewport.width, viewport.height)
        )
        x = _between(half_width, hole.x + hole.width / 2, self.image.width - half_width)
        y = _between(half_height, hole.y + hole.height / 2, self.image.height - half_height)
        return viewport.zoomed(zoom).centred_on(x, y)


def _between(low: float, value: float, high: float) -> float:
    """`value` clamped to the range, or the middle of an empty range."""
    return min(max(value, low), high) if low <= high else (low + high) / 2


class Pictures(QObject):
    """The screen pixels of the frozen photo, and of the hole alone for each entrant.

    Thus ten fills of a large photo take hardly more memory than the photo.
    """

    changed = Signal()

    def __init__(self, session: Session, run: CompareRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self.transform: DisplayTransform = display_transform(run.document.photo)
        self.part = aligned(run.part, run.document.size)
        self.base = Picture(session.pool, self)
        self.base.changed.connect(self.changed)
        self._covers: dict[int, tuple[object, Picture]] = {}

    def start(self) -> None:
        """Read the photo."""
        self.base.show(self._run.document, self.transform, Rect.of(self._run.document.size))

    def cover(self, index: int) -> Picture | None:
        """The hole as an entrant filled it; None while it has no fill."""
        document = self._run.entrants[index].document
        if document is None or not self.part:
            return None
        known = self._covers.get(index)
        if known is not None and known[0] is document:
            return known[1]
        picture = Picture(self._session.pool, self)
        picture.changed.connect(self.changed)
        self._covers[index] = (document, picture)
        picture.show(document, self.transform, self.part)
        return picture

    def pyramid(self, rgb: Bytes, part: Rect) -> Pyramid:
        """A pyramid of an RGB picture (h, w, 3) uint8 of `part`, which must be `aligned`."""
        blank = Pyramid.blank(part)
        blank.put(part, DisplayTransform().screen(rgb, None))
        return blank


class Pane(QWidget):
    """A view of the photo with `covers` painted over it, each clipped to its rectangle (or None).

    The wheel zooms at the pointer, dragging pans, a double click fits the whole photo or the hole.
    """

    clicked = Signal()

    def __init__(self, view: SharedView, pictures: Pictures) -> None:
        super().__init__()
        self.view, self.pictures = view, pictures
        self._grip: QPointF | None = None
        self._pressed: QPointF | None = None
        self.setMinimumSize(80, 60)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        view.changed.connect(self.update)
        pictures.changed.connect(self.update)
        watcher.theme_changed.connect(self.update)

    @property
    def viewport(self) -> Viewport:
        """The viewport of this pane."""
        return self.view.viewport(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_pictures(painter, event.rect())
        self.paint_over(painter)
        painter.end()

    def paint_pictures(self, painter: QPainter, exposed: QRect) -> None:
        """The photo and its covers; leaves the painter in widget px."""
        viewport = self.viewport
        painter.fillRect(exposed, palette().surround)
        painter.save()
        painter.scale(1 / viewport.ratio, 1 / viewport.ratio)
        part = viewport.widget_to_device(exposed)
        self.pictures.base.paint(painter, viewport, part)
        self.paint_between(painter, part)
        for cover, clip in self.covers():
            cover.paint(painter, viewport, part, clip)
        painter.restore()

    def covers(self) -> list[tuple[Cover, Rect | None]]:
        """What is painted over the photo, for subclasses."""
        return []

    def paint_between(self, painter: QPainter, exposed: Rect) -> None:
        """Painting between the photo and the covers, in device px, for subclasses."""

    def paint_over(self, painter: QPainter) -> None:
        """Painting over the pictures, in widget px, for subclasses."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        angle = event.angleDelta().y()
        if angle:
            viewport = self.viewport
            self.view.take(viewport.zoomed(viewport.zoom * _WHEEL**angle, event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            viewport = self.viewport
            self.view.take(viewport.zoomed(viewport.zoom * (1 + event.value()), event.position()))
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = self._pressed = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None and event.buttons():
            step = event.position() - self._grip
            self._grip = event.position()
            self.view.take(self.viewport.scrolled(step.x(), step.y()))
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        moved = self._pressed is None or (event.position() - self._pressed).manhattanLength() > 4
        self._grip = self._pressed = None
        self.unsetCursor()
        if not moved:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.viewport.zoom > self.viewport.fit_zoom * 1.01:
            self.view.fit(self)
        else:
            self.view.fit_hole()
