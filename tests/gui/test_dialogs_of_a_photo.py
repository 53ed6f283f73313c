"""A dialog belongs to the photo it came up for: if another one opens meanwhile, its answer does nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.strokes import painted

GONE = "The photo is no longer open, so nothing was done."
Happens = Callable[[], None]


@pytest.fixture
def files(empty_session: Session, path: Path) -> Files:
    made = Files(empty_session)
    made.open(path)
    return made


@pytest.fixture(params=["another opens", "it is closed"])
def goes(request: pytest.FixtureRequest, empty_session: Session, photo: Photo) -> Happens:
    """What becomes of the photo while the dialog is up."""
    if request.param == "another opens":
        return lambda: empty_session.open(Photo(photo.pixels[::-1].copy()))
    return empty_session.close_photo


def while_asked(monkeypatch: pytest.MonkeyPatch, name: str, happens: Happens, answer: object) -> None:
    """Let something happen while a file is asked for, and then the user answer."""

    def ask(*_: object, **__: object) -> object:
        happens()
        return answer

    monkeypatch.setattr(QFileDialog, name, ask)


def end(window: MainWindow) -> None:
    window.shut_down(discard=True)


@pytest.mark.parametrize("act", ["save_project", "save_mask"])
def test_a_name_that_was_asked_for_another_photo_is_not_written_to(
    act: str,
    files: Files,
    goes: Happens,
    messages: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ending = ".ora" if act == "save_project" else ".png"
    target = tmp_path / f"out{ending}"
    while_asked(monkeypatch, "getSaveFileName", goes, (str(target), f"(*{ending})"))
    getattr(files, act)()
    assert not target.exists()
    assert messages[-1] == GONE


@pytest.mark.parametrize("act", ["save", "save_as", "export"])
def test_options_that_were_chosen_for_another_photo_save_nothing(
    act: str,
    files: Files,
    goes: Happens,
    messages: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "out.png"

    def chosen(dialog: SaveDialog) -> None:
        goes()
        dialog.name.setText(str(target))
        dialog.accept()

    monkeypatch.setattr(SaveDialog, "exec", chosen)
    getattr(files, act)()
    assert not target.exists()
    assert messages[-1] == GONE


def test_a_mask_that_was_chosen_for_another_photo_is_not_loaded(
    files: Files,
    empty_session: Session,
    goes: Happens,
    messages: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mask = tmp_path / "mask.png"
    write_photo(mask, Photo(np.repeat(Mask.full(empty_session.size).coverage[..., None], 3, axis=2)))
    while_asked(monkeypatch, "getOpenFileName", goes, (str(mask), ""))
    files.load_mask()
    assert empty_session.mask_area() == 0
    assert messages[-1] == GONE


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Discard, QMessageBox.StandardButton.Save])
def test_what_was_said_of_another_photo_does_not_close_the_one_that_is_open_now(
    answer: QMessageBox.StandardButton,
    files: Files,
    empty_session: Session,
    photo: Photo,
    path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    painted(empty_session)

    def ask(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        if len(asked) > 1:
            return QMessageBox.StandardButton.Cancel
        empty_session.open(Photo(photo.pixels[::-1].copy()), path.with_name("other.png"))
        painted(empty_session)
        return answer

    monkeypatch.setattr(QMessageBox, "exec", ask)
    files.close_photo()
    assert "photo.png" in asked[0]
    assert "other.png" in asked[1]
    assert empty_session.is_open
    assert empty_session.mask_area() > 0
