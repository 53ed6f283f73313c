"""Everything on the canvas below the tool's own marks, painted in order in screen pixels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ...core.document.curation import PROTECTED
from ...core.document.state import MASK
from ...core.geometry import Rect
from ...engines.progress import PreviewImage
from .display import DisplayTransform
from .found import FoundLayer, grey_picture
from .overlays import AVOID_COLOUR, PROTECTED_COLOUR, SOURCES_COLOUR, MaskLayer, OverlayStyle
from .picture import Picture
from .progress import paint_preview
from .pyramid import rounded
from .structure import StructureLayer
from .viewport import Viewport

FADE_SECONDS = 0.12
GRID_FROM = 8.0
"""The zoom above which a grid separates the pixels."""
RIM_FROM = 0.5
"""The zoom below which the rim lies on the edge of the mask, and is not shown."""
_GRID = QColor(128, 128, 128, 70)
_GRIP = 24.0  # widget px: the divider's handle, and the width in which it can be grabbed


@dataclass(frozen=True, eq=False)
class Fade:
    """The previous picture at the device pixels of `where`, fading out since `began`."""

    image: QImage
    where: Rect
    began: float

    @property
    def strength(self) -> float:
        """Opacity: 1 at first, 0 at the end."""
        return max(0.0, 1 - (time.monotonic() - self.began) / FADE_SECONDS)


@dataclass(eq=False)
class Scene:
    """What to paint; whoever changes a part of it repaints that place.

    `original` holds the photo without fills at least wherever fills lie. `wipe` is the x (pixels of the
    picture) to the left of which it is shown; `original_shown` shows it everywhere. `hides_mask` is set while
    a result is shown. `hole` is the mask of the running fill, `rim` the mask as *Fill* will widen it. `phase`
    (widget px) moves the outline. `reviewing`: protected regions and the damage in `found` are shown; `show`
    is how.
    """

    picture: Picture
    original: Picture
    masks: dict[str, MaskLayer] = field(default_factory=dict)
    hole: MaskLayer | None = None
    style: OverlayStyle = field(default_factory=OverlayStyle)
    surround: QColor = field(default_factory=lambda: QColor("#1b1c1e"))
    transform: DisplayTransform = field(default_factory=DisplayTransform)
    previews: Sequence[PreviewImage] = ()
    fade: Fade | None = None
    wipe: float | None = None
    original_shown: bool = False
    hides_mask: bool = False
    phase: int = 0
    reviewing: bool = False
    found: FoundLayer | None = None
    rim: MaskLayer | None = None
    structure: StructureLayer | None = None
    show: str = "photo"

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """Paint the device pixels of `exposed`; the painter is in device px and clipped to them."""
        whole = rounded(viewport, Rect.of(viewport.image))
        if not self.picture.is_ready or not whole.contains(exposed):
            painter.fillRect(QRect(exposed.x, exposed.y, exposed.width, exposed.height), self.surround)
        if not self.picture.is_ready:
            return
        found = self.found if self._shows_found else None
        if found is not None and self.show == "marks":
            found.paint_alone(painter, viewport, exposed)
            return
        if found is not None and self.show == "grey":
            self._paint_grey(painter, viewport, exposed & whole)
        else:
            self.paint_picture(painter, viewport, exposed)
        if self.fade is not None and self.fade.strength > 0:
            painter.setOpacity(self.fade.strength)
            painter.drawImage(self.fade.where.x, self.fade.where.y, self.fade.image)
            painter.setOpacity(1.0)
        if viewport.zoom > GRID_FROM:
            self._paint_grid(painter, viewport, exposed & whole)
        if self.style.visible and not self.original_shown and self.wipe is None:
            self._paint_masks(painter, viewport, exposed)
        if found is not None:
            found.paint(painter, viewport, exposed)
        if self.structure is not None and not self.original_shown and self.wipe is None:
            self.structure.paint(painter, viewport)
        if not self.original_shown and self.wipe is None:
            self.paint_previews(painter, viewport, exposed, self.previews)
        if self.wipe is not None and not self.original_shown:
            self._paint_divider(painter, viewport, exposed)

    @property
    def _shows_found(self) -> bool:
        """Whether marks are to be seen: not while a result, or the original, is looked at."""
        plain = self.original_shown or self.wipe is not None
        return self.reviewing and self.style.visible and not self.hides_mask and not plain

    def _paint_grey(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """The picture in grey, so that marks stand out."""
        if exposed:

            def picture(onto: QPainter) -> None:
                self.picture.paint(onto, viewport, exposed)

            painter.drawImage(exposed.x, exposed.y, grey_picture(exposed, picture))

    def paint_picture(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """The picture, and the original where it is to be shown."""
        self.picture.paint(painter, viewport, exposed)
        if self.original_shown:
            self.original.paint(painter, viewport, exposed)
        elif self.wipe is not None:
            left = Rect(0, 0, min(viewport.image.width, max(0, round(self.wipe))), viewport.image.height)
            if left:
                self.original.paint(painter, viewport, exposed, left)

    def paint_previews(
        self, painter: QPainter, viewport: Viewport, exposed: Rect, previews: Sequence[PreviewImage]
    ) -> None:
        """The previews, over the holes only."""
        if self.hole is not None:
            for preview in previews:
                paint_preview(painter, viewport, exposed, preview, self.hole, self.transform, self.picture)

    def divider_rect(self, viewport: Viewport) -> QRect:
        """The widget pixels of the divider and its grip."""
        if self.wipe is None:
            return QRect()
        x = viewport.to_widget(self.wipe, 0).x()
        return QRectF(x - _GRIP / 2 - 1, 0, _GRIP + 2, viewport.height).toAlignedRect()

    def _paint_masks(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        opacity = self.style.opacity
        for name, layer in self.masks.items():
            if layer.is_empty:
                continue
            if name == MASK:
                if self.hides_mask:
                    continue
                if self.style.mode == "outline":
                    layer.paint_outline(painter, viewport, exposed, self.phase)
                else:
                    layer.paint_tint(painter, viewport, exposed, QColor(self.style.colour), opacity)
                if self.rim is not None and viewport.zoom >= RIM_FROM:
                    self.rim.paint_outline(painter, viewport, exposed, self.phase)
            elif name == "avoid":
                layer.paint_hatched(painter, viewport, exposed, AVOID_COLOUR, opacity)
            elif name == PROTECTED:
                if self.reviewing:
                    layer.paint_hatched(painter, viewport, exposed, PROTECTED_COLOUR, 0.6 * opacity)
            else:
                layer.paint_tint(painter, viewport, exposed, SOURCES_COLOUR, opacity * 0.8)

    def _paint_grid(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """Lines one device pixel wide between the pixels of the picture."""
        if not exposed:
            return
        left, top = viewport.origin
        pixels = viewport.device_to_image(exposed, 1)
        lines = []
        for x in range(pixels.x, pixels.right + 1):
            place = round(x * viewport.zoom + left) + 0.5
            lines.append(QLineF(place, exposed.y, place, exposed.bottom))
        for y in range(pixels.y, pixels.bottom + 1):
            place = round(y * viewport.zoom + top) + 0.5
            lines.append(QLineF(exposed.x, place, exposed.right, place))
        painter.save()
        painter.setClipRect(
            QRect(exposed.x, exposed.y, exposed.width, exposed.height), Qt.ClipOperation.IntersectClip
        )
        painter.setPen(QPen(_GRID, 1))
        painter.drawLines(lines)
        painter.restore()

    def _paint_divider(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        assert self.wipe is not None
        ratio = viewport.ratio
        place = round(viewport.to_widget(self.wipe, 0).x() * ratio)
        if not exposed.x - _GRIP * ratio <= place <= exposed.right + _GRIP * ratio:
            return
        height = round(viewport.height * ratio)
        width = max(1, round(ratio))
        painter.save()
        painter.fillRect(QRect(place - width, 0, width, height), QColor(0, 0, 0, 110))
        painter.fillRect(QRect(place, 0, width, height), QColor(255, 255, 255, 235))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = _GRIP / 2 * ratio
        middle = QPointF(place + width / 2, height / 2)
        painter.setPen(QPen(QColor(0, 0, 0, 110), ratio))
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawEllipse(middle, radius - ratio, radius - ratio)
        painter.setPen(QPen(QColor(40, 42, 46), 1.6 * ratio, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = middle + QPointF(side * 0.58 * radius, 0)
            for end in (-1, 1):
                painter.drawLine(tip, tip + QPointF(-side * 0.26 * radius, end * 0.26 * radius))
        painter.restore()
