"""Each tool once, the mask commands, crop, zooming and panning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_mask, write_photo
from inpaint_studio.engines.base import RunContext
from inpaint_studio.gui.dialogs.mask_dialog import MaskDialog
from inpaint_studio.gui.session.session import AVOID, SOURCES
from tests.e2e.conftest import Start
from tests.e2e.editor import ALT, CTRL, RIGHT, SHIFT, Editor, Key, choosing, clicking, photo_of
from tests.gui import fakes

MIDDLE = Qt.MouseButton.MiddleButton


def test_the_brush_paints_and_its_strokes_are_single_steps(editor: Editor) -> None:
    editor.key("b")
    editor.drag((20, 20), (40, 20), (40, 50))
    assert editor.covered((30, 20))
    assert editor.covered((40, 40))
    assert editor.session.position == 1
    editor.key("z", CTRL)
    assert editor.mask().max() == 0


def test_the_eraser_alt_and_a_right_click_take_away(editor: Editor) -> None:
    for tool, keys in (("e", Qt.KeyboardModifier.NoModifier), ("b", ALT)):
        editor.key("b")
        editor.stroke(y=40, x0=20, x1=90)
        editor.key(tool)
        editor.drag((40, 30), (40, 40), (40, 50), keys=keys)
        assert not editor.covered((40, 40))
        assert editor.covered((70, 40))
    editor.key("b")
    editor.click((70, 40), button=RIGHT)
    assert not editor.covered((70, 40))
    editor.key("e")
    editor.drag((40, 40), (45, 40), keys=ALT)  # Alt turns the eraser round too
    assert editor.covered((42, 40))


def test_shift_click_draws_a_straight_line(editor: Editor) -> None:
    editor.click((20, 20))
    editor.click((80, 60), SHIFT)
    assert editor.covered((50, 40))
    assert not editor.covered((50, 20))


def test_a_pen_draws_by_its_pressure_and_its_other_end_erases(editor: Editor) -> None:
    editor.pen((20, 20, 0.1), (60, 20, 0.1))
    thin = np.count_nonzero(editor.mask())
    editor.pen((20, 60, 1.0), (60, 60, 1.0))
    assert np.count_nonzero(editor.mask()) > 3 * thin
    editor.pen((40, 10, 1.0), (40, 30, 1.0), eraser=True)
    assert not editor.covered((40, 20))


def test_the_brush_gets_larger_and_softer_by_keys(editor: Editor) -> None:
    tool = editor.window.toolbox.tools["brush"]
    size, hardness = tool.values["size"], tool.values["hardness"]
    editor.key("]")
    editor.key("]")
    assert tool.values["size"] > size
    editor.key("[")
    editor.key(Key.Key_BracketLeft, SHIFT)
    assert tool.values["hardness"] < hardness
    editor.wait(lambda: editor.session.settings.brush_size == tool.values["size"])


def test_the_brush_gets_larger_by_a_drag_with_the_right_button_and_by_ctrl_and_the_wheel(
    editor: Editor,
) -> None:
    tool, zoom = editor.window.toolbox.tools["brush"], editor.canvas.viewport.zoom
    editor.drag((40, 40), (50, 40), (60, 40), button=RIGHT)
    assert tool.values["size"] == 12 + 2 * 20
    assert editor.session.position == 0
    assert editor.mask().max() == 0
    editor.wheel((40, 40), -2, CTRL)
    assert tool.values["size"] == pytest.approx(52 / 1.15**2)
    editor.wheel((40, 40), 0.5, CTRL)
    assert tool.values["size"] == pytest.approx(52 / 1.15**1.5)
    assert editor.canvas.viewport.zoom == zoom
    editor.stroke(y=40)
    assert editor.covered((40, 55))
    editor.key("h", SHIFT)
    editor.wheel((40, 40), 1, CTRL)  # without a brush it still zooms
    assert editor.canvas.viewport.zoom > zoom


def test_a_lasso_is_dragged_or_clicked(editor: Editor) -> None:
    editor.key("l")
    editor.drag((20, 20), (60, 20), (60, 50), (20, 50))
    assert editor.covered((40, 35))
    editor.key("l")
    for corner in ((70, 20), (100, 20), (100, 60)):
        editor.click(corner)
    assert not editor.covered((95, 30))
    editor.key(Key.Key_Return)  # closes it, and fills nothing
    assert editor.covered((95, 30))
    assert editor.session.fills.job is None
    assert editor.session.fills.results == ()
    editor.click((5, 5))
    editor.key(Key.Key_Escape)
    assert not editor.window.toolbox.tool.under_way


def test_rectangle_and_ellipse_cover_and_uncover(editor: Editor) -> None:
    editor.key("m")
    editor.drag((20, 20), (60, 50))
    np.testing.assert_array_equal(np.unique(editor.mask()[20:50, 20:60]), [255])
    assert np.count_nonzero(editor.mask()) == 30 * 40
    editor.drag((30, 30), (40, 40), keys=ALT)
    assert not editor.covered((35, 35))
    editor.key("m", SHIFT)
    editor.drag((70, 20), (110, 60))
    assert editor.covered((90, 40))
    assert not editor.covered((71, 21))


def test_smart_select_finds_the_object_and_enter_takes_it(start: Start, tmp_path: Path) -> None:
    pixels = np.full((90, 120, 3), 200, np.uint8)
    pixels[30:60, 40:80] = (180, 20, 20)
    noise = np.random.default_rng(1).integers(-6, 7, pixels.shape)
    path = tmp_path / "object.png"
    write_photo(path, Photo(np.clip(pixels + noise, 0, 255).astype(np.uint8)))
    editor = start()
    editor.open(path)
    editor.key("s")
    editor.drag((50, 45), (60, 45), (70, 45))
    editor.wait(lambda: editor.covered((42, 33)))
    assert editor.session.position == 0
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.position == 1)
    assert editor.session.fills.job is None
    assert editor.covered((45, 50))
    assert not editor.covered((10, 10))
    editor.key(Key.Key_Return)  # the next one fills
    editor.wait(lambda: editor.session.fills.results)


def test_the_source_brush_tells_engines_where_to_copy_from(start: Start, path: Path) -> None:
    seen: list[np.ndarray | None] = []

    def look(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        seen.append(ctx.sources)
        return np.ones_like(image)

    editor = start()
    editor.session.registry.register(fakes.FakeEngine("looking", look, uses_sources=True))
    editor.window.engine_panel.list.reload()
    editor.open(path)
    editor.stroke(y=20)
    editor.key("x")
    editor.drag((30, 50), (60, 50))
    editor.window.toolbox.tool.set_value("kind", "forbidden sources")
    editor.drag((30, 75), (60, 75))
    assert editor.covered((45, 50), SOURCES)
    assert editor.covered((45, 75), AVOID)
    assert not editor.covered((45, 50))
    result = editor.fill("looking")
    sources = result.request.sources
    assert sources is not None
    assert sources.coverage[50, 45] > 0
    assert sources.coverage[75, 45] == 0
    assert sources.coverage[5, 5] == 0
    editor.command("sources-clear")
    assert editor.session.sources() is None


def test_sources_belong_to_one_fill_and_the_engine_panel_says_so(start: Start, path: Path) -> None:
    editor = start()
    panel, session = editor.window.engine_panel, editor.session
    session.registry.register(fakes.FakeEngine("looking", fakes.white, uses_sources=True))
    panel.list.reload()
    editor.open(path)
    editor.engine("looking")
    assert not panel.sources.isVisible()
    editor.key("x")
    editor.drag((30, 50), (60, 50))
    editor.wait(panel.sources.isVisible)
    assert panel.sources_line.text() == "Copies only from the green area"
    editor.engine("white")
    assert panel.sources_line.text() == "White ignores the painted sources"
    editor.engine("looking")
    editor.button(panel.clear_sources)
    editor.wait(lambda: not panel.sources.isVisible())
    assert not editor.covered((45, 50), SOURCES)
    editor.key("z", CTRL)
    editor.wait(panel.sources.isVisible)
    editor.window.toolbox.tool.set_value("kind", "forbidden sources")
    editor.drag((30, 75), (60, 75))
    editor.wait(lambda: "nothing from the orange one" in panel.sources_line.text())
    editor.key("b")
    editor.stroke(y=20)
    assert editor.fill("looking").request.sources is not None
    assert panel.sources.isVisible()  # until it is kept: Try again uses them too
    editor.key("k")
    editor.wait(lambda: len(session.document.layers) == 1 and not panel.sources.isVisible())
    assert session.sources() is None
    editor.key("b")
    editor.stroke(y=60)
    assert editor.fill("looking").request.sources is None
    editor.key("z", CTRL)  # the stroke
    editor.key("z", CTRL)  # the kept fill
    assert not session.document.layers
    assert editor.covered((45, 50), SOURCES)
    assert editor.covered((45, 75), AVOID)
    editor.wait(panel.sources.isVisible)


def test_the_clone_stamp_copies_and_is_a_fill_like_any_other(editor: Editor, photo: Photo) -> None:
    editor.key("j")
    editor.drag((80, 20), (90, 20))  # without a source it only tells what to do
    assert editor.messages
    assert editor.session.position == 0
    editor.click((30, 60), ALT)
    editor.drag((80, 20), (90, 20))
    editor.settle()
    editor.wait(lambda: len(editor.session.document.layers) == 1)
    np.testing.assert_array_equal(editor.document()[20, 85], photo.pixels[60, 35])
    editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.document(), photo.pixels)


def test_the_hand_space_and_the_middle_button_move_the_photo(editor: Editor) -> None:
    canvas = editor.canvas
    for _ in range(3):
        editor.key("+")
    scale = canvas.viewport.scale

    def middle() -> tuple[float, float]:
        place: tuple[float, float] = canvas.viewport.to_image(canvas.rect().center().toPointF())
        return place

    editor.key("h", SHIFT)
    before = middle()
    editor.drag((60, 45), (62, 47))
    assert middle() != before
    editor.key("b")
    before = middle()
    editor.drag((60, 45), (62, 47), button=MIDDLE)
    assert middle() != before
    before = middle()
    editor.hold(Key.Key_Space)
    editor.drag((60, 45), (62, 47))
    editor.let_go(Key.Key_Space)
    assert middle() != before
    assert canvas.viewport.scale == scale
    assert editor.mask().max() == 0


def test_zooming_by_box_wheel_and_keys(editor: Editor) -> None:
    canvas = editor.canvas
    fitted = canvas.viewport.scale
    editor.key("z")
    editor.drag((40, 30), (60, 45))
    x, y = canvas.viewport.to_image(canvas.rect().center().toPointF())
    assert canvas.viewport.scale > 2 * fitted
    assert (x, y) == pytest.approx((50, 37.5), abs=1)
    editor.click((50, 37), ALT)
    editor.key("0")
    assert canvas.viewport.scale == pytest.approx(fitted)
    editor.key("1")
    assert canvas.viewport.scale * canvas.devicePixelRatioF() == pytest.approx(1)
    editor.key("2")
    assert canvas.viewport.scale * canvas.devicePixelRatioF() == pytest.approx(2)
    at = canvas.viewport.to_widget(30, 30)
    editor.wheel((30, 30), 2)
    assert canvas.viewport.to_widget(30, 30).x() == pytest.approx(at.x(), abs=1)
    assert canvas.viewport.scale > 2
    for _ in range(60):
        editor.wheel((30, 30), 1)
    assert canvas.viewport.scale * canvas.devicePixelRatioF() <= 32.01
    canvas.grab()  # the pixel grid is painted


def test_the_wipe_shows_the_original_at_one_side(editor: Editor) -> None:
    editor.key("m")
    editor.drag((20, 20), (100, 60))
    editor.fill()
    editor.key("k")
    editor.wait(lambda: editor.screen((40, 40)) == (255, 255, 255))
    editor.key("w")
    assert editor.window.commands["compare-wipe"].isChecked()
    editor.drag((60, 45), (70, 45))
    assert editor.canvas.wipe == pytest.approx(70, abs=0.6)
    editor.wait(lambda: editor.screen((40, 40)) != (255, 255, 255))
    assert editor.screen((90, 40)) == (255, 255, 255)
    editor.key("w")
    assert editor.canvas.wipe is None


def test_the_original_is_shown_while_its_key_is_down(editor: Editor) -> None:
    editor.stroke()
    editor.fill()
    editor.key("k")
    editor.key("h")  # the pin lies there
    editor.wait(lambda: editor.screen((45, 40)) == (255, 255, 255))
    editor.hold("\\")
    editor.wait(lambda: editor.screen((45, 40)) != (255, 255, 255))
    editor.let_go("\\")
    editor.wait(lambda: editor.screen((45, 40)) == (255, 255, 255))


def test_a_crop_hides_the_rest_and_undo_shows_it_again(editor: Editor, photo: Photo) -> None:
    session = editor.session
    editor.stroke(y=40)
    editor.key("c", SHIFT)
    editor.drag((20, 10), (100, 80))
    assert session.size == photo.size
    editor.key(Key.Key_Return)
    editor.settle()
    assert (session.size.width, session.size.height) == (80, 70)
    np.testing.assert_array_equal(editor.shown(), photo.pixels[10:80, 20:100])
    assert editor.mask().shape == (70, 80)
    assert editor.covered((25, 30))  # the mask goes along
    editor.settle()
    editor.key("b")
    editor.stroke(y=60)
    editor.fill()
    editor.key("k")
    assert (editor.document()[60, 45] == 255).all()
    editor.settle()
    editor.command("uncrop")
    editor.settle()
    assert session.size == photo.size
    assert (editor.document()[70, 65] == 255).all()
    for _ in range(5):
        editor.settle()
        editor.key("z", CTRL)
    assert session.position == 0
    np.testing.assert_array_equal(editor.document(), photo.pixels)


def test_crop_to_the_mask(editor: Editor) -> None:
    editor.key("m")
    editor.drag((50, 40), (60, 50))
    editor.command("crop-to-mask")
    editor.settle()
    assert editor.session.document.canvas == Rect(34, 24, 42, 42)


def test_the_mask_is_inverted_and_cleared(editor: Editor) -> None:
    editor.key("m")
    editor.drag((20, 20), (60, 50))
    editor.key("i", CTRL)
    editor.wait(lambda: editor.covered((5, 5)))
    assert not editor.covered((30, 30))
    editor.key(Key.Key_Delete)
    editor.wait(lambda: editor.mask().max() == 0)
    editor.key("z", CTRL)
    assert editor.covered((5, 5))


def test_gaps_in_the_mask_are_closed(editor: Editor) -> None:
    editor.key("m")
    editor.drag((20, 20), (60, 60))
    editor.drag((30, 30), (40, 40), keys=ALT)
    assert not editor.covered((35, 35))
    editor.command("mask-fill-holes")
    editor.wait(lambda: editor.covered((35, 35)))


def dialog_of(editor: Editor) -> MaskDialog:
    """The small window of the mask commands, which has the keyboard."""
    editor.wait(lambda: any(one.isVisible() for one in editor.window.findChildren(MaskDialog)))
    dialog = next(one for one in editor.window.findChildren(MaskDialog) if one.isVisible())
    editor.wait(lambda: QApplication.activeWindow() is dialog)
    return dialog


def test_growing_is_seen_at_once_and_can_be_cancelled(editor: Editor) -> None:
    editor.key("m")
    editor.drag((50, 40), (60, 50))
    before = editor.mask().copy()
    editor.command("mask-grow")
    dialog_of(editor)
    editor.wait(lambda: editor.covered((47, 45)))
    assert editor.session.position == 1
    editor.key(Key.Key_Escape)  # cancels this, not a fill
    editor.wait(lambda: editor.session.can_edit)
    np.testing.assert_array_equal(editor.mask(), before)
    editor.activate()
    editor.command("mask-grow")
    dialog_of(editor)
    editor.key(Key.Key_Return)  # takes it, and fills nothing
    editor.wait(lambda: editor.session.position == 2)
    assert editor.session.fills.job is None
    assert editor.session.fills.results == ()
    assert editor.covered((47, 45))
    editor.activate()
    editor.command("mask-shrink")
    editor.button(dialog_of(editor).buttons.button(QDialogButtonBox.StandardButton.Ok))
    editor.wait(lambda: editor.session.position == 3)
    assert not editor.covered((47, 45))
    editor.activate()
    editor.command("mask-feather")
    editor.button(dialog_of(editor).buttons.button(QDialogButtonBox.StandardButton.Ok))
    editor.wait(lambda: editor.session.position == 4)
    assert len(np.unique(editor.mask())) > 3


def test_a_mask_goes_to_a_file_and_comes_back(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.key("m")
    editor.drag((20, 20), (60, 50))
    mask = editor.mask().copy()
    file = tmp_path / "mask.png"
    choosing(monkeypatch, file)
    editor.command("mask-save")
    editor.wait(file.exists)
    np.testing.assert_array_equal(read_mask(file).coverage, mask)
    editor.key(Key.Key_Delete)
    editor.wait(lambda: editor.mask().max() == 0)
    editor.command("mask-load")
    editor.wait(lambda: editor.mask().max() > 0)
    np.testing.assert_array_equal(editor.mask(), mask)


def test_the_mask_of_the_photo_before_fits_one_of_the_same_size(editor: Editor, tmp_path: Path) -> None:
    editor.key("m")
    editor.drag((20, 20), (60, 50))
    mask = editor.mask().copy()
    other = tmp_path / "other.png"
    write_photo(other, photo_of(seed=9))
    with editor.answering(clicking(QMessageBox.StandardButton.Discard)):
        editor.open(other)
    assert editor.mask().max() == 0
    editor.command("mask-previous-photo")
    editor.wait(lambda: editor.mask().max() > 0)
    np.testing.assert_array_equal(editor.mask(), mask)


def test_the_mask_is_hidden_and_shown_by_its_key(editor: Editor) -> None:
    editor.stroke()
    tinted = editor.screen((45, 40))
    editor.key("q")
    assert editor.screen((45, 40)) != tinted
    editor.key("q")
    assert editor.screen((45, 40)) == tinted


def test_a_tool_is_chosen_by_its_button_too(editor: Editor) -> None:
    editor.button(editor.window.toolbox.button("lasso"))
    assert editor.window.toolbox.tool.name == "lasso"
    assert editor.window.commands["tool-lasso"].isChecked()
    assert not editor.window.commands["tool-brush"].isChecked()
