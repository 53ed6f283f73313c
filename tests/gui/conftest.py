"""A session with a small photo and engines that answer at once; Qt warnings fail a test."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.session.workers import Pool
from tests.gui import fakes

T = TypeVar("T")


class InlinePool(Pool):
    """Does the work at once, so that tests of widgets need not wait."""

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        try:
            outcome = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            if done is not None:
                done(outcome)


@pytest.fixture(autouse=True)
def _collect_on_this_thread() -> Iterator[None]:
    """As in the editor: an engine thread that collects widgets left by an earlier test would crash."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture
def photo() -> Photo:
    """120 x 90 RGB with a gradient, so that places can be told apart."""
    rows, columns = np.mgrid[0:90, 0:120]
    return Photo(np.stack([columns * 2, rows * 2, np.full_like(rows, 90)], axis=2).astype(np.uint8))


@pytest.fixture
def path(tmp_path: Path, photo: Photo) -> Path:
    """A file with `photo`."""
    file = tmp_path / "photo.png"
    write_photo(file, photo)
    return file


@pytest.fixture
def fake_registry() -> Registry:
    """Engines of `fakes`: white (stochastic, with parameters), slow, failing, lying, hanging …"""
    return fakes.registry()


@pytest.fixture
def empty_session(qtbot: QtBot, fake_registry: Registry) -> Iterator[Session]:
    """No photo is open."""
    made = Session(fake_registry, settings=Settings(widen=0.0), pool=InlinePool())
    yield made
    made.shut_down()


@pytest.fixture
def session(empty_session: Session, photo: Photo) -> Session:
    """The photo of `photo` is open and its mask is empty; fills are joined as the engines give them."""
    empty_session.fills.join = JoinOptions("none", colour=False, grain=False)
    empty_session.open(photo)
    return empty_session


@pytest.fixture
def messages(empty_session: Session) -> list[str]:
    """What the session says."""
    found: list[str] = []
    empty_session.message.connect(found.append)
    return found


@pytest.fixture
def failures(empty_session: Session) -> list[StudioError]:
    """What the session says has failed."""
    found: list[StudioError] = []
    empty_session.failed.connect(lambda error, _: found.append(error))
    return found


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> Canvas:
    """400 x 300, on the photo of `session`."""
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    return made
