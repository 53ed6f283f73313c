"""The preference for the largest photo holds wherever the editor reads a picture."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import inpaint_studio.gui
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.state import State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io.png import write as png
from inpaint_studio.core.project import Project, save_project
from inpaint_studio.core.sessions.sessions import abandoned
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.kit.thumbnails import thumbnail
from inpaint_studio.gui.session.session import Session

READERS = {
    "read_photo",
    "read_mask",
    "find_mask",
    "read_last_mask",
    "load_project",
    "recover",
    "thumbnail",
    "photo_in",
    "photo_of",
}
SMALL = 0.005
"""Megapixels of a limit below the photo of these tests (10 800 px)."""
PACKAGE = Path(inpaint_studio.gui.__file__).parent


def calls_of_readers() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = [node.func, *node.args[:1]] if _name(node.func) == "partial" else [node.func]
            if any(_name(each) in READERS for each in called) and _owner(node.func) not in (
                "History",
                "Canvas",
            ):
                yield f"{file.name}:{node.lineno}", node


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _owner(node: ast.expr) -> str:
    """Whose method it is: the canvas and the layers make thumbnails of what is open already."""
    owner = _name(node.value) if isinstance(node, ast.Attribute) else ""
    return dict.fromkeys(("_canvas", "_model", "model", "picture"), "Canvas").get(owner, owner)


def test_every_reader_of_the_editor_is_given_the_limit() -> None:
    calls = dict(calls_of_readers())
    assert len(calls) >= 8
    without = {
        where
        for where, call in calls.items()
        if "max_pixels" not in [keyword.arg for keyword in call.keywords]
    }
    assert without == set()


@pytest.fixture
def files(empty_session: Session) -> Files:
    return Files(empty_session)


@pytest.fixture
def codes(empty_session: Session) -> list[str]:
    found: list[str] = []
    empty_session.failed.connect(lambda error, _: found.append(error.code))
    return found


def test_a_photo_a_project_and_a_pasted_picture_above_it_are_refused(
    files: Files, empty_session: Session, path: Path, photo: Photo, codes: list[str]
) -> None:
    project = path.with_suffix(".ora")
    save_project(project, Project(State(Document.of(photo))))
    picture = QMimeData()
    picture.setImageData(QImage(120, 90, QImage.Format.Format_RGB32))
    empty_session.update_settings(max_megapixels=SMALL)
    ways: list[Callable[[], None]] = [
        lambda: files.open(path),
        lambda: files.open(project),
        lambda: files.take(picture),
    ]
    for way in ways:
        way()
        assert not empty_session.is_open
    assert codes == ["photo-too-large"] * 3
    assert thumbnail(path, 64, max_pixels=empty_session.settings.max_pixels) is None
    empty_session.update_settings(max_megapixels=1)
    for way in ways:
        way()
        assert empty_session.is_open
        empty_session.close_photo()


def test_a_mask_above_it_is_refused(
    files: Files, empty_session: Session, path: Path, photo: Photo, codes: list[str]
) -> None:
    mask = path.with_name("mask.png")
    with mask.open("w+b") as file:
        png.write(file, Mask.full(photo.size).coverage[..., None], None)
    files.open(path)
    empty_session.update_settings(max_megapixels=SMALL)
    files.masks.load(mask)
    assert codes == ["photo-too-large"]
    assert empty_session.mask_area() == 0


def test_a_session_comes_back_by_the_same_limit(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A photo that was opened thanks to a raised limit must come back; one above a lowered one must not."""
    monkeypatch.setattr("inpaint_studio.core.limits.DEFAULT_MAX_PIXELS", 5000)
    empty_session.update_settings(max_megapixels=1)
    files.open(path)
    edit = empty_session.edit_mask()
    edit.replace(Mask(np.full((90, 120), 255, np.uint8)))
    edit.commit("Stroke")
    files.keeper.tick()
    empty_session.close_photo(discard=False)
    (one,) = abandoned()
    refused: list[StudioError] = []
    empty_session.update_settings(max_megapixels=SMALL)
    files.keeper.restore(one, failed=refused.append)
    assert [error.code for error in refused] == ["photo-too-large"]
    empty_session.update_settings(max_megapixels=1)
    files.keeper.restore(one)
    assert empty_session.is_open
    assert empty_session.mask_area() == 90 * 120
