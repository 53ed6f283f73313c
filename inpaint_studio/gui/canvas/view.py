"""The canvas: the photo, masks, previews and results, under the hands of a tool."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
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

from ...core.document import Document
from ...core.geometry import Rect, Size
from ...core.state import MASK
from ..session import AVOID, SOURCES, Session
from .display import DisplayTransform, display_transform
from .gestures import Gestures, wants_key
from .overlays import MaskLayer, OverlayStyle
from .picture import Picture
from .progress import bar_rect, paint_bar
from .pyramid import LEVELS, aligned
from .scene import Fade, Scene, blank_viewport
from .tools.base import Tool
from .viewport import Viewport

_FRAME = 16  # ms from one step of a fade to the next
_ANTS = 120  # ms from one step of the marching outline to the next
_LINGER = 300  # ms that the last preview stays after its fill has ended, unless the result comes first
_MANY_RECTS = 6  # parts of an exposed region; with more of them it is painted as one rectangle
_NO_PHOTO = Size(1, 1)


class Canvas(QWidget):
    """Shows what the session shows, and hands what the pointer does to `tool`.

    It pans and zooms by itself, whatever the tool is. Nothing is painted but the surround until
    `is_ready`.
    """

    viewport_changed = Signal()
    pointer_moved = Signal(object)
    """(x, y) in coordinates of the picture, or None when the pointer left."""
    ready = Signal()
    """A photo was opened, and can be painted now."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.tool: Tool | None = None
        self.picture = Picture(session.pool, self)
        self.original = Picture(session.pool, self)
        self.scene = Scene(self.picture, self.original)
        self._viewport = Viewport(_NO_PHOTO, 1, 1)
        self._fitted = True
        self._transform_of: tuple[object, DisplayTransform] | None = None
        self._chosen: object = None
        self._asked: object = None  # the mask that `scene.hole` was made of
        self._bar = QRect()
        self._gestures = Gestures(self)
        self._fading = self._timer(_FRAME, self._fade_on)
        self._marching = self._timer(_ANTS, self._march)
        self._lingering = self._timer(_LINGER, self._show_previews)
        self._lingering.setSingleShot(True)
        self._look_like_a_canvas()
        self._follow(session)
        self._opened()

    def _look_like_a_canvas(self) -> None:
        self.setAccessibleName(self.tr("Photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # a fast stroke keeps every point that the system has of it
        for attribute in (
            Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
            Qt.ApplicationAttribute.AA_CompressTabletEvents,
        ):
            QCoreApplication.setAttribute(attribute, False)

    def _follow(self, session: Session) -> None:
        session.opened.connect(self._opened)
        session.resized.connect(self._opened)
        session.picture_changed.connect(self._picture_changed)
        session.mask_changed.connect(self._mask_changed)
        session.results_changed.connect(self._results_changed)
        session.preview_changed.connect(self._preview_changed)
        session.job_changed.connect(self._job_changed)
        session.busy_changed.connect(self.refresh_cursor)
        session.settings_changed.connect(self._results_changed)
        self.picture.ready.connect(self.ready)
        self.picture.changed.connect(self._repaint)
        self.original.changed.connect(self._repaint)

    def _timer(self, interval: int, step: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(step)
        return timer

    # -- what shows ---------------------------------------------------------------------------------

    @property
    def viewport(self) -> Viewport:
        """Which part of the picture shows, and how large."""
        return self._viewport

    @property
    def is_ready(self) -> bool:
        """Whether the photo can be painted, if only coarsely yet."""
        return self.picture.is_ready

    @property
    def is_fitted(self) -> bool:
        """Whether the whole picture shows and goes on doing so when the window changes."""
        return self._fitted

    @property
    def overlay(self) -> OverlayStyle:
        """How masks are shown."""
        return self.scene.style

    @property
    def wipe(self) -> float | None:
        """The x of the divider in pixels of the picture, or None."""
        return self.scene.wipe

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(800, 600)

    def pixel_at(self, x: float, y: float) -> tuple[int, ...] | None:
        """The values shown at a point of the picture, in the photo's own depth; None beyond it."""
        if not self.session.is_open:
            return None
        place = Rect(math.floor(x), math.floor(y), 1, 1)
        if not Rect.of(self.session.size).contains(place):
            return None
        return tuple(int(value) for value in self.session.shown.read(place)[0, 0])

    def thumbnail(self, side: int) -> QImage:
        """The whole picture with `side` pixels on its long side (or fewer); null before it is ready."""
        pyramid = self.picture.pyramid
        if pyramid is None:
            return QImage()
        size = pyramid.region
        level = pyramid.first
        while level < LEVELS - 1 and max(size.width, size.height) >> (level + 1) >= side:
            level += 1
        image = pyramid.image(level)
        return image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).copy()

    def set_tool(self, tool: Tool | None) -> None:
        """Hand the pointer to another tool; the one before is put down."""
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
        """Show masks in another way."""
        self.scene.style = style
        self._march_or_stand()
        self.update()

    def set_original_shown(self, shown: bool) -> None:
        """Show the photo without any fill, or (False) the picture again."""
        if shown != self.scene.original_shown:
            self.scene.original_shown = shown
            self._have_original()
            self.update()

    def set_wipe(self, x: float | None) -> None:
        """Show the original left of `x` (pixels of the picture), or (None) nowhere."""
        before = self.scene.wipe
        if x == before:
            return
        old = self.scene.divider_rect(self._viewport)
        self.scene.wipe = x
        self._have_original()
        if before is None or x is None:
            self.update()
        else:
            self.update(old | self.scene.divider_rect(self._viewport))

    def set_surround(self, colour: QColor) -> None:
        """The colour around the photo."""
        self.scene.surround = QColor(colour)
        self.update()

    # -- moving -------------------------------------------------------------------------------------

    def zoom_to_fit(self) -> None:
        """The whole picture in the middle of the view."""
        self._fitted = True
        self._set_viewport(self._viewport.fitted())

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Show so many widget pixels for each of the picture; 1 / `devicePixelRatioF()` is 100 %."""
        self._fitted = False
        self._set_viewport(self._viewport.zoomed(scale * self._viewport.ratio, at))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Show it so many times larger; what is at `at` (None: in the middle) stays there."""
        self.zoom_to(self._viewport.scale * factor, at)

    def centre_on(self, x: float, y: float) -> None:
        """Show a point of the picture in the middle."""
        self._fitted = False
        self._set_viewport(self._viewport.centred_on(x, y))

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move the picture by so many pixels of the widget."""
        self._fitted = False
        self._set_viewport(self._viewport.scrolled(dx, dy))

    def _set_viewport(self, viewport: Viewport) -> None:
        if viewport != self._viewport:
            self._viewport = viewport
            self.scene.fade = None
            self.viewport_changed.emit()
            self.update()

    # -- the session --------------------------------------------------------------------------------

    def _opened(self) -> None:
        """Another photo, another size of it, or none."""
        session, scene = self.session, self.scene
        if self._gestures.is_drawing and self.tool is not None:
            self.tool.cancel()
        self._gestures.drop()
        self.picture.clear()
        self.original.clear()
        scene.masks.clear()
        scene.previews, scene.hole, scene.fade, scene.wipe = (), None, None, None
        self._asked = None
        scene.original_shown = False
        self._chosen = session.chosen
        size = session.size if session.is_open else _NO_PHOTO
        self._fitted = True
        self._viewport = blank_viewport(size, self.width(), self.height(), self.devicePixelRatioF())
        if session.is_open:
            scene.transform = self._transform()
            self.picture.show(session.shown, scene.transform, Rect.of(size))
            for name in (SOURCES, AVOID, MASK):
                self._follow_mask(name, Rect.of(size))
        self._results_changed()
        self.viewport_changed.emit()
        self.refresh_cursor()
        self.update()

    def _transform(self) -> DisplayTransform:
        photo = self.session.photo
        if self._transform_of is None or self._transform_of[0] is not photo:
            self._transform_of = (photo, display_transform(photo))
        return self._transform_of[1]

    def _picture_changed(self, rect: Rect) -> None:
        if not self.session.is_open:
            return
        chosen = self.session.chosen
        if chosen is not None and chosen is not self._chosen and not self._is_calm:
            self._begin_fade(rect)
        self._chosen = chosen
        self._lingering.stop()
        self._show_previews()
        self.picture.refresh(self.session.shown, rect)
        self._have_original()

    def _mask_changed(self, name: str, rect: Rect) -> None:
        if self.session.is_open:
            self._follow_mask(name, rect)
            self._repaint(rect)

    def _follow_mask(self, name: str, rect: Rect) -> None:
        if name not in (SOURCES, AVOID, MASK):
            return
        tiles = self.session.mask_tiles(name)
        if name not in self.scene.masks:
            # in the order of painting, the mask itself on top
            found = {**self.scene.masks, name: MaskLayer(tiles.size)}
            self.scene.masks = {one: found[one] for one in (SOURCES, AVOID, MASK) if one in found}
        self.scene.masks[name].follow(tiles, rect)
        self._march_or_stand()

    def _results_changed(self) -> None:
        hides = self.session.chosen is not None
        if hides != self.scene.hides_mask:
            self.scene.hides_mask = hides
            mask = self.scene.masks.get(MASK)
            if mask is not None:
                self._repaint(mask.extent)
        self._march_or_stand()

    def _preview_changed(self) -> None:
        if self.session.previews or not self.scene.previews:
            self._lingering.stop()
            self._show_previews()
        else:
            # the result is about to come: until then the hole does not fall back to what was there
            self._lingering.start()

    def _show_previews(self) -> None:
        before, self.scene.previews = self.scene.previews, self.session.previews
        for preview in (*before, *self.scene.previews):
            self._repaint(preview.rect)

    def _job_changed(self) -> None:
        """The bar by the hole goes on, or away."""
        job, asked = self.session.job, self.session.filling.working_mask
        if job is not None and asked is not None and self.session.is_open and asked is not self._asked:
            hole = MaskLayer(asked.size)
            hole.follow(asked, Rect.of(asked.size))
            self.scene.hole, self._asked = hole, asked
        old, self._bar = self._bar, self._bar_rect()
        self.update(old | self._bar)

    def _bar_rect(self) -> QRect:
        hole = self._hole_at_work()
        if not hole:
            return QRect()
        return bar_rect(self._viewport, hole).adjusted(-3, -3, 3, 3).toAlignedRect()

    def _hole_at_work(self) -> Rect:
        """The bounds of what is being filled, empty if nothing is."""
        if self.session.job is None or self.scene.hole is None:
            return Rect(0, 0, 0, 0)
        return self.scene.hole.bounds

    def _have_original(self) -> None:
        """Hold the original wherever fills lie, as long as any of it is looked at."""
        if not self.session.is_open or not (self.scene.original_shown or self.scene.wipe is not None):
            self.original.clear()
            return
        shown = self.session.shown
        document = shown if isinstance(shown, Document) else self.session.document
        needed = Rect(0, 0, 0, 0)
        for layer in document.layers:
            for patch in layer.content.patches if layer.shows else ():
                needed |= patch.rect.moved(-document.canvas.x, -document.canvas.y)
        needed = needed & Rect.of(self.session.size)
        if needed and not self.original.region.contains(needed):
            region = aligned(needed, self.session.size)
            self.original.show(self.session.original, self.scene.transform, region)

    # -- motion ---------------------------------------------------------------------------------------

    @property
    def _is_calm(self) -> bool:
        return bool(getattr(self.session.settings, "reduced_motion", False))

    def _begin_fade(self, rect: Rect) -> None:
        """Keep what shows in `rect` of the picture, to be faded out over what comes."""
        where = self._viewport.rect_to_device(rect) & self._viewport.device
        if not where or not self.picture.is_ready or not self.isVisible():
            return
        image = QImage(where.width, where.height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.translate(-where.x, -where.y)
        self.scene.paint_picture(painter, self._viewport, where)
        self.scene.paint_previews(painter, self._viewport, where, self.scene.previews)
        painter.end()
        self.scene.fade = Fade(image, where, time.monotonic())
        self._fading.start()

    def _fade_on(self) -> None:
        fade = self.scene.fade
        if fade is None or fade.strength == 0:
            self._fading.stop()
            self.scene.fade = None
        if fade is not None:
            self.update(self._viewport.device_to_widget(fade.where))

    def _march_or_stand(self) -> None:
        mask = self.scene.masks.get(MASK)
        style = self.scene.style
        marches = (
            style.visible
            and style.mode == "outline"
            and not self._is_calm
            and not self.scene.hides_mask
            and mask is not None
            and not mask.is_empty
        )
        if marches != self._marching.isActive():
            self._marching.start() if marches else self._marching.stop()

    def _march(self) -> None:
        mask = self.scene.masks.get(MASK)
        if mask is not None and self.isVisible():
            self.scene.phase = (self.scene.phase + 1) % 8
            self.update(
                self._viewport.device_to_widget(mask.device_extent(self._viewport, self._viewport.device))
            )

    # -- painting ---------------------------------------------------------------------------------------

    def _repaint(self, rect: Rect) -> None:
        """Have the place of `rect` (pixels of the picture) painted again."""
        if rect:
            self.update(self._viewport.rect_to_update(rect))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        region = event.region()
        few = region.rectCount() <= _MANY_RECTS
        rects = list(region) if few else [region.boundingRect()]  # type: ignore[call-overload]
        for rect in rects:
            painter.save()
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.scale(1 / self._viewport.ratio, 1 / self._viewport.ratio)
            self.scene.paint(painter, self._viewport, self._viewport.widget_to_device(rect))
            painter.restore()
        job, hole = self.session.job, self._hole_at_work()
        if job is not None and hole:
            accent = self.palette().color(QPalette.ColorRole.Accent)
            bar = bar_rect(self._viewport, hole)
            paint_bar(painter, bar, job.fraction, accent, self.scene.surround)
        if self.tool is not None and self.session.is_open:
            painter.save()
            self.tool.paint(painter)
            painter.restore()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._view_changed()

    def _view_changed(self) -> None:
        viewport = self._viewport.resized(
            max(1, self.width()), max(1, self.height()), self.devicePixelRatioF()
        )
        self._set_viewport(viewport.fitted() if self._fitted else viewport)

    # -- events -------------------------------------------------------------------------------------------

    def refresh_cursor(self) -> None:
        """Show the cursor for what a press would do now."""
        self.setCursor(self._gestures.cursor())

    def end_stroke(self) -> None:
        """End what the pointer has under way, as if it had been released."""
        self._gestures.end()

    @property
    def is_drawing(self) -> bool:
        """Whether the pointer is pressed for the tool."""
        return self._gestures.is_drawing

    def _tool_changed(self) -> None:
        self.refresh_cursor()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keys that the tool wants before shortcuts, gestures of a trackpad, another screen."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.session.is_open and wants_key(self.tool, event):
                event.accept()
                return True
        elif kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if self._gestures.native(event):
                event.accept()
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._view_changed()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.mouse(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.mouse(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.mouse(event)

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._gestures.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if not self._gestures.key(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        self.refresh_cursor()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.leave()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.end()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        self._gestures.end()
        super().hideEvent(event)
