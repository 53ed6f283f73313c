"""What is pending (a selection, an outline, the preview of a mask) is taken before commands use the mask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.dialogs.mask_dialog import MaskDialog
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, Editor, Key


@pytest.fixture
def selecting(start: Start, tmp_path: Path) -> Editor:
    """Smart select is searching for a red block, which it was just shown."""
    pixels = np.full((90, 120, 3), 200, np.uint8)
    pixels[30:60, 40:80] = (180, 20, 20)
    noise = np.random.default_rng(1).integers(-6, 7, pixels.shape)
    path = tmp_path / "object.png"
    write_photo(path, Photo(np.clip(pixels + noise, 0, 255).astype(np.uint8)))
    editor = start()
    editor.open(path)
    editor.engine("white")
    editor.key("s")
    editor.drag((50, 45), (60, 45), (70, 45))
    return editor


def outline(editor: Editor) -> None:
    """Click three corners with the lasso."""
    editor.engine("white")
    editor.key("l")
    for corner in ((70, 20), (100, 20), (100, 60)):
        editor.click(corner)


def filled(editor: Editor) -> bool:
    return editor.session.fills.job is None and bool(editor.session.fills.results)


def test_fill_takes_a_selection_that_is_still_searched(selecting: Editor) -> None:
    selecting.button(selecting.window.engine_panel.fill.fill)
    selecting.wait(lambda: filled(selecting))
    assert selecting.session.position == 1
    assert selecting.covered((45, 50))
    assert (selecting.shown()[45, 60] == 255).all()


def test_fill_takes_a_selection_that_was_found(selecting: Editor) -> None:
    selecting.wait(lambda: selecting.covered((42, 33)))
    selecting.button(selecting.window.engine_panel.fill.fill)
    selecting.wait(lambda: filled(selecting))
    assert selecting.session.position == 1


@pytest.mark.parametrize("leave", ["escape", "undo"])
def test_a_fill_that_waits_for_a_selection_is_dropped_with_it(selecting: Editor, leave: str) -> None:
    selecting.button(selecting.window.engine_panel.fill.fill)
    selecting.canvas.setFocus()
    if leave == "escape":
        selecting.key(Key.Key_Escape)
    else:
        selecting.window.wiring.undo()
    selecting.settle()
    selecting.session.pool.wait()
    selecting.settle()
    assert selecting.mask().max() == 0
    assert selecting.session.fills.job is None
    assert selecting.session.fills.results == ()
    assert selecting.messages == []


def test_fill_closes_an_outline_and_fills_it(editor: Editor) -> None:
    panel = editor.window.engine_panel
    outline(editor)
    editor.button(panel.fill.fill)  # can be used, although the mask is still empty
    editor.wait(lambda: filled(editor))
    assert editor.covered((95, 30))
    assert editor.session.position == 1


def test_fill_in_the_menu_fills_too_but_enter_only_takes(editor: Editor) -> None:
    outline(editor)
    editor.window.engine_panel.list.setFocus()
    editor.key(Key.Key_Return)
    editor.settle()
    assert editor.covered((95, 30))
    assert editor.session.fills.job is None
    assert editor.session.fills.results == ()
    for corner in ((10, 20), (30, 20), (30, 60)):
        editor.click(corner)
    editor.command("fill")
    editor.wait(lambda: filled(editor))
    assert editor.covered((28, 30))


def test_variations_take_an_outline(editor: Editor) -> None:
    panel = editor.window.engine_panel
    outline(editor)
    editor.engine("noise")
    panel.count.setValue(2)
    editor.button(panel.vary)
    editor.wait(lambda: len(editor.session.fills.results) == 2)
    assert editor.covered((95, 30))


def test_compare_takes_an_outline(editor: Editor) -> None:
    outline(editor)
    editor.button(editor.window.engine_panel.compare)
    editor.wait(lambda: editor.window.compare is not None)
    assert editor.covered((95, 30))


def test_a_command_of_the_mask_takes_a_selection(selecting: Editor) -> None:
    selecting.wait(lambda: selecting.covered((42, 33)))
    selecting.canvas.setFocus()
    selecting.key("i", CTRL)
    selecting.wait(lambda: selecting.covered((5, 5)))
    assert not selecting.covered((60, 45))
    assert selecting.session.position == 2


def test_fill_takes_the_preview_of_a_grown_mask(editor: Editor) -> None:
    editor.engine("white")
    editor.key("m")
    editor.drag((50, 40), (60, 50))
    editor.command("mask-grow")
    editor.wait(lambda: editor.window.findChildren(MaskDialog))
    editor.wait(lambda: editor.covered((47, 45)))
    editor.button(editor.window.engine_panel.fill.fill)
    editor.wait(lambda: filled(editor))
    assert (editor.shown()[45, 47] == 255).all()
    assert QApplication.activeModalWidget() is None


def test_an_outline_that_subtracts_is_no_mask_to_fill(editor: Editor) -> None:
    editor.key("l")
    editor.window.toolbox.tool.set_value("mode", "subtract")
    for corner in ((70, 20), (100, 20), (100, 60)):
        editor.click(corner)
    assert not editor.window.engine_panel.fill.fill.isEnabled()
