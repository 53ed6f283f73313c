"""The album beside the editor: a photo is opened from it, and saved as its result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.provenance import read_sidecar, sidecar_path
from inpaint_studio.gui.album.album import Stage
from inpaint_studio.gui.album.window import RESULTS, AlbumWindow
from inpaint_studio.gui.dialogs.replacing import ReplaceQuestion
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.jobs.damage import DamageOptions
from tests import white_is_damage
from tests.cli.studio import save_photo, textured


@pytest.fixture
def editor(qtbot: QtBot, empty_session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    white_is_damage.use(monkeypatch)
    made = MainWindow(empty_session)
    made.show()
    yield made
    made.shut_down(discard=True)
    made.close()
    made.deleteLater()


@pytest.fixture
def album(editor: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlbumWindow:
    """The window as the menu opens it, with two photos."""
    folder = tmp_path / "album"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        save_photo(folder / name, textured())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    editor.commands["restore-album"].trigger()
    shown = editor.findChild(AlbumWindow)
    assert shown is not None
    assert len(shown.album.items) == 2
    return shown


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions before a file is replaced; each is answered with Cancel."""
    texts: list[str] = []

    def ask(question: ReplaceQuestion) -> QMessageBox.StandardButton:
        texts.append(question.text())
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(ReplaceQuestion, "exec", ask)
    return texts


def fill(session: Session, qtbot: QtBot) -> np.ndarray:
    """Fill a square by hand; returns it as flags."""
    hole = np.zeros((60, 80), bool)
    hole[10:20, 10:20] = True
    session.set_mask("mask", Mask.from_array(hole))
    session.fills.fill("white", {}, 0, 1)
    qtbot.waitUntil(lambda: session.fills.job is None and bool(session.fills.results))
    session.fills.keep()
    qtbot.waitUntil(lambda: not session.busy)
    return hole


def test_a_photo_is_opened_and_saved_as_its_result(
    editor: MainWindow, album: AlbumWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    before = (tmp_path / "album" / "a.png").read_bytes()
    album.sensitivity.set_value(70)
    album.careful.setChecked(True)
    album.review_button.click()
    session = editor.session
    assert session.origin == tmp_path / "album" / "a.png"
    qtbot.waitUntil(lambda: session.finding.review is not None)
    assert editor.docks["damage"].isVisible()
    assert not album.isVisible()
    assert (session.finding.curation.sensitivity, session.finding.curation.careful) == (70, True)
    hole = fill(session, qtbot)
    editor.commands["save"].trigger()
    qtbot.waitUntil(lambda: album.album.items[0].stage is Stage.DONE)
    result = tmp_path / "album" / RESULTS / "a.png"
    assert (read_sidecar(sidecar_path(result)).mask.hole == hole).all()
    assert (tmp_path / "album" / "a.png").read_bytes() == before
    assert album.cards.line(0) == "Restored by hand"
    assert album.view.currentIndex().row() == 1
    assert album.isVisible()


def test_a_file_that_came_after_the_album_was_opened_is_not_replaced_unasked(
    editor: MainWindow, album: AlbumWindow, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    album.review_button.click()
    mine = tmp_path / "album" / RESULTS / "a.png"
    mine.write_bytes(b"mine")
    editor.commands["save"].trigger()
    assert asked == ["a.png already exists. Replace it?"]
    assert mine.read_bytes() == b"mine"
    assert not sidecar_path(mine).exists()
    monkeypatch.setattr(ReplaceQuestion, "exec", lambda _: QMessageBox.StandardButton.Yes)
    editor.commands["save"].trigger()
    assert mine.read_bytes() != b"mine"
    monkeypatch.setattr(ReplaceQuestion, "exec", lambda _: pytest.fail("it is the photo's own file now"))
    editor.commands["save"].trigger()


def test_a_result_made_by_hand_is_not_replaced_unasked(
    editor: MainWindow, album: AlbumWindow, tmp_path: Path, asked: list[str], qtbot: QtBot
) -> None:
    album.review_button.click()
    fill(editor.session, qtbot)
    editor.commands["save"].trigger()
    assert album.album.items[0].stage is Stage.DONE
    result = tmp_path / "album" / RESULTS / "a.png"
    before = result.read_bytes(), sidecar_path(result).read_bytes()
    assert not asked
    album.view.setCurrentIndex(album.cards.index(0))
    told: list[str] = []
    editor.session.message.connect(told.append)
    album.review_button.click()
    assert "There is a result already: Save asks before it replaces that." in told
    editor.commands["save"].trigger()
    assert asked == ["a.png already exists. Replace it?"]
    assert (result.read_bytes(), sidecar_path(result).read_bytes()) == before


def test_what_a_killed_run_left_is_replaced_without_a_question(
    editor: MainWindow, album: AlbumWindow, tmp_path: Path, asked: list[str], qtbot: QtBot
) -> None:
    album.review_button.click()
    fill(editor.session, qtbot)
    editor.commands["save"].trigger()
    result = tmp_path / "album" / RESULTS / "a.png"
    result.unlink()
    album.view.setCurrentIndex(album.cards.index(0))
    album.review_button.click()
    editor.commands["save"].trigger()
    assert result.exists()
    assert not asked


def test_a_sidecar_of_others_is_not_removed_unasked(
    editor: MainWindow, album: AlbumWindow, tmp_path: Path, asked: list[str]
) -> None:
    album.review_button.click()
    sidecar = sidecar_path(tmp_path / "album" / RESULTS / "a.png")
    sidecar.write_bytes(b"mine")
    editor.commands["save"].trigger()
    assert asked == [f"{sidecar.name} already exists. Replace it?"]
    assert sidecar.read_bytes() == b"mine"


def test_an_album_of_the_command_line_begins_with_its_first_photo(
    editor: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    photos = [save_photo(tmp_path / name, textured()) for name in ("x.png", "y.png")]
    damage = DamageOptions(30, ("hair", "scratch"), careful_faces=True)
    editor.wiring.album.review([*photos, tmp_path / "none.png"], tmp_path / "out", damage)
    shown = editor.findChild(AlbumWindow)
    assert shown is not None
    assert shown.sensitivity.value == 30
    assert shown.careful.isChecked()
    assert shown.trouble.text() == f"There is no file '{tmp_path / 'none.png'}'."
    assert editor.session.origin == photos[0]
    curation = editor.session.finding.curation
    assert (curation.sensitivity, curation.careful) == (30, True)
    assert curation.hidden == set(KINDS) - {"hair", "scratch"}
    shown.sensitivity.set_value(60)
    shown._options_changed()
    assert shown.album.damage == DamageOptions(60, ("hair", "scratch"), careful_faces=True)


def test_the_command_shows_the_window_that_is_open(editor: MainWindow, album: AlbumWindow) -> None:
    album.review_button.click()
    assert not album.isVisible()
    editor.commands["restore-album"].trigger()
    assert editor.findChildren(AlbumWindow) == [album]
    assert album.isVisible()


def test_it_closes_with_the_editor(editor: MainWindow, album: AlbumWindow) -> None:
    editor.shut_down(discard=True)
    assert not album.isVisible()
