"""The canvas: shows the photo, masks, previews and results, and passes input to a tool."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...core.geometry import Rect, Size
from ..session.session import Session
from .found import frame_of
from .gestures import Gestures
from .overlays import OverlayStyle
from .pins import Pins
from .progress import bar_rect, paint_bar
from .stage import Stage
from .tools.base import Tool
from .tools.marks import draw_path
from .viewport import Viewport

_MANY_RECTS = 6  # parts of an exposed region; with more of them it is painted as one rectangle
_NO_PHOTO = Size(1, 1)


class Canvas(QWidget):
    """Shows what the session shows, and passes pointer events to `tool`.

    It pans and zooms with every tool. Only the surround is painted until
    `is_ready`.
    """

    viewport_changed = Signal()
    pointer_moved = Signal(object)
    """(x, y) in coordinates of the picture, or None when the pointer left."""
    ready = Signal()
    """A photo was opened, and can be painted now."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.tool: Tool | None = None
        self._stage = Stage(session, lambda: self.viewport if self.isVisible() else None, self)
        self.scene, self.paint_picture = self._stage.scene, self._stage.paint_picture
        self.picture, self.original = self._stage.picture, self._stage.original
        self.structure = self._stage.structure
        self.viewport = Viewport(_NO_PHOTO, 1, 1)
        """Which part of the picture is shown, and at what zoom."""
        self.is_fitted = True
        """Whether the whole picture is shown, and stays fitted when the window changes size."""
        self._bar = QRect()
        self._gestures = Gestures(self)
        self.pins = Pins(self)
        self._set_up_widget()
        self._follow(session)
        self._opened()

    def _set_up_widget(self) -> None:
        self.setAccessibleName(self.tr("Photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # a fast stroke keeps every point that the system reports
        for attribute in (
            Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
            Qt.ApplicationAttribute.AA_CompressTabletEvents,
        ):
            QCoreApplication.setAttribute(attribute, False)

    def _follow(self, session: Session) -> None:
        session.opened.connect(self._opened)
        session.resized.connect(self._resized)
        session.fills.job_changed.connect(self._job_changed)
        session.fills.progressed.connect(self._job_changed)
        session.busy_changed.connect(self.refresh_cursor)
        self.picture.ready.connect(self.ready)
        self._stage.stale.connect(self._repaint)
        self._stage.stale_device.connect(self._repaint_device)
        self.viewport_changed.connect(self._stage.follow_view)
        self.pins.hot_changed.connect(self._pin_changed)

    # -- what is shown ---------------------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether the photo can be painted, even if only coarsely."""
        return self.picture.is_ready

    @property
    def overlay(self) -> OverlayStyle:
        """How masks are shown."""
        return self.scene.style

    @property
    def wipe(self) -> float | None:
        """The x of the divider in pixels of the picture, or None."""
        return self.scene.wipe

    def sizeHint(self) -> QSize:  # - Qt's name
        return QSize(800, 600)

    def pixel_at(self, x: float, y: float) -> tuple[int, ...] | None:
        """The values shown at a point of the picture, in the photo's bit depth; None outside it."""
        if not self.session.is_open:
            return None
        place = Rect(math.floor(x), math.floor(y), 1, 1)
        if not Rect.of(self.session.size).contains(place):
            return None
        return tuple(int(value) for value in self.session.shown.read(place)[0, 0])

    def thumbnail(self, side: int) -> QImage:
        """The whole picture, at most `side` pixels on its long side; null before it is ready."""
        return self.picture.thumbnail(side)

    def set_tool(self, tool: Tool | None) -> None:
        """Give the pointer to another tool; the previous one is deactivated."""
        before = self.tool
        if tool is before:
            return
        self._gestures.end()
        if before is not None:
            before.changed.disconnect(self._tool_changed)
            before.deactivate()
        self.tool = tool
        if tool is not None:
            tool.changed.connect(self._tool_changed)
            tool.activate()
        self._tool_changed()

    def set_overlay(self, style: OverlayStyle) -> None:
        """Change how masks are shown."""
        self._stage.set_style(style)
        self.update()

    def set_original_shown(self, shown: bool) -> None:
        """Show the photo without any fill, or (False) the picture again."""
        if shown != self.scene.original_shown:
            self._stage.set_original_shown(shown)
            self.update()

    def set_wipe(self, x: float | None) -> None:
        """Show the original left of `x` (pixels of the picture), or (None) nowhere."""
        before = self.scene.wipe
        if x == before:
            return
        old = self.scene.divider_rect(self.viewport)
        self._stage.set_wipe(x)
        if before is None or x is None:
            self.update()
        else:
            self.update(old | self.scene.divider_rect(self.viewport))

    def set_surround(self, colour: QColor) -> None:
        """Set the colour around the photo."""
        self.scene.surround = QColor(colour)
        self.update()

    # -- moving -------------------------------------------------------------------------------------

    def zoom_to_fit(self) -> None:
        """Show the whole picture, centred."""
        self.is_fitted = True
        self._set_viewport(self.viewport.fitted())

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Show `scale` widget pixels for each pixel of the picture; 1 / `devicePixelRatioF()` is 100 %."""
        self.is_fitted = False
        self._set_viewport(self.viewport.zoomed(scale * self.viewport.ratio, at))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the point at `at` (None: the middle) stays put."""
        self.zoom_to(self.viewport.scale * factor, at)

    def centre_on(self, x: float, y: float) -> None:
        """Show a point of the picture in the middle."""
        self.is_fitted = False
        self._set_viewport(self.viewport.centred_on(x, y))

    def look_at(self, rect: Rect, share: float, most: float) -> None:
        """Zoom until `rect` of the picture takes that share of the view, but not beyond the scale `most`."""
        view = min(self.width() / max(1, rect.width), self.height() / max(1, rect.height))
        self.zoom_to(min(most, max(self.viewport.fit_zoom / self.viewport.ratio, share * view)))
        self.centre_on(rect.x + rect.width / 2, rect.y + rect.height / 2)

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move the picture by (dx, dy) widget pixels."""
        self.is_fitted = False
        self._set_viewport(self.viewport.scrolled(dx, dy))

    def _set_viewport(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.scene.fade = None
            self.viewport_changed.emit()
            self.update()

    # -- the session --------------------------------------------------------------------------------

    def _opened(self) -> None:
        """Another photo, another canvas size, or none."""
        if self._gestures.is_drawing and self.tool is not None:
            self.tool.cancel()
        self._gestures.drop()
        size = self.session.size if self.session.is_open else _NO_PHOTO
        self.is_fitted = True
        width, height = max(1.0, self.width()), max(1.0, self.height())
        self.viewport = Viewport(size, width, height, ratio=self.devicePixelRatioF()).fitted()
        self._stage.begin()
        self.pins.follow()
        self.viewport_changed.emit()
        self.refresh_cursor()
        self.update()

    def _resized(self) -> None:
        """Another canvas; one of the same size, such as another frame, is seen at the same place and zoom."""
        before, fitted = self.viewport, self.is_fitted
        self._opened()
        if not fitted and before.image == self.viewport.image:
            self.is_fitted = False
            self._set_viewport(before)

    def _job_changed(self) -> None:
        """Update the progress bar by the hole."""
        self._stage.follow_job()
        old, self._bar = self._bar, self._bar_rect()
        self.update(old | self._bar)

    def _bar_rect(self) -> QRect:
        hole = self._stage.active_hole
        if not hole:
            return QRect()
        return bar_rect(self.viewport, hole).adjusted(-3, -3, 3, 3).toAlignedRect()

    # -- painting ---------------------------------------------------------------------------------------

    def _repaint(self, rect: Rect) -> None:
        """Repaint `rect` (pixels of the picture)."""
        if rect:
            self.update(self.viewport.rect_to_update(rect))

    def _repaint_device(self, rect: Rect) -> None:
        """Repaint `rect` (device pixels)."""
        self.update(self.viewport.device_to_widget(rect))

    def paintEvent(self, event: QPaintEvent) -> None:  # - Qt's name
        painter = QPainter(self)
        region = event.region()
        few = region.rectCount() <= _MANY_RECTS
        rects = list(region) if few else [region.boundingRect()]  # type: ignore[call-overload]
        for rect in rects:
            painter.save()
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.scale(1 / self.viewport.ratio, 1 / self.viewport.ratio)
            self.scene.paint(painter, self.viewport, self.viewport.widget_to_device(rect))
            painter.restore()
        job, hole = self.session.fills.job, self._stage.active_hole
        if job is not None and hole:
            accent = self.palette().color(QPalette.ColorRole.Accent)
            bar = bar_rect(self.viewport, hole)
            paint_bar(painter, bar, job.fraction, accent, self.scene.surround)
        finding = self.session.finding
        if finding.is_shown and finding.current is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_path(painter, frame_of(self.viewport, finding.current_rect))
        self.pins.paint(painter, region.boundingRect())
        if self.tool is not None and self.session.is_open:
            painter.save()
            self.tool.paint(painter)
            painter.restore()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # - Qt's name
        self._view_changed()

    def _view_changed(self) -> None:
        viewport = self.viewport.resized(
            max(1, self.width()), max(1, self.height()), self.devicePixelRatioF()
        )
        self._set_viewport(viewport.fitted() if self.is_fitted else viewport)

    # -- events -------------------------------------------------------------------------------------------

    def refresh_cursor(self) -> None:
        """Show the cursor for what a press would do now."""
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.pins.is_hot else self._gestures.cursor())

    def end_stroke(self) -> None:
        """End the present press, as if the pointer had been released."""
        self._gestures.end()

    @property
    def is_drawing(self) -> bool:
        """Whether the tool has an active press."""
        return self._gestures.is_drawing

    @property
    def is_panning(self) -> bool:
        """Whether the picture is being dragged, or a press would drag it."""
        return self._gestures.is_panning

    def _pin_changed(self) -> None:
        if self.pins.is_hot and self.tool is not None:
            self.tool.hover(None)  # a click would select the fill, and do nothing of the tool's
        self.refresh_cursor()

    def _tool_changed(self) -> None:
        self.session.set_selecting(self.tool is not None and self.tool.selects)
        self.refresh_cursor()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keys that the tool wants before shortcuts, gestures of a trackpad, another screen."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.session.is_open and self.tool is not None and self.tool.wants_key(event):
                event.accept()
                return True
        elif kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if self._gestures.native(event):
                event.accept()
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._view_changed()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        self._point(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        self._point(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # - Qt's name
        self._point(event)

    def tabletEvent(self, event: QTabletEvent) -> None:  # - Qt's name
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._point(event)

    def _point(self, event: QMouseEvent | QTabletEvent) -> None:
        """Give an event of the mouse or the pen to the pins, and what they leave to the tool."""
        for left in self.pins.filtered(event):
            if isinstance(left, QTabletEvent):
                self._gestures.tablet(left)
            else:
                self._gestures.mouse(left)
        if self.pins.is_hot:
            self.pointer_moved.emit(self.viewport.to_image(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # - Qt's name
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # - Qt's name
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # - Qt's name
        if not self._gestures.key(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # - Qt's name
        self.refresh_cursor()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # - Qt's name
        self.pins.leave()
        self._gestures.leave()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # - Qt's name
        self.pins.leave()
        self._gestures.end()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # - Qt's name
        self._gestures.end()
        super().hideEvent(event)
