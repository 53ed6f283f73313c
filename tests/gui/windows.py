"""The editor's window, shown and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow


@contextmanager
def shown(qtbot: QtBot, session: Session, size: tuple[int, int] | None = None) -> Iterator[MainWindow]:
    """The window on a session, active, in that size (None: its usual one); closed without a question."""
    made = MainWindow(session)
    if size is not None:
        made.resize(*size)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.shut_down(discard=True)
    made.close()
    made.deleteLater()
