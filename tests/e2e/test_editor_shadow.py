"""Suggest shadow in the whole editor, by keyboard alone, on a drawn scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.dialogs.shadow import ShadowOffer
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor
from tests.finding.shadow_scene import dressed, figure, ground, photo, shaded

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def marked(start: Start, file: Path, light: np.ndarray) -> Editor:
    """An editor with the scene open and the figure marked."""
    write_photo(file, photo(dressed(light, figure())))
    editor = start()
    editor.open(file)
    editor.session.set_mask("Marked", Mask.from_array(figure()))
    editor.wait(lambda: editor.session.position == 1)
    return editor


def offer_of(editor: Editor) -> ShadowOffer:
    """What is offered, once it has the keyboard."""

    def shown() -> list[ShadowOffer]:
        return [one for one in editor.window.findChildren(ShadowOffer) if one.isVisible()]

    editor.wait(shown)
    (offer,) = shown()
    editor.wait(lambda: QApplication.activeWindow() is offer)
    return offer


@pytest.mark.parametrize("focus", ["offer", "canvas"])
def test_a_shadow_is_added_or_left_by_keyboard(start: Start, tmp_path: Path, focus: str) -> None:
    light, truth = shaded(0.8, 0.2)
    editor = marked(start, tmp_path / "scene.png", light)
    before = editor.mask().copy()
    y, x = (int(np.median(places)) for places in np.nonzero(truth))
    editor.key(KEY.Key_S, SHIFT)
    offer_of(editor)
    assert editor.covered((x, y))
    assert editor.session.position == 1
    if focus == "canvas":
        editor.activate()
    editor.key(KEY.Key_Escape)
    editor.wait(lambda: editor.session.can_edit)
    np.testing.assert_array_equal(editor.mask(), before)
    editor.activate()
    editor.key(KEY.Key_S, SHIFT)
    offer_of(editor)
    if focus == "canvas":
        editor.activate()
    editor.key(KEY.Key_Return)  # adds it, and fills nothing
    editor.wait(lambda: editor.session.position == 2)
    assert editor.covered((x, y))
    assert editor.session.fills.job is None
    assert editor.session.fills.results == ()


def test_where_there_is_no_shadow_a_notice_says_so(start: Start, tmp_path: Path) -> None:
    editor = marked(start, tmp_path / "scene.png", ground())
    editor.key(KEY.Key_S, SHIFT)
    editor.wait(lambda: editor.window.notices.shown is not None)
    assert editor.window.notices.shown.text == "No shadow or reflection found."
    assert editor.session.position == 1
    assert editor.session.can_edit
