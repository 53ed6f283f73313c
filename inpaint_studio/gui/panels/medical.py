"""What the window shows of a medical image beside it: that it is not for diagnosis, and its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ..kit import theme
from ..kit.controls import ElidedLabel, IconButton, Slider, label
from ..kit.layouts import row_layout
from ..kit.theme import GRID
from ..words import numbers as words
from . import paint

if TYPE_CHECKING:
    from ..commands.actions import Actions
    from ..session.session import Session

_LINE = 26  # px of the height of the line
_BAR = 40  # px of the height of the bar


class NotForDiagnosis(QWidget):
    """A red line over the picture of a medical image, wherever it is shown, with its window beside it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._medical = session.medical
        self._is_seen = True
        self.setFixedHeight(_LINE)
        theme.set_ground(self, "window")
        self.words = label(self.tr("Not for diagnosis"), "danger")
        font = self.words.font()
        font.setBold(True)
        self.words.setFont(font)
        self.about = ElidedLabel()
        self.about.setFont(theme.tabular(self.about.font()))
        theme.set_role(self.about, "muted")
        row_layout(self, [self.words, (self.about, 1)], spacing=2 * GRID, margins=(12, 0, 12, 0))
        session.opened.connect(self._follow)
        self._medical.frame_changed.connect(self._follow)
        self._medical.window_changed.connect(self._follow)
        self._follow()

    def set_seen(self, seen: bool) -> None:
        """Whether the page that is shown has the image, rather than a film or the start page."""
        self._is_seen = seen
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._medical.is_open and self._is_seen)
        self.about.set_text("  ·  ".join(filter(None, self._parts())))

    def _parts(self) -> list[str]:
        photo, window = self._medical.photo, self._medical.window
        if photo is None:
            return []
        found = [photo.source.name, photo.image.modality]
        if self._medical.frames > 1:
            line = self.tr("frame {number} of {count}")
            found.append(line.format(number=self._medical.frame + 1, count=self._medical.frames))
        if window is not None:
            numbers = {"center": words.plain(window.center), "width": words.plain(window.width)}
            found.append(self.tr("C {center}  W {width}").format(**numbers) + f" {photo.image.unit}".rstrip())
        return found

    def paintEvent(self, event: QEvent) -> None:
        """The background, and a hairline below it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), paint.colour("window"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, paint.colour("hairline"))


class FrameBar(QWidget):
    """A slider over the frames of an image with several, and whether they share one mask."""

    def __init__(self, session: Session, commands: Actions) -> None:
        super().__init__()
        self._session, self._medical = session, session.medical
        self.setFixedHeight(_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_ground(self, "panel")
        self.caption = label(self.tr("Frame"), "", self)
        self.previous = IconButton("previous", "", self, act=lambda: self._medical.step(-1))
        self.next = IconButton("next", "", self, act=lambda: self._medical.step(1))
        commands.explain(self.previous, "previous-frame")
        commands.explain(self.next, "next-frame")
        self.slider = Slider(1, 2, 1, whole=True, name=self.tr("Frame"))
        self.count = label("", "muted", self)
        self.same = QCheckBox(self.tr("Same mask on all frames"), self)
        self.same.setToolTip(self.tr("Fill then fills all frames, each within this mask."))
        self.same.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.same.clicked.connect(commands["same-mask"].setChecked)
        self._row = row_layout(
            self,
            [self.caption, self.previous, (self.slider, 1), self.next, self.count, 2 * GRID, self.same],
            spacing=GRID,
            margins=(12, 0, 12, 0),
        )
        self._same = commands["same-mask"]
        session.opened.connect(self._opened)
        self._medical.frame_changed.connect(self._follow)
        self._opened()

    def _opened(self) -> None:
        """Another photo: another number of frames."""
        frames = self._medical.frames
        self.setVisible(frames > 1)
        if frames > 1:
            before = self.slider
            self.slider = Slider(1, frames, 1, step=1, whole=True, name=self.tr("Frame"))
            self.slider.changed.connect(self._sought)
            self._row.replaceWidget(before, self.slider)
            before.hide()
            before.deleteLater()
            self.slider.show()
            self.count.setText(self.tr("of {count}").format(count=words.number(frames)))
        self._follow()

    def _sought(self, number: object) -> None:
        self._medical.show_frame(int(str(number)) - 1)
        self._follow()  # back, if it could not be shown now

    def _follow(self) -> None:
        if self._medical.frames > 1:
            self.slider.set_value(self._medical.frame + 1)
        for switch in (self.same, self._same):
            if switch.isChecked() != self._medical.same_mask:
                switch.setChecked(self._medical.same_mask)
