"""Where the panes of a comparison look."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.gui.compare.pane import SharedView


@pytest.mark.parametrize("hole", [Rect(1300, 700, 200, 180), Rect(0, 0, 90, 60), Rect(700, 400, 150, 150)])
def test_a_hole_near_the_edge_leaves_no_empty_space_beside_the_picture(qtbot: QtBot, hole: Rect) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(320, 300)
    viewport = SharedView(Size(1600, 900), hole).viewport(pane)
    shown = viewport.rect_to_widget(Rect(0, 0, 1600, 900))
    assert shown.left() <= 1
    assert shown.top() <= 1
    assert shown.right() >= 319
    assert shown.bottom() >= 299
    seen = viewport.rect_to_widget(hole)
    assert seen.left() >= 0
    assert seen.right() <= 320


def test_a_hole_of_the_size_of_the_picture_shows_it_whole_in_the_middle(qtbot: QtBot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(320, 300)
    viewport = SharedView(Size(1600, 900), Rect(10, 10, 1500, 800)).viewport(pane)
    shown = viewport.rect_to_widget(Rect(0, 0, 1600, 900))
    assert shown.center().x() == pytest.approx(160, abs=1)
    assert shown.center().y() == pytest.approx(150, abs=1)
