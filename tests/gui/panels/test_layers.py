"""The panel of kept fills."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.document import LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.panels.layers.panel import LayersPanel, RefillDialog
from inpaint_studio.gui.session.session import Session

from .helpers import click, keep, show


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LayersPanel:
    made = LayersPanel(session)
    show(qtbot, made, 300, 400)
    return made


def rows(panel: LayersPanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_it_says_what_it_is_for_while_there_is_nothing(panel: LayersPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.slider.isEnabled()


def test_the_newest_fill_is_on_top(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "white")
    keep(qtbot, session, "noise", Rect(60, 60, 10, 10))
    assert rows(panel) == ["Noise", "White"]
    assert panel.selected == 1


def test_the_eye_hides_a_fill_and_shows_it_again(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    click(panel.view, 0, QPoint(20, 26))
    assert not session.document.layers[0].visible
    assert "hidden" in panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    click(panel.view, 0, QPoint(20, 26))
    assert session.document.layers[0].visible


def test_the_space_bar_hides_a_fill(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert not session.document.layers[0].visible


def test_a_drag_of_the_slider_is_shown_live_and_is_one_step(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "white")
    before = len(session.entries)
    place = Rect(25, 25, 1, 1)
    full = session.shown.read(place)[0, 0].copy()
    panel.slider.setSliderDown(True)
    for value in (80, 50, 0):
        panel.slider.setValue(value)
    assert (session.shown.read(place)[0, 0] != full).any()
    assert len(session.entries) == before
    panel.slider.setSliderDown(False)
    assert session.document.layers[0].opacity == 0
    assert len(session.entries) == before + 1
    assert session.shown is session.document


def test_arrow_keys_on_the_slider_become_one_step_once_they_rest(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    before = len(session.entries)
    panel.slider.setFocus()
    for _ in range(3):
        QTest.keyClick(panel.slider, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: len(session.entries) == before + 1)
    assert session.document.layers[0].opacity == pytest.approx(0.7)


def test_undo_in_the_middle_of_a_drag_shows_the_document(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    panel.slider.setSliderDown(True)
    panel.slider.setValue(30)
    session.undo()
    panel.slider.setSliderDown(False)
    assert session.shown is session.document
    assert rows(panel) == []


def test_delete_takes_the_fill_away(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert session.document.layers == ()
    session.undo()
    QTest.mouseClick(panel.delete_button, Qt.MouseButton.LeftButton)
    assert session.document.layers == ()


def test_fill_again_paints_the_same_place_with_another_seed(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    seed = session.document.layers[0].content.description["seed"]
    QTest.mouseClick(panel.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["seed"] != seed)
    assert len(session.document.layers) == 1


def test_fill_again_with_other_settings(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "white")
    QTest.mouseClick(panel.params_button, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(RefillDialog)
    assert dialog is not None
    dialog.form.changed.emit("level", 0)
    dialog.accept()
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["params"]["level"] == 0)


def test_what_no_engine_made_cannot_be_run_again_and_says_so(session: Session, panel: LayersPanel) -> None:
    rect = Rect(5, 5, 4, 4)
    import numpy as np

    patch = LayerPatch(rect, np.zeros((4, 4, 3), np.uint8), np.full((4, 4), 255, np.uint8))
    session.add_fill("Clone", [patch], {"tool": "clone"})
    assert rows(panel) == ["Clone"]
    assert not panel.again_button.isEnabled()
    assert "engine" in panel.again_button.toolTip()


def test_a_double_click_tells_where_the_fill_lies(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    place = panel.view.visualRect(panel.model.index(0)).center()
    click(panel.view, 0)
    with qtbot.waitSignal(panel.locate) as told:
        QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args[0].contains(Rect(20, 20, 16, 12))


def test_each_fill_has_a_thumbnail_of_its_own(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "white")
    pixmap = panel.model.thumbnail(session.document.layers[0])
    assert pixmap is not None
    image = pixmap.toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2).lightness() > 250


def test_it_may_be_painted_between_the_end_of_a_photo_and_the_news_of_it(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    session.blockSignals(True)
    session.close_photo()
    session.blockSignals(False)
    assert panel.model.rowCount() == 1
    panel.model.thumbs.clear()
    with qtbot.captureExceptions() as caught:
        panel.view.grab()
    assert caught == []
