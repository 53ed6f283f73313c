"""Closing asks about unsaved changes, and loses nothing that was not given up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.sessions.sessions import abandoned, sessions_dir
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from tests.gui.files.choosing import Ask, Button, choosing
from tests.gui.strokes import filled, pixels


def test_nothing_is_asked_when_nothing_changed(
    files: Files, empty_session: Session, path: Path, answering: Ask
) -> None:
    asked = answering(Button.Cancel)
    files.open(path)
    files.close_photo()
    assert asked == []
    assert not empty_session.is_open
    assert list(sessions_dir().iterdir()) == []


def test_cancel_leaves_everything_open(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    asked = answering(Button.Cancel)
    files.close_photo()
    files.open(path)
    assert asked == ["Save the changes to photo.png?"] * 2
    assert len(empty_session.document.layers) == 1


def test_changes_that_are_not_wanted_go(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    answering(Button.Discard)
    files.close_photo()
    assert not empty_session.is_open
    assert abandoned() == []


def test_a_fill_that_is_shown_but_not_kept_is_asked_about(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session, keep=False)
    asked = answering(Button.Cancel)
    files.close_photo()
    assert len(asked) == 1


def test_save_and_close_does_both(
    files: Files,
    empty_session: Session,
    path: Path,
    answering: Ask,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    wanted = pixels(empty_session)
    target = path.with_name("saved.png")
    choosing(monkeypatch, target)
    answering(Button.Save)
    files.close_photo()
    assert not empty_session.is_open
    np.testing.assert_array_equal(read_photo(target).pixels, wanted)


def test_a_save_that_is_called_off_keeps_the_photo_open(
    files: Files,
    empty_session: Session,
    path: Path,
    answering: Ask,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    choosing(monkeypatch, None)
    answering(Button.Save)
    files.close_photo()
    assert empty_session.is_open
    assert empty_session.unsaved
