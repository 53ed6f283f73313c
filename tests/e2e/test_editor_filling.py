"""Fills: cancelled, failed, tried again, varied, chosen, kept, and what becomes of kept ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.document.state import LAST_MASK
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import Suitability
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.panels import notices as panel_of_notices
from inpaint_studio.gui.panels import paint
from inpaint_studio.gui.panels.results.cells import line_rects
from inpaint_studio.gui.panels.results.model import result_cell
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, LEFT, SHIFT, Editor, Key
from tests.gui.fakes import HangingEngine, SteppedEngine


def test_escape_stops_a_hanging_fill_at_once_and_leaves_the_best_so_far(
    editor: Editor, hanging: HangingEngine
) -> None:
    session = editor.session
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(lambda: session.fills.preview is not None)
    hanging.attentive.clear()
    editor.key(Key.Key_Escape)
    assert session.fills.job is None  # for the user it is over, whatever the engine still does
    hanging.attentive.set()
    editor.wait(lambda: session.fills.chosen is not None)
    assert session.fills.chosen is not None
    assert session.fills.chosen.partial
    assert abs(int(editor.shown()[40, 45, 0]) - 128) <= 1
    editor.key("k")
    assert len(session.document.layers) == 1


def test_escape_keeps_a_preview_that_waits_for_its_frame(editor: Editor, hanging: HangingEngine) -> None:
    editor.session.jobs._frame.start(3_600_000)  # ms: it is not over when the preview comes
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    editor.settle()
    assert editor.session.fills.preview is None
    editor.key(Key.Key_Escape)
    editor.wait(lambda: editor.session.fills.chosen is not None)
    assert abs(int(editor.shown()[40, 45, 0]) - 128) <= 1


def test_escape_by_the_button_works_too(editor: Editor, hanging: HangingEngine) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.button(editor.window.engine_panel.fill.fill)
    editor.wait(hanging.started.is_set)
    editor.button(editor.window.engine_panel.fill.cancel)
    assert editor.session.fills.job is None


def test_painting_goes_on_while_a_fill_runs(editor: Editor, hanging: HangingEngine) -> None:
    editor.stroke(y=20)
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(hanging.started.is_set)
    editor.stroke(y=70)
    assert editor.covered((45, 70))
    assert editor.session.fills.job is not None
    editor.key(Key.Key_Escape)
    assert editor.session.fills.job is None


@pytest.mark.parametrize("engine", ["failing", "out of memory", "complaining", "lying", "not a number"])
def test_an_engine_that_fails_gives_one_line_and_work_goes_on(editor: Editor, engine: str) -> None:
    editor.stroke()
    editor.engine(engine)
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.failures)
    notice = editor.window.notices.shown
    assert notice is not None
    assert notice.kind == "error"
    assert notice.text
    assert "\n" not in notice.text
    assert editor.session.fills.job is None
    assert editor.session.fills.results == ()
    assert editor.covered((45, 40))
    editor.key(Key.Key_Escape)  # the notice goes
    assert editor.window.notices.shown is None
    editor.fill("white")
    assert (editor.shown()[40, 45] == 255).all()


def test_a_fill_without_a_mask_only_tells_what_to_do(editor: Editor) -> None:
    assert not editor.window.commands["fill"].isEnabled()
    assert not editor.window.engine_panel.fill.fill.isEnabled()
    editor.key(Key.Key_Return)
    assert editor.session.fills.job is None


def test_try_again_takes_another_seed_from_the_photo_under_the_result(editor: Editor, photo: Photo) -> None:
    editor.stroke()
    first = editor.fill("noise")
    editor.key("r")
    editor.wait(lambda: len(editor.session.fills.results) == 2)
    second = editor.session.fills.chosen
    assert second is not None
    assert second.fill.seed != first.fill.seed
    np.testing.assert_array_equal(second.base.read(editor.whole), photo.pixels)


def test_variations_stars_discards_and_steps_through_the_results(editor: Editor) -> None:
    session = editor.session
    editor.stroke()
    editor.fill("noise")
    count = editor.window.engine_panel.count
    QTest.mouseDClick(count.lineEdit(), LEFT)
    QTest.keyClicks(count, "3")
    QTest.keyClick(count, Key.Key_Return)
    assert session.settings.variations == 3  # also at the next start
    editor.canvas.setFocus()
    editor.key("r", SHIFT)  # asks nothing more
    editor.wait(lambda: len(session.fills.results) == 4 and session.fills.job is None)
    assert len({result.fill.seed for result in session.fills.results}) == 4
    assert session.fills.chosen is session.fills.results[-1]
    editor.key(",")
    assert session.fills.chosen is session.fills.results[2]
    editor.key(",")
    editor.key(",")
    editor.key(",")
    assert session.fills.chosen is None  # the original comes before the first
    np.testing.assert_array_equal(editor.shown(), editor.document())
    editor.key(".")
    assert session.fills.chosen is session.fills.results[0]
    editor.command("star-result")
    assert session.fills.results[0].starred
    editor.command("discard-result")
    assert len(session.fills.results) == 3
    assert session.fills.chosen is session.fills.results[0]


def test_a_click_in_the_strip_shows_a_result_and_the_button_keeps_it(editor: Editor) -> None:
    session, strip = editor.session, editor.window.results
    editor.stroke()
    editor.fill("white", {"level": 20})
    editor.fill("white", {"level": 80})
    editor.row(strip.view, 1)
    assert session.fills.chosen is session.fills.results[0]
    assert abs(int(editor.shown()[40, 45, 0]) - 51) <= 1
    editor.row(strip.view, 0)
    assert session.fills.chosen is None
    editor.row(strip.view, 2)
    editor.button(strip.keep_button)
    assert abs(int(editor.document()[40, 45, 0]) - 204) <= 1
    assert session.fills.results == ()


def test_keep_puts_the_mask_aside_and_undo_brings_mask_and_results_back(editor: Editor) -> None:
    session = editor.session
    editor.stroke()
    mask = editor.mask().copy()
    editor.fill()
    editor.key("k")
    assert editor.mask().max() == 0
    np.testing.assert_array_equal(editor.mask(LAST_MASK), mask)
    assert session.fills.results == ()
    editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.mask(), mask)
    assert len(session.fills.results) == 1
    editor.key("z", CTRL | SHIFT)
    editor.key("l", CTRL | SHIFT)
    editor.wait(lambda: not session.busy and editor.mask().max() > 0)
    np.testing.assert_array_equal(editor.mask(), mask)


def test_each_stroke_is_filled_and_kept_if_that_is_wanted(editor: Editor) -> None:
    session = editor.session
    editor.engine("white")
    editor.stroke(y=15)
    editor.fill()
    editor.key("k")
    editor.command("auto-fill")
    assert session.fills.auto_fill
    editor.stroke(y=40)
    editor.wait(lambda: len(session.document.layers) == 2)
    editor.settle()
    editor.stroke(y=65)
    editor.wait(lambda: len(session.document.layers) == 3)
    assert editor.mask().max() == 0
    assert (editor.document()[40, 45] == 255).all()
    assert (editor.document()[65, 45] == 255).all()


def test_auto_fill_takes_the_engine_that_the_panel_shows(editor: Editor) -> None:
    editor.engine("white", {"level": 50})
    editor.command("auto-fill")
    editor.stroke(y=40)
    editor.wait(lambda: editor.session.document.layers)
    assert abs(int(editor.document()[40, 45, 0]) - 128) <= 1


def test_kept_fills_are_hidden_faded_run_again_and_deleted(editor: Editor, photo: Photo) -> None:
    session, panel = editor.session, editor.window.layers_panel
    editor.stroke(y=20)
    editor.fill("noise")
    editor.key("k")
    editor.stroke(y=60)
    editor.fill("white")
    editor.key("k")
    editor.window.docks["layers"].raise_()
    editor.wait(panel.view.isVisible)
    editor.eye(0)
    assert not session.document.layers[1].visible
    np.testing.assert_array_equal(editor.document()[55:66], photo.pixels[55:66])
    editor.eye(0)
    assert (editor.document()[60, 45] == 255).all()
    editor.row(panel.view, 0)
    panel.controls.slider.setFocus()
    editor.key(Key.Key_Home)
    editor.wait(lambda: session.document.layers[1].opacity == 0)
    np.testing.assert_array_equal(editor.document()[60], photo.pixels[60])
    editor.row(panel.view, 1)
    before = editor.document()[20, 45].copy()
    seed = session.document.layers[0].content.description["seed"]
    editor.button(panel.controls.again_button)
    editor.wait(lambda: session.document.layers[0].content.description["seed"] != seed)
    assert (editor.document()[20, 45] != before).any()
    assert len(session.document.layers) == 2
    editor.button(panel.controls.delete_button)
    np.testing.assert_array_equal(editor.document()[20], photo.pixels[20])
    for _ in range(session.position):
        editor.canvas.setFocus()
        editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.document(), photo.pixels)


def test_a_click_in_the_history_goes_there_and_back(editor: Editor, photo: Photo) -> None:
    session, view = editor.session, editor.window.history_panel.view
    editor.stroke(y=20)
    editor.fill()
    editor.key("k")
    editor.stroke(y=60)
    assert session.position == 3
    last = editor.document().copy()
    editor.window.docks["history"].raise_()
    editor.wait(view.isVisible)
    editor.row(view, 0)
    assert session.position == 0
    assert editor.mask().max() == 0
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    editor.row(view, 3)
    assert session.position == 3
    np.testing.assert_array_equal(editor.document(), last)
    editor.row(view, 1)
    assert editor.covered((45, 20))
    assert not editor.covered((45, 60))


def test_undo_while_a_stroke_is_drawn_takes_the_stroke_back_alone(editor: Editor) -> None:
    editor.stroke(y=20)
    editor.press((30, 60))
    editor.move((60, 60))
    assert editor.covered((45, 60))
    editor.key("z", CTRL)
    assert not editor.covered((45, 60))
    assert editor.covered((45, 20))
    editor.release((60, 60))
    assert not editor.covered((45, 60))
    assert editor.session.position == 1


def test_an_undo_while_a_fill_runs_does_no_harm(editor: Editor) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.fills.preview is not None)
    editor.key("z", CTRL)
    assert editor.mask().max() == 0
    editor.key(Key.Key_Escape)
    assert editor.session.fills.job is None
    editor.wait(lambda: len(editor.session.fills.results) == 1)
    editor.key("z", CTRL | SHIFT)
    assert editor.covered((45, 40))


def test_a_fill_that_was_stopped_can_be_tried_again_even_if_its_engine_knows_no_seeds(
    editor: Editor, hanging: HangingEngine
) -> None:
    session, strip = editor.session, editor.window.results
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    editor.wait(lambda: session.fills.preview is not None)
    editor.key(Key.Key_Escape)
    editor.wait(lambda: session.fills.chosen is not None)
    more = strip.view.model().rowCount() - 1
    assert strip.view.model().index(more, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    hanging.started.clear()
    editor.button(strip.again_button)
    editor.wait(lambda: session.fills.preview is not None)
    editor.canvas.setFocus()
    editor.key(Key.Key_Escape)
    editor.wait(lambda: len(session.fills.results) == 2)
    hanging.started.clear()
    editor.row(strip.view, strip.view.model().rowCount() - 1)
    editor.wait(hanging.started.is_set)


def test_a_stopped_automatic_fill_names_the_engine_that_filled(
    editor: Editor, hanging: HangingEngine
) -> None:
    session, registry = editor.session, editor.session.registry
    hanging.info = replace(hanging.info, suitability=Suitability(((2.0, 0.99), (500.0, 0.99)), 1.0))
    registry.register(Auto(registry))
    editor.window.engine_panel.reload()
    editor.stroke()
    editor.engine("auto")
    editor.key(Key.Key_Return)
    editor.wait(lambda: session.fills.preview is not None)
    editor.key(Key.Key_Escape)
    editor.wait(lambda: session.fills.chosen is not None)
    assert session.fills.chosen is not None
    assert "Hanging" in result_cell(registry, session.fills.chosen).spoken
    assert result_cell(registry, session.fills.chosen).spoken.count("Automatic") == 1


def card(editor: Editor, row: int) -> QRect:
    """The place of a card in the strip of results."""
    view = editor.window.results.view
    return view.visualRect(view.model().index(row, 0)).adjusted(2, 0, -2, 0)  # type: ignore[no-any-return]


def test_the_buttons_of_a_card_leave_its_text_free_and_no_line_is_cut_off(editor: Editor) -> None:
    editor.stroke()
    editor.fill("white", {"level": 30})
    editor.settle()
    view, buttons = editor.window.results.view, editor.window.results.buttons
    for row in (0, 1):
        at, none = QPointF(card(editor, row).center()), Qt.KeyboardModifier.NoModifier
        place, button = view.viewport().mapToGlobal(at), Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, at, place, button, button, none)
        QApplication.sendEvent(view.viewport(), move)
    assert buttons.isVisible()
    font = theme.tabular(view.font())
    places = line_rects(card(editor, 1), font)
    assert not any(place.intersects(buttons.geometry()) for place in places)
    assert card(editor, 1).contains(buttons.geometry().adjusted(3, 0, 0, 0))
    cell = view.model().cell(1)
    for place, line, number in zip(places, cell.lines, range(3), strict=True):
        metrics = QFontMetrics(paint.smaller(font) if number else font)
        assert metrics.horizontalAdvance(line) <= place.width()


def test_the_original_shows_during_the_first_fill(editor: Editor) -> None:
    editor.stroke()
    editor.engine("hanging")
    editor.key(Key.Key_Return)
    strip = editor.window.results
    editor.wait(lambda: editor.session.fills.preview is not None)

    def original() -> QPixmap | None:
        strip.view.viewport().grab()
        shown: QPixmap | None = strip._thumbnail(strip.view.model().cell(0))
        return shown

    editor.wait(lambda: original() is not None)
    before = original()
    editor.key(Key.Key_Escape)
    editor.wait(lambda: editor.session.fills.results)
    after = original()
    assert before is not None
    assert after is not None
    assert before.cacheKey() == after.cacheKey(), "it is the same picture, at the same place"


def test_how_far_a_fill_is_stands_in_one_place(editor: Editor, stepped: SteppedEngine) -> None:
    editor.stroke()
    editor.engine("stepped")
    editor.key(Key.Key_Return)
    stepped.step.release()
    bar, strip = editor.window.status, editor.window.results
    editor.wait(lambda: bar.percent.text() == "25 %")
    job = editor.session.fills.job
    assert job is not None
    editor.session.fills.job = replace(job, seconds_left=42.0)
    editor.session.fills.job_changed.emit()
    assert bar.left.text() == "40 s"
    assert editor.window.engine_panel.fill.state.full_text == "Stepped"
    assert strip.view.model().cell(1).lines == ("Stepped", "Filling…", "")
    editor.key(Key.Key_Escape)


def test_a_hint_goes_once_what_it_says_cannot_be_done_any_more(
    start: Start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_SHORT", "_LONG"):
        monkeypatch.setattr(panel_of_notices, name, 3_600_000)  # ms, or it would go by itself
    editor = start(hints_seen=("paint",))
    editor.open(path)
    notices = editor.window.notices
    editor.stroke()
    assert "to fill" in notices.shown.text
    editor.key("z", CTRL)
    assert notices.shown is None
    editor.stroke()
    editor.fill("white")
    assert "keeps this result" in notices.shown.text
    editor.key("k")
    editor.settle()
    assert notices.shown is None
