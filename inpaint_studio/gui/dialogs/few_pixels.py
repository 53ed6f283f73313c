"""As few pixels: some of the photo's pixels beside what inpainting makes of them alone."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QColorSpace, QHideEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from ...core.arrays import Bytes, Flags
from ...core.depth import eight_bit_rgb
from ...core.errors import Cancelled
from ...core.geometry import Rect
from ..canvas.display import looked_up
from ..kit.basic_controls import label
from ..kit.later import timer
from ..kit.layouts import column_layout, row_layout
from ..kit.number_slider import Slider
from ..kit.theme import GRID, palette, watcher
from ..session.windows import table_of

if TYPE_CHECKING:
    from ...core.document.document import Document
    from ..session.session import Session

_FIRST = 5
_LEAST, _MOST = 1, 50
_COARSE = 3  # the first answer is for a picture this many times smaller
_SOON = 120  # ms after the last change until the window follows a new size or a changed photo
_WINDOW, _PANE = QSize(960, 500), QSize(440, 330)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was made of a share of the pixels of the photo, reduced to the size of a pane."""

    picture: Bytes
    kept: Flags
    made: Bytes

    @property
    def psnr(self) -> float:
        """How near it comes to the picture, in dB."""
        error = float(np.mean((self.picture.astype(np.float32) - self.made) ** 2))
        return float(10 * np.log10(255**2 / max(error, 1e-6)))


@dataclass(eq=False)
class _Order:
    """What was asked for; obsolete once `stopped` is set."""

    document: Document
    percent: int
    room: QSize
    table: Bytes | None = None
    """The grey of each level of a medical image, as its window shows it."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise `Cancelled` if something else has been asked for meanwhile."""
        if self.stopped.is_set():
            raise Cancelled


def reduced(document: Document, room: QSize, table: Bytes | None = None) -> Bytes:
    """The picture of a document as sRGB (H, W, 3) uint8 that fits into `room`; never enlarged.

    `table` has the grey of each level (65536,) where a window shows them.
    """
    size = document.size
    scale = min(1.0, room.width() / size.width, room.height() / size.height)
    levels = document.read(Rect.of(size))
    pixels = eight_bit_rgb(levels if table is None else looked_up(table, levels[..., 0])[..., None])
    if scale < 1:
        wanted = (max(1, round(size.width * scale)), max(1, round(size.height * scale)))
        pixels = np.asarray(cv2.resize(pixels, wanted, interpolation=cv2.INTER_AREA), np.uint8)
    space = QColorSpace.fromIccProfile(document.icc) if document.icc else QColorSpace()
    if not space.isValid():
        return pixels
    image = _image(pixels)
    image.setColorSpace(space)
    image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def outcome_of(order: _Order, shrink: int) -> Outcome:
    """The outcome for an order, in a picture that is `shrink` times smaller than the pane."""
    from ...codec.few import chosen, made_of  # numba is not needed until then

    order.check()
    picture = reduced(order.document, order.room / shrink, order.table)
    order.check()
    kept = chosen(picture, order.percent / 100)
    return Outcome(picture, kept, made_of(picture, kept, order.check))


class FewPixels(QDialog):
    """A slider from 1 to 50 %, the kept pixels, and what is made of them; follows the photo.

    The picture is reduced to the size of a pane, one pixel of the screen for each. A coarse answer comes at
    once and a sharp one soon, both from threads of their own.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("As few pixels"))
        self._session = session
        self._pool = session.pool.another(self)
        self._order: _Order | None = None
        self._answered: _Order | None = None  # what the outcome is for
        self.outcome: Outcome | None = None
        self.sharp = False
        """Whether the outcome is that for the full pane."""
        self.kept_pane = _Pane(self.tr("The pixels that are kept"))
        self.made_pane = _Pane(self.tr("What is made of them"))
        self.slider = Slider(_LEAST, _MOST, _FIRST, step=1, unit="%", whole=True, name=self.tr("Kept pixels"))
        self.words = label("", "muted")
        self.warning = label(self.tr("Not for diagnosis"), "danger")
        self.warning.setVisible(session.medical.is_open)
        panes = [
            column_layout(None, [label(pane.accessibleName(), "heading"), (pane, 1)], spacing=GRID)
            for pane in (self.kept_pane, self.made_pane)
        ]
        column_layout(
            self,
            [
                (row_layout(None, [(one, 1) for one in panes], spacing=2 * GRID), 1),
                self.slider,
                row_layout(None, [(self.words, 1), self.warning], spacing=GRID),
            ],
            spacing=GRID,
            margins=2 * GRID,
        )
        self.resize(_WINDOW)
        self._soon = timer(self, _SOON, self._ask)
        self.slider.changed.connect(lambda _: self._ask())
        session.state_changed.connect(lambda *_: self._soon.start())
        session.opened.connect(self._opened)
        session.medical.window_changed.connect(self._soon.start)
        watcher.theme_changed.connect(self._show)
        self.slider.setFocus()
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sharp answer is for the new size."""
        super().resizeEvent(event)
        self._soon.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    def _stop(self) -> None:
        if self._order is not None:
            self._order.stopped.set()
            self._order = None

    def _opened(self) -> None:
        self.warning.setVisible(self._session.medical.is_open)
        if self._session.is_open:
            self._soon.start()
        else:
            self.close()

    def _ask(self) -> None:
        """Begin anew, for what is wanted now."""
        self._stop()
        if not self._session.is_open or not self.isVisible():
            return
        ratio = self.devicePixelRatioF()
        room = self.kept_pane.size() * ratio
        session = self._session
        order = self._order = _Order(session.document, int(self.slider.value), room, table_of(session.photo))
        failed = partial(self._failed, order)
        for shrink in (_COARSE, 1):
            arrived = partial(self._arrived, order, shrink == 1)
            self._pool.run(partial(outcome_of, order, shrink), arrived, failed, owner=self)

    def _arrived(self, order: _Order, sharp: bool, outcome: Outcome) -> None:
        if order is not self._order or (order is self._answered and self.sharp):
            return  # obsolete, or the sharp one was first
        self.outcome, self.sharp, self._answered = outcome, sharp, order
        self._show()

    def _failed(self, order: _Order, error: Exception) -> None:
        if order is self._order and not isinstance(error, Cancelled):
            self._session.fail(error)

    def _show(self) -> None:
        outcome = self.outcome
        if outcome is None:
            return
        ground = palette().surround
        spare = np.array([ground.red(), ground.green(), ground.blue()], np.uint8)
        shown = np.where(outcome.kept[..., None], outcome.picture, spare).astype(np.uint8)
        # a coarse answer is as large as the sharp one that follows
        scale = (1 if self.sharp else _COARSE) / self.devicePixelRatioF()
        self.kept_pane.show_picture(shown, scale, smooth=False)
        self.made_pane.show_picture(outcome.made, scale, smooth=True)
        if self.sharp:
            words = (
                self.tr("{kept} of {total} px are kept; all others come out right")
                if (outcome.made == outcome.picture).all()
                else self.tr("{kept} of {total} px are kept; {psnr} dB")
            )
            numbers = {"kept": f"{int(outcome.kept.sum()):,}", "total": f"{outcome.kept.size:,}"}
            self.words.setText(words.format(**numbers, psnr=f"{outcome.psnr:.1f}"))


class _Pane(QWidget):
    """A picture in the middle of the pane."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(_PANE / 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.image = QImage()
        self._scale, self._smooth = 1.0, False

    def sizeHint(self) -> QSize:
        return _PANE

    def show_picture(self, picture: Bytes, scale: float, *, smooth: bool) -> None:
        """Show a picture (H, W, 3) at `scale` widget px for each of its own."""
        self.image = _image(picture)
        self._scale, self._smooth = scale, smooth
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), palette().surround)
        if not self.image.isNull():
            size = (self.image.size() * self._scale).boundedTo(self.size())
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawImage(left, top, self._scaled(size))
        painter.end()

    def _scaled(self, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        kind = (
            Qt.TransformationMode.SmoothTransformation
            if self._smooth
            else Qt.TransformationMode.FastTransformation
        )
        wanted = size * ratio
        image = (
            self.image
            if wanted == self.image.size()
            else self.image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, kind)
        )
        image.setDevicePixelRatio(ratio)
        return image


def _image(picture: Bytes) -> QImage:
    """A QImage that owns the pixels (H, W, 3)."""
    rows = np.ascontiguousarray(picture)
    return QImage(
        rows.data, rows.shape[1], rows.shape[0], rows.strides[0], QImage.Format.Format_RGB888
    ).copy()
