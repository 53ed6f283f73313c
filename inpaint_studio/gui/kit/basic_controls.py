"""Small controls: icon buttons, labels, hairlines, folding sections, colour buttons and combo boxes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from .icons import set_icon
from .layouts import column_layout
from .theme import CONTROL_HEIGHT, GRID, palette, set_role

Act = Callable[..., object] | SignalInstance
"""What a click does: a call, or a signal that is sent."""


def push_button(text: str, act: Act, parent: QWidget | None = None) -> QPushButton:
    """A button that does `act` when it is clicked."""
    made = QPushButton(text, parent)
    made.clicked.connect(act)
    return made


class IconButton(QToolButton):
    """A 28 px button with an icon; `text` is its tooltip and accessible name.

    It takes the focus only from the keyboard, so that a click leaves the focus on the photo.
    """

    def __init__(
        self, icon_name: str, text: str, parent: QWidget | None = None, *, act: Act | None = None
    ) -> None:
        super().__init__(parent)
        if act is not None:
            self.clicked.connect(act)
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if icon_name:
            set_icon(self, icon_name)
        if text:
            self.setToolTip(text)
            self.setAccessibleName(text)


def label(text: str = "", role: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> QLabel:
    """A plain-text label with a role of the theme ("title", "heading", "muted", "danger", …)."""
    made = QLabel(text, parent)
    made.setWordWrap(wraps)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        set_role(made, role)
    return made


def show_as_written(dialog: QWidget) -> None:
    """Show every label of a dialog as plain text, so that tags in a file name are not markup."""
    for one in dialog.findChildren(QLabel):
        one.setTextFormat(Qt.TextFormat.PlainText)


class ElidedLabel(QLabel):
    """A one-line label that is elided if there is no room; the tooltip has the full text."""

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._full, self._mode = "", mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_text(text)

    @property
    def full_text(self) -> str:
        """The full text."""
        return self._full

    def set_text(self, text: str) -> None:
        """Show as much of the text as fits."""
        self._full = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, self._mode, max(0, self.width()))
        self.setText(shown)
        self.setToolTip(self._full if shown != self._full else "")


class Hairline(QFrame):
    """A separator line of one pixel."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.VLine if vertical else QFrame.Shape.HLine)


class Section(QWidget):
    """A collapsible part of a panel with a title. Add widgets to `content`."""

    toggled = Signal(bool)
    """The user expanded or collapsed it."""

    def __init__(self, title: str, parent: QWidget | None = None, *, expanded: bool = True) -> None:
        super().__init__(parent)
        self.header = QToolButton(self)
        self.header.setText(title)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setIconSize(QSize(14, 14))
        self.header.setFixedHeight(CONTROL_HEIGHT)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.setStyleSheet("text-align: left; font-weight: bold; padding: 3px 0; margin-left: -5px;")
        self._expanded = expanded
        self._body = QWidget(self)
        self.content = column_layout(self._body, spacing=GRID, margins=(0, GRID // 2, 0, GRID))
        column_layout(self, [self.header, self._body])
        self.set_expanded(expanded)
        self.header.clicked.connect(self._clicked)

    def set_expanded(self, expanded: bool) -> None:
        """Show or hide the content, without a signal."""
        self._expanded = expanded
        set_icon(self.header, "chevron-down" if expanded else "chevron-right", 14)
        self._body.setVisible(expanded)

    def _clicked(self) -> None:
        self.set_expanded(not self._expanded)
        self.toggled.emit(self._expanded)


class ComboBox(QComboBox):
    """A combo box that the wheel changes only when it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def choose(self, data: object) -> None:
        """Choose the entry with that data, without a signal; nothing happens if there is none."""
        index = self.findData(data)
        if index >= 0:
            with QSignalBlocker(self):
                self.setCurrentIndex(index)


class ColourButton(QAbstractButton):
    """A colour swatch; a click lets the user choose another colour. Colours are "#rrggbb"."""

    changed = Signal(str)

    def __init__(self, colour: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor(colour)
        self.setFixedSize(CONTROL_HEIGHT + GRID, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.clicked.connect(self._choose)

    @property
    def colour(self) -> str:
        """The colour shown, as "#rrggbb"."""
        return self._colour.name()

    def set_colour(self, colour: str) -> None:
        """Show that colour, without a signal."""
        self._colour = QColor(colour)
        self.update()

    def _choose(self) -> None:
        # not `getColor`, which keeps its dialog on the stack: closing the window would delete it twice
        dialog = QColorDialog(self._colour, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.toolTip())
        dialog.colorSelected.connect(self._picked)
        dialog.open()

    def _picked(self, colour: QColor) -> None:
        if colour.isValid() and colour.name() != self.colour:
            self.set_colour(colour.name())
            self.changed.emit(self.colour)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ring = colours.accent if self.hasFocus() else colours.hairline
        painter.setPen(QPen(ring, 1))
        painter.setBrush(colours.hover if self.underMouse() else colours.raised)
        painter.drawRoundedRect(outline, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour if self.isEnabled() else colours.disabled)
        painter.drawRoundedRect(outline.adjusted(5, 5, -5, -5), 3, 3)


def search_field(placeholder: str, parent: QWidget | None = None) -> QLineEdit:
    """A search field with a magnifier and a button that clears it."""
    field = QLineEdit(parent)
    field.setPlaceholderText(placeholder)
    field.setAccessibleName(placeholder)
    field.setClearButtonEnabled(True)
    magnifier = QAction(field)
    set_icon(magnifier, "search", 16)
    field.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
    return field
