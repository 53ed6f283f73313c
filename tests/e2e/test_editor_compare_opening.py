"""How a comparison opens and runs: on the hole, with the engines that suit it, and says that it runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.compare.colours import colour_of
from inpaint_studio.gui.compare.workspace import CompareWorkspace
from tests.e2e.conftest import Start
from tests.e2e.editor import LEFT, Editor, Key, photo_of
from tests.gui.fakes import HangingEngine


def opened(editor: Editor) -> CompareWorkspace:
    """The comparison, opened from the panel."""
    editor.button(editor.window.engine_panel.compare)
    workspace = editor.window.compare
    assert workspace is not None
    editor.wait(lambda: workspace.side.chooser.list.suited)
    return workspace


def large(editor: Editor, tmp_path: Path) -> None:
    """Open a photo of 400 x 300."""
    path = tmp_path / "large.png"
    write_photo(path, photo_of(300, 400))
    editor.open(path)
    editor.key("m")


def tick(workspace: CompareWorkspace, *names: str) -> None:
    for name, row in workspace.side.chooser.list.rows.items():
        if row.box.isChecked() != (name in names):
            QTest.mouseClick(row.box, LEFT, pos=QPoint(8, row.box.height() // 2))


def test_the_engines_that_suit_the_hole_are_ticked_and_on_top(start: Start, path: Path) -> None:
    for size, wanted in ((2.0, ["white"]), (60.0, ["noise"])):
        editor = start(brush_size=size)
        editor.open(path)
        editor.stroke(y=45)
        workspace = opened(editor)
        engines = workspace.side.chooser.list
        assert engines.ticked == list(engines.suited) == list(engines.rows)[:1] == wanted
        assert workspace.side.chooser.run_button.text() == "Run 1 engine(s)"
        editor.end()


def test_ticks_of_the_last_time_are_one_click_away(editor: Editor) -> None:
    editor.stroke()
    workspace = opened(editor)
    suited = workspace.side.chooser.list.ticked
    tick(workspace, "noise")
    assert workspace.side.chooser.list.ticked == ["noise"]
    editor.button(workspace.side.chooser.run_button)
    editor.wait(lambda: workspace.run.idle and workspace.run.done)
    editor.key(Key.Key_Escape)
    again = opened(editor)
    assert again.side.chooser.list.ticked == suited != ["noise"]
    editor.button(again.side.chooser.last_button)
    assert again.side.chooser.list.ticked == ["noise"]
    editor.button(again.side.chooser.suited_button)
    assert again.side.chooser.list.ticked == suited


def test_run_says_at_once_that_it_runs(editor: Editor, hanging: HangingEngine) -> None:
    editor.stroke()
    workspace = opened(editor)
    chooser = workspace.side.chooser
    tick(workspace, "hanging", "white")
    assert chooser.run_button.text() == "Run 2 engine(s)"
    QTest.mouseClick(chooser.run_button, LEFT)  # nothing is waited for from here
    assert chooser.run_button.text() == "Running: 0 of 2 done"
    assert not chooser.run_button.isEnabled()
    assert chooser.progress.isVisible()
    assert len(workspace.grid.cells) == 3
    assert "0 of 2 done" in workspace.footer.status.full_text
    editor.key(Key.Key_Space)  # on no check box
    assert chooser.list.ticked == ["white", "hanging"]
    editor.key("w")
    assert workspace.view == "wipe"
    tick(workspace, "hanging", "white", "noise")
    assert chooser.run_button.text() == "Run 1 more engine(s)"
    editor.button(workspace.footer.stop_all)
    assert not chooser.progress.isVisible()


def test_only_the_shown_result_takes_part_and_earlier_ones_are_one_click_away(editor: Editor) -> None:
    editor.stroke()
    for _ in range(3):
        editor.fill("noise")
    workspace = opened(editor)
    shown = editor.session.fills.chosen
    assert [one.result for one in workspace.run.entrants] == [shown]
    assert workspace.rows.grid.earlier.text() == "Show 2 earlier fill(s)"
    editor.button(workspace.rows.grid.earlier)
    assert len(workspace.run.done) == 3
    assert not workspace.rows.grid.earlier.isVisible()


def test_it_opens_on_the_largest_hole_when_holes_are_far_apart(editor: Editor, tmp_path: Path) -> None:
    large(editor, tmp_path)
    editor.drag((20, 20), (50, 45))
    editor.settle()
    editor.drag((380, 280), (384, 284), keys=Qt.KeyboardModifier.ShiftModifier)
    editor.settle()
    workspace = opened(editor)
    editor.wait(lambda: workspace.shared.hole.width < 60)
    pane = workspace.grid.cells[0]
    seen = pane.viewport.rect_to_widget(workspace.shared.hole)
    assert pane.rect().contains(seen.toAlignedRect())
    assert seen.width() > pane.width() / 8


def test_the_outline_of_the_hole_is_drawn_on_the_original(editor: Editor) -> None:
    editor.key("m")
    editor.drag((40, 30), (80, 60))
    workspace = opened(editor)
    editor.wait(lambda: workspace.shared.marks)
    pane = workspace.grid.cells[0]
    image = pane.grab().toImage()
    at = pane.viewport.to_widget(60, 30).toPoint() * image.devicePixelRatio()
    reds = [image.pixelColor(at.x(), at.y() + step) for step in range(-3, 4)]
    assert max(colour.red() - colour.green() for colour in reds) > 100


def test_the_probe_shows_its_places_and_says_what_its_figures_mean(editor: Editor, tmp_path: Path) -> None:
    large(editor, tmp_path)
    editor.drag((190, 140), (210, 160))
    editor.settle()
    editor.command("probe")
    workspace = editor.window.compare
    assert workspace is not None
    probe = workspace.side.probe
    for name, row in probe.list.rows.items():
        row.box.setChecked(name in ("white", "noise"))
    editor.button(probe.run_button)
    editor.wait(lambda: probe.verdict is not None)
    marks = workspace.shared.marks
    assert [mark.number for mark in marks] == [0, 1, 2, 3]
    pane = workspace.grid.cells[0]
    for mark in marks:
        assert pane.rect().contains(pane.viewport.rect_to_widget(mark.rect).toAlignedRect())
        assert (mark.rect.width, mark.rect.height) == (20, 20)
    assert probe.verdict is not None
    meaning = probe.outcome.meaning(probe.verdict).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{round(100 * probe.verdict.standings[0].share)} % means" in meaning
    buttons = {button.text(): button for button in probe.outcome.findChildren(QPushButton)}
    editor.button(buttons["2"])
    middle = pane.viewport.to_image(pane.rect().center().toPointF())
    assert abs(middle[0] - (marks[2].rect.x + 10)) < 12
    editor.button(probe.back)
    assert [mark.number for mark in workspace.shared.marks] == [0]


def test_every_picture_has_a_colour_of_its_own_and_its_name_beside_it(editor: Editor) -> None:
    editor.stroke()
    workspace = opened(editor)
    workspace.add([("white", {"level": 5 * step}) for step in range(12)])
    editor.wait(lambda: workspace.run.idle and len(workspace.run.done) == 12)
    workspace.select(0)  # until now it is that which was ready first, whichever that was
    editor.button(workspace.view_buttons["regions"])
    row = workspace.rows.regions
    shown = {index: chip.icon().pixmap(14).toImage().pixelColor(7, 7) for index, chip in row.chips.items()}
    assert len({colour.name() for colour in shown.values()}) == 12
    assert shown == {index: QColor(colour_of(index)) for index in range(12)}
    assert [(index, row.chips[index].toolTip()) for index in range(12)] == workspace.regions.legend
    QTest.mouseClick(row.chips[11], LEFT)
    QTest.mouseClick(row.colours, LEFT, pos=row.colours.rect().center())
    assert workspace.regions.colours_shown
    editor.wait(lambda: [place[0] for place in workspace.regions._numbers] == [0])
    assert not workspace.regions.grab().isNull()
