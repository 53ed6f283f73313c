"""Box layouts with their content, spacing and margins (px), 0 by default unlike Qt's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

_MARGIN = 48
"""px of a window that remain visible around a dialog."""
Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | int | None
"""A widget or layout, alone or with its stretch factor; px of empty space; None: space that grows."""
Margins = int | tuple[int, int, int, int]
"""All four, or left, top, right and bottom."""


def row_layout(
    parent: QWidget | None = None, content: Iterable[Part] = (), *, spacing: int = 0, margins: Margins = 0
) -> QHBoxLayout:
    """A layout of parts side by side."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _set_up(layout, content, spacing, margins)


def column_layout(
    parent: QWidget | None = None, content: Iterable[Part] = (), *, spacing: int = 0, margins: Margins = 0
) -> QVBoxLayout:
    """A layout of parts below each other."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    return _set_up(layout, content, spacing, margins)


def add(layout: QBoxLayout, *content: Part) -> None:
    """Add parts at the end of a layout."""
    for part in content:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            piece, stretch = part if isinstance(part, tuple) else (part, 0)
            if isinstance(piece, QLayout):
                layout.addLayout(piece, stretch)
            else:
                layout.addWidget(piece, stretch)


def scrolled(content: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """A widget as wide as there is room, which scrolls up and down if it is too tall."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


def fit(window: QWidget, width: int, height: int) -> None:
    """Resize a dialog to this many px, or less so that it stays within the window that it belongs to."""
    parent = window.parentWidget()
    room = window.screen().availableSize() if parent is None else parent.window().size()
    window.resize(QSize(width, height).boundedTo(room - QSize(_MARGIN, _MARGIN)))


def stacked(parent: QWidget | None, *pages: QWidget) -> QStackedWidget:
    """Pages of which one is shown, the first at first."""
    stack = QStackedWidget(parent)
    for page in pages:
        stack.addWidget(page)
    return stack


def empty(layout: QBoxLayout) -> None:
    """Remove all parts of a layout; its widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _set_up(layout: Box, content: Iterable[Part], spacing: int, margins: Margins) -> Box:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*(margins if isinstance(margins, tuple) else (margins,) * 4))
    add(layout, *content)
    return layout
