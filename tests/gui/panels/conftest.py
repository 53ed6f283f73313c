"""The commands of an otherwise empty window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.commands.actions import Actions


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    """Actions of a bare window."""
    window = QWidget()
    qtbot.addWidget(window)
    made = Actions(window, Settings())
    window.setProperty("actions", made)  # the window outlives the test's names
    return made
