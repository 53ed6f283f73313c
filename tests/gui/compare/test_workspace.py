from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.compare.chooser import EngineRow, ParamsDialog
from inpaint_studio.gui.compare.colours import colour_of
from inpaint_studio.gui.compare.grid import Cell, best_columns
from inpaint_studio.gui.compare.labels import LegendEntry, draw_legend
from inpaint_studio.gui.compare.single import ORIGINAL
from inpaint_studio.gui.compare.workspace import VIEWS, CompareWorkspace
from inpaint_studio.gui.session.session import Session
from tests.gui.fakes import HangingEngine

HOLE = Rect(40, 30, 40, 30)


def paint_hole(session: Session, hole: Rect = HOLE) -> None:
    coverage = np.zeros((90, 120), np.uint8)
    coverage[hole.slices] = 255
    session.set_mask("hole", Mask(coverage))


@pytest.fixture
def workspace(qtbot: QtBot, session: Session) -> Iterator[CompareWorkspace]:
    """Three fills: white, noise, grey (40 %)."""
    paint_hole(session)
    made = CompareWorkspace(session)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.add([("white", {}), ("noise", {}), ("white", {"level": 40})])
    qtbot.waitUntil(lambda: made.run.idle and len(made.run.done) == 3)
    yield made
    made.close()


def colour(pane: QWidget, at: QPointF) -> tuple[int, int, int]:
    shown = pane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixel = shown.pixelColor(at.toPoint() * shown.devicePixelRatio())
    return pixel.red(), pixel.green(), pixel.blue()


def wheel(pane: QWidget, at: QPointF, angle: int) -> None:
    event = QWheelEvent(
        at,
        pane.mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane, event)


def test_each_cell_shows_its_own_fill(workspace: CompareWorkspace) -> None:
    cells = workspace.grid.cells
    assert len(cells) == 4
    at = cells[1].viewport.to_widget(60, 45)
    assert colour(cells[1], at) == (255, 255, 255)
    assert colour(cells[3], at) == (102, 102, 102)
    assert colour(cells[0], at)[2] == 90


def test_zoom_and_pan_are_locked(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    first, second = workspace.grid.cells[0], workspace.grid.cells[2]
    before = second.viewport
    wheel(first, QPointF(50, 50), 240)
    assert second.viewport.zoom > before.zoom
    assert second.viewport.zoom == pytest.approx(first.viewport.zoom)
    centre = workspace.shared.centre
    middle = first.rect().center()
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(first, middle + QPoint(20, 10))
    move(first, middle + QPoint(20, 10))
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton, pos=middle + QPoint(20, 10))
    assert workspace.shared.centre != centre


def move(pane: QWidget, to: QPoint) -> None:
    """A move with the left button down, which QTest does not send offscreen."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(pane.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(pane, event)


def test_a_click_chooses_and_use_this_one_shows_it_in_the_editor(
    qtbot: QtBot, workspace: CompareWorkspace, session: Session
) -> None:
    qtbot.mouseClick(workspace.grid.cells[3], Qt.MouseButton.LeftButton)
    assert workspace.selected == 2
    with qtbot.waitSignal(workspace.closed):
        qtbot.mouseClick(workspace.footer.use, Qt.MouseButton.LeftButton)
    assert session.fills.chosen is not None
    assert session.fills.chosen.fill.params["level"] == 40
    assert session.shown.read(HOLE)[5, 5, 0] == 102


def test_digits_choose_and_letters_change_the_view(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    workspace.setFocus()
    qtbot.keyClick(workspace, Qt.Key.Key_2)
    assert workspace.selected == 1
    for key, view in (
        ("W", "wipe"),
        ("B", "blink"),
        ("D", "difference"),
        ("A", "disagreement"),
        ("G", "grid"),
    ):
        qtbot.keyClick(workspace, key)
        assert workspace.view == view
    qtbot.keyClick(workspace, Qt.Key.Key_9)
    assert workspace.selected == 1
    with qtbot.waitSignal(workspace.closed):
        qtbot.keyClick(workspace, Qt.Key.Key_Escape)


def test_the_star_is_clicked_in_the_cell(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    cell = workspace.grid.cells[1]
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton, pos=cell.corner.center())
    assert workspace.run.entrants[0].starred


def test_all_fills_are_results_when_one_leaves_and_stars_stay(
    qtbot: QtBot, workspace: CompareWorkspace, session: Session
) -> None:
    workspace.run.star(1, True)
    with qtbot.waitSignal(workspace.closed):
        qtbot.mouseClick(workspace.header.back, Qt.MouseButton.LeftButton)
    found = [(result.fill.engine, result.starred) for result in session.fills.results]
    assert found == [("white", False), ("noise", True), ("white", False)]


def test_a_double_click_shows_all_and_then_the_hole_again(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    cell = workspace.grid.cells[0]
    before = cell.viewport
    wheel(cell, QPointF(50, 50), 480)
    qtbot.mouseDClick(cell, Qt.MouseButton.LeftButton)
    assert cell.viewport.zoom == pytest.approx(cell.viewport.fit_zoom)
    qtbot.mouseDClick(cell, Qt.MouseButton.LeftButton)
    assert cell.viewport == before


def test_the_divider_is_dragged_by_its_wide_grip(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    workspace.show_view("wipe")
    workspace.rows.wipe.choose(0, 2)
    pane = workspace.wipe
    at = round(pane.divider)
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=QPoint(at + 11, 100))
    move(pane, QPoint(at + 71, 100))
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=QPoint(at + 71, 100))
    assert pane.divider == pytest.approx(at + 60, abs=pane.viewport.scale)
    y = pane.viewport.to_widget(60, 45).y()
    assert colour(pane, QPointF(pane.divider - 40, y)) == (255, 255, 255)


def test_both_sides_of_the_wipe_show_their_own(workspace: CompareWorkspace) -> None:
    workspace.show_view("wipe")
    workspace.rows.wipe.choose(0, 2)
    pane = workspace.wipe
    middle = pane.viewport.to_widget(60, 35)
    pane.set_divider(middle.x())
    step = pane.viewport.scale * 8
    assert colour(pane, QPointF(middle.x() - step, middle.y())) == (255, 255, 255)
    assert colour(pane, QPointF(middle.x() + step, middle.y())) == (102, 102, 102)


def test_pictures_blink_in_turn(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    workspace.rows.blink.speed.set_value(0.2)
    workspace.show_view("blink")
    seen: set[int] = set()

    def all_seen() -> bool:
        seen.add(workspace.blink.index)
        return seen == {ORIGINAL, 0, 1, 2}

    qtbot.waitUntil(all_seen)


def test_with_reduced_motion_space_shows_the_next(qtbot: QtBot, session: Session) -> None:
    session.update_settings(reduced_motion=True)
    paint_hole(session)
    workspace = CompareWorkspace(session)
    qtbot.addWidget(workspace)
    workspace.show()
    workspace.add([("white", {})])
    qtbot.waitUntil(lambda: len(workspace.run.done) == 1)
    workspace.show_view("blink")
    before = workspace.blink.index
    assert not workspace._blinker.isActive()
    assert workspace.blink.index == before
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    assert workspace.blink.index != before
    workspace.close()


def test_the_difference_is_dark_where_pictures_agree(workspace: CompareWorkspace) -> None:
    workspace.show_view("difference")
    workspace.rows.difference.choose(0, 2)
    pane = workspace.map
    assert pane.high > 0
    assert sum(colour(pane, pane.viewport.to_widget(60, 45))) > 300
    workspace.rows.difference.choose(0, 0)
    assert "different" in pane.label


def test_engines_disagree_in_the_hole(workspace: CompareWorkspace) -> None:
    workspace.show_view("disagreement")
    pane = workspace.map
    assert pane.high >= 5
    assert sum(colour(pane, pane.viewport.to_widget(60, 45))) > 60


def test_regions_are_painted_and_kept_as_one_step(
    qtbot: QtBot, workspace: CompareWorkspace, session: Session, photo: Photo
) -> None:
    workspace.select(0)
    workspace.show_view("regions")
    workspace.select(2)
    pane = workspace.regions
    pane.set_brush(20)
    for y in (32, 45, 58):
        here = pane.viewport.to_widget(43, y).toPoint()
        qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=here)
        qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=here)
    assert pane.used == [0, 2]
    steps = session.position
    with qtbot.waitSignal(workspace.closed):
        qtbot.mouseClick(workspace.rows.regions.commit, Qt.MouseButton.LeftButton)
    assert session.position == steps + 1
    shown = session.document.read(Rect.of(photo.size))
    assert shown[45, 40, 0] < shown[45, 79, 0]
    kept = workspace.run.mask.coverage == 0
    assert session.mask_area() == 0
    assert (shown[kept] == photo.pixels[kept]).all()
    about = session.document.layers[-1].content.description
    assert [part["params"]["level"] for part in about["ingredients"]] == [100, 40]
    session.undo()
    assert not session.document.layers
    assert session.mask_area() == HOLE.area


def test_a_stroke_over_the_regions_is_taken_back(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    workspace.select(0)
    workspace.show_view("regions")
    workspace.select(1)
    pane = workspace.regions
    qtbot.mouseClick(pane, Qt.MouseButton.LeftButton, pos=pane.viewport.to_widget(60, 45).toPoint())
    assert pane.used == [0, 1]
    qtbot.keyClick(workspace, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pane.used == [0]


def test_a_failure_is_said_in_its_cell(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    workspace.add([("failing", {})])
    qtbot.waitUntil(lambda: workspace.run.idle)
    cell = workspace.grid.cells[4]
    assert "by design" in cell.message()
    workspace.grab()


def test_what_runs_can_be_stopped(qtbot: QtBot, workspace: CompareWorkspace, fake_registry: Registry) -> None:
    fake_registry.register(HangingEngine())
    workspace.add([("hanging", {})])
    qtbot.waitUntil(lambda: workspace.run.entrants[3].fraction > 0)
    workspace.grab()
    workspace.add([("noise", {})])
    assert workspace.footer.stop_all.isVisible()
    qtbot.mouseClick(workspace.footer.stop_all, Qt.MouseButton.LeftButton)
    assert workspace.run.idle
    assert not workspace.footer.stop_all.isVisible()


def stopped_three(qtbot: QtBot, workspace: CompareWorkspace, registry: Registry) -> list[Cell]:
    """The cells of three more engines that were stopped by *Stop all*."""
    registry.register(HangingEngine())
    workspace.add([("hanging", {}), ("white", {"level": 5}), ("white", {"level": 7})])
    qtbot.waitUntil(lambda: workspace.run.entrants[3].fraction > 0)
    qtbot.mouseClick(workspace.footer.stop_all, Qt.MouseButton.LeftButton)
    cells = workspace.grid.cells[4:]
    assert [cell.message() for cell in cells] == ["Stopped."] * 3
    return cells


def test_what_was_stopped_can_be_run_again_together(
    qtbot: QtBot, workspace: CompareWorkspace, fake_registry: Registry
) -> None:
    stopped_three(qtbot, workspace, fake_registry)
    seeds = [entrant.request.seed for entrant in workspace.run.entrants]
    qtbot.mouseClick(workspace.footer.run_stopped, Qt.MouseButton.LeftButton)
    assert not workspace.footer.run_stopped.isVisible()
    assert not any(entrant.stage.over for entrant in workspace.run.entrants[3:])
    assert [entrant.request.seed for entrant in workspace.run.entrants] == seeds
    workspace.run.cancel(3)
    qtbot.waitUntil(lambda: len(workspace.run.done) == 5)
    assert not workspace.footer.run_stopped.isVisible()  # one alone has its own button


def test_a_new_run_clears_away_what_was_stopped(
    qtbot: QtBot, workspace: CompareWorkspace, fake_registry: Registry
) -> None:
    hanging, _, white = stopped_three(qtbot, workspace, fake_registry)
    workspace.select(3)
    workspace.add([("white", {"level": 7}), ("white", {"level": 9})])
    qtbot.waitUntil(lambda: workspace.run.idle)
    assert [cell.isVisibleTo(workspace) for cell in workspace.grid.cells] == [
        *[True] * 4, False, False, True, True,
    ]  # fmt: skip
    assert white.entrant is not None
    assert white.entrant.document is not None
    assert workspace.selected != 3
    workspace.add([("hanging", {})])
    assert hanging.isVisibleTo(workspace)


def test_a_long_legend_stays_in_its_pane(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    picture = QPixmap(700, 400)
    painter = QPainter(picture)
    for size in (QSize(700, 400), QSize(300, 200), QSize(120, 90)):
        names = [LegendEntry(n, f"An engine with a long name, detail {n}", colour_of(n)) for n in range(60)]
        covered = draw_legend(painter, names, size)
        assert QRect(QPoint(0, 0), size).contains(covered)
    assert draw_legend(painter, names[:3], QSize(700, 400)).height() < 80
    painter.end()


def test_the_corner_of_a_cell_stops_and_runs_again(
    qtbot: QtBot, workspace: CompareWorkspace, fake_registry: Registry
) -> None:
    fake_registry.register(HangingEngine())
    workspace.add([("hanging", {})])
    cell = workspace.grid.cells[4]
    qtbot.mouseMove(cell, QPoint(5, 5))
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton, pos=cell.corner.center())
    assert workspace.run.idle
    assert cell.message() == "Stopped."
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton, pos=cell.corner.center())
    assert not workspace.run.idle


def test_the_same_entrant_is_not_run_twice(workspace: CompareWorkspace) -> None:
    workspace.add([("white", {}), ("white", {"level": 40})])
    assert len(workspace.run.entrants) == 3


def test_ticked_engines_are_run_and_remembered(qtbot: QtBot, session: Session) -> None:
    paint_hole(session)
    workspace = CompareWorkspace(session)
    qtbot.addWidget(workspace)
    workspace.show()
    engines = workspace.side.chooser.list
    for name, row in engines.rows.items():
        row.box.setChecked(name == "noise")
    assert "missing" not in engines.rows
    qtbot.mouseClick(engines.more.header, Qt.MouseButton.LeftButton)
    missing = next(row for row in engines.findChildren(EngineRow) if row.entry.name == "missing")
    assert not missing.box.isEnabled()
    assert "no_such_package" in missing.box.toolTip()
    qtbot.mouseClick(workspace.side.chooser.run_button, Qt.MouseButton.LeftButton)
    assert session.settings.compare_engines == ("noise",)
    qtbot.waitUntil(lambda: len(workspace.run.done) == 1)
    workspace.close()


def test_an_engine_is_added_with_other_parameters(qtbot: QtBot, workspace: CompareWorkspace) -> None:
    qtbot.mouseClick(workspace.side.chooser.list.rows["white"].more, Qt.MouseButton.LeftButton)
    dialog = workspace.findChild(ParamsDialog)
    assert dialog is not None
    dialog.form.set_values({"level": 70})
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(workspace.run.done) == 4)
    assert workspace.run.entrants[3].request.params["level"] == 70


def test_the_truth_from_a_file_is_scored(
    qtbot: QtBot, workspace: CompareWorkspace, session: Session, photo: Photo, tmp_path: Path
) -> None:
    write_photo(tmp_path / "truth.png", photo)
    workspace.files.load_truth(tmp_path / "truth.png")
    assert all("hole_psnr" in entrant.scores for entrant in workspace.run.done)
    small = Photo(np.ascontiguousarray(photo.pixels[:50]))
    write_photo(tmp_path / "small.png", small)
    with qtbot.waitSignal(session.failed) as caught:
        workspace.files.load_truth(tmp_path / "small.png")
    assert caught.args is not None
    assert caught.args[0].code == "truth-size"


def test_a_sheet_is_exported(workspace: CompareWorkspace, tmp_path: Path) -> None:
    workspace.take_photo_as_truth()
    workspace.files.export_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 400


def test_results_of_the_strip_are_there_at_once(qtbot: QtBot, session: Session) -> None:
    paint_hole(session)
    session.fills.fill("white", {})
    qtbot.waitUntil(lambda: bool(session.fills.results))
    workspace = CompareWorkspace(session)
    qtbot.addWidget(workspace)
    assert len(workspace.run.done) == 1
    assert workspace.selected == 0
    workspace.close()


def test_without_a_mask_it_says_what_to_do(qtbot: QtBot, session: Session) -> None:
    workspace = CompareWorkspace(session)
    qtbot.addWidget(workspace)
    workspace.show()
    assert "Paint" in workspace.footer.status.full_text
    with qtbot.waitSignal(session.message):
        workspace.add([("white", {})])
    for view in VIEWS:
        workspace.show_view(view)
        workspace.grab()
    workspace.close()


def test_a_photo_that_changed_meanwhile_is_not_overwritten(
    qtbot: QtBot, workspace: CompareWorkspace, session: Session
) -> None:
    session.crop(Rect(0, 0, 100, 80))
    workspace.select(0)
    with qtbot.waitSignal(session.message):
        workspace.use_selected()
    with qtbot.waitSignal(session.message):
        workspace.keep_mixture()
    assert not session.document.layers


def test_cells_are_as_large_as_can_be() -> None:
    assert best_columns(4, 1000, 700) == 2
    assert best_columns(3, 1500, 300) == 3
    assert best_columns(2, 300, 900) == 1
