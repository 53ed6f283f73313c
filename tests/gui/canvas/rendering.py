"""Pictures of a canvas to compare: the whole widget, or its scene at another device pixel ratio."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.canvas.scene import Scene
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.canvas.viewport import Viewport


def pixels_of(image: QImage) -> np.ndarray:
    """(h, w, 3) RGB."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., 2::-1].copy()


def grabbed(canvas: Canvas) -> np.ndarray:
    """The widget painted as a whole, (h, w, 3) RGB."""
    return pixels_of(canvas.grab().toImage())


def at_ratio(canvas: Canvas, ratio: float) -> Viewport:
    """The canvas's viewport as it would be on a screen with that ratio, fitted."""
    return replace(canvas.viewport, ratio=ratio).fitted()


def rendered(scene: Scene, viewport: Viewport, exposed: Rect | None = None) -> np.ndarray:
    """The scene in device pixels, (h, w, 3) RGB; magenta where nothing was painted."""
    whole = viewport.device
    image = QImage(whole.width, whole.height, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    painter = QPainter(image)
    part = whole if exposed is None else exposed
    painter.setClipRect(QRect(part.x, part.y, part.width, part.height))
    scene.paint(painter, viewport, part)
    painter.end()
    return pixels_of(image)


def alike(one: np.ndarray, other: np.ndarray, levels: int = 1, share: float = 0.995) -> None:
    """Fail unless nearly all pixels are the same to within a level or so."""
    assert one.shape == other.shape
    far = np.abs(one.astype(int) - other).max(axis=2) > levels
    assert far.mean() <= 1 - share, f"{far.mean():.2%} of the pixels differ"
