"""Masks in files, and the mask of the photo before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.__main__ import main
from inpaint_studio.core.damage import WIDEN
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_mask, read_photo, write_photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from tests.gui.conftest import InlinePool
from tests.gui.files.choosing import Ask, Button, choosing
from tests.gui.strokes import painted


def test_a_mask_goes_to_a_file_and_comes_back(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.open(path)
    painted(empty_session)
    mask = empty_session.state.mask()
    target = path.with_name("mask.png")
    choosing(monkeypatch, target)
    files.save_mask()
    assert read_mask(target, soft=True).digest == mask.digest
    empty_session.set_mask("Clear", Mask.empty(empty_session.size))
    files.load_mask()
    assert empty_session.state.mask().digest == mask.digest
    assert empty_session.entries[-1].name == "Load a mask"


def test_a_mask_painted_soft_gives_the_same_fill_on_the_command_line(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(settings=Settings(), pool=InlinePool())  # with the real engines
    try:
        files = Files(session)
        files.open(path)
        edit = session.edit_mask()
        edit.paint(brush(Stroke(((20, 30, 9), (60, 30, 9)), hardness=0.2), Rect.of(session.size)))
        edit.commit("Stroke")
        assert session.state.mask().is_soft
        mask, by_editor, by_command = (path.with_name(name) for name in ("mask.png", "a.png", "b.png"))
        choosing(monkeypatch, mask)
        files.save_mask()
        session.fills.fill("telea", {}, 3)
        qtbot.waitUntil(lambda: bool(session.fills.results) and session.fills.job is None)
        choosing(monkeypatch, by_editor)
        files.save()
    finally:
        session.shut_down()
    words = ["fill", str(path), "-m", str(mask), "-e", "telea", "--seed", "3", "--widen", str(WIDEN)]
    assert main([*words, "-o", str(by_command)]) == 0
    assert "The mask was saved by Inpaint Studio; its soft edges are kept." in capsys.readouterr().out
    np.testing.assert_array_equal(read_photo(by_command).pixels, read_photo(by_editor).pixels)
    assert by_command.read_bytes() == by_editor.read_bytes()


def test_what_is_odd_about_a_mask_is_told(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, messages: list[str]
) -> None:
    files.open(path)
    target = path.with_name("mask.png")
    values = np.zeros((90, 120, 1), np.uint8)
    values[:70] = 1
    write_photo(target, Photo(values))
    choosing(monkeypatch, target)
    files.load_mask()
    assert empty_session.state.mask().area == 70 * 120
    assert messages[-1] == (
        "The mask covers 78 % of the photo. If the rest is meant, invert it.  "
        "The mask has only the values 0 and 1; 1 was read as marked."
    )
    values[:] = 0
    values[5, 5], values[5, 6] = 100, 20
    write_photo(target.with_name("other.jpg"), Photo(values))
    files.masks.load(target.with_name("other.jpg"))
    assert messages[-1].startswith("The mask marks nothing: its values are from 0 to ")


def test_a_mask_of_another_size_is_refused(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    other = tmp_path / "mask.png"
    write_photo(other, Photo(np.full((5, 5, 1), 255, np.uint8)))
    files.masks.load(other)
    assert [failure.code for failure in failures] == ["mask-size"]


def test_the_mask_of_the_photo_before_can_be_taken_after_a_restart(
    files: Files, empty_session: Session, path: Path, answering: Ask
) -> None:
    answering(Button.Discard)
    files.open(path)
    assert not files.has_previous_mask()
    painted(empty_session)
    mask = empty_session.state.mask().digest
    files.close_photo()
    again = Files(empty_session)
    files.open(path)
    assert again.has_previous_mask()
    again.previous_mask()
    assert empty_session.state.mask().digest == mask


def test_without_a_mask_before_the_user_is_told(
    files: Files, path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    files.previous_mask()
    assert [failure.code for failure in failures] == ["mask-none"]
