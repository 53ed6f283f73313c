"""What would be lost by closing: fills, shown results, masks, strokes in progress, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.dialogs.closing import ClosingQuestion
from inpaint_studio.gui.dialogs.replacing import ReplaceQuestion
from inpaint_studio.gui.session.session import SOURCES, Session
from inpaint_studio.jobs.unsaved import Unsaved
from tests.gui.fakes import HangingEngine, SteppedEngine
from tests.gui.strokes import begun, painted

SAVED = Path("saved.png")
PROJECT = Path("saved.ora")


def filled(qtbot: QtBot, session: Session, engine: str = "white") -> None:
    count = len(session.fills.results)
    session.fills.fill(engine, {})
    qtbot.waitUntil(lambda: len(session.fills.results) > count and not session.fills.numbers)


def test_a_photo_that_was_only_opened_has_nothing_to_lose(session: Session) -> None:
    assert session.unsaved == Unsaved()
    session.close_photo()
    assert session.unsaved == Unsaved()


@pytest.mark.parametrize("name", ["mask", SOURCES])
def test_a_painted_mask_counts_until_it_is_gone_again(session: Session, name: str) -> None:
    painted(session, name=name)
    assert session.unsaved == Unsaved(mask=True)
    session.undo()
    assert not session.unsaved
    session.redo()
    edit = session.edit_mask(name)
    edit.replace(Mask.empty(session.size))
    edit.commit("Erase")
    assert not session.unsaved


def test_a_stroke_under_way_counts_too(session: Session) -> None:
    edit = begun(session)
    assert session.unsaved == Unsaved(mask=True)
    edit.abort()
    assert not session.unsaved


def test_a_fill_counts_while_it_runs_is_shown_is_in_the_strip_and_is_kept(
    session: Session, qtbot: QtBot
) -> None:
    stepped = SteppedEngine()
    session.registry.register(stepped)
    painted(session)
    session.fills.fill("stepped", {})
    assert session.unsaved == Unsaved(mask=True, running=True)
    stepped.step.release(4)
    qtbot.waitUntil(lambda: not session.unsaved.running)
    assert session.unsaved == Unsaved(mask=True, results=True, shown=True)
    session.fills.choose(None)
    assert session.unsaved == Unsaved(mask=True, results=True)
    session.fills.choose(session.fills.results[0])
    session.fills.keep()
    assert session.unsaved == Unsaved(picture=True)
    session.mark_saved(SAVED)
    assert not session.unsaved
    session.undo()
    assert session.unsaved.picture


def test_from_the_end_of_a_fill_to_its_result_nothing_looks_saved(session: Session, qtbot: QtBot) -> None:
    painted(session)
    seen: list[Unsaved] = []
    session.fills.job_changed.connect(lambda: seen.append(session.unsaved))
    filled(qtbot, session)
    assert all(unsaved.running or unsaved.shown for unsaved in seen)
    assert seen


def test_a_fill_that_was_called_off_is_not_under_way(session: Session, qtbot: QtBot) -> None:
    session.registry.register(HangingEngine())
    painted(session)
    session.fills.fill("hanging", {})
    session.fills.cancel()
    qtbot.waitUntil(lambda: not session.unsaved.running)


def test_after_a_save_only_what_came_since_counts(session: Session, qtbot: QtBot) -> None:
    painted(session)
    filled(qtbot, session)
    session.fills.choose(None)
    session.mark_saved(SAVED)
    assert not session.unsaved
    painted(session, y=60)
    assert session.unsaved == Unsaved(mask=True)


def test_what_came_while_it_was_being_saved_counts(session: Session) -> None:
    painted(session)
    state = session.state
    painted(session, y=60)
    session.mark_saved(SAVED, state=state, results={})
    assert session.unsaved == Unsaved(mask=True)


def test_a_project_holds_masks_results_and_what_is_shown(session: Session, qtbot: QtBot) -> None:
    painted(session)
    filled(qtbot, session)
    session.mark_saved(PROJECT, project=True)
    assert not session.unsaved
    session.fills.star(session.fills.results[0], True)
    assert session.unsaved == Unsaved(results=True)


def test_a_mask_that_is_in_a_file_of_its_own_is_not_lost(session: Session) -> None:
    painted(session)
    session.mark_mask_saved(session.mask_tiles())
    assert not session.unsaved
    painted(session, y=60)
    assert session.unsaved == Unsaved(mask=True)


def test_a_crop_counts_and_masks_of_another_size_do_no_harm(session: Session) -> None:
    painted(session)
    session.mark_mask_saved(session.mask_tiles())
    session.crop(Rect(10, 10, 60, 60))
    assert session.unsaved == Unsaved(picture=True, mask=True)
    session.mark_saved(PROJECT, project=True)
    session.uncrop()
    assert session.unsaved.picture


def test_a_picture_that_a_tool_shows_counts(session: Session) -> None:
    other = Photo(np.zeros_like(session.photo.pixels))
    session.show_live(other, Rect.of(session.size))
    assert session.unsaved == Unsaved(picture=True)
    session.show_live(None, Rect.of(session.size))
    assert not session.unsaved


def test_news_are_what_was_done_since_and_not_the_end_of_a_fill_that_ran(
    session: Session, qtbot: QtBot
) -> None:
    stepped = SteppedEngine()
    session.registry.register(stepped)
    painted(session)
    session.fills.fill("stepped", {})
    mark = session.work
    stepped.step.release(4)
    qtbot.waitUntil(lambda: not session.fills.numbers)
    assert not session.work.has_news_since(mark)
    again = session.work
    filled(qtbot, session)
    assert session.work.has_news_since(again)
    last = session.work
    painted(session, y=60)
    assert session.work.has_news_since(last)


def test_a_name_like_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    name = "<h1>a<br>.png"
    questions: list[QMessageBox] = [
        ClosingQuestion(name, Unsaved(picture=True, running=True), is_project=False),
        ReplaceQuestion(Path(name)),
    ]
    for question in questions:
        qtbot.addWidget(question)
        question.show()
        told = [label for label in question.findChildren(QLabel) if label.text()]
        assert len(told) == 2
        assert {label.textFormat() for label in told} == {Qt.TextFormat.PlainText}
