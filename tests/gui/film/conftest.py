"""A window with a small film: 12 frames of 64 x 48, whose numbers can be read from their pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.arrays import Coverage
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.film.workspace import FilmWorkspace
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.video import filling, keyframes
from inpaint_studio.video.filling import INVENTED, UNTOUCHED, Filled
from inpaint_studio.video.frames import FilledFrame, Frames, Masks
from inpaint_studio.video.running import fillers
from tests.gui.windows import shown
from tests.video.films import make_film, number_in
from tests.waiting import PATIENCE_MS, wait_for

COUNT = 12
GREY = 7
"""What the quick fill fills with."""


def quick_fill(
    frames: Frames,
    masks: Masks,
    settings: filling.Settings,
    *,
    start: int = 0,
    before: FilledFrame | None = None,
    on_progress: Callable[[float], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[Filled]:
    """Fills with a grey that no frame has; everything is invented."""
    for number in range(start, len(frames)):
        hole = masks[number] > 0
        pixels = np.where(hole[..., None], np.uint8(GREY), frames[number])
        yield Filled(number, pixels, np.where(hole, np.int32(INVENTED), np.int32(UNTOUCHED)))
        if on_progress is not None:
            on_progress((number + 1 - start) / (len(frames) - start))


@pytest.fixture
def film_path(tmp_path: Path) -> Path:
    return make_film(tmp_path / "clip.mp4", count=COUNT)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are filled with grey."""
    monkeypatch.setattr(filling, "fill", quick_fill)
    monkeypatch.setattr(fillers, "fill", quick_fill)


@pytest.fixture
def window(qtbot: QtBot, empty_session: Session) -> Iterator[MainWindow]:
    with shown(qtbot, empty_session, (1100, 760)) as made:
        yield made


class Film:
    """The open film, and the user's hands."""

    def __init__(self, qtbot: QtBot, window: MainWindow, path: Path) -> None:
        self.qtbot, self.window = qtbot, window
        window.open_path(path)
        self.wait(lambda: window.wiring.films.film is not None and self.space.view.picture is not None)

    @property
    def space(self) -> FilmWorkspace:
        film = self.window.wiring.films.film
        assert film is not None
        return film

    @property
    def shown_number(self) -> int:
        """The number that is drawn into the frame on the screen."""
        picture = self.space.view.picture
        assert picture is not None
        return number_in(picture.array(0)[..., 2::-1])

    def wait(self, happened: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(happened()), timeout=PATIENCE_MS)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window if QApplication.focusWidget() is None else _focus(), key, modifiers)

    def at(self, x: float, y: float) -> QPoint:
        return self.space.view.viewport.to_widget(x, y).toPoint()

    def paint(self, x: float, y: float) -> None:
        """A dab of the brush, or of whatever tool is chosen."""
        self.drag((x, y), (x + 1, y))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        view, left = self.space.view, Qt.MouseButton.LeftButton
        QTest.mouseMove(view, self.at(*start))
        QTest.mousePress(view, left, pos=self.at(*start))
        QTest.mouseMove(view, self.at(*end))
        QTest.mouseRelease(view, left, pos=self.at(*end))

    def covered(self, number: int) -> set[tuple[int, int]]:
        """The pixels (x, y) that the mask of a frame covers."""
        mask = self.space.editing.state.mask(number)
        if mask is None:
            return set()
        rows, columns = np.nonzero(mask.coverage)
        return set(zip(columns.tolist(), rows.tolist(), strict=True))


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


@pytest.fixture
def film(qtbot: QtBot, window: MainWindow, film_path: Path) -> Film:
    window.session.update_settings(brush_size=6.0, brush_diagonal=80.0, brush_hardness=1.0)
    return Film(qtbot, window, film_path)


@pytest.fixture
def threaded_session(qtbot: QtBot, fake_registry: Registry) -> Iterator[Session]:
    """As in the editor: work is done on threads."""
    made = Session(fake_registry, settings=Settings(brush_size=6.0, brush_diagonal=80.0, brush_hardness=1.0))
    yield made
    made.shut_down()


@pytest.fixture
def busy_film(qtbot: QtBot, threaded_session: Session, film_path: Path) -> Iterator[Film]:
    """A film whose frames are decoded, tracked and filled on threads."""
    with shown(qtbot, threaded_session, (1100, 760)) as window:
        yield Film(qtbot, window, film_path)


class Gate:
    """Holds work on a thread at a place that it passes again and again."""

    def __init__(self) -> None:
        self._open, self._reached = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        """For the work: wait while it is closed."""
        self._reached.set()
        wait_for(self._open)

    @property
    def is_reached(self) -> bool:
        return self._reached.is_set()

    def open(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.clear()
        self._reached.clear()


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Closed; opened at the end, so that nothing waits for ever."""
    made = Gate()
    yield made
    made.open()


@pytest.fixture
def still_tracker(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[int]]]:
    """Masks are carried without moving; lists what was asked: how many frames, and which are keyframes."""
    asked: list[tuple[int, list[int]]] = []

    def carried(frames: Frames, given: Mapping[int, Coverage]) -> Iterator[keyframes.Tracked]:
        asked.append((len(frames), sorted(given)))
        for number in range(len(frames)):
            near = min(given, key=lambda one: abs(one - number))
            yield keyframes.Tracked(given[near], 1.0 - 0.05 * abs(near - number))

    monkeypatch.setattr(keyframes, "carried", carried)
    return asked
