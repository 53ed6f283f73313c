"""Box layouts with their spacing and margins (px), 0 by default unlike Qt's own."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

_NONE = (0, 0, 0, 0)


def row_layout(
    parent: QWidget | None = None, *, spacing: int = 0, margins: tuple[int, int, int, int] = _NONE
) -> QHBoxLayout:
    """A layout of widgets side by side; `margins` are left, top, right and bottom."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def column_layout(
    parent: QWidget | None = None, *, spacing: int = 0, margins: tuple[int, int, int, int] = _NONE
) -> QVBoxLayout:
    """A layout of widgets below each other; `margins` are left, top, right and bottom."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout
