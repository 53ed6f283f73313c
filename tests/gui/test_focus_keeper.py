"""The focus keeper outlives nothing: Qt moves the focus while a window is destroyed."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.window.focus import FocusKeeper


def test_a_window_that_is_being_destroyed_gets_no_focus(qtbot: QtBot) -> None:
    desk, other = QWidget(), QWidget()
    qtbot.addWidget(other)
    canvas, field = QWidget(desk), QLineEdit(desk)
    keeper = FocusKeeper(desk, canvas)
    keeper._focus_changed(None, field)  # types there
    shiboken6.delete(desk)
    keeper._focus_changed(other, None)
    keeper._focus_changed(None, other)
