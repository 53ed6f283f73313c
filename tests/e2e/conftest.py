"""The editor's window on a small photo, with engines that answer at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.registry import Registry
from tests.e2e.editor import Editor, photo_of
from tests.gui import fakes

Start = Callable[..., Editor]


@pytest.fixture
def photo() -> Photo:
    """120 x 90, noise."""
    return photo_of()


@pytest.fixture
def path(tmp_path: Path, photo: Photo) -> Path:
    file = tmp_path / "photo.png"
    write_photo(file, photo)
    return file


@pytest.fixture
def hanging() -> fakes.HangingEngine:
    """It never ends by itself."""
    return fakes.HangingEngine()


@pytest.fixture
def stepped() -> fakes.SteppedEngine:
    """It ends after four steps that the test gives it."""
    return fakes.SteppedEngine()


@pytest.fixture
def registry(hanging: fakes.HangingEngine, stepped: fakes.SteppedEngine) -> Registry:
    return fakes.registry(hanging, stepped)


@pytest.fixture
def start(qtbot: QtBot, registry: Registry) -> Iterator[Start]:
    """Starts an editor without a photo; keywords are settings. All are ended after the test."""
    started: list[Editor] = []

    def begin(**settings: Any) -> Editor:
        editor = Editor(qtbot, registry, **settings)
        started.append(editor)
        return editor

    yield begin
    for editor in started:
        editor.end()


@pytest.fixture
def editor(start: Start, path: Path) -> Editor:
    """An editor with `path` open."""
    made = start()
    made.open(path)
    return made
