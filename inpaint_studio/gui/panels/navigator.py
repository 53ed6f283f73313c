"""A small view of the whole picture with the visible part marked; drag the mark, or set the zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..canvas.view import Canvas
from ..canvas.viewport import MAX_ZOOM, MIN_ZOOM
from ..kit.controls import IconButton, Slider
from ..kit.later import timer
from ..kit.layouts import column_layout, row_layout
from ..kit.theme import GRID
from ..session.session import Session

_EVERY = 100  # ms between updates of the thumbnail, at least
_TALLEST = 220  # widget px of the thumbnail
_SHADE = QColor(0, 0, 0, 110)
_STEP = 0.1  # of the view, for an arrow key
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Overview(QWidget):
    """The thumbnail and the mark; `moved` gives the point (x, y) of the picture to centre on."""

    moved = Signal(float, float)

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._image = QImage()
        self._grip = QPointF()
        self._dragging = False
        self.setAccessibleName(self.tr("Overview of the photo"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # - Qt's name
        return QSize(240, 168)

    def refresh(self) -> None:
        """Show the present picture."""
        side = max(self.width(), self.height()) * self.devicePixelRatioF()
        self._image = self._canvas.thumbnail(max(1, round(side))) if self._canvas.is_ready else QImage()
        self.update()

    @property
    def picture_rect(self) -> QRectF:
        """Where the thumbnail is; empty without a picture."""
        if self._image.isNull():
            return QRectF()
        size = self._canvas.viewport.image
        scale = min(self.width() / size.width, min(self.height(), _TALLEST) / size.height)
        width, height = size.width * scale, size.height * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    @property
    def mark_rect(self) -> QRectF:
        """Where the mark of the visible part is, within the thumbnail."""
        picture, viewport = self.picture_rect, self._canvas.viewport
        if picture.isEmpty():
            return QRectF()
        scale = picture.width() / viewport.image.width
        left, top = viewport.to_image(QPointF(0, 0))
        right, bottom = viewport.to_image(QPointF(viewport.width, viewport.height))
        mark = QRectF(
            picture.x() + left * scale,
            picture.y() + top * scale,
            (right - left) * scale,
            (bottom - top) * scale,
        )
        return mark.intersected(picture)

    def paintEvent(self, event: QPaintEvent) -> None:  # - Qt's name
        picture = self.picture_rect
        if picture.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(picture, self._image)
        mark = self.mark_rect
        if self._shows_all(mark, picture):
            return
        for shade in (
            QRectF(picture.left(), picture.top(), picture.width(), mark.top() - picture.top()),
            QRectF(picture.left(), mark.bottom(), picture.width(), picture.bottom() - mark.bottom()),
            QRectF(picture.left(), mark.top(), mark.left() - picture.left(), mark.height()),
            QRectF(mark.right(), mark.top(), picture.right() - mark.right(), mark.height()),
        ):
            painter.fillRect(shade, _SHADE)
        painter.setPen(QPen(QColor(0, 0, 0, 140), 3))
        painter.drawRect(mark)
        painter.setPen(QPen(self.palette().accent().color(), 1.5))
        painter.drawRect(mark)

    @staticmethod
    def _shows_all(mark: QRectF, picture: QRectF) -> bool:
        return mark.width() > picture.width() - 0.5 and mark.height() > picture.height() - 0.5

    def mousePressEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        if event.button() != Qt.MouseButton.LeftButton or self.picture_rect.isEmpty():
            event.ignore()
            return
        mark = self.mark_rect
        # a press on the mark drags it from there; elsewhere the mark jumps to the pointer
        inside = mark.contains(event.position())
        self._grip = event.position() - mark.center() if inside else QPointF()
        self._dragging = True
        if not inside:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        if self._dragging:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        self._dragging = False

    def wheelEvent(self, event: QWheelEvent) -> None:  # - Qt's name
        """Zoom as the canvas does."""
        if self._canvas.is_ready and event.angleDelta().y():
            self._canvas.zoom_by(1.25 ** (event.angleDelta().y() / 120))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # - Qt's name
        if event.key() not in _ARROWS or not self._canvas.is_ready:
            super().keyPressEvent(event)
            return
        x, y = _ARROWS[Qt.Key(event.key())]
        viewport = self._canvas.viewport
        self._canvas.scroll_by(-x * _STEP * viewport.width, -y * _STEP * viewport.height)

    def _go(self, position: QPointF) -> None:
        picture = self.picture_rect
        if not picture.isEmpty():
            scale = self._canvas.viewport.image.width / picture.width()
            place = position - self._grip - picture.topLeft()
            self.moved.emit(place.x() * scale, place.y() * scale)


class Navigator(QWidget):
    """The overview, a zoom in percent, and a button that fits the picture in the window."""

    def __init__(self, canvas: Canvas, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.overview = Overview(canvas, self)
        self.zoom = Slider(
            round(100 * MIN_ZOOM), round(100 * MAX_ZOOM), 100, unit="%", whole=True, name=self.tr("Zoom")
        )
        self.fit = IconButton("fit", self.tr("Fit the photo in the window"), self, act=canvas.zoom_to_fit)
        row = row_layout(None, [self.fit, (self.zoom, 1)], spacing=GRID)
        column_layout(self, [(self.overview, 1), row], spacing=GRID, margins=GRID)
        self._later = timer(self, _EVERY, self.overview.refresh)
        self.overview.moved.connect(canvas.centre_on)
        self.zoom.changed.connect(self._zoom_wanted)
        canvas.viewport_changed.connect(self._viewport_changed)
        canvas.picture.changed.connect(self._picture_changed)
        session.opened.connect(self._opened)
        self._session = session
        self._opened()

    def _opened(self) -> None:
        self.setEnabled(self._session.is_open)
        self.overview.refresh()
        self._viewport_changed()

    def _picture_changed(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _viewport_changed(self) -> None:
        self.zoom.set_value(100 * self._canvas.viewport.zoom)
        self.overview.update()

    def _zoom_wanted(self, percent: float) -> None:
        if self._session.is_open:
            self._canvas.zoom_to(percent / 100 / self._canvas.viewport.ratio)
