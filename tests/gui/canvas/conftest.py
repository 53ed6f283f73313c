"""A canvas of 400 x 300 on the session's photo."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    return made
