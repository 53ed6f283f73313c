"""Growing, shrinking and feathering the mask: previewed live, one step if accepted, none if cancelled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.dialogs.mask_dialog import Kind, MaskDialog, changed
from inpaint_studio.gui.session.session import Session


def block(size: Size, rect: Rect) -> Mask:
    coverage = np.zeros((size.height, size.width), np.uint8)
    coverage[rect.slices] = 255
    return Mask(coverage)


def present(session: Session) -> np.ndarray:
    return session.mask_tiles().read(Rect.of(session.size))


@pytest.fixture
def marked(session: Session) -> Session:
    session.set_mask("Marked", block(session.size, Rect(40, 30, 40, 30)))
    return session


def dialog(qtbot: QtBot, session: Session, kind: Kind) -> MaskDialog:
    made = MaskDialog(session, kind)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("kind", ["grow", "shrink", "feather"])
def test_ok_makes_one_step_of_what_is_seen(qtbot: QtBot, marked: Session, kind: Kind) -> None:
    before = marked.state.mask()
    shown = dialog(qtbot, marked, kind)
    shown.slider.box.setValue(7)
    assert (present(marked) == changed(before, kind, 7).coverage).all()
    qtbot.mouseClick(shown.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert len(marked.entries) == 2
    assert "7 px" in marked.entries[-1].name
    marked.undo()
    assert (present(marked) == before.coverage).all()


def test_the_value_can_be_typed_and_taken_by_keyboard(qtbot: QtBot, marked: Session) -> None:
    shown = dialog(qtbot, marked, "grow")
    shown.slider.box.setFocus()
    shown.slider.box.selectAll()
    qtbot.keyClicks(shown.slider.box, "12")
    qtbot.keyClick(shown.slider.box, Qt.Key.Key_Return)
    assert (present(marked) == block(marked.size, Rect(40, 30, 40, 30)).grown(12).coverage).all()


def test_cancel_takes_everything_back(qtbot: QtBot, marked: Session) -> None:
    before = marked.state.mask().coverage
    shown = dialog(qtbot, marked, "grow")
    shown.slider.box.setValue(20)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert (present(marked) == before).all()
    assert len(marked.entries) == 1
    assert marked.can_edit


def test_closing_the_window_is_cancelling(qtbot: QtBot, marked: Session) -> None:
    shown = dialog(qtbot, marked, "shrink")
    shown.close()
    assert len(marked.entries) == 1
    assert marked.can_edit


def test_an_undo_closes_it(qtbot: QtBot, marked: Session) -> None:
    shown = dialog(qtbot, marked, "grow")
    marked.undo()
    assert not shown.isVisible()
    assert marked.can_edit


@pytest.fixture
def large(qtbot: QtBot) -> Iterator[Session]:
    """With the real pool, and a mask too large to be changed at once."""
    made = Session(settings=Settings())
    made.open(Photo(np.zeros((1200, 1600, 3), np.uint8)))
    made.set_mask("Marked", block(made.size, Rect(200, 200, 1000, 800)))
    qtbot.waitUntil(lambda: not made.busy)
    yield made
    made.shut_down()


def test_a_large_mask_is_changed_in_the_background_and_the_newest_value_wins(
    qtbot: QtBot, large: Session
) -> None:
    before = large.state.mask()
    shown = dialog(qtbot, large, "grow")
    for px in (3, 9, 30, 17):
        shown.slider.box.setValue(px)
    shown.accept()
    qtbot.waitUntil(lambda: len(large.entries) == 2)
    assert (present(large) == before.grown(17).coverage).all()
