"""The editor as it is started by a user, for the test of recovery: takes PHOTO, paints, and waits.

One stroke is complete and another under way when it prints "ready"; it is killed then.
"""

from __future__ import annotations

import faulthandler
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.gui.window import app
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.crashing_session import is_kept
from tests.waiting import PATIENCE

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def window() -> MainWindow:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    return found[0]


def mouse(kind: QEvent.Type, x: float, y: float, held: bool = True) -> None:
    canvas = window().canvas
    place = canvas.viewport.to_widget(x, y)
    button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(
        kind,
        place,
        canvas.mapToGlobal(place),
        button,
        LEFT if held else NO_BUTTON,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)


def paint() -> None:
    if not (window().session.is_open and window().canvas.is_ready):
        QTimer.singleShot(10, paint)
        return
    window().toolbox.tools["brush"].set_value("size", 12.0)
    mouse(QEvent.Type.MouseButtonPress, 20, 20)
    mouse(QEvent.Type.MouseMove, 60, 20)
    mouse(QEvent.Type.MouseButtonRelease, 60, 20, held=False)
    mouse(QEvent.Type.MouseButtonPress, 20, 60)
    mouse(QEvent.Type.MouseMove, 60, 60)
    tell_when_kept()


def tell_when_kept() -> None:
    """Print "ready" as soon as what is under way is on disk, which the editor sees to once a second."""
    if is_kept(window().files.keeper):
        print("ready", flush=True)
    else:
        QTimer.singleShot(10, tell_when_kept)


if __name__ == "__main__":
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    app.application_for(sys.argv[:1])
    QTimer.singleShot(0, paint)
    app.run(Path(sys.argv[1]))
