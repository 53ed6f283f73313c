"""An export in the background: paused, cancelled, and taken up again where it was stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.gui.session.session import Session
from inpaint_studio.video.filling import INVENTED, UNTOUCHED, Filled, Settings
from inpaint_studio.video.frames import FilledFrame, Frames, Masks
from inpaint_studio.video.media.opening import open_frames
from inpaint_studio.video.running import fillers, job
from tests.gui.film.conftest import COUNT, GREY, Film, Gate

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
STRETCH, HELD = 4, 6
"""Frames that are kept together, and the one before which the fill waits at the gate."""


class SlowFill:
    """Fills with grey, waiting at the gate before one frame; lists where it starts, and what is filled."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.starts: list[tuple[int, bool]] = []
        """The first frame, and whether what was filled before it is known."""
        self.filled: list[int] = []
        self.asking = threading.Event()
        """Set once it has passed the gate and asks whether to stop."""

    def __call__(
        self,
        frames: Frames,
        masks: Masks,
        settings: Settings,
        *,
        start: int = 0,
        before: FilledFrame | None = None,
        on_progress: Callable[[float], object] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Filled]:
        self.starts.append((start, before is not None))
        for number in range(start, len(frames)):
            if number == HELD:
                self._gate.pass_through()
                self.asking.set()
            if is_cancelled is not None and is_cancelled():
                raise Cancelled
            hole = masks[number] > 0
            pixels = np.where(hole[..., None], np.uint8(GREY), frames[number])
            self.filled.append(number)
            yield Filled(number, pixels, np.where(hole, np.int32(INVENTED), np.int32(UNTOUCHED)))
            if on_progress is not None:
                on_progress((number + 1 - start) / (len(frames) - start))


@pytest.fixture
def fill(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> SlowFill:
    made = SlowFill(gate)
    monkeypatch.setattr(fillers, "fill", made)
    monkeypatch.setattr(job, "STRETCH", STRETCH)
    return made


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is exported to, whenever the user is asked."""
    path = tmp_path / "out.mkv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "A lossless film (*.mkv)"))
    return path


def begin(film: Film, gate: Gate) -> None:
    """Export, up to the gate."""
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    film.wait(lambda: gate.is_reached)
    assert film.space.jobs.is_exporting


def masked(film: Film) -> Film:
    """One mask for every frame."""
    film.key(Qt.Key.Key_S)
    film.key(Qt.Key.Key_M)
    film.drag((20, 30), (40, 40))
    return film


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def level(film: Path, number: int) -> int:
    """The grey in the middle of the mask."""
    with open_frames(film) as frames:
        return round(float(frames[number][34:36, 28:32].mean()))


def test_an_export_rests_while_it_is_paused_and_then_goes_on(
    busy_film: Film, fill: SlowFill, gate: Gate, output: Path
) -> None:
    film, footer = masked(busy_film), busy_film.space.footer
    begin(film, gate)
    click(footer.pause)
    task = film.space.jobs.task
    assert task is not None
    assert task.is_paused
    gate.open()
    film.wait(fill.asking.is_set)
    film.key(Qt.Key.Key_Period)  # meanwhile the film can be looked at
    film.wait(lambda: film.shown_number == 1)
    assert fill.filled == list(range(HELD))
    click(footer.pause)
    film.wait(lambda: film.space.jobs.task is None)
    assert fill.filled == list(range(COUNT))
    assert level(output, COUNT - 1) == pytest.approx(GREY, abs=3)
    assert not footer.pause.isVisible()
    assert not footer.pause.isChecked()


@pytest.mark.parametrize("is_paused", [False, True])
def test_an_export_that_was_cancelled_goes_on_from_the_last_whole_stretch(
    busy_film: Film, fill: SlowFill, gate: Gate, output: Path, is_paused: bool
) -> None:
    film, jobs = masked(busy_film), busy_film.space.jobs
    begin(film, gate)
    if is_paused:
        click(film.space.footer.pause)
    click(film.space.footer.cancel)
    assert jobs.task is None
    gate.open()
    film.wait(lambda: jobs.is_idle)
    assert not output.exists()
    assert fill.filled == list(range(HELD))
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    film.wait(lambda: jobs.task is None)
    # frames 4 and 5 were filled in a stretch that was not whole
    assert fill.starts == [(0, False), (4, True), (4, True), (8, True)]
    assert [level(output, number) for number in (0, 5, 11)] == pytest.approx([GREY] * 3, abs=3)
    assert [path.name for path in output.parent.glob("out*")] == ["out.mkv"]


def test_an_export_that_is_begun_again_at_once_waits_for_the_end_of_the_first(
    busy_film: Film, fill: SlowFill, gate: Gate, output: Path, threaded_session: Session
) -> None:
    film, jobs = masked(busy_film), busy_film.space.jobs
    failures: list[StudioError] = []
    threaded_session.failed.connect(lambda error, *_: failures.append(error))
    begin(film, gate)
    click(film.space.footer.cancel)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    gate.open()
    film.wait(lambda: jobs.task is None)
    assert not failures
    assert output.exists()
    assert fill.starts[2:] == [(4, True), (8, True)]


def test_an_export_with_other_settings_begins_anew(
    busy_film: Film, fill: SlowFill, gate: Gate, output: Path
) -> None:
    film, jobs = masked(busy_film), busy_film.space.jobs
    begin(film, gate)
    click(film.space.footer.cancel)
    gate.open()
    film.wait(lambda: jobs.is_idle)
    film.key(Qt.Key.Key_F)
    film.space.fill_panel.never.click()
    film.space.view.setFocus()
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    film.wait(lambda: jobs.task is None)
    assert [start for start, _ in fill.starts] == [0, 4, 0, 4, 8]
    assert output.exists()


def test_the_film_is_left_only_once_the_export_may_be_stopped(
    busy_film: Film, fill: SlowFill, gate: Gate, output: Path
) -> None:
    film, films = masked(busy_film), busy_film.window.wiring.films
    begin(film, gate)
    space = film.space
    space.header.back.click()
    assert films.film is space
    stop = next(one for one in space.findChildren(QPushButton) if one.text() == "&Stop the export")
    click(stop)
    assert films.film is None
    gate.open()
    film.wait(lambda: not films._ending)
    assert not output.exists()
    assert output.with_name("out.mkv.unfinished").exists()
