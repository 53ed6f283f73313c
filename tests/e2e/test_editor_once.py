"""One picture edited for another program: saved where that program expects it, or left as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.sessions import sessions
from inpaint_studio.core.sessions.session_file import read_session
from inpaint_studio.gui.window.once import NOT_SAVED, EditOnce, OnceRequest
from tests.cli.studio import save_mask
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, Editor, clicking, photo_of
from tests.gui.fakes import HangingEngine
from tests.profiles import srgb_profile
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
Button = QMessageBox.StandardButton
OTHERS = ("open", "open-recent", "paste", "close-photo", "restore-album")
"""The commands that would bring another picture into the window, or close this one."""


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A TIFF of 16 bit with a profile and a resolution."""
    file = tmp_path / "layer.tif"
    photo = photo_of(deep=True)
    write_photo(file, Photo(photo.pixels, icc=srgb_profile(), dpi=(300.0, 300.0)))
    return file


class Once:
    """An editor for one picture."""

    def __init__(self, editor: Editor, request: OnceRequest) -> None:
        self.editor, self.window = editor, editor.window
        self.editing = EditOnce(editor.window, request)
        self.ended = 0
        self.editing.ended.connect(lambda: setattr(self, "ended", self.ended + 1))
        self.editing.begin()

    def open(self) -> None:
        self.editor.wait(lambda: self.editor.session.is_open)
        self.editor.settle()

    def save(self) -> None:
        self.editor.key("s", CTRL)
        self.editor.wait(lambda: self.ended)


@pytest.fixture
def once(start: Start, deep: Path, tmp_path: Path) -> Once:
    made = Once(start(), OnceRequest(deep, tmp_path / "back.tif"))
    made.open()
    return made


def test_save_and_return_writes_the_picture_with_its_depth_and_profile(
    once: Once, deep: Path, tmp_path: Path
) -> None:
    once.editor.stroke()
    once.editor.fill()
    once.save()
    assert once.editing.exit_code(0) == 0
    before, after = read_photo(deep), read_photo(tmp_path / "back.tif")
    changed = (before.pixels != after.pixels).any(axis=2)
    assert changed.any()
    assert not changed[60:].any()
    assert after.dtype == np.uint16
    assert (after.icc, after.dpi) == (before.icc, before.dpi)
    assert once.editor.failures == []


def test_the_button_of_the_bar_saves_too(once: Once, tmp_path: Path) -> None:
    assert once.editing.bar.give_back.isEnabled()
    once.editor.button(once.editing.bar.give_back)
    once.editor.wait(lambda: once.ended)
    assert once.editing.exit_code(0) == 0
    assert (tmp_path / "back.tif").exists()


def test_closing_without_changes_asks_nothing_and_says_not_saved(once: Once, tmp_path: Path) -> None:
    once.editor.button(once.editing.bar.leave)
    assert not once.window.isVisible()
    assert once.editing.exit_code(0) == NOT_SAVED
    assert not (tmp_path / "back.tif").exists()


@pytest.mark.parametrize(("button", "code"), [(Button.Discard, NOT_SAVED), (Button.Save, 0)])
def test_closing_with_a_kept_fill_asks(once: Once, button: Button, code: int) -> None:
    once.editor.stroke()
    once.editor.fill()
    once.editor.command("keep")
    once.editor.settle()
    with once.editor.answering(clicking(button)):
        once.window.close()
    once.editor.wait(lambda: not once.window.isVisible())
    assert once.editing.exit_code(0) == code


def test_a_running_fill_is_waited_for_as_the_picture_would_lack_it(
    start: Start, deep: Path, tmp_path: Path, hanging: HangingEngine
) -> None:
    once = Once(start(), OnceRequest(deep, tmp_path / "back.tif"))
    once.open()
    once.editor.stroke()
    once.editor.session.fills.fill("hanging", {})
    once.editor.wait(lambda: once.editor.session.fills.job is not None)
    once.editor.command("save")
    assert "A fill is running" in once.editor.messages[-1]
    assert once.ended == 0
    once.editor.session.fills.cancel()
    once.editor.wait(lambda: once.editor.session.fills.job is None)
    once.save()
    assert (tmp_path / "back.tif").exists()


def test_no_other_picture_comes_into_the_window_and_recent_files_stay(once: Once) -> None:
    for name in OTHERS:
        assert not once.window.commands[name].isEnabled()
        assert "one picture for another program" in once.window.commands[name].toolTip()
    assert not once.window.acceptDrops()
    assert once.editor.session.settings.recent == ()
    once.save()
    assert once.editor.session.settings.recent == ()


def test_a_mask_comes_with_it(start: Start, deep: Path, tmp_path: Path) -> None:
    mask = save_mask(tmp_path / "mask.png", 90, 120)
    once = Once(start(), OnceRequest(deep, tmp_path / "back.png", mask))
    once.open()
    once.editor.wait(lambda: once.editor.mask().any())
    assert once.editor.covered((35, 25))
    assert not once.editor.covered((5, 5))


def test_stopped_from_outside_it_can_be_recovered_without_the_picture(once: Once, deep: Path) -> None:
    once.editor.stroke()
    once.editor.fill()
    once.editor.command("keep")
    once.editor.settle()
    folder = once.window.files.keeper.folder
    assert folder is not None
    once.editor.wait(lambda: (folder / "photo.tif").exists() and read_session(folder).copy is not None)
    shown = once.editor.session.state.document.flattened().pixels
    once.window.shut_down(discard=False)
    deep.unlink()  # as plug-ins do with what they handed over
    (one,) = sessions.abandoned()
    found = sessions.recover(one)
    found.place.release()
    assert np.array_equal(found.history.state.document.flattened().pixels, shown)


def test_as_openraster_each_fill_is_a_layer(start: Start, deep: Path, tmp_path: Path) -> None:
    once = Once(start(), OnceRequest(deep, tmp_path / "back.ora"))
    once.open()
    once.editor.stroke()
    once.editor.fill()
    once.save()
    document = load_project(tmp_path / "back.ora").state.document
    assert len(document.layers) == 1
    assert np.array_equal(document.photo.pixels, read_photo(deep).pixels)


def test_what_cannot_be_opened_ends_it_with_the_reason(start: Start, tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"no picture")
    once = Once(start(), OnceRequest(tmp_path / "no.png", tmp_path / "back.png"))
    once.editor.wait(lambda: once.ended)
    with pytest.raises(Exception, match="not a picture that can be opened"):
        once.editing.exit_code(0)


def test_a_failed_save_leaves_the_window_open(once: Once, tmp_path: Path) -> None:
    (tmp_path / "back.tif").write_bytes(b"another program was quicker")
    once.editor.command("save")
    once.editor.wait(lambda: once.editor.failures)
    assert once.editor.failures[0][0] == "file-exists"
    assert once.window.isVisible()
    assert once.ended == 0
    assert (tmp_path / "back.tif").read_bytes() == b"another program was quicker"


def test_the_program_ends_when_the_picture_is_saved(deep: Path, tmp_path: Path) -> None:
    words = ["edit", "--once", str(deep), str(tmp_path / "back.tif")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.once_driver", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert np.array_equal(read_photo(tmp_path / "back.tif").pixels, read_photo(deep).pixels)
