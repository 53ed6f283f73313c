"""The files of the editor without a photo, what keeps its sessions, and answers to its questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMessageBox

from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui.files.choosing import Ask


@pytest.fixture
def files(empty_session: Session) -> Iterator[Files]:
    """No photo is open."""
    made = Files(empty_session)
    yield made
    empty_session.shut_down()
    made.shut_down()


@pytest.fixture
def keeper(empty_session: Session) -> Iterator[Keeper]:
    """It ticks only when it is told to."""
    made = Keeper(empty_session, interval=1 << 30)
    yield made
    empty_session.shut_down()
    made.close()


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Answers the question about changes; gives the list of what was asked."""

    def answer(button: QMessageBox.StandardButton) -> list[str]:
        asked: list[str] = []

        def run(box: QMessageBox) -> QMessageBox.StandardButton:
            asked.append(box.text())
            return button

        monkeypatch.setattr(QMessageBox, "exec", run)
        return asked

    return answer
