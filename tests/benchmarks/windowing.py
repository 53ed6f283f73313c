"""How long the GUI thread computes for one move of a window/level drag, and to show the next frame.

    python -m tests.benchmarks.windowing [--moves N]

The window is the real one, 1600 x 1000, drawn in memory; a move is one mouse event with everything that it
repaints. The images are noise over a phantom, written by code. The time is that of the thread's processor,
so other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.paths import HOME_VARIABLE
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.medical.objects import phantom, write_dicom

SIZES = ((512, 512, 40), (2048, 2500, 2), (4096, 3328, 1))
"""Rows, columns and frames."""


def noisy(rows: int, columns: int, frames: int) -> np.ndarray:
    """A phantom with noise, in HU."""
    noise = np.random.default_rng(0).normal(0, 20, (frames, rows, columns))
    return phantom(frames, rows, columns) + noise.astype(np.int16)


def computed(act: Callable[[], object], application: QApplication) -> float:
    """Milliseconds of this thread's processor for `act` and what it repaints."""
    begin = time.thread_time()
    act()
    application.processEvents()
    return 1000 * (time.thread_time() - begin)


def drag(window: MainWindow, application: QApplication, moves: int) -> list[float]:
    """The times of the moves of one drag."""
    canvas, none = window.canvas, Qt.KeyboardModifier.NoModifier

    def send(kind: QEvent.Type, number: int) -> None:
        at = QPointF(400 + 3 * number % 200, 300 + 2 * number % 300)
        moved = kind == QEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if moved else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, Qt.MouseButton.LeftButton, none)
        application.sendEvent(canvas, event)

    send(QEvent.Type.MouseButtonPress, 0)
    times = [
        computed(lambda number=number: send(QEvent.Type.MouseMove, number), application)  # type: ignore[misc]
        for number in range(1, moves + 1)
    ]
    send(QEvent.Type.MouseButtonRelease, moves)
    return times


def main(moves: int) -> None:
    """Measure all sizes and print a table."""
    cv2.setNumThreads(1)
    application = application_for(["windowing"])
    session = Session(REGISTRY, settings=Settings())
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    table = Table("image", "what", "median ms", "longest ms")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = write_dicom(Path(folder) / "image.dcm", noisy(*size))
            session.open(read_picture(file), file)
            window.toolbox.select("window")
            found: dict[str, list[float]] = {}
            for name, zoom in (("drag, fitted", window.canvas.zoom_to_fit),
                               ("drag at 100 %", lambda: window.canvas.zoom_to(1.0))):  # fmt: skip
                zoom()
                session.pool.wait()
                application.processEvents()
                found[name] = drag(window, application, moves)
            steps = range(1, 4 * size[2] if size[2] > 1 else 1)
            found["next frame"] = [
                computed(lambda at=at: session.medical.show_frame(at % size[2]), application)  # type: ignore[misc]  # noqa: B023
                for at in steps
            ]
            for name, times in found.items():
                if times:
                    shown = f"{size[1]} x {size[0]}"
                    table.add_row(shown, name, f"{np.median(times):.1f}", f"{max(times):.1f}")
    window.shut_down(discard=True)
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=60, help="moves of the mouse in a drag")
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        main(parser.parse_args().moves)
