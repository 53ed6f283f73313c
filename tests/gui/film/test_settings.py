"""How a film is filled: chosen in the panel for the whole film, and otherwise for a stretch of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.gui.film.choices import Choices, FillChoice
from inpaint_studio.gui.film.keeper import kept
from inpaint_studio.video.filling import UNSEEN, UNTOUCHED, Filled, Settings
from inpaint_studio.video.frames import Frames, Masks
from inpaint_studio.video.media.opening import open_frames
from inpaint_studio.video.running import fillers
from tests.gui.film.conftest import COUNT, Film

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MARKED = FillChoice(never_invent=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool, Settings]]:
    """Fills with grey 50, or 200 if nothing may be invented.

    Lists from which frame, whether what was invented before goes on, and with what settings.
    """
    calls: list[tuple[int, bool, Settings]] = []

    def fill(
        frames: Frames, masks: Masks, settings: Settings, *, start: int = 0, before: Any = None, **_: Any
    ) -> Iterator[Filled]:
        calls.append((start, before is not None, settings))
        level = np.uint8(200 if settings.never_invent else 50)
        for number in range(start, len(frames)):
            hole = masks[number] > 0
            sources = np.where(hole, np.int32(UNSEEN), np.int32(UNTOUCHED))
            yield Filled(number, np.where(hole[..., None], level, frames[number]), sources)

    monkeypatch.setattr(fillers, "fill", fill)
    return calls


def choose(film: Film, engine: str) -> None:
    """Go through the list of engines with the arrow keys."""
    engines = film.space.fill_panel.engines
    way = engines.names.index(engine) - engines.currentIndex()
    for _ in range(abs(way)):
        QTest.keyClick(engines, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)
    assert engines.engine == engine


def choose_stretch(film: Film) -> None:
    """The settings are those from the in to the out point."""
    QTest.keyClick(film.space.fill_panel.scope, Qt.Key.Key_Down)


def test_the_panel_opens_with_its_key_and_its_button(film: Film) -> None:
    panel = film.space.fill_panel
    assert panel.isHidden()
    film.key(Qt.Key.Key_F)
    assert panel.isVisible()
    assert film.space.header.settings.isChecked()
    film.space.header.settings.click()
    assert panel.isHidden()
    assert film.space.view.hasFocus()


def test_the_whole_film_is_filled_as_chosen(film: Film, asked: list[tuple[int, bool, Settings]]) -> None:
    film.key(Qt.Key.Key_S)
    film.paint(20, 30)
    film.key(Qt.Key.Key_F)
    panel = film.space.fill_panel
    choose(film, "noise")
    assert panel.form is None
    panel.seed.setValue(7)
    panel.never.click()
    film.space.view.setFocus()
    film.key(Qt.Key.Key_Return)
    (_, _, settings) = asked[-1]
    assert (settings.engine, settings.seed, settings.never_invent) == ("noise", 7, True)
    assert not panel.engines.isEnabled()
    film.key(Qt.Key.Key_Z, CTRL)  # the changes in a row are one step
    assert film.space.editing.state.choices == Choices()
    assert not panel.never.isChecked()
    assert not film.space.jobs.covers
    assert film.covered(3)


def test_another_engine_has_its_own_parameters(film: Film, asked: list[tuple[int, bool, Settings]]) -> None:
    film.key(Qt.Key.Key_F)
    choose(film, "white")
    form = film.space.fill_panel.form
    assert form is not None
    name = form.params[0].name
    form.changed.emit(name, form.values[name])
    assert dict(film.space.editing.state.choices.whole.params) == form.values
    choose(film, "noise")
    assert not film.space.editing.state.choices.whole.params


def test_a_stretch_is_filled_in_another_way_and_the_rest_as_before(
    film: Film,
    asked: list[tuple[int, bool, Settings]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    messages: list[str],
) -> None:
    output = tmp_path / "out.mkv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(output), "A lossless film (*.mkv)"))
    film.key(Qt.Key.Key_S)
    film.key(Qt.Key.Key_M)
    film.drag((20, 30), (40, 40))
    film.space.go_to(4)
    film.key(Qt.Key.Key_I)
    film.space.go_to(7)
    film.key(Qt.Key.Key_O)
    panel = film.space.fill_panel
    film.key(Qt.Key.Key_F)
    choose_stretch(film)
    assert panel.remove.isHidden()
    panel.never.click()
    assert panel.remove.isVisible()
    state = film.space.editing.state
    assert [(one.begin, one.end, one.choice) for one in state.choices.retakes] == [(4, 8, MARKED)]
    film.space.view.setFocus()
    film.space.go_to(0)
    film.key(Qt.Key.Key_I)
    film.space.go_to(COUNT - 1)
    film.key(Qt.Key.Key_O)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    assert messages[-1] == "Exported as out.mkv."
    assert [(start, goes_on, one.never_invent) for start, goes_on, one in asked] == [
        (0, False, False),
        (4, False, True),
        (8, False, False),
    ]
    with open_frames(output) as after:
        levels = [int(after[number][34:36, 28:32].mean()) for number in range(COUNT)]
    assert levels == pytest.approx([50] * 4 + [200] * 4 + [50] * 4, abs=3)


def test_a_stretch_is_given_back_and_what_was_chosen_survives(film: Film) -> None:
    panel = film.space.fill_panel
    film.key(Qt.Key.Key_F)
    film.space.go_to(6)
    film.key(Qt.Key.Key_I)
    choose_stretch(film)
    panel.never.click()
    before = film.space.editing.state
    film.space.keeper.flush()
    assert kept(film.space.clip) == before
    panel.remove.click()
    assert not film.space.editing.state.choices.retakes
    assert panel.remove.isHidden()
    assert not panel.never.isChecked()


def test_stretches_that_overlap_are_cut() -> None:
    other = FillChoice(seed=2)
    choices = Choices().with_retake(range(2, 10), MARKED).with_retake(range(4, 6), other)
    assert [(one.begin, one.end, one.choice) for one in choices.retakes] == [
        (2, 4, MARKED),
        (4, 6, other),
        (6, 10, MARKED),
    ]
    assert choices.at(5) == other
    assert choices.at(10) == FillChoice()
    assert choices.within(range(5, 12)) == [
        (range(5, 6), other),
        (range(6, 10), MARKED),
        (range(10, 12), FillChoice()),
    ]
    assert choices.with_retake(range(12), None) == Choices()


def test_the_original_is_shown_beside_the_result_while_it_plays(
    film: Film, asked: list[tuple[int, bool, Settings]]
) -> None:
    space = film.space
    film.key(Qt.Key.Key_S)
    film.key(Qt.Key.Key_M)
    film.drag((20, 30), (40, 40))
    film.key(Qt.Key.Key_Return)
    assert space.player.is_playing
    film.key(Qt.Key.Key_C)
    assert space.original.isVisible()
    assert space.header.beside.isChecked()
    assert abs(space.original.width() - space.view.width()) <= 1
    space.player.play(False)
    film.key(Qt.Key.Key_Plus)  # both show the same part
    at = space.view.viewport.to_widget(30, 35).toPoint()
    filled, original = (pane.grab().toImage().pixelColor(at).red() for pane in (space.view, space.original))
    assert filled == 50
    assert original != 50
    space.header.beside.click()
    assert space.original.isHidden()
