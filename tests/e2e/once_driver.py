"""`edit --once` as another program starts it, with a user who saves at once: python -m … WORDS…"""

from __future__ import annotations

import faulthandler
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from inpaint_studio.__main__ import main
from inpaint_studio.gui.window import app
from inpaint_studio.gui.window.main_window import MainWindow
from tests.waiting import PATIENCE


def act() -> None:
    """Save as soon as the picture is open."""
    window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
    if window is None or not (window.session.is_open and window.canvas.is_ready):
        QTimer.singleShot(10, act)
    else:
        window.commands["save"].trigger()


if __name__ == "__main__":
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    app.application_for(sys.argv[:1])
    QTimer.singleShot(0, act)
    sys.exit(main(sys.argv[1:]))
