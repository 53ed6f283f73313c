"""A recovered session knows its project and its photo, and what its steps looked like."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.state import State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.sessions.session_file import ABOUT_NAME, read_session
from inpaint_studio.core.sessions.sessions import Abandoned, abandoned
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.panels.history.model import HistoryModel
from inpaint_studio.gui.session.session import Session
from tests.gui.strokes import filled, painted


def left(files: Files, session: Session) -> Abandoned:
    """The session as a crash leaves it."""
    files.keeper.tick()
    session.close_photo(discard=False)
    (one,) = abandoned()
    return one


def asking_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a name was asked for")

    monkeypatch.setattr("inpaint_studio.gui.files.saver.QFileDialog.getSaveFileName", asked)
    monkeypatch.setattr("inpaint_studio.gui.files.saver.SaveDialog", asked)


def test_a_photo_that_was_saved_as_a_project_goes_on_as_that_project(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session, project = empty_session, path.with_name("work.ora")
    files.open(path)
    filled(qtbot, session)
    files.saver.write_project(project, overwrite=False)
    painted(session, y=60)
    one = left(files, session)
    assert one.about.title == "work.ora"
    files.keeper.restore(one)
    assert session.project_path == project
    assert session.title == "work.ora"
    assert session.unsaved
    asking_nothing(monkeypatch)
    files.save()
    assert not session.unsaved
    saved = load_project(project)
    assert saved.state.mask().area > 0
    assert saved.about["path"] == str(path)


def test_a_project_that_was_opened_goes_on_and_knows_its_photo(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session, project = empty_session, path.with_name("work.ora")
    files.open(path)
    files.saver.write_project(project, overwrite=False)
    session.close_photo()
    files.open(project)
    filled(qtbot, session)
    files.keeper.restore(left(files, session))
    assert session.project_path == project
    asking_nothing(monkeypatch)
    files.save()
    assert load_project(project).about["path"] == str(path)
    assert len(load_project(project).state.document.layers) == 1


def test_a_project_of_another_program_is_not_written_over(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, photo: Photo
) -> None:
    session, project = empty_session, path.with_name("krita.ora")
    files.open(path)
    files.saver.write_project(project, overwrite=False)
    session.close_photo()
    real = load_project

    def foreign(*given: object, **options: object) -> object:

        return replace(real(*given, **options), foreign=True)  # type: ignore[arg-type]

    monkeypatch.setattr("inpaint_studio.gui.files.files.load_project", foreign)
    files.open(project)
    assert session.project_path is None
    painted(session)
    files.keeper.restore(left(files, session))
    assert session.project_path is None


def test_a_session_of_an_earlier_version_is_read(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    files.open(path)
    painted(empty_session)
    one = left(files, empty_session)
    about = json.loads((one.folder / ABOUT_NAME).read_text("utf-8"))
    for name in ("project", "origin", "targets"):
        del about[name]
    (one.folder / ABOUT_NAME).write_text(json.dumps(about), "utf-8")
    assert read_session(one.folder).saved_as is None
    about["path"] = "work.ora"
    (one.folder / ABOUT_NAME).write_text(json.dumps(about), "utf-8")
    assert read_session(one.folder).saved_as == Path("work.ora")


def colours_of(picture: QPixmap | None) -> set[str]:
    assert picture is not None
    image = picture.toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_its_steps_have_pictures_and_so_do_those_that_were_undone(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    session = empty_session
    session.fills.join = JoinOptions("none", colour=False, grain=False)
    files.open(path)
    filled(qtbot, session)
    painted(session, y=60)
    session.undo()
    model = HistoryModel(session, 1.0)
    files.keeper.restore(left(files, session))
    entries = session.entries
    assert [entry.name for entry in entries] == ["Stroke", "Fill with White", "Stroke"]
    pictures = [model.thumbs.get(entry) for entry in entries]
    assert all(picture is not None and not picture.isNull() for picture in pictures)
    shows_white = ["#ffffff" in colours_of(picture) for picture in pictures]
    assert shows_white == [False, True, True]  # the fill, and the stroke after it beside that
    session.close_photo()
    assert not session.step_pictures


def test_a_history_tells_its_last_steps_and_stays_where_it_is(tmp_path: Path) -> None:
    photo = Photo(np.zeros((20, 30, 3), np.uint8))
    with History(State(Document.of(photo)), folder=tmp_path) as history:
        for x in range(5):
            tiles = history.state.tiles().snapshot()
            tiles.write(Rect(x, 0, 1, 1), 255)
            history.record(f"{x}", history.state.with_mask(tiles))
        for position in (0, 2, 4, 5):
            history.go_to(position)
            told = list(history.steps(3))
            assert [entry.name for entry, _, _ in told] == ["2", "3", "4"]
            assert [(before.mask().area, after.mask().area) for _, before, after in told] == [
                (2, 3),
                (3, 4),
                (4, 5),
            ]
            assert history.position == position
            assert history.state.mask().area == position


def test_what_fills_are_called_is_there_again(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    session = empty_session
    files.open(path)
    filled(qtbot, session)
    session.fills.last, session.fills.auto_fill = ("white", {}), True
    for y in (50, 80):
        painted(session, y)
        qtbot.waitUntil(lambda: not session.mask_area() and not session.fills.numbers)
    session.kept.select([0])
    session.kept.rename("Scratch, left cheek")
    session.kept.select([1, 2])
    session.kept.rename("Dust")
    before = [replace(layer, content=None) for layer in session.document.layers]  # type: ignore[arg-type]
    files.keeper.restore(left(files, session))
    after = [replace(layer, content=None) for layer in session.document.layers]  # type: ignore[arg-type]
    assert after == before
    assert [layer.name or layer.group_name for layer in session.document.layers] == [
        "Scratch, left cheek",
        "Dust",
        "Dust",
    ]
    session.undo()
    assert session.document.layers[2].group_name == ""
