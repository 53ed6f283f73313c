"""Shows one frame of a film with its mask, zooms and pans, and passes the pointer to a tool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...core.geometry import Rect
from ..canvas.gestures import Gestures
from ..canvas.overlays import AVOID_COLOUR, MaskLayer, OverlayStyle
from ..canvas.pyramid import Pyramid
from ..canvas.tools.base import Tool
from ..canvas.viewport import Viewport
from ..kit.theme import palette, watcher
from ..session.session import Session
from .editing import FilmEditing

_ONION_OPACITY = 0.22


@dataclass(frozen=True, eq=False)
class Cover:
    """What a frame looks like filled: screen pixels around its hole, and where they were invented."""

    picture: Pyramid
    unseen: MaskLayer


@dataclass(frozen=True, eq=False)
class Onion:
    """The masks of neighbours of a frame, with their colours."""

    layers: tuple[tuple[MaskLayer, QColor], ...] = field(default=())


class FilmView(QWidget):
    """A canvas for the frames of a film; it is what tools and gestures need of one."""

    pointer_moved = Signal(object)
    tapped = Signal()
    """Space was pressed and released without panning."""
    repainted = Signal()
    """Another frame, or another part of it, is shown."""

    def __init__(self, editing: FilmEditing) -> None:
        super().__init__()
        self.editing = editing
        self.session = cast(Session, editing)  # gestures use no more of a session than this has
        self.tool: Tool | None = None
        self.viewport = Viewport(editing.size, 1, 1)
        self.is_fitted = True
        self.overlay = OverlayStyle()
        """How masks are shown."""
        self.picture: Pyramid | None = None
        """The frame that is shown, in screen pixels; None until the first is decoded."""
        self.cover: Cover | None = None
        self.onion = Onion()
        self.original_shown = self.unseen_shown = False
        self._mask = MaskLayer(editing.size)
        self._gestures = Gestures(self)
        self._may_tap = False
        self.setAccessibleName(self.tr("Frame"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)
        editing.mask_changed.connect(self._follow_mask)
        watcher.theme_changed.connect(self.update)
        self._follow_mask(Rect.of(editing.size))

    # -- what is shown --------------------------------------------------------------------------------

    def show_frame(self, picture: Pyramid, cover: Cover | None) -> None:
        """Show another frame, and what it looks like filled, if that is known."""
        self.picture, self.cover = picture, cover
        self.update()
        self.repainted.emit()

    def set_tool(self, tool: Tool) -> None:
        """Pass the pointer to another tool."""
        self._gestures.drop()
        if self.tool is not None:
            self.tool.changed.disconnect(self._tool_changed)
        self.tool = tool
        tool.changed.connect(self._tool_changed)
        self._tool_changed()

    def set_overlay(self, style: OverlayStyle) -> None:
        """Show masks like this."""
        self.overlay = style
        self.update()

    def _tool_changed(self) -> None:
        self.refresh_cursor()
        self.update()

    def _follow_mask(self, rect: Rect) -> None:
        self._mask.follow(self.editing.tiles, rect)
        self.update(self.viewport.rect_to_update(rect))

    @property
    def shows_result(self) -> bool:
        """Whether the filled frame is shown rather than the original."""
        return self.cover is not None and not self.original_shown

    # -- what tools need ------------------------------------------------------------------------------

    def paint_picture(self, painter: QPainter, rect: QRect) -> None:
        """Paint the frame in `rect` (widget px)."""
        painter.save()
        painter.scale(1 / self.viewport.ratio, 1 / self.viewport.ratio)
        self._paint_picture(painter, self.viewport.widget_to_device(rect))
        painter.restore()

    def set_wipe(self, x: float | None) -> None:
        """Films have no wipe."""

    def zoom_to_fit(self) -> None:
        """Show the whole frame."""
        self.is_fitted = True
        self._set_viewport(self.viewport.fitted())

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Show `scale` widget px for each pixel."""
        self.is_fitted = False
        self._set_viewport(self.viewport.zoomed(scale * self.viewport.ratio, at))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in or out."""
        self.zoom_to(self.viewport.scale * factor, at)

    def centre_on(self, x: float, y: float) -> None:
        """Show a point of the frame in the middle."""
        self.is_fitted = False
        self._set_viewport(self.viewport.centred_on(x, y))

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move the frame by widget px."""
        self.is_fitted = False
        self._set_viewport(self.viewport.scrolled(dx, dy))

    def _set_viewport(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.update()
            self.repainted.emit()

    def refresh_cursor(self) -> None:
        """Show the cursor for what a press would do now."""
        self.setCursor(self._gestures.cursor())

    # -- painting -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        exposed = event.rect()
        painter.fillRect(exposed, palette().surround)
        painter.save()
        painter.scale(1 / self.viewport.ratio, 1 / self.viewport.ratio)
        part = self.viewport.widget_to_device(exposed)
        self._paint_picture(painter, part)
        self._paint_masks(painter, part)
        painter.restore()
        if self.tool is not None:
            self.tool.paint(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, part: Rect) -> None:
        if self.picture is not None:
            self.picture.paint(painter, self.viewport, part)
        if self.shows_result and self.cover is not None:
            self.cover.picture.paint(painter, self.viewport, part)

    def _paint_masks(self, painter: QPainter, part: Rect) -> None:
        viewport, style = self.viewport, self.overlay
        if self.shows_result and self.cover is not None:
            if self.unseen_shown:
                self.cover.unseen.paint_hatched(painter, viewport, part, AVOID_COLOUR, style.opacity)
            return
        if not style.visible:
            return
        for layer, colour in self.onion.layers:
            layer.paint_tint(painter, viewport, part, colour, _ONION_OPACITY)
        if style.mode == "outline":
            self._mask.paint_outline(painter, viewport, part, 0)
        else:
            self._mask.paint_tint(painter, viewport, part, style.colour, style.opacity)

    # -- events ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that the tool wants before shortcuts, gestures of a trackpad, another screen."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.tool is not None and self.tool.wants_key(event):
                event.accept()
                return True
        elif kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if self._gestures.native(event):
                event.accept()
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._resized()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resized()

    def _resized(self) -> None:
        viewport = self.viewport.resized(
            max(1, self.width()), max(1, self.height()), self.devicePixelRatioF()
        )
        self._set_viewport(viewport.fitted() if self.is_fitted else viewport)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._may_tap = False
        self._gestures.mouse(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.mouse(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.mouse(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._gestures.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._may_tap = True
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._may_tap:
            self._may_tap = False
            self.tapped.emit()
        if not self._gestures.key(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.refresh_cursor()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._gestures.leave()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._may_tap = False
        self._gestures.end()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._gestures.end()
        super().hideEvent(event)
