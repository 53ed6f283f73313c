"""Of each fill the editor says how much was copied from the photo and how much painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip

from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.registry import Registry
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, SHIFT, Editor
from tests.e2e.test_editor_recovery import recovered
from tests.gui import fakes


def upper_half(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    """White; says that three rows of four of the hole were copied."""
    rows = np.flatnonzero(hole.any(axis=1))
    copied = np.zeros_like(hole)
    copied[rows[0] : rows[0] + len(rows) * 3 // 4] = True
    ctx.on_copied(copied)
    return np.ones_like(image)


@pytest.fixture
def registry() -> Registry:
    return fakes.registry(fakes.FakeEngine("mixed", upper_half))


def hovered(view: QAbstractItemView, row: int) -> str:
    """The tooltip of a row, after the mouse has rested on it."""
    at = view.visualRect(view.model().index(row, 0)).center()
    there = view.viewport().mapToGlobal(at)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, there))
    return QToolTip.text()


def test_the_card_says_it_and_so_does_the_kept_fill_through_undo_and_recovery(
    editor: Editor, start: Start
) -> None:
    editor.stroke()
    result = editor.fill("mixed")
    assert result.fill.copied is not None
    percent = round(100 * result.fill.copied)
    assert 60 < percent < 90
    words = f"{percent} % copied from the photo, {100 - percent} % painted"
    strip = editor.window.results
    assert words in hovered(strip.view, 1)
    editor.fill("white")
    assert "all painted" in hovered(strip.view, 2)
    assert words in hovered(strip.view, 1)
    editor.row(strip.view, 1)
    editor.key("k")
    view = editor.window.layers_panel.view
    assert words in hovered(view, 0)
    editor.key("z", CTRL)
    editor.settle()
    assert hovered(view, 0) != words
    assert words in hovered(strip.view, 1)
    editor.key("z", CTRL | SHIFT)
    editor.settle()
    second = recovered(editor, start)
    assert words in hovered(second.window.layers_panel.view, 0)
