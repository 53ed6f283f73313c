"""A fill under way, shown where it happens: how the hole looks so far, and a thin bar by the hole."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ...core.geometry import Rect
from ...engines.progress import PreviewImage
from .display import DisplayTransform
from .overlays import MaskLayer
from .pyramid import rounded
from .viewport import Viewport

_BAR = 4.0  # widget px high
_SHORTEST, _LONGEST = 48.0, 240.0
_GAP = 10.0  # between the hole and the bar
_EDGE = 8.0  # what is left free at the borders of the view


def paint_preview(
    painter: QPainter,
    viewport: Viewport,
    exposed: Rect,
    preview: PreviewImage,
    mask: MaskLayer,
    transform: DisplayTransform,
) -> None:
    """Paint a preview over the hole alone; the painter is in device px."""
    where = rounded(viewport, preview.rect) & mask.device_extent(viewport, exposed)
    if not where:
        return
    shown = QImage(where.width, where.height, QImage.Format.Format_ARGB32_Premultiplied)
    shown.fill(0)
    pixels = np.ascontiguousarray(transform.screen_of_rgb(preview.pixels))
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    inner = QPainter(shown)
    inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    left, top = viewport.origin
    inner.translate(left - where.x, top - where.y)
    inner.scale(viewport.zoom, viewport.zoom)
    rect = preview.rect
    inner.drawImage(QRectF(rect.x, rect.y, rect.width, rect.height), image)
    inner.resetTransform()
    # known pixels stay as they are: only the hole is let through
    coverage = np.ascontiguousarray(mask.sample(viewport, where))
    through = QImage(coverage.data, where.width, where.height, where.width, QImage.Format.Format_Alpha8)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    inner.drawImage(0, 0, through)
    inner.end()
    painter.drawImage(where.x, where.y, shown)


def bar_rect(viewport: Viewport, hole: Rect) -> QRectF:
    """Where the bar for `hole` (pixels of the picture) lies, in widget px: under it, within the view."""
    around = viewport.rect_to_widget(hole)
    length = min(_LONGEST, max(_SHORTEST, around.width()), max(1.0, viewport.width - 2 * _EDGE))
    left = around.center().x() - length / 2
    top = around.bottom() + _GAP
    left = min(max(left, _EDGE), viewport.width - _EDGE - length)
    top = min(max(top, _EDGE), viewport.height - _EDGE - _BAR)
    return QRectF(left, top, length, _BAR)


def paint_bar(painter: QPainter, bar: QRectF, fraction: float, accent: QColor, ground: QColor) -> None:
    """A track with `fraction` (0 to 1) of it in the accent colour; the painter is in widget px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    track = QColor(ground)
    track.setAlpha(215)
    painter.setBrush(track)
    rim = bar.adjusted(-2, -2, 2, 2)
    painter.drawRoundedRect(rim, rim.height() / 2, rim.height() / 2)
    done = QRectF(bar)
    done.setWidth(max(bar.height(), bar.width() * min(1.0, max(0.0, fraction))))
    painter.setBrush(accent)
    painter.drawRoundedRect(done, bar.height() / 2, bar.height() / 2)
    painter.restore()
