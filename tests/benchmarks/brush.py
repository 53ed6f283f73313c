"""How long the editor takes for each move of a large brush: brush, clone stamp.

    python -m tests.benchmarks.brush [--passes N] [--megapixels 25 50] [--sizes 2000] [--tools brush clone]
        [--hardness 0 70]

In the real window, drawn in memory, with mouse events. A move is timed from the event to the last pixel
painted, as the processor time of the GUI thread, so that other work on the machine does not count. Of
several passes the one with the lowest 95th percentile counts.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("INPAINT_STUDIO_HOME", tempfile.mkdtemp())

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow

from .stalls import photo_of, wait

MOVES = 60
SIZES = (100, 500, 1500, 2000, 4000)
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def send(canvas: Canvas, kind: QEvent.Type, at: QPointF, *, alt: bool = False) -> None:
    """A mouse event with the left button at a place of the widget."""
    keys = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    button = _NONE if kind == QEvent.Type.MouseMove else _LEFT
    held = _NONE if kind == QEvent.Type.MouseButtonRelease else _LEFT
    event = QMouseEvent(kind, at, QPointF(canvas.mapToGlobal(at)), button, held, keys)
    QApplication.sendEvent(canvas, event)


def moves(window: MainWindow, scale: float | None) -> list[float]:
    """ms of the GUI thread for each move of one stroke round the middle of the view."""
    canvas = window.canvas
    canvas.zoom_to_fit() if scale is None else canvas.zoom_to(scale)
    QApplication.processEvents()
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)

    def place(index: int) -> QPointF:
        turn = index / 8
        return middle + QPointF(0.3 * canvas.width() * math.cos(turn), 0.3 * canvas.height() * math.sin(turn))

    send(canvas, QEvent.Type.MouseButtonPress, place(0))
    QApplication.processEvents()
    times = []
    for index in range(1, MOVES + 1):
        began = time.thread_time()
        send(canvas, QEvent.Type.MouseMove, place(index))
        QApplication.processEvents()
        times.append((time.thread_time() - began) * 1000)
    send(canvas, QEvent.Type.MouseButtonRelease, place(MOVES))
    wait(QApplication.instance(), lambda: window.session.can_edit)
    return times


def measured(window: MainWindow, tool: str, size: float, hardness: int, scale: float | None) -> list[float]:
    """The times of the moves of one stroke, which is undone afterwards."""
    session = window.session
    application = QApplication.instance()
    window.toolbox.select(tool)
    kind = window.toolbox.tools[tool]
    kind.set_value("size", size)
    kind.set_value("hardness", hardness)
    canvas = window.canvas
    if tool not in ("brush", "eraser"):
        at = QPointF(canvas.width() / 2 + 40, canvas.height() / 2 + 30)
        send(canvas, QEvent.Type.MouseButtonPress, at, alt=True)
        send(canvas, QEvent.Type.MouseButtonRelease, at, alt=True)
    before = session.position
    times = moves(window, scale)
    wait(application, lambda: session.can_edit)
    if session.position > before:
        session.go_to(before)
        wait(application, lambda: session.can_edit)
    return times


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[25, 50])
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES)
    parser.add_argument("--hardness", type=int, nargs="+", default=[0, 70], help="percent")
    parser.add_argument("--tools", nargs="+", default=["brush", "clone"])
    options = parser.parse_args()
    application = application_for(["brush"])
    session = Session()
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    table = Table("photo", "tool", "brush, px", "hardness", "view", "median ms", "p95 ms", "longest ms")
    for megapixels in options.megapixels:
        session.open(photo_of(megapixels))
        wait(application, lambda: window.canvas.picture.is_sharp)
        for tool in options.tools:
            for size, hardness in itertools.product(options.sizes, options.hardness):
                for view, scale in (("fitted", None), ("100 %", 1.0)):
                    passes = [measured(window, tool, size, hardness, scale) for _ in range(options.passes)]
                    best = np.array(min(passes, key=lambda times: np.percentile(times, 95)))
                    figures = (np.median(best), np.percentile(best, 95), best.max())
                    table.add_row(
                        f"{megapixels:g} MP",
                        tool,
                        f"{size:g}",
                        f"{hardness} %",
                        view,
                        *(f"{one:.0f}" for one in figures),
                    )
    Console(width=110).print(table)
    window.shut_down(discard=True)


if __name__ == "__main__":
    main()
