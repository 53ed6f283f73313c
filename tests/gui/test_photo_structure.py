"""The view of lines and planes in the whole window: what it draws, what it says, and what it follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.structure import DIRECTION_COLOURS
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow

SIDE = 320


def facade() -> Photo:
    """Rows of dark windows in a pale wall."""
    picture = np.full((SIDE, SIDE, 3), 190, np.uint8)
    for top in range(14, SIDE - 30, 52):
        for left in range(10, SIDE - 20, 40):
            cv2.rectangle(picture, (left, top), (left + 20, top + 30), (50, 60, 80), -1)
    return Photo(picture)


@pytest.fixture
def window(qtbot: QtBot, empty_session: Session) -> Iterator[MainWindow]:
    made = MainWindow(empty_session)
    made.resize(1200, 850)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    empty_session.open(facade())
    made.canvas.setFocus()
    qtbot.waitUntil(lambda: made.canvas.is_ready)
    yield made
    made.shut_down(discard=True)
    made.close()
    made.deleteLater()


def drawn(window: MainWindow) -> dict[str, int]:
    """How many pixels of the window have the colour of each direction."""
    image = window.canvas.grab().toImage().convertToFormat(window.canvas.grab().toImage().Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    return {colour.name(): int(np.count_nonzero(flat == colour.rgb())) for colour in DIRECTION_COLOURS}


def test_u_draws_the_lines_of_both_directions_and_hides_them_again(window: MainWindow) -> None:
    first, second, third = (colour.name() for colour in DIRECTION_COLOURS)
    QTest.keyClick(window.canvas, Qt.Key.Key_U)
    seen = drawn(window)
    assert seen[first] > 500
    assert seen[second] > 500
    assert seen[third] == 0
    assert "planes: 1; repeating patterns: 1" in window.notices.shown.text
    QTest.keyClick(window.canvas, Qt.Key.Key_U)
    assert set(drawn(window).values()) == {0}


def test_it_follows_the_mask_undo_and_the_next_photo(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_U)
    view = window.canvas.structure
    whole = len(view.layer.structure.segments)
    coverage = np.zeros((SIDE, SIDE), np.uint8)
    coverage[40:280, 40:280] = 255
    window.session.set_mask("Rectangle", Mask.from_array(coverage))
    qtbot.waitUntil(lambda: len(view.layer.structure.segments) < whole)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(view.layer.structure.segments) == whole)
    window.session.open(Photo(np.full((90, 120, 3), 128, np.uint8)))
    assert view.layer is None
    qtbot.waitUntil(lambda: view.layer is not None)
    assert len(view.layer.structure.segments) == 0
    window.session.close_photo()
    assert view.layer is None
    assert not window.commands["show-structure"].isEnabled()


def test_the_original_is_shown_without_it(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_U)
    QTest.keyPress(window.canvas, Qt.Key.Key_Backslash)
    assert set(drawn(window).values()) == {0}
    QTest.keyRelease(window.canvas, Qt.Key.Key_Backslash)
    assert drawn(window)[DIRECTION_COLOURS[0].name()] > 0


def test_a_failure_with_a_photo_that_was_left_is_not_told_and_the_next_photo_is_looked_at(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, pool = window.canvas.structure, window.session.pool
    at_once = pool.run
    waiting: list[Callable[[Exception], None]] = []

    def run(work: Any, done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        if owner is view:
            waiting.append(failed)
        else:
            at_once(work, done, failed, owner=owner)

    monkeypatch.setattr(pool, "run", run)
    told: list[object] = []
    window.session.failed.connect(lambda *error: told.append(error))
    QTest.keyClick(window.canvas, Qt.Key.Key_U)
    window.session.open(Photo(np.full((90, 120, 3), 128, np.uint8)))
    waiting[0](StudioError("mask-size", mask="1 x 1", photo="2 x 2"))
    assert told == []
    qtbot.waitUntil(lambda: len(waiting) == 2)
    waiting[1](StudioError("mask-size", mask="1 x 1", photo="2 x 2"))
    assert len(told) == 1
