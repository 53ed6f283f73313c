"""The panel of kept fills."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.layers import LONGEST_NAME, LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.project import Project, load_project, save_project
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.base import EngineInfo
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.panels import paint
from inpaint_studio.gui.panels.layers import controls
from inpaint_studio.gui.panels.layers.panel import LayersPanel
from inpaint_studio.gui.panels.layers.refill import RefillDialog
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.advice import Shapes

from .helpers import PLACE, click, keep, show


@pytest.fixture
def panel(qtbot: QtBot, session: Session, actions: Actions) -> LayersPanel:
    made = LayersPanel(session, actions)
    show(qtbot, made, 300, 400)
    return made


def rows(panel: LayersPanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_it_says_what_it_is_for_while_there_is_nothing(panel: LayersPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.controls.slider.isEnabled()


def test_the_newest_fill_is_on_top(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "white")
    keep(qtbot, session, "noise", Rect(60, 60, 10, 10))
    assert rows(panel) == ["Noise 2", "White 1"]
    assert session.kept.selected == ()  # or the Delete key would delete what was just kept


def test_a_click_on_a_row_selects_the_fill(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "white")
    keep(qtbot, session, "noise", Rect(60, 60, 10, 10))
    assert not panel.controls.slider.isEnabled()
    click(panel.view, 1)
    assert session.kept.selected == (0,)
    assert panel.controls.slider.isEnabled()
    session.kept.step(1)
    assert panel.view.currentIndex().row() == 0


def test_the_eye_hides_a_fill_and_shows_it_again(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    click(panel.view, 0, QPoint(20, 22))
    assert not session.document.layers[0].visible
    assert "hidden" in panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    click(panel.view, 0, QPoint(20, 22))
    assert session.document.layers[0].visible


def test_the_name_of_a_hidden_fill_can_be_read_when_it_is_selected(
    qtbot: QtBot, session: Session, panel: LayersPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Muted text is made for the ground of the panel, not for that of a selected row."""
    keep(qtbot, session, "white")
    keep(qtbot, session, "noise", Rect(60, 60, 10, 10))
    session.kept.select([0, 1])
    session.kept.set_visible(False)
    session.kept.select([0])
    tones = {}
    draw = paint.text

    def noted(painter: QPainter, rect: QRect, text: str, tone: QColor, *more: object) -> None:
        tones[text] = tone.name()
        draw(painter, rect, text, tone, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(paint, "text", noted)
    panel.view.viewport().grab()
    assert tones["White 1"] == paint.colour("text").name()
    assert tones["Noise 2"] == paint.colour("muted").name()


def test_the_space_bar_hides_a_fill(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert not session.document.layers[0].visible


def test_a_drag_of_the_slider_is_shown_live_and_is_one_step(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "white")
    session.kept.select([0])
    before = len(session.entries)
    place = Rect(25, 25, 1, 1)
    full = session.shown.read(place)[0, 0].copy()
    panel.controls.slider.setSliderDown(True)
    for value in (80, 50, 0):
        panel.controls.slider.setValue(value)
    assert (session.shown.read(place)[0, 0] != full).any()
    assert len(session.entries) == before
    panel.controls.slider.setSliderDown(False)
    assert session.document.layers[0].opacity == 0
    assert len(session.entries) == before + 1
    assert session.shown is session.document


def test_arrow_keys_on_the_slider_become_one_step_once_they_rest(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    session.kept.select([0])
    before = len(session.entries)
    panel.controls.slider.setFocus()
    for _ in range(3):
        QTest.keyClick(panel.controls.slider, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: len(session.entries) == before + 1)
    assert session.document.layers[0].opacity == pytest.approx(0.7)


def test_undo_in_the_middle_of_a_drag_shows_the_document(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    session.kept.select([0])
    panel.controls.slider.setSliderDown(True)
    panel.controls.slider.setValue(30)
    session.undo()
    panel.controls.slider.setSliderDown(False)
    assert session.shown is session.document
    assert rows(panel) == []


def test_delete_takes_the_fill_away(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    click(panel.view, 0)
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert session.document.layers == ()
    session.undo()
    click(panel.view, 0)
    QTest.mouseClick(panel.controls.delete_button, Qt.MouseButton.LeftButton)
    assert session.document.layers == ()


def test_fill_again_paints_the_same_place_with_another_seed(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session)
    click(panel.view, 0)
    seed = session.document.layers[0].content.description["seed"]
    QTest.mouseClick(panel.controls.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["seed"] != seed)
    assert len(session.document.layers) == 1


def test_fill_again_with_any_engine_and_its_settings(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "noise")
    click(panel.view, 0)
    panel.controls.ask_settings()
    dialog = panel.findChild(RefillDialog)
    assert dialog is not None
    assert dialog.engine == "noise"
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Home)
    while dialog.engine != "white":
        before = dialog.engine
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.engine != before, "white is not in the list"
    assert "level" in dialog.values()
    dialog.form.changed.emit("level", 0)
    dialog.form.set_values({"level": 0})
    dialog.accept()
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["params"].get("level") == 0)
    assert rows(panel) == ["White 1"]


def test_another_engine_from_the_menu(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session, "noise")
    click(panel.view, 0)
    QTest.mouseClick(panel.controls.engine_button, Qt.MouseButton.LeftButton)
    menu = panel.controls.findChild(QMenu)
    assert menu is not None
    next(one for one in menu.actions() if one.text() == "White").trigger()
    qtbot.waitUntil(lambda: rows(panel) == ["White 1"])
    assert len(session.document.layers) == 1


def test_the_menu_has_what_suits_the_place_on_top(
    qtbot: QtBot, session: Session, panel: LayersPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(qtbot, session, "noise")
    click(panel.view, 0)
    asked: list[Shapes] = []

    def noise_alone(infos: list[EngineInfo], shapes: Shapes) -> tuple[list[EngineInfo], int]:
        asked.append(shapes)
        return sorted(infos, key=lambda info: info.name != "noise"), 1

    monkeypatch.setattr(controls, "suiting", noise_alone)
    QTest.mouseClick(panel.controls.engine_button, Qt.MouseButton.LeftButton)
    menu = panel.controls.findChild(QMenu)
    assert menu is not None
    texts = [one.text() for one in menu.actions() if one.text()]
    assert texts[:3] == ["Suits this place", "Noise", "Other engines"]
    ((_, area),) = asked[0]
    assert area == PLACE.area


def test_a_name_is_typed_in_the_row_and_undone(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    click(panel.view, 0)
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    field = panel.view.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "Noise 1"
    QTest.keyClicks(field, "Scratch, left cheek")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(panel) == ["Scratch, left cheek"])
    assert session.entries[-1].name == "Rename fill"
    assert "Noise" in panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    session.undo()
    assert rows(panel) == ["Noise 1"]
    session.redo()
    assert rows(panel) == ["Scratch, left cheek"]


def test_a_name_left_as_it_was_is_no_step(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    click(panel.view, 0)
    count = len(session.entries)
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    field = panel.view.findChild(QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.view.findChild(QLineEdit) is None)
    assert len(session.entries) == count


def heal(qtbot: QtBot, session: Session, x: float, y: float = 30, radius: float = 5) -> None:
    """A stroke of the brush, filled at once."""
    count = len(session.document.layers)
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((x, y, radius),)), Rect.of(session.size)))
    edit.commit("Stroke")
    qtbot.waitUntil(lambda: len(session.document.layers) == count + 1)


@pytest.fixture
def healed(qtbot: QtBot, session: Session, panel: LayersPanel) -> LayersPanel:
    """Three small spots of one go on a fill."""
    keep(qtbot, session, "white")
    session.fills.last = ("noise", {})
    session.fills.auto_fill = True
    for x in (20, 50, 80):
        heal(qtbot, session, x)
    return panel


def test_the_spots_of_one_go_are_one_row_that_unfolds(session: Session, healed: LayersPanel) -> None:
    assert rows(healed) == ["Spots 2", "White 1"]
    assert "3 fills" in healed.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    click(healed.view, 0)
    assert session.kept.selected == (1, 2, 3)
    QTest.keyClick(healed.view, Qt.Key.Key_Right)
    assert rows(healed) == ["Spots 2", "Noise 4", "Noise 3", "Noise 2", "White 1"]
    QTest.keyClick(healed.view, Qt.Key.Key_Down)
    assert session.kept.selected == (3,)
    click(healed.view, 0)
    QTest.keyClick(healed.view, Qt.Key.Key_Left)
    assert rows(healed) == ["Spots 2", "White 1"]
    place = healed.view.visualRect(healed.model.index(0))
    click(healed.view, 0, QPoint(place.width() - 12, 22))
    assert len(rows(healed)) == 5


def test_a_group_is_named_faded_hidden_filled_again_and_deleted_as_one_step(
    qtbot: QtBot, session: Session, healed: LayersPanel
) -> None:
    click(healed.view, 0)
    QTest.keyClick(healed.view, Qt.Key.Key_F2)
    field = healed.view.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Dust")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(healed) == ["Dust", "White 1"])
    count = len(session.entries)
    click(healed.view, 0, QPoint(20, 22))
    assert [layer.visible for layer in session.document.layers] == [True, False, False, False]
    click(healed.view, 0, QPoint(20, 22))
    seeds = [layer.content.description["seed"] for layer in session.document.layers]
    QTest.mouseClick(healed.controls.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.entries) == count + 3)
    again = [layer.content.description["seed"] for layer in session.document.layers]
    assert again[0] == seeds[0]
    assert len({*again[1:]}) == 1
    assert again[1] not in seeds
    assert session.kept.selected == (1, 2, 3)
    QTest.mouseClick(healed.controls.delete_button, Qt.MouseButton.LeftButton)
    assert rows(healed) == ["White 1"]
    session.undo()
    assert rows(healed) == ["Dust", "White 1"]


def test_another_go_is_another_group_and_a_large_spot_none(
    qtbot: QtBot, session: Session, healed: LayersPanel
) -> None:
    session.fills.auto_fill = False
    session.fills.auto_fill = True
    heal(qtbot, session, 20, 60)
    heal(qtbot, session, 40, 60)
    assert rows(healed) == ["Spots 5", "Spots 2", "White 1"]
    heal(qtbot, session, 60, 45, radius=40)
    assert rows(healed) == ["Noise 7", "Spots 5", "Spots 2", "White 1"]


def test_the_longest_name_is_elided_where_a_fill_is_filled_again(
    qtbot: QtBot, session: Session, healed: LayersPanel
) -> None:
    session.kept.select([0])
    session.kept.rename("W" * LONGEST_NAME)
    dialog = RefillDialog(session, session.kept.chosen)
    qtbot.addWidget(dialog)
    dialog.show()
    title = next(one for one in dialog.findChildren(QLabel) if one.text().startswith("WW"))
    assert title.text().endswith("…")
    assert title.toolTip() == "W" * LONGEST_NAME


def test_another_seed_is_promised_only_by_engines_that_have_one(
    qtbot: QtBot, session: Session, healed: LayersPanel
) -> None:
    session.kept.select([0])
    dialog = RefillDialog(session, session.kept.chosen)
    qtbot.addWidget(dialog)
    said = {}
    for name in ("white", "noise"):
        dialog.list.select(name)
        dialog.list.picked.emit(name)
        said[name] = dialog.hint.text()
    assert said["white"] == "The same place is filled again."
    assert said["noise"] == "The same place is filled again, with another seed."


def test_names_and_groups_are_in_the_project(session: Session, healed: LayersPanel, tmp_path: Path) -> None:
    session.kept.select([1, 2, 3])
    session.kept.rename("Dust")
    session.kept.select([0])
    session.kept.rename("Sky")
    save_project(tmp_path / "a.ora", Project(session.state))
    session.open_project(load_project(tmp_path / "a.ora"), tmp_path / "a.ora")
    assert rows(healed) == ["Dust", "Sky"]


def test_what_no_engine_made_cannot_be_run_again_and_says_so(session: Session, panel: LayersPanel) -> None:
    rect = Rect(5, 5, 4, 4)
    import numpy as np

    patch = LayerPatch(rect, np.zeros((4, 4, 3), np.uint8), np.full((4, 4), 255, np.uint8))
    session.add_fill("Clone", [patch], {"tool": "clone"})
    assert rows(panel) == ["Clone 1"]
    session.kept.select(())
    controls = panel.controls
    for disabled in (controls.again_button, controls.engine_button, controls.delete_button, controls.slider):
        assert not disabled.isEnabled()
        assert "Choose a kept fill first." in disabled.toolTip()
    session.kept.select([0])
    assert not panel.controls.again_button.isEnabled()
    assert "engine" in panel.controls.again_button.toolTip()


def test_a_double_click_tells_where_the_fill_lies(qtbot: QtBot, session: Session, panel: LayersPanel) -> None:
    keep(qtbot, session)
    place = panel.view.visualRect(panel.model.index(0)).center()
    click(panel.view, 0)
    with qtbot.waitSignal(panel.locate) as told:
        QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args[0].contains(Rect(20, 20, 16, 12))


def picture(panel: LayersPanel, row: int) -> QImage:
    found = panel.model.row(row)
    assert found is not None
    pixmap = panel.model.thumbnail(found)
    assert pixmap is not None
    return pixmap.toImage()


def test_a_thumbnail_shows_what_the_fill_made_of_the_photo(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "white")
    image = picture(panel, 0)
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.lightness() > 250
    session.kept.select([0])
    session.kept.set_visible(False)  # it shows how it would look
    assert picture(panel, 0) == image


def test_a_thumbnail_shows_the_fills_below_and_not_those_above(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "white", Rect(10, 10, 60, 60))
    keep(qtbot, session, "noise", Rect(30, 30, 12, 12))
    assert picture(panel, 1).pixelColor(20, 20).lightness() > 250
    image = picture(panel, 0)
    assert image.pixelColor(1, 1).lightness() > 250  # enlarged, so all around it is the fill below


def test_the_thumbnail_of_a_long_scratch_is_enlarged_too(
    qtbot: QtBot, session: Session, panel: LayersPanel
) -> None:
    keep(qtbot, session, "white", Rect(4, 40, 110, 3))
    image = picture(panel, 0)
    assert image.width() == image.height()
    seen = [image.pixelColor(image.width() // 2, y).lightness() for y in range(image.height())]
    assert sum(level > 150 for level in seen) >= 2, seen


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
