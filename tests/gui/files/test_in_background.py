"""Opening, saving and closing with real threads, as in the program."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.sessions.sessions import sessions_dir
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from tests.gui.files.choosing import Ask, Button, choosing
from tests.gui.strokes import filled, pixels
from tests.waiting import wait_for


@pytest.fixture
def threaded(fake_registry: Registry, qtbot: QtBot) -> Iterator[tuple[Files, Session]]:
    """A session whose pool works in threads, as in the program."""
    session = Session(fake_registry, settings=Settings())
    files = Files(session)
    yield files, session
    session.shut_down()
    files.shut_down()


def test_a_photo_is_opened_filled_and_saved_in_the_background(
    threaded: tuple[Files, Session], path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files, session = threaded
    words: list[str] = []
    files.working.connect(words.append)
    files.open(path)
    assert not session.is_open
    qtbot.waitUntil(lambda: session.is_open)
    filled(qtbot, session)
    choosing(monkeypatch, path.with_name("saved.png"))
    files.save()
    qtbot.waitUntil(lambda: not session.unsaved)
    np.testing.assert_array_equal(read_photo(path.with_name("saved.png")).pixels, pixels(session))
    assert words == ["Opening photo.png…", "", "Saving saved.png…", ""]
    files.keeper.tick()
    files.close_photo()
    qtbot.waitUntil(lambda: not list(sessions_dir().iterdir()))


def test_only_the_last_of_several_photos_is_opened(
    threaded: tuple[Files, Session], path: Path, photo: Photo, qtbot: QtBot
) -> None:
    files, session = threaded
    other = path.with_name("other.png")
    write_photo(other, photo)
    opened: list[Path | None] = []
    session.opened.connect(lambda: opened.append(session.path))
    files.open(path)
    files.open(other)
    qtbot.waitUntil(lambda: session.path == other)
    session.pool.wait()
    QApplication.processEvents()
    assert opened == [other]
    qtbot.waitUntil(lambda: len(list(sessions_dir().iterdir())) == 1)


def test_photos_that_nobody_waits_for_any_more_are_not_read(
    threaded: tuple[Files, Session], path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files, session = threaded
    read: list[str] = []
    go_on = threading.Event()

    def slow(file: Path, **options: object) -> Photo:
        read.append(file.name)
        wait_for(go_on)
        return read_photo(path)

    monkeypatch.setattr("inpaint_studio.gui.files.files.read_picture", slow)
    for number in range(20):
        files.open(path.with_name(f"{number}.png"))
    go_on.set()
    qtbot.waitUntil(lambda: session.is_open)
    assert session.path == path.with_name("19.png")
    # the pool has two threads, which had begun with the first ones before the last was asked for
    assert len(read) <= 3
    assert "19.png" in read


def test_what_is_done_while_another_photo_is_read_is_asked_about(
    threaded: tuple[Files, Session],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answering: Ask,
) -> None:
    files, session = threaded
    files.open(path)
    qtbot.waitUntil(lambda: session.is_open)
    go_on = threading.Event()

    def slow(*given: object, **options: object) -> Photo:
        wait_for(go_on)
        return Photo(np.zeros((5, 5, 3), np.uint8))

    monkeypatch.setattr("inpaint_studio.gui.files.files.read_picture", slow)
    asked = answering(Button.Cancel)
    files.open(path.with_name("slow.png"))
    filled(qtbot, session)
    go_on.set()
    qtbot.waitUntil(lambda: bool(asked))
    assert session.path == path
    assert len(session.document.layers) == 1


def test_closing_while_a_file_is_written_waits_for_it(
    threaded: tuple[Files, Session],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answering: Ask,
) -> None:
    files, session = threaded
    files.open(path)
    qtbot.waitUntil(lambda: session.is_open)
    filled(qtbot, session)
    asked = answering(Button.Cancel)
    choosing(monkeypatch, path.with_name("saved.png"))
    files.save()
    files.close_photo()
    assert session.is_open
    qtbot.waitUntil(lambda: not session.is_open)
    assert asked == []
    assert path.with_name("saved.png").exists()
