"""*Fill* widens the mask by what the panel says, and shows beforehand by how much."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.provenance import read_sidecar
from inpaint_studio.engines.diffusion.marching import TELEA
from inpaint_studio.jobs.replay import replay
from inpaint_studio.jobs.saving import SaveChoice
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, Editor


@pytest.fixture
def wide(start: Start, path: Path) -> Editor:
    editor = start(widen=2.0)
    editor.open(path)
    return editor


def mark_a_box(editor: Editor) -> None:
    editor.key("m")
    editor.drag((40, 30), (70, 60))
    editor.settle()


def rim_area(editor: Editor) -> int:
    """The pixels within the dashed line; 0 if there is none."""
    rim = editor.canvas.scene.rim
    return 0 if rim is None else int(np.count_nonzero(rim.array(0)))


def test_a_fill_covers_the_rim_and_undo_gives_the_mask_as_it_was_drawn(wide: Editor) -> None:
    mark_a_box(wide)
    drawn = wide.mask().copy()
    result = wide.fill("white")
    expected = Mask(drawn).grown(2)
    assert result.fill.mask_pixels == expected.area > 900
    assert (wide.shown()[expected.hole] == 255).all()
    wide.key("k")
    wide.settle()
    assert not wide.mask().any()
    assert wide.session.document.layers[-1].content.description["widen"] == 2
    wide.key("z", CTRL)
    np.testing.assert_array_equal(wide.mask(), drawn)


def test_the_dashed_line_shows_what_is_filled_and_goes_with_the_setting(wide: Editor) -> None:
    mark_a_box(wide)
    expected = Mask(wide.mask()).grown(2).area
    wide.wait(lambda: rim_area(wide) == expected)
    control = wide.window.engine_panel.widen
    assert control.isVisible()
    assert control.px.value == 2
    control.px.set_value(5)
    control.px.changed.emit(5)
    wide.wait(lambda: rim_area(wide) == Mask(wide.mask()).grown(5).area)
    assert wide.session.settings.widen == 5
    control.px.changed.emit(0)
    wide.wait(lambda: rim_area(wide) == 0)
    assert wide.fill("white").fill.mask_pixels == 900


def test_a_thin_stroke_is_filled_as_it_is(wide: Editor) -> None:
    wide.stroke()
    area = int(np.count_nonzero(wide.mask()))
    assert wide.fill("white").fill.mask_pixels == area
    assert rim_area(wide) == 0


def test_filling_a_kept_fill_again_widens_no_further(wide: Editor) -> None:
    mark_a_box(wide)
    pixels = wide.fill("white").fill.mask_pixels
    wide.key("k")
    wide.settle()
    wide.session.fills.refill([0])
    wide.wait(lambda: wide.session.fills.job is None and not wide.session.fills.numbers)
    wide.settle()
    assert wide.session.document.layers[-1].content.description["mask_pixels"] == pixels


def test_its_recipe_and_its_project_give_the_same_again(wide: Editor, start: Start, tmp_path: Path) -> None:
    wide.session.registry.register(TELEA)
    wide.window.engine_panel.list.reload()
    mark_a_box(wide)
    pixels = wide.fill("telea").fill.mask_pixels
    project, out, again = tmp_path / "a.ora", tmp_path / "a.png", tmp_path / "b.png"
    wide.session.fills.choose(None)  # what is shown would be kept in the project
    saver = wide.window.files.saver
    saver.write_project(project, overwrite=False)
    wide.wait(lambda: project.exists() and not saver.busy)
    wide.session.fills.choose(wide.session.fills.results[-1])
    wide.key("k")
    wide.settle()
    saver.write(out, SaveChoice(sidecar=True), overwrite=False)
    wide.wait(lambda: out.exists() and not saver.busy)
    recipe = tmp_path / "a.png.inpaint.json"
    assert read_sidecar(recipe).widened == 2
    replay(recipe, again)
    assert again.read_bytes() == out.read_bytes()
    second = start(widen=0.0)  # the fill of the project was made with another setting
    second.open(project)
    result = second.session.fills.results[-1]
    assert (result.request.widen, result.fill.mask_pixels) == (2, pixels)
    second.session.fills.choose(result)
    second.session.fills.try_again()
    second.wait(lambda: len(second.session.fills.results) == 2)
    assert second.session.fills.results[-1].fill.mask_pixels == pixels


def test_the_line_is_computed_only_where_it_can_be_told_from_the_mask(wide: Editor) -> None:
    wide.window.canvas.zoom_to(0.2)
    mark_a_box(wide)
    timers = [timer for timer in wide.canvas.findChildren(QTimer) if timer.interval() == 200]
    assert timers
    wide.wait(lambda: not any(timer.isActive() for timer in timers))
    wide.settle()
    assert rim_area(wide) == 0
    wide.key("1")
    wide.wait(lambda: rim_area(wide) == Mask(wide.mask()).grown(2).area)
