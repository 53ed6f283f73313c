"""What a small window shows whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.tools import TOOLS
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.gui.words import translation
from tests.gui.windows import shown

_SMALL = 1024, 700


@pytest.fixture(params=["en", "zh_CN"])
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, empty_session: Session
) -> Iterator[MainWindow]:
    """1024 x 700, in both languages."""
    theme.apply_theme(qapp, "dark")
    translation.install(qapp, request.param)
    with shown(qtbot, empty_session, _SMALL) as made:
        yield made
    translation.install(qapp, "en")


@pytest.mark.parametrize("size", [(870, 789), (4000, 3000)])
def test_the_hint_of_each_tool_is_whole(window: MainWindow, size: tuple[int, int]) -> None:
    window.session.open(Photo(np.zeros((*size, 3), np.uint8)))
    hint, cut = window.status.hint, []
    for tool in TOOLS:
        window.toolbox.select(tool.name)
        QApplication.processEvents()
        if hint.text() != hint.full_text:
            cut.append(f"{tool.name}: {hint.text()}")
    assert not cut
