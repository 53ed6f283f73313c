"""The canvas is extended with the crop tool: its new border is marked, filled, kept, saved and recovered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMessageBox

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.engines.diffusion.marching import TELEA
from inpaint_studio.gui.canvas.tools.crop import EXTENSIONS
from inpaint_studio.jobs.replay import replay
from inpaint_studio.jobs.saving import SaveChoice
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, LEFT, SHIFT, Editor, Key, accepting, choosing, clicking
from tests.e2e.test_editor_recovery import offered

TAB = Qt.FocusReason.TabFocusReason
WIDE = Rect(-20, 0, 140, 90)


def take_the_crop_tool(editor: Editor) -> None:
    editor.key("c", SHIFT)


def extend_to_the_left(editor: Editor) -> None:
    take_the_crop_tool(editor)
    editor.drag((0, 45), (-5, 45), (-20, 45))
    assert editor.session.document.canvas == Rect(0, 0, 120, 90)  # not before Enter
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.document.canvas == WIDE)
    editor.settle()


def test_an_edge_is_dragged_out_and_the_border_is_a_hole(editor: Editor, photo: Photo) -> None:
    editor.stroke(y=40)  # a mask from before goes along
    extend_to_the_left(editor)
    assert editor.mask()[:, :20].all()
    assert editor.covered((65, 40))
    assert np.count_nonzero(editor.mask()[:, 20:]) < 1000
    np.testing.assert_array_equal(editor.document()[:, 20:], photo.pixels)
    editor.fill("white")
    assert (editor.shown()[:, :20] == 255).all()
    editor.key("k")
    editor.settle()
    assert (editor.document()[:, :20] == 255).all()
    assert not editor.mask().any()
    for canvas in (WIDE, Rect(0, 0, 120, 90)):
        editor.key("z", CTRL)
        editor.settle()
        assert editor.session.document.canvas == canvas
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    assert editor.covered((45, 40))
    for _ in range(2):
        editor.key("z", CTRL | SHIFT)
        editor.settle()
    assert editor.session.document.canvas == WIDE
    assert (editor.document()[:, :20] == 255).all()


def test_a_view_that_was_fitted_is_fitted_again_when_extending_is_called_off(
    start: Start, tmp_path: Path
) -> None:
    editor = start()
    write_photo(tmp_path / "large.png", Photo(np.zeros((900, 1200, 3), np.uint8)))
    editor.open(tmp_path / "large.png")
    fitted = editor.canvas.viewport
    editor.command("extend")
    assert "outwards to extend" in editor.window.status.hint.full_text  # Enter would change nothing yet
    assert editor.canvas.viewport.zoom < fitted.zoom
    editor.key(Key.Key_Escape)
    assert editor.canvas.viewport == fitted
    editor.command("extend")
    editor.wheel((600, 450), 1)
    chosen = editor.canvas.viewport
    editor.key(Key.Key_Escape)
    assert editor.canvas.viewport == chosen  # by hand


def test_a_drag_inwards_from_the_edge_still_crops(editor: Editor) -> None:
    take_the_crop_tool(editor)
    editor.drag((0, 0), (30, 30), (80, 60))
    editor.key(Key.Key_Return)
    editor.settle()
    assert editor.session.document.canvas == Rect(0, 0, 80, 60)


def test_a_side_stops_at_the_edge_and_goes_beyond_from_there(editor: Editor) -> None:
    take_the_crop_tool(editor)
    editor.drag((20, 20), (100, 70))
    editor.drag((100, 45), (140, 45))
    tool = editor.window.toolbox.tools["crop"]
    assert tool.rect == Rect(20, 20, 100, 50)
    editor.drag((120, 45), (135, 45))
    assert tool.rect == Rect(20, 20, 115, 50)
    editor.drag((60, 45), (30, 35))  # the middle moves it, beyond the other side too
    assert tool.rect == Rect(-10, 10, 115, 50)
    editor.key(Key.Key_Escape)
    editor.key(Key.Key_Return)
    assert editor.session.position == 0


@pytest.mark.parametrize(
    ("shape", "canvas"),
    [("16:9", Rect(-20, 0, 160, 90)), ("1:1", Rect(0, -15, 120, 120)), ("+25%", Rect(-15, -11, 150, 112))],
)
def test_a_shape_is_chosen_by_the_keyboard_alone(editor: Editor, shape: str, canvas: Rect) -> None:
    editor.command("extend")
    tool = editor.window.toolbox.tools["crop"]
    assert tool.rect == Rect(0, 0, 120, 90)
    choice = editor.window.options.form.findChildren(QComboBox)[-1]
    choice.setFocus(TAB)
    assert choice.hasFocus()
    for _ in range(EXTENSIONS.index(shape) + 1):
        editor.key(Key.Key_Down)
    assert tool.rect == canvas
    editor.key(Key.Key_F6)  # on to the canvas
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.document.canvas == canvas)
    assert tool.values["extend"] == "by hand"


def test_what_is_too_large_is_said_and_nothing_is_lost(start: Start, path: Path) -> None:
    editor = start(max_megapixels=0.011)
    editor.open(path)
    take_the_crop_tool(editor)
    editor.drag((120, 45), (140, 45))
    editor.key(Key.Key_Return)
    assert [code for code, _ in editor.failures] == ["extend-too-large"]
    tool = editor.window.toolbox.tools["crop"]
    assert tool.rect == Rect(0, 0, 140, 90)
    editor.drag((140, 45), (122, 45))
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.document.canvas == Rect(0, 0, 122, 90))


def test_it_is_saved_as_a_photo_with_a_recipe_and_as_a_project(
    start: Start, editor: Editor, tmp_path: Path
) -> None:
    editor.session.registry.register(TELEA)
    editor.window.engine_panel.list.reload()
    extend_to_the_left(editor)
    result = editor.fill("telea")
    assert (result.fill.engine, result.fill.mask_pixels) == ("telea", 20 * 90)
    editor.key("k")
    editor.settle()
    out, project = tmp_path / "wide.png", tmp_path / "wide.ora"
    saver = editor.window.files.saver
    saver.write(out, SaveChoice(sidecar=True), overwrite=False)
    editor.wait(lambda: out.exists() and not saver.busy)
    again = tmp_path / "again.png"
    replay(tmp_path / "wide.png.inpaint.json", again)
    assert (read_photo(again).pixels == read_photo(out).pixels).all()
    assert read_photo(out).size == WIDE.size
    saver.write_project(project, overwrite=False)
    editor.wait(lambda: project.exists() and not saver.busy)
    wide = editor.document()
    second = start()
    second.open(project)
    assert second.session.document.canvas == WIDE
    np.testing.assert_array_equal(second.document(), wide)


def test_a_border_that_is_not_filled_is_said_before_and_after_it_is_saved(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = "Not all of the new border is filled yet"
    extend_to_the_left(editor)
    out = tmp_path / "wide.png"
    choosing(monkeypatch, out)
    shown = []

    def look(dialog: Any) -> None:
        shown.append(dialog.warning.text() if dialog.warning.isVisible() else "")

    with editor.answering(accepting(look)):
        editor.key("s", CTRL)
    editor.wait(lambda: any(warning in line for line in editor.messages))
    assert warning in shown[0]
    editor.messages.clear()
    editor.key("s", CTRL)
    editor.wait(lambda: editor.messages)
    assert warning in editor.messages[-1]  # also when nothing is asked
    editor.fill("white")
    editor.key("k")
    editor.settle()
    editor.messages.clear()
    with editor.answering(accepting(look), clicking(QMessageBox.StandardButton.Yes)):
        editor.key("e", CTRL | SHIFT)
    editor.wait(lambda: any("Saved" in line for line in editor.messages))
    assert warning not in " ".join([shown[1], *editor.messages])


@pytest.mark.parametrize("kind", ["grey", "deep", "alpha"])
def test_every_kind_of_photo_can_be_extended(start: Start, tmp_path: Path, kind: str) -> None:
    random = np.random.default_rng(2)
    dtype = np.uint16 if kind == "deep" else np.uint8
    pixels = random.integers(0, 200, (90, 120, 1 if kind == "grey" else 3)).astype(dtype)
    alpha = np.full((90, 120), 180, dtype) if kind == "alpha" else None
    path = tmp_path / "photo.png"
    write_photo(path, Photo(pixels, alpha))
    editor = start()
    editor.open(path)
    extend_to_the_left(editor)
    editor.fill("white")
    editor.key("k")
    editor.settle()
    document = editor.session.document
    np.testing.assert_array_equal(editor.document()[:, 20:], pixels)
    assert (editor.document()[:, :20] == np.iinfo(dtype).max).all()
    if alpha is not None:
        np.testing.assert_array_equal(document.read_alpha(Rect(20, 0, 120, 90)), alpha)
        assert (document.read_alpha(Rect(0, 0, 20, 90)) == 180).all()


def test_an_extended_canvas_survives_the_end_of_the_program(start: Start, path: Path) -> None:
    first = start()
    first.open(path)
    extend_to_the_left(first)
    first.wait(lambda: first.window.files.keeper.folder is not None)
    first.end(discard=False)
    second = start()
    QTest.mouseClick(offered(second).restore_button, LEFT)
    second.wait(lambda: second.session.is_open)
    second.settle()
    assert second.session.document.canvas == WIDE
    assert second.mask()[:, :20].all()
