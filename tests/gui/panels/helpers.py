"""Helpers for the tests of the panels: a mask, finished fills, a canvas that only emits signals."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.results import Result

PLACE = Rect(20, 20, 16, 12)
"""Where the mask is, unless a test says otherwise."""


def mark(session: Session, rect: Rect = PLACE) -> None:
    """Put a rectangle into the mask, as one step."""
    coverage = np.zeros((session.size.height, session.size.width), np.uint8)
    coverage[rect.slices] = 255
    session.set_mask("Mark", Mask(coverage))


def fill(qtbot: QtBot, session: Session, engine: str = "noise", **params: object) -> Result:
    """Run an engine and wait for its result."""
    count = len(session.fills.results)
    session.fills.fill(engine, params)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(session.fills.results) == count + 1)
    return session.fills.results[-1]


def keep(qtbot: QtBot, session: Session, engine: str = "noise", rect: Rect = PLACE) -> None:
    """Mark, fill and keep."""
    mark(session, rect)
    fill(qtbot, session, engine)
    session.fills.keep()


def click(view: QAbstractItemView, row: int, at: QPoint | None = None) -> None:
    """A real click on a row, in its middle or `at` a place from its corner."""
    rect = view.visualRect(view.model().index(row, 0))
    place = rect.center() if at is None else rect.topLeft() + at
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def show(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Show a widget of that size."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)


class QuietCanvas(QWidget):
    """A canvas of which only what the status bar asks is there."""

    viewport_changed = Signal()
    pointer_moved = Signal(object)

    class Viewport:
        scale = 0.5

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.viewport = self.Viewport()
        self._session = session

    def pixel_at(self, x: int, y: int) -> tuple[int, ...] | None:
        if not Rect.of(self._session.size).contains(Rect(x, y, 1, 1)):
            return None
        return tuple(int(value) for value in self._session.shown.read(Rect(x, y, 1, 1))[0, 0])
