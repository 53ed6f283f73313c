"""Drawing helpers for the rows and cells of the panels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPainterPath, QPen, QPixmap

from ..kit import theme

RADIUS = 6.0


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A colour of the present theme by its name, with an opacity of 0 to 1."""
    found = QColor(getattr(theme.palette(), name))
    found.setAlphaF(alpha)
    return found


def smaller(font: QFont) -> QFont:
    """The font of second lines."""
    small = QFont(font)
    if small.pixelSize() > 0:
        small.setPixelSize(max(10, small.pixelSize() - 1))
    else:
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.92))
    return small


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    tone: QColor,
    font: QFont,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line, vertically centred in `rect`, cut off with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(tone)
    shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter), shown)


def rounded(painter: QPainter, rect: QRectF, fill: QColor | None, line: QColor | None = None) -> None:
    """A rounded rectangle; `line` is drawn 2 px wide just inside it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(line, 2))
        rect = rect.adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)


def picture(painter: QPainter, rect: QRect, pixmap: QPixmap | None, radius: float = 4.0) -> None:
    """A thumbnail that fills `rect`, with rounded corners; a plain square if there is none."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    painter.setClipPath(path)
    painter.fillRect(rect, colour("raised"))
    if pixmap is not None and not pixmap.isNull():
        size = pixmap.deviceIndependentSize()
        scale = max(rect.width() / size.width(), rect.height() / size.height())
        if scale > 3:  # a long thin part is shown whole instead
            scale = min(rect.width() / size.width(), rect.height() / size.height())
        width, height = size.width() * scale, size.height() * scale
        centre = QRectF(rect).center()
        target = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def glyph(painter: QPainter, rect: QRect, icon: QIcon, *, enabled: bool = True) -> None:
    """An icon in the middle of `rect`, 16 px large."""
    mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
    place = QRect(0, 0, 16, 16)
    place.moveCenter(rect.center())
    icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)


def ring(painter: QPainter, rect: QRectF, fraction: float) -> None:
    """A circle of progress that starts at the top; a short arc while nothing has been done yet."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("hairline"), 3))
    painter.drawEllipse(rect)
    pen = QPen(colour("accent"), 3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(rect, 90 * 16, -int(max(0.02, min(fraction, 1.0)) * 360 * 16))


def plus(painter: QPainter, centre: QPointF, tone: QColor, reach: float = 7.0) -> None:
    """A plus sign, in the stroke width of the icons."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone, 1.6))
    painter.drawLine(centre - QPointF(reach, 0), centre + QPointF(reach, 0))
    painter.drawLine(centre - QPointF(0, reach), centre + QPointF(0, reach))


def line_height(font: QFont) -> int:
    """How tall one line of text is."""
    return QFontMetrics(font).height()


ICON = QSize(16, 16)
"""The size of icons within rows."""
