"""One line of the ranking of a probe."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...evaluation.ranking import Standing
from ..kit.theme import palette, tabular
from ..words.numbers import percent, seconds


class StandingBar(QWidget):
    """One line of the ranking: name, share of duels won as a bar with its interval, scores."""

    def __init__(self, name: str, standing: Standing, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.standing, self._first = name, standing, first
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{name}, {percent(standing.share)}")
        meaning = self.tr(
            "Closer to the real photo in {share} of its comparisons; the thin line shows the uncertainty."
        ).format(share=percent(standing.share))
        self.setToolTip("\n".join(filter(None, (meaning, self.scores()))))

    def scores(self) -> str:
        """The mean scores as text, or ""."""
        words = []
        if "hole_psnr" in self.standing.scores:
            words.append(self.tr("{psnr} dB").format(psnr=f"{self.standing.scores['hole_psnr']:.1f}"))
        if "ssim" in self.standing.scores:
            words.append(self.tr("SSIM {ssim}").format(ssim=f"{self.standing.scores['ssim']:.3f}"))
        return "  ·  ".join(words)

    def details(self) -> str:
        """Time and failures as text."""
        words = [self.tr("{seconds} for each place").format(seconds=seconds(self.standing.seconds))]
        if self.standing.failed:
            words.append(self.tr("failed %n time(s)", "", self.standing.failed))
        return "  ·  ".join(words)

    def sizeHint(self) -> QSize:
        return QSize(240, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = tabular(self.font())
        font.setBold(self._first)
        painter.setFont(font)
        top = QRectF(0, 0, self.width(), 18)
        share = percent(self.standing.share)
        painter.setPen(colours.text)
        name = painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, self.width() - 56)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share)
        bar = QRectF(0.5, 22, self.width() - 1, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.hairline)
        painter.drawRoundedRect(bar, 3, 3)
        filled = QRectF(bar)
        filled.setWidth(max(4.0, bar.width() * self.standing.share))
        painter.setBrush(colours.accent if self._first else colours.muted)
        painter.drawRoundedRect(filled, 3, 3)
        low, high = (bar.left() + bar.width() * end for end in (self.standing.low, self.standing.high))
        for pen in (QPen(colours.panel, 3), QPen(colours.text, 1)):
            painter.setPen(pen)
            painter.drawLine(
                QRectF(low, 25, high - low, 0).topLeft(), QRectF(low, 25, high - low, 0).topRight()
            )
            for end in (low, high):
                painter.drawLine(QRectF(end, 22, 0, 6).topLeft(), QRectF(end, 22, 0, 6).bottomLeft())
        font.setBold(False)
        font.setPixelSize(max(10, font.pixelSize() - 2) if font.pixelSize() > 0 else 11)
        painter.setFont(font)
        painter.setPen(colours.muted)
        line = QRectF(0, 32, self.width(), 16)
        words = painter.fontMetrics().elidedText(self.details(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
