"""Hints for newcomers: one at a time, at the right moment, never twice."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.first_run import FirstRunHints


@pytest.fixture
def messages(qtbot: QtBot, empty_session: Session) -> list[str]:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, Settings())
    FirstRunHints(empty_session, actions, empty_session)
    lines: list[str] = []
    empty_session.message.connect(lines.append)
    return lines


def test_each_step_brings_its_hint_and_none_comes_twice(
    qtbot: QtBot, empty_session: Session, photo: Photo, messages: list[str]
) -> None:
    empty_session.open(photo)
    assert messages == ["Paint over what you want to remove."]
    empty_session.change_mask("Invert the mask", lambda mask: mask.inverted())
    assert messages[1:] == ["Press Return to fill what you have painted."]
    empty_session.change_mask("Invert the mask", lambda mask: mask.inverted())
    empty_session.open(photo)
    assert len(messages) == 2
    assert empty_session.settings.hints_seen == ("paint", "fill")


def test_closing_a_photo_brings_no_hint(empty_session: Session, photo: Photo, messages: list[str]) -> None:
    empty_session.update_settings(hints_seen=("paint", "fill", "keep"))
    empty_session.open(photo)
    empty_session.close_photo()
    assert messages == []
