"""As few pixels: the slider, what is shown for it, and what it follows."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.dialogs.few_pixels import FewPixels, reduced
from inpaint_studio.gui.session.session import Session
from tests.codec.pictures import discs


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> FewPixels:
    made = FewPixels(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the bot closes it
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.sharp)
    return made


def test_the_slider_says_how_many_pixels_are_kept(dialog: FewPixels) -> None:
    assert dialog.outcome is not None
    few = dialog.outcome
    assert few.kept.mean() == pytest.approx(0.05, abs=0.01)
    dialog.slider.box.setValue(40)
    assert dialog.outcome is not few
    assert dialog.outcome.kept.mean() == pytest.approx(0.4, abs=0.02)
    assert dialog.outcome.psnr > few.psnr
    assert f"{int(dialog.outcome.kept.sum()):,}" in dialog.words.text()
    assert (dialog.slider.box.minimum(), dialog.slider.box.maximum()) == (1, 50)


def test_both_panes_show_the_picture(dialog: FewPixels) -> None:
    assert dialog.outcome is not None
    shown = dialog.made_pane.image
    assert (shown.height(), shown.width()) == dialog.outcome.made.shape[:2]
    assert shown.pixelColor(3, 4).getRgb()[:3] == tuple(dialog.outcome.made[4, 3])
    kept = dialog.outcome.kept
    y, x = np.argwhere(kept)[0]
    assert dialog.kept_pane.image.pixelColor(int(x), int(y)).getRgb()[:3] == tuple(
        dialog.outcome.picture[y, x]
    )


def test_another_photo_is_shown_at_once(qtbot: QtBot, session: Session, dialog: FewPixels) -> None:
    before = dialog.outcome
    session.open(Photo(discs(48, 90)))
    qtbot.waitUntil(lambda: dialog.outcome is not before)
    assert dialog.outcome is not None
    assert dialog.outcome.picture.shape == (48, 90, 3)


def test_without_any_difference_no_decibels_are_shown(
    qtbot: QtBot, session: Session, dialog: FewPixels
) -> None:
    assert "dB" in dialog.words.text()
    session.open(Photo(np.full((20, 30, 3), 90, np.uint8)))
    qtbot.waitUntil(lambda: "all others come out right" in dialog.words.text())
    assert "dB" not in dialog.words.text()


def test_an_answer_that_is_obsolete_is_not_shown(dialog: FewPixels) -> None:
    shown, order = dialog.outcome, dialog._order
    assert order is not None
    assert shown is not None
    dialog.close()
    assert order.stopped.is_set()
    dialog._arrived(order, True, shown)
    assert dialog._order is None


def test_a_large_photo_is_reduced_and_a_small_one_is_not(empty_session: Session) -> None:
    empty_session.open(Photo(discs(300, 600).astype(np.uint16) * 257))
    assert reduced(empty_session.document, QSize(200, 200)).shape == (100, 200, 3)
    assert (reduced(empty_session.document, QSize(900, 900)) == discs(300, 600)).all()
