"""A running fill on the canvas: a preview of the hole, and a thin progress bar below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ...core.arrays import Bytes
from ...core.geometry import Rect
from ...engines.progress import PreviewImage
from .display import DisplayTransform
from .overlays import MaskLayer
from .picture import Picture
from .pyramid import rounded
from .viewport import Viewport

_BAR = 4.0  # widget px high
_SHORTEST, _LONGEST = 48.0, 240.0
_GAP = 10.0  # between the hole and the bar
_EDGE = 8.0  # left free at the borders of the view


def paint_preview(
    painter: QPainter,
    viewport: Viewport,
    exposed: Rect,
    preview: PreviewImage,
    hole: MaskLayer,
    transform: DisplayTransform,
    picture: Picture,
) -> None:
    """Paint a preview over the hole only, with no tint under its soft edges; the painter is in device px."""
    where = rounded(viewport, preview.rect) & hole.device_extent(viewport, exposed)
    if not where:
        return
    coverage = np.ascontiguousarray(hole.sample(viewport, where))
    seen = _transparent(where)
    inner = QPainter(seen)
    inner.translate(-where.x, -where.y)
    picture.paint(inner, viewport, where)
    inner.resetTransform()
    inner.drawImage(0, 0, _enlarged(viewport, where, preview, coverage, transform))
    # only the hole is painted, known pixels are not touched
    _fade(inner, np.where(coverage > 0, np.uint8(255), np.uint8(0)))
    inner.end()
    painter.drawImage(where.x, where.y, seen)


def _enlarged(
    viewport: Viewport, where: Rect, preview: PreviewImage, coverage: Bytes, transform: DisplayTransform
) -> QImage:
    """The preview at the device pixels of `where`, with the coverage of the hole as its opacity."""
    pixels = np.ascontiguousarray(transform.screen_of_rgb(preview.pixels))
    height, width = pixels.shape[:2]
    small = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    shown = _transparent(where)
    inner = QPainter(shown)
    inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    left, top = viewport.origin
    inner.translate(left - where.x, top - where.y)
    inner.scale(viewport.zoom, viewport.zoom)
    rect = preview.rect
    inner.drawImage(QRectF(rect.x, rect.y, rect.width, rect.height), small)
    inner.resetTransform()
    _fade(inner, coverage)
    inner.end()
    return shown


def _transparent(where: Rect) -> QImage:
    image = QImage(where.width, where.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def _fade(painter: QPainter, opacity: Bytes) -> None:
    """Multiply the painted image by `opacity` (h, w) uint8, contiguous."""
    height, width = opacity.shape
    through = QImage(opacity.data, width, height, width, QImage.Format.Format_Alpha8)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, through)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def bar_rect(viewport: Viewport, hole: Rect) -> QRectF:
    """Where the bar for `hole` (pixels of the picture) is, in widget px: below it, within the view."""
    around = viewport.rect_to_widget(hole)
    length = min(_LONGEST, max(_SHORTEST, around.width()), max(1.0, viewport.width - 2 * _EDGE))
    left = around.center().x() - length / 2
    top = around.bottom() + _GAP
    left = min(max(left, _EDGE), viewport.width - _EDGE - length)
    top = min(max(top, _EDGE), viewport.height - _EDGE - _BAR)
    return QRectF(left, top, length, _BAR)


def paint_bar(painter: QPainter, bar: QRectF, fraction: float, accent: QColor, ground: QColor) -> None:
    """A track with `fraction` (0 to 1) of it in `accent`; the painter is in widget px."""
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
