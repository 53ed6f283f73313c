"""The comparison and the probe, opened from the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.base import RunContext
from inpaint_studio.gui.compare.labels import label_width
from inpaint_studio.gui.compare.run import Stage
from inpaint_studio.gui.compare.workspace import VIEWS, CompareWorkspace
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, LEFT, NO_BUTTON, NONE, Editor, Key, choosing, clicking, photo_of
from tests.gui.fakes import HangingEngine, SteppedEngine

KEYS = dict(zip(VIEWS, "gwbdar", strict=True))


def comparing(editor: Editor, *engines: str) -> CompareWorkspace:
    """The workspace, opened from the panel, with these engines run."""
    editor.button(editor.window.engine_panel.compare)
    workspace = editor.window.compare
    assert workspace is not None
    assert editor.window.pages.currentWidget() is workspace
    for name, row in workspace.side.chooser.list.rows.items():
        row.box.setChecked(name in engines)
    editor.button(workspace.side.chooser.run_button)
    return workspace


@pytest.fixture
def workspace(editor: Editor) -> CompareWorkspace:
    """White and noise, both done."""
    editor.key("m")
    editor.drag((40, 30), (80, 60))
    made = comparing(editor, "white", "noise")
    editor.wait(lambda: made.run.idle and len(made.run.done) == 2)
    made.setFocus()
    return made


def entrant_of(workspace: CompareWorkspace, engine: str) -> int:
    return next(one.index for one in workspace.run.entrants if one.engine == engine)


def test_every_view_is_reached_by_its_key_and_paints(editor: Editor, workspace: CompareWorkspace) -> None:
    for name, key in KEYS.items():
        editor.key(key)
        assert workspace.view == name
        editor.wait(lambda: not workspace.grab().isNull())
    assert editor.failures == []


def test_every_view_is_reached_by_its_button(editor: Editor, workspace: CompareWorkspace) -> None:
    for name in VIEWS:
        editor.button(workspace.view_buttons[name])
        assert workspace.view == name


def test_names_use_the_width_of_small_cells(editor: Editor, workspace: CompareWorkspace) -> None:
    cell = workspace.grid.cells[1 + entrant_of(workspace, "white")]
    QApplication.sendEvent(cell, QEvent(QEvent.Type.Leave))
    cell.resize(label_width(cell.fontMetrics(), cell.label) + 18, 90)
    assert cell.caption == cell.label
    QApplication.sendEvent(cell, QEnterEvent(QPointF(9, 9), QPointF(9, 9), QPointF(9, 9)))
    assert cell.caption != cell.label  # the star is there now
    assert not cell.grab().isNull()


def test_use_this_one_makes_it_the_result_in_the_editor(editor: Editor, workspace: CompareWorkspace) -> None:
    cell = workspace.grid.cells[1 + entrant_of(workspace, "white")]
    QTest.mouseClick(cell, LEFT)
    editor.button(workspace.footer.use)
    assert editor.window.compare is None
    chosen = editor.session.fills.chosen
    assert chosen is not None
    assert chosen.fill.engine == "white"
    assert (editor.shown()[45, 60] == 255).all()
    editor.key("k")
    assert (editor.document()[45, 60] == 255).all()
    editor.key("z", CTRL)
    assert editor.session.document.layers == ()


def drag(pane: QWidget, start: QPointF, end: QPointF) -> None:
    for kind, at, button, held in (
        (QEvent.Type.MouseButtonPress, start, LEFT, LEFT),
        (QEvent.Type.MouseMove, (start + end) / 2, NO_BUTTON, LEFT),
        (QEvent.Type.MouseMove, end, NO_BUTTON, LEFT),
        (QEvent.Type.MouseButtonRelease, end, LEFT, NO_BUTTON),
    ):
        event = QMouseEvent(kind, at, pane.mapToGlobal(at), button, held, NONE)
        QApplication.sendEvent(pane, event)


def test_regions_are_picked_by_painting_and_kept_as_one_step(
    editor: Editor, workspace: CompareWorkspace, photo: Photo
) -> None:
    white, noise = entrant_of(workspace, "white"), entrant_of(workspace, "noise")
    workspace.select(noise)
    editor.key("r")
    workspace.select(white)
    pane = workspace.regions
    to = pane.viewport.to_widget
    drag(pane, to(44, 45), to(46, 45))
    assert set(pane.used) == {white, noise}
    steps = editor.session.position
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.window.compare is None)
    assert editor.session.position == steps + 1
    assert len(editor.session.document.layers) == 1
    np.testing.assert_array_equal(editor.document()[:30], photo.pixels[:30])
    assert (editor.document()[45, 45] != photo.pixels[45, 45]).any()
    editor.settle()
    editor.key("z", CTRL)
    assert editor.session.document.layers == ()


def test_the_sheet_is_exported(
    editor: Editor, workspace: CompareWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sheet.png"
    choosing(monkeypatch, file)
    editor.button(workspace.header.export)
    editor.wait(file.exists)
    editor.wait(lambda: any("sheet.png" in line for line in editor.messages))
    with Image.open(file) as sheet:
        assert sheet.width > 200


def left_running(editor: Editor, *engines: str) -> CompareWorkspace:
    """A comparison that was left by Escape while it ran."""
    editor.stroke()
    editor.key("c")
    workspace = editor.window.compare
    assert workspace is not None
    workspace.add([(engine, {}) for engine in engines])
    editor.wait(lambda: workspace.run.entrants[0].stage is Stage.RUNNING)
    workspace.setFocus()
    editor.key(Key.Key_Escape)
    assert editor.window.compare is None
    return workspace


def test_escape_goes_back_and_what_runs_goes_on(editor: Editor, stepped: SteppedEngine) -> None:
    workspace = left_running(editor, "stepped", "white", "noise")
    status = editor.window.status
    assert status.progress.isVisible()
    assert status.cancel.toolTip() == "Stop the comparison"
    assert editor.session.fills.results == ()
    editor.key("c")
    assert editor.window.compare is workspace  # on the same hole it is the same comparison
    editor.wait(workspace.isVisible)
    editor.key(Key.Key_Escape)
    stepped.step.release(4)
    editor.wait(lambda: len(editor.session.fills.results) == 3)
    assert {result.fill.engine for result in editor.session.fills.results} == {"stepped", "white", "noise"}
    assert editor.session.fills.chosen is None  # nothing covers the photo unasked
    editor.wait(lambda: not status.progress.isVisible())
    assert editor.messages[-1].startswith("The comparison is done")
    editor.key("c")
    assert editor.window.compare is not workspace


def test_a_comparison_that_was_left_does_not_promise_fills_if_no_engine_made_one(
    editor: Editor, stepped: SteppedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_in_the_end(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        SteppedEngine._walk(stepped, image, hole, ctx)
        raise ValueError("no fill")

    monkeypatch.setattr(stepped, "_fill", fails_in_the_end)
    left_running(editor, "stepped")
    stepped.step.release(4)
    editor.wait(lambda: not editor.window.status.progress.isVisible())
    assert editor.messages[-1] == "The comparison is done; no engine has made a fill."
    assert editor.session.fills.results == ()


def test_a_fill_comes_before_what_waits_in_a_comparison_that_was_left(
    editor: Editor, stepped: SteppedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []  # results may arrive in another order
    for name in ("white", "noise"):
        engine = editor.session.registry.get(name)

        def noted(*given: Any, name: str = name, fill: Any = engine.fill) -> np.ndarray:
            ran.append(name)
            return np.asarray(fill(*given))

        monkeypatch.setattr(engine, "fill", noted)
    left_running(editor, "stepped", "noise")
    editor.engine("white")
    editor.canvas.setFocus()
    editor.key(Key.Key_Return)
    assert "The fill begins when Stepped has filled its part of the comparison." in editor.messages
    stepped.step.release(4)
    editor.wait(lambda: len(editor.session.fills.results) == 3)
    assert ran == ["white", "noise"]


def test_a_comparison_that_was_left_is_stopped_in_the_status_bar(
    editor: Editor, hanging: HangingEngine
) -> None:
    left_running(editor, "hanging")
    editor.button(editor.window.status.cancel)
    editor.wait(lambda: not editor.session.jobs.busy)
    assert not editor.window.status.progress.isVisible()
    editor.settle()
    editor.fill("white")
    assert (editor.shown()[40, 45] == 255).all()


def test_closing_asks_about_a_comparison_that_was_left_running(
    editor: Editor, hanging: HangingEngine
) -> None:
    left_running(editor, "hanging")

    def act(dialog: QDialog) -> None:
        assert "comparison is still running" in dialog.text()  # type: ignore[attr-defined]
        clicking(QMessageBox.StandardButton.Discard)(dialog)

    with editor.answering(act):
        editor.key("w", CTRL)
    assert editor.window.pages.currentWidget() is editor.window.start_page
    editor.wait(lambda: not editor.session.jobs.busy)


def test_fills_for_another_picture_are_not_taken(editor: Editor, stepped: SteppedEngine) -> None:
    left_running(editor, "stepped", "white")
    one = np.zeros((1, 1, 3), np.uint8)
    editor.session.add_fill("other", [LayerPatch(Rect(0, 0, 1, 1), one, np.full((1, 1), 255, np.uint8))], {})
    editor.settle()
    stepped.step.release(4)
    editor.wait(lambda: not editor.session.jobs.busy and "it was stopped" in "".join(editor.messages))
    assert editor.session.fills.results == ()


def test_failing_engines_do_not_stop_the_others(editor: Editor) -> None:
    editor.stroke()
    workspace = comparing(editor, "failing", "lying", "out of memory", "white")
    editor.wait(lambda: workspace.run.idle and len(workspace.run.done) == 1)
    assert len(workspace.run.entrants) == 4


def test_commands_of_the_editor_rest_while_comparing(editor: Editor, workspace: CompareWorkspace) -> None:
    steps = editor.session.position
    for name in ("undo", "fill", "mask-clear", "tool-brush", "keep"):
        assert not editor.window.commands[name].isEnabled()
    editor.key("z", CTRL)
    editor.key("k")
    editor.key(Key.Key_Delete)
    assert editor.session.position == steps
    editor.button(workspace.header.back)
    assert editor.window.commands["undo"].isEnabled()


def test_closing_the_photo_while_comparing_leaves_the_start_page(
    editor: Editor, workspace: CompareWorkspace
) -> None:
    with editor.answering(clicking(QMessageBox.StandardButton.Discard)):
        editor.key("w", CTRL)
    assert editor.window.compare is None
    assert editor.window.pages.currentWidget() is editor.window.start_page


def test_the_probe_ranks_engines_by_what_they_get_right(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    write_photo(path, photo_of(300, 400))
    editor = start()
    editor.open(path)
    editor.key("m")
    editor.drag((190, 140), (210, 160))
    editor.command("probe")
    workspace = editor.window.compare
    assert workspace is not None
    probe = workspace.side.probe
    assert probe.isVisible()
    for name, row in probe.list.rows.items():
        row.box.setChecked(name in ("white", "noise"))
    editor.button(probe.run_button)
    editor.wait(lambda: probe.verdict is not None)
    assert not probe.running
    editor.button(probe.compare_button)
    editor.wait(lambda: workspace.run.entrants and workspace.run.idle)
    np.testing.assert_array_equal(editor.document(), photo_of(300, 400).pixels)
    workspace.setFocus()
    editor.key(Key.Key_Escape)
    assert editor.window.compare is None


def test_a_sheet_whose_name_has_a_point_in_it_replaces_no_other_picture(
    editor: Editor, workspace: CompareWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    precious = tmp_path / "trip.png"
    precious.write_bytes(b"precious")
    choosing(monkeypatch, tmp_path / "trip.2024")
    editor.button(workspace.header.export)
    editor.wait((tmp_path / "trip.2024.png").exists)
    assert precious.read_bytes() == b"precious"
    assert editor.failures == []
    written = tmp_path / "trip.2024.png"
    for answer, replaced in (
        (QMessageBox.StandardButton.Cancel, False),
        (QMessageBox.StandardButton.Yes, True),
    ):
        written.write_bytes(b"another")
        with editor.answering(clicking(answer)):  # the file dialog has not asked about that name
            editor.button(workspace.header.export)
        if replaced:
            editor.wait(lambda: written.read_bytes() != b"another")
        else:
            assert written.read_bytes() == b"another"
    assert editor.failures == []
    choosing(monkeypatch, precious)  # about this one the dialog has asked
    editor.button(workspace.header.export)
    editor.wait(lambda: precious.read_bytes() != b"precious")


def test_the_result_that_is_shown_is_chosen_in_the_comparison_too(editor: Editor) -> None:
    editor.stroke()
    editor.fill("white")
    editor.fill("noise")
    editor.key(",")
    shown = editor.session.fills.chosen
    assert shown is editor.session.fills.results[0]
    editor.key("c")
    workspace = editor.window.compare
    assert workspace is not None
    assert workspace.run.entrants[workspace.selected].result is shown
    assert workspace.rows.wipe.second.index == workspace.selected
    editor.key(Key.Key_Escape)
    assert editor.session.fills.chosen is shown
