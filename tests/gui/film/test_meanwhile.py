"""What the user does while frames are decoded, masks tracked or a film is exported on threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.core.arrays import Coverage
from inpaint_studio.gui.film import reel
from inpaint_studio.gui.film.keeper import kept
from inpaint_studio.video import keyframes
from inpaint_studio.video.frames import Frames
from tests.gui.film.conftest import COUNT, Film, Gate

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slow_tracker(monkeypatch: pytest.MonkeyPatch, gate: Gate) -> None:
    """Masks are carried without moving; after half of the frames it waits at the gate."""

    def carried(frames: Frames, given: Mapping[int, Coverage]) -> Iterator[keyframes.Tracked]:
        for number in range(len(frames)):
            if number == len(frames) // 2:
                gate.pass_through()
            near = min(given, key=lambda one: abs(one - number))
            yield keyframes.Tracked(given[near], 1.0)

    monkeypatch.setattr(keyframes, "carried", carried)


def test_a_frame_that_comes_late_does_not_end_a_stroke(
    busy_film: Film, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, decode = busy_film, reel.pyramid_of

    def late(pixels: Any) -> Any:
        gate.pass_through()
        return decode(pixels)

    monkeypatch.setattr(reel, "pyramid_of", late)
    film.key(Qt.Key.Key_Period)
    film.wait(lambda: gate.is_reached)
    view = film.space.view
    QTest.mouseMove(view, film.at(20, 30))
    QTest.mousePress(view, LEFT, pos=film.at(20, 30))
    gate.open()
    film.wait(lambda: film.space.reel.is_idle)
    QTest.mouseMove(view, film.at(24, 30))
    QTest.mouseRelease(view, LEFT, pos=film.at(24, 30))
    assert film.space.editing.number == film.space.player.number == 0
    assert {(20, 30), (24, 30)} <= film.covered(0)
    film.key(Qt.Key.Key_Period)
    film.wait(lambda: film.space.editing.number == 1)


def test_what_is_tracked_is_kept_while_a_stroke_is_dropped(
    busy_film: Film, slow_tracker: None, gate: Gate
) -> None:
    film = busy_film
    film.paint(20, 30)
    film.space.go_to(COUNT - 1)
    film.wait(lambda: film.space.editing.number == COUNT - 1)
    film.key(Qt.Key.Key_T)
    film.wait(lambda: gate.is_reached)
    QTest.mousePress(film.space.view, LEFT, pos=film.at(50, 10))
    gate.open()
    film.wait(lambda: film.space.jobs.task is None)
    film.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(film.space.view, LEFT, pos=film.at(50, 10))
    mask = film.space.editing.state.mask(COUNT - 1)
    assert mask is not None
    assert film.space.editing.tiles.is_alike(mask.tiles)


def test_an_export_does_not_bring_masks_of_keyframes_that_were_changed_meanwhile(
    busy_film: Film,
    quick: None,
    slow_tracker: None,
    gate: Gate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = busy_film
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.mkv"), ""))
    film.paint(20, 30)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    film.wait(lambda: gate.is_reached)
    film.wait(lambda: film.covered(2))
    film.paint(40, 30)
    assert set(film.space.editing.state.tracked) == set()
    gate.open()
    film.wait(lambda: film.space.jobs.task is None)
    assert (tmp_path / "out.mkv").exists()
    assert set(film.space.editing.state.tracked) == set()


def test_deleting_the_keyframe_ends_tracking_from_it(busy_film: Film, slow_tracker: None, gate: Gate) -> None:
    film = busy_film
    film.paint(20, 30)
    film.key(Qt.Key.Key_T)
    film.wait(lambda: gate.is_reached)
    film.space.transport.delete.click()
    assert film.space.jobs.task is None
    gate.open()
    film.wait(lambda: film.space.jobs.is_idle)
    assert not film.space.editing.state.tracked


def test_a_keyframe_is_kept_while_masks_are_tracked_from_it(
    busy_film: Film, slow_tracker: None, gate: Gate
) -> None:
    film = busy_film
    film.paint(20, 30)
    film.key(Qt.Key.Key_T)
    film.wait(lambda: gate.is_reached)
    film.wait(lambda: kept(film.space.clip) is not None)
    assert film.space.jobs.task is not None


def test_the_film_itself_is_not_exported_over(
    film: Film, film_path: Path, quick: None, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = film_path.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(film_path), ""))
    film.key(Qt.Key.Key_S)
    film.paint(20, 30)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    assert messages == ["That is the film itself. Choose another name."]
    assert film_path.read_bytes() == before
