"""Notices: a bar at the top of the canvas that says what happened, with details."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from ..kit import theme
from ..kit.controls import IconButton, label, push_button
from ..kit.icons import icon
from ..kit.layouts import column_layout, fit, row_layout
from . import paint

Kind = Literal["error", "info"]

_SHORT, _PER_LETTER, _LONG = 4000, 45, 12000
"""ms that a piece of information stays: at least, more per letter, at most."""
_MOST = 20
"""The most notices that can wait; beyond that the oldest is dropped."""
_WIDEST = 720
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
_TOP = 56  # px from the top: below the options of a tool and the views of a comparison


@dataclass(frozen=True)
class Notice:
    """One sentence, and the text behind *Details*."""

    kind: Kind
    text: str
    details: str = ""

    @property
    def stays(self) -> bool:
        """Whether it waits to be dismissed; information disappears by itself."""
        return self.kind == "error"


class Notices(QWidget):
    """The bar over `parent`, which it follows in width; hidden while there is nothing to say.

    While `within`, a part of the parent, is shown, the bar stays in its width, so that it covers no panel.
    """

    def __init__(self, parent: QWidget, within: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over, self._within = parent, within
        self._waiting: list[Notice] = []
        self.shown: Notice | None = None
        self._icon = QLabel(self)
        self._icon.setFixedSize(20, 20)
        self._text = label("", "", self, wraps=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = push_button(self.tr("Details"), self._show_details, self)
        self._close = IconButton("close", self.tr("Dismiss"), self, act=self.dismiss)
        self._row = row_layout(
            self,
            [self._icon, (self._text, 1), self._details, self._close],
            spacing=10,
            margins=(14, 8, 8, 8),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.setAccessibleName(self.tr("Notice"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.watcher.theme_changed.connect(self._dress)
        parent.installEventFilter(self)
        if within is not None:
            within.installEventFilter(self)
        self.hide()

    # -- showing notices -----------------------------------------------------------------------------

    def show_error(self, text: str, details: str = "") -> None:
        """Something went wrong: one sentence that stays until it is dismissed."""
        self._say(Notice("error", text, details))

    def show_info(self, text: str) -> None:
        """Something worth knowing, for a few seconds."""
        self._say(Notice("info", text))

    @property
    def waiting(self) -> tuple[Notice, ...]:
        """The notices to show after the present one."""
        return tuple(self._waiting)

    def dismiss(self) -> None:
        """Remove the present notice and show the next one."""
        self._timer.stop()
        self.shown = None
        if self._waiting:
            self._present(self._waiting.pop(0))
        else:
            self.hide()

    def withdraw(self, text: str) -> None:
        """Remove this piece of information, if it is still shown or waits."""
        self._waiting = [one for one in self._waiting if one.stays or one.text != text]
        if self.shown is not None and not self.shown.stays and self.shown.text == text:
            self.dismiss()

    def clear(self) -> None:
        """Remove all notices."""
        self._waiting.clear()
        self.dismiss()

    def _say(self, notice: Notice) -> None:
        same = (notice.kind, notice.text)
        if self.shown is not None and (self.shown.kind, self.shown.text) == same:
            self._present(notice)  # repeated: it stays longer, with the newest details
            return
        self._waiting = [one for one in self._waiting if (one.kind, one.text) != same]
        if self.shown is None or not self.shown.stays:
            self._present(notice)
        elif notice.stays:
            self._waiting = [*self._waiting, notice][-_MOST:]
        else:
            self._waiting = [*(one for one in self._waiting if one.stays), notice][-_MOST:]

    def _present(self, notice: Notice) -> None:
        self.shown = notice
        self._text.setText(notice.text)
        self._details.setVisible(bool(notice.details))
        self._dress()
        self._timer.stop()
        if not notice.stays:
            self._timer.start(min(_LONG, _SHORT + _PER_LETTER * len(notice.text)))
        self._lay_out()
        self.show()
        self.raise_()
        self._announce(notice)

    def _announce(self, notice: Notice) -> None:
        """Let screen readers read it without moving the focus."""
        event = QAccessibleAnnouncementEvent(self, notice.text)
        if notice.kind == "error":
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
        self.setAccessibleDescription(notice.text)

    # -- looks ---------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place."""
        if watched in (self._over, self._within) and event.type() in _MOVES and self.shown is not None:
            self._lay_out()
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        if self.shown is not None:
            self._icon.setPixmap(icon("warning" if self.shown.kind == "error" else "info").pixmap(20, 20))
        self.update()

    def _lay_out(self) -> None:
        row, room = self._row, self._over.rect()
        if self._within is not None and self._within.isVisible():
            room = QRect(self._within.mapTo(self._over, QPoint(0, 0)), self._within.size())
        wide = max(120, min(_WIDEST, room.width() - 32))
        metrics = self._text.fontMetrics()
        wanted = row.minimumSize().width() - self._text.minimumSizeHint().width()
        wanted += metrics.horizontalAdvance(self._text.text()) + 12
        wide = min(wide, max(wanted, 240))
        tall = max(44, row.heightForWidth(wide) if row.hasHeightForWidth() else row.sizeHint().height())
        self.setGeometry(room.x() + (room.width() - wide) // 2, _TOP, wide, tall)

    def paintEvent(self, event: QEvent) -> None:
        """A raised background with a hairline, and a thin bar in the colour of its kind."""
        if self.shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(paint.colour("hairline"))
        painter.setBrush(paint.colour("panel"))
        painter.drawRoundedRect(rect, paint.RADIUS, paint.RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paint.colour("danger" if self.shown.kind == "error" else "accent"))
        painter.drawRoundedRect(rect.adjusted(5, 8, -(rect.width() - 8), -8), 1.5, 1.5)

    # -- details -------------------------------------------------------------------------------------

    def _show_details(self) -> None:
        if self.shown is not None:
            DetailsDialog(self.shown.text, self.shown.details, self.window()).open()


class DetailsDialog(QDialog):
    """The details of a notice, to read or copy into a report."""

    def __init__(self, text: str, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Details"))
        self._copied = f"{text}\n\n{details}"
        sentence = label(text, "", self, wraps=True)
        self.details = QPlainTextEdit(details, self)
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName(self.tr("Details"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = box.addButton(self.tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        box.rejected.connect(self.reject)
        column_layout(self, [sentence, (self.details, 1), box], spacing=12, margins=16)
        fit(self, 640, 400)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
        self.copy.setText(self.tr("Copied"))
